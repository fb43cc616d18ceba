"""What scoring needs of a run: its documents as passages, and its quality without annotation (quotes, refusals, cost)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.errors import DocumentError
from llmclaims.evaluation.items import KINDS, Gold, Item, Passage, item_of
from llmclaims.evaluation.own_kinds import own_kinds
from llmclaims.grounding.prepared import Prepared
from llmclaims.grounding.quotes import ground, prepare
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.records import Line, Summary
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.plurals import plural
from llmclaims.schema.usage import Usage

_VALID = ("exact", "typographic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Counts over a whole run.

    ``valid`` of ``quotes`` stood in the source word for word (typographic differences aside) before any
    repair; a repaired claim's first quote did not. ``codes`` counts refusals by their code, ``flags`` marks
    on accepted claims. ``saved`` refused drafts came back right. ``cost`` is in the currency of the configured
    prices, None where it is unknown; tokens are those that the provider counted, input and output together.
    """

    proposed: int
    accepted: int
    rejected: int
    quotes: int
    valid: int
    saved: int
    codes: Mapping[str, int]
    flags: Mapping[str, int]
    tokens: int
    cost: float | None

    @property
    def validity(self) -> float | None:
        """Return the share of the quotes that were valid before repair."""
        return self.valid / self.quotes if self.quotes else None

    @property
    def repair_rate(self) -> float | None:
        """Return the share of the refused drafts that the repair saved."""
        refused = self.saved + self.rejected
        return self.saved / refused if refused else None

    @property
    def cost_per_claim(self) -> float | None:
        """Return the cost of an accepted claim."""
        return self.cost / self.accepted if self.cost is not None and self.accepted else None

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
        return {
            "proposed": self.proposed,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "quotes": self.quotes,
            "quote_validity": self.validity,
            "rejection_rate": {
                code: count / self.proposed for code, count in self.codes.items() if self.proposed
            },
            "rejections": dict(self.codes),
            "flags": dict(self.flags),
            "repaired": self.saved,
            "repair_rate": self.repair_rate,
            "tokens": self.tokens,
            "cost": self.cost,
            "cost_per_accepted_claim": self.cost_per_claim,
        }


class IntakeCount:
    """Counts the records of one run, or of several behind one another, as they go by."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._counts: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()
        self._usage = Usage()
        self._home: Document | None = None
        self._text: Prepared | None = None

    def add(self, one: Line) -> None:
        """Count one record; a refused quote is looked up in the document that it stands behind."""
        match one:
            case Document():
                self._home, self._text = one, None
            case Claim():
                found = {"accepted": 1, "saved": one.repaired, "quotes": bool(one.quote)}
                self._counts.update(found, valid=bool(one.quote) and one.tier in _VALID and not one.repaired)
                self._flags.update(one.codes)
            case Rejection():
                self._counts["rejected"] += 1
                self._codes[one.code] += 1
                self._refused(one)
            case Summary():
                self._usage += one.usage

    def _refused(self, one: Rejection) -> None:
        home, quote = self._home, one.draft.get("quote") if isinstance(one.draft, dict) else None
        if (
            not isinstance(quote, str)
            or not quote
            or home is None
            or home.id != one.document
            or not home.text
        ):
            return
        if self._text is None:
            self._text = prepare(home.text)
        found = ground(quote, self._text)
        self._counts.update(quotes=1, valid=found.found and found.tier in _VALID)

    def intake(self) -> Intake:
        """Return the counts so far."""
        counts, usage = self._counts, self._usage
        return Intake(
            proposed=counts["accepted"] + counts["rejected"],
            accepted=counts["accepted"],
            rejected=counts["rejected"],
            quotes=counts["quotes"],
            valid=counts["valid"],
            saved=counts["saved"],
            codes=dict(self._codes.most_common()),
            flags=dict(self._flags.most_common()),
            tokens=usage.input_tokens + usage.output_tokens,
            cost=usage.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What scoring needs of a run: the ``passages`` that may be annotated, how many ``documents`` it has in all."""

    passages: tuple[Passage, ...]
    documents: int
    intake: Intake


def sift(records: Iterable[Line], sets: Sequence[Gold]) -> Sifted:
    """Go over a run of any length, record by record, and keep what the annotated sets may be compared with.

    Claims follow their document, as in every file that holds a run. Several runs may stand behind one another.
    """
    annotated = [one for gold in sets for one in gold.passages]
    texts, marks, ids = (
        {one.text for one in annotated},
        {_mark(one) for one in annotated},
        {one.id for one in annotated},
    )
    kept: list[Document] = []
    items: dict[str, list[Item]] = {}
    kinds = {*KINDS, *(kind for gold in sets for kind in own_kinds(gold.layers))}
    documents, counted = 0, IntakeCount()
    for one in records:
        counted.add(one)
        if isinstance(one, Document):
            documents += 1
            if one.text in texts or one.sha256 in marks or one.id in ids:
                kept.append(one)
                items.setdefault(one.id, [])
        elif isinstance(one, Claim) and one.kind in kinds and one.document in items:
            items[one.document].append(item_of(to_record(one)))
    return Sifted(
        passages=tuple(_passage(one, items[one.id]) for one in kept),
        documents=documents,
        intake=counted.intake(),
    )


def passages_of(run: Extraction) -> tuple[Passage, ...]:
    """Return each document of a run with its accepted events, statements and relations; other kinds are left out."""
    items: dict[str, list[Item]] = {document.id: [] for document in run.documents}
    for claim in run.claims:
        if claim.kind in KINDS and claim.document in items:
            items[claim.document].append(item_of(to_record(claim)))
    return tuple(_passage(one, items[one.id]) for one in run.documents)


def _passage(document: Document, items: Sequence[Item]) -> Passage:
    return Passage(id=document.id, text=document.text, items=tuple(items), sha256=document.sha256)


def _mark(passage: Passage) -> str:
    """Return the hash of an annotated text, as its document's would be."""
    return passage.sha256 or hashlib.sha256(passage.text.encode(errors="surrogatepass")).hexdigest()


def matched(gold: Gold, run: Sequence[Passage]) -> list[tuple[Passage, Passage]]:
    """Return each annotated passage that the run has read, with what the run made of it.

    Passages belong together when their texts are equal, by the text or by its hash; by id only where one of
    the two has no text to compare.

    Raises:
        DocumentError: the run read none of them.
    """
    by_text: dict[str, list[Passage]] = {}
    for one in run:
        if one.text:
            by_text.setdefault(one.text, []).append(one)
    by_hash = {one.sha256: one for one in run if one.sha256}
    by_id = {one.id: one for one in run}
    found = []
    for passage in gold.passages:
        read = _same(passage, by_text, by_hash, by_id)
        if read is not None:
            found.append((passage, read))
    if gold.passages and not found:
        raise DocumentError(
            f"The run read none of {plural(len(gold.passages), 'text')} of {gold.name}: nothing to score; "
            "give a run over the annotated texts, byte for byte."
        )
    return found


def _same(
    passage: Passage,
    by_text: Mapping[str, Sequence[Passage]],
    by_hash: Mapping[str, Passage],
    by_id: Mapping[str, Passage],
) -> Passage | None:
    if equal := by_text.get(passage.text, ()):
        return next((one for one in equal if one.id == passage.id), equal[0])
    mark = _mark(passage)
    if mark in by_hash and not by_hash[mark].text:
        return by_hash[mark]
    named = by_id.get(passage.id)
    return named if named is not None and not (named.text and passage.text) else None
