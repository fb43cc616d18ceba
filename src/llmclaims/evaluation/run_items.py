"""A saved run as passages to compare: all of them, or those alone that somebody annotated."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from llmclaims.documents.document import Document
from llmclaims.errors import DocumentError
from llmclaims.evaluation.items import KINDS, Gold, Item, Passage, item_of
from llmclaims.evaluation.run_quality import Intake, IntakeCount
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.claims import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What scoring needs of a run: the ``passages`` that may be annotated, how many ``documents`` it has in all."""

    passages: tuple[Passage, ...]
    documents: int
    intake: Intake


def sift(records: Iterable[Run | Record | Summary], sets: Sequence[Gold]) -> Sifted:
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
    documents, counted = 0, IntakeCount()
    for one in records:
        counted.add(one)
        if isinstance(one, Document):
            documents += 1
            if one.text in texts or one.sha256 in marks or one.id in ids:
                kept.append(one)
                items.setdefault(one.id, [])
        elif isinstance(one, Claim) and one.kind in KINDS and one.document in items:
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
            f"The run read none of the {len(gold.passages)} texts of {gold.name}: nothing to score; "
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
