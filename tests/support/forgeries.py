"""Changes to a saved run, each with what it does: a table for the test that ``verify`` finds them.

``HARMLESS`` change no meaning. ``EDITS`` are made by who does not know of the digest, ``RESEALED`` by who takes it
anew and counts again, so that only what the text, the rules and the order of a file say can tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.runs.digest import Digest
from llmclaims.runs.extraction import Extraction, sealed
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.annotations import kind_of
from llmclaims.schema.answer import schema_hash
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection, claim_id
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.source_order import in_source_order

Records = list[dict[str, Any]]

ARTICLE = (
    "Quarry road stays shut\n\n"
    "KELDMOOR, March 3, 2026 - The council closed the quarry road on Monday because the bank had slipped. "
    "“We did not act too soon,” said Ines Tarrow, the mayor.\n\n"
    "The haulier Dag Orme said the closure would cost 40 jobs. The council will not pay for the detour, he said.\n\n"
    "Nobody was hurt when the bank slipped on Sunday.\n\n"
    "The road was built in 1961 by the quarry's owners.\n"
)


def _event(ref: str, quote: str, trigger: str, **more: Any) -> Proposal:
    fields = {
        "ref": ref, "quote": quote, "trigger": trigger, "type": "OTHER", "participants": [], "location": None,
        "time": None, "quantity": None, "modality": "asserted", "polarity": "positive",
    }  # fmt: skip
    return Proposal(kind="event", item=fields | more)


def _said(ref: str, quote: str, speaker: str, **more: Any) -> Proposal:
    fields = {
        "ref": ref, "quote": quote, "speaker": speaker, "speaker_name": None, "speaker_type": "person",
        "cue": "said", "act": "assert", "polarity": "positive", "claim": quote, "time": None,
    }  # fmt: skip
    return Proposal(kind="statement", item=fields | more)


def _link(kind: str, source: str, target: str, quote: str, signal: str | None) -> Proposal:
    return Proposal(
        kind="relation",
        item={"type": kind, "source": source, "target": target, "quote": quote, "signal": signal},
    )


_CLOSED = "The council closed the quarry road on Monday because the bank had slipped"
_COST = "the closure would cost 40 jobs"
PROPOSED = {
    1: (
        _event("e1", "The council closed the quarry road on Monday", "closed", time="Monday"),
        _event("e2", "the bank had slipped", "slipped"),
        _said(
            "s1",
            "We did not act too soon",
            "Ines Tarrow",
            polarity="negative",
            speaker_name="Ines Ada Tarrow",
        ),
        _said("s2", "We did act too soon", "Ines Tarrow"),
        _said("s3", "We did not act too soon", "Ines Tarrow", polarity="negative"),
        _link("causes", "e2", "e1", _CLOSED, "because"),
        _link("before", "e1", "s2", _CLOSED, None),
        _link("causes", "e1", "e2", _CLOSED, "because"),
        Proposal(kind="event", item={"ref": "e3", "quote": "closed"}),
    ),
    2: (
        _said("s1", _COST, "The haulier Dag Orme", claim="The closure would cost 40 jobs."),
        _said("s2", _COST, "The miner", claim="The closure would cost 40 jobs."),
        _event(
            "e1", "The council will not pay for the detour", "pay", polarity="negative", modality="planned"
        ),
    ),
    3: (_event("e1", "the bank slipped on Sunday", "slipped", time="Sunday"),),
}
"""What a model proposed about each paragraph."""


def honest() -> Extraction:
    """A run with claims, refused drafts of several kinds, a failed paragraph, and what its answers took."""
    document = Document.from_text(ARTICLE, path="quarry.txt", published="2026-03-03")
    found: list[Any] = [document]
    for paragraph in document.body:
        place = paragraph.index
        if place not in PROPOSED:
            found.append(
                Failure(
                    document=document.id,
                    paragraph=place,
                    error="ReplyError",
                    message="No answer.",
                    attempts=2,
                )
            )
            continue
        reading = Reading(document=document, paragraph=place, schema=DEFAULT_SCHEMA)
        made = Provenance(provider="server", model="model-1")
        proposed = [replace(one, provenance=made) for one in PROPOSED[place]]
        found += in_source_order(verify_answer(proposed, reading))
        found.append(PartUsage(document=document.id, paragraph=place, usage=Usage(1, 0, 900, 0, 200, 0.01)))
    claims = sum(isinstance(one, Claim) for one in found)
    refused = sum(isinstance(one, Rejection) for one in found)
    run = Run(
        provider="server", model="model-1", parameters={"output": "json_schema"}, prompts={"extract.v3": "0123456789ab"},
        schema={kind_of(model): schema_hash(model) for model in DEFAULT_SCHEMA}, version="0.1.0",
        settings={"strict": False, "disable": [], "repair": True}, started="2026-03-04T10:00:00+00:00",
    )  # fmt: skip
    summary = Summary(
        paragraphs=4, done=3, failed=1, proposed=claims + refused, accepted=claims, rejected=refused,
        usage=Usage(3, 0, 2700, 0, 600, 0.03), seconds=4.5, warnings=("One answer broke off.",),
    )  # fmt: skip
    return sealed(Extraction(run=run, records=tuple(found), summary=summary))


def resealed(records: Records) -> Records:
    """The records with counts and digest as a forger would make them anew; the last one is the summary."""
    *before, summary = records
    claims = sum("spans" in one for one in before)
    refused = sum(one["record"] == "rejection" for one in before)
    summary |= {"accepted": claims, "rejected": refused, "proposed": claims + refused}
    digest = Digest()
    for one in records:
        digest.add(one)
    summary["digest"] = digest.hexadecimal()
    return records


def again(record: dict[str, Any]) -> dict[str, Any]:
    """A claim's record with the id that its fields give."""
    own = {
        "record",
        "id",
        "document",
        "paragraph",
        "start",
        "end",
        "spans",
        "tier",
        "verdict",
        "codes",
        "checked",
    }
    own |= {"repaired", "mentions", "derived", "provider", "model"}
    body = {key: value for key, value in record.items() if key not in own}
    spans = tuple((start, end) for start, end in record["spans"])
    return record | {"id": claim_id(record["document"], record["record"], spans, body)}


