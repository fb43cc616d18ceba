"""The ends of a relation: which claims it can lead from and to, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role, roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.schema.annotations import Cited
    from llmclaims.schema.claims import Claim

SYMMETRIC = frozenset({"same_as", "contradicts"})
AT_ONCE = 80
"""Claims that pass 2 shows in one request."""


def relates(draft: Cited) -> bool:
    """Tell whether a filled model relates other claims."""
    return Role.SOURCE in roles_of(type(draft))


def sort_of(claim: Claim) -> str | None:
    """Return what a claim is to a relation: "event" with a trigger, "statement" with a speaker or a proposition."""
    roles = roles_of(type(claim.body))
    if Role.TRIGGER in roles:
        return "event"
    return "statement" if Role.SPEAKER in roles or Role.PROPOSITION in roles else None


def ends_of(relation: Claim) -> tuple[str, str, str]:
    """Return a relation's type, and the ids of its source and its target."""
    filled = by_role(relation.body)
    kind, source, target = (
        str(filled[role].value) if role in filled else "" for role in (Role.TYPE, Role.SOURCE, Role.TARGET)
    )
    return kind, source, target


def ordered(kind: str, source: str, target: str) -> tuple[str, str]:
    """Return the ends as they are stored: those of a symmetric type sorted by id."""
    return (target, source) if kind in SYMMETRIC and target < source else (source, target)


def handles_of(claims: Iterable[Claim]) -> dict[str, str]:
    """Return a short handle for each claim by its id, as pass 2 shows them: e1, e2, ... and s1, s2, ..."""
    counts: dict[str, int] = {}
    handles = {}
    for claim in claims:
        sort = sort_of(claim)
        if sort is not None:
            counts[sort] = counts.get(sort, 0) + 1
            handles[claim.id] = f"{sort[0]}{counts[sort]}"
    return handles
