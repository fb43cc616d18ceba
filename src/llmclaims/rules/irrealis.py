"""What leaves an event open: hedges, modal verbs, plans, demands, charges and conditions over its trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.rules.conditions import conditional, is_base_form
from llmclaims.rules.negation import governs

if TYPE_CHECKING:
    from llmclaims.rules.clauses import Analysis, Passage
    from llmclaims.rules.words import Words


_REACH = 5
_CLAIMED_REACH = 10
_SENTENCE_REACH = 40
_ACCUSED_REACH = 8
_LIST_REACH = 14
_SUBJECT_REACH = 8


def is_modal(found: Passage, index: int) -> bool:
    """Whether a token is a modal verb: not the month of May, not a modal that tells what came true."""
    token, texts = found.analysis.tokens[index], found.analysis.texts
    if token.text not in found.words.modals:
        return token.text.endswith("'ll")
    if token.text == "may" and token.capital and index > found.left:
        return False
    if token.text == "can" and index and texts[index - 1] in found.words.determiners:
        return False
    return not found.words.realised_futures.at(texts, index)


def hedge_over(analysis: Analysis, start: int, end: int, found: Passage) -> str | None:
    """The hedge that governs the trigger at ``start:end``, as it stands in the source."""
    place = (
        _adverb(analysis, start, end, found)
        or _phrase(analysis, start, found)
        or _claimed(analysis, start, found)
        or _denied(analysis, start, found)
        or _charged(analysis, start, found)
        or _alleged(analysis, start, found)
    )
    return found.raw(*place) if place else None


def _adverb(analysis: Analysis, start: int, end: int, found: Passage) -> tuple[int, int] | None:
    """An adverb of hedging in the trigger's clause, on either side."""
    left = start
    while left > found.left and not analysis.breaks[left]:
        left -= 1
    right = end
    while right < found.right and not analysis.breaks[right]:
        right += 1
    for index in range(left, right):
        if analysis.texts[index] in found.words.hedge_adverbs and not start <= index < end:
            return index, index + 1
    return None


