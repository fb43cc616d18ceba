"""A run from its first record to the screen, or to the file that takes its name when it is complete."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TextIO

import click

from llmclaims.cli import FAILED, UNUSABLE
from llmclaims.cli.console import Faults, say, say_warnings
from llmclaims.cli.progress import Bar, run_bar
from llmclaims.cli.signals import stoppable
from llmclaims.errors import ConfigError, LlmClaimsError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from llmclaims.documents.readers import Source
    from llmclaims.export.shared.summary_text import Tally
    from llmclaims.runs.records import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run goes.

    ``output`` None is standard output; ``read`` is what it is made of; ``top``: only so many claims of each document
    are shown; ``quiet`` prints only what went wrong.
    """

    output: str | None
    read: Sequence[str | os.PathLike[str]] = ()
    layout: str | None = None
    text: bool = True
    top: int | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The result of a run: its counts, and whether somebody ended it early."""

    tally: Tally
    stopped: bool

    @property
    def code(self) -> int:
        """Return the exit code."""
        if self.tally.complete:
            return 0
        return FAILED if self.tally.documents else UNUSABLE


def write_run(
    begin: Callable[..., Iterator[Line]],
    place: Place,
    *,
    sources: Sequence[Source] = (),
    begun: Callable[[], None] = lambda: None,
    faults: Faults | None = None,
) -> Ran:
    """Write a run's records as they come, and print how it ended; call ``begun`` when the first are there.

    ``begin`` gives the records; it is called with ``watch``, which moves a bar, and ``stop``, an event that ends it early.
    ``sources`` are what is read, for the bar to count.

    Raises:
        LlmClaimsError: nothing could start.
        KeyboardInterrupt: it was ended at once.
    """
    from llmclaims.export.formats import with_top, writer
    from llmclaims.export.shared.summary_text import Tally

    output = None if place.output == "-" else place.output
    screen = output is None and sys.stdout.isatty()
    layout = place.layout or ("table" if screen else "jsonl")
    check_name(output, layout)
    write, shown = writer(layout), not place.quiet
    write = with_top(write, layout, place.top) if place.top else write
    tally, faults = Tally(), faults or Faults()
    with (
        say_warnings(shown=shown),
        stoppable() as stop,
        run_bar(shown=shown) as progress,
        opened(output, progress, read=place.read) as out,
    ):
        found = begin(watch=progress.watch, stop=stop)
        found = chain(
            list(islice(found, 2)), found
        )  # before the first source is read nothing is written anywhere
        begun()
        progress.count(sources)
        seen = (tally.add, faults.add, progress.saw)
        broke = _written(found, partial(write, out=out, text=place.text), stop, tally, seen)
    listed = not (screen and layout == "table")
    if listed:
        faults.say()
    if broke:
        say(f"The run ended early: {broke}")
    if shown:
        _say_result(tally, output, faults if listed else Faults())
    return Ran(tally=tally, stopped=stop.is_set())


def check_name(output: str | None, layout: str) -> None:
    """Refuse a file whose name promises what is not going to be in it.

    Raises:
        ConfigError: it does.
    """
    from llmclaims.export.formats import other_format

    promised = other_format(output)
    if promised not in (None, layout):
        raise ConfigError(
            f"{output} would hold a run as JSON Lines: write it to a .jsonl file, then "
            f"`llmclaims export RUN.jsonl --to {promised} -o {output}` makes the other of it."
        )


def _written(
    found: Iterator[Line],
    write: Callable[[Iterable[Line]], None],
    stop: threading.Event,
    tally: Tally,
    seen: Sequence[Callable[[Line], None]],
) -> LlmClaimsError | None:
    """Write the records, each shown to all of ``seen``; return what broke the run off when a document was there already."""
    from llmclaims.runs.digest import Sealing

    def see(one: Line) -> None:
        for each in seen:
            each(one)

    try:
        write(Sealing(found, see))
    except LlmClaimsError as error:
        if not tally.documents:
            raise
        return error
    except OSError:  # nothing more can be written; what is under way is paid for, and goes to the cache
        stop.set()
        for one in found:
            if getattr(one, "error", "") == "Skipped":  # nothing behind it is under way
                break
        raise
    return None


def _say_result(tally: Tally, output: str | None, said: Faults) -> None:
    if tally.summary:
        for warning in tally.summary.warnings:
            if not said.have_said(warning):
                say(warning)
    if output:
        for line in tally.lines():
            click.echo(line, err=True)
        click.echo(f"Written to {output}", err=True)


@contextlib.contextmanager
def opened(
    output: str | None, bar: Bar | None = None, *, read: Iterable[str | os.PathLike[str]] = ()
) -> Iterator[TextIO]:
    """Open the stream to write to; ``bar`` makes room while something is printed on its screen.

    ``read`` is what the command reads: none of it is written over.

    Raises:
        ConfigError: the file cannot be written, or must not be.
    """
    if output is None:
        _refuse_standard_output(read)
        yield bar.beside(sys.stdout) if bar else sys.stdout
        sys.stdout.flush()
        return
    target = _target(output, read)
    if target.is_dir():
        raise ConfigError(f"{target} is a folder: name a file in it.")
    if target.exists() and not target.is_file():  # a device or a pipe: written to as it is, never replaced
        with target.open("wb") as file:
            yield from _as_text(file)
        return
    from llmclaims.config.part_files import part_file

    begun = False
    try:
        with part_file(target) as part:
            begun = True
            yield from _as_text(part)
    except BaseException:
        left = target.with_name(target.name + ".part")
        if begun and left.is_file():
            say(f"What was finished stands in {left}.")
        raise


class _Screen(io.StringIO):
    """Holds what is meant for a terminal, colours and all."""

    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def paged(out: TextIO, *, wanted: bool) -> Iterator[TextIO]:
    """Yield a stream whose text a pager shows, where it is ``wanted`` and a person looks; what fits a screen needs no key."""
    if not (wanted and out.isatty()):
        yield out
        return
    held = _Screen()
    yield held
    os.environ.setdefault("LESS", "FRX")  # as git has it: colours stay, and a short text is only printed
    click.echo_via_pager(held.getvalue().removesuffix("\n"))


def _as_text(part: BinaryIO) -> Iterator[TextIO]:
    text = io.TextIOWrapper(part, encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        yield text
    finally:
        text.detach()  # which writes what is held


@contextlib.contextmanager
def made(
    output: str | None,
    target: Literal["file", "folder"],
    layout: str,
    *,
    read: Iterable[str | os.PathLike[str]] = (),
) -> Iterator[Path]:
    """Yield the path of a file or folder to make; it takes its name when it is complete.

    Raises:
        ConfigError: no path is given, or what stands there must not be written over.
    """
    if output is None:
        raise ConfigError(f"{layout} writes a {target}, which cannot go to standard output: name it with -o.")
    final = _target(output, read)
    if target == "folder" and final.exists() and not (final.is_dir() and not any(final.iterdir())):
        raise ConfigError(f"{final} is not an empty folder: name a new one.")
    if target == "file" and final.exists() and not final.is_file():
        raise ConfigError(f"{final} is not a file: name another one.")
    from llmclaims.config.part_files import part_folder

    with part_folder(final) as part:
        path = part / (final.name or "made")
        if target == "folder":
            path.mkdir()
        yield path
        if target == "folder" and final.exists():
            final.rmdir()  # it is empty, and not every system renames onto a folder
        path.replace(final)


def _target(output: str, read: Iterable[str | os.PathLike[str]]) -> Path:
    """Return the path to write to, once it is neither a link to a file nor one of those that are read."""
    target = Path(output)
    if target.is_symlink() and (target.is_file() or not target.exists()):
        raise ConfigError(f"{target} is a link to {target.readlink()}: name the file itself.")
    with contextlib.suppress(OSError):
        if same := _same(target.stat(), read):
            raise ConfigError(f"{output} is {same}: name another file to write to.")
    return target


def _refuse_standard_output(read: Iterable[str | os.PathLike[str]]) -> None:
    """Refuse standard output that a shell has led to a file that is read: it would grow as it is read."""
    with contextlib.suppress(OSError, ValueError):
        there = os.fstat(sys.stdout.fileno())
        if stat.S_ISREG(there.st_mode) and (same := _same(there, read)):
            raise ConfigError(f"Standard output is {same}: name another file to write to.")


def _beside_articles() -> Iterator[str]:
    """Yield what a command reads beside its articles: its configuration, named or found, and a recording."""
    context = click.get_current_context(silent=True)
    named = context.params if context else {}
    if "config" in named:
        from llmclaims.config.settings import FILE_NAME

        yield named["config"] or FILE_NAME
    if named.get("replay"):
        yield from map(str, Path(named["replay"]).glob("*"))


def _same(there: os.stat_result, read: Iterable[str | os.PathLike[str]]) -> str | None:
    """Return which of the places that are read is this file, or holds it."""
    from llmclaims.documents.readers.files import is_in_folder

    for one in (*read, *_beside_articles()):
        if str(one) == "-":
            with contextlib.suppress(OSError, ValueError, AttributeError):
                if stat.S_ISREG(there.st_mode) and os.path.samestat(os.fstat(sys.stdin.fileno()), there):
                    return "what standard input reads"
            continue
        with contextlib.suppress(OSError, ValueError):
            found = Path(one).stat()
            if os.path.samestat(found, there):
                return "one of the files that are read"
            if stat.S_ISDIR(found.st_mode) and is_in_folder(os.fspath(one), there):
                return f"one of the articles in {one}"
    return None
