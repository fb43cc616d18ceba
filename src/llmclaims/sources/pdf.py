"""PDF: the words that its pages show, by pdfium, in paragraphs rebuilt from where they stand.

Out go letters that nobody sees: invisible ones (but for those under a scan, where they are all there is),
clear or white ones on white paper, tiny ones, and those off the page; also what runs up the margin sideways.
Letters under an opaque shape are not found out.
"""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.document import Document, Origin
from llmclaims.errors import DocumentError
from llmclaims.sources.columns import Piece
from llmclaims.sources.extras import needed
from llmclaims.sources.layout import LOWERED, RAISED, Page, paragraphs
from llmclaims.sources.rows import with_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.sources.articles import Articles, Raw

_INVISIBLE = {3, 7}  # text rendering modes that paint nothing
_STROKED = {1, 2, 5, 6}
_TINY = 2.0  # points
_CLEAR, _WHITE = 12, 250  # of 255
_BOLD = 600  # font weight
_GAP, _BACK, _WORD = 1.2, 0.5, 0.12  # of the line's height: parts pieces, goes back, parts words
_OFF_LINE = 0.3  # of the line's height
_MOST_PAGES = 3000


class _Letter(NamedTuple):
    text: str
    x0: float
    x1: float
    y: float
    height: float
    bold: bool


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """The document that a PDF is.

    Raises:
        DocumentError: it cannot be opened, holds no text, or pypdfium2 is not installed.
    """
    pdfium = needed("pypdfium2", "pdf", raw.name)
    data = raw.stream.read()
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = (
            "is locked with a password: save it without"
            if locked
            else "is no PDF that can be read: save it anew"
        )
        raise DocumentError(f"{raw.name} {what}.") from error
    try:
        if len(file) > _MOST_PAGES:
            raise DocumentError(f"{raw.name} has {len(file):,} pages: an article has fewer; cut it up.")
        found = [_page(file[number], number) for number in range(len(file))]
    except pdfium.PdfiumError as error:
        raise DocumentError(f"{raw.name} has a page that cannot be read: save it anew.") from error
    finally:
        file.close()
    hidden = sum(words for _, words in found)
    title, texts = paragraphs([page for page, _ in found])
    if not texts and title is None:
        raise DocumentError(
            f"{raw.name} shows no text: if its pages are pictures, have them read by a program for that (OCR) first."
        )
    text = with_title(title, "\n\n".join(texts) + "\n")
    document = Document.from_text(text, path=raw.name, published=asked.published, language=None)
    digest = hashlib.sha256(data).hexdigest()
    yield replace(
        document, origin=Origin(format="pdf", sha256=digest, title=title, url=raw.url, hidden=hidden)
    )


@cache
def _api() -> Any:
    """Pdfium's own functions, which have no types."""
    return import_module("pypdfium2.raw")


def _page(page: Any, number: int) -> tuple[Page, int]:
    """The pieces of a page that are seen, and how many words are not."""
    text = page.get_textpage()
    try:
        left, bottom, right, top = page.get_bbox()
        seen: list[_Letter] = []
        unseen: list[str] = []
        modes = [_mode(text, index) for index in range(text.count_chars())]
        painted = {mode for mode in modes if mode is not None}
        scanned = painted <= _INVISIBLE and bool(painted)
        grounds = None if scanned else _grounds(page)
        for index, mode in enumerate(modes):
            letter = _letter(text, index)
            if letter is None:
                continue
            inside = left - 1 <= letter.x0 and letter.x1 <= right + 1 and bottom - 1 <= letter.y <= top + 1
            shown = inside and (
                scanned or (mode not in _INVISIBLE and _is_seen(text, index, letter, mode, grounds))
            )
            if shown:
                seen.append(letter)
            else:
                unseen.append(letter.text)
        pieces = tuple(replace(one, page=number) for one in _pieces(seen))
        return Page(pieces, top - bottom), len("".join(unseen).split())
    finally:
        text.close()
        page.close()


