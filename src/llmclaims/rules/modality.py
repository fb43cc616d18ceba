"""Hedges and what has not happened yet, sold as fact (V11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.rules.clauses import Analysis, Passage, analyse, passage
from llmclaims.rules.polarity import governs
from llmclaims.rules.registry import FLAG, Finding, rule
from llmclaims.schema import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.rules.case import Case
    from llmclaims.rules.words import Words

_REACH = 5
_IF_REACH = 12
_CUT_REACH = 3
_STEM = 5
_CLAIMED_REACH = 10
_ACCUSED_REACH = 8
_LIST_REACH = 14
_SUBJECT_REACH = 8
_CODES = {"HEDGE_DROPPED": FLAG, "IRREALIS_AS_ASSERTED": FLAG}


@rule(
    "V11",
    _CODES,
    example="“The minister will meet growers on Monday” as an event that happened; “allegedly” left out of a claim",
    strict=_CODES,
    worded=True,
)
def hedge_or_irrealis(case: Case) -> Iterator[Finding]:
    """What is hedged, planned, demanded or conditional is not presented as a fact."""
    found = passage(case)
    if found is None:
        return
    if case.get(Role.MODALITY) == "asserted":
        yield from _of_event(case, found)
    claim = case.get(Role.PROPOSITION)
    if claim:
        yield from _of_claim(case, found, str(claim))


def _of_event(case: Case, found: Passage) -> Iterator[Finding]:
    trigger = case.span(Role.TRIGGER)
    start, end = found.first, found.last
    if trigger is not None:
        offset = case.paragraph.start
        start, end = found.analysis.span(trigger[0] - offset, trigger[1] - offset)
    hedge = hedge_over(found.analysis, start, end, found)
    if hedge:
        message = f"“{hedge}” hedges this, yet its modality is asserted."
        yield Finding(code="HEDGE_DROPPED", message=message)
        return
    marker = irrealis_over(found, start, end)
    if marker:
        message = (
            f"“{marker}” says that this is planned, demanded or conditional, yet its modality is asserted."
        )
        yield Finding(code="IRREALIS_AS_ASSERTED", message=message)


def _of_claim(case: Case, found: Passage, claim: str) -> Iterator[Finding]:
    """A claim that has none of the hedges, modal words and conditions that the quote has or stands under."""
    told = analyse(claim, case.document.language)
    words = found.words
    if {"if", "unless", "whether", "until"}.isdisjoint(told.texts):
        condition = _condition(found)
        if condition:
            message = f"The quote was cut off from its condition (“{condition}”); the claim leaves it out."
            yield Finding(code="HEDGE_DROPPED", message=message)
            return
    if _hedged_anew(found, told):
        return
    marker = next((one for one in _markers(found) if _left_out(found, one, told)), None)
    outside = _marker_outside(case, found) if marker is None else None
    if outside is not None and _left_out(found, outside, told):
        marker = outside
    if marker is not None:
        text = found.raw(*marker)
        hedge = found.analysis.texts[marker[0]] not in words.modals - words.hedge_modals
        message = f"The text says “{text}”; the claim leaves it out and states a fact."
        yield Finding(code="HEDGE_DROPPED" if hedge else "IRREALIS_AS_ASSERTED", message=message)


def _hedged_anew(found: Passage, told: Analysis) -> bool:
    """Whether a claim has a hedge or modal word that the quote does not: it may stand for the quote's own."""
    words, quote = found.words, set(found.analysis.texts[found.first : found.last])
    fresh = [text for text in told.texts if text not in quote]
    if (words.modal_words | words.hedge_adverbs | words.hedge_adjectives).intersection(fresh):
        return True
    return any(text.endswith("n't") and (text[:-3] in words.modal_words or text in words.modals) for text in fresh)


def _left_out(found: Passage, marker: tuple[int, int], told: Analysis) -> bool:
    """Whether a claim has what a marker governs, but not the marker."""
    texts, words = found.analysis.texts, found.words
    own = [text for text in texts[slice(*marker)] if text not in words.light]
    if any(text in told.texts for text in own):
        return False
    head = next(
        (text for text in texts[marker[1] : found.last] if text[-1].isalnum() and text not in words.transparent), None
    )
    return head is None or any(text.startswith(head[:_STEM]) for text in told.texts)


def _condition(found: Passage) -> str | None:
    """The "if" or "unless" that stands just before or just behind a quote."""
    texts, words = found.analysis.texts, found.words
    if found.first > found.left and texts[found.first - 1] in words.irrealis_subordinators - {"whether"}:
        return found.raw(found.first - 1, found.first)
    after = found.last + 1 if texts[found.last : found.last + 1] == (",",) else found.last
    if texts[after : after + 1] == ("only",):
        after += 1
    if after < found.right and texts[after] in words.irrealis_subordinators - {"whether", "lest"}:
        return found.raw(after, after + 1)
    return None


