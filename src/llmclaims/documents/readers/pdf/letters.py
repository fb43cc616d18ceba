"""The letters that a page of a PDF shows, by pdfium, as pieces of lines.

A page is read in the direction that most of its letters have, whichever way it is turned; what runs up the margin
sideways, or aslant, is left out.
"""

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby
from typing import Any

from llmclaims.documents.readers.pdf.overlap import Box
from llmclaims.documents.readers.pdf.pieces import INITIAL, Page, Piece
from llmclaims.documents.readers.pdf.visible import STROKE, Letter, Paint, seen, turned, turned_box
from llmclaims.documents.readers.pdf.words import piece_of

_pdfium: Any = import_module("pypdfium2")  # without types of its own
_api: Any = import_module("pypdfium2.raw")

_BOLD = 600  # font weight
_QUARTER, _SIDEWAYS = math.pi / 2, 0.1  # radians
_LINES = 3  # that letters of another direction have: fewer are a stamp in the margin
_NO_LETTERS = {0, 10, 13, 0xFFFE, 0xFFFF}  # line ends, which the place tells better, and nothing at all
_BLANK = 32  # one without a width is put in by pdfium, whatever object it gives it
_HYPHEN = 2  # what pdfium makes of one at the end of a line
_FIGURES = range(ord("0"), ord("9") + 1)
_FIGURE = 0.65  # of the line's height: how high a figure is
_SUPERIOR, _RAISED = (
    0.5,
    0.15,
)  # of the line's height: how high a raised one is at most, and where it stands at least
_SURROGATES = range(0xD800, 0xE000)
_GAP, _BACK = 1.2, 0.5  # of the line's height: parts pieces, goes back
_OFF_LINE = 0.3  # of the line's height
_DIGITS = 8  # letters of a number in the margin, spaces among them
_NUMBERED = 0.45  # of the line's height: parts a number in the margin from its line

_Place = tuple[float, float, float, float]
"""Where a letter begins and ends, its base line, and its line's height."""


def pages_of(page: Any, number: int) -> tuple[list[Page], int, bool]:
    """Return the pieces of a page that are seen, how many words are not, and whether it is a picture alone.

    Letters of a second direction, a table set sideways, are a page of their own.

    Raises:
        PdfiumError: the page cannot be read.
    """
    text = page.get_textpage()
    try:
        box = page.get_bbox()
        found: list[Page] = []
        unseen = 0
        letters, modes = _letters(text)
        for turn, own in sorted(letters.items(), key=lambda one: -len(one[1])):
            left, bottom, right, top = turned_box(turn, box)
            is_seen = seen(own, (left, bottom, right, top), modes, page)
            hidden = (
                one.text
                for one, is_shown in zip(own, is_seen, strict=True)
                if not is_shown or one.text == " "
            )
            unseen += len("".join(hidden).split())
            pieces = tuple(
                _pieces([one for one, is_shown in zip(own, is_seen, strict=True) if is_shown], number)
            )
            if not found or len({round(one.y) for one in pieces}) >= _LINES:
                found.append(Page(pieces, top, bottom))
        empty = not any(one.pieces for one in found)
        return (
            found,
            unseen,
            empty and next(page.get_objects(filter=[_api.FPDF_PAGEOBJ_IMAGE]), None) is not None,
        )
    finally:
        text.close()
        page.close()


def boxes_of(
    file: Any, lines: Iterable[tuple[Piece, int, int]]
) -> list[tuple[int, float, float, float, float]]:
    """Return where parts of lines stand: the page, from 1, and left, bottom, right and top as the file has them."""
    found = []
    for line, start, end in lines:
        places = [place for place in line.letters[start:end] if place >= 0]
        text = file[line.page].get_textpage()
        try:
            each = [_box(text, place) for place in places]
        finally:
            text.close()
        if each:
            left, bottom, right, top = zip(*each, strict=True)
            found.append((line.page + 1, min(left), min(bottom), max(right), max(top)))
    return found


def _box(text: Any, place: int) -> Box:
    box = _api.FS_RECTF()
    _api.FPDFText_GetLooseCharBox(text, place, box)
    return box.left, box.bottom, box.right, box.top


