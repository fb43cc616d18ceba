"""What is planned, demanded, feared or conditional: the words over an event that say it is yet to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.modality.conditions import conditional
from llmclaims.language.modality.future import outlook
from llmclaims.language.verb_chains import chain, infinitive
from llmclaims.language.verbs import is_modal, is_past, passes

if TYPE_CHECKING:
    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.language.vocabulary import Words


_REACH = 7
_MODAL_REACH = 5
_SUBJECT_REACH = 8
_ADDRESSED_REACH = 10


def irrealis_over(found: Passage, start: int, end: int) -> str | None:
    """Return the word that makes the trigger at ``start:end`` planned, demanded or conditional, as it stands."""
    own = (
        _governed(found, start)
        or conditional(found, start)
        or _after(found, end)
        or outlook(found, start, end)
    )
    if own:
        return own
    for index in chain(found, start):
        place = infinitive(found, index)
        above = _governed(found, index) if index != start else None
        above = above or (found.raw(*place) if place else None)
        if above:
            return above
    return None


def _governed(found: Passage, start: int) -> str | None:
    """Return the modal verb, governor or adjective over a token."""
    analysis, words = found.analysis, found.words
    for index in range(max(start - _REACH, found.left), start):
        able = analysis.texts[index] in {"could", "can"} and analysis.texts[index + 1] == "not"
        near = start - index <= _MODAL_REACH and is_modal(found, index) and not able
        if near and passes(found, index + 1, start, opaque=1):
            if _ends_in_participle(analysis, index + 1, start, words):
                continue
            return found.raw(index, index + 1)
        length = words.irrealis_governors.at(analysis.texts, index)
        reaches = length and index + length <= start and not _beyond_noun(found, index + length, start)
        reaches = reaches and not _not_prevented(found, index)
        if reaches and passes(found, index + length, start, opaque=2):
            return found.raw(index, index + length)
        length = words.indefinite_governors.at(analysis.texts, index)
        if length and _takes_indefinite(found, index, length, start) and not _took_place(found, start):
            return found.raw(index, index + length)
        planned = analysis.texts[index] in words.irrealis_adjectives and _adjective(
            analysis, index, start, words
        )
        if planned and not _took_place(found, start):
            return found.raw(index, index + 1)
    return _addressed(found, start) or _asked_for(found, start)


def _not_prevented(found: Passage, index: int) -> bool:
    """Tell whether a token prevents nothing: "failed to prevent", "could not stop"."""
    return found.texts[index] in found.words.preventing and any(
        0 <= index - negation.end <= 1 for negation in found.analysis.negations
    )


def _beyond_noun(found: Passage, first: int, start: int) -> bool:
    """Tell whether a governor of nouns stands before a finite verb: "the threat of a strike forced the firm"."""
    texts, words = found.texts, found.words
    nominal = texts[first - 1] in words.prepositions - {"to"}
    return nominal and is_past(found, start) and not words.auxiliaries.intersection(texts[first:start])


def _takes_indefinite(found: Passage, index: int, length: int, start: int) -> bool:
    """Tell whether a governor has the target as its object, and no certain one: "wants a deal", not "wants the deal"."""
    words, first = found.words, index + length
    between = found.texts[first:start]
    if found.texts[index] in words.facing and found.texts[start] in words.voiced:
        return False  # who "faces complaints" has been complained about
    named = index > found.left and found.texts[index - 1] in words.determiners
    verb = length == 1 and named  # "the face of"
    nominal = between == ("the",) and found.texts[start + 1 : start + 2] == ("of",)
    if nominal and found.texts[index] in words.seeking_verbs | words.facing - {"faced"}:
        return True  # "seeks the release of the crew", "faces the loss of its licence"
    certain = words.definite.intersection(between) or words.backward_prepositions.intersection(between)
    stops = {"of", "in", "at", "on", "for", "with"}.intersection(between)
    if first > start or verb or certain or stops or is_past(found, start):
        return False
    return passes(found, first, start, opaque=2)


def _ends_in_participle(analysis: Analysis, first: int, target: int, words: Words) -> bool:
    """Tell whether the target is a participle that no auxiliary carries, so that a modal before it governs another verb."""
    between = analysis.texts[first:target]
    return (
        bool(between)
        and analysis.texts[target].endswith("ed")
        and not words.auxiliaries.intersection(between)
    )


def _adjective(analysis: Analysis, index: int, start: int, words: Words) -> bool:
    """Tell whether an adjective belongs to the target's noun phrase: in "the expected storm killed nine" it does not."""
    texts, between = analysis.texts, analysis.texts[index + 1 : start]
    blocked = bool((words.prepositions | words.determiners).intersection(between))
    after = texts[start + 1] if start + 1 < len(texts) else ""
    object_follows = after in words.determiners | words.possessives | words.pronouns or after[:1].isdigit()
    finite = texts[start].endswith("ed") or texts[start] in words.past_verbs - words.unchanging_verbs
    finite |= object_follows and (texts[start] in words.past_verbs or texts[start].endswith("s"))
    blocked |= bool(between) and finite
    return len(between) <= 2 and not blocked and not analysis.broken(index + 1, start)


def _took_place(found: Passage, start: int) -> bool:
    """Tell whether a noun is the subject of a verb that says it came about: "The planned opening of the pier took place"."""
    texts, words = found.texts, found.words
    for index in range(start + 1, min(start + _SUBJECT_REACH + 2, found.right)):
        if texts[index] in words.happened:
            return True
        if texts[index] in words.auxiliaries or found.breaks[index]:
            return False
    return False


