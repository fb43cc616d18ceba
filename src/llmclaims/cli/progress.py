"""How far the work is: a bar on standard error where a person watches, which makes room for everything else."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO, cast

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import Progress

    from llmclaims.documents.readers import Source
    from llmclaims.pipeline.options import HowFar
    from llmclaims.runs.records import Line

_MOMENT = 0.5
"""Seconds of work before the bar shows."""
_WIDE, _NARROW = 90, 70
"""Columns from which the bar has room to be long, and the time that has passed room beside the time that is left."""
_shown: list[Bar] = []
"""The bar of the work under way."""


class Bar:
    """Things done, of those planned. ``update`` may be called from any thread."""

    def __init__(self, noun: str, *, shown: bool) -> None:
        """``shown`` False: no bar, whatever happens; ``noun`` names one of the things."""
        self._noun, self._shown = noun, shown
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._screen = threading.RLock()

    def update(self, done: int, total: int) -> None:
        """Show how many are done."""
        self._draw(f"{done:,}/{total:,} {self._noun}s", done / total if total else None)

    def _draw(self, words: str, part: float | None) -> None:
        """Show words, and the part that is done; None: nobody knows of how much."""
        if not self._shown or (self._progress is None and time.monotonic() - self._began < _MOMENT):
            return
        with self._screen:
            if self._progress is None:
                self._progress = _progress()
                self._progress.add_task("", total=None, left="")
            task = self._progress.task_ids[0]
            if part is None:
                self._progress.update(task, description=words)
            else:
                self._progress.update(task, description=words, completed=part, total=1.0, left="left")
            if not self._progress.live.is_started:
                self._progress.start()

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


class RunBar(Bar):
    """Documents and paragraphs done, of all where their number is known, and the time that is left.

    Files are counted beside the work, so that a million of them hold up nothing; what holds any number of articles is
    counted when it has been read. A number that is shown as the whole is the whole.
    """

    def __init__(self, *, shown: bool) -> None:
        """``shown`` False: no bar, whatever happens."""
        super().__init__("paragraph", shown=shown)
        self._total: int | None = None
        self._begun = self._unread = 0
        self._far: HowFar | None = None
        self._part = 0.0

    def count(self, sources: Sequence[Source]) -> None:
        """Begin to count the documents, for a bar that is going to show."""
        if self._shown and sources:
            threading.Thread(
                target=self._count, args=(sources,), name="llmclaims-counter", daemon=True
            ).start()

    def _count(self, sources: Sequence[Source]) -> None:
        from llmclaims.documents.readers.counted import how_many

        time.sleep(_MOMENT / 2)  # short work is over by then
        with contextlib.suppress(Exception):  # the reader tells what is wrong with a source
            self._total = how_many(sources)
        self._redraw()

    def saw(self, one: Line) -> None:
        """Note a record that is written: with a document's, all documents before it are done."""
        if isinstance(one, Document):
            self._begun += 1
        elif isinstance(one, Failure) and one.paragraph is None:
            self._unread += 1

    def watch(self, far: HowFar) -> None:
        """Show how far the run is."""
        self._far = far
        self._redraw()

    def _redraw(self) -> None:
        done = max(self._begun - 1, 0) + self._unread
        far, total = self._far, self._total
        if far and far.all_read:
            total = far.documents + self._unread
        if total is not None and total < self._begun + self._unread:  # a file held more than its name told
            total = self._total = None
        words, part = _told(done, total, far)
        self._part = max(self._part, part or 0.0)
        self._draw(words, None if part is None else self._part)


def _told(done: int, total: int | None, far: HowFar | None) -> tuple[str, float | None]:
    """Return how far a run is in words, and as a part of the whole where that is known."""
    from llmclaims.schema.plurals import plural

    paragraphs, planned = (far.done, far.planned) if far else (0, 0)
    if far and far.all_read:
        said, part = f"{paragraphs:,}/{planned:,} paragraphs", paragraphs / planned if planned else None
        return (said if total == 1 else f"{done:,}/{total:,} documents, {said}"), part
    if total is None:
        return f"{plural(done, 'document')}, {plural(paragraphs, 'paragraph')} so far", None
    if total == 1:
        return f"{paragraphs:,}/{planned:,} paragraphs", paragraphs / planned if planned else None
    return f"{done:,}/{total:,} documents, {plural(paragraphs, 'paragraph')}", done / total if total else None


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
def showing(made: Bar) -> Iterator[None]:
    """Show a bar while the work lasts."""
    _shown.append(made)
    try:
        yield
    finally:
        _shown.remove(made)
        made.close()


@contextlib.contextmanager
def bar(noun: str, *, shown: bool) -> Iterator[Bar]:
    """Show how many are done of what is planned; nothing where standard error is not a terminal."""
    made = Bar(noun, shown=shown and sys.stderr.isatty())
    with showing(made):
        yield made


@contextlib.contextmanager
def run_bar(*, shown: bool) -> Iterator[RunBar]:
    """Show how far a run is; nothing where standard error is not a terminal."""
    made = RunBar(shown=shown and sys.stderr.isatty())
    with showing(made):
        yield made


def aside() -> contextlib.AbstractContextManager[None]:
    """Take the bar of the work under way off the screen, if there is one, while something is printed."""
    return _shown[-1].aside() if _shown else contextlib.nullcontext()


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    screen = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30 if screen.width >= _WIDE else 10),
        *([TimeElapsedColumn()] if screen.width >= _NARROW else []),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[left]}"),
    )
    return Progress(*columns, console=screen, transient=True, redirect_stdout=False, redirect_stderr=False)