def _markers(found: Passage) -> Iterator[tuple[int, int]]:
    """The hedges and modal verbs of a quote, as half-open token spans."""
    words, texts = found.words, found.analysis.texts
    for index in range(found.first, found.last):
        length = words.hedge_phrases.at(texts, index)
        if length:
            yield index, index + length
        elif texts[index] in words.hedge_adverbs or texts[index] in words.alleged or _is_modal(found, index):
            yield index, index + 1


def _marker_outside(case: Case, found: Passage) -> tuple[int, int] | None:
    """The hedge or modal verb that was cut off just before a quote, unless the draft's cue shows it."""
    words, analysis = found.words, found.analysis
    cue, offset = case.span(Role.CUE), case.paragraph.start
    shown = analysis.span(cue[0] - offset, cue[1] - offset) if cue else (0, 0)
    for index in range(max(found.first - _CUT_REACH, found.left), found.first):
        if shown[0] <= index < shown[1]:
            continue
        length = words.hedge_phrases.at(analysis.texts, index)
        single = analysis.texts[index] in words.hedge_adverbs or _is_modal(found, index)
        end = index + (length or 1)
        if (length or single) and end <= found.first and _passes(analysis, end, found.first, words, opaque=0):
            return index, end
    return None


def _is_modal(found: Passage, index: int) -> bool:
    """Whether a token is a modal verb: not the month of May, not a modal that tells what came true."""
    token, texts = found.analysis.tokens[index], found.analysis.texts
    if token.text not in found.words.modals:
        return False
    if token.text == "may" and token.capital and index > found.left:
        return False
    if token.text == "can" and index and texts[index - 1] in found.words.determiners:
        return False
    return not found.words.realised_futures.at(texts, index)


def hedge_over(analysis: Analysis, start: int, end: int, found: Passage) -> str | None:
    """The hedge that governs the trigger at ``start:end``, as it stands in the source."""
    words, texts = found.words, analysis.texts
    left = start
    while left > found.left and not analysis.breaks[left]:
        left -= 1
    right = end
    while right < found.right and not analysis.breaks[right]:
        right += 1
    for index in range(left, right):
        if texts[index] in words.hedge_adverbs and not (start <= index < end):
            return found.raw(index, index + 1)
    for index in range(found.left, start):
        length = words.hedge_phrases.at(texts, index)
        if length and _passes(analysis, index + length, start, words, opaque=1):
            return found.raw(index, index + length)
        if texts[index] in words.unconfirmed and texts[index + 1] in words.rumours:
            return found.raw(index, index + 2)
    claimed = _claimed(analysis, start, found)
    if claimed is not None:
        return found.raw(claimed, claimed + 1)
    for negation in analysis.negations:
        if negation.kind == "denial" and found.left <= negation.start < start and governs(analysis, negation, start, words):
            return found.raw(negation.start, negation.end)
    charged = _charged(analysis, start, found)
    if charged is not None:
        return found.raw(*charged)
    for index in range(max(start - 3, left), start):
        between = texts[index + 1 : start]
        if texts[index] in words.hedge_adjectives and not words.prepositions.intersection(between):
            verb = texts[start].endswith("ed") and between
            if not verb:
                return found.raw(index, index + 1)
    return None


def _claimed(analysis: Analysis, start: int, found: Passage) -> int | None:
    """The verb that leaves a trigger open: "prosecutors claim (that) he ...", "accused her of ..."."""
    words, texts = found.words, analysis.texts
    for index in range(start - 1, max(start - _CLAIMED_REACH, found.left) - 1, -1):
        that = texts[index + 1] == "that"
        if texts[index] in words.hedge_verbs and not analysis.broken(index + 1 + that, start):
            before = texts[index - 1] if index > found.left else ""
            if words.prepositions - {"to"} & set(texts[index + 1 : start]):
                continue  # "claimed responsibility for the explosion"
            if before not in words.determiners and before not in words.prepositions - {"to"}:
                return index
    joint = next((i for i in (start - 1, start - 2) if i > found.left and texts[i] in {"of", "with"}), None)
    if joint is None or analysis.broken(joint, start):
        return None
    for index in range(joint - 1, max(joint - _ACCUSED_REACH, found.left) - 1, -1):
        if texts[index] in words.accusing and not analysis.broken(index + 1, joint):
            return index
    return None


