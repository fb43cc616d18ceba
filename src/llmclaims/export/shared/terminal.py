"""A console for one stream: its width, and whether it has colours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import ConsoleOptions, RenderableType, RenderResult

WIDTH = 80
"""Columns where neither the terminal nor ``COLUMNS`` says how many there are."""
WIDEST, NARROWEST = 140, 40
"""Longer lines are hard to read, and shorter ones have no room for two columns."""


def console(out: TextIO) -> Console:
    """A console that takes text as data: no markup, no emoji names, nothing coloured by guess.

    Colours on a terminal only, and not where ``NO_COLOR`` is set.
    """
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else None
    if width is None and not out.isatty():
        width = WIDTH
    made = Console(file=out, width=width, markup=False, highlight=False, emoji=False)
    made.width = max(NARROWEST, min(WIDEST, made.width))
    return made


class Trimmed:
    """A layout without the blanks at the ends of its lines, which only trouble whoever copies or compares."""

    def __init__(self, inner: RenderableType) -> None:
        """``inner`` is what is laid out."""
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render line by line."""
        for line in console.render_lines(self._inner, options, pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                text, style, control = line.pop()
                line.append(Segment(text.rstrip(), style, control))
            yield from line
            yield Segment.line()
