"""Relations that code makes, or a model judged, between two claims: records without a quote of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from llmclaims.schema.annotations import Span, kind_of
from llmclaims.schema.claims import Claim, Rejection, claim_id
from llmclaims.schema.news import Relation
from llmclaims.verification.claim_builder import ENDS, checked_by, rejection
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import ends_of, ordered
from llmclaims.verification.relations.evidence import Side, allowed, evidence
from llmclaims.verification.rules.registry import Finding
from llmclaims.verification.salience import salience_between
from llmclaims.verification.verifier import Policy

KIND = kind_of(Relation)


def relation_between(
    kind: str,
    source: Side,
    target: Side,
    *,
    basis: str,
    words: tuple[Sequence[Span], Sequence[Span]] | None = None,
    provider: str = "",
    model: str = "",
) -> Claim:
    """Return the record of a relation; its id is a hash of its type and its ends.

    ``words`` are the places, in code points, that show it in each end's document; by default the ends' own
    quotes. The ends of a symmetric type are stored in the order of their ids.
    """
    places = words or (source[0].spans, target[0].spans)
    sides = {one[0].id: evidence(*one, spans) for one, spans in zip((source, target), places, strict=True)}
    first, last = ordered(kind, source[0].id, target[0].id)
    body = Relation.model_construct(type=kind, source=first, target=last, quote="", signal=None)
    document = source[1].id if source[1].id == target[1].id else None
    worth = salience_between((source[0], target[0]))
    return Claim(
        id=claim_id(document, KIND, (), body.model_dump(mode="json")),
        kind=KIND,
        document=document,
        paragraph=None,
        spans=(),
        quote=None,
        body=body,
        mentions={},
        tier=None,
        derived={"basis": basis, "evidence": [sides[first], sides[last]]}
        | ({} if worth is None else {"salience": worth}),
        provider=provider,
        model=model,
    )


def admitted(
    proposed: Iterable[Claim], standing: Sequence[Claim], sides: Mapping[str, Side], policy: Policy
) -> tuple[list[Claim], list[tuple[Claim, Finding]]]:
    """Return the relations that may stand beside those that do, and those that may not with the reason (V22, V23).

    In the order given: of two that clash the first stays. One that stands already is neither.
    """
    checked = checked_by("", policy.disable, words_of=ENDS)
    known = {one.id for one in standing}
    refused: list[tuple[Claim, Finding]] = []
    able: list[Claim] = []
    for one in proposed:
        if one.id in known:
            continue
        known.add(one.id)
        kind, source, target = ends_of(one)
        findings = allowed(kind, sides[source], sides[target], str(one.derived["basis"]))
        found = policy.applied(dict(enumerate(findings)))
        if found:
            refused.append((one, next(iter(found.values()))))
        else:
            able.append(replace(one, checked=checked))
    kept, clashing = without_conflicts(able, standing, policy)
    return kept, [*refused, *clashing]


def without_conflicts(
    relations: Sequence[Claim], standing: Sequence[Claim], policy: Policy
) -> tuple[list[Claim], list[tuple[Claim, Finding]]]:
    """Part relations that may stand beside those that do from those that repeat one or close a circle."""
    clashes = policy.applied(conflicts([*standing, *relations]))
    kept: list[Claim] = []
    clashing: list[tuple[Claim, Finding]] = []
    for place, one in enumerate(relations, start=len(standing)):
        if place in clashes:
            clashing.append((one, clashes[place]))
        else:
            kept.append(one)
    return kept, clashing


def rejected(relation: Claim, finding: Finding, draft: Any) -> Rejection:
    """Return the rejection of a relation that may not stand; it is told under its source's document."""
    document = str(relation.derived["evidence"][0]["document"])
    return rejection(finding, draft, kind=KIND, document=document, paragraph=None)


def said_before(relation: Claim) -> Finding:
    """Return the finding against a relation that one answer gives twice."""
    kind, _, _ = ends_of(relation)
    return Finding(code="DUPLICATE", message=f"The same “{kind}” is already there.")