def _letters(text: Any) -> tuple[dict[int, list[Letter]], set[int]]:
    """Return the letters of a page by the way they are turned, in the order of the file, and all their modes."""
    found: dict[int, list[Letter]] = {0: []}
    paints: dict[int | None, Paint | None] = {None: None}
    box, x, y = _api.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    page = text.raw  # the handle itself: the wrapper would be asked for it with every letter
    turn: int | None = 0
    high = 0  # the first half of a letter that has two
    for index in range(text.count_chars()):
        item = _api.FPDFText_GetTextObject(page, index)
        key = ctypes.addressof(item.contents) if item else None
        if key not in paints:
            paints[key] = _paint(page, index, item)
        paint = paints[key]
        turn = paint.turn if paint else turn  # what pdfium puts in stands as what is before it
        code = _api.FPDFText_GetUnicode(page, index)
        if code in _NO_LETTERS or turn is None:
            continue
        if code in _SURROGATES:
            if code < 0xDC00:
                high = code
                continue
            code, high = (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD), 0
        if not _api.FPDFText_GetLooseCharBox(page, index, box):
            raise _pdfium.PdfiumError("A letter has no place.")
        _api.FPDFText_GetCharOrigin(page, index, x, y)
        drawn = "-" if code == _HYPHEN else chr(code)
        if turn == 0:
            place = box.left, box.right, y.value, box.top - box.bottom
            if code in _FIGURES:
                place = _superior(page, index, place)
        else:
            x0, low, x1, high_ = turned_box(turn, (box.left, box.bottom, box.right, box.top))
            place = x0, x1, turned(turn, x.value, y.value)[1], high_ - low
        typed = paint if code != _BLANK or place[0] != place[1] else None
        found.setdefault(turn, []).append(Letter(drawn, *place, typed, index))
    return found, {one.mode for one in paints.values() if one}


def _superior(page: Any, index: int, place: _Place) -> _Place:
    """Return the place of a figure as it is drawn, where a font has small raised ones of its own."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x0, x1, y, height = place
    if not _api.FPDFText_GetCharBox(page, index, left, right, bottom, top):
        return place
    drawn = top.value - bottom.value
    if 0 < drawn < _SUPERIOR * height and bottom.value > y + _RAISED * height:
        return x0, x1, bottom.value, drawn / _FIGURE
    return place


def _paint(text: Any, index: int, item: Any) -> Paint:
    mode = _api.FPDFTextObj_GetTextRenderMode(item)
    colour = [ctypes.c_uint() for _ in range(4)]
    (_api.FPDFText_GetStrokeColor if mode == STROKE else _api.FPDFText_GetFillColor)(text, index, *colour)
    *parts, alpha = (one.value for one in colour)
    bold = _api.FPDFText_GetFontWeight(text, index) >= _BOLD or _has_bold_font(text, index)
    angle = _api.FPDFText_GetCharAngle(text, index)
    turn = round(angle / _QUARTER)
    return Paint(
        mode, bold, alpha, min(parts), turn % 4 if abs(angle - turn * _QUARTER) <= _SIDEWAYS else None
    )


def _has_bold_font(text: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    _api.FPDFText_GetFontInfo(text, index, name, 128, flags)
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _pieces(letters: Sequence[Letter], page: int) -> Iterator[Piece]:
    """Letters in the order of the file as pieces of lines."""
    run: list[Letter] = []
    end, drawn = 0.0, False  # where its last letter ends, of those that are drawn if one is
    for letter in _apart(letters):
        if run and not _goes_on(run, end, letter):
            yield from piece_of(run, page)
            run, drawn = [], False
        run.append(letter)
        if not letter.text.isspace():
            end, drawn = letter.x1, True
        elif not drawn:
            end = letter.x1
    yield from piece_of(run, page)


def _apart(letters: Sequence[Letter]) -> Iterator[Letter]:
    """Yield the letters, those of a ligature side by side: pdfium gives each the place of the whole."""
    for _, group in groupby(letters, key=lambda one: (one.x0, one.x1, one.y, one.paint)):
        same = list(group)
        if len(same) == 1:
            yield same[0]
            continue
        x0, width = same[0].x0, (same[0].x1 - same[0].x0) / len(same)
        for number, one in enumerate(same):
            yield one._replace(x0=x0 + width * number, x1=x0 + width * (number + 1))


def _goes_on(run: Sequence[Letter], end: float, letter: Letter) -> bool:
    if letter.text.isspace():
        return True
    last = run[-1]
    if last.y == letter.y and last.height == letter.height and 0 <= letter.x0 - end < _NUMBERED * last.height:
        return True  # as nearly all do
    main = max(run[-8:], key=lambda one: one.height)
    height = max(main.height, letter.height)
    if len(run) == 1 and letter.text.isalpha() and main.height >= INITIAL * letter.height:
        return False
    raised = letter.height < 0.85 * main.height or main.height < 0.85 * letter.height
    near = abs(letter.y - main.y) <= (0.6 if raised else _OFF_LINE) * height
    gap = letter.x0 - end
    if len(run) < _DIGITS and gap > _NUMBERED * height and "".join(one.text for one in run).strip().isdigit():
        return False
    return near and -_BACK * height <= gap <= _GAP * height