def _charged(analysis: Analysis, start: int, found: Passage) -> tuple[int, int] | None:
    """The charge that heads a list in which a trigger stands: "charged with treason, terrorism and homicide"."""
    words, texts = found.words, analysis.texts
    if texts[start - 1] not in {",", "and", "or", "of", "with"}:
        return None
    for index in range(start - 1, max(start - _LIST_REACH, found.left) - 1, -1):
        if texts[index] in words.auxiliaries | words.pronouns | words.subordinators or texts[index] in {";", ":", "."}:
            return None
        length = words.hedge_phrases.at(texts, index)
        if length and texts[index] in words.accusing and index + length < start:
            return None if words.definite.intersection(texts[index + length : start]) else (index, index + length)
    return None


def irrealis_over(found: Passage, start: int, end: int) -> str | None:
    """The word that makes the trigger at ``start:end`` planned, demanded or conditional, as it stands."""
    analysis, words = found.analysis, found.words
    for index in range(max(start - _REACH, found.left), start):
        able = analysis.texts[index] in {"could", "can"} and analysis.texts[index + 1] == "not"
        if _is_modal(found, index) and not able and _passes(analysis, index + 1, start, words, opaque=1):
            if texts_end_in_participle(analysis, index + 1, start, words):
                continue
            return found.raw(index, index + 1)
        length = words.irrealis_governors.at(analysis.texts, index)
        if length and index + length <= start and _passes(analysis, index + length, start, words, opaque=2):
            return found.raw(index, index + length)
        if analysis.texts[index] in words.irrealis_adjectives and _adjective(analysis, index, start, words):
            return found.raw(index, index + 1)
    return _addressed(found, start) or _conditional(found, start) or _after(found, end)


def texts_end_in_participle(analysis: Analysis, first: int, target: int, words: Words) -> bool:
    """Whether the target is a participle that no auxiliary carries, so that a modal before it governs another verb."""
    between = analysis.texts[first:target]
    return (
        bool(between)
        and analysis.texts[target].endswith("ed")
        and not words.auxiliaries.intersection(between)
    )


def _passes(analysis: Analysis, first: int, target: int, words: Words, *, opaque: int) -> bool:
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
    blocked = words.prepositions.intersection(between) or words.determiners.intersection(between)
    blocked = blocked or (between and analysis.texts[start].endswith("ed"))  # "the expected storm killed"
    return len(between) <= 2 and not blocked and not analysis.broken(index + 1, start)


def _addressed(found: Passage, start: int) -> str | None:
    """ "urged Israel to stop": an infinitive whose subject was asked, told or wanted to do it."""
    texts, analysis = found.analysis.texts, found.analysis
    to = next((i for i in range(start - 1, max(start - 3, found.left) - 1, -1) if texts[i] == "to"), None)
    if to is None or not _passes(analysis, to, start, found.words, opaque=0):
        return None
    for index in range(to - 1, max(to - 10, found.left - 1), -1):
        if texts[index] in found.words.addressing_verbs:
            return found.raw(index, index + 1)
        if analysis.breaks[index]:
            return None
    return None


def _conditional(found: Passage, start: int) -> str | None:
    """ "if", "whether" or "unless" at the head of the trigger's clause."""
    texts, analysis = found.analysis.texts, found.analysis
    for index in range(start - 1, max(start - _IF_REACH, found.left) - 1, -1):
        if texts[index] in found.words.irrealis_subordinators:
            return found.raw(index, index + 1)
        if analysis.breaks[index] or texts[index] == ",":
            return None
    return None


def _after(found: Passage, end: int) -> str | None:
    """ "talks scheduled for Friday": a plan that is named behind the trigger."""
    texts, analysis, words = found.analysis.texts, found.analysis, found.words
    for index in range(end, min(end + 4, found.right)):
        if analysis.breaks[index]:
            return None
        if texts[index] in words.irrealis_after:
            following = texts[index + 1 : index + 2]
            due = texts[index] == "due" and following == ("to",)
            if (
                following
                and not due
                and following[0] in {"for", "to", "on", "in", "by", "at", "next", "this", "later"}
            ):
                return found.raw(index, index + 1)
            return None
        if texts[index] not in words.transparent and texts[index] not in words.auxiliaries:
            break
    return _takes_place(found, end)


def _takes_place(found: Passage, end: int) -> str | None:
    """"the closure of the towers will begin": the trigger's noun phrase, then that it is going to take place."""
    texts, analysis, words = found.analysis.texts, found.analysis, found.words
    for index in range(end, min(end + _SUBJECT_REACH, found.right - 1)):
        if analysis.breaks[index] or texts[index] in words.auxiliaries - words.modals:
            return None
        if _is_modal(found, index):
            happens = texts[index + 1] in words.happening or texts[index + 1 : index + 3] in {("be", "held"), ("be", "made")}
            return found.raw(index, index + 1) if happens else None
    return None
