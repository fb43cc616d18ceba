"""Relations that have no quote of their own: the two ends' words are the evidence (V22, V23).

Such a relation stands between two documents, or in one where the dates of its ends give it. Both sides are
kept under ``derived["evidence"]``, source first: the claim, its document, spans and the words there;
``derived["basis"]`` says what it rests on: "dates", "words" or "model".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llmclaims.schema.claims import JOINT
from llmclaims.verification.relations.ends import SYMMETRIC, ends_of, ordered
from llmclaims.verification.relations.profiles import profile_of
from llmclaims.verification.relations.signatures import pair_holds, question_asked
from llmclaims.verification.relations.similarity import likeness
from llmclaims.verification.relations.temporal_order import order_of
from llmclaims.verification.rules.registry import Finding
from llmclaims.verification.salience import salience_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

DATES, WORDS, MODEL = "dates", "words", "model"

Side = tuple["Claim", "Document"]


def evidence(claim: Claim, document: Document, spans: Sequence[Span] | None = None) -> dict[str, Any]:
    """Return one side of a relation: the words of its claim, or others that stand by it."""
    places = list(claim.spans if spans is None else spans)
    return {
        "claim": claim.id,
        "document": document.id,
        "spans": [list(span) for span in places],
        "quote": JOINT.join(document.text[start:end] for start, end in places),
    }


def sentences_of(claim: Claim, document: Document) -> Span:
    """Return where the sentences of a claim's own quote stand; its paragraph where it has none."""
    home = document.paragraphs[claim.paragraph or 0]
    near = [
        (first, last)
        for first, last in document.sentences(home)
        if any(start < last and first < end for start, end in claim.spans)
    ] or [(home.start, home.end)]
    return near[0][0], near[-1][1]


def stands_by(claim: Claim, document: Document, spans: Sequence[Span]) -> bool:
    """Tell whether words stand in the sentences of a claim's own quote."""
    if claim.paragraph is None or not spans:
        return False
    first, last = sentences_of(claim, document)
    return all(first <= start and end <= last for start, end in spans)


def allowed(kind: str, source: Side, target: Side, basis: str) -> Iterator[Finding]:
    """Yield what is wrong with a relation by its ends: V22, the questions of V23, and what code computes itself."""
    yield from pair_holds(kind, source[0], target[0])
    if kind == "contradicts":
        yield from question_asked((source[0], target[0]))
    if kind == "causes":
        message = "A cause needs a word of the source that says so, and two documents share none."
        yield Finding(code="CAUSE_WITHOUT_SIGNAL", message=message)
    if kind == "purpose":
        message = "A purpose needs a word of the source that says so, and two documents share none."
        yield Finding(code="PURPOSE_WITHOUT_SIGNAL", message=message)
    if basis == DATES and order_of(source[0], target[0], source[1]) != kind:
        yield Finding(code="DATE_CONFLICT", message=f"The dates of its ends do not give “{kind}”.")
    if basis == WORDS and not _as_alike(kind, source, target):
        yield Finding(code="EVIDENCE_CHANGED", message=f"The words of its ends do not give “{kind}”.")


def _as_alike(kind: str, source: Side, target: Side) -> bool:
    mine, theirs = profile_of(*source), profile_of(*target)
    if mine is None or theirs is None:
        return False
    found = likeness(mine, theirs)
    return found is not None and found.type == kind and (found.forward or kind in SYMMETRIC)


def problem_between(
    relation: Claim, sides: Mapping[str, Side], disable: frozenset[str] = frozenset()
) -> tuple[str, str] | None:
    """Say what is wrong with a saved relation without a quote, None when it holds; ``sides`` maps ids to claims.

    ``disable`` turns off what a rule says of the two claims, never that both are there with their words.
    """
    kind, *ends = ends_of(relation)
    found = [sides.get(one) for one in ends]
    source, target = found
    if source is None or target is None:
        return "ENDPOINT_MISSING", "One end of the relation is no verified claim of this file."
    if ordered(kind, *ends) != tuple(ends):
        return "RECORD_INVALID", f"“{kind}” has no direction, so its ends are stored sorted."
    home = source[1].id if source[1].id == target[1].id else None
    if relation.document != home or relation.paragraph is not None:
        return "DOCUMENT_MISSING", "The relation does not stand under the document that its ends stand in."
    basis, kept = relation.derived.get("basis"), relation.derived.get("evidence")
    if set(relation.derived) - {"salience"} != {"basis", "evidence"} or basis not in (DATES, WORDS, MODEL):
        return (
            "DERIVED_CHANGED",
            "A relation without a quote says its basis, its evidence and its salience, nothing else.",
        )
    if "salience" in relation.derived and relation.derived["salience"] != salience_between(
        (source[0], target[0])
    ):
        return "DERIVED_CHANGED", "A relation is as salient as the lesser of its ends, and this one is not."
    if not isinstance(kept, (list, tuple)) or len(kept) != len(ends):
        return "EVIDENCE_CHANGED", "The evidence of a relation has two sides, the source's and the target's."
    for part, (claim, document) in zip(kept, (source, target), strict=True):
        wrong = _side(part, claim, document, own=basis != MODEL)
        if wrong:
            return wrong
    judged = allowed(kind, source, target, str(basis))
    finding = next((one for one in judged if one.code not in disable), None)
    return (finding.code, finding.message) if finding else None


def _side(part: Any, claim: Claim, document: Document, *, own: bool) -> tuple[str, str] | None:
    """Say what is wrong with one side's words; ``own``: they are the claim's own quote."""
    places = part.get("spans") if isinstance(part, Mapping) else None
    size = len(document.text)
    if not places or any(len(span) != 2 or not 0 <= span[0] < span[1] <= size for span in places):
        return "EVIDENCE_CHANGED", "A side of the evidence has no place in the text."
    spans = [(int(start), int(end)) for start, end in places]
    if dict(part) != evidence(claim, document, spans):
        return "EVIDENCE_CHANGED", "A side of the evidence is not the text at its place."
    if not stands_by(claim, document, spans) or (own and spans != list(claim.spans)):
        return "EVIDENCE_ELSEWHERE", "The words kept for an end do not stand where its quote stands."
    return None
