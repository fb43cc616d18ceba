"""One paragraph's whole answer through the verifier: drafts first, then what stands between them.

Duplicates and relations are about other drafts, so they are judged here and not draft by draft: a relation
whose end was refused goes with it, and of two drafts that say the same the better grounded one is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmclaims.schema.annotations import Cited, Role, kind_of, roles_of
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.coercion import draft_from, unasked
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.rules.duplicates import duplicate_of, twins
from llmclaims.verification.speech_form import attributed
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.verification.rules.registry import Finding

Outcome = Claim | Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One item of an answer as it came, and who proposed it.

    What a second reading says of it: ``pardoned``, soft rules do not refuse it; ``refused``, it is refused for this.
    """

    kind: str
    item: Any
    provenance: Provenance = Provenance()
    pardoned: bool = False
    refused: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer is verified against: fixed for all its drafts; ``paragraph`` None: about none alone."""

    document: Document
    paragraph: int | None
    schema: tuple[type[Cited], ...]
    policy: Policy = Policy()
    prompt: str | None = None


def verify_answer(proposals: Sequence[Proposal], reading: Reading) -> tuple[Outcome, ...]:
    """Return an outcome for each proposal, in the same order; relations are judged when their ends are."""
    drafts = [_draft(proposal, reading) for proposal in proposals]
    outcomes: list[Outcome | None] = [
        draft
        if isinstance(draft, Rejection)
        else None
        if relates(draft)
        else _judge(draft, proposal, reading)
        for draft, proposal in zip(drafts, proposals, strict=True)
    ]
    repeated = _twins(outcomes)
    outcomes = _without_duplicates(outcomes, drafts, repeated, reading.policy)
    if None in outcomes:
        ends = _ends(drafts, outcomes, repeated)
        outcomes = [
            _judge(draft, proposal, reading, ends)
            if outcome is None and isinstance(draft, Cited)
            else outcome
            for outcome, draft, proposal in zip(outcomes, drafts, proposals, strict=True)
        ]
        outcomes = _without_duplicates(outcomes, drafts, _twins(outcomes), reading.policy)
        outcomes = _refused(outcomes, drafts, reading.policy.applied(_clashes(outcomes)))
    return _attributed([outcome for outcome in outcomes if outcome is not None])


def judge(proposal: Proposal, reading: Reading, ends: Mapping[str, Claim | None]) -> Outcome:
    """Return the outcome of one proposal whose ``ends`` are known already; what stands between proposals is not asked."""
    draft = _draft(proposal, reading)
    return draft if isinstance(draft, Rejection) else _judge(draft, proposal, reading, ends)


def _draft(proposal: Proposal, reading: Reading) -> Cited | Rejection:
    model = next((model for model in reading.schema if kind_of(model) == proposal.kind), None)
    if model is None:
        return unasked(proposal.kind, proposal.item, reading.document.id, reading.paragraph)
    return draft_from(proposal.item, model, reading.document, reading.paragraph)


def _judge(
    draft: Cited, proposal: Proposal, reading: Reading, ends: Mapping[str, Claim | None] | None = None
) -> Outcome:
    policy = reading.policy
    judged = verify(
        draft,
        reading.document,
        paragraph=reading.paragraph,
        policy=policy if policy.soften == proposal.pardoned else replace(policy, soften=proposal.pardoned),
        prompt=reading.prompt,
        ends=ends,
        provenance=proposal.provenance,
    )
    against = proposal.refused
    if against is None or isinstance(judged, Rejection):
        return judged
    return judged.refused(against.code, against.message, draft.model_dump(mode="json"))


def _twins(outcomes: Sequence[Outcome | None]) -> dict[int, Claim]:
    """Return the claim that is kept in place of each one that says the same, by the place of the latter."""
    places = [index for index, one in enumerate(outcomes) if isinstance(one, Claim)]
    claims = [one for one in outcomes if isinstance(one, Claim)]
    return {places[dropped]: claims[kept] for dropped, kept in twins(claims).items()}


def _clashes(outcomes: Sequence[Outcome | None]) -> dict[int, Finding]:
    """Return what the relations have against one another, by their places; of two, one without a flag stays."""
    claims = [(index, one) for index, one in enumerate(outcomes) if isinstance(one, Claim)]
    placed = sorted((each for each in claims if relates(each[1].body)), key=lambda each: bool(each[1].codes))
    others = [one for _, one in claims if not relates(one.body)]
    found = conflicts([one for _, one in placed], others)
    return {placed[dropped][0]: finding for dropped, finding in found.items()}


def _without_duplicates(
    outcomes: Sequence[Outcome | None],
    drafts: Sequence[Cited | Rejection],
    repeated: Mapping[int, Claim],
    policy: Policy,
) -> list[Outcome | None]:
    return _refused(
        outcomes, drafts, policy.applied({place: duplicate_of(kept) for place, kept in repeated.items()})
    )


def _refused(
    outcomes: Sequence[Outcome | None], drafts: Sequence[Cited | Rejection], found: Mapping[int, Finding]
) -> list[Outcome | None]:
    """Put a rejection in the place of each claim that something was found against."""
    kept = list(outcomes)
    for place, finding in found.items():
        claim, draft = outcomes[place], drafts[place]
        if isinstance(claim, Claim) and isinstance(draft, Cited):
            kept[place] = claim.refused(finding.code, finding.message, draft.model_dump(mode="json"))
    return kept


def _ends(
    drafts: Sequence[Cited | Rejection], outcomes: Sequence[Outcome | None], kept: Mapping[int, Claim]
) -> dict[str, Claim | None]:
    """Return what each handle stands for: a claim, or None where its draft was refused or the handle is not unique.

    The handle of a draft that was refused for saying what another says stands for that other, ``kept``.
    """
    ends: dict[str, Claim | None] = {}
    for index, (draft, judged) in enumerate(zip(drafts, outcomes, strict=True)):
        outcome = kept.get(index, judged) if isinstance(judged, Rejection) else judged
        if isinstance(draft, Rejection) or outcome is None:
            continue
        if ref := roles_of(type(draft)).get(Role.REF):
            handle = str(getattr(draft, ref))
            known = ends.get(handle, outcome)
            ends[handle] = outcome if isinstance(outcome, Claim) and known is outcome else None
    return ends


def _attributed(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Add to each claim whose statement holds it: ``within`` and ``asserted_by``."""
    claims = [one for one in outcomes if isinstance(one, Claim)]
    found = attributed(claims)
    return tuple(
        replace(one, derived={**one.derived, **found[one.id]})
        if isinstance(one, Claim) and one.id in found
        else one
        for one in outcomes
    )