def _addressed(found: Passage, start: int) -> str | None:
    """Return the verb that asks for it in "urged Israel to stop": an infinitive whose subject was told or wanted to do it."""
    texts, analysis, words = found.texts, found.analysis, found.words
    to = next((i for i in found.before(start, 3) if texts[i] == "to"), None)
    if to is None or not passes(found, to, start, opaque=0):
        return None
    for index in range(to - 1, max(to - _ADDRESSED_REACH, found.left - 1), -1):
        if texts[index] in words.implicatives:
            return None
        if texts[index] in words.addressing_verbs and texts[index - 1] not in words.determiners:
            return found.raw(index, index + 1)
        if analysis.breaks[index]:
            return None
    return None


def _asked_for(found: Passage, start: int) -> str | None:
    """Return the verb that asks somebody for it: "pressed ministers for a cap"."""
    texts, analysis, words = found.texts, found.analysis, found.words
    joint = next((i for i in range(start - 1, max(start - 4, found.left), -1) if texts[i] == "for"), None)
    if joint is None or words.definite.intersection(texts[joint:start]) or is_past(found, start):
        return None
    for index in range(joint - 1, max(joint - _SUBJECT_REACH, found.left - 1), -1):
        if texts[index] in words.asking_verbs:
            return found.raw(index, index + 1)
        if analysis.breaks[index]:
            return None
    return None


def _after(found: Passage, end: int) -> str | None:
    """Return a plan that is named behind the trigger: "talks scheduled for Friday", "the closure will begin"."""
    return (
        _compound(found, end)
        or _scheduled(found, end)
        or _takes_place(found, end)
        or _planned_subject(found, end)
    )


def _compound(found: Passage, end: int) -> str | None:
    """Return the noun that the trigger stands before: "the merger plan", "a bomb threat"."""
    texts, words = found.texts, found.words
    if end >= found.right or texts[end] not in words.open_heads or found.breaks[end]:
        return None
    following = texts[end + 1] if end + 1 < found.right else ""
    object_follows = following in words.determiners | words.possessives | words.pronouns | {"to", "that"}
    return None if object_follows and texts[end].endswith("s") else found.raw(end, end + 1)


def _scheduled(found: Passage, end: int) -> str | None:
    """Return the participle behind a noun: "talks scheduled for Friday", "a vote due in May"."""
    texts, analysis, words = found.texts, found.analysis, found.words
    first = end + (texts[end : end + 1] == (",",))
    for index in range(first, min(first + 4, found.right)):
        if (analysis.breaks[index] and index != first) or texts[index] in words.determiners:
            return None  # "left the set on Monday"
        if texts[index] in words.irrealis_after:
            after = texts[index + 1] if index + 1 < len(texts) else ""
            due = texts[index] == "due" and after == "to"
            return found.raw(index, index + 1) if after in words.plan_ends and not due else None
        if first > end or (texts[index] not in words.transparent and texts[index] not in words.auxiliaries):
            return None
    return None


def _takes_place(found: Passage, end: int) -> str | None:
    """Return the modal verb by which the trigger's noun phrase is yet to happen: "the closure of the towers will begin"."""
    texts, analysis, words = found.texts, found.analysis, found.words
    if end >= found.right or texts[end] in words.determiners | words.possessives | words.pronouns:
        return None  # a verb and its object
    indefinite = _is_indefinite(found, end - 1)
    for index in range(end, min(end + _SUBJECT_REACH, found.right - 1)):
        if analysis.breaks[index] or texts[index] in words.auxiliaries - words.modals:
            return None
        if is_past(found, index) and index == end:
            return None
        if is_modal(found, index):
            happens = texts[index + 1] in words.happening or texts[index + 1 : index + 3] in {
                ("be", "held"),
                ("be", "made"),
            }
            return found.raw(index, index + 1) if happens or indefinite else None
    return None


def _is_indefinite(found: Passage, index: int) -> bool:
    """Tell whether a noun heads its clause with no article but "a": "a strike", "strikes", not "the strike"."""
    analysis, words = found.analysis, found.words
    first = index
    while first > found.left and not analysis.breaks[first] and index - first < 3:
        first -= 1
        if analysis.texts[first] in words.indefinite_articles:
            return analysis.breaks[first] or not analysis.texts[first - 1].isalpha()
        if analysis.texts[first] in words.auxiliaries | words.prepositions | words.definite | words.pronouns:
            return False
    return False


def _planned_subject(found: Passage, end: int) -> str | None:
    """Return a subject that is said to lie ahead: "a trial of the vaccine is scheduled for autumn"."""
    texts, analysis, words = found.texts, found.analysis, found.words
    for index in range(end, min(end + _SUBJECT_REACH, found.right - 1)):
        if analysis.breaks[index] or is_modal(found, index) or texts[index : index + 2] == ("to", "be"):
            return None
        if texts[index] in words.auxiliaries:
            ahead = next(
                (i for i in range(index + 1, found.right) if texts[i] not in words.predicate_skips), None
            )
            active = ahead is not None and texts[ahead - 1] in {
                "had",
                "has",
                "have",
            }  # "the raid he had planned"
            return None if ahead is None or active else _lies_ahead(found, ahead)
    return None


def _lies_ahead(found: Passage, index: int) -> str | None:
    """Return the predicate at an index by which its subject has not happened: "is due in May", "is under discussion"."""
    texts, words = found.texts, found.words
    length = words.open_predicates.at(texts, index)
    if length:
        return found.raw(index, index + length)
    following = texts[index + 1 : index + 3]
    if following[:1] == ("to",) and texts[index] in words.irrealis_after | words.evidential_participles:
        happens = following[1:] and following[1] in words.happening | {"be"}
        return found.raw(index, index + 1) if happens else None
    ends = not following or following[0] in words.plan_ends or not following[0][-1].isalnum()
    planned = ends and texts[index] in words.irrealis_after
    return found.raw(index, index + 1) if planned else None
