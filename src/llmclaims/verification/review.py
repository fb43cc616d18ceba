"""What a reviewer decided, held against the run that it is about, and turned into gold (see ``decisions``)."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import Document
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim, Rejection, claim_id
from llmclaims.verification.added import Added, outcomes
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.decisions import ACCEPT, CORRECT, REJECT, Decision
from llmclaims.verification.recheck.claims import RunContext, has_model, problem_unquoted, unquoted
from llmclaims.verification.relations.ends import ends_of, relates
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from llmclaims.runs.extraction import Extraction
    from llmclaims.runs.records import Record
    from llmclaims.schema.annotations import Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Decisions held against a run.

    ``decided`` maps a claim's id to its decision; ``corrected`` to what the rules made of its correction;
    ``unknown`` are decisions about claims that the run has not; ``others`` counts those made on another run.
    ``added`` are the claims that the run missed, each with what the rules made of it.
    """

    decided: Mapping[str, Decision]
    corrected: Mapping[str, Claim | Rejection]
    unknown: tuple[Decision, ...]
    undecided: int
    others: int
    added: tuple[tuple[Added, Claim | Rejection], ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many claims were accepted, corrected and rejected."""
        found = Counter(one.decision for one in self.decided.values())
        return {name: found[name] for name in (ACCEPT, CORRECT, REJECT)}

    def changes(self, claim: Claim) -> Iterator[tuple[str, Any, Any]]:
        """Yield each field that a claim's correction changed, with its value before and after; none where none holds.

        A relation whose end was corrected has that end still.
        """
        new = self.corrected.get(claim.id)
        if not isinstance(new, Claim):
            return
        renamed = {old: one.id for old, one in self.corrected.items() if isinstance(one, Claim)}
        ends = ends_of(claim)[1:] if relates(claim.body) else ()
        before, after = (one.body.model_dump(mode="json") for one in (claim, new))
        for field, value in after.items():
            was = before.get(field)
            if value != (renamed.get(str(was), was) if was in ends else was):
                yield field, was, value

    @property
    def refused(self) -> Mapping[str, Rejection]:
        """Corrections that the rules do not let in, by the id of the claim that was corrected."""
        return {one: found for one, found in self.corrected.items() if isinstance(found, Rejection)}

    @property
    def not_added(self) -> tuple[tuple[Added, Rejection], ...]:
        """Added claims that the rules do not let in, each with why."""
        return tuple((one, found) for one, found in self.added if isinstance(found, Rejection))


def run_hash(records: Iterable[Run | Record | Summary]) -> str:
    """Return the SHA-256 of what a run found, without its texts, settings and times, in hexadecimal."""
    digest = hashlib.sha256()
    for one in records:
        if not isinstance(one, (Run, Summary)):
            digest.update(line(to_record(one, text=False)).encode())
    return digest.hexdigest()


def review(
    run: Extraction, decisions: Iterable[Decision | Added], *, schema: Sequence[type[Cited]] = ()
) -> Review:
    """Hold decisions against the run that they are about; corrections and added claims pass the rules like any draft.

    ``schema`` are models of your own that a claim was added in.
    """
    given = tuple(decisions)
    added = [one for one in given if isinstance(one, Added)]
    claims = {one.id: one for one in run.claims}
    latest = {one.claim: one for one in given if isinstance(one, Decision)}
    decided = {name: one for name, one in latest.items() if name in claims}
    mark = run_hash(run.records)
    made_on = [*(one.run for one in decided.values()), *(one.run for one in added)]
    corrected = _corrections(run, claims, decided)
    ends = claims | {name: one for name, one in corrected.items() if isinstance(one, Claim)}
    return Review(
        decided=decided,
        corrected=corrected,
        unknown=tuple(one for name, one in latest.items() if name not in claims),
        undecided=len(claims) - len(decided),
        others=sum(one is not None and one != mark for one in made_on),
        added=outcomes(run, added, schema, ends),
    )


def _corrections(
    run: Extraction, claims: Mapping[str, Claim], decided: Mapping[str, Decision]
) -> dict[str, Claim | Rejection]:
    """Return what becomes of the corrected claims: those that relate others come last, and meet their corrected ends."""
    documents = {one.id: one for one in run.documents}
    policy = Policy.of(run.run.settings)
    wanted = [one for one in decided.values() if one.decision == CORRECT]
    found: dict[str, Claim | Rejection] = {}
    ends = dict(claims)
    for one in sorted(wanted, key=lambda one: relates(claims[one.claim].body)):
        claim, body = claims[one.claim], dict(one.body or {})
        outcome = _corrected(claim, body, documents, ends, policy)
        found[one.claim] = outcome
        if isinstance(outcome, Claim):
            ends[one.claim] = outcome
    return found


def _corrected(
    claim: Claim,
    body: Mapping[str, Any],
    documents: Mapping[str, Document],
    ends: Mapping[str, Claim],
    policy: Policy,
) -> Claim | Rejection:
    def refused(code: str, message: str) -> Rejection:
        return claim.refused(code, message, dict(body))

    if not has_model(claim):
        return refused(
            "SCHEMA_INVALID", f"The model of a {claim.kind} is not at hand: name it with --schema."
        )
    document = documents.get(claim.document or "")
    if unquoted(claim):
        return _unquoted(claim, body, documents, ends, policy) or refused(
            "RELATION_CHANGED",
            "A relation that rests on its ends' own words is accepted or rejected as it is.",
        )
    if document is None or not document.text:
        return refused(
            "DOCUMENT_MISSING", "The run was saved without the text that the correction must stand in."
        )
    draft = draft_from(dict(body), type(claim.body), document, claim.paragraph)
    if isinstance(draft, Rejection):
        return draft
    made = Provenance(provider=claim.provider, model=claim.model, repaired=claim.repaired)
    within = verify(draft, document, paragraph=claim.paragraph, policy=policy, ends=ends, provenance=made)
    if isinstance(within, Claim):
        return within
    anywhere = verify(draft, document, policy=policy, ends=ends, provenance=made)
    return anywhere if isinstance(anywhere, Claim) else within


def _unquoted(
    claim: Claim,
    body: Mapping[str, Any],
    documents: Mapping[str, Document],
    ends: Mapping[str, Claim],
    policy: Policy,
) -> Claim | None:
    """Return a relation without a quote under another type, when its evidence carries that too."""
    try:
        changed = type(claim.body).model_validate({**body, "quote": ""})
    except ValueError:
        return None
    filled = changed.model_dump(mode="json")
    again = replace(claim, body=changed, id=claim_id(claim.document, claim.kind, claim.spans, filled))
    texts = {name: one for name, one in documents.items() if one.text}
    homes = {name: texts.get(end.document or "") for name, end in ends.items()}
    sides = {name: (ends[name], home) for name, home in homes.items() if home is not None}
    context = RunContext(models={}, policy=policy, own=policy)
    return None if problem_unquoted(again, sides, context) else again


def gold(
    run: Extraction,
    decisions: Iterable[Decision | Added],
    *,
    schema: Sequence[type[Cited]] = (),
    without: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield gold from a reviewed run: records in the form of ``seeds/*/claims.jsonl``, in the run's order.

    Accepted claims and corrected ones that the rules let in are gold. A rejected one is ``hard_negative``. One
    that nobody decided on, or whose correction does not hold, is ``optional``: it counts neither way. Claims that
    were added and hold come last, so that what the run missed is counted. A document of which nothing was decided
    or added is left out, and so are relations across documents, and those of ``without``, named by their ids.
    """
    judged = review(run, decisions, schema=schema)
    missed = [
        (one, claim)
        for one, claim in judged.added
        if isinstance(claim, Claim) and claim.document not in without
    ]
    reviewed = {one.document for one in run.claims if one.id in judged.decided}
    reviewed |= {claim.document for _, claim in missed}
    kept = tuple(one for one in run.records if _document_of(one) in reviewed - {None, *without})
    renamed = {old: new.id for old, new in judged.corrected.items() if isinstance(new, Claim)}
    rejected = {name for name, one in judged.decided.items() if one.decision == REJECT}
    for one in kept:
        if isinstance(one, Document):
            yield to_record(one)
        elif isinstance(one, Claim):
            yield _gold_claim(one, judged, renamed, rejected)
    for given, claim in missed:
        record = _following(to_record(claim), claim, renamed)
        yield record | {"note": given.note} if given.note else record


def _document_of(one: Record) -> str | None:
    return one.id if isinstance(one, Document) else one.document


def _gold_claim(
    claim: Claim, judged: Review, renamed: Mapping[str, str], rejected: Sequence[str] | set[str]
) -> dict[str, Any]:
    decision = judged.decided.get(claim.id)
    outcome = judged.corrected.get(claim.id)
    record = to_record(outcome if isinstance(outcome, Claim) else claim)
    unsure = decision is None or isinstance(outcome, Rejection)
    if relates(claim.body):
        record = _following(record, claim, renamed)
        unsure = unsure or bool(set(ends_of(claim)[1:]).intersection(rejected))
    if decision is not None and decision.note:
        record["note"] = decision.note
    if decision is not None and decision.decision == REJECT:
        record["hard_negative"] = True
    elif unsure:
        record["optional"] = True
    return record


def _following(record: dict[str, Any], claim: Claim, renamed: Mapping[str, str]) -> dict[str, Any]:
    """Return a relation's record with its ends as they are called after their correction; any other as it is."""
    ends = ends_of(claim)[1:] if relates(claim.body) else ()
    return {key: renamed.get(value, value) if value in ends else value for key, value in record.items()}
