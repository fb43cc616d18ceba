"""The box of an element: where it stands and what of it is cut off, as far as styles say so without a layout.

Across, places are pixels from the left edge of the window; down, they are pixels that styles move a text from
where it would stand, or from the top of the page where that is certain. How long a text is on a line is reckoned
from its letters.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from llmclaims.documents.readers.html.css.tokens import Value, idents, word
from llmclaims.documents.readers.html.css.values import HEIGHT, WIDTH, Ground, amount

_UP, _DOWN = -500.0, 10_000.0
"""Pixels: text that is moved further up or down than this is not found by a reader."""
LEAST = 4.0
"""Pixels: of a line of text less than that shows nothing that can be read."""
_LONGEST_WORD = 40.0


class Window(NamedTuple):
    """The part of the page in which text can be seen."""

    left: float = 0.0
    right: float = float(WIDTH)
    top: float = _UP
    bottom: float = _DOWN


WINDOW = Window()


class Block(NamedTuple):
    """What an element that is taken out of the flow is placed by."""

    x: float = 0.0
    y: float = 0.0
    width: float = float(WIDTH)
    height: float | None = None
    exact: bool = True
    window: Window = WINDOW


PAGE = Block(height=float(HEIGHT))
GLASS = PAGE._replace(window=WINDOW._replace(top=0.0, bottom=float(HEIGHT)))
"""What stays in its place when the page is scrolled is seen in the window or not at all."""


def lines_of(length: float, width: float) -> int:
    """Count the lines of a width that a text fills."""
    return max(1, math.ceil(length / max(width, 1.0)))


@dataclass(frozen=True, slots=True)
class Box:
    """The box of an element: its content's left and upper edge and its size; None: it depends on the text.

    ``reach``: how long the text in it is on one line. ``exact``: ``y`` counts from the top of the page. ``size`` is that of letters in it, in parts of what their
    style says.
    """

    x: float = 0.0
    y: float = 0.0
    width: float = float(WIDTH)
    height: float | None = None
    reach: float = 0.0
    exact: bool = False
    window: Window = WINDOW
    block: Block = PAGE
    display: str = "block"
    size: float = 1.0
    turned: bool = False
    collapsed: bool = False  # a row of no height for what is in it

    def is_away(self, line: float, letter: float, *, indent: float, nowrap: bool) -> bool:
        """Tell whether a text in this box is nowhere to be seen; ``line`` and ``letter`` are heights in pixels."""
        left, right = self.window.left, self.window.right
        if right - left <= LEAST or self.window.bottom - self.window.top <= LEAST:
            return True
        across = self.reach if nowrap else min(self.reach, max(self.width, _LONGEST_WORD))
        start = self.x + (indent if nowrap or indent < 0 else 0.0)
        if start + across <= left + 1 or start >= right - 1 or indent <= _UP:
            return True
        lines = 1 if nowrap else lines_of(self.reach, self.width)
        high = self.height or lines * line
        top = max(self.window.top, 0.0) if self.exact else self.window.top
        if self.y + high <= top + 1 or (not self.exact and self.y <= _UP):
            return True
        unseen = max(LEAST, (line - letter) / 2 + letter * 0.15)
        return self.y + unseen >= self.window.bottom


class Sizes(NamedTuple):
    """What lengths of one element are reckoned with, and how many pixels its text is long on one line."""

    values: Mapping[str, Value]
    ground: Ground
    length: float

    def get(self, name: str, whole: float | None) -> float | None:
        """Return a length in pixels; None where it is not said, or follows from the content."""
        value = self.values.get(name)
        return None if value is None else amount(value, self.ground._replace(whole=whole))

    def word(self, name: str) -> str:
        """Return the word that a property has for a value."""
        return word(self.values.get(name, ()))

    def height(self, width: float) -> float:
        """Return the pixels that the text is high in lines of a width."""
        return lines_of(self.length, width) * self.ground.line

    @property
    def contained(self) -> set[str]:
        """What ``contain`` says."""
        return set(idents(self.values.get("contain", ())))
