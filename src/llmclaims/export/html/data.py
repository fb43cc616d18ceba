"""What a page shows of a run: plain JSON values, the offsets in UTF-16 code units, as a browser counts."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from llmclaims.documents.document import Document
from llmclaims.export.shared.claim_view import Row, rows
from llmclaims.grounding.boundaries.neighbours import UNSPACED
from llmclaims.grounding.ellipsis import MIN_SHORT, MIN_UNSPACED, MIN_WORDS
from llmclaims.runs.ranking import ranks
from llmclaims.runs.records import Line, Run, Summary
from llmclaims.schema.annotations import Cited, Role, Verbatim, kind_of, roles_of, takes_none, unwrap
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.review import run_hash
from llmclaims.verification.rules.registry import rules

_KEPT = frozenset((Role.REF, Role.SOURCE, Role.TARGET))
"""Handles and ids: a reviewer rejects a claim that names the wrong ones."""


class Units:
    """Turns offsets in code points of a text into offsets in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        """Note where the characters stand that take two units."""
        wide = not text.isascii() and max(text, default="") > "\uffff"
        self._astral = [place for place, one in enumerate(text) if one > "\uffff"] if wide else []

    def __call__(self, place: int) -> int:
        """Return the offset in code units of a code point."""
        return place + bisect_left(self._astral, place) if self._astral else place

    def spans(self, spans: Iterable[Sequence[int]]) -> list[list[int]]:
        """Return spans in code units."""
        return [[self(start), self(end)] for start, end in spans]


def contents(records: Sequence[Line], *, text: bool = True, top: int | None = None) -> dict[str, Any]:
    """Return all that the page needs, by record kind; claims and refused drafts name their document by its number.

    ``top`` is how many claims of each document it begins with.
    """
    documents = [one for one in records if isinstance(one, Document)]
    claims = [one for one in records if isinstance(one, Claim)]
    numbers = {one.id: number for number, one in enumerate(documents)}
    units = [Units(one.text) for one in documents]
    run = next((one for one in records if isinstance(one, Run)), None)
    summary = next((one for one in records if isinstance(one, Summary)), None)
    return {
        "hash": run_hash(records),
        "run": _run(run),
        "summary": asdict(summary) if summary else None,
        "rules": {code: rule.id for rule in rules() for code in rule.codes},
        "kinds": _kinds(claims, run),
        "shortest": {
            "words": MIN_WORDS,
            "short": MIN_SHORT,
            "unspaced": MIN_UNSPACED,
            "scripts": UNSPACED.pattern,
        },
        "top": top,
        "documents": [
            _document(one, counted, text=text) for one, counted in zip(documents, units, strict=True)
        ],
        "claims": list(_claims(claims, numbers, units)),
        "rejections": [_rejection(one, numbers, units) for one in records if isinstance(one, Rejection)],
        "failures": [
            {**asdict(one), "document": numbers.get(one.document), "name": one.document}
            for one in records
            if isinstance(one, Failure)
        ],
    }


def _run(run: Run | None) -> dict[str, Any]:
    wanted = ("provider", "model", "version", "started")
    return {name: getattr(run, name) for name in wanted} if run else dict.fromkeys(wanted)


def _kinds(claims: Iterable[Claim], run: Run | None) -> list[dict[str, Any]]:
    """Return the kinds that the run was asked for, found or not, and those of its claims: what can be filled in."""
    shipped = {kind_of(model): model for model in DEFAULT_SCHEMA}
    asked = run.schema if run and run.schema else shipped
    models = {kind: model for kind, model in shipped.items() if kind in asked}
    models |= {claim.kind: type(claim.body) for claim in claims}
    return [
        {"kind": kind, "fields": fields_of(model), "roles": dict(roles_of(model))}
        for kind, model in models.items()
    ]


