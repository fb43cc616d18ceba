"""What code computes about a claim, from its own words and the document's: never fields that a model fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.documents.names import names_of
from llmclaims.language.entities.coreference import resolve
from llmclaims.language.lexicon import words
from llmclaims.language.values import plain, quantity_value
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import rules
from llmclaims.verification.speech_form import form

if TYPE_CHECKING:
    from llmclaims.verification.rules.case import Case


def derive(case: Case) -> dict[str, Any]:
    """Form, who is meant, normalised time and quantity, and the rules that could not be applied.

    ``form`` is PARC's direct, indirect, mixed, or unattributed; ``names`` maps the path of a speaker's or
    participant's mention to the name that it stands for, with the place that shows it, or to the candidates
    (see ``name_index.Resolution``); ``time_value`` is a TIMEX3 value with its ``time_anchor`` and modifier;
    ``quantity_value`` a number and its unit.
    """
    found: dict[str, Any] = {}
    if case.has(Role.SPEAKER):
        speaker_type = case.get(Role.SPEAKER_TYPE)
        found["form"] = form(case.document, case.grounding.spans, case.paragraph, speaker_type)
    found |= _names(case)
    found |= _time(case)
    quantity = case.get(Role.QUANTITY)
    value = quantity_value(quantity, case.document.language) if quantity else None
    if value is not None:
        found["quantity_value"] = {"number": plain(value.number), "unit": value.unit}
    if words(case.document.language) is None:
        found["not_applied"] = sorted({rule.id for rule in rules() if rule.worded})
    return found


def _names(case: Case) -> dict[str, Any]:
    """Who each speaker and participant is; a name filled in beside a mention is proposed for it."""
    filled = {value.path: str(value.value) for value in case.values if value.verbatim == "document"}
    named = case.get(Role.SPEAKER_NAME)
    names = {}
    for value in (*case.all(Role.SPEAKER), *case.all(Role.PARTICIPANT)):
        placed = case.mentions.get(value.path)
        if placed is None or not placed.spans:
            continue
        first, last = placed.spans[0]
        inner, _, _ = value.path.rpartition(".")
        proposed = named if value.role is Role.SPEAKER else filled.get(f"{inner}.name" if inner else "name")
        found = resolve(names_of(case.document), (first, last), proposed)
        if found is not None:
            names[value.path] = found.record()
    return {"names": names} if names else {}


def _time(case: Case) -> dict[str, Any]:
    value = case.time
    if value is None:
        return {}
    found = {"time_value": value.value, "time_anchor": value.anchor, "time_granularity": value.granularity}
    return {**found, "time_mod": value.mod} if value.mod else found
