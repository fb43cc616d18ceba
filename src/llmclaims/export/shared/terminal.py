"""What reaches a terminal: text made safe, since articles and answers are data, and a console for one stream."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.table import Table

WIDTH = 80
"""Columns where neither the terminal nor ``COLUMNS`` says how many there are."""
WIDEST, NARROWEST = 140, 40
"""Longer lines are hard to read, and shorter ones have no room for two columns."""
_BLANK = re.compile(r"[\s\x85]+")
_CONTROL = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: cursor moves, colours, titles, bells
    "\u202a-\u202e\u2066-\u2069"  # turn the reading order of what follows around
    "\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # cannot be written
    "\U000e0000-\U000e007f"  # tags: text that no font shows
    "]"
)


def printable(text: str) -> str:
    """Return text on one line: white space runs become one space, control characters their escapes, as Python writes them.

    Direction marks and joiners stay, since scripts need them; what can reorder or hide the words around it
    does not.
    """
    return _CONTROL.sub(_escape, _BLANK.sub(" ", text))


def quotation_marks(quote: str) -> tuple[str, str]:
    """Return quotation marks that are not in a quote itself, so that the source's are not taken for ours."""
    return ("«", "»") if any(mark in quote for mark in '“”„"') else ("“", "”")


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")


def console(out: TextIO) -> Console:
    """Return a console that takes text as data: no markup, no emoji names, nothing coloured by guess.

    Colours on a terminal only, and not where ``NO_COLOR`` is set.
    """
    from rich.console import Console

    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else None
    if width is None and not out.isatty():
        width = WIDTH
    made = Console(file=out, width=width, markup=False, highlight=False, emoji=False)
    made.width = max(NARROWEST, min(WIDEST, made.width))
    return made


def two_columns(rows: Sequence[tuple[str, Iterable[tuple[str, str]]]], width: int, first: int) -> Table:
    """Lay out heads, ``first`` columns wide, beside cells that are pieces of text with their styles."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column(width=first, overflow="fold")
    grid.add_column(width=max(20, width - first - 2), overflow="fold")
    for head, pieces in rows:
        grid.add_row(Text(head, style="cyan"), Text.assemble(*pieces))
    return grid


class Trimmed:
    """A layout without the blanks at the ends of its lines, which are in the way when output is copied or compared."""

    def __init__(self, inner: RenderableType) -> None:
        """Take what is laid out."""
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render line by line."""
        from rich.segment import Segment

        for line in console.render_lines(self._inner, options, pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                text, style, control = line.pop()
                line.append(Segment(text.rstrip(), style, control))
            yield from line
            yield Segment.line()
