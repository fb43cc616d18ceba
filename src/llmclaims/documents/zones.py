"""Tell what each paragraph of a news article is (title, byline, body, caption ...), and its dateline.

A zone follows from where a paragraph stands, from its shape (words, final punctuation) and from word lists
(``data/en/zones.json``). Only the body is mined, so doubt is decided for the body: a paragraph of full
sentences in the middle of an article stays body unless it is plainly something else.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmclaims.documents.datelines import Dateline, find_dateline, match_dateline
from llmclaims.documents.lead_ins import label_of
from llmclaims.documents.paragraph_kinds import (
    Line,
    furniture,
    is_bio,
    is_byline,
    is_prose,
    line_of,
    subject_of,
    zone_words,
)

_OPENING = "\"'“‘«‹„「『([*_"
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)])\s+\S")
_HEADING_MARK = re.compile(r"#{1,6}\s|={2,}[^=]+={2,}$")

# Sizes in words unless said otherwise, set by reading news texts and what the rules made of them.
_HEADER_LINES = 10  # paragraphs among which title and byline stand
_TITLE, _FINAL_TITLE, _STANDFIRST = 30, 18, 45
_HEADER_SENTENCES, _HEADER_PROSE = 2, 2  # a standfirst's sentences, and how many may stand before a byline
# What ends the boilerplate: such a paragraph, or a row of sentences.
_REAL_BODY, _FULL_SENTENCE, _ROW = 20, 10, 3
_HEADING, _QUESTION_HEADING, _HEADED = 10, 8, 15
_LIST_RUN, _LIST_ITEM, _TRAILING = 3, 4, 7
_CAPITALS = 3
_BIOS = 50  # biographies that close an article


class Zoning(NamedTuple):
    """The zone of each paragraph, the index of the title's paragraph, and the dateline."""

    zones: tuple[str, ...]
    title: int | None
    dateline: Dateline | None


def classify(text: str, spans: Sequence[tuple[int, int]]) -> Zoning:
    """Give each paragraph of a text its zone, and find the title and the dateline.

    ``spans`` are the paragraphs' half-open offsets into ``text`` (Unicode code points), in order.
    """
    lines = [line_of(text[start:end]) for start, end in spans]
    zones: list[str | None] = [None] * len(lines)
    title = None
    if len(lines) > 1:
        title = _title(lines)
        first = _header(lines, zones, title)
        _trailer(lines, zones, first)
    decided = [zone or "body" for zone in zones]
    for spare in ("subtitle", "title"):  # a text without any body: what has words enough is mined after all
        if "body" not in decided:
            pairs = zip(decided, lines, strict=True)
            decided = ["body" if zone == spare and line.words >= _LIST_ITEM else zone for zone, line in pairs]
    if title is not None and decided[title] != "title":
        title = None
    return Zoning(tuple(decided), title, find_dateline(text, spans, decided))


def _title(lines: Sequence[Line]) -> int | None:
    """Find the title: the first line that is not furniture, if it reads like one."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if line.kind is None and not is_byline(line, strong=True):
            return index if index + 1 < len(lines) and _is_title(line, lines[index + 1]) else None
    return None


def _is_title(line: Line, following: Line) -> bool:
    """Tell whether a first line reads like a title: short, and without the full stop of a sentence."""
    listed = line.text[-1] in ":," or _BULLET.match(line.text)
    if line.words > _TITLE or listed or match_dateline(line.text) is not None:
        return False
    if not line.final or _HEADING_MARK.match(line.text):
        return True
    if line.words > _FINAL_TITLE or line.sentences > 1:
        return False
    if line.text[-1] in "?!？！":
        return line.text[0] not in _OPENING
    longer = re.findall(r"[^\W\d_]{4,}", line.text)
    capital = sum(word[0].isupper() for word in longer)
    return line.words < following.words and capital >= _CAPITALS and capital >= 0.8 * len(longer)


def _header(lines: Sequence[Line], zones: list[str | None], title: int | None) -> int:
    """Give the lines before the body their zones; returns the index where the body may start."""
    first = 0 if title is None else title + 1
    end = _header_end(lines, first)
    for index in range(end):
        line = lines[index]
        bio = is_bio(line, lines[:index], closing=False)
        zones[index] = "title" if index == title else furniture(line) or ("bio" if bio else "subtitle")
    if title is None or end > first or first >= len(lines):
        return end
    line = lines[first]
    open_end = line.kind is not None or line.final or line.text[-1] in ":,;" or _BULLET.match(line.text)
    if (
        first + 1 < len(lines)
        and line.words <= _STANDFIRST
        and not open_end
        and match_dateline(line.text) is None
    ):
        zones[first] = "subtitle"
        end += 1
    return end


def _header_end(lines: Sequence[Line], first: int) -> int:
    """Find where the header stops: behind the last byline, date or biography that stands before the body."""
    end = first
    prose = 0
    for index in range(first, min(len(lines), first + _HEADER_LINES)):
        line = lines[index]
        if line.kind in {"caption", "boilerplate", "section"}:
            continue
        signed = is_byline(line, strong=True) or is_bio(line, lines[:index], closing=False)
        if signed or (not prose and (line.kind == "dateline" or is_byline(line))):
            end = index + 1
        elif line.final or line.words > _STANDFIRST:
            prose += 1
            long = line.words > _STANDFIRST or line.sentences > _HEADER_SENTENCES or prose > _HEADER_PROSE
            if long or match_dateline(line.text) is not None:
                break
    return end


def _trailer(lines: Sequence[Line], zones: list[str | None], first: int) -> None:
    """Give zones to the body's headings and captions, and to what follows the body."""
    prose = [index for index in range(first, len(lines)) if is_prose(lines[index])]
    if not prose:
        return _middle(lines, zones, first, len(lines))
    body, tail = prose[0], prose[-1] + 1
    first_bio = max(body, tail - 1 - _BIOS)
    while tail - 1 > first_bio and is_bio(lines[tail - 1], lines[: tail - 1], closing=True):
        tail -= 1
        zones[tail] = "bio"
    start = max(body + 1, _last_real_body(lines) + 1)
    marks = (
        index
        for index in range(start, len(lines))
        if lines[index].kind == "section" or (index >= tail and lines[index].kind == "boilerplate")
    )
    end = next(marks, len(lines))
    for index in range(end, len(lines)):
        headed = lines[index - 1].plain.rstrip(":") in zone_words().bio_headings
        bio = lines[index].kind is None and (headed or zones[index] == "bio")
        zones[index] = "bio" if bio else "boilerplate"
    for index in range(tail, end):
        zones[index] = zones[index] or _trailing_zone(lines[index])
    return _middle(lines, zones, first, min(tail, end))


