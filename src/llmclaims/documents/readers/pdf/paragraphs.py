"""Lines of pages to paragraphs: what repeats on every page out, broken words whole, notes at the end.

A PDF holds letters and where they stand, and no paragraphs. They are told as a reader tells them: by the space
between lines, by an indented first line, and by a line that ends although the next word would have fitted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TypeVar

from llmclaims.documents.readers.pdf.columns import Piece, rows

_Key = TypeVar("_Key")

RAISED, LOWERED = "\ue000", "\ue001"
"""Marks around letters that stand above the line, until it is known whether they point to a note."""

_MARGIN = 0.12  # of the page's height, where heads and page numbers stand
_REPEATED = 0.4  # of the pages
_ROW = 8  # points
_NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—|]?\s*(?:[0-9]{1,4}|[ivxlc]{1,6})\s*[-–—|]?(?:\s*(?:of|/|von|de)\s*[0-9]{1,4})?",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"{RAISED}?([0-9]{{1,3}}|[*†‡§]{{1,3}}){LOWERED}?[.)]?\s*\S")
_MARK = re.compile(rf"{RAISED}([^{RAISED}{LOWERED}]*){LOWERED}")
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)]|[a-z][.)])\s+\S")
_FINAL = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_BROKEN = re.compile(r"([\w-]*[^\W\d_])([-\u00ad\u2010\x02])$")
_LONGEST = 80  # letters of a word that is broken at the end of a line
_SMALL = 0.9  # of the body's line height: smaller is a note
_LARGE = 1.12  # of the body's line height: larger is a heading
_SPACE = 1.3  # of the usual distance between lines: more parts paragraphs
_INDENT = 0.5  # of the line's height
_HEADING = 14  # words


@dataclass(frozen=True, slots=True)
class Page:
    """A page's pieces, and its height in points."""

    pieces: tuple[Piece, ...]
    height: float


@dataclass(frozen=True, slots=True)
class _Style:
    """What the lines of a document have in common."""

    height: float
    leading: float
    indented: bool
    edges: dict[tuple[int, int], tuple[float, float]]


def paragraphs(pages: Sequence[Page]) -> tuple[str | None, list[str]]:
    """Return the title, where the first page has one in larger letters, and the paragraphs; headings begin with ##."""
    lines: list[Piece] = []
    notes: list[str] = []
    repeated = _repeated(pages)
    clean = [_without_furniture(page, repeated, len(pages)) for page in pages]
    body = _body_height(piece for page in clean for piece in page)
    for page in clean:
        kept, own = _without_notes(rows(page), body)
        lines += kept
        notes += own
    if not lines:
        return None, notes
    style = _style(lines, body)
    blocks = _blocks(lines, style)
    words = Counter(re.findall(r"[\w-]+", " ".join(line.text for line in lines).casefold()))
    title = _title(blocks, style)
    rest = [block for block in blocks if block is not title]
    texts = [_heading(block, style) + _text(block, words) for block in rest]
    return (None if title is None else _text(title, words)), [text for text in [*texts, *notes] if text]