def _document(document: Document, units: Units, *, text: bool) -> dict[str, Any]:
    paragraphs = [[units(one.start), units(one.end), one.zone] for one in document.paragraphs]
    return {
        "id": document.id,
        "path": document.path,
        "title": document.title,
        "dateline": document.dateline.text if document.dateline else None,
        "published": document.published,
        "language": document.language,
        "paragraphs": paragraphs,
        "text": document.text if text and document.text else None,
    }


def _claims(
    claims: Sequence[Claim], numbers: Mapping[str, int], units: Sequence[Units]
) -> Iterator[dict[str, Any]]:
    """Yield the claims in their order, each with its row and its rank."""
    places = ranks(claims)
    groups: dict[str | None, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.document, []).append(claim)
    for document, group in groups.items():
        number = numbers.get(document) if document is not None else None
        counted = units[number] if number is not None else Units("")
        for claim, row in zip(group, rows(group), strict=True):
            yield _claim(claim, row, number, counted) | {"rank": places.get(claim.id)}


def _claim(claim: Claim, row: Row, number: int | None, units: Units) -> dict[str, Any]:
    body = claim.body.model_dump(mode="json")
    body.pop("quote", None)
    return {
        "id": claim.id,
        "kind": claim.kind,
        "document": number,
        "paragraph": claim.paragraph,
        "page": claim.page,
        "place": [claim.start, claim.end],
        "spans": units.spans(claim.spans),
        "quote": None if claim.quote is None else str(claim.quote),
        "tier": claim.tier,
        "repaired": claim.repaired,
        "checked": [str(one) for one in claim.checked],
        "flags": row.flags,
        "mentions": [[path, units.spans(spans)] for path, spans in claim.mentions.items()],
        "derived": [[key, value] for key, value in claim.derived.items() if key != "notes"],
        "body": list(body.items()),
        "handle": row.handle,
        "head": row.head,
        "aside": row.aside,
        "details": row.details,
        "speaker": claim.speaker,
    }


def _rejection(one: Rejection, numbers: Mapping[str, int], units: Sequence[Units]) -> dict[str, Any]:
    number = numbers.get(one.document)
    near = one.nearest
    spans = units[number].spans([(near.start, near.end)]) if near and number is not None else []
    draft = one.draft
    return {
        "kind": one.kind,
        "document": number,
        "paragraph": one.paragraph,
        "code": str(one.code),
        "message": str(one.message),
        "nearest": near.text if near else None,
        "spans": spans,
        "draft": list(draft.items()) if isinstance(draft, dict) else [["draft", draft]],
    }


def fields_of(model: type[Cited]) -> list[dict[str, Any]]:
    """Return the fields but for the quote, in their order, each as ``_field`` says."""
    return [_field(name, field) for name, field in model.model_fields.items() if name != "quote"]


def _field(name: str, field: FieldInfo) -> dict[str, Any]:
    """Return one field: ``input`` is words, choice, items or json; ``where`` its words must stand, None anywhere."""
    inner, marks = unwrap(field.annotation, tuple(field.metadata))
    where = [mark.where for mark in marks if isinstance(mark, Verbatim)]
    found: dict[str, Any] = {
        "name": name,
        "input": "json",
        "optional": takes_none(field.annotation),
        "where": where[-1] if where else None,
        "fixed": bool(_KEPT.intersection(mark for mark in marks if isinstance(mark, Role))),
        "hint": field.description,
        "default": field.default if isinstance(field.default, str) else None,
    }
    item = get_args(inner)[0] if get_origin(inner) is list else None
    if get_origin(inner) is Literal and all(isinstance(one, str) for one in get_args(inner)):
        return found | {"input": "choice", "choices": list(get_args(inner))}
    if inner is str:
        return found | {"input": "words"}
    if isinstance(item, type) and issubclass(item, BaseModel):
        parts = [_field(key, one) for key, one in item.model_fields.items()]
        if all(one["input"] in ("words", "choice") for one in parts):
            return found | {"input": "items", "parts": parts}
    return found
