"""Times, places and amounts of an event that the sentence gives for another one (V32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.slots import Kind, actor_beside, moved, others
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span
    from llmclaims.verification.rules.case import Case

_KINDS: dict[Role, Kind] = {Role.TIME: "time", Role.LOCATION: "place", Role.QUANTITY: "amount"}


@rule(
    "V32",
    {"SLOT_OF_OTHER_EVENT": FLAG},
    example="“owned up on Friday to letting loose a ram in April” with Friday as the time of the letting loose",
    strict=["SLOT_OF_OTHER_EVENT"],
    soft=["SLOT_OF_OTHER_EVENT"],
    worded=True,
)
def slots_belong(case: Case) -> Iterator[Finding]:
    """A time, a place and an amount are those of the event they are given for, and not of another one beside it."""
    found, trigger = case.passage, case.tokens(Role.TRIGGER)
    if found is not None:
        yield from _of_claim(case, found)
    if found is None or trigger is None:
        return
    yield from _actors(case, found, trigger)
    for role, kind in _KINDS.items():
        mention, words = case.tokens(role), case.get(role)
        shows = others(found, trigger, mention, kind, case.document.language) if mention else ""
        if shows:
            message = (
                f"“{shown(words)}” goes with something else in the sentence: “{shown(shows)}” shows that."
            )
            yield Finding(code="SLOT_OF_OTHER_EVENT", message=message)


def _actors(case: Case, found: Passage, trigger: Span) -> Iterator[Finding]:
    """Find an actor who is the subject of another clause, where the trigger has its own name as its subject."""
    parts = {value.path.rpartition(".")[0]: str(value.value) for value in case.all(Role.PART)}
    for value in case.all(Role.PARTICIPANT):
        placed = case.mentions.get(value.path)
        if placed is None or not placed.spans or parts.get(value.path.rpartition(".")[0]) != "actor":
            continue
        start, end = (offset - case.paragraph.start for offset in placed.spans[0])
        shows = actor_beside(found, trigger, found.analysis.span(start, end), case.document.language)
        if shows:
            message = f"“{shown(value.value)}” did something else: who did this is “{shown(shows)}”."
            yield Finding(code="SLOT_OF_OTHER_EVENT", message=message)


def _of_claim(case: Case, found: Passage) -> Iterator[Finding]:
    """Find a time or place that a claim has for one verb of its sentence and the text for another."""
    claim = str(case.get(Role.PROPOSITION) or "")
    kinds: tuple[Kind, ...] = ("time", "place")
    for kind in kinds if claim else ():
        shows = moved(found, claim, kind, case.document.language)
        if shows:
            message = f"“{shown(shows[0])}” goes with something else in the sentence: “{shown(shows[1])}” shows that."
            yield Finding(code="SLOT_OF_OTHER_EVENT", message=message)
