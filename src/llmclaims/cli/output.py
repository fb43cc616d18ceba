"""A run from its first record to the file or screen it is written to."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

import click

from llmclaims.cli import FAILED, UNUSABLE
from llmclaims.cli.console import Faults, say, say_warnings
from llmclaims.errors import LlmClaimsError

if TYPE_CHECKING:
    import os
    import threading
    from collections.abc import Callable, Iterator, Sequence

    from llmclaims.export.shared.summary_text import Tally
    from llmclaims.runs.records import Record, Run, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run goes. ``output`` None is standard output; ``read`` is what it is made of. ``quiet`` says nothing but what went wrong."""

    output: str | None
    read: Sequence[str | os.PathLike[str]] = ()
    layout: str | None = None
    text: bool = True
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of a run: counts, what could not be worked on, and whether somebody ended it early."""

    tally: Tally
    stopped: bool

    @property
    def code(self) -> int:
        """The exit code."""
        if self.tally.complete:
            return 0
        return FAILED if self.tally.documents else UNUSABLE


class Begin(Protocol):
    """How a run is begun: its records, for a progress bar and an event that ends it early."""

    def __call__(
        self, *, progress: Callable[[int, int], None], stop: threading.Event
    ) -> Iterator[Run | Record | Summary]:
        """Every record of the run."""
        ...


def write_run(
    begin: Begin,
    place: Place,
    *,
    begun: Callable[[], None] = lambda: None,
    faults: Faults | None = None,
) -> Ran:
    """Write a run's records as they come, and say how it ended; ``begun`` is called when the first are there.

    Raises:
        LlmClaimsError: nothing could start.
        KeyboardInterrupt: it was ended at once.
    """
    from llmclaims.cli.destination import opened
    from llmclaims.cli.interrupt import stoppable
    from llmclaims.cli.progress import bar
    from llmclaims.export.formats import writer
    from llmclaims.export.shared.summary_text import Tally
    from llmclaims.runs.digest import Sealing

    output = None if place.output == "-" else place.output
    screen = output is None and sys.stdout.isatty()
    layout = place.layout or ("table" if screen else "jsonl")
    write = writer(layout)
    tally, broke = Tally(), None
    faults = faults or Faults()

    def seen(one: Run | Record | Summary) -> None:
        tally.add(one)
        faults.add(one)

    shown = not place.quiet
    with (
        say_warnings(shown=shown),
        stoppable() as stop,
        bar(shown=shown) as progress,
        opened(output, progress, read=place.read) as out,
    ):
        found = _begun(begin(progress=progress.update, stop=stop))
        begun()
        with _finished(found, stop):
            try:
                write(Sealing(found, seen), out, text=place.text)
            except LlmClaimsError as error:
                if not tally.documents:
                    raise
                broke = error
    listed = not (screen and layout == "table")
    if listed:
        faults.say()
    if broke:
        say(f"The run ended early: {broke}")
    if shown:
        _say_result(tally, output, faults if listed else Faults())
    return Ran(tally=tally, stopped=stop.is_set())


def _begun(found: Iterator[Run | Record | Summary]) -> Iterator[Run | Record | Summary]:
    """The same records once the first source is read: before that nothing is written anywhere."""
    return chain(list(islice(found, 2)), found)


@contextlib.contextmanager
def _finished(found: Iterator[Run | Record | Summary], stop: threading.Event) -> Iterator[None]:
    """Where nothing more can be written, what is under way is paid for: let it come in and go to the cache."""
    try:
        yield
    except OSError:
        stop.set()
        for one in found:
            if getattr(one, "error", "") == "Skipped":  # nothing behind it is under way
                break
        raise


def _say_result(tally: Tally, output: str | None, said: Faults) -> None:
    if tally.summary:
        for warning in tally.summary.warnings:
            if not said.have_said(warning):
                say(warning)
    if output:
        for line in tally.lines():
            click.echo(line, err=True)
        click.echo(f"Written to {output}", err=True)
