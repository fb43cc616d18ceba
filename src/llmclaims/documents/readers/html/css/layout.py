"""Lay the box of an element out within that of its parent."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from llmclaims.documents.readers.html.css.boxes import GLASS, LEAST, Block, Box, Sizes, Window
from llmclaims.documents.readers.html.css.shorthands import SIDES
from llmclaims.documents.readers.html.css.tokens import idents, solid
from llmclaims.documents.readers.html.css.transforms import transform_of
from llmclaims.documents.readers.html.css.values import HEIGHT

_BLOCK_LIKE = frozenset({"flex", "inline-flex", "grid", "inline-grid", "-webkit-box", "-webkit-flex"})
_NO_BOX = frozenset(
    {"inline", "contents", "table-row", "table-row-group", "table-header-group", "table-footer-group"}
)


_FULL_WIDTH = frozenset({"block", "list-item", "flow-root", "flex", "grid"})
_SCROLLS = ("auto", "scroll", "overlay")
_TABLES = frozenset({"table", "inline-table", "table-cell", "table-caption"})
"""A size that is stated for these is the least that they have."""


class _Room(NamedTuple):
    """What an element is laid out in: ``block``, if it is out of the flow; the size of that, its edges and places."""

    block: Block | None
    whole: float
    tall: float | None
    edges: Mapping[str, float]
    left: float | None
    right: float | None
    top: float | None
    bottom: float | None

    def edge(self, *names: str) -> float:
        """Add up edges."""
        return sum(self.edges[name] for name in names)


def box_of(sizes: Sizes, above: Box, *, root: bool) -> Box:
    """Return the box of an element within that of its parent; ``root``: what it cuts off is the window's affair."""
    position = sizes.word("position").removeprefix("-webkit-")
    display = _display(sizes, above, out=position in ("absolute", "fixed"))
    if display == "contents":
        return replace(above, turned=False)
    block = above.block if position == "absolute" else GLASS if position == "fixed" else None
    room = _room(sizes, above, block, display)
    width, height = _size(sizes, above, room, display)
    found = replace(
        _placed(sizes, above, room, width, height),
        display=display,
        reach=above.reach if display == "inline" else sizes.length,
        turned=False,
        collapsed=_is_collapsed(sizes, display),
    )
    if display not in _NO_BOX:
        found = _transformed(sizes, found)
        if not root:
            found = _cut(sizes, above, found, room)
    changed = any(sizes.word(name) != "none" for name in ("transform", "filter") if name in sizes.values)
    if changed or position not in ("", "static"):
        own = Block(found.x, found.y, found.width, found.height, found.exact, found.window)
        found = replace(found, block=own)
    return found


def _display(sizes: Sizes, above: Box, *, out: bool) -> str:
    found = next(iter(idents(sizes.values.get("display", ()))), "inline")
    floats = sizes.word("float") in ("left", "right", "inline-start", "inline-end")
    return "block" if found == "inline" and (out or floats or above.display in _BLOCK_LIKE) else found


def _room(sizes: Sizes, above: Box, block: Block | None, display: str) -> _Room:
    whole, tall = (above.width, above.height) if block is None else (block.width, block.height)
    edges = {
        f"{kind}-{side}": sizes.get(f"{kind}-{side}", whole) or 0.0
        for kind in ("margin", "padding")
        for side in SIDES
        if display != "inline" or side in ("left", "right")
    }
    left, right = sizes.get("left", whole), sizes.get("right", whole)
    top, bottom = sizes.get("top", tall), sizes.get("bottom", tall)
    return _Room(block, whole, tall, defaultdict(float, edges), left, right, top, bottom)


def _size(sizes: Sizes, above: Box, room: _Room, display: str) -> tuple[float, float | None]:
    """Return the width and height of the content."""
    across = room.edge("padding-left", "padding-right")
    down = room.edge("padding-top", "padding-bottom")
    inner = (across, down) if sizes.word("box-sizing") == "border-box" else (0.0, 0.0)
    has_size = display not in _NO_BOX and display not in _TABLES
    width = height = None
    if has_size:
        width = _limited(sizes, "width", room.whole, inner[0])
        height = _limited(sizes, "height", room.tall, inner[1])
    if room.block is not None:
        if width is None and room.left is not None and room.right is not None:
            width = max(0.0, room.whole - room.left - room.right - across)
        if height is None and room.tall is not None and room.top is not None and room.bottom is not None:
            height = max(0.0, room.tall - room.top - room.bottom - down)
    if width is None and above.display in ("flex", "inline-flex") and _is_shrunk(sizes):
        width = 0.0
    if width is None:
        shrinks = room.block is not None or display not in _FULL_WIDTH
        free = max(0.0, room.whole - room.edge("margin-left", "margin-right") - across)
        width = min(free, sizes.length) if shrinks else free
        widest = sizes.get("max-width", room.whole) if display not in _NO_BOX else None
        width = width if widest is None else min(width, max(0.0, widest - inner[0]))
    if height is None and has_size:
        height = _held_height(sizes, room.tall, width, inner[1])
    return width, height


