"""Whether words deny: negators, words that deny without one, and a word in place of its opposite."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.language.negators import Negation
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span


def _unnegated(texts: Sequence[str]) -> set[str]:
    """Return the words of a text that no "not" stands before: "not unkind" is no opposite of "kind"."""
    return {
        text
        for index, text in enumerate(texts)
        if text[0].isalpha()
        and not (index and (texts[index - 1] == "not" or texts[index - 1].endswith("n't")))
    }


def refusing(found: Passage) -> list[Negation]:
    """Return the phrases in the quote that deny the verb after them: "failed to", "refuses to", "without"."""
    texts = found.texts
    return [
        negation
        for negation in found.analysis.negations
        if found.first <= negation.start < found.last
        and negation.kind == "governor"
        and texts[negation.end - 1] in {"to", "without"}
    ]


def opposites(found: Passage, told: Analysis) -> tuple[str, str] | None:
    """Return a word of the quote that stands in the claim with a negative prefix, or the other way round."""
    mine = _unnegated(found.texts[found.first : found.last])
    theirs = _unnegated(told.texts)
    gone, new = mine - theirs, theirs - mine
    prefixes = found.words.opposing_prefixes
    denied = [one for one in gone if one.startswith(prefixes)]
    denying = [one for one in new if one.startswith(prefixes)]
    for prefix in prefixes if denied or denying else ():
        for one in denying:
            if one.startswith(prefix) and one.removeprefix(prefix) in gone:
                return one.removeprefix(prefix), one
        for one in denied:
            if one.startswith(prefix) and one.removeprefix(prefix) in new:
                return one, one.removeprefix(prefix)
    return None


def laid_bare(found: Passage, told: Analysis) -> str | None:
    """Return a word of the quote that denies and is denied there, and that the claim has without its "not"."""
    texts = found.texts[found.first : found.last]
    words, bare = found.words, _unnegated(told.texts)
    for before, text in pairwise(texts):
        denied = before == "not" or before.endswith("n't")
        if denied and text in bare and (text.startswith("un") or text in words.denying_adjectives):
            return text
    return None


def negative_between(found: Passage, start: int, end: int) -> bool:
    """Tell whether any word between two token indices denies, in the widest sense."""
    return any(start <= negation.start < end for negation in found.analysis.negations) or any(
        negative_word(text, found.words) for text in found.texts[start:end]
    )


def cancels_out(found: Passage, start: int) -> bool:
    """Tell whether a "without" takes back the negation that ends at a token: "hardly a day goes by without a call"."""
    texts = found.texts
    without = next((i for i in range(start, found.last) if texts[i] == "without"), None)
    return without is not None and not found.analysis.broken(start, without)


def delays(found: Passage, negation: Negation) -> bool:
    """Tell "the parcels did not arrive until June", of which the quote has all: they arrived, and then."""
    texts, start = found.texts, negation.start
    before = texts[start - 1] if texts[start] == "not" else texts[start].removesuffix("n't")
    if before not in {"did", "was", "were", "had"} or texts[start] == before:
        return False
    until = next((i for i in range(start + 2, found.last) if texts[i] in {"until", "till"}), None)
    return until is not None and not found.analysis.broken(start + 2, until - 1)


def may_deny(found: Passage, trigger: Span | None) -> bool:
    """Tell whether a word denies that can deny a trigger, or a quote: none that a relative clause has for itself."""
    plain = {index for one in found.analysis.negations for index in range(one.start, one.end)}
    for index in range(found.left, found.right):
        if index not in plain and not negative_word(found.texts[index], found.words):
            continue
        inside = found.first <= index < found.last
        if trigger is None:
            before = index < found.first and not _has_for_itself(found, index, found.first)
            if inside or before or found.texts[index] in found.words.denials:
                return True
        elif index >= trigger[0]:
            weak = found.texts[index] in found.words.weak_negatives
            if not weak and not found.analysis.broken(trigger[1], index):
                return True
        else:
            near = index in plain or not found.analysis.broken(index + 1, trigger[0])
            if near and not _has_for_itself(found, index, trigger[0]):
                return True
    return False


def _has_for_itself(found: Passage, index: int, target: int) -> bool:
    """Tell whether a word that denies stands in a relative clause that ends before the target: "who had not slept, won"."""
    texts, words = found.texts, found.words
    relative = next(
        (i for i in found.before(index, _RELATIVE) if texts[i] in words.relatives - {"that"}), None
    )
    if relative is None or "," in texts[relative + 1 : index]:
        return False
    rest = index + 1
    while rest < target and (texts[rest] in words.auxiliaries or texts[rest].endswith("ly")):
        rest += 1
    behind = texts[rest:target]
    return "," in behind or (
        not words.auxiliaries.isdisjoint(behind) and words.coordinators.isdisjoint(behind)
    )


_RELATIVE = 8
"""Words between a relative pronoun and what denies in its clause."""


def denied_anew(found: Passage, told: Analysis) -> bool:
    """Tell whether a claim denies in words of its own: "failed", "unable", "lack", which the quote does not have."""
    quote = set(found.texts[found.first : found.last])
    return bool(told.negations) or any(
        negative_word(text, found.words)
        for text in told.texts
        if text not in quote | found.words.weak_negatives
    )


def negative_word(text: str, words: Words) -> bool:
    """Tell whether a word denies, in the widest sense."""
    if text in words.negative_words or text in words.verbal_negators or text in words.nominal_negators:
        return True
    if text.endswith(("n't", *words.negative_suffixes)):
        return True
    return (
        len(text) > 4
        and text.startswith(words.negative_prefixes)
        and not text.startswith(words.neutral_prefixes)
    )


def plain_negators(analysis: Analysis, start: int, end: int) -> list[Negation]:
    """Return the plain negators between two token indices: "not", "never", "no", and the like."""
    return [
        negation
        for negation in analysis.negations
        if start <= negation.start < end
        and (
            negation.kind in {"verbal", "nominal"} or analysis.texts[negation.start] in {"not", "no", "never"}
        )
    ]


def main_negation(found: Passage, inside: list[Negation]) -> Negation | None:
    """Return the negation of a quote's first main clause."""
    start, end = main_clause(found)
    texts = found.texts
    rest = texts[start : found.last]
    if {";", "but", "without"}.intersection(rest) or (
        "than" in rest and found.words.comparatives & set(rest)
    ):
        return None  # two clauses of different polarity, or a figure of speech
    if len([one for one in inside if start <= one.start < end]) > 1:
        return None
    for negation in inside:
        if not start <= negation.start < end:
            continue
        before = texts[negation.start - 1] if negation.start > found.first else ""
        after = texts[negation.end : negation.end + 1]
        if negation.kind == "verbal":
            bound = before in found.words.auxiliaries or texts[negation.start].endswith(
                ("n't", "cannot", "never")
            )
            if (
                bound
                and after != ("to",)
                and not found.words.negation_raising.intersection(texts[negation.end : negation.end + 2])
            ):
                return negation
        elif negation.kind == "nominal" and (
            negation.start - start <= 1 or before in found.words.auxiliaries
        ):
            return negation
    return None


def main_clause(found: Passage) -> Span:
    """Return the quote's first clause that no conjunction subordinates, as a half-open token span."""
    texts, breaks = found.texts, found.breaks
    start = found.first
    while start < found.last and (texts[start] == "that" or not texts[start][-1].isalnum()):
        start += 1
    while start < found.last:
        end = next((i for i in range(start + 1, found.last) if breaks[i] or is_final(texts[i])), found.last)
        fronted = texts[start] in found.words.subordinators or texts[start] in found.words.prepositions
        short = end - start <= 2 and end < found.last
        if end < found.last and texts[end - 1] == "," and (fronted or short):
            start = end
            continue
        if texts[start] in found.words.subordinators:
            comma = next((i for i in range(start, found.last - 1) if texts[i] == ","), None)
            if comma is None:
                return found.last, found.last
            start = comma + 1
            continue
        return start, end
    return found.last, found.last
