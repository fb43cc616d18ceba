"""Where an element's box stands and what of it is cut off, as far as its styles say so without a layout.

Across, places are pixels from the left edge of the window; down, they are pixels that styles move a text from
where it would stand, or from the top of the page where that is certain. How long a text is on a line is reckoned
from its letters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.documents.readers.html.css.tokens import word
from llmclaims.documents.readers.html.css.transforms import transform_of
from llmclaims.documents.readers.html.css.values import HEIGHT, WIDTH, amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.documents.readers.html.css.values import Ground

_UP, _DOWN = -500.0, 10_000.0
"""Pixels: text that is moved further up or down than this is not found by a reader."""
_LEAST = 4.0
"""Pixels: of a line of text less than that shows nothing that can be read."""
_LONGEST_WORD = 40.0
_BLOCK_LIKE = frozenset({"flex", "inline-flex", "grid", "inline-grid", "-webkit-box", "-webkit-flex"})
_NO_BOX = frozenset(
    {"inline", "contents", "table-row", "table-row-group", "table-header-group", "table-footer-group"}
)


_TABLES = frozenset({"table", "inline-table", "table-cell", "table-caption"})
"""A size that is stated for these is the least that they have."""


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
    """How many lines of a width a text fills."""
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
        """Whether a text in this box is nowhere to be seen; ``line`` and ``letter`` are heights in pixels."""
        left, right = self.window.left, self.window.right
        if right - left <= _LEAST or self.window.bottom - self.window.top <= _LEAST:
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
        unseen = max(_LEAST, (line - letter) / 2 + letter * 0.15)
        return self.y + unseen >= self.window.bottom


class Sizes(NamedTuple):
    """What lengths of one element are reckoned with, and how many pixels its text is long on one line."""

    values: Mapping[str, tuple[Any, ...]]
    ground: Ground
    length: float

    def get(self, name: str, whole: float | None) -> float | None:
        """A length in pixels; None where it is not said, or follows from the content."""
        value = self.values.get(name)
        return None if value is None else amount(value, self.ground._replace(whole=whole))

    def word(self, name: str) -> str:
        """The word that a property has for a value."""
        return word(self.values.get(name, ()))


def box_of(sizes: Sizes, above: Box, *, root: bool) -> Box:
    """The box of an element within that of its parent; ``root``: what it cuts off is the window's affair."""
    position = sizes.word("position").removeprefix("-webkit-")
    out = position in ("absolute", "fixed")
    display = _display(sizes, above, out=out)
    if display == "contents":
        return replace(above, turned=False)
    block = above.block if position == "absolute" else GLASS if position == "fixed" else None
    whole = above.width if block is None else block.width
    edges = {
        f"{kind}-{side}": sizes.get(f"{kind}-{side}", whole) or 0.0
        for kind in ("margin", "padding")
        for side in ("left", "right", "top", "bottom")
    }
    if display == "inline":
        edges |= dict.fromkeys(("margin-top", "margin-bottom", "padding-top", "padding-bottom"), 0.0)
    width, height = _size(sizes, above, block, edges, display)
    found = _placed(sizes, above, block, edges, width, height)
    reach = above.reach if display == "inline" else sizes.length
    collapsed = _is_collapsed(sizes, display)
    found = replace(found, display=display, reach=reach, turned=False, collapsed=collapsed)
    if display not in _NO_BOX:
        found = _transformed(sizes, found)
        if not root:
            found = _cut(sizes, above, found, edges)
    if position not in ("", "static") or any(
        word(sizes.values.get(name, ())) != "none" for name in ("transform", "filter") if name in sizes.values
    ):
        found = replace(
            found, block=Block(found.x, found.y, found.width, found.height, found.exact, found.window)
        )
    return found


def _display(sizes: Sizes, above: Box, *, out: bool) -> str:
    found = next(
        (one.lower_value for one in sizes.values.get("display", ()) if one.type == "ident"), "inline"
    )
    floats = sizes.word("float") in ("left", "right", "inline-start", "inline-end")
    if found == "inline" and (out or floats or above.display in _BLOCK_LIKE):
        return "block"
    return found


def _size(
    sizes: Sizes, above: Box, block: Block | None, edges: Mapping[str, float], display: str
) -> tuple[float, float | None]:
    """The width and height of the content."""
    whole, tall = (above.width, above.height) if block is None else (block.width, block.height)
    across, down = (
        edges["padding-left"] + edges["padding-right"],
        edges["padding-top"] + edges["padding-bottom"],
    )
    border = sizes.word("box-sizing") == "border-box"
    free = max(0.0, whole - edges["margin-left"] - edges["margin-right"] - across)
    width = height = None
    if display not in _NO_BOX and display not in _TABLES:
        width = _limited(sizes, "width", whole, across if border else 0.0)
        height = _limited(sizes, "height", tall, down if border else 0.0)
    left, right = sizes.get("left", whole), sizes.get("right", whole)
    if width is None and block is not None and left is not None and right is not None:
        width = max(0.0, whole - left - right - across)
    if width is None and above.display in ("flex", "inline-flex") and _is_shrunk(sizes):
        width = 0.0
    top, bottom = sizes.get("top", tall), sizes.get("bottom", tall)
    if height is None and block is not None and None not in (tall, top, bottom):
        height = max(0.0, (tall or 0.0) - (top or 0.0) - (bottom or 0.0) - down)
    if width is None:
        shrinks = block is not None or display not in ("block", "list-item", "flow-root", "flex", "grid")
        widest = sizes.get("max-width", whole) if display not in _NO_BOX else None
        width = min(free, sizes.length) if shrinks else free
        width = width if widest is None else min(width, max(0.0, widest - (across if border else 0.0)))
    if height is None and display not in _NO_BOX and display not in _TABLES:
        highest = sizes.get("max-height", tall)
        lowest = sizes.get("min-height", tall) or 0.0
        contained = {one.lower_value for one in sizes.values.get("contain", ()) if one.type == "ident"}
        stated = sizes.values.keys() & {"contain-intrinsic-size", "contain-intrinsic-height"}
        if contained & {"strict", "size"} and not stated:
            height = lowest
        elif highest is not None:
            high = lines_of(sizes.length, width) * sizes.ground.line
            limit = max(highest - (down if border else 0.0), lowest, 0.0)
            height = limit if limit < high else None
    return width, height


