"""Lines of pages to paragraphs: what repeats on every page out, broken words whole, notes at the end.

A PDF holds letters and where they stand, and no paragraphs. They are told as a reader tells them: by the space
between lines, by an indented first line, and by a line that ends although the next word would have fitted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TypeVar

from llmclaims.documents.readers.pdf.furniture import without_furniture
from llmclaims.documents.readers.pdf.order import rows
from llmclaims.documents.readers.pdf.pieces import LOWERED, RAISED, Page, Piece
from llmclaims.documents.readers.pdf.texts import Text, glued

_Key = TypeVar("_Key")

_NOTE = re.compile(rf"{RAISED}?([0-9]{{1,3}}|[*†‡§]{{1,3}}){LOWERED}?[.)]?\s*\S")
_MARK = re.compile(rf"{RAISED}([^{RAISED}{LOWERED}]*){LOWERED}")
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)]|[a-z][.)])\s+\S")
_FINAL = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_SMALL = 0.9  # of the body's line height: smaller is a note
_LARGE = 1.12  # of the body's line height: larger is a heading
_SPACE = 1.3  # of the usual distance between lines: more parts paragraphs
_INDENT = 0.5  # of the line's height
_HEADING = 14  # words
_BEFORE = 30  # words above a title
_SHORT = 6  # lines, of what may stand within a sentence
_SAME_SIZE = 0.1  # of the line's height


@dataclass(frozen=True, slots=True)
class _Style:
    """What the lines of a document have in common."""

    height: float
    leading: float
    indented: bool
    edges: dict[tuple[int, int], tuple[float, float]]

    def between(self, one: Piece, two: Piece) -> float:
        """Return the usual distance between lines of this size."""
        return self.leading * max(1.0, min(one.height, two.height) / (self.height or 1.0))


def paragraphs(pages: Sequence[Page]) -> tuple[Text | None, list[Text]]:
    """Return the title, where the first page has one in larger letters, and the paragraphs; headings begin with ##."""
    lines: list[Piece] = []
    notes: list[Text] = []
    clean = without_furniture(pages)
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
    texts = [glued(block, words).after(_heading(block, style)) for block in rest]
    return (None if title is None else glued(title, words)), [one for one in [*texts, *notes] if one.text]


