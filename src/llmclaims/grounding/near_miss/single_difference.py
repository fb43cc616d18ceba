"""The commonest near miss, found at a glance: one place differs, a few words wide, and the rest stands there."""

from collections.abc import Iterator

from llmclaims.grounding.boundaries.neighbours import is_word
from llmclaims.grounding.folding.fold import Folded
from llmclaims.grounding.near_miss.alignment import NEAR, Alignment, text_of, tokens_of

Span = tuple[int, int]

_LEAST = 0.75
"""Likeness from which there is nothing to weigh."""
_RUN, _FEW, _ROOM = 3, 4, 48
"""Words at each end that must stand in the source, places of the first ones that are tried, and how much longer or
shorter the source may be."""


def glance(words: str, source: Folded, caseless: Folded, bounds: Span) -> Alignment | None:
    """Return the place where both ends of a quote stand about as far apart as in it, if one place differs between them.

    ``bounds`` are offsets into the text without case. None says nothing: there may be a place all the same.
    """
    lowered = words.casefold()
    if len(lowered) != len(words) or not (lowered[:1].isalnum() and lowered[-1:].isalnum()):
        return None
    best: Alignment | None = None
    for run in (_RUN, _RUN - 1):
        first, last = _ends(lowered, run)
        if not first or not last:
            return None
        for number, start in enumerate(_starts(first, caseless.text, bounds)):
            if number == _FEW:
                return None
            found = _between(words, lowered, source, caseless, (start, bounds[1]), (first, last))
            if found and (best is None or found.likeness > best.likeness):
                best = found
        if best:
            break
    return best


def _ends(lowered: str, run: int) -> tuple[str, str]:
    """So many words at the beginning and at the end; empty where there are not as many besides."""
    first, last = 0, len(lowered)
    for _ in range(run):
        first, last = lowered.find(" ", first) + 1, lowered.rfind(" ", 0, last)
        if first == 0 or last < 0:
            return "", ""
    return lowered[: first - 1], lowered[last + 1 :]


def _starts(first: str, text: str, bounds: Span) -> Iterator[int]:
    """Find where the first words stand, not inside a word."""
    start = text.find(first, *bounds)
    while start >= 0:
        if not start or not text[start - 1].isalnum():
            yield start
        start = text.find(first, start + 1, bounds[1])


def _between(
    words: str, lowered: str, source: Folded, caseless: Folded, place: Span, ends: tuple[str, str]
) -> Alignment | None:
    """Return the difference between the two ends of the quote, where the first one stands."""
    text, size = caseless.text, len(lowered)
    start, (first, last) = place[0], ends
    head = _alike(lowered, text, start, len(first))
    low = start + max(head, size - _ROOM - len(last))
    found = text.find(last, low, min(start + size + _ROOM, place[1]))
    stop = found + len(last)
    if found < 0 or is_word(text[stop : stop + 1]):
        return None
    tail = _alike_before(lowered, text, stop, len(last), min(size, stop - start) - head)
    begin, end = lowered.rfind(" ", 0, head) + 1, lowered.find(" ", size - tail)
    if begin == 0 or end < 0:
        return None
    other = caseless.outer(start + begin), caseless.outer(stop - size + end)
    mine = [words[slice(*one)] for one in tokens_of(words, begin, end)]
    theirs = [source.text[slice(*one)] for one in tokens_of(source.text, *other)]
    _strip(mine, theirs)
    if max(len(mine), len(theirs)) > NEAR:
        return None
    pair = text_of(mine), text_of(theirs)
    if not any(pair):  # the same words, with other punctuation
        pair = words[begin:end].strip(), source.text[slice(*other)].strip()
    count = lowered.count(" ") + 1
    likeness = 2 * (count - len(mine)) / (2 * count - len(mine) + len(theirs))
    if likeness < _LEAST:
        return None
    raw = source.raw_start(caseless.outer(start)), source.raw_end(caseless.outer(stop - 1) + 1)
    return Alignment(raw, (pair,) if any(pair) else (), likeness)


def _alike(lowered: str, text: str, start: int, known: int) -> int:
    """Count how many characters of the quote stand at an offset, by halving; ``known`` ones do."""
    high = len(lowered)
    while known < high:
        middle = (known + high + 1) // 2
        if text.startswith(lowered[known:middle], start + known):
            known = middle
        else:
            high = middle - 1
    return known


def _alike_before(lowered: str, text: str, stop: int, known: int, most: int) -> int:
    """Count how many of its last characters stand before an offset, no more than ``most``."""
    size, high = len(lowered), most
    known = min(known, most)
    while known < high:
        middle = (known + high + 1) // 2
        if text.startswith(lowered[size - middle : size - known], stop - middle):
            known = middle
        else:
            high = middle - 1
    return known


def _strip(mine: list[str], theirs: list[str]) -> None:
    """Take away the words at both ends that are the same."""
    for at in (0, -1):
        while mine and theirs and mine[at].casefold() == theirs[at].casefold():
            del mine[at], theirs[at]
