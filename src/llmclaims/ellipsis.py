"""Quotes whose ellipsis joins parts of the source: in order, close together, and nothing that matters left out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from llmclaims.edges import UNSPACED

Span = tuple[int, int]

WIDEST = 300
"""Code points that an ellipsis may leave out (V07)."""
_ELLIPSIS = re.compile(r"\s*[\[(]?\.\.\.[\])]?\s*")
_BREAK = re.compile(r"\n[^\S\n]*\n|\u2029")
_LINE_END = re.compile(r"[.!?:;”\"’»）)。！？][^\S\n]*\n")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENGLISH = ("verbal_negators", "nominal_negators", "hedge_adverbs", "modals", "cues")


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


def stitch(places: list[list[Span]], text: str) -> list[list[Span]] | Gap | None:
    """The ways to put the parts in order within one paragraph; else the gap that forbids it.

    ``places`` holds for each part the spans where it stands. Of each first part the next following other
    parts are taken, so that the work stays linear in the number of places.
    """
    good: list[list[Span]] = []
    bad: Gap | None = None
    for first in places[0]:
        chain = [first]
        for choices in places[1:]:
            following = next((span for span in choices if span[0] >= chain[-1][1]), None)
            if following is None:
                break
            chain.append(following)
        if len(chain) < len(places):
            continue
        problem = next((gap for gap in map(_gap, chain, chain[1:], [text] * len(chain)) if gap), None)
        if problem is None:
            good.append(chain)
        elif bad is None or problem.operator:
            bad = bad if bad and bad.operator else problem
    return good or bad


def _gap(left: Span, right: Span, text: str) -> Gap | None:
    """What is wrong with leaving out what stands between two spans; None when nothing is."""
    start, end = left[1], right[0]
    between = text[start:end]
    if len(between) > WIDEST or _BREAK.search(between) or _LINE_END.search(between):
        return Gap(start, end)
    return Gap(start, end, operator) if (operator := _operator(between)) else None


def _operator(between: str) -> str | None:
    known = _operators()
    for match in _WORD.finditer(between):
        word = match.group().lower().replace("’", "'")
        if word in known or word.endswith("n't"):
            return match.group()
    if UNSPACED.search(between):
        return next((word for word in known if UNSPACED.match(word) and word in between), None)
    return None


@cache
def _operators() -> frozenset[str]:
    """Negators, hedges, modals and verbs of saying, of every language there is a list for."""
    data = files("llmclaims").joinpath("data")
    english = json.loads(data.joinpath("en/rules.json").read_text(encoding="utf-8"))
    others = json.loads(data.joinpath("grounding.json").read_text(encoding="utf-8"))["operators"]
    found = {"without", *(word for key in _ENGLISH for word in str(english[key]).split())}
    return frozenset(found.union(*(words.split() for words in others.values())))
