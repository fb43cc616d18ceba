"""A run as flat tables: what data frames, Parquet, DuckDB and spreadsheets are made of.

One row an item, the same columns in every run, so that runs can be put under one another. Offsets count
Unicode code points of the document's text, 0-based, end exclusive. What a model of your own fills stands in
``fields`` as JSON, as do the fields of the shipped models beside their columns.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from llmclaims.documents.decoding import encodable
from llmclaims.documents.document import Document
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import dumped
from llmclaims.runs.records import Line, Run, Summary
from llmclaims.schema.annotations import Role, Span, roles_of
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection
from llmclaims.schema.speakers import participants

Kind = Literal[
    "text", "integer", "number", "flag", "texts", "spans", "zones", "places", "people", "sides", "json"
]
Row = dict[str, Any]

STRUCTS: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "spans": (("start", "integer"), ("end", "integer")),
    "zones": (("start", "integer"), ("end", "integer"), ("zone", "text")),
    "places": (("field", "text"), ("start", "integer"), ("end", "integer")),
    "people": (("role", "text"), ("mention", "text"), ("name", "text")),
    "sides": (("claim", "text"), ("document", "text"), ("quote", "text"), ("spans", "spans")),
}
"""The kinds of column that hold a list of records, and what is in one."""

_PLACE: tuple[tuple[str, Kind], ...] = (
    ("document", "text"), ("paragraph", "integer"), ("page", "integer"), ("start", "integer"), ("end", "integer"),
    ("spans", "spans"), ("quote", "text"), ("tier", "text"), ("verdict", "text"), ("codes", "texts"), ("checked", "texts"),
    ("repaired", "flag"), ("salience", "number"), ("support", "number"),
)  # fmt: skip
_MADE: tuple[tuple[str, Kind], ...] = (
    ("mentions", "places"), ("fields", "json"), ("derived", "json"), ("provider", "text"), ("model", "text"),
)  # fmt: skip
_FILLED = (
    "type", "trigger", "location", "time", "quantity", "modality", "polarity",
    "speaker", "speaker_name", "speaker_type", "cue", "act", "claim",
)  # fmt: skip

COLUMNS: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "claims": (
        ("id", "text"), ("kind", "text"), *_PLACE,
        *((name, "text") for name in _FILLED), ("participants", "people"),
        ("form", "text"), ("within", "text"), ("asserted_by", "texts"), ("time_value", "text"),
        ("time_anchor", "text"), ("quantity_number", "text"), ("quantity_unit", "text"), *_MADE,
    ),
    "relations": (
        ("id", "text"), ("type", "text"), ("source", "text"), ("target", "text"), *_PLACE,
        ("signal", "text"), ("evidence", "sides"), *_MADE,
    ),
    "rejections": (
        ("kind", "text"), ("document", "text"), ("paragraph", "integer"), ("code", "text"), ("message", "text"),
        ("quote", "text"), ("nearest_start", "integer"), ("nearest_end", "integer"), ("nearest_text", "text"),
        ("draft", "json"),
    ),
    "failures": (
        ("document", "text"), ("paragraph", "integer"), ("error", "text"), ("message", "text"),
        ("attempts", "integer"),
    ),
    "usages": (
        ("document", "text"), ("paragraph", "integer"), ("requests", "integer"), ("input_tokens", "integer"),
        ("cached_input_tokens", "integer"), ("output_tokens", "integer"), ("cost", "number"),
    ),
    "documents": (
        ("id", "text"), ("path", "text"), ("sha256", "text"), ("title", "text"), ("dateline_place", "text"),
        ("dateline_value", "text"), ("published", "text"), ("language", "text"), ("encoding", "text"),
        ("paragraphs", "zones"), ("text", "text"),
    ),
    "runs": (("record", "json"),),
}  # fmt: skip
"""Each table's columns with what they hold. ``runs`` keeps the first and the last line of the file as JSON."""


class Ends(NamedTuple):
    """What a relation relates."""

    type: str
    source: str
    target: str


def ends_of(claim: Claim) -> Ends | None:
    """Return the ends of a relation, by the roles of its fields, None for any other claim."""
    roles = roles_of(type(claim.body))
    if Role.SOURCE not in roles or Role.TARGET not in roles:
        if claim.kind != "relation":
            return None
        roles = {Role.TYPE: "type", Role.SOURCE: "source", Role.TARGET: "target"}
    found = [getattr(claim.body, roles.get(one, ""), None) for one in (Role.TYPE, Role.SOURCE, Role.TARGET)]
    kind, source, target = (None if one is None else str(one) for one in found)
    return Ends(kind or claim.kind, source or "", target or "")


