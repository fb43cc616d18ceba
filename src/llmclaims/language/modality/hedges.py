"""The hedges, claims, charges and denials that leave open whether an event happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.negation import governs, is_given, is_past_belief
from llmclaims.language.verb_chains import chain
from llmclaims.language.verbs import is_past, passes, reads_as_noun

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_CLAIMED_REACH = 10
_SENTENCE_REACH = 40
_ACCUSED_REACH = 8
_LIST_REACH = 14
_CALLED_REACH = 6
_RELATIVE_REACH = 30


def hedge_over(found: Passage, start: int, end: int) -> str | None:
    """Return the hedge that governs the trigger at ``start:end``, as it stands in the source."""
    place = (
        _hedged(found, start, end) or _named(found, start) or _related(found, start) or _compound(found, end)
    )
    for above in chain(found, start):
        if place is not None:
            break
        if (above, above + 1) != (start, end):
            place = _hedged(found, above, above + 1)
    return found.raw(*place) if place else None


def _hedged(found: Passage, start: int, end: int) -> Span | None:
    """Return the hedge over a token span itself."""
    return (
        _adverb(found, start, end)
        or _phrase(found, start)
        or _claimed(found, start)
        or _denied(found, start)
        or _charged(found, start)
        or _alleged(found, start)
    )


def _adverb(found: Passage, start: int, end: int) -> Span | None:
    """Return an adverb of hedging in the trigger's clause, on either side."""
    left = start
    while left > found.left and not found.breaks[left]:
        left -= 1
    right = end
    while right < found.right and not found.breaks[right]:
        right += 1
    for index in range(left, right):
        other = index >= end and found.texts[index : index + 2] == (
            "likely",
            "to",
        )  # "in a ballot likely to be close"
        other = other or _in_relative(found, left, index, start)
        if found.texts[index] in found.words.hedge_adverbs and not start <= index < end and not other:
            return index, index + 1
    return None


def _in_relative(found: Passage, left: int, index: int, start: int) -> bool:
    """Tell whether an adverb stands in a relative clause that ends before the verb: "who allegedly stole it was arrested"."""
    texts, words = found.texts, found.words
    if texts[left] not in words.plain_relatives or texts[start - 1] not in words.auxiliaries:
        return False
    return any(is_past(found, i) for i in range(index + 1, start - 1))


def _phrase(found: Passage, start: int) -> Span | None:
    """Return a phrase such as "is believed to" or "unconfirmed reports" before the trigger."""
    words, texts = found.words, found.texts
    for index in range(max(start - _SENTENCE_REACH, found.left), start):
        length = words.hedge_phrases.at(texts, index)
        if length and passes(found, index + length, start, opaque=1):
            return index, index + length
        if texts[index] in words.unconfirmed and texts[index + 1] in words.rumours:
            return index, index + 2
    return None


def _denied(found: Passage, start: int) -> Span | None:
    """Return the denial that a trigger stands under: "denied that ...", "disputed that it acted as a mediator"."""
    role = next(
        (i for i in (start - 2, start - 3) if found.texts[i : i + 2] in {("as", "a"), ("as", "an")}),
        start + 1,
    )
    start = min(start, role - 1)
    for negation in found.analysis.negations:
        before = found.left <= negation.start < start
        denies = before and negation.kind == "denial" and not is_given(found, negation, start)
        if denies and governs(found, negation, start):
            return negation.start, negation.end
    return None


def _alleged(found: Passage, start: int) -> Span | None:
    """Return an adjective that hedges the trigger's noun: "alleged mass killings"."""
    words, texts = found.words, found.texts
    for index in found.before(start, 3):
        between = texts[index + 1 : start]
        if (words.prepositions | words.auxiliaries).intersection(between):
            return None  # "people reported missing were found"
        if between and texts[start].endswith("ed"):
            return None
        if texts[index] in words.hedge_adjectives and not found.analysis.broken(index + 1, start):
            return index, index + 1
    return None