def _mode(text: Any, index: int) -> int | None:
    """How a letter is painted; None for one that pdfium has put in."""
    item = _api().FPDFText_GetTextObject(text, index)
    return _api().FPDFTextObj_GetTextRenderMode(item) if item else None


def _letter(text: Any, index: int) -> _Letter | None:
    """A letter and its place; None for line ends, which the place tells better, and for what stands sideways."""
    code = _api().FPDFText_GetUnicode(text, index)
    if code in (0, 10, 13, 0xFFFE, 0xFFFF) or abs(_api().FPDFText_GetCharAngle(text, index) % 3.14159) > 0.1:
        return None
    left, bottom, right, top = text.get_charbox(index, loose=True)
    x, y = ctypes.c_double(), ctypes.c_double()
    _api().FPDFText_GetCharOrigin(text, index, x, y)
    bold = _api().FPDFText_GetFontWeight(text, index) >= _BOLD or _has_bold_font(text, index)
    return _Letter("-" if code == 2 else chr(code), left, right, y.value, top - bottom, bold)


def _has_bold_font(text: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    _api().FPDFText_GetFontInfo(text, index, name, 128, flags)
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _is_seen(text: Any, index: int, letter: _Letter, mode: int | None, grounds: Sequence[Any] | None) -> bool:
    if mode is None:
        return True
    if letter.height < _TINY:
        return False
    colour = [ctypes.c_uint() for _ in range(4)]
    (_api().FPDFText_GetStrokeColor if mode == 1 else _api().FPDFText_GetFillColor)(text, index, *colour)
    *parts, alpha = (one.value for one in colour)
    if alpha <= _CLEAR:
        return False
    if min(parts) < _WHITE or mode in _STROKED - {1}:
        return True
    middle = (letter.x0 + letter.x1) / 2
    return any(x0 <= middle <= x1 and y0 <= letter.y <= y1 for x0, y0, x1, y1 in grounds or ())


def _grounds(page: Any) -> list[tuple[float, float, float, float]]:
    """Where something else than white paper may lie behind letters: pictures, and shapes that are not white."""
    kinds = [_api().FPDF_PAGEOBJ_PATH, _api().FPDF_PAGEOBJ_IMAGE, _api().FPDF_PAGEOBJ_SHADING]
    found = []
    for item in page.get_objects(filter=kinds):
        if item.type == _api().FPDF_PAGEOBJ_PATH:
            colour = [ctypes.c_uint() for _ in range(4)]
            _api().FPDFPageObj_GetFillColor(item, *colour)
            *parts, alpha = (one.value for one in colour)
            if alpha <= _CLEAR or min(parts) >= _WHITE:
                continue
        found.append(tuple(item.get_bounds()))
    return found


def _pieces(letters: Sequence[_Letter]) -> Iterator[Piece]:
    """Letters in the order of the file as pieces of lines."""
    run: list[_Letter] = []
    for letter in letters:
        if run and not _goes_on(run, letter):
            yield from _piece(run)
            run = []
        run.append(letter)
    yield from _piece(run)


def _goes_on(run: Sequence[_Letter], letter: _Letter) -> bool:
    main, last = max(run[-8:], key=lambda one: one.height), run[-1]
    if letter.text.isspace():
        return True
    height = max(main.height, letter.height)
    raised = letter.height < 0.85 * main.height or main.height < 0.85 * letter.height
    near = abs(letter.y - main.y) <= (0.6 if raised else _OFF_LINE) * height
    drawn = [one for one in run if not one.text.isspace()]
    end = drawn[-1].x1 if drawn else last.x1
    return near and -_BACK * height <= letter.x0 - end <= _GAP * height


def _piece(run: Sequence[_Letter]) -> Iterator[Piece]:
    drawn = [one for one in run if not one.text.isspace()]
    if not drawn:
        return
    height = sorted(one.height for one in drawn)[len(drawn) // 2]
    base = sorted(one.y for one in drawn if one.height >= 0.9 * height)[0:] or [drawn[0].y]
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
    bold = sum(one.bold for one in drawn) > len(drawn) / 2
    yield Piece(text, min(one.x0 for one in drawn), max(one.x1 for one in drawn), y, height, bold)
