"""What a check that decides makes of some outcomes: refusals that fall, and claims that do.

Everything is verified again from the proposals, so that relations, duplicates and nested statements follow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.claim_builder import WITHDRAWN
from llmclaims.verification.relations.conflicts import key_of
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.rules.duplicates import KeptClaims
from llmclaims.verification.rules.registry import Finding, is_soft

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from llmclaims.verification.model_checks.check import Check, Opinion
    from llmclaims.verification.paragraph import Outcome, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Outcomes that are verified together, and the proposals that they come from, one for each.

    ``verify`` verifies proposals again, as in the run, which may be ``strict``; None: there are none.
    """

    outcomes: tuple[Outcome, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    verify: Callable[[Sequence[Proposal]], tuple[Outcome, ...]] | None = None
    strict: bool = False


def candidates(part: Part) -> tuple[Outcome, ...]:
    """Return the outcomes as they would be if nothing soft had been refused: what a check that decides is asked about."""
    places = _appealing(part)
    if part.verify is None or not places:
        return part.outcomes
    return part.verify([replace(one, pardoned=place in places) for place, one in enumerate(part.proposals)])


def decided(part: Part, check: Check, opinions: Mapping[int, Opinion]) -> tuple[Outcome, ...]:
    """Return the outcomes after the opinions on the candidates, by their places.

    A soft refusal falls where the check holds it up. In a strict run what it doubts is refused, and so is what
    repeated that and would come in its place.
    """
    if part.verify is None:
        return part.outcomes
    said = {place: one.word for place, one in opinions.items()}
    upheld = {place for place in _appealing(part) if said.get(place) == check.holds}
    doubted = {place for place in said if part.strict and said[place] == check.doubts}
    if not upheld | doubted:
        return part.outcomes
    refused = {place: Finding(code=check.code, message=opinions[place].note) for place in doubted}
    again = _again(part, part.verify, upheld, refused)
    return tuple(
        before if _stands(before, after) else after
        for before, after in zip(part.outcomes, again, strict=True)
    )


def _again(
    part: Part,
    verify: Callable[[Sequence[Proposal]], tuple[Outcome, ...]],
    upheld: Collection[int],
    refused: Mapping[int, Finding],
) -> tuple[Outcome, ...]:
    """Return the outcomes where soft rules do not refuse ``upheld``, and ``refused`` and what repeats them is refused."""
    again = verify(
        [
            replace(one, pardoned=place in upheld, refused=refused.get(place))
            for place, one in enumerate(part.proposals)
        ]
    )
    doubted = _Doubted({place: one for place in refused if isinstance(one := part.outcomes[place], Claim)})
    repeats = dict(refused)
    for place, (before, after) in enumerate(zip(part.outcomes, again, strict=True)):
        if isinstance(before, Rejection) and before.code == "DUPLICATE" and isinstance(after, Claim):
            twin = doubted.twin_of(after)
            if twin is not None:
                repeats[place] = refused[twin]
    return again if len(repeats) == len(refused) else _again(part, verify, upheld, repeats)


class _Doubted:
    """The claims that a check doubts, by their places, to find those that say the same."""

    def __init__(self, claims: Mapping[int, Claim]) -> None:
        self._claims, self._relations = KeptClaims(), {}
        for place, claim in claims.items():
            self._claims.add(place, claim)
            if relates(claim.body):
                self._relations[key_of(claim)] = place

    def twin_of(self, claim: Claim) -> int | None:
        """Return the place of one that says what a claim says; a relation may do so with other words of the text."""
        if relates(claim.body):
            return self._relations.get(key_of(claim))
        return next(self._claims.alike(claim), None)


def _appealing(part: Part) -> set[int]:
    """Return the places of what soft rules refuse, and of relations that fell with an end; never what was withdrawn."""
    return {
        place
        for place, one in enumerate(part.outcomes)
        if isinstance(one, Rejection)
        and (is_soft(one.code) or one.code == "ENDPOINT_MISSING")
        and not one.message.endswith(WITHDRAWN)
    }


def _stands(before: Outcome, after: Outcome) -> bool:
    """Tell whether a refusal is still the one that it was: with its own words, and no repeated draft in its place."""
    if isinstance(before, Claim) or isinstance(after, Claim):
        return False
    return before.code == after.code or is_soft(before.code)
