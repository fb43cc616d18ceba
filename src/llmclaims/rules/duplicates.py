"""The same claim twice (V25): a pure function over what a paragraph's drafts became."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from llmclaims.rules.registry import REJECT, Finding, rule, shown
from llmclaims.schema import Role, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.claim import Claim
    from llmclaims.rules.case import Case
    from llmclaims.schema import Span

_OVERLAP = 0.9
_TIERS = ("exact", "typographic", "case", "ellipsis")
_TELLING = (Role.TRIGGER, Role.SPEAKER, Role.SOURCE, Role.TARGET)


@rule(
    "V25",
    {"DUPLICATE": REJECT},
    example="Two statements of one speaker with the same words",
    grounded=False,
)
def unlike_its_neighbours(case: Case) -> Iterator[Finding]:  # noqa: ARG001 - a draft alone has no twin
    """No draft says what another one of its paragraph says; ``duplicates`` judges the whole answer."""
    yield from ()


def duplicates(claims: Sequence[Claim]) -> dict[int, Finding]:
    """Which claims say what another says: index into ``claims`` -> finding (DUPLICATE), as ``twins`` finds them."""
    if len(claims) < 2:
        return {}
    says = "It says the same as another claim of the paragraph"
    return {
        index: Finding(code="DUPLICATE", message=f"{says}: “{shown(claims[twin].quote)}”.")
        for index, twin in twins(claims).items()
    }


def twins(claims: Sequence[Claim]) -> dict[int, int]:
    """Which claims say what another says: index into ``claims`` -> index of the one that is kept.

    Two claims are the same when they have one kind, their spans overlap by nine tenths (intersection over
    union, in code points) and their trigger, speaker and ends agree. The better tier is kept, then the one
    with fewer flags, then the first.
    """
    found: dict[int, int] = {}
    kept: dict[tuple[object, ...], list[int]] = {}
    telling = cache(lambda index: _telling(claims[index]))
    order = sorted(range(len(claims)), key=lambda index: (_rank(claims[index]), index))
    for index in order:
        claim = claims[index]
        group = kept.setdefault((claim.kind, claim.document, claim.paragraph), [])
        over = (other for other in group if _iou(claim.spans, claims[other].spans) >= _OVERLAP)
        twin = next((other for other in over if telling(other) == telling(index)), None)
        if twin is None:
            group.append(index)
        else:
            found[index] = twin
    return found


def _rank(claim: Claim) -> tuple[bool, int, int]:
    """What was accepted at once stays, whatever a repair brings beside it."""
    tier = _TIERS.index(claim.tier) if claim.tier in _TIERS else len(_TIERS)
    return claim.repaired, tier, len(claim.codes)


def _telling(claim: Claim) -> tuple[tuple[str, str], ...]:
    """What tells two claims on the same words apart: trigger, speaker, the ends and type of a relation."""
    filled = list(values(claim.body))
    roles = {str(value.role): str(value.value).casefold() for value in filled if value.role in _TELLING}
    if Role.SOURCE in roles:
        roles |= {str(value.role): str(value.value) for value in filled if value.role is Role.TYPE}
    return tuple(sorted(roles.items()))


def _iou(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Intersection over union of two sets of spans, in code points."""
    if one and other and (one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]):
        return 0.0  # as most are
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    total = sum(end - start for start, end in (*one, *other)) - common
    return common / total if total else 0.0