def _body_height(pieces: Iterable[Piece]) -> float:
    """Return the height of most letters."""
    heights: Counter[float] = Counter()
    for piece in pieces:
        heights[round(piece.height * 2) / 2] += len(piece.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _without_furniture(page: Page, repeated: Counter[tuple[str, int]], pages: int) -> list[Piece]:
    """Return a page without its number and without what stands in the margin of others as well."""
    kept = []
    for piece in page.pieces:
        if _in_margin(piece, page):
            text, row = _place(piece)
            same = max(
                repeated[text, near] + repeated[text, row] * (near != row) for near in (row - 1, row, row + 1)
            )
            if _NUMBER.fullmatch(piece.text.strip()) or (same > 1 and same >= pages * _REPEATED):
                continue
        kept.append(piece)
    return kept


def _repeated(pages: Sequence[Page]) -> Counter[tuple[str, int]]:
    """On how many pages a piece of the margin stands, by its text without numbers and its place."""
    return Counter(
        place
        for page in pages
        for place in {_place(piece) for piece in page.pieces if _in_margin(piece, page)}
    )


def _place(piece: Piece) -> tuple[str, int]:
    text = re.sub(r"[0-9]+", "#", " ".join(piece.text.split()).casefold())
    return text, round(piece.y / _ROW)


def _in_margin(piece: Piece, page: Page) -> bool:
    return not _MARGIN * page.height < piece.y < (1 - _MARGIN) * page.height


def _without_notes(lines: list[Piece], body: float) -> tuple[list[Piece], list[str]]:
    """Return a page's lines without its footnotes, and these; the marks that point to them go with them."""
    kept: list[Piece] = []
    notes: list[list[str]] = []
    marks: set[str] = set()
    for _, column in sorted(_grouped(lines, lambda line: line.column).items()):
        last = max((n for n, line in enumerate(column) if line.height > _SMALL * body), default=-1)
        first = next((n for n in range(last + 1, len(column)) if _NOTE.match(column[n].text)), len(column))
        kept += column[:first]
        for line in column[first:]:
            begins = _NOTE.match(line.text)
            text = _MARK.sub(r"\1 ", line.text)
            if begins:
                marks.add(begins[1])
                notes.append([text])
            elif notes:
                notes[-1].append(text)

    def plain(line: Piece) -> Piece:
        return replace(line, text=_MARK.sub(lambda one: "" if one[1].strip() in marks else one[1], line.text))

    return [plain(line) for line in kept], [_glued(lines, Counter()) for lines in notes]


def _grouped(lines: Iterable[Piece], key: Callable[[Piece], _Key]) -> dict[_Key, list[Piece]]:
    """Return the lines by what they have in common, each group in their order."""
    groups: dict[_Key, list[Piece]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups


def _style(lines: Sequence[Piece], body: float) -> _Style:
    own = [line for line in lines if abs(line.height - body) <= 0.1 * body]
    own = own or list(lines)
    gaps = [
        one.y - two.y
        for one, two in pairwise(own)
        if (one.page, one.column) == (two.page, two.column) and 0 < one.y - two.y < 3 * body
    ]
    edges = {}
    for key, column in _grouped(lines, lambda line: (line.page, line.column)).items():
        starts = Counter(round(line.x0) for line in column)
        usual = max(starts.values())
        left = min(x for x, count in starts.items() if count >= max(1, usual / 3))
        edges[key] = (float(left), max(line.x1 for line in column))
    leading = median(sorted(gaps)[: max(1, len(gaps) * 3 // 4)]) if gaps else 1.2 * body
    indents = sum(_is_indented(line, edges) for line in own)
    return _Style(body, leading, indents >= 2 and indents < 0.5 * len(own), edges)


def _is_indented(line: Piece, edges: dict[tuple[int, int], tuple[float, float]]) -> bool:
    left, right = edges[line.page, line.column]
    return _INDENT * line.height < line.x0 - left < (right - left) / 3


def _blocks(lines: Sequence[Piece], style: _Style) -> list[list[Piece]]:
    blocks: list[list[Piece]] = []
    for line in lines:
        if blocks and not _begins(blocks[-1][-1], line, style):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _begins(before: Piece, line: Piece, style: _Style) -> bool:
    """Tell whether a line begins a paragraph."""
    if abs(before.height - line.height) > 0.12 * style.height or _BULLET.match(line.text):
        return True
    ended, indented = _FINAL.search(before.text), _is_indented(line, style.edges)
    if (before.page, before.column) != (line.page, line.column):
        if not ended:
            return line.bold != before.bold
        return indented or not style.indented or _would_fit(before, line, style)
    if before.y - line.y > _SPACE * style.leading:
        return True
    if line.bold != before.bold and not ended:
        return True
    if indented and not _is_indented(before, style.edges) and not _BULLET.match(before.text):
        return True
    return bool(ended) and _would_fit(before, line, style)


def _would_fit(before: Piece, line: Piece, style: _Style) -> bool:
    """Tell whether the first word of a line had room on the one before."""
    _, right = style.edges[before.page, before.column]
    width = (line.x1 - line.x0) / max(1, len(line.text))
    return right - before.x1 > width * (len(line.text.split(" ", 1)[0]) + 3)


def _title(blocks: Sequence[list[Piece]], style: _Style) -> list[Piece] | None:
    """Return the block of the first page with the largest letters, where they are larger than the body's."""
    page = blocks[0][0].page
    found = max((one for one in blocks if one[0].page == page), key=lambda one: one[0].height)
    return found if found[0].height >= _LARGE * style.height else None


def _heading(block: Sequence[Piece], style: _Style) -> str:
    text = " ".join(line.text for line in block)
    short = len(text.split()) <= _HEADING and not _FINAL.search(text)
    large = block[0].height >= _LARGE * style.height
    bold = all(line.bold for line in block)
    return "## " if short and (large or bold) else ""


def _text(block: Sequence[Piece], words: Counter[str]) -> str:
    return _glued([line.text for line in block], words)


def _glued(lines: Iterable[str], words: Counter[str]) -> str:
    """Lines as one text; a word broken at the end of one is made whole.

    Whether a hyphen belongs to the word the document says itself, where it has the word elsewhere; where it
    does not, the hyphen was the printer's if a small letter follows.
    """
    parts: list[str] = []
    end = ""  # of the text so far
    for line in filter(None, (" ".join(one.split()) for one in lines)):
        if end:
            kept, between = _joint(end, line, words)
            if not kept:
                parts[-1] = parts[-1][:-1]
                end = end[:-1]
            parts.append(between)
            end += between
        parts.append(line)
        end = (end + line)[-_LONGEST:]
    return "".join(parts)


def _joint(end: str, line: str, words: Counter[str]) -> tuple[bool, str]:
    """Tell whether the last letter of a text stays before a line, and what stands between them."""
    broken = _BROKEN.search(end)
    follows = re.match(r"[\w-]+", line)
    if not broken or not follows:
        return True, "" if re.search(r"\w[\u2013\u2014/]$", end[-2:]) else " "
    one, mark, two = broken[1].casefold(), broken[2], follows[0].casefold()
    if mark == "\u00ad":
        return False, ""
    if words[f"{one}-{two}"] > words[one + two]:
        return False, "-"
    return False, "" if line[0].islower() else "-"