def _body_height(pieces: Iterable[Piece]) -> float:
    """Return the height of most letters."""
    heights: Counter[float] = Counter()
    for piece in pieces:
        heights[round(piece.height * 2) / 2] += len(piece.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _without_notes(lines: list[Piece], body: float) -> tuple[list[Piece], list[Text]]:
    """Return a page's lines without its footnotes, and these; the marks that point to them go with them."""
    kept: list[Piece] = []
    notes: list[list[Piece]] = []
    marks: set[str] = set()
    for _, column in sorted(_grouped(lines, lambda line: line.column).items()):
        last = max((n for n, line in enumerate(column) if line.height > _SMALL * body), default=-1)
        first = next((n for n in range(last + 1, len(column)) if _NOTE.match(column[n].text)), len(column))
        kept += column[:first]
        for line in column[first:]:
            begins = _NOTE.match(line.text)
            if begins:
                marks.add(begins[1])
                notes.append([])
            notes[-1].append(_unmarked(line, after=" "))
    return [_unmarked(line, marks) for line in kept], [glued(lines, Counter()) for lines in notes]


def _unmarked(line: Piece, dropped: AbstractSet[str] = frozenset(), after: str = "") -> Piece:
    """Return a line without the signs around its raised letters, and without those letters that are dropped."""
    text, letters, end = "", list[int](), 0
    for found in _MARK.finditer(line.text):
        raised = "" if found[1].strip() in dropped else found[1] + after
        text += line.text[end : found.start()] + raised
        own = line.letters[found.start(1) : found.end(1)] if raised else ()
        letters += [*line.letters[end : found.start()], *own, *[-1] * (len(raised) - len(own))]
        end = found.end()
    return (
        replace(line, text=text + line.text[end:], letters=(*letters, *line.letters[end:])) if end else line
    )


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
        usual_lines = [line for line in column if abs(line.height - body) <= 0.1 * body] or column
        starts = Counter(round(line.x0) for line in usual_lines)
        usual = max(starts.values())
        left = min(x for x, count in starts.items() if count >= max(1, usual / 3))
        edges[key] = (float(left), max(line.x1 for line in usual_lines))
    leading = median(sorted(gaps)[: max(1, len(gaps) * 3 // 4)]) if gaps else 1.2 * body
    indents = sum(_is_indented(line, edges) for line in own)
    return _Style(body, leading, indents >= 2 and indents < 0.5 * len(own), edges)


def _is_indented(line: Piece, edges: dict[tuple[int, int], tuple[float, float]]) -> bool:
    left, right = edges[line.page, line.column]
    return _INDENT * line.height < line.x0 - left < (right - left) / 3


def _blocks(lines: Sequence[Piece], style: _Style) -> list[list[Piece]]:
    blocks: list[list[Piece]] = []
    between = _interruptions(lines, style)
    for line in lines:
        new = not blocks or _begins(blocks[-1][-1], line, style)
        if new or (id(line) in between) != (id(blocks[-1][-1]) in between):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return _resumed(blocks, style)


def _interruptions(lines: Sequence[Piece], style: _Style) -> set[int]:
    """Return the ids of lines that stand within a sentence: a caption above the column, words set large."""
    parts: list[list[Piece]] = []
    for line in lines:
        if parts and _is_under(parts[-1][-1], line, style):
            parts[-1].append(line)
        else:
            parts.append([line])
    return {
        id(line)
        for before, own, after in zip(parts, parts[1:], parts[2:], strict=False)
        if len(own) <= _SHORT
        and _goes_on(before[-1], after[0])
        and not own[0].text[:1].islower()
        and (_FINAL.search(own[-1].text) or not _alike(own[-1], after[0]))
        for line in own
    }


def _is_under(one: Piece, two: Piece, style: _Style) -> bool:
    """Tell whether a line stands in the same column under another, with no space between them."""
    return (one.page, one.column) == (two.page, two.column) and one.y - two.y <= _SPACE * style.between(
        one, two
    )


def _resumed(blocks: list[list[Piece]], style: _Style) -> list[list[Piece]]:
    """Return the blocks, each paragraph whole that another block, in letters of another size or a column of its own, cuts in two."""
    found: list[list[Piece]] = []
    for block in blocks:
        if len(found) > 1:
            before, own = found[-2:]
            apart = not _is_under(before[-1], own[0], style)
            if (
                (apart or not _alike(before[-1], own[0]))
                and len(own) <= _SHORT
                and not own[0].text[:1].islower()
                and _goes_on(before[-1], block[0])
                and not _would_fit(before[-1], block[0], style)
            ):
                before.extend(block)
                continue
        found.append(block)
    return found


def _goes_on(before: Piece, line: Piece) -> bool:
    """Tell whether a sentence that a line leaves open goes on in another."""
    return _alike(before, line) and not _FINAL.search(before.text) and line.text[:1].islower()


def _alike(one: Piece, two: Piece) -> bool:
    return abs(one.height - two.height) <= _SAME_SIZE * max(one.height, two.height) and one.bold == two.bold


def _begins(before: Piece, line: Piece, style: _Style) -> bool:
    """Tell whether a line begins a paragraph."""
    if abs(before.height - line.height) > 0.12 * style.height or _BULLET.match(line.text):
        return True
    ended, indented = _FINAL.search(before.text), _is_indented(line, style.edges)
    if (before.page, before.column) != (line.page, line.column):
        if not ended:
            return line.bold != before.bold
        return indented or not style.indented or _would_fit(before, line, style)
    if not _is_under(before, line, style):
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
    """Return the block of the first page with the largest letters, where they are larger than the body's.

    It stands above the text, or no more than a date and a name are read before it.
    """
    first = [one for one in blocks if one[0].page == blocks[0][0].page]
    found = max(first, key=lambda one: one[0].height)
    if found[0].height < _LARGE * style.height:
        return None
    before = [line for one in first[: first.index(found)] for line in one]
    beneath = (line.y for one in first for line in one if line.height < _LARGE * style.height)
    words = sum(len(line.text.split()) for line in before)
    return found if words <= _BEFORE or found[0].y > max(beneath, default=0.0) else None


def _heading(block: Sequence[Piece], style: _Style) -> str:
    text = " ".join(line.text for line in block)
    short = len(text.split()) <= _HEADING and not _FINAL.search(text)
    large = block[0].height >= _LARGE * style.height
    bold = all(line.bold for line in block)
    return "## " if short and (large or bold) else ""
