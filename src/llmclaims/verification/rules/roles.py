"""Who did it and to whom: actors and recipients put in each other's place (V27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.roles import acts, undergoes
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V27",
    {"ROLES_SWAPPED": FLAG},
    example="“The warden was bitten by a dog” with the warden as the actor; “the arrest of the warden” likewise",
    strict=["ROLES_SWAPPED"],
    soft=["ROLES_SWAPPED"],
    worded=True,
)
def roles_hold(case: Case) -> Iterator[Finding]:
    """Nobody to whom something was done is its actor, and nobody who did it its recipient."""
    found, trigger = case.passage, case.tokens(Role.TRIGGER)
    if found is None or trigger is None:
        return
    parts = {value.path.rpartition(".")[0]: str(value.value) for value in case.all(Role.PART)}
    for value in case.all(Role.PARTICIPANT):
        placed, part = case.mentions.get(value.path), parts.get(value.path.rpartition(".")[0])
        if placed is None or not placed.spans:
            continue
        start, end = (offset - case.paragraph.start for offset in placed.spans[0])
        mention = found.analysis.span(start, end)
        if part == "actor" and undergoes(found, trigger, mention):
            message = f"“{shown(value.value)}” is the actor here, and the text says that it was done to them."
            yield Finding(code="ROLES_SWAPPED", message=message)
        elif part == "recipient" and acts(found, trigger, mention):
            message = f"“{shown(value.value)}” is the recipient here, and the text says that they did it."
            yield Finding(code="ROLES_SWAPPED", message=message)
