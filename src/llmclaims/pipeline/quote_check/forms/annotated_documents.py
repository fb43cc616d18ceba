"""Documents with what was extracted from them, as langextract saves them: ``{"text": ..., "extractions": [...]}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.pipeline.quote_check.offsets import offsets_told
from llmclaims.pipeline.quote_check.quoted import Quoted, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmclaims.pipeline.quote_check.place import Place


def fits(record: Mapping[str, Any]) -> bool:
    """Tell whether a record is such a document; one from which nothing was extracted may say null."""
    return "extractions" in record and isinstance(record["extractions"], (list, type(None)))


def quotes(record: Mapping[str, Any], place: Place) -> Iterator[Quoted | Unreadable]:
    """Yield each extraction as a quote; these may be single words."""
    for number, one in enumerate(record["extractions"] or (), 1):
        where = f"{place}, extraction {number}"
        try:
            yield _quoted(one, record, place, where)
        except DocumentError as error:
            yield Unreadable(where, str(error))


def _quoted(extraction: object, record: Mapping[str, Any], place: Place, where: str) -> Quoted:
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise DocumentError("its document has no text: save it with the text.")
    words = extraction.get("extraction_text") if isinstance(extraction, dict) else None
    if not isinstance(extraction, dict) or not isinstance(words, str) or not words.strip():
        raise DocumentError("its extraction_text is empty or no text: nothing can be looked for.")
    interval = extraction.get("char_interval")  # null where langextract found no place
    interval = interval if isinstance(interval, dict) else {}
    return Quoted(
        place=where,
        source=text,
        quote=words,
        name=str(record.get("document_id") or ""),
        offsets=offsets_told(
            interval.get("start_pos"), interval.get("end_pos"), binding=place.asked.at_offsets
        ),
        may_be_short=True,
    )
