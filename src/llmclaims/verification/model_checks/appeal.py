"""What a check that decides makes of a paragraph's outcomes: refusals that fall, and claims that do.

Everything is verified again from the proposals, so that relations, duplicates and nested statements follow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.claim_builder import WITHDRAWN
from llmclaims.verification.paragraph import verify_answer
from llmclaims.verification.rules.duplicates import KeptClaims
from llmclaims.verification.rules.registry import Finding, is_soft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from llmclaims.documents.document import Paragraph
    from llmclaims.verification.model_checks.check import Check, Opinion
    from llmclaims.verification.paragraph import Outcome, Proposal, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One paragraph's outcomes, and the proposals that they come from, one for each; ``against`` None: of none."""

    paragraph: Paragraph
    outcomes: tuple[Outcome, ...]
    proposals: tuple[Proposal, ...] = ()
    against: Reading | None = None


def candidates(part: Part) -> tuple[Outcome, ...]:
    """Return the outcomes as they would be if nothing soft had been refused: what a check that decides is asked about."""
    places = _appealing(part)
    if part.against is None or not places:
        return part.outcomes
    pardoned = [replace(one, pardoned=place in places) for place, one in enumerate(part.proposals)]
    return verify_answer(pardoned, part.against)


def decided(part: Part, check: Check, opinions: Mapping[int, Opinion]) -> tuple[Outcome, ...]:
    """Return the outcomes after the opinions on the candidates, by their places.

    A soft refusal falls where the check holds it up. In a strict run what it doubts is refused, and so is what
    repeated that and would come in its place.
    """
    if part.against is None:
        return part.outcomes
    said = {place: one.word for place, one in opinions.items()}
    upheld = {place for place in _appealing(part) if said.get(place) == check.holds}
    doubted = {place for place in said if part.against.policy.strict and said[place] == check.doubts}
    if not upheld | doubted:
        return part.outcomes
    refused = {place: Finding(code=check.code, message=opinions[place].note) for place in doubted}
    again = _again(part, part.against, upheld, refused)
    return tuple(
        before if _stands(before, after) else after
        for before, after in zip(part.outcomes, again, strict=True)
    )


def _again(
    part: Part, against: Reading, upheld: Collection[int], refused: Mapping[int, Finding]
) -> tuple[Outcome, ...]:
    """Return the outcomes where soft rules do not refuse ``upheld``, and ``refused`` and what repeats them is refused."""
    proposals = [
        replace(one, pardoned=place in upheld, refused=refused.get(place))
        for place, one in enumerate(part.proposals)
    ]
    again = verify_answer(proposals, against)
    doubted, repeats = KeptClaims(), dict(refused)
    for place in refused:
        if isinstance(one := part.outcomes[place], Claim):
            doubted.add(place, one)
    for place, (before, after) in enumerate(zip(part.outcomes, again, strict=True)):
        if isinstance(before, Rejection) and before.code == "DUPLICATE" and isinstance(after, Claim):
            twin = next(doubted.alike(after), None)
            if twin is not None:
                repeats[place] = refused[twin]
    return again if len(repeats) == len(refused) else _again(part, against, upheld, repeats)


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