def _phrase(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """A phrase such as "is believed to" or "unconfirmed reports" before the trigger."""
    words, texts = found.words, analysis.texts
    for index in range(max(start - _SENTENCE_REACH, found.left), start):
        length = words.hedge_phrases.at(texts, index)
        if length and passes(analysis, index + length, start, words, opaque=1):
            return index, index + length
        if texts[index] in words.unconfirmed and texts[index + 1] in words.rumours:
            return index, index + 2
    return None


def _denied(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """The denial that a trigger stands under: "denied that ..."."""
    for negation in analysis.negations:
        before = found.left <= negation.start < start
        if before and negation.kind == "denial" and governs(analysis, negation, start, found.words):
            return negation.start, negation.end
    return None


def _alleged(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """An adjective that hedges the trigger's noun: "alleged mass killings"."""
    words, texts = found.words, analysis.texts
    for index in range(start - 1, max(start - 3, found.left) - 1, -1):
        between = texts[index + 1 : start]
        if words.prepositions.intersection(between) or (between and texts[start].endswith("ed")):
            return None
        if texts[index] in words.hedge_adjectives and not analysis.broken(index + 1, start):
            return index, index + 1
    return None


def _claimed(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """The verb that leaves a trigger open: "prosecutors claim (that) he ...", "accused her of ..."."""
    words, texts = found.words, analysis.texts
    for index in range(start - 1, max(start - _CLAIMED_REACH, found.left) - 1, -1):
        that = texts[index + 1] == "that"
        if texts[index] in words.hedge_verbs and not analysis.broken(index + 1 + that, start):
            before = texts[index - 1] if index > found.left else ""
            if words.prepositions - {"to"} & set(texts[index + 1 : start]):
                continue  # "claimed responsibility for the explosion"
            if before not in words.determiners and before not in words.prepositions - {"to"}:
                return index, index + 1
    joint = next((i for i in (start - 1, start - 2) if i > found.left and texts[i] in {"of", "with"}), None)
    if joint is None or analysis.broken(joint, start):
        return None
    for index in range(joint - 1, max(joint - _ACCUSED_REACH, found.left) - 1, -1):
        if texts[index] in words.accusing and not analysis.broken(index + 1, joint):
            return index, index + 1
    return None


def _charged(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """The charge that heads a list in which a trigger stands: "charged with treason, terrorism and homicide"."""
    words, texts = found.words, analysis.texts
    if texts[start - 1] not in {",", "and", "or", "of", "with"}:
        return None
    for index in range(start - 1, max(start - _LIST_REACH, found.left) - 1, -1):
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


def irrealis_over(found: Passage, start: int, end: int) -> str | None:
    """The word that makes the trigger at ``start:end`` planned, demanded or conditional, as it stands."""
    analysis, words = found.analysis, found.words
    for index in range(max(start - _REACH, found.left), start):
        able = analysis.texts[index] in {"could", "can"} and analysis.texts[index + 1] == "not"
        if is_modal(found, index) and not able and passes(analysis, index + 1, start, words, opaque=1):
            if _ends_in_participle(analysis, index + 1, start, words):
                continue
            return found.raw(index, index + 1)
        length = words.irrealis_governors.at(analysis.texts, index)
        if length and index + length <= start and passes(analysis, index + length, start, words, opaque=2):
            return found.raw(index, index + length)
        if analysis.texts[index] in words.irrealis_adjectives and _adjective(analysis, index, start, words):
            return found.raw(index, index + 1)
    return (
        _addressed(found, start)
        or conditional(found, start)
        or _coordinated(found, start)
        or _after(found, end)
    )


def _ends_in_participle(analysis: Analysis, first: int, target: int, words: Words) -> bool:
    """Whether the target is a participle that no auxiliary carries, so that a modal before it governs another verb."""
    between = analysis.texts[first:target]
    return (
        bool(between)
        and analysis.texts[target].endswith("ed")
        and not words.auxiliaries.intersection(between)
    )


def passes(analysis: Analysis, first: int, target: int, words: Words, *, opaque: int) -> bool:
    """Whether a marker before ``first`` reaches the target: no clause boundary, few words of their own between."""
    skip = 1 if analysis.texts[first : first + 1] == ("that",) and first < target else 0
    marks = {'"', "“", "”", "'"}
    for index in range(first + skip, target + 1):
        quoted = analysis.texts[index] in marks or (index > first and analysis.texts[index - 1] in marks)
        if analysis.breaks[index] and not quoted:
            return False
    between = analysis.texts[first:target]
    if between[:1] in {("or",), ("nor",)}:
        return False  # "requested nor offered": beside the target, not over it
    own = [text for text in between if text not in words.transparent and not text.endswith("ly")]
    clause = skip or analysis.texts[first - 1 : first] == ("that",)
    if not clause and words.definite.intersection(between) and len(between) > 1:
        return False  # "accused of planning the bombing": the bombing itself is not in doubt
    return len(own) <= opaque and not words.presupposing.intersection(own)


def _adjective(analysis: Analysis, index: int, start: int, words: Words) -> bool:
    between = analysis.texts[index + 1 : start]
    blocked = bool((words.prepositions | words.determiners).intersection(between))
    blocked |= bool(between) and analysis.texts[start].endswith("ed")  # "the expected storm killed"
    return len(between) <= 2 and not blocked and not analysis.broken(index + 1, start)


def _addressed(found: Passage, start: int) -> str | None:
    """The verb that asks for it in "urged Israel to stop": an infinitive whose subject was told or wanted to do it."""
    texts, analysis = found.analysis.texts, found.analysis
    to = next((i for i in range(start - 1, max(start - 3, found.left) - 1, -1) if texts[i] == "to"), None)
    if to is None or not passes(analysis, to, start, found.words, opaque=0):
        return None
    for index in range(to - 1, max(to - 10, found.left - 1), -1):
        if texts[index] in found.words.addressing_verbs:
            return found.raw(index, index + 1)
        if analysis.breaks[index]:
            return None
    return None


def _coordinated(found: Passage, start: int) -> str | None:
    """The modal verb of a verb before, in "will shut its yard and cut 1,150 jobs": one modal for both."""
    texts, analysis, words = found.analysis.texts, found.analysis, found.words
    if start - 2 < found.left or texts[start - 1] not in {"and", "or"} or not is_base_form(found, start):
        return None
    following = texts[start + 1] if start + 1 < found.right else ""
    if not (following[:1].isdigit() or following in words.determiners | words.possessives):
        return None
    for index in range(start - 2, max(start - _LIST_REACH, found.left) - 1, -1):
        if is_modal(found, index):
            return found.raw(index, index + 1) if is_base_form(found, index + 1) else None
        if analysis.breaks[index] or texts[index] in words.auxiliaries:
            return None
    return None


def _after(found: Passage, end: int) -> str | None:
    """A plan that is named behind the trigger: "talks scheduled for Friday"."""
    texts, analysis, words = found.analysis.texts, found.analysis, found.words
    for index in range(end, min(end + 4, found.right)):
        if analysis.breaks[index]:
            return None
        if texts[index] in words.irrealis_after:
            following = texts[index + 1 : index + 2]
            due = texts[index] == "due" and following == ("to",)
            if following and not due and following[0] in words.plan_ends:
                return found.raw(index, index + 1)
            return None
        if texts[index] not in words.transparent and texts[index] not in words.auxiliaries:
            break
    return _takes_place(found, end)


def _takes_place(found: Passage, end: int) -> str | None:
    """The modal verb by which the trigger's noun phrase is yet to happen: "the closure of the towers will begin"."""
    texts, analysis, words = found.analysis.texts, found.analysis, found.words
    for index in range(end, min(end + _SUBJECT_REACH, found.right - 1)):
        if analysis.breaks[index] or texts[index] in words.auxiliaries - words.modals:
            return None
        if is_modal(found, index):
            happens = texts[index + 1] in words.happening or texts[index + 1 : index + 3] in {
                ("be", "held"),
                ("be", "made"),
            }
            return found.raw(index, index + 1) if happens else None
    return None