def _claimed(found: Passage, start: int) -> Span | None:
    """Return the verb that leaves a trigger open: "prosecutors claim (that) he ...", "accused her of ..."."""
    words, texts = found.words, found.texts
    for index in found.before(start, _CLAIMED_REACH):
        that = texts[index + 1] == "that"
        if is_past_belief(texts, index) or _disbelieved(found, index) or reads_as_noun(found, index):
            continue
        if texts[index] in words.hedge_verbs and not found.analysis.broken(index + 1 + that, start):
            before = texts[index - 1] if index > found.left else ""
            if texts[index + 1] == "to":
                continue  # "the man believed to have fled died"
            if words.prepositions - {"to"} & set(texts[index + 1 : start]):
                continue  # "claimed responsibility for the explosion"
            if before not in words.determiners and before not in words.prepositions - {"to"}:
                return index, index + 1
    joint = next((i for i in (start - 1, start - 2) if i > found.left and texts[i] in {"of", "with"}), None)
    if joint is None or found.analysis.broken(joint, start):
        return None
    for index in found.before(joint, _ACCUSED_REACH):
        if texts[index] in words.accusing and not found.analysis.broken(index + 1, joint):
            return index, index + 1
    return None


def _disbelieved(found: Passage, index: int) -> bool:
    """Tell whether a token is the "believe" of "nobody can believe that", which marvels at what is so."""
    texts, words = found.texts, found.words
    able = texts[index] == "believe" and texts[index - 1] in {"can", "could"}
    return able and not words.nominal_negators.isdisjoint(
        texts[max(index - _CALLED_REACH, found.left) : index]
    )


def _charged(found: Passage, start: int) -> Span | None:
    """Return the charge that heads a list in which a trigger stands: "charged with treason, terrorism and homicide"."""
    words, texts = found.words, found.texts
    if texts[start - 1] not in {",", "and", "or", "of", "with"} or is_past(found, start):
        return None
    for index in found.before(start, _LIST_REACH):
        if texts[index] in words.auxiliaries | words.pronouns | words.subordinators or texts[index] in {
            ";",
            ":",
            ".",
        }:
            return None
        length = words.hedge_phrases.at(texts, index)
        if length and texts[index] in words.accusing and index + length < start:
            return (
                None
                if words.definite.intersection(texts[index + length : start])
                else (index, index + length)
            )
    return None


def _named(found: Passage, start: int) -> Span | None:
    """Find the naming verb of a word that is somebody's own: "what he called aggression"."""
    texts = found.texts
    for index in found.before(start, _CALLED_REACH):
        if texts[index] in found.words.naming_verbs:
            what = next((i for i in found.before(index, _CALLED_REACH) if texts[i] == "what"), None)
            return None if what is None else (what, index + 1)
        if texts[index] in found.words.auxiliaries | {",", ".", ";"}:
            return None
    return None


def _related(found: Passage, start: int) -> Span | None:
    """Return the claim that a relative clause goes on with: "prosecutors claim he came to Brey, where he sold it"."""
    texts, words = found.texts, found.words
    head = next((i for i in found.before(start, _CLAIMED_REACH) if found.breaks[i]), None)
    if head is None or texts[head] not in {"where", "and", "then"} or not is_past(found, start):
        return None
    for index in range(head - 1, max(head - _RELATIVE_REACH, found.left + 1) - 1, -1):
        if texts[index] in {".", ";", ":"} or texts[index] in words.speech_cues - words.hedge_verbs:
            return None
        before = texts[index - 1]
        if texts[index] in words.claiming and before not in words.determiners | words.prepositions:
            return index, index + 1
    return None


def _compound(found: Passage, end: int) -> Span | None:
    """Return the noun that a trigger stands before: "bribery allegations"."""
    if end < found.right and not found.breaks[end] and found.texts[end] in found.words.alleging_nouns:
        return end, end + 1
    return None
