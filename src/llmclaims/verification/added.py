"""Claims that a run missed, written by a reviewer: read, and taken through the gate that every draft passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmclaims.schema.annotations import kind_of
from llmclaims.schema.claims import JOINT, Claim, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.recheck.claims import has_model
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.runs.extraction import Extraction
    from llmclaims.schema.annotations import Cited, Span

REVIEWER = "reviewer"
"""The provider of an added claim; its model is the reviewer's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A claim that the run has not: ``spans`` are the words that it rests on, ``body`` the model's fields, ``line`` that of the file."""

    kind: str
    document: str
    spans: tuple[Span, ...]
    body: Mapping[str, Any]
    note: str = ""
    reviewer: str = ""
    run: str | None = None
    line: int = 0


def added_from(record: Mapping[str, Any], line: int) -> Added:
    """Return an added claim from its record.

    Raises:
        ValueError: it is not whole; the message says what is missing.
    """
    words = {name: record.get(name) or "" for name in ("kind", "document", "note", "reviewer")}
    if not all(isinstance(one, str) for one in words.values()) or not (words["kind"] and words["document"]):
        raise ValueError("an added claim names its kind and its document")
    spans, body, run = record.get("spans"), record.get("body"), record.get("run")
    if (
        not isinstance(body, dict)
        or not isinstance(spans, list)
        or not spans
        or not all(map(_is_span, spans))
    ):
        raise ValueError("an added claim has its fields as its body, and spans, each a start and an end")
    return Added(
        **words,
        spans=tuple((start, end) for start, end in spans),
        body=body,
        run=run if isinstance(run, str) else None,
        line=line,
    )


def _is_span(one: Any) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(type(place) is int for place in one)


def outcomes(
    run: Extraction, given: Iterable[Added], schema: Sequence[type[Cited]], ends: Mapping[str, Claim]
) -> tuple[tuple[Added, Claim | Rejection], ...]:
    """Return what the rules make of added claims, in their order; of equal ones the last.

    ``schema`` are models of the user's own; ``ends`` the run's claims by id, as they were corrected.
    """
    models = {kind_of(one): one for one in (*DEFAULT_SCHEMA, *schema)}
    models |= {one.kind: type(one.body) for one in run.claims if has_model(one)}
    documents = {one.id: one for one in run.documents}
    policy = Policy.of(run.run.settings)
    known = {one.id for one in (*run.claims, *ends.values())}
    found: dict[str | int, tuple[Added, Claim | Rejection]] = {}
    for one in given:
        outcome = _outcome(one, documents.get(one.document), models.get(one.kind), policy, ends)
        if isinstance(outcome, Claim) and outcome.id in known:
            outcome = _refused(one, "DUPLICATE", "The run has this claim already: accept it there.")
        found[outcome.id if isinstance(outcome, Claim) else one.line] = (one, outcome)
    return tuple(found.values())


def _refused(one: Added, code: str, message: str) -> Rejection:
    return Rejection(
        kind=one.kind,
        document=one.document,
        paragraph=None,
        code=code,
        message=message,
        nearest=None,
        draft=dict(one.body),
    )


def _outcome(
    one: Added,
    document: Document | None,
    model: type[Cited] | None,
    policy: Policy,
    ends: Mapping[str, Claim],
) -> Claim | Rejection:
    if model is None:
        return _refused(one, "SCHEMA_INVALID", f"The model of a {one.kind} is not at hand: name it with --schema.")  # fmt: skip
    if document is None:
        return _refused(one, "DOCUMENT_MISSING", f"The run has no document {one.document!r}.")
    if not document.text:
        return _refused(one, "DOCUMENT_MISSING", "The run was saved without the text that the claim must stand in.")  # fmt: skip
    start, end = one.spans[0][0], one.spans[-1][1]
    edges = [place for span in one.spans for place in span]
    if edges != sorted(edges) or start < 0 or end > len(document.text) or start == end:
        return _refused(one, "SPANS_CHANGED", "A span lies outside the text.")
    home = next((part for part in document.paragraphs if part.start <= start and end <= part.end), None)
    if home is None:
        return _refused(one, "WRONG_PARAGRAPH", "The words do not stand in one paragraph.")
    words = JOINT.join(document.text[slice(*span)] for span in one.spans)
    draft = draft_from({"quote": words, **one.body}, model, document, home.index)
    if isinstance(draft, Rejection):
        return draft
    made = Provenance(provider=REVIEWER, model=one.reviewer)
    found = verify(
        draft, document, paragraph=home.index, policy=policy, ends=ends, provenance=made, near=one.spans
    )
    if isinstance(found, Claim) and not _meet(found.spans, one.spans):
        return _refused(one, "SPANS_CHANGED", "The quote does not stand at its spans.")
    return found


def _meet(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(start < last and first < end for start, end in some for first, last in others)
