"""Hedges and what has not happened yet, sold as fact (V11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import Analysis, Passage, analyse
from llmclaims.language.modality.hedges import hedge_over
from llmclaims.language.modality.irrealis import irrealis_over
from llmclaims.language.verbs import is_modal, passes
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case

_CUT_REACH = 3
_STEM = 5
_HEADS = 3
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
    found = case.passage
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
    stronger = _surer(found, told)
    markers = (one for one in _markers(found) if not stronger or _is_hedge(found, one, stronger))
    marker = next((one for one in markers if _left_out(found, one, told)), None)
    outside = _marker_outside(case, found) if marker is None and not stronger else None
    if outside is not None and _left_out(found, outside, told):
        marker = outside
    if marker is not None:
        text = found.raw(*marker)
        hedge = found.analysis.texts[marker[0]] not in words.modals - words.hedge_modals
        message = f"The text says “{text}”; the claim leaves it out and states a fact."
        yield Finding(code="HEDGE_DROPPED" if hedge else "IRREALIS_AS_ASSERTED", message=message)


def _hedged_anew(found: Passage, told: Analysis) -> bool:
    """Whether a claim has a hedge or modal word that the quote does not: it may stand for the quote's own."""
    words, fresh = found.words, _fresh(found, told)
    if not fresh:
        return False
    hedging = words.modal_words - words.sure_modals | words.hedge_adverbs | words.hedge_adjectives
    if hedging.intersection(fresh):
        return True
    return any(
        text.endswith("n't")
        and text not in words.sure_modals
        and (text[:-3] in words.modal_words or text in words.modals)
        for text in fresh
    )


def _fresh(found: Passage, told: Analysis) -> list[str]:
    """The words of a claim that its quote does not have."""
    quote = set(found.analysis.texts[found.first : found.last])
    return [text for text in told.texts if text not in quote]


def _surer(found: Passage, told: Analysis) -> frozenset[str]:
    """The modal verbs of a claim alone that say it for certain, "will", "can": no stand-in for a hedge."""
    return found.words.sure_modals.intersection(_fresh(found, told))


def _is_hedge(found: Passage, marker: tuple[int, int], stronger: frozenset[str]) -> bool:
    """Whether a marker leaves open what a stronger modal verb does not; "could" may be the past of "can"."""
    text = found.analysis.texts[marker[0]]
    if text in found.words.modals:
        return text in found.words.hedge_modals and not (text == "could" and "can" in stronger)
    return True


def _left_out(found: Passage, marker: tuple[int, int], told: Analysis) -> bool:
    """Whether a claim has what a marker governs, but not the marker."""
    texts, words = found.analysis.texts, found.words
    own = [text for text in texts[slice(*marker)] if text not in words.light]
    if any(text in told.texts for text in own):
        return False
    governed = [
        text for text in texts[marker[1] : found.last] if text[-1].isalnum() and text not in words.transparent
    ]
    heads = tuple(text[:_STEM] for text in governed[:_HEADS])
    return not heads or any(text.startswith(heads) for text in told.texts)


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
        elif texts[index] in words.hedge_adverbs or texts[index] in words.alleged or is_modal(found, index):
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
        single = analysis.texts[index] in words.hedge_adverbs or is_modal(found, index)
        end = index + (length or 1)
        if (length or single) and end <= found.first and passes(analysis, end, found.first, words, opaque=0):
            return index, end
    return None
