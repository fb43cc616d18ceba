"""Negators among the tokens of a text: words and phrases that negate what follows, and those that only weigh it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmclaims.language.vocabulary import Words


class Negation(NamedTuple):
    """A negator, or a phrase that negates what follows it, as a half-open span of token indices."""

    start: int
    end: int
    kind: str


def negations(texts: tuple[str, ...], negating: Iterable[int], vocabulary: Words) -> tuple[Negation, ...]:
    """Return the negations among the tokens that can be or begin one."""
    neutral = {
        index for start, end in vocabulary.neutral_negations.within(texts) for index in range(start, end)
    }
    found: list[Negation] = []
    for index in negating:
        text = texts[index]
        if index in neutral or _is_figure(texts, index, vocabulary):
            continue
        length = vocabulary.negative_governors.at(texts, index)
        several = vocabulary.nominal_phrases.at(texts, index)
        if several and texts[index - 1 : index] != ("a",):  # "a few of them"
            found.append(Negation(index, index + several, "nominal"))
        elif length:
            found.append(Negation(index, index + length, "governor"))
        elif found and index < found[-1].end and found[-1].kind == "nominal":
            continue  # the "no" of "at no time"
        elif text in vocabulary.denials:
            found.append(Negation(index, index + 1, "denial"))
        elif text in vocabulary.nominal_negators:
            found.append(Negation(index, index + 1, "nominal"))
        elif text in vocabulary.verbal_negators or text.endswith("n't"):
            counted = texts[index + 1 : index + 2] and texts[index + 1] in vocabulary.quantifiers
            bound = index and texts[index - 1] in vocabulary.auxiliaries
            found.append(
                Negation(index, index + 1, "nominal" if text == "not" and counted and not bound else "verbal")
            )
    return tuple(found)


def _is_figure(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell whether a negator only weighs: "no bigger than", "not unkind", "could not be happier", "no question that"."""
    following, third = (*texts[index + 1 : index + 3], "", "")[:2]
    if texts[index] == "no":
        if following == "question":
            return third != "of"  # "no question of selling" denies
        return third == "than" and (following.endswith("er") or following in vocabulary.comparatives)
    if is_superlative(texts, index, vocabulary) or _denies_reason(texts, index):
        return True
    double = following.startswith("un") and not following.startswith(vocabulary.neutral_prefixes)
    double |= following in vocabulary.denying_adjectives
    return double and (texts[index] == "not" or texts[index].endswith("n't"))


_COULD_NOT = frozenset(("couldn't", "can't", "cannot"))
_NO_DEGREE = frozenset(("either", "other", "over", "under", "after", "there", "together", "another", "never"))
_MORE_SO = frozenset(("agree", "ask", "asked", "hope", "hoped", "wish", "wished"))
_PRAISING = frozenset(("praise", "say", "stress", "recommend", "thank", "put"))
_AT_BEST = frozenset((at, a) for at in ("at", "in", "on") for a in ("a", "any"))
_PRAISED = frozenset(("stresse", "recommende", "thanke"))
_MERELY = frozenset(("simply", "just", "only", "merely", "solely", "purely"))
_REASON_REACH = 14
"""Words from a negator to the "because" that it denies."""


def could_not(texts: Sequence[str], index: int) -> bool:
    """Tell whether a token is the negator of "could not", "couldn't", "cannot", "could hardly"."""
    if texts[index] in {"not", "hardly", "scarcely"}:
        return index > 0 and texts[index - 1] in {"could", "can"}
    return texts[index] in _COULD_NOT


def is_superlative(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell "could not be happier", "couldn't agree more", "can't say it any louder": it could not be more so."""
    if not could_not(texts, index):
        return False
    verb, degree, after = (*texts[index + 1 : index + 4], "", "", "")[:3]
    praised = verb in _PRAISING or (verb == "be" and degree.removesuffix("d") in _PRAISING | _PRAISED)
    if praised and "enough" in texts[index + 2 : index + 7]:
        return True  # "cannot be praised enough"
    if verb == "help" and degree.endswith("ing"):
        return True  # who could not help laughing laughed
    if verb == "have" and degree not in vocabulary.auxiliaries:
        degrees = vocabulary.comparatives | vocabulary.degree_adverbs
        best = after in degrees or (
            texts[index + 3 : index + 5] in _AT_BEST and not degrees.isdisjoint(texts[index + 5 : index + 6])
        )
        if best and "than" not in texts[index + 4 : index + 6]:
            return True  # "could not have gone better"
    if verb == "be" and after != "than":
        return degree in vocabulary.comparatives or (degree.endswith("er") and degree not in _NO_DEGREE)
    if verb in _PRAISING and any(
        one == "any" and two.endswith("er") for one, two in pairwise(texts[index + 2 : index + 7])
    ):
        return True
    praises = verb in _MORE_SO or (verb == "have" and degree in _MORE_SO)
    return praises and not {"more", "better"}.isdisjoint(texts[index + 2 : index + 7])


def _denies_reason(texts: tuple[str, ...], index: int) -> bool:
    """Tell "we do not lend it simply because it is old", where only the reason is denied."""
    for at in range(index + 2, min(index + _REASON_REACH, len(texts))):
        if texts[at] == "because":
            return texts[at - 1] in _MERELY
        if not texts[at][-1].isalnum():
            return False
    return False
