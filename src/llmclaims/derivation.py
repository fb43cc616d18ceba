"""What code computes about a claim, from its own words and the document's: never fields that a model fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.normalise import plain, quantity_value
from llmclaims.rules.calendar import resolved_time
from llmclaims.rules.form import form
from llmclaims.rules.registry import rules
from llmclaims.rules.words import words
from llmclaims.schema import Role

if TYPE_CHECKING:
    from llmclaims.rules.case import Case


def derive(case: Case) -> dict[str, Any]:
    """Form, normalised time and quantity, and the rules that could not be applied.

    ``form`` is PARC's direct, indirect, mixed, or unattributed; ``time_value`` a TIMEX3 value with its
    ``time_anchor``; ``quantity_value`` a number and its unit.
    """
    found: dict[str, Any] = {}
    if case.has(Role.SPEAKER):
        speaker_type = case.get(Role.SPEAKER_TYPE)
        found["form"] = form(case.document, case.grounding.spans, case.paragraph, speaker_type)
    found |= _time(case)
    quantity = case.get(Role.QUANTITY)
    value = quantity_value(quantity, case.document.language) if quantity else None
    if value is not None:
        found["quantity_value"] = {"number": plain(value.number), "unit": value.unit}
    if words(case.document.language) is None:
        found["not_applied"] = sorted({rule.id for rule in rules() if rule.worded})
    return found


def _time(case: Case) -> dict[str, Any]:
    value = resolved_time(case)
    if value is None:
        return {}
    return {"time_value": value.value, "time_anchor": value.anchor, "time_granularity": value.granularity}
