"""Answers with citations, as Anthropic's Messages give them, beside the request that holds the documents.

A record is an answer, an answer under ``response`` with its ``request``, a line of a batch's results, or a
conversation under ``messages``. Documents that are not in it are those named with ``--documents``, in the
request's order.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.pipeline.quote_check.documents import text_of
from llmclaims.pipeline.quote_check.offsets import offsets_told
from llmclaims.pipeline.quote_check.quoted import Quoted, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.pipeline.quote_check.place import Place
    from llmclaims.pipeline.quote_check.quoted import Span

_SUFFIXES = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt"}


@dataclass(slots=True)
class _Request:
    """What an answer may cite: documents and results of a search, each counted for itself."""

    documents: list[Mapping[str, Any]] = field(default_factory=list)
    results: list[Mapping[str, Any]] = field(default_factory=list)
    texts: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, content: object) -> None:
        """Take what stands in the content of a message, and in the results of tools in it."""
        for block in content if isinstance(content, list) else ():
            if not isinstance(block, dict):
                continue
            match block.get("type"):
                case "document":
                    self.documents.append(block)
                case "search_result":
                    self.results.append(block)
                case "tool_result":
                    self.add(block.get("content"))


def fits(record: Mapping[str, Any]) -> bool:
    """Tell whether a record is an answer, holds one, is a conversation, or a line of a batch's results."""
    return bool(_messages(record)) or bool(_answers(record)) or _failed(record) is not None


def quotes(record: Mapping[str, Any], place: Place) -> Iterator[Quoted | Unreadable]:
    """Yield the words of each citation with the document that it names."""
    failed = _failed(record)
    if failed is not None:
        yield Unreadable(str(place), f"it has no answer ({failed}): ask again, or leave the line out.")
        return
    request = _Request()
    for message in _messages(record):
        request.add(message.get("content"))
    number = 0
    for content in (*(one.get("content") for one in _messages(record)), *_answers(record)):
        for block in content if isinstance(content, list) else ():
            cited = block.get("citations") if isinstance(block, dict) else None
            for citation in cited if isinstance(cited, list) else ():
                number += 1
                yield _quoted(citation, request, place, f"{place}, citation {number}")


def _messages(record: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    request = record.get("request")
    if isinstance(request, dict):
        request = request.get("params", request)  # as in a batch
    found = (request if isinstance(request, dict) else record).get("messages")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _failed(record: Mapping[str, Any]) -> str | None:
    """Return what became of a batch's request that has no answer; None for every other record."""
    result = record.get("result")
    if "custom_id" not in record or not isinstance(result, dict) or "message" in result:
        return None
    return str(result.get("type") or "failed")


def _answers(record: Mapping[str, Any]) -> list[list[Any]]:
    """Return the content of the answer in a record, wherever it stands."""
    result = record.get("result")
    places = (record, record.get("response"), result.get("message") if isinstance(result, dict) else None)
    contents = [one.get("content") for one in places if isinstance(one, dict)]
    return [
        one for one in contents if isinstance(one, list) and any(isinstance(block, dict) for block in one)
    ]


def _quoted(citation: object, request: _Request, place: Place, where: str) -> Quoted | Unreadable:
    if not isinstance(citation, dict):
        return Unreadable(where, "it is no citation: save the answer as it came.")
    words = citation.get("cited_text")
    if not isinstance(words, str) or not words.strip():
        return Unreadable(where, "its cited_text is empty or no text: nothing can be looked for.")
    try:
        name, text, offsets = _cited(citation, request, place)
    except DocumentError as error:
        return Unreadable(where, str(error))
    return Quoted(place=where, source=text, quote=words, name=name, offsets=offsets, may_be_short=True)


def _cited(citation: Mapping[str, Any], request: _Request, place: Place) -> tuple[str, str, Span | None]:
    """Return the name and the text that a citation is from, and where in it the citation says that it stands.

    Raises:
        DocumentError: it is not at hand.
    """
    kind = citation.get("type")
    if kind == "search_result_location":
        index = citation.get("search_result_index")
        if not isinstance(index, int) or not 0 <= index < len(request.results):
            raise DocumentError(
                f"search result {index} is not in the request: save the request beside the answer."
            )
        result = request.results[index]
        blocks = _blocks(result.get("content"))
        return (
            str(result.get("title") or result.get("source") or ""),
            "".join(blocks),
            _of_blocks(citation, blocks),
        )
    index = citation.get("document_index")
    if not isinstance(index, int):
        raise DocumentError(
            f"a citation of the type {kind} names no document that could be read: check it by hand."
        )
    name, text, blocks = _document(index, citation, request, place)
    if kind == "char_location":
        start, end = citation.get("start_char_index"), citation.get("end_char_index")
        return name, text, offsets_told(start, end, binding=place.asked.at_offsets)
    return name, text, _of_blocks(citation, blocks) if kind == "content_block_location" else None


def _document(
    index: int, citation: Mapping[str, Any], request: _Request, place: Place
) -> tuple[str, str, list[str]]:
    """Return a document's name and text, and its blocks where it was given in blocks."""
    block = request.documents[index] if 0 <= index < len(request.documents) else {}
    source = block.get("source")
    source = source if isinstance(source, dict) else {}
    name = str(block.get("title") or citation.get("document_title") or f"document {index}")
    match source.get("type"):
        case "text" if isinstance(source.get("data"), str):
            return name, source["data"], []
        case "content":
            blocks = _blocks(source.get("content"))
            return name, "".join(blocks), blocks
        case "base64" if isinstance(source.get("data"), str):
            if index not in request.texts:
                request.texts[index] = name, _decoded(source, name)
            return *request.texts[index], []
    title = citation.get("document_title")
    if not place.documents.files and place.documents.are_given and isinstance(title, str):
        return *place.documents.named(title, place.folder), []
    return *place.documents.numbered(index), []


def _decoded(source: Mapping[str, Any], name: str) -> str:
    try:
        data = base64.b64decode(source["data"], validate=False)
    except (binascii.Error, ValueError) as error:
        raise DocumentError(
            f"{name} is not Base64 that can be read: name its file with --documents."
        ) from error
    return text_of(data, name, _SUFFIXES.get(str(source.get("media_type")), ""))


def _blocks(content: object) -> list[str]:
    """Return the texts of the blocks that a document was given in; its citations name these by number."""
    if isinstance(content, str):
        return [content]
    blocks = content if isinstance(content, list) else []
    return [str(one.get("text") or "") if isinstance(one, dict) else "" for one in blocks]


def _of_blocks(citation: Mapping[str, Any], blocks: Sequence[str]) -> Span | None:
    """Return where the cited blocks stand in the text that all of them make."""
    start, end = citation.get("start_block_index"), citation.get("end_block_index")
    ends = [0, *accumulate(map(len, blocks))]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end < len(ends):
        return None
    return ends[start], ends[end]
