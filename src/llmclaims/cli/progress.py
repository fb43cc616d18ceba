"""A bar on standard error for work that takes longer than a moment, where a person watches."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

MOMENT = 0.5
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
        """Say how far the work is."""
        if not self._shown or (self._progress is None and time.monotonic() - self._began < MOMENT):
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
        """Off the screen while something else is printed there; the next update brings it back."""
        with self._screen:
            self.close()
            yield

    def beside(self, out: TextIO) -> TextIO:
        """The stream ``out``, with the bar out of the way of what is written on the same screen."""
        return cast("TextIO", _Beside(out, self)) if self._shown and out.isatty() else out

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


class _Beside:
    """A screen's stream that a bar shares."""

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
    """A bar while the work lasts; none where standard error is not a terminal."""
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
