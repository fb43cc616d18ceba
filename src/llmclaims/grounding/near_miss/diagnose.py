"""Explain why a quote is not there: the source words that come closest, and what differs, word by word.

This verifies nothing. Runs of the quote's words that stand in the source, else single words, vote on where it
would begin; an alignment of words there finds its ends and the differences.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmclaims.grounding.boundaries.words import listed, words_of
from llmclaims.grounding.folding.fold import Folded
from llmclaims.grounding.near_miss.alignment import (
    LONGEST,
    Alignment,
    aligned,
    differing,
    pieces_of,
    tokens_of,
)
from llmclaims.grounding.near_miss.single_difference import glance

__all__ = ["Finding", "diagnose"]

Span = tuple[int, int]

CLOSE, _FAIR = 0.85, 0.5
"""Likeness from which a window is a near miss whose difference is named (V08), and from which it is one at all."""
_NUMBER = re.compile(r"[\d$€£¥₹₽₩₪₺%‰]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A refusal's code and sentence, the nearest raw span, and pairs of (quote's words, source's words)."""

    code: str
    message: str
    place: Span | None = None
    differences: tuple[tuple[str, str], ...] = ()


def diagnose(words: str, source: Folded, caseless: Folded, within: Span | None) -> Finding:
    """Find the closest words of the source, in the paragraph if they are fairly close, and name the difference.

    Args:
        words: the folded quote, bare.
        source: the folded source; the place is given in raw offsets.
        caseless: the folded source without case.
        within: the paragraph in which the quote should stand, in raw offsets.
    """
    words = differing(words, caseless.text)
    quote: list[Span] = []
    best: Alignment | None = None
    for place in (within, None) if within else (None,):
        bounds = (caseless.folded(place[0]), caseless.folded(place[1])) if place else (0, len(caseless.text))
        found = glance(words, source, caseless, bounds)
        if not found:
            quote = quote or tokens_of(words, 0, len(words))[:LONGEST]
            found = aligned(words, quote, source, caseless, bounds)
        if found and (best is None or found.likeness > best.likeness):
            best = found
        if best and best.likeness >= _FAIR:
            break
    if best is None:
        return Finding("QUOTE_NOT_FOUND", "The quote does not stand in the source, nor anything like it.")
    whole = best.small or (best.likeness >= CLOSE and len(best.pairs) < 2)
    pieces = 0 if whole else pieces_of(words, quote, caseless.text)
    return _named(best, words, pieces)


def _named(found: Alignment, words: str, pieces: int) -> Finding:
    place, pairs = found.place, found.pairs
    if pieces > 1:
        message = f"The source has these words in {pieces} separate places: quote one unbroken run."
        return Finding("NOT_CONTIGUOUS", message, place, pairs)
    if not pairs:
        message = "The words are there, but with other punctuation between them: copy it as it is."
        return Finding("WORDS_ALTERED", message, place)
    if found.likeness < CLOSE and not found.small:
        message = "The quote does not stand in the source: the nearest words differ in several places."
        return Finding("QUOTE_NOT_FOUND", message, place, pairs)
    return Finding(_code(pairs, words), _said(pairs), place, pairs)


def _code(pairs: Sequence[tuple[str, str]], quote: str) -> str:
    """Name the kind of word that was altered, the gravest first."""
    changed = [word for pair in pairs for side in pair for word in side.split()]
    lowered = [word.casefold() for word in changed]
    if any(word in listed("negators") or word.endswith("n't") for word in lowered):
        return "NEGATION_ALTERED"
    if any(_NUMBER.search(word) or word in words_of("number_words") for word in lowered):
        return "NUMBER_ALTERED"
    if any(word in listed("modals") for word in lowered):
        return "MODAL_ALTERED"
    if any(word[:1].isupper() and not quote.startswith(word) for word in changed):
        return "NAME_ALTERED"
    return "WORDS_ALTERED"


def _said(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the differences as a sentence."""
    said = []
    for mine, theirs in pairs[:4]:
        if not mine:
            said.append(f"leaves out “{theirs}”")
        elif not theirs:
            said.append(f"adds “{mine}”")
        else:
            said.append(f"has “{mine}” where the source has “{theirs}”")
    more = f", and {len(pairs) - 4} more" if len(pairs) > 4 else ""
    return f"The quote {', '.join(said)}{more}."
