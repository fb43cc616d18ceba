"""The letters of a page that somebody sees.

Out go invisible ones (but for those under a scan, where they are all there is), clear or white ones on white paper,
tiny ones, and those off the page. Letters under an opaque shape are not found out.
"""

import ctypes
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

from llmclaims.documents.readers.pdf.overlap import Box, covered

_api: Any = import_module("pypdfium2.raw")

_INVISIBLE = {3, 7}  # text rendering modes that paint nothing
STROKE, _STROKED = 1, {2, 5, 6}
_TINY = 2.0  # points
_CLEAR, _WHITE = 12, 250  # of 255


class Paint(NamedTuple):
    """How the letters of one object are painted; ``alpha`` and ``darkest``, of its colours, of 255.

    ``turn`` counts the quarters of a circle by which they are turned clockwise; None: they stand aslant.
    """

    mode: int
    bold: bool
    alpha: int
    darkest: int
    turn: int | None


class Letter(NamedTuple):
    """A letter and its place in points, seen as it is read; ``paint`` is None for one that pdfium has put in.

    ``number`` is its own on the page, as pdfium counts.
    """

    text: str
    x0: float
    x1: float
    y: float
    height: float
    paint: Paint | None
    number: int


def turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """Return where a point stands, seen in the direction of letters that are turned clockwise by quarters."""
    return ((x, y), (-y, x), (-x, -y), (y, -x))[turn % 4]


def turned_box(turn: int, box: Box) -> Box:
    """Return where a box stands, seen in that direction."""
    left, bottom, right, top = box
    (x0, y0), (x1, y1) = turned(turn, left, bottom), turned(turn, right, top)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def seen(letters: Sequence[Letter], box: Box, modes: set[int], page: Any) -> list[bool]:
    """Tell of each letter of a page whether it is seen; ``box`` is the page's, ``modes`` how its letters are painted."""
    left, bottom, right, top = box
    scanned = modes <= _INVISIBLE
    shown = [
        left - 1 <= one.x0
        and one.x1 <= right + 1
        and bottom - 1 <= one.y <= top + 1
        and (scanned or one.paint is None or _is_painted(one, one.paint))
        for one in letters
    ]
    if not scanned:
        _take_out_white(letters, shown, page)
    return shown


def _is_painted(letter: Letter, paint: Paint) -> bool:
    return paint.mode not in _INVISIBLE and letter.height >= _TINY and paint.alpha > _CLEAR


def _take_out_white(letters: Sequence[Letter], shown: list[bool], page: Any) -> None:
    """Mark white letters as not shown, but for those on a ground that is not white."""
    white = [
        index
        for index, one in enumerate(letters)
        if shown[index] and one.paint and one.paint.darkest >= _WHITE and one.paint.mode not in _STROKED
    ]
    if white:
        points = [_point(letters[index]) for index in white]
        for index, has_ground in zip(white, covered(points, _grounds(page)), strict=True):
            shown[index] = has_ground


def _point(letter: Letter) -> tuple[float, float]:
    """Return the middle of a letter's foot, on the page as the file has it."""
    turn = letter.paint.turn if letter.paint else 0
    return turned(-(turn or 0), (letter.x0 + letter.x1) / 2, letter.y)


def _grounds(page: Any) -> list[Box]:
    """Return where something else than white paper may lie: pictures, and shapes that are not white."""
    kinds = [_api.FPDF_PAGEOBJ_PATH, _api.FPDF_PAGEOBJ_IMAGE, _api.FPDF_PAGEOBJ_SHADING]
    found = []
    for item in page.get_objects(filter=kinds):
        if item.type == _api.FPDF_PAGEOBJ_PATH:
            colour = [ctypes.c_uint() for _ in range(4)]
            _api.FPDFPageObj_GetFillColor(item, *colour)
            *parts, alpha = (one.value for one in colour)
            if alpha <= _CLEAR or min(parts) >= _WHITE:
                continue
        found.append(item.get_bounds())
    return found