def _last_real_body(lines: Sequence[Line]) -> int:
    """Find the last paragraph that no comment form or link list would hold; -1 without one.

    That is one of several sentences, or the first of three full ones in a row.
    """
    row = 0
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        plain = line.kind is None and line.final and subject_of(line) is None
        if plain and line.sentences > 1 and line.words >= _REAL_BODY:
            return index
        row = row + 1 if plain and line.words >= _FULL_SENTENCE else 0
        if row == _ROW:
            return index
    return -1


def _trailing_zone(line: Line) -> str | None:
    """Name the zone of a line behind the last sentence of the body; None leaves it to the body."""
    if line.plain.rstrip(":") in zone_words().bio_headings:
        return "boilerplate"
    short = line.words <= _TRAILING and not line.final and not _BULLET.match(line.text)
    return furniture(line) or ("boilerplate" if short and line.text[0] not in _OPENING else None)


def _middle(lines: Sequence[Line], zones: list[str | None], first: int, end: int) -> None:
    """Give zones to what stands among the body: section headings, captions, notices."""
    index = first
    while index < end:
        if zones[index] is not None or lines[index].kind is not None:
            zones[index] = zones[index] or furniture(lines[index])
            index += 1
            continue
        run = index
        while run < end and zones[run] is None and lines[run].kind is None and _is_heading(lines[run]):
            run += 1
        below = next((lines[item].words for item in range(run, end) if lines[item].kind is None), 0)
        for item in range(index, run):
            zones[item] = _heading_zone(lines[item], run - index, below)
        index = max(run, index + 1)


def _is_heading(line: Line) -> bool:
    """Tell whether a line could head a section: short, no final punctuation, not a list item."""
    if _HEADING_MARK.match(line.text):
        return True
    if _BULLET.match(line.text) or line.words > _HEADING or line.text[-1] in ":;,–—-" or _is_labelled(line):
        return False
    if line.final:
        return line.text[-1] in "?？" and line.words <= _QUESTION_HEADING and line.text[0] not in _OPENING
    return True


def _is_labelled(line: Line) -> bool:
    """Tell whether a line begins with the label of who says or asks it: "Q:", a name in capitals or before a sentence."""
    label = label_of(line.text)
    if label is None:
        return False
    return label.kind != "name" or line.final or line.text[label.start : label.end].isupper()


def _heading_zone(line: Line, run: int, below: int) -> str | None:
    """Name the zone of a heading-like line: verse, lists and cut-off sentences are body.

    ``run`` is how many such lines stand together, ``below`` the words of the paragraph under them.
    """
    if _HEADING_MARK.match(line.text):
        return "subtitle"
    if run < _LIST_RUN:
        heads = below >= min(_HEADED, 2 * line.words) or line.words < _LIST_ITEM
        return "subtitle" if heads and not line.text[0].islower() else None
    return None if line.words >= _LIST_ITEM else "boilerplate"