def _held_height(sizes: Sizes, tall: float | None, width: float, inner: float) -> float | None:
    """Return the height that limits leave to a content which is higher; None where they leave it as it is."""
    highest, lowest = sizes.get("max-height", tall), sizes.get("min-height", tall) or 0.0
    stated = sizes.values.keys() & {"contain-intrinsic-size", "contain-intrinsic-height"}
    if sizes.contained & {"strict", "size"} and not stated:
        return lowest
    limit = None if highest is None else max(highest - inner, lowest, 0.0)
    return limit if limit is not None and limit < sizes.height(width) else None


def _is_shrunk(sizes: Sizes) -> bool:
    """Tell whether an item of a row begins with no width, does not grow, and cuts off what does not fit."""
    cuts = sizes.word("overflow-x") not in ("", "visible", "clip")
    return cuts and sizes.get("flex-basis", None) == 0 and not sizes.get("flex-grow", None)


def _limited(sizes: Sizes, name: str, whole: float | None, padding: float) -> float | None:
    """Return a size that is stated, within the limits that are."""
    found = sizes.get(name, whole)
    if found is None:
        return None
    lowest, highest = sizes.get(f"min-{name}", whole), sizes.get(f"max-{name}", whole)
    found = found if highest is None else min(found, highest)
    found = found if lowest is None else max(found, lowest)
    return max(0.0, found - padding)


def _placed(sizes: Sizes, above: Box, room: _Room, width: float, height: float | None) -> Box:
    x, y, exact, window = above.x, above.y, above.exact, above.window
    block, left, right, top, bottom = room.block, room.left, room.right, room.top, room.bottom
    inner_x = room.edge("margin-left", "padding-left")
    if block is not None:
        window = block.window
        if left is not None:
            x = block.x + left
        elif right is not None:
            x = block.x + room.whole - right - width - room.edge("padding-left", "padding-right")
            inner_x -= room.edge("margin-left", "margin-right")
        if top is not None:
            y, exact = block.y + top, block.exact
        elif bottom is not None:
            tall = HEIGHT if room.tall is None else room.tall
            y = block.y + tall - bottom - (sizes.ground.line if height is None else height)
            exact = block.exact and room.tall is not None
    elif sizes.word("position") == "relative":
        x += left if left is not None else -(right or 0.0)
        y += top if top is not None else -(bottom or 0.0)
    y += room.edge("margin-top", "padding-top")
    return replace(above, x=x + inner_x, y=y, width=width, height=height, exact=exact, window=window)


def _transformed(sizes: Sizes, box: Box) -> Box:
    high = sizes.height(box.width) if box.height is None else box.height
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
    """Tell whether the first row of a grid has no height of its own."""
    first = next(iter(solid(sizes.values.get("grid-template-rows", ()))), None)
    if display not in ("grid", "inline-grid") or first is None:
        return False
    return first.type in ("dimension", "number", "percentage") and bool(first.value == 0)


def _cut(sizes: Sizes, above: Box, box: Box, room: _Room) -> Box:
    """Return the box with the part of the window that is left where it cuts off what sticks out of it."""
    paints = bool(sizes.contained & {"strict", "content", "paint"})
    across, down = sizes.word("overflow-x") or "visible", sizes.word("overflow-y") or "visible"
    if across not in ("visible", "clip") and down == "visible":
        down = "auto"
    if down not in ("visible", "clip") and across == "visible":
        across = "auto"
    height = 0.0 if above.collapsed and down != "visible" and box.height is None else box.height
    if height is None and sizes.ground.line <= LEAST:
        height = sizes.height(box.width)
    if box.display == "table" or (down == "clip" and "overflow-clip-margin" in sizes.values):
        return box
    left, right, top, bottom = box.window
    if across != "visible" or paints:
        start, end = box.x - room.edge("padding-left"), box.x + box.width + room.edge("padding-right")
        left, right = _within(left, right, start, end, scrolls=across in _SCROLLS and not paints)
    if (down != "visible" or paints) and height is not None:
        start, end = box.y - room.edge("padding-top"), box.y + height + room.edge("padding-bottom")
        top, bottom = _within(top, bottom, start, end, scrolls=down in _SCROLLS and not paints)
    return replace(box, window=Window(left, right, top, bottom))


def _within(low: float, high: float, start: float, end: float, *, scrolls: bool) -> tuple[float, float]:
    """Return what is left to be seen of a stretch; behind the end of one that scrolls, all can be scrolled to."""
    return max(low, start), high if scrolls and end - start > LEAST else min(high, end)
