"""One paragraph's whole answer through the verifier: drafts first, then what stands between them.

Duplicates and relations are about other drafts, so they are judged here and not draft by draft: a relation
whose end was refused goes with it, and of two drafts that say the same the better grounded one is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmclaims.schema.annotations import Cited, Role, kind_of
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.rules.duplicates import duplicates, twins
from llmclaims.verification.speech_form import attributed
from llmclaims.verification.verifier import Policy, verify, verify_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.verification.rules.registry import Finding

Outcome = Claim | Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One item of an answer as it came, and whether it is the corrected form of an earlier one."""

    kind: str
    item: Any
    repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a paragraph is verified against: fixed for all the drafts of an answer."""

    document: Document
    paragraph: int
    schema: tuple[type[Cited], ...]
    policy: Policy = Policy()
    prompt: str | None = None
    provider: str = ""
    model: str = ""


def verify_answer(proposals: Sequence[Proposal], reading: Reading) -> tuple[Outcome, ...]:
    """An outcome for each proposal, in the same order: as many come out as went in."""
    drafts = [_draft(proposal, reading) for proposal in proposals]
    outcomes: list[Outcome | None] = [
        draft
        if isinstance(draft, Rejection)
        else None
        if relates(draft)
        else _judge(draft, proposal, reading)
        for draft, proposal in zip(drafts, proposals, strict=True)
    ]
    if None in outcomes:
        outcomes = _with_relations(outcomes, drafts, proposals, reading)
    else:
        outcomes = _without_duplicates(outcomes, drafts, reading.policy)
    return _attributed([outcome for outcome in outcomes if outcome is not None])


def _with_relations(
    outcomes: Sequence[Outcome | None],
    drafts: Sequence[Cited | Rejection],
    proposals: Sequence[Proposal],
    reading: Reading,
) -> list[Outcome | None]:
    """The outcomes with the relations judged, which need to know what became of their ends."""
    kept = _kept_twins(outcomes)
    judged = _without_duplicates(outcomes, drafts, reading.policy)
    ends = _ends(drafts, judged, kept)
    for index, (draft, proposal) in enumerate(zip(drafts, proposals, strict=True)):
        if judged[index] is None and isinstance(draft, Cited):
            judged[index] = _judge(draft, proposal, reading, ends)
    judged = _without_duplicates(judged, drafts, reading.policy)
    return _without_conflicts(judged, drafts, reading.policy)


def in_source_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Claims by their place, relations behind what they relate, then the rejections as they were proposed."""
    claims = [one for one in outcomes if isinstance(one, Claim)]
    claims.sort(key=lambda one: (relates(one.body), one.start or 0, one.end or 0, one.kind, one.id))
    return [*claims, *(one for one in outcomes if isinstance(one, Rejection))]


def _draft(proposal: Proposal, reading: Reading) -> Cited | Rejection:
    model = next((model for model in reading.schema if kind_of(model) == proposal.kind), None)
    if model is None:
        return unasked(proposal.kind, proposal.item, reading.document.id, reading.paragraph)
    return verify_item(proposal.item, model, reading.document, reading.paragraph)


def unasked(kind: str, item: Any, document: str, paragraph: int | None = None) -> Rejection:
    """An item under a key of an answer that stands for no kind that was asked for."""
    return Rejection(
        kind=str(kind),
        document=document,
        paragraph=paragraph,
        code="SCHEMA_INVALID",
        message=f"{kind!r} is not a kind that was asked for.",
        nearest=None,
        draft=item,
    )


def _judge(
    draft: Cited, proposal: Proposal, reading: Reading, ends: Mapping[str, Claim | None] | None = None
) -> Outcome:
    return verify(
        draft,
        reading.document,
        paragraph=reading.paragraph,
        policy=reading.policy,
        prompt=reading.prompt,
        ends=ends,
        provenance=Provenance(provider=reading.provider, model=reading.model, repaired=proposal.repaired),
    )


def _without_duplicates(
    outcomes: Sequence[Outcome | None], drafts: Sequence[Cited | Rejection], policy: Policy
) -> list[Outcome | None]:
    claims = {index: one for index, one in enumerate(outcomes) if isinstance(one, Claim)}
    found = policy.applied(duplicates(list(claims.values())))
    places = list(claims)
    kept = list(outcomes)
    for dropped, finding in found.items():
        kept[places[dropped]] = _refused(claims[places[dropped]], drafts[places[dropped]], finding)
    return kept


def _without_conflicts(
    outcomes: Sequence[Outcome | None], drafts: Sequence[Cited | Rejection], policy: Policy
) -> list[Outcome | None]:
    places = [index for index, one in enumerate(outcomes) if isinstance(one, Claim) and relates(one.body)]
    relations = [one for one in outcomes if isinstance(one, Claim) and relates(one.body)]
    others = [one for one in outcomes if isinstance(one, Claim) and not relates(one.body)]
    kept = list(outcomes)
    for dropped, finding in policy.applied(conflicts(relations, others)).items():
        kept[places[dropped]] = _refused(relations[dropped], drafts[places[dropped]], finding)
    return kept


def _refused(claim: Claim, draft: Cited | Rejection, finding: Finding) -> Rejection:
    return Rejection(
        kind=claim.kind,
        document=str(claim.document),
        paragraph=claim.paragraph,
        code=finding.code,
        message=finding.message,
        nearest=finding.nearest,
        draft=draft.model_dump(mode="json") if isinstance(draft, Cited) else draft.draft,
    )


def _kept_twins(outcomes: Sequence[Outcome | None]) -> dict[int, Claim]:
    """The claim that stays for each one that says the same, by the place of the latter."""
    places = [index for index, one in enumerate(outcomes) if isinstance(one, Claim)]
    claims = [one for one in outcomes if isinstance(one, Claim)]
    return {places[dropped]: claims[kept] for dropped, kept in twins(claims).items()}


def _ends(
    drafts: Sequence[Cited | Rejection], outcomes: Sequence[Outcome | None], kept: Mapping[int, Claim]
) -> dict[str, Claim | None]:
    """What each handle stands for: a claim, or None where its draft was refused or the handle is not unique.

    The handle of a draft that was refused for saying what another says stands for that other, ``kept``.
    """
    ends: dict[str, Claim | None] = {}
    for index, (draft, judged) in enumerate(zip(drafts, outcomes, strict=True)):
        outcome = kept.get(index, judged) if isinstance(judged, Rejection) else judged
        if isinstance(draft, Rejection) or outcome is None:
            continue
        for name, field in type(draft).model_fields.items():
            if Role.REF in field.metadata:
                handle = str(getattr(draft, name))
                ends[handle] = (
                    outcome if isinstance(outcome, Claim) and ends.get(handle, outcome) is outcome else None
                )
    return ends


def _attributed(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Adds to each claim whose statement holds it: ``within`` and ``asserted_by``."""
    claims = [one for one in outcomes if isinstance(one, Claim)]
    found = attributed(claims)
    return tuple(
        replace(one, derived={**one.derived, **found[one.id]})
        if isinstance(one, Claim) and one.id in found
        else one
        for one in outcomes
    )
