"""Rows with a column for the quote, and one for the text of its source or for the path of that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.language.lexicon import lists, split
from llmclaims.pipeline.quote_check.offsets import offsets_told
from llmclaims.pipeline.quote_check.quoted import Asked, Quoted, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.pipeline.quote_check.place import Place
    from llmclaims.pipeline.quote_check.quoted import Span

_FILE = re.compile(r"[^\n\r\t]{1,250}\.[A-Za-z][A-Za-z0-9]{1,4}")
_SHOWN = 12
"""Columns that a message names."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a row, None for what it has not."""

    quote: str | None
    text: str | None
    path: str | None
    start: str | None
    end: str | None


def fits(record: Mapping[str, Any]) -> bool:  # noqa: ARG001 - what no other form knows is a row
    """Tell that any record may be a row."""
    return True


def quotes(record: Mapping[str, Any], place: Place) -> Iterator[Quoted | Unreadable]:
    """Yield the quote of a row, or the quotes where the cell is a list of them."""
    asked = place.asked
    found = columns_of(tuple(record), asked.quote_column, asked.source_column)
    try:
        words = _quotes(record, found, asked)
        name, text = _source(record, found, place)
        offsets = _offsets(record, found, asked) if len(words) == 1 else None
    except DocumentError as error:
        yield Unreadable(str(place), str(error))
        return
    for number, quote in enumerate(words, 1):
        where = str(place) if len(words) == 1 else f"{place}, quote {number}"
        if isinstance(quote, str) and quote.strip():
            yield Quoted(place=where, source=text, quote=quote, name=name, offsets=offsets)
        else:
            yield Unreadable(
                where, f"its {found.quote} is empty or no text: put the words of the quote there."
            )


@lru_cache(maxsize=256)
def columns_of(names: tuple[str, ...], quote: str | None, source: str | None) -> Columns:
    """Choose the columns of a row: those that were named, else those with the first of the usual names."""
    usual = lists("mul", "quote_fields")
    ranks = {kind: {name: rank for rank, name in enumerate(split(usual[kind]))} for kind in usual}

    def first(kind: str) -> str | None:
        known = ranks[kind]
        found = [one for one in names if _bare(one) in known and one not in (quote, source)]
        return min(found, key=lambda one: known[_bare(one)], default=None)

    return Columns(
        quote=quote or first("quote"),
        text=source or first("text"),
        path=None if source else first("path"),
        start=first("start"),
        end=first("end"),
    )


def _bare(name: object) -> str:
    return "".join(one for one in str(name).casefold() if one.isalnum())


def _quotes(record: Mapping[str, Any], found: Columns, asked: Asked) -> Sequence[Any]:
    if found.quote is None or found.quote not in record:
        named = asked.quote_column or "for the quote"
        raise DocumentError(f"it has no column {named} {_has(record)}: name it with --quote-column.")
    cell = record[found.quote]
    return cell if isinstance(cell, list) and cell else [cell]


def _source(record: Mapping[str, Any], found: Columns, place: Place) -> tuple[str, str]:
    """Return the name and the text of a row's source: of a document, or what stands in the row.

    Where documents were named, a row names one of them; where one file was named, it need not.
    """
    documents = place.documents
    path, text = _cell(record, found.path), _cell(record, found.text)
    if documents.are_given:
        if path is None and text is None:
            if len(documents.files) == 1:
                return documents.numbered(0)
            raise DocumentError(
                f"it does not say which document {_has(record)}: name the column with --source-column."
            )
        return documents.named(path or text or "", place.folder)
    if text is not None:
        return documents.named(text, place.folder) if _names_a_file(text, place) else ("", text)
    if path is not None:
        return documents.named(path, place.folder)
    column = found.text or found.path
    if column in record:
        raise DocumentError(f"its {column} is empty or no text: put the source's text there.")
    named = column or "for the source"
    raise DocumentError(
        f"it has no column {named} {_has(record)}: name it with --source-column, or the document with --documents."
    )


def _names_a_file(text: str, place: Place) -> bool:
    """Tell a file's name from a source's text: one line with a suffix, and no words apart or a file of that name."""
    return bool(_FILE.fullmatch(text)) and (
        " " not in text or any((folder / text).is_file() for folder in (place.folder, Path()))
    )


def _cell(record: Mapping[str, Any], column: str | None) -> str | None:
    cell = record.get(column) if column is not None else None
    return cell if isinstance(cell, str) and cell.strip() else None


def _has(record: Mapping[str, Any]) -> str:
    return f"(it has {', '.join(str(one) for one in list(record)[:_SHOWN]) or 'none'})"


def _offsets(record: Mapping[str, Any], found: Columns, asked: Asked) -> Span | None:
    start, end = (record.get(one) if one is not None else None for one in (found.start, found.end))
    return offsets_told(start, end, binding=asked.at_offsets)