def _is_shrunk(sizes: Sizes) -> bool:
    """Whether an item of a row begins with no width, does not grow, and cuts off what does not fit."""
    basis = sizes.get("flex-basis", None)
    grows = sizes.get("flex-grow", None)
    cuts = sizes.word("overflow-x") not in ("", "visible", "clip")
    return basis == 0 and not grows and cuts


def _limited(sizes: Sizes, name: str, whole: float | None, padding: float) -> float | None:
    """A size that is stated, within the limits that are."""
    found = sizes.get(name, whole)
    if found is None:
        return None
    lowest, highest = sizes.get(f"min-{name}", whole), sizes.get(f"max-{name}", whole)
    if highest is not None:
        found = min(found, highest)
    if lowest is not None:
        found = max(found, lowest)
    return max(0.0, found - padding)


def _placed(
    sizes: Sizes,
    above: Box,
    block: Block | None,
    edges: Mapping[str, float],
    width: float,
    height: float | None,
) -> Box:
    x, y, exact, window = above.x, above.y, above.exact, above.window
    inner_x, inner_y = (
        edges["margin-left"] + edges["padding-left"],
        edges["margin-top"] + edges["padding-top"],
    )
    whole, tall = (above.width, above.height) if block is None else (block.width, block.height)
    left, right = sizes.get("left", whole), sizes.get("right", whole)
    top, bottom = sizes.get("top", tall), sizes.get("bottom", tall)
    if block is not None:
        window = block.window
        if left is not None:
            x = block.x + left
        elif right is not None:
            x = block.x + whole - right - width - edges["padding-left"] - edges["padding-right"]
            inner_x -= edges["margin-left"] + edges["margin-right"]
        if top is not None:
            y, exact = block.y + top, block.exact
        elif bottom is not None:
            high = height if height is not None else sizes.ground.line
            y, exact = (
                block.y + (HEIGHT if tall is None else tall) - bottom - high,
                block.exact and tall is not None,
            )
    elif sizes.word("position") == "relative":
        x += left if left is not None else -(right or 0.0)
        y += top if top is not None else -(bottom or 0.0)
    return replace(
        above, x=x + inner_x, y=y + inner_y, width=width, height=height, exact=exact, window=window
    )


def _transformed(sizes: Sizes, box: Box) -> Box:
    high = box.height if box.height is not None else lines_of(sizes.length, box.width) * sizes.ground.line
    shift = transform_of(sizes.values, sizes.ground, box.width, high)
    zoom = sizes.get("zoom", 1.0)
    if zoom is not None:
        box = replace(box, size=box.size * (zoom or 1.0))
    if shift is None:
        return box
    turned = shift.turned and sizes.word("backface-visibility") == "hidden"
    return replace(
        box,
        x=box.x + shift.x,
        y=box.y + shift.y,
        width=box.width * shift.wide,
        size=box.size * shift.size,
        turned=turned,
    )


def _is_collapsed(sizes: Sizes, display: str) -> bool:
    """Whether the first row of a grid has no height of its own."""
    rows = [one for one in sizes.values.get("grid-template-rows", ()) if one.type != "whitespace"]
    return (
        display in ("grid", "inline-grid")
        and bool(rows)
        and rows[0].type in ("dimension", "number", "percentage")
        and rows[0].value == 0
    )


def _cut(sizes: Sizes, above: Box, box: Box, edges: Mapping[str, float]) -> Box:
    """The box with the part of the window that is left where it cuts off what sticks out of it."""
    contained = {one.lower_value for one in sizes.values.get("contain", ()) if one.type == "ident"}
    paints = bool(contained & {"strict", "content", "paint"})
    across, down = sizes.word("overflow-x") or "visible", sizes.word("overflow-y") or "visible"
    if across not in ("visible", "clip") and down == "visible":
        down = "auto"
    if down not in ("visible", "clip") and across == "visible":
        across = "auto"
    left, right, top, bottom = box.window
    height = 0.0 if above.collapsed and down != "visible" and box.height is None else box.height
    if height is None and sizes.ground.line <= _LEAST:
        height = sizes.ground.line * lines_of(sizes.length, box.width)
    if box.display == "table" or (down == "clip" and "overflow-clip-margin" in sizes.values):
        return box
    if across != "visible" or paints:
        start, end = box.x - edges["padding-left"], box.x + box.width + edges["padding-right"]
        left = max(left, start)
        scrolls = across in ("auto", "scroll", "overlay") and end - start > _LEAST
        right = right if scrolls and not paints else min(right, end)
    if (down != "visible" or paints) and height is not None:
        start, end = box.y - edges["padding-top"], box.y + height + edges["padding-bottom"]
        top = max(top, start)
        scrolls = down in ("auto", "scroll", "overlay") and end - start > _LEAST
        bottom = bottom if scrolls and not paints else min(bottom, end)
    return replace(box, window=Window(left, right, top, bottom))
