"""The rows of a table: each as an article, by its columns."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers.html.fragment import shown_text
from llmclaims.documents.readers.source import Articles, day_of, reason, unread
from llmclaims.documents.readers.tables.columns import Columns, chosen, named, say, shown_names
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.schema.claims import Failure

_log = logging.getLogger(__name__)

_PEEKED = 8
"""Rows by which the columns are chosen."""
_EPOCHS = {10: 1, 13: 1000}
"""A number of so many digits counts the seconds since 1970, or thousandths of them."""
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+[0-9]+ char(?:acter)?s\]\s*$")
"""What a service writes behind the beginning of an article in place of its rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: ``number`` counts from 1, of lines in JSON Lines; None is the only one. ``error`` says why it cannot be read."""

    number: int | None
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@dataclass(slots=True)
class _Told:
    """What is said once of all rows."""

    undated: int = 0
    odd: str = ""
    cut: int = 0
    read: int = 0

    def say(self, columns: Columns, asked: Articles) -> None:
        name = asked.folder or asked.name
        if self.undated:
            _log.warning(
                "%s: %s in the column %s is no date that is read (such as %r; 02/06/2026 would be two days): write it as "
                "2026-02-06, or give --published.",
                name,
                f"{self.undated:,} of {self.read:,}",
                columns.published,
                self.odd[:40],
            )
        if columns.is_teaser or self.cut:
            _log.warning(
                "%s: %s articles are summaries or the beginning alone, which is all that is in it: fetch the pages for the rest.",
                name,
                f"{self.read if columns.is_teaser else self.cut:,} of {self.read:,}",
            )


def documents(
    rows: Iterable[Row], asked: Articles, form: str, columns: Columns | None = None
) -> Iterator[Document | Failure]:
    """Yield each row's document; a row that cannot be read is a Failure, and the others go on.

    ``columns`` are those of its values; None: they are chosen by the first rows, and what nobody named is said.
    Nothing is kept from one row to the next but the hashes of the identities that ``id_column`` gives.

    Raises:
        DocumentError: there are no rows, or it cannot be told which columns hold the articles.
    """
    try:
        yield from _each(iter(rows), asked, form, columns)
    finally:
        if isinstance(rows, Generator):
            rows.close()  # before its stream is: it may not have come to its end


def _each(
    rows: Iterator[Row], asked: Articles, form: str, columns: Columns | None
) -> Iterator[Document | Failure]:
    seen: set[int] = set()
    empty = True
    told = _Told()
    for row in rows:
        empty = False
        if columns is None and row.error is None:
            begun, rows = _peeked(chain([row], rows))
            columns = _columns(begun, asked)
            break
        yield from _read(row, columns or named(asked), asked, form, seen, told)
    for row in rows:
        yield from _read(row, columns or named(asked), asked, form, seen, told)
    if empty:
        raise DocumentError(f"{asked.name} holds no rows: give a table with one article a row.")
    told.say(columns or named(asked), asked)


def _peeked(rows: Iterator[Row]) -> tuple[list[Row], Iterator[Row]]:
    """Return the first rows, and all of them again; where reading breaks off in between it does so in its place."""
    begun: list[Row] = []
    try:
        for row in islice(rows, _PEEKED):
            begun.append(row)  # noqa: PERF402 - those before an error are kept
    except DocumentError as error:
        return begun, _broken_off(begun, error)
    return begun, chain(begun, rows)


def _broken_off(begun: list[Row], error: DocumentError) -> Iterator[Row]:
    yield from begun
    raise error


def _columns(begun: Sequence[Row], asked: Articles) -> Columns:
    """Choose the columns by the first rows, and say which they are."""
    names = list(dict.fromkeys(name for row in begun for name in row.values))
    texts = {name for row in begun for name, value in row.values.items() if _is_text(value)}
    columns = chosen(names, asked, texts=texts)
    say(columns, asked)
    return columns


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.split()) > 1


def _read(
    row: Row, columns: Columns, asked: Articles, form: str, seen: set[int], told: _Told
) -> Iterator[Document | Failure]:
    """Yield what a row is."""
    place = asked.name if row.number is None else f"{asked.name}#{row.number}"
    try:
        document = _document(row, columns, asked, form, place, told)
        if columns.id is not None:
            _once(document.id, seen, columns.id)
        told.read += 1
        yield document
    except (DocumentError, ConfigError) as error:
        yield unread(place, str(error) if str(error).startswith(place) else f"{place}: {error}")
    except Exception as error:  # noqa: BLE001 - whatever one row does to its reader costs the others nothing
        yield unread(place, f"{place}: the row cannot be read ({reason(error)}): mend it.")


def _once(identity: str, seen: set[int], column: str) -> None:
    if hash(identity) in seen:
        raise DocumentError(f"another row has the {column} {identity!r}: make them differ.")
    seen.add(hash(identity))


def _document(row: Row, columns: Columns, asked: Articles, form: str, place: str, told: _Told) -> Document:
    if row.error is not None:
        raise DocumentError(row.error)
    column = next((one for one in (columns.text, *columns.others) if row.values.get(one)), columns.text)
    found = shown_text(_text(row, column), place, markup=True if column.endswith("html") else None)
    if not found.text:
        raise DocumentError(f"its {column} shows no text: put the article's text there.")
    text = _CUT.sub("", found.text)
    title = _optional(row, columns.title, columns)
    identity = _optional(row, columns.id, columns)
    stated = _stated(row, columns, told)
    document = document_of(
        Parts(
            text=text,
            title=shown_text(title, place, markup=True).text if title else None,
            published=stated,
            published_from=columns.published,
            hidden=found.hidden,
        ),
        asked,
        form=form,
        path=place,
        identity=identity,
    )
    told.cut += text != found.text
    return document


def _stated(row: Row, columns: Columns, told: _Told) -> str | None:
    """Return the date of a row as it is read; None where it has none."""
    stated = _optional(row, columns.published, columns)
    if stated and stated.isdecimal() and (unit := _EPOCHS.get(len(stated))):
        stated = dt.datetime.fromtimestamp(int(stated) / unit, dt.UTC).isoformat()
    if not stated or day_of(stated):
        return stated
    if columns.published in columns.found:
        told.undated += 1
        told.odd = told.odd or stated
        return None
    raise DocumentError(
        f"{columns.published} is {stated!r}, which is not a date: write it as 2026-02-06, or leave it empty."
    )


def _text(row: Row, column: str) -> str:
    found = row.values.get(column)
    if isinstance(found, str) and any(one.isprintable() and not one.isspace() for one in found):
        return found
    if column in row.values:
        what = (
            "is empty"
            if found is None or isinstance(found, str)
            else f"is no text but {type(found).__name__}"
        )
        raise DocumentError(f"its {column} {what}: put the article's text there.")
    raise DocumentError(
        f"it has no column {column} (it has {shown_names(row.values)}): name the text's with --text-column."
    )


def _optional(row: Row, column: str | None, columns: Columns) -> str | None:
    """Return a value that may be missing in a row, as text; None where it is empty."""
    if column is None or (column in columns.found and column not in row.values):
        return None
    if column not in row.values:
        raise DocumentError(
            f"it has no column {column} (it has {shown_names(row.values)}): name one of these."
        )
    found = row.values[column]
    if isinstance(found, (dt.date, dt.datetime)):
        return found.isoformat()
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, (str, int, float)) and not isinstance(found, bool):
        return str(found).strip() or None
    if found is None or column in columns.found:
        return None
    raise DocumentError(f"its {column} is {type(found).__name__}: a text is needed there.")
