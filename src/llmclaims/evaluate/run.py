"""A saved run as passages to compare."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from llmclaims.errors import DocumentError
from llmclaims.evaluate.items import Passage
from llmclaims.evaluate.records import KINDS, item
from llmclaims.extraction.jsonl import to_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.evaluate.items import Gold, Item
    from llmclaims.extraction import Extraction


def passages_of(run: Extraction) -> tuple[Passage, ...]:
    """Each document of a run with its accepted events, statements and relations; other kinds are left out."""
    items: dict[str, list[Item]] = {document.id: [] for document in run.documents}
    for claim in run.claims:
        if claim.kind in KINDS and claim.document in items:
            items[claim.document].append(item(to_record(claim)))
    return tuple(
        Passage(id=one.id, text=one.text, items=tuple(items[one.id]), sha256=one.sha256)
        for one in run.documents
    )


def matched(gold: Gold, run: Sequence[Passage]) -> list[tuple[Passage, Passage]]:
    """Each annotated passage that the run has read, with what the run made of it.

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
    mark = passage.sha256 or hashlib.sha256(passage.text.encode(errors="surrogatepass")).hexdigest()
    if mark in by_hash and not by_hash[mark].text:
        return by_hash[mark]
    named = by_id.get(passage.id)
    return named if named is not None and not (named.text and passage.text) else None