def written(records: Records) -> bytes:
    """The bytes of a file of these records."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()


def nth(kind: str, number: int = 0) -> Callable[[Records], int]:
    """Finds the place of a record by its kind."""
    return lambda records: [place for place, one in enumerate(records) if one["record"] == kind][number]


def put(kind: str, number: int = 0, /, **fields: Any) -> Callable[[Records], Records]:
    """Sets fields of a record."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        return [*records[:place], records[place] | fields, *records[place + 1 :]]

    return change


def within(kind: str, key: str, number: int = 0, /, **fields: Any) -> Callable[[Records], Records]:
    """Sets entries of a mapping in a record."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        return [*records[:place], records[place] | {key: records[place][key] | fields}, *records[place + 1 :]]

    return change


def drop(kind: str, number: int = 0) -> Callable[[Records], Records]:
    """Takes a record out."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        return records[:place] + records[place + 1 :]

    return change


def twice(kind: str, number: int = 0) -> Callable[[Records], Records]:
    """Doubles a record in its place."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        return [*records[: place + 1], *records[place:]]

    return change


def move(kind: str, to: int, number: int = 0) -> Callable[[Records], Records]:
    """Moves a record to another place; -1 is the end of the file."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        rest = records[:place] + records[place + 1 :]
        at = len(rest) + 1 + to if to < 0 else to
        return [*rest[:at], records[place], *rest[at:]]

    return change


def add(record: dict[str, Any], at: int) -> Callable[[Records], Records]:
    """Puts a record of its own in; ``at`` below 0 counts from behind."""

    def change(records: Records) -> Records:
        place = len(records) + 1 + at if at < 0 else at
        return [*records[:place], record, *records[place:]]

    return change


def without(kind: str, key: str, number: int = 0) -> Callable[[Records], Records]:
    """Takes a field out of a record."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        kept = {name: one for name, one in records[place].items() if name != key}
        return [*records[:place], kept, *records[place + 1 :]]

    return change


def refit(kind: str, number: int = 0, /, **fields: Any) -> Callable[[Records], Records]:
    """Sets fields of a claim, and its id to what they give."""

    def change(records: Records) -> Records:
        place = nth(kind, number)(records)
        return [*records[:place], again(records[place] | fields), *records[place + 1 :]]

    return change


def swap(one: tuple[str, int], other: tuple[str, int]) -> Callable[[Records], Records]:
    """Lets two records change places."""

    def change(records: Records) -> Records:
        first, second = nth(*one)(records), nth(*other)(records)
        found = list(records)
        found[first], found[second] = found[second], found[first]
        return found

    return change


def both(*changes: Callable[[Records], Records]) -> Callable[[Records], Records]:
    """One change after the other."""

    def change(records: Records) -> Records:
        for one in changes:
            records = one(records)
        return records

    return change


def renamed(old: str, new: str) -> Callable[[Records], Records]:
    """Writes one text for another wherever it stands."""
    return lambda records: json.loads(json.dumps(records, ensure_ascii=False).replace(old, new))
