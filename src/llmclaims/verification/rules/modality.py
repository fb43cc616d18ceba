"""What is hedged, planned, demanded or conditional, presented as a fact (V11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import Analysis, Passage, analyse
from llmclaims.language.modality.doubt import doubt_over, kept_from, open_before
from llmclaims.language.modality.governed import condition_left_out
from llmclaims.language.modality.habits import habit_over
from llmclaims.language.modality.hedges import hedge_over
from llmclaims.language.modality.irrealis import irrealis_over
from llmclaims.language.modality.markers import (
    condition_of,
    hedged_anew,
    is_hedge,
    left_out,
    marker_outside,
    markers,
    surer,
)
from llmclaims.language.operators import Told, open_around, unhedged
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.schema.annotations import Span
    from llmclaims.verification.rules.case import Case

_CODES = {"HEDGE_DROPPED": FLAG, "IRREALIS_AS_ASSERTED": FLAG, "HABIT_AS_EVENT": FLAG}


@rule(
    "V11",
    _CODES,
    example="“The minister will meet growers on Monday” as an event that happened; “allegedly” left out of a claim",
    strict=_CODES,
    soft=_CODES,
    worded=True,
    listed=True,
)
def hedge_or_irrealis(case: Case) -> Iterator[Finding]:
    """What is hedged, planned, demanded, conditional or habitual is not presented as a single fact."""
    if case.told is not None:
        yield from _listed(case, case.told)
    found = case.passage
    if found is None:
        return
    if case.get(Role.MODALITY) == "asserted":
        yield from _of_event(case, found)
    claim = case.get(Role.PROPOSITION)
    if claim:
        yield from _of_claim(case, found, str(claim))


def _listed(case: Case, quote: Told) -> Iterator[Finding]:
    """Find what a claim, or an event that is asserted, leaves out, in a language with lists alone."""
    claim, trigger = case.get(Role.PROPOSITION), case.get(Role.TRIGGER)
    left = None
    if claim:
        left = unhedged(quote, Told(str(claim), quote.known))
    elif trigger and case.get(Role.MODALITY) == "asserted":
        left = open_around(quote, str(trigger))
    if left is not None:
        message = f"The text says “{left[0]}”, which is left out here: it is told as a fact."
        yield Finding(code="HEDGE_DROPPED" if left[1] else "IRREALIS_AS_ASSERTED", message=message)


def _of_event(case: Case, found: Passage) -> Iterator[Finding]:
    start, end = case.tokens(Role.TRIGGER) or (found.first, found.last)
    hedge = hedge_over(found, start, end) or doubt_over(found, start)
    if hedge:
        message = f"“{hedge}” hedges this, yet its modality is asserted."
        yield Finding(code="HEDGE_DROPPED", message=message)
        return
    prevented = kept_from(found, start) if case.get(Role.POLARITY) == "positive" else None
    if prevented:
        message = f"“{prevented}” says that this did not happen, yet its polarity is positive."
        yield Finding(code="IRREALIS_AS_ASSERTED", message=message)
        return
    marker = irrealis_over(found, start, end)
    if marker:
        message = (
            f"“{marker}” says that this is planned, demanded or conditional, yet its modality is asserted."
        )
        yield Finding(code="IRREALIS_AS_ASSERTED", message=message)
        return
    habit = habit_over(found, start) if case.paragraph.zone == "body" else None
    if habit:
        message = f"“{habit}” tells what happens again and again, yet its modality is asserted."
        yield Finding(code="HABIT_AS_EVENT", message=message)


def _of_claim(case: Case, found: Passage, claim: str) -> Iterator[Finding]:
    """Find a hedge, modal word or condition of the quote that the claim leaves out."""
    told = analyse(claim, case.document.language)
    words = found.words
    if case.get(Role.ACT) != "ask" and {"if", "unless", "whether", "until"}.isdisjoint(told.texts):
        condition = condition_of(found)
        if condition:
            message = f"The quote was cut off from its condition (“{condition}”); the claim leaves it out."
            yield Finding(code="HEDGE_DROPPED", message=message)
            return
    cut = open_before(found, told, case.tokens(Role.CUE) or (0, 0)) if case.get(Role.ACT) != "ask" else None
    if cut:
        message = f"The quote was cut off from “{cut}”; the claim leaves it out and states a fact."
        yield Finding(code="HEDGE_DROPPED", message=message)
        return
    if case.get(Role.ACT) == "deny" and told.negations:
        return  # "rejected claims that it was empty": it was not
    condition = condition_left_out(found, told)
    if condition:
        message = f"The text says “{condition}”; the claim leaves the condition out and states a fact."
        yield Finding(code="HEDGE_DROPPED", message=message)
        return
    marker = None if hedged_anew(found, told) else _lost(case, found, told)
    if marker is not None:
        text = found.raw(*marker)
        hedge = found.analysis.texts[marker[0]] not in words.modals - words.hedge_modals
        message = f"The text says “{text}”; the claim leaves it out and states a fact."
        yield Finding(code="HEDGE_DROPPED" if hedge else "IRREALIS_AS_ASSERTED", message=message)


def _lost(case: Case, found: Passage, told: Analysis) -> Span | None:
    """Return the hedge or modal verb, in the quote or cut off before it, that a claim leaves out."""
    stronger = surer(found, told)
    left = (one for one in markers(found) if not stronger or is_hedge(found, one, stronger))
    marker = next((one for one in left if left_out(found, one, told)), None)
    if (
        marker is not None or stronger or case.get(Role.ACT) == "deny"
    ):  # "dismissed reports that he would quit"
        return marker
    outside = marker_outside(found, case.tokens(Role.CUE) or (0, 0))
    return outside if outside is not None and left_out(found, outside, told) else None
