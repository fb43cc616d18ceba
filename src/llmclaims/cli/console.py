"""Standard error: one sentence at a time, each reason once, and a bar where a person watches."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO, cast

import click

from llmclaims.config.redaction import environment_secrets, redactor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import Progress

    from llmclaims.runs.records import Line


def say(sentence: str) -> None:
    """Print one sentence on standard error, the program's name in front."""
    from llmclaims.export.shared.terminal import printable

    click.echo(f"llmclaims: {printable(sentence)}", err=True)


_SHORTEST_SECRET = 8


def hidden(text: str) -> str:
    """Return the text without the values of environment variables that are named like keys."""
    return redactor(environment_secrets(os.environ, _SHORTEST_SECRET))(text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line a row, its cells in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


class Faults:
    """The failures of a run, gathered so that each reason is printed once."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._paths: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}
        self._documents: dict[str, set[str]] = {}

    def add(self, one: Line) -> None:
        """Keep a failure's reason and place."""
        from llmclaims.documents.document import Document
        from llmclaims.schema.claims import Failure

        if isinstance(one, Document):
            self._paths[one.id] = one.path or one.id
        elif isinstance(one, Failure):
            path = self._paths.get(one.document, one.document)
            place = "" if one.paragraph is None else f"{path}, paragraph {one.paragraph}: "
            self._places.setdefault(one.message, []).append(place)
            self._documents.setdefault(one.message, set()).add(one.document)

    def have_said(self, sentence: str) -> bool:
        """Tell whether the reason that a sentence ends with was printed."""
        reason = sentence.partition(": ")[2]
        return bool(reason) and any(message.endswith(reason) for message in self._places)

    def say(self) -> None:
        """Print each reason, with its first place and the number of the others."""
        from llmclaims.pipeline.paragraph_result import NOT_ASKED

        for message, places in self._places.items():
            if message.startswith(NOT_ASKED) and message.removeprefix(NOT_ASKED) in self._places:
                continue  # counted with what it was not asked for
            count = len(places) + len(self._places.get(f"{NOT_ASKED}{message}", ()))
            documents = len(self._documents[message])
            among = f", in {documents:,} documents" if 1 < documents < count else ""
            others = f" (and {count - 1:,} more{among})" if count > 1 else ""
            say(f"{places[0]}{message}{others}")


@contextlib.contextmanager
def say_warnings(*, shown: bool) -> Iterator[None]:
    """Print the library's log warnings as sentences while a command runs, each once.

    Errors are printed even where warnings are not ``shown``: something paid for may get lost.
    """
    import logging

    said: set[str] = set()

    class Sayer(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if (shown or record.levelno >= logging.ERROR) and message not in said:
                said.add(message)
                say(message)

    logger, handler = logging.getLogger("llmclaims"), Sayer(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


_MOMENT = 0.5
"""Seconds of work before the bar shows."""


class Bar:
    """Paragraphs done of those planned. ``update`` may be called from any thread."""

    def __init__(self, *, shown: bool) -> None:
        """``shown`` False: no bar, whatever happens."""
        self._shown = shown
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._screen = threading.RLock()

    def update(self, done: int, total: int) -> None:
        """Show how far the work is."""
        if not self._shown or (self._progress is None and time.monotonic() - self._began < _MOMENT):
            return
        with self._screen:
            if self._progress is None:
                self._progress = _progress()
                self._progress.add_task("paragraphs", total=total)
            if not self._progress.live.is_started:
                self._progress.start()
            self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar off the screen while something else is printed; the next update brings it back."""
        with self._screen:
            self.close()
            yield

    def beside(self, out: TextIO) -> TextIO:
        """Return ``out``, with the bar out of the way of what is written on the same screen."""
        return cast("TextIO", _Beside(out, self)) if self._shown and out.isatty() else out

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


class _Beside:
    """A stream on the screen that the bar is on."""

    def __init__(self, out: TextIO, bar: Bar) -> None:
        self._out, self._bar = out, bar

    def write(self, text: str) -> int:
        with self._bar.aside():
            written = self._out.write(text)
            self._out.flush()
        return written

    def __getattr__(self, name: str) -> object:
        return getattr(self._out, name)


@contextlib.contextmanager
def bar(*, shown: bool) -> Iterator[Bar]:
    """Show a bar while the work lasts; none where standard error is not a terminal."""
    made = Bar(shown=shown and sys.stderr.isatty())
    try:
        yield made
    finally:
        made.close()


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
