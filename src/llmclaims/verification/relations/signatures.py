"""Which claims may stand in which relation: by their sorts, their dates, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role
from llmclaims.schema.intervals import earlier
from llmclaims.verification.relations.ends import sort_of
from llmclaims.verification.rules.registry import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.schema.claims import Claim

_EVENT, _STATEMENT = "event", "statement"
_SIGNATURES = {
    "before": ({_EVENT, _STATEMENT}, {_EVENT, _STATEMENT}),
    "overlaps": ({_EVENT, _STATEMENT}, {_EVENT}),
    "causes": ({_EVENT, _STATEMENT}, {_EVENT, _STATEMENT}),
    "purpose": ({_EVENT}, {_EVENT, _STATEMENT}),
    "subevent_of": ({_EVENT}, {_EVENT}),
    "supports": ({_EVENT, _STATEMENT}, {_STATEMENT}),
    "disputes": ({_STATEMENT}, {_STATEMENT}),
    "contradicts": ({_STATEMENT}, {_STATEMENT}),
    "responds_to": ({_STATEMENT}, {_STATEMENT}),
    "about": ({_STATEMENT}, {_EVENT}),
}


def pair_holds(kind: str, source: Claim, target: Claim) -> Iterator[Finding]:
    """Yield why two claims cannot stand in a relation of this type, by their sorts and dates (V22)."""
    if source.id == target.id:
        yield Finding(code="SELF_LOOP", message="The relation leads from a claim back to itself.")
        return
    wrong = _signature(kind, source, target)
    if wrong:
        yield Finding(code="SIGNATURE", message=wrong)
    conflict = _dates(kind, source, target)
    if conflict:
        yield Finding(code="DATE_CONFLICT", message=conflict)


def _signature(kind: str, source: Claim, target: Claim) -> str | None:
    sorts = sort_of(source), sort_of(target)
    if None in sorts:
        return None
    if kind == "same_as" and sorts[0] != sorts[1]:
        return f"“same_as” joins two of one sort, not {_a(sorts[0])} and {_a(sorts[1])}."
    if kind not in _SIGNATURES:
        return None
    allowed = _SIGNATURES[kind]
    if sorts[0] not in allowed[0] or sorts[1] not in allowed[1]:
        return f"“{kind}” does not lead from {_a(sorts[0])} to {_a(sorts[1])}."
    if kind == "about" and _holds(source, target):
        return "The event stands inside the statement, which already asserts it; “about” is for one outside."
    return None


def _a(sort: str | None) -> str:
    return "an event" if sort == _EVENT else "a statement"


def _holds(statement: Claim, event: Claim) -> bool:
    """Tell whether an event's trigger lies in a statement's span."""
    trigger = by_role(event.body).get(Role.TRIGGER)
    triggers = event.mentions.get(trigger.path, ()) if trigger else ()
    return any(first <= start and end <= last for start, end in triggers for first, last in statement.spans)


def _dates(kind: str, source: Claim, target: Claim) -> str | None:
    mine, theirs = source.derived.get("time_value"), target.derived.get("time_value")
    if not mine or not theirs or sort_of(source) != _EVENT or sort_of(target) != _EVENT:
        return None
    if kind in {"before", "causes", "purpose"} and earlier(theirs, mine):
        return f"“{kind}” needs the first to come first, but it is dated {mine} and the second {theirs}."
    apart = earlier(mine, theirs) or earlier(theirs, mine)
    if kind in {"subevent_of", "overlaps", "same_as"} and apart:
        return f"“{kind}” needs the two at one time, but one is dated {mine} and the other {theirs}."
    return None


def question_asked(ends: Sequence[Claim]) -> Iterator[Finding]:
    """Yield a finding where one of the claims that contradict each other is a question (V23)."""
    if any(one.value == "ask" for end in ends if (one := by_role(end.body).get(Role.ACT))):
        message = "One end is a question, and a question cannot be contradicted."
        yield Finding(code="QUESTION_NOT_CONTRADICTABLE", message=message)
