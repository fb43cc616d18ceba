"""Quotations of a paragraph: straight or curly, double or single marks.

``quotations`` and ``speech`` serve the verifier, ``find_quotations`` the builtin provider: it wants the marks too.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.spans import Enclosing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.schema.annotations import Span

_PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    '"': '"',
    "''": "''",
    "``": "''",
    "'": "'",
    "「": "」",
}
_DOUBLE = re.compile(r"''|``|[“”„«»‹›\"「」]")
_SINGLE = re.compile(r"(?<!\w)[‘'](?=[\w$€£\[(“\"])")


_CLIPPED = re.compile(r"(?:Tis|Twas|Til|Till|Cause|Em|Round|Bout|Cos|N)\b", re.IGNORECASE)
_IN_SENTENCE = re.compile(r"[^\S\n]+[a-z0-9]")
_REACH = 2000
"""How many characters a quotation in single marks may have; apostrophes without end stay cheap."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation. ``start`` and ``end`` are the offsets of its marks' outer edges into the document's text.

    ``first`` and ``last`` bound what stands between the marks. ``closed`` is False where the closing mark is
    missing, as when a quotation goes on in the next paragraph.
    """

    index: int
    start: int
    end: int
    first: int
    last: int
    closed: bool


def find_quotations(text: str, start: int, end: int) -> tuple[Quotation, ...]:
    """Return the outermost quotations of ``text[start:end]``, in order."""
    spans = _double(text, start, end)
    singles: list[tuple[int, int, int, int, bool]] = []
    starts = [span[0] for span in spans]
    for span in _single(text, start, end):
        before = bisect(starts, span[0]) - 1
        if before < 0 or span[0] >= spans[before][1]:
            singles.append(span)
    inside = Enclosing([(single[0], single[1]) for single in singles])
    spans = [span for span in spans if next(inside.around(span[0], span[1]), None) is None] + singles
    return tuple(Quotation(number, *span) for number, span in enumerate(sorted(spans)))


def _opens(text: str, match: re.Match[str], start: int) -> bool:
    mark = match.group()
    if mark in "“„«‹``「":
        return True
    if mark in "”»›」":
        return False
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end() : match.end() + 1]
    return (before.isspace() or before in "([{—–-‘'") and bool(after) and not after.isspace()


def _double(text: str, start: int, end: int) -> list[tuple[int, int, int, int, bool]]:
    spans: list[tuple[int, int, int, int, bool]] = []
    opened: re.Match[str] | None = None
    for match in _DOUBLE.finditer(text, start, end):
        if opened is None:
            if _opens(text, match, start):
                opened = match
        elif match.group() in _PAIRS.get(opened.group(), "") and not _reopens(text, match, start):
            spans.append((opened.start(), match.end(), opened.end(), match.start(), True))
            opened = None
    if opened is not None:
        spans.append((opened.start(), end, opened.end(), end, False))
    return spans


def _reopens(text: str, match: re.Match[str], start: int) -> bool:
    """Return a straight mark after white space and before a letter opens; it cannot close what is open."""
    return match.group() in {'"', "''"} and _opens(text, match, start) and text[match.start() - 1].isspace()


def _single(text: str, start: int, end: int) -> list[tuple[int, int, int, int, bool]]:
    """Return quotations in single marks; an apostrophe is told apart by the letters on its sides."""
    spans: list[tuple[int, int, int, int, bool]] = []
    position = start
    while match := _SINGLE.search(text, position, end):
        closing = "’" if match.group() == "‘" else "'"
        close = _single_close(text, match.end(), min(end, match.end() + _REACH), closing)
        position = match.end()
        if _goes_on(text, match, start, close):
            spans.append((match.start(), end, match.end(), end, False))
            break
        if close is not None:
            spans.append((match.start(), close + 1, match.end(), close, True))
            position = close + 1
    return spans


def _goes_on(text: str, match: re.Match[str], start: int, close: int | None) -> bool:
    """Tell whether a single mark opens a whole paragraph whose speech goes on in the next one.

    It then has no closing mark, or none but the apostrophe of a plural: "'The workers' dam is old."
    """
    opens = not text[start : match.start()].strip() and text[match.end() : match.end() + 1].isupper()
    if not opens or _CLIPPED.match(text, match.end()):
        return False
    return close is None or (text[close - 1] == "s" and _IN_SENTENCE.match(text, close + 1) is not None)


def _single_close(text: str, first: int, end: int, mark: str) -> int | None:
    """Find where a single quotation ends: a mark before no letter, best one that follows a comma or a full stop."""
    candidates: list[int] = []
    position = text.find(mark, first, end)
    while position != -1:
        after = text[position + 1 : position + 2]
        feet = text[position - 1].isdigit() and _IN_SENTENCE.match(text, position + 1)
        if not after.isalnum() and not text[position - 1].isspace() and not feet:
            if text[position - 1] in ",.!?…" or len(candidates) > 8:
                return position if not candidates or text[candidates[0] - 1] == "s" else candidates[0]
            candidates.append(position)
        position = text.find(mark, position + 1, end)
    return candidates[0] if candidates else None


_ANY_MARK = re.compile(r"''|``|[\"“”„‟«»「」『』＂]|(?<![^\W_])[‘'‚](?=\S)|(?<=\S)[’'](?![^\W_])")
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "``": "''", "‟": "”"}
_EITHER = frozenset({'"', "''", "＂", "”"})
_SINGLE_MARKS = {"‘": "’", "‚": "‘’", "'": "'"}
_NAME_WORDS = 6
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@lru_cache(maxsize=512)
def quotations(text: str) -> tuple[Span, ...]:
    """Return what stands in quotation marks: half-open offsets of the insides, outermost marks only, in order.

    Single marks count where a text has no double ones. A mark that is not closed runs to the end.
    """
    marks = [(match.group(), match.start(), match.end()) for match in _ANY_MARK.finditer(text)]
    double = [mark for mark in marks if mark[0] not in _SINGLE_MARKS and mark[0] != "’"]
    spans = _pair(text, double, _CLOSED_BY, _EITHER)
    return tuple(spans or _pair(text, marks, _SINGLE_MARKS, frozenset()))


def _pair(
    text: str, marks: Sequence[tuple[str, int, int]], pairs: dict[str, str], either: frozenset[str]
) -> list[Span]:
    spans: list[Span] = []
    opened: tuple[str, int] | None = None
    for mark, start, end in marks:
        if opened is None:
            if mark in pairs or (mark in either and _may_open(text, start, end)):
                opened = mark, end
        elif mark in pairs.get(opened[0], opened[0]) or (mark in either and opened[0] in either):
            if opened[0] in _SINGLE_MARKS and opened[0] == mark and _may_open(text, start, end):
                continue
            spans.append((opened[1], start))
            opened = None
        elif mark == opened[0] and mark in pairs:
            opened = mark, end  # opened again without having been closed
    if opened is not None and opened[0] not in _SINGLE_MARKS:
        spans.append((opened[1], len(text)))
    return [span for span in spans if text[span[0] : span[1]].strip()]


def _may_open(text: str, start: int, end: int) -> bool:
    """Tell whether an ambiguous mark opens: something follows at once, and no word stands right before it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return bool(after) and not after.isspace() and not (before.isalnum() or before in {",", ".", "!", "?"})


@lru_cache(maxsize=512)
def speech(text: str) -> tuple[Span, ...]:
    """Return the quotations of a text that are speech: not names and single terms in quotation marks."""
    return tuple(span for span in quotations(text) if not _is_term(text[span[0] : span[1]]))


def _is_term(inside: str) -> bool:
    words = _WORD.findall(inside)
    if not words or inside.rstrip()[-1:] in {",", ".", "!", "?"}:
        return not words
    named = all(word[0].isupper() or word in {"of", "the", "and", "for", "de", "on", "in"} for word in words)
    return named and len(words) <= _NAME_WORDS and words[0] not in {"I", "We", "You"}