def rows(records: Iterable[Line], *, text: bool = True) -> Iterator[tuple[str, Row]]:
    """Yield each record as a row, with the name of its table; ``text`` False leaves the documents' text out."""
    for one in records:
        match one:
            case Claim():
                ends = ends_of(one)
                yield ("relations", _relation(one, ends)) if ends else ("claims", _claim(one))
            case Rejection():
                yield "rejections", _rejection(one)
            case Failure():
                named = {name: getattr(one, name) for name, _ in COLUMNS["failures"]}
                yield "failures", _clean(named)
            case PartUsage():
                record = to_record(one)
                yield "usages", _clean({name: record[name] for name, _ in COLUMNS["usages"]})
            case Document():
                yield "documents", _document(one, text=text)
            case Run() | Summary():
                yield "runs", {"record": dumped(to_record(one))}


def _claim(claim: Claim) -> Row:
    fields = _fields(claim)
    derived = claim.derived
    quantity = derived.get("quantity_value") or {}
    own = {name: one if isinstance(one := fields.get(name), str) else None for name in _FILLED}
    told = {name: derived.get(name) for name in ("form", "within", "time_value", "time_anchor")}
    return _clean(
        {"id": claim.id, "kind": claim.kind, **_place(claim), **own}
        | {
            "participants": participants(claim),
            **told,
            "asserted_by": list(derived.get("asserted_by") or ()),
        }
        | {"speaker_name": claim.speaker_name}
        | {"quantity_number": quantity.get("number"), "quantity_unit": quantity.get("unit")}
        | _made(claim, fields)
    )


def _relation(claim: Claim, ends: Ends) -> Row:
    fields = _fields(claim)
    signal = fields.get("signal")
    names = [name for name, _ in STRUCTS["sides"]]
    sides = [
        {name: one[name] for name in names} | {"spans": _spans(one["spans"])}
        for one in claim.derived.get("evidence") or ()
    ]
    return _clean(
        {"id": claim.id, **ends._asdict(), **_place(claim)}
        | {"signal": signal if isinstance(signal, str) else None, "evidence": sides}
        | _made(claim, fields)
    )


def _fields(claim: Claim) -> Row:
    fields = claim.body.model_dump(mode="json")
    fields.pop("quote", None)
    return fields


def _place(claim: Claim) -> Row:
    found: Row = {name: getattr(claim, name) for name, _ in _PLACE}
    return found | {"spans": _spans(claim.spans), "codes": list(claim.codes), "checked": list(claim.checked)}


def _made(claim: Claim, fields: Row) -> Row:
    places = [
        {"field": name, "start": start, "end": end}
        for name, spans in claim.mentions.items()
        for start, end in spans
    ]
    return {
        "mentions": places,
        "fields": dumped(fields),
        "derived": dumped(dict(claim.derived)),
        "provider": claim.provider,
        "model": claim.model,
    }


def _spans(spans: Iterable[Span | list[int]]) -> list[Row]:
    return [{"start": start, "end": end} for start, end in spans]


def _rejection(one: Rejection) -> Row:
    quote = one.draft.get("quote") if isinstance(one.draft, dict) else None
    near = one.nearest
    return _clean(
        {
            "kind": one.kind,
            "document": one.document,
            "paragraph": one.paragraph,
            "code": one.code,
            "message": one.message,
            "quote": quote if isinstance(quote, str) else None,
            "nearest_start": near.start if near else None,
            "nearest_end": near.end if near else None,
            "nearest_text": near.text if near else None,
            "draft": dumped(one.draft),
        }
    )


def _document(one: Document, *, text: bool) -> Row:
    line = one.dateline
    named = ("id", "path", "sha256", "title", "published", "language", "encoding")
    zones = [{"start": each.start, "end": each.end, "zone": each.zone} for each in one.paragraphs]
    return _clean(
        {name: getattr(one, name) for name in named}
        | {"dateline_place": line.place if line else None, "dateline_value": line.value if line else None}
        | {"paragraphs": zones, "text": one.text if text and one.text else None}
    )


def _clean(row: Row) -> Row:
    """Return a row that can be written as UTF-8: each lone surrogate becomes U+FFFD, which takes one place as well."""
    return {name: _cleaned(value) for name, value in row.items()}


def _cleaned(value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):  # most are, in the lists of places
        return value
    if isinstance(value, str):
        return value if value.isascii() else encodable(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return _clean(value) if isinstance(value, dict) else value
