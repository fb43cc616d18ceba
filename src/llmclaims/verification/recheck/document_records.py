"""One document of a run with all that stands under it: each record checked, and all of them beside one another."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.runs.jsonl import from_record, to_record
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.recheck.claims import guarded, has_model, problems_of, read_claim
from llmclaims.verification.recheck.documents import document_of
from llmclaims.verification.recheck.problem import Problem
from llmclaims.verification.recheck.rejections import RefusedDrafts, Unchecked
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.rules.duplicates import duplicates
from llmclaims.verification.source_order import misplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.verification.recheck.claims import Numbered, RunContext
    from llmclaims.verification.recheck.problem import Note


class Kept(NamedTuple):
    """What relations between documents may name: a document, and its claims by their ids with their lines.

    ``line`` is that of the document, None where its text is not at hand.
    """

    line: int | None
    document: dict[str, Any] | None
    claims: tuple[tuple[str, int], ...]


class DocumentRecords:
    """The records from a document's own to the next one's; without a document at the head of a broken file."""

    def __init__(self, records: Sequence[Numbered], context: RunContext) -> None:
        """Take records that have the right form (see ``record_shapes``)."""
        self.document: Document | None = None
        self.claims: dict[int, Claim] = {}
        self._records = records
        self._by_line = dict(records)
        self._context = context
        self.head = records[0] if records and records[0][1]["record"] == "document" else None

    def kept(self) -> Kept:
        """Return what relations between documents may name of it, once its problems have been found."""
        claims = tuple((claim.id, number) for number, claim in self.claims.items() if not relates(claim.body))
        if self.document is None:
            return Kept(None, None, claims)
        return Kept(self._records[0][0], to_record(self.document), claims)

    def problems(self, unchecked: Counter[str]) -> Iterator[Problem | Note]:
        """Yield what does not hold; count the refused drafts that cannot be checked, by the reason."""
        if self.head is not None:
            self.document, found = document_of(*self.head, self._context)
            yield from found
        for number, record in self._under():
            yield from self._read(number, record)
        yield from problems_of(list(self.claims.items()), self.document, self._context)
        yield from self._repeated()
        yield from self._said_twice()
        yield from self._disordered()
        if self.document is not None:
            yield from self._refused(self.document, unchecked)

    def _under(self) -> Iterator[Numbered]:
        yield from self._records[self.head is not None :]

    def _read(self, number: int, record: dict[str, Any]) -> Iterator[Problem]:
        """Read and keep a claim; of any other record tell whether it stands under its own document."""
        kind = record["record"]
        if kind in ("rejection", "failure", "usage"):
            whole = kind == "failure" and record["paragraph"] is None  # of a source that could not be read
            wrong = None if whole else self._astray(record)
            if wrong:
                yield Problem(number, None, kind, "DOCUMENT_MISSING", wrong)
            return
        if not self._context.asked_for(kind):
            message = (
                f"Nobody asked for a {kind}: the run names it neither as a record nor as a kind of claim."
            )
            yield Problem(number, record["id"], kind, "KIND_UNKNOWN", message)
        claim, changed = read_claim(number, record, self._context.models)
        if changed:
            yield changed
        if claim is None:
            return
        self.claims[number] = claim
        if not has_model(claim):
            message = f"The model of a {kind} is not at hand, and what its rules say not known: name it with --schema."
            yield Problem(number, claim.id, kind, "MODEL_MISSING", message)

    def _astray(self, record: dict[str, Any]) -> str | None:
        if self.head is None or record["document"] != self.head[1]["id"]:
            return f"Its document {record['document']!r} is not the one that it stands under."
        paragraph, zones = record["paragraph"], self.head[1]["paragraphs"]
        if paragraph is not None and (paragraph >= len(zones) or zones[paragraph][2] != "body"):
            return f"The document has no paragraph {paragraph} that was read for claims."
        return None

    def _repeated(self) -> Iterator[Problem]:
        """Yield claims that say what another one says, and relations that clash."""
        policy = self._context.policy
        ids = Counter(claim.id for claim in self.claims.values())
        for number, claim in self.claims.items():
            if ids[claim.id] > 1 and "DUPLICATE" not in policy.disable:
                message = "A claim of this id stands under its document twice."
                yield Problem(number, claim.id, claim.kind, "DUPLICATE", message)
        if self._context.across:
            return  # of several runs over one article, each has said it
        known = [(number, claim) for number, claim in self.claims.items() if has_model(claim)]
        relations = [one for one in known if relates(one[1].body)]
        for among, judge in ((known, duplicates), (relations, conflicts)):
            found = policy.applied(judge([claim for _, claim in among]))
            for place, finding in found.items():
                number, claim = among[place]
                yield Problem(number, claim.id, claim.kind, finding.code, finding.message)

    def _said_twice(self) -> Iterator[Problem]:
        """Yield the failures and usages that a paragraph has more than once."""
        seen: set[tuple[str, int | None]] = set()
        for number, record in self._under():
            kind = record["record"]
            if kind not in ("failure", "usage") or self._context.across:
                continue  # of several runs over one article, each has said it
            place = kind, record["paragraph"]
            if place in seen and place != (
                "failure",
                None,
            ):  # of sources that could not be read there may be many
                message = "Another record of this kind is about the same paragraph."
                yield Problem(number, None, kind, "DUPLICATE", message)
            seen.add(place)

    def _disordered(self) -> Iterator[Problem]:
        """Yield what stands before what it should follow; a claim without its model is left out, since it may be a relation."""
        entries = [
            (number, record, claim)
            for number, record in self._under()
            if not (record["record"] == "failure" and record["paragraph"] is None)
            for claim in [self.claims.get(number)]
            if record["record"] in ("rejection", "failure", "usage") or (claim and has_model(claim))
        ]
        for number in misplaced(entries, merged=self._context.across):
            kind = self._by_line[number]["record"]
            message = "It does not stand where the source's order has it."
            yield Problem(number, self._by_line[number].get("id"), kind, "ORDER_WRONG", message)

    def _refused(self, document: Document, unchecked: Counter[str]) -> Iterator[Problem]:
        found = {
            number: one
            for number, record in self._under()
            if record["record"] == "rejection" and self._astray(record) is None
            for one in [from_record(record, {})]
            if isinstance(one, Rejection)
        }
        claims = [claim for claim in self.claims.values() if has_model(claim)]
        refused = RefusedDrafts(document, claims, list(found.values()), self._context)
        for number, one in found.items():
            try:
                wrong = guarded(partial(refused.problem, one))
            except Unchecked as reason:
                unchecked[str(reason)] += 1
            else:
                if wrong:
                    yield Problem(number, None, "rejection", *wrong)
