"""Take a quote apart: its bare words, and the parts that its ellipses join.

Parts are joined in order, close together, and with nothing left out that matters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from llmclaims.grounding.boundaries.neighbours import UNSPACED
from llmclaims.grounding.boundaries.words import words_of
from llmclaims.grounding.omissions import turning

Span = tuple[int, int]

WIDEST, _SAID = 300, 80
"""Code points that an ellipsis may leave out (V07), and that are said of them."""
_ELLIPSIS = re.compile(r"(?:(?<!\s)\s+)?[\[(]?\.\.\.[\])]?\s*")
_QUOTATION = re.compile(r"[\"“”„«»「」『』]")
MIN_WORDS, MIN_SHORT, MIN_UNSPACED = 3, 12, 6
_QUOTED = "'\""
_FINAL = ".,;:!? -\u3002\u3001\u060c\u061b\u061f\u06d4\u0964\u0965\u00b7\u2026"
_INNER = re.compile(r"(?<!\w)['\"]|['\"](?!\w)")
_LEADING = re.compile(r"(?:[\[(]?\.\.\.[\])]?[\s,;]*)*")
_TRAILING = re.compile(r"[\[(]?\.\.\.[\])]?\Z")


@dataclass(frozen=True, slots=True)
class Gap:
    """Why parts are not joined: what stands between them, and the word in it that may not be left out."""

    start: int
    end: int
    operator: str | None = None


def parts_of(words: str) -> list[str]:
    """Return the parts of a folded quote between its ellipses, bare of punctuation."""
    return [bare for part in _ELLIPSIS.split(words) if part and (bare := forms_of(part)[-1])]


def long_enough(words: str) -> bool:
    """Tell whether words are enough to be a quote, counted by script (V02)."""
    if not words.isascii() and UNSPACED.search(words):
        return sum(one.isalnum() for one in words) >= MIN_UNSPACED
    tokens: list[str] = []
    for token in words.split():
        if token.isalnum() or any(map(str.isalnum, token)):
            tokens.append(token)
            if len(tokens) == MIN_WORDS:
                return True
    return len(tokens) == MIN_WORDS - 1 and sum(map(len, tokens)) >= MIN_SHORT - 1


def word_count(words: str) -> int:
    """Return words, where scripts without blanks have one for two characters."""
    unspaced = 0 if words.isascii() else len(UNSPACED.findall(words))
    return unspaced // 2 + (len(UNSPACED.sub(" ", words).split()) if unspaced else len(words.split()))


def forms_of(folded: str) -> list[str]:
    """Return a folded quote as it is, without its own marks and ellipses, and its bare words."""
    whole = folded.strip()
    marks = _unframed(whole)
    closed = marks.rstrip(_FINAL)
    wrapped = len(closed) > 1 and closed[0] in _QUOTED and closed[-1] in _QUOTED and not _closes(closed[1:-1])
    if wrapped:
        open_inside = len(_INNER.findall(closed[1:-1])) % 2  # a mark inside that only the last one closes
        marks = _unframed(closed[1:-1].strip())
        forms = [closed[1:]] if open_inside else []
    else:
        forms = [whole]
    bare = _bared(marks, wrapped=wrapped)
    forms.append(marks)
    if not wrapped:
        inner = closed.rstrip(_QUOTED)
        words = inner.rstrip(_FINAL)
        # With a full stop inside or outside the marks, and with the first mark alone.
        forms += [closed, words + closed[len(inner) :], words]
    return list(dict.fromkeys(filter(None, [*forms, bare]))) or [""]


def _bared(marks: str, *, wrapped: bool) -> str:
    """Return the words without punctuation and quotation marks at their ends."""
    bare = marks.rstrip(_FINAL)
    if bare[-1:] in tuple(_QUOTED) and not (
        bare[-2:-1].isdigit() and not wrapped and marks[:1] not in tuple(_QUOTED)
    ):
        bare = bare.rstrip(_FINAL + _QUOTED)  # behind a digit it may be feet or inches
    start = len(bare) - len(bare.lstrip(_FINAL + _QUOTED))
    while start and bare[start].isdigit() and bare[start - 1] in ".-":
        start -= 1  # a sign or a decimal point
    return bare[start:]


def _closes(words: str) -> bool:
    """Tell whether the first quotation mark inside words is a closing one, so that they are two quotations, not one."""
    mark = _INNER.search(words)
    return mark is not None and mark.start() > 0 and not words[mark.start() - 1].isspace()


def _unframed(words: str) -> str:
    """Return words without the ellipses before and behind them."""
    if "..." not in words:
        return words
    leading = _LEADING.match(words)
    start, end = leading.end() if leading else 0, len(words)
    while end > start:
        inner = end
        while inner > start and words[inner - 1] in " ,;":
            inner -= 1
        trailing = _TRAILING.search(words, max(inner - 5, start), inner)
        if trailing is None:
            break
        end = trailing.start()
    return words[start:end].strip()


def stitch(
    places: list[list[Span]], text: str, paragraphs: Sequence[Span], language: str = ""
) -> list[list[Span]] | Gap | None:
    """Return the ways to put the parts in order within one paragraph; else the gap that forbids it.

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
        problem = next(
            (gap for gap in (_gap(*pair, text, paragraphs, language) for pair in pairwise(chain)) if gap),
            None,
        )
        if problem is None:
            good.append(chain)
        elif bad is None or (problem.operator and not bad.operator):
            bad = problem
    return good or bad


def _gap(left: Span, right: Span, text: str, paragraphs: Sequence[Span], language: str) -> Gap | None:
    """Return the gap between two spans that may not be left out; None where it may."""
    start, end = left[1], right[0]
    home = bisect_right(paragraphs, (start - 1, len(text))) - 1
    if end - start > WIDEST or (home >= 0 and paragraphs[home][1] < end):
        return Gap(start, end)
    between = text[start:end]
    operator = (
        turning(text[max(start - _SAID, 0) : start], between, text[end : end + _SAID], language)
        or _unit(text[start - 1], between)
        or _speaker(between)
    )
    return Gap(start, end, operator) if operator else None


def _unit(before: str, between: str) -> str | None:
    """Return the part of the gap that belongs to the number before it."""
    first = between.split()[:1]
    return first[0] if first and before.isdigit() and first[0].lower() in words_of("number_words") else None


def _speaker(between: str) -> str | None:
    """Return the gap where a quotation ends or begins in it: there the narrator speaks."""
    marks = list(_QUOTATION.finditer(between))
    if not marks or (len(marks) % 2 == 0 and _opens(between, marks[0].start())):
        return None
    return " ".join(between.split())[:_SAID] or None


def _opens(between: str, at: int) -> bool:
    """Tell whether a quotation mark opens a quotation, by the blanks and letters beside it."""
    mark, before, after = between[at], between[at - 1 : at] if at else "", between[at + 1 : at + 2]
    if mark in "「」『』":
        return mark in "「『"
    if UNSPACED.match(before) or UNSPACED.match(after):
        return mark == "“"
    return bool(before) and (before.isspace() or before in "([-–—:") and (mark in "«„“" or after.isalnum())
