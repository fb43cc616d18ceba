"""Where a run is written: standard output, or a file that takes its name when it is complete."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from llmclaims.cli.console import say
from llmclaims.config.part_files import part_file, part_folder
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    from llmclaims.cli.progress import Bar


@contextlib.contextmanager
def opened(
    output: str | None, bar: Bar | None = None, *, read: Iterable[str | os.PathLike[str]] = ()
) -> Iterator[TextIO]:
    """The stream to write to; ``bar`` makes room while something is printed on the screen it stands on.

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
    """The path of a file or folder to make; it takes its name when it is complete.

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
    """See that a shell has not led standard output to a file that is read, which would grow as it is read."""
    with contextlib.suppress(OSError, ValueError):
        there = os.fstat(sys.stdout.fileno())
        if stat.S_ISREG(there.st_mode) and (same := _same(there, read)):
            raise ConfigError(f"Standard output is {same}: name another file to write to.")


def _beside_articles() -> Iterator[str]:
    """What a command reads beside its articles: its configuration, named or found, and a recording."""
    context = click.get_current_context(silent=True)
    named = context.params if context else {}
    if "config" in named:
        from llmclaims.config.toml_file import FILE_NAME

        yield named["config"] or FILE_NAME
    if named.get("replay"):
        yield from map(str, Path(named["replay"]).glob("*"))


def _same(there: os.stat_result, read: Iterable[str | os.PathLike[str]]) -> str | None:
    """Say which of the places that are read is a file, or holds it."""
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
            if stat.S_ISDIR(found.st_mode) and _holds(one, there):
                return f"one of the articles in {one}"
    return None


def _holds(folder: str | os.PathLike[str], there: os.stat_result) -> bool:
    """Tell whether a file is among those of a folder that are read as articles."""
    from llmclaims.config.local_files import below
    from llmclaims.documents.readers.registry import folder_suffixes, part_suffixes

    suffixes = folder_suffixes() | part_suffixes()
    return any(
        not isinstance(one, OSError)
        and one.inode() == there.st_ino
        and Path(one.name).suffix.lower() in suffixes
        and os.path.samestat(one.stat(), there)
        for one in below(folder)
    )
