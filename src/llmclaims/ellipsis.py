"""Quotes whose ellipsis joins parts of the source: in order, close together, and nothing that matters left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.edges import UNSPACED, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]

WIDEST = 300
"""Code points that an ellipsis may leave out (V07)."""
_ELLIPSIS = re.compile(r"\s*[\[(]?\.\.\.[\])]?\s*")
_QUOTATION = re.compile(r"[\"“”„«»「」『』]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Gap:
    """Why parts are not joined: what stands between them, and the word in it that may not be left out."""

    start: int
    end: int
    operator: str | None = None


def parts_of(words: str) -> list[str]:
    """The parts of a folded quote between its ellipses, bare of punctuation."""
    parts = [part.strip(" '\"").rstrip(".,;:!? ").lstrip(".,;:!? ") for part in _ELLIPSIS.split(words)]
    return [part for part in parts if part]


def stitch(places: list[list[Span]], text: str, paragraphs: Sequence[Span]) -> list[list[Span]] | Gap | None:
    """The ways to put the parts in order within one paragraph; else the gap that forbids it.

    ``places`` holds for each part the spans where it stands, in order. Behind each first part the next
    following other parts are taken, so that the work stays in proportion to the number of places.
    """
    good: list[list[Span]] = []
    bad: Gap | None = None
    starts = [[start for start, _ in choices] for choices in places[1:]]
    for first in places[0]:
        chain = [first]
        for choices, begins in zip(places[1:], starts, strict=True):
            at = bisect_left(begins, chain[-1][1])
            if at == len(choices):
                break
            chain.append(choices[at])
        if len(chain) < len(places):
            break  # nor will any later first part find them behind it
        problem = next((gap for gap in (_gap(*pair, text, paragraphs) for pair in pairwise(chain)) if gap), None)
        if problem is None:
            good.append(chain)
        elif bad is None or (problem.operator and not bad.operator):
            bad = problem
    return good or bad


def _gap(left: Span, right: Span, text: str, paragraphs: Sequence[Span]) -> Gap | None:
    """What is wrong with leaving out what stands between two spans; None when nothing is."""
    start, end = left[1], right[0]
    home = bisect_right(paragraphs, (start - 1, len(text))) - 1
    if end - start > WIDEST or (home >= 0 and paragraphs[home][1] < end):
        return Gap(start, end)
    between = text[start:end]
    operator = _operator(between) or _speaker(between)
    return Gap(start, end, operator) if operator else None


def _speaker(between: str) -> str | None:
    """What stands between two quotations, or between a quotation and the words around it."""
    marks = [match for match in _QUOTATION.finditer(between)]
    if not marks:
        return None
    first = marks[0]
    opens = first[0] in "“„«「『" or (
        first[0] in '"»‘\'' and between[first.end() : first.end() + 1].strip() and not between[: first.start()].strip()[-1:] in tuple(",.!?")
        and (first.start() > 0 and not between[first.start() - 1 : first.start()].strip())
    )
    if opens and len(marks) % 2 == 0:
        return None
    return " ".join(between.split()) or None


def _operator(between: str) -> str | None:
    known = listed("operators")
    for match in _WORD.finditer(between):
        word = match.group().lower().replace("’", "'")
        if word in known or word.endswith("n't"):
            return match.group()
    if UNSPACED.search(between):
        return next((word for word in known if UNSPACED.match(word) and word in between), None)
    return None
