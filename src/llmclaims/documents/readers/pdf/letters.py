"""The letters that a page of a PDF shows, by pdfium, as pieces of lines.

Out go letters that nobody sees: invisible ones (but for those under a scan, where they are all there is),
clear or white ones on white paper, tiny ones, and those off the page; also what runs up the margin sideways.
Letters under an opaque shape are not found out.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

from llmclaims.documents.readers.pdf.columns import Piece
from llmclaims.documents.readers.pdf.overlap import Box, covered
from llmclaims.documents.readers.pdf.paragraphs import LOWERED, RAISED, Page

_pdfium: Any = import_module("pypdfium2")  # without types of its own
_api: Any = import_module("pypdfium2.raw")

_INVISIBLE = {3, 7}  # text rendering modes that paint nothing
_STROKE, _STROKED = 1, {1, 2, 5, 6}
_TINY = 2.0  # points
_CLEAR, _WHITE = 12, 250  # of 255
_BOLD = 600  # font weight
_SIDEWAYS = 0.1  # radians
_NO_LETTERS = {0, 10, 13, 0xFFFE, 0xFFFF}  # line ends, which the place tells better, and nothing at all
_HYPHEN = 2  # what pdfium makes of one at the end of a line
_GAP, _BACK, _WORD = 1.2, 0.5, 0.12  # of the line's height: parts pieces, goes back, parts words
_OFF_LINE = 0.3  # of the line's height


class _Paint(NamedTuple):
    """How the letters of one object are painted; ``alpha`` and ``darkest``, of its colours, of 255."""

    mode: int
    bold: bool
    alpha: int
    darkest: int


class _Letter(NamedTuple):
    """A letter and its place in points; ``paint`` is None for one that pdfium has put in."""

    text: str
    x0: float
    x1: float
    y: float
    height: float
    paint: _Paint | None


def page_of(page: Any, number: int) -> tuple[Page, int]:
    """Return the pieces of a page that are seen, and how many words are not.

    Raises:
        PdfiumError: the page cannot be read.
    """
    text = page.get_textpage()
    try:
        left, bottom, right, top = page.get_bbox()
        letters, modes = _letters(text)
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
        seen = [one for one, is_shown in zip(letters, shown, strict=True) if is_shown]
        unseen = "".join(one.text for one, is_shown in zip(letters, shown, strict=True) if not is_shown)
        pieces = tuple(replace(one, page=number) for one in _pieces(seen))
        return Page(pieces, top - bottom), len(unseen.split())
    finally:
        text.close()
        page.close()


def _letters(text: Any) -> tuple[list[_Letter], set[int]]:
    """Return the letters of a page but those that stand sideways, in the order of the file, and all their modes."""
    found: list[_Letter] = []
    paints: dict[int | None, _Paint | None] = {None: None}
    box, x, y = _api.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        item = _api.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(item.contents) if item else None
        if key not in paints:
            paints[key] = _paint(text, index, item)
        code = _api.FPDFText_GetUnicode(text, index)
        if code in _NO_LETTERS or abs(_api.FPDFText_GetCharAngle(text, index) % 3.14159) > _SIDEWAYS:
            continue
        if not _api.FPDFText_GetLooseCharBox(text, index, box):
            raise _pdfium.PdfiumError("A letter has no place.")
        _api.FPDFText_GetCharOrigin(text, index, x, y)
        drawn = "-" if code == _HYPHEN else chr(code)
        found.append(_Letter(drawn, box.left, box.right, y.value, box.top - box.bottom, paints[key]))
    return found, {one.mode for one in paints.values() if one}


def _paint(text: Any, index: int, item: Any) -> _Paint:
    mode = _api.FPDFTextObj_GetTextRenderMode(item)
    colour = [ctypes.c_uint() for _ in range(4)]
    (_api.FPDFText_GetStrokeColor if mode == _STROKE else _api.FPDFText_GetFillColor)(text, index, *colour)
    *parts, alpha = (one.value for one in colour)
    bold = _api.FPDFText_GetFontWeight(text, index) >= _BOLD or _has_bold_font(text, index)
    return _Paint(mode, bold, alpha, min(parts))


def _has_bold_font(text: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    _api.FPDFText_GetFontInfo(text, index, name, 128, flags)
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _is_painted(letter: _Letter, paint: _Paint) -> bool:
    return paint.mode not in _INVISIBLE and letter.height >= _TINY and paint.alpha > _CLEAR


def _take_out_white(letters: Sequence[_Letter], shown: list[bool], page: Any) -> None:
    """Mark white letters as not shown, but for those on a ground that is not white."""
    white = [
        index
        for index, one in enumerate(letters)
        if shown[index]
        and one.paint
        and one.paint.darkest >= _WHITE
        and one.paint.mode not in _STROKED - {_STROKE}
    ]
    if white:
        points = [((letters[index].x0 + letters[index].x1) / 2, letters[index].y) for index in white]
        for index, has_ground in zip(white, covered(points, _grounds(page)), strict=True):
            shown[index] = has_ground


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


def _pieces(letters: Sequence[_Letter]) -> Iterator[Piece]:
    """Letters in the order of the file as pieces of lines."""
    run: list[_Letter] = []
    end, drawn = 0.0, False  # where its last letter ends, of those that are drawn if one is
    for letter in letters:
        if run and not _goes_on(run, end, letter):
            yield from _piece(run)
            run, drawn = [], False
        run.append(letter)
        if not letter.text.isspace():
            end, drawn = letter.x1, True
        elif not drawn:
            end = letter.x1
    yield from _piece(run)


def _goes_on(run: Sequence[_Letter], end: float, letter: _Letter) -> bool:
    if letter.text.isspace():
        return True
    main = max(run[-8:], key=lambda one: one.height)
    height = max(main.height, letter.height)
    raised = letter.height < 0.85 * main.height or main.height < 0.85 * letter.height
    near = abs(letter.y - main.y) <= (0.6 if raised else _OFF_LINE) * height
    return near and -_BACK * height <= letter.x0 - end <= _GAP * height


def _piece(run: Sequence[_Letter]) -> Iterator[Piece]:
    drawn = [one for one in run if not one.text.isspace()]
    if not drawn:
        return
    height = sorted(one.height for one in drawn)[len(drawn) // 2]
    base = sorted(one.y for one in drawn if one.height >= 0.9 * height) or [drawn[0].y]
    y = base[len(base) // 2]
    parts: list[str] = []
    end, space, up = drawn[0].x0, False, False
    for one in run:
        if one.text.isspace():
            space = True
            continue
        raised = one.height < 0.85 * height and one.y > y + 0.15 * height
        if up and not raised:
            parts.append(LOWERED)
        if parts and (space or one.x0 - end > _WORD * height * (1.6 if not space else 1)):
            parts.append(" ")
        if raised and not up:
            parts.append(RAISED)
        parts.append(one.text)
        end, space, up = one.x1, False, raised
    text = "".join(parts) + (LOWERED if up else "")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    bold = sum(one.paint is not None and one.paint.bold for one in drawn) > len(drawn) / 2
    yield Piece(text, min(one.x0 for one in drawn), max(one.x1 for one in drawn), y, height, bold)
