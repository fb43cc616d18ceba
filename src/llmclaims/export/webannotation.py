"""W3C Web Annotation: an AnnotationCollection in JSON-LD, one annotation a claim, written as they come.

The target is the article under the hash of its bytes (``ni:``, RFC 6920) with a TextQuoteSelector and a
TextPositionSelector (code points, 0-based, end exclusive, as the Recommendation counts). Prefix and suffix grow
until the three together stand once in the text, since otherwise every place where they stand would be selected.
A quote in parts has one target a part. Where the article has pages, a FragmentSelector names the part's ("page=3",
RFC 3778). Bodies are the proposition, the kind as a tag, and the place of each
mention under its field's name; all that the claim's record holds stands under ``claim`` as a JSON literal. A
relation links its ends (motivation ``linking``), its words as ``evidence``.
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from llmclaims.documents.document import Document
from llmclaims.export.shared.by_document import Group, by_document, left_out
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import dumped
from llmclaims.runs.records import Line, Run, Summary
from llmclaims.runs.tables import Ends, ends_of
from llmclaims.schema.annotations import Span
from llmclaims.schema.claims import Claim

NAMESPACE = uuid.UUID("5c0a7d0e-4b1f-5d55-9a63-6f1a2c3d4e5f")
"""Under it lie the names of annotations and of the vocabulary, which need no registered domain."""
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_TERMS = {
    "@version": 1.1,
    "prov": "http://www.w3.org/ns/prov#",
    "llmclaims": f"urn:uuid:{NAMESPACE}#",
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "claim": {"@id": "llmclaims:claim", "@type": "@json"},
    "run": {"@id": "llmclaims:run", "@type": "@json"},
    "summary": {"@id": "llmclaims:summary", "@type": "@json"},
    "field": "llmclaims:field",
    "relation": "llmclaims:relation",
    "verdict": "llmclaims:verdict",
    "checked": {"@id": "llmclaims:checked", "@container": "@list"},
    "evidence": {"@id": "llmclaims:evidence", "@type": "@id"},
}
_PDF_FRAGMENT = "http://tools.ietf.org/rfc/rfc3778"
"""How the Recommendation names the fragments of PDFs."""
_SHORTEST = 32  # characters of prefix and suffix to begin with
_PROPOSITION = "claim"


def write(records: Iterable[Line], out: TextIO, *, text: bool = True) -> None:
    """Write the collection; ``text`` changes nothing, since annotations point at a text and do not hold it."""
    del text
    total, rejected, run, summary = 0, 0, Run(provider="", model=""), Summary()
    begun = False
    for one in by_document(records):
        if isinstance(one, Run):
            run = one
        elif isinstance(one, Summary):
            summary = one
        else:
            if not begun:
                out.write(_opening(run))
                begun = True
            rejected += len(one.rejections)
            for annotation in _annotations(one):
                out.write((",\n" if total else "\n") + dumped(annotation))
                total += 1
    if not begun:
        out.write(_opening(run))
    record = to_record(summary)
    out.write(f'\n]}},\n"total": {total},\n"summary": {dumped(record)}}}\n')
    left_out("webannotation", rejected, "rejected draft", "a refused quote has no place to point at.")


def _opening(run: Run) -> str:
    head = {
        "@context": [CONTEXT, _TERMS],
        "id": _urn("run", run.provider, run.model, run.started),
        "type": "AnnotationCollection",
        "label": "Claims with their words in the source",
        "generator": {
            "id": _urn("software", run.version),
            "type": "Software",
            "name": f"llmclaims {run.version}".strip(),
        },
        "wasGeneratedBy": {
            "id": _urn("activity", run.provider, run.model, run.started),
            "type": "prov:Activity",
        },
        "run": to_record(run),
    }
    page = {
        "id": _urn("page", run.provider, run.model, run.started),
        "type": "AnnotationPage",
        "startIndex": 0,
    }
    return f'{dumped(head)[:-1]},\n"first": {dumped(page)[:-1]}, "items": ['


def _annotations(group: Group) -> Iterator[dict[str, Any]]:
    for claim in group.claims:
        ends = ends_of(claim)
        yield _relation(claim, ends, group.document) if ends else _annotation(claim, group.document)


def _annotation(claim: Claim, document: Document | None) -> dict[str, Any]:
    record = to_record(claim)
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "value": claim.kind, "purpose": "tagging"}]
    said = record.get(_PROPOSITION)
    if isinstance(said, str):
        bodies.insert(0, {"type": "TextualBody", "value": said, "purpose": "describing"})
    bodies += [
        {**_place(document, span), "purpose": "identifying", "field": name}
        for name, spans in claim.mentions.items()
        for span in spans
    ]
    targets = [_place(document, span) for span in claim.spans]
    return _face(claim, "describing") | {"body": bodies, "target": _one_or_all(targets), "claim": record}


def _relation(claim: Claim, ends: Ends, document: Document | None) -> dict[str, Any]:
    """Return a relation's annotation: its target is the relation's source, its body the relation's target."""
    found = _face(claim, "linking") | {
        "relation": ends.type,
        "target": _urn("claim", ends.source),
        "body": _urn("claim", ends.target),
    }
    if claim.spans:
        found["evidence"] = _one_or_all([_place(document, span) for span in claim.spans])
    return found | {"claim": to_record(claim)}


def _face(claim: Claim, motivation: str) -> dict[str, Any]:
    return {
        "id": _urn("claim", claim.id),
        "type": "Annotation",
        "motivation": motivation,
        "verdict": claim.verdict,
        "checked": list(claim.checked),
    }


def _one_or_all(places: list[dict[str, Any]]) -> Any:
    return places[0] if len(places) == 1 else places


def _place(document: Document | None, span: Span) -> dict[str, Any]:
    """Return a part of an article: where it stands, and its words where the text is at hand."""
    start, end = span
    position: dict[str, Any] = {"type": "TextPositionSelector", "start": start, "end": end}
    found: dict[str, Any] = {"type": "SpecificResource", "source": source_of(document)}
    page = document.page_at(start) if document else None
    pages = (
        [{"type": "FragmentSelector", "conformsTo": _PDF_FRAGMENT, "value": f"page={page}"}] if page else []
    )
    if document is None or not document.text:
        return found | {"selector": [position, *pages] if pages else position}
    before, after = around(document.text, span)
    quote = {
        "type": "TextQuoteSelector",
        "exact": document.text[start:end],
        "prefix": before,
        "suffix": after,
    }
    return found | {"selector": [quote, position, *pages]}


def around(text: str, span: Span) -> tuple[str, str]:
    """Return prefix and suffix of a part of a text, so long that the three together stand in it once."""
    start, end = span
    size = _SHORTEST
    while True:
        first, last = max(0, start - size), end + size
        window = text[first:last]
        once = text.find(window, text.find(window) + 1) < 0
        if once or (first == 0 and last >= len(text)):
            return text[first:start], text[end:last]
        size *= 2


def source_of(document: Document | None) -> str:
    """Return an article's name: the hash of its bytes (RFC 6920), so that two copies have one name."""
    if document is None:
        return _urn("document", None)
    try:
        digest = bytes.fromhex(document.sha256)
    except ValueError:
        return _urn("document", document.id)
    return "ni:///sha-256;" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _urn(*parts: str | None) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(parts))}"
