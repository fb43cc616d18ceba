"""Read a row of a table as an article, by its columns."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.source import Articles, day_of, reason, unread
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.schema.claims import Failure

_SHOWN = 12  # columns that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: ``number`` counts from 1, of lines in JSON Lines. ``error`` says why it cannot be read."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


def documents(rows: Iterable[Row], asked: Articles, form: str) -> Iterator[Document | Failure]:
    """Yield each row's document; a row that cannot be read is a Failure, and the others go on.

    Nothing is kept from one row to the next but the hashes of the identities that ``id_column`` gives.

    Raises:
        DocumentError: there are no rows.
    """
    seen: set[int] = set()
    empty = True
    for row in rows:
        empty = False
        try:
            document = _document(row, asked, form)
            if asked.id_column is not None:
                _once(document.id, seen, asked.id_column)
            yield document
        except (DocumentError, ConfigError) as error:
            yield unread(_place(asked, row), f"{_place(asked, row)}: {error}")
        except Exception as error:  # noqa: BLE001 - whatever one row does to its reader costs the others nothing
            yield unread(
                _place(asked, row),
                f"{_place(asked, row)}: the row cannot be read ({reason(error)}): mend it.",
            )
    if empty:
        raise DocumentError(f"{asked.name} holds no rows: give a table with one article a row.")


def _once(identity: str, seen: set[int], column: str) -> None:
    if hash(identity) in seen:
        raise DocumentError(f"another row has the {column} {identity!r}: make them differ.")
    seen.add(hash(identity))


def _place(asked: Articles, row: Row) -> str:
    return f"{asked.name}#{row.number}"


def _document(row: Row, asked: Articles, form: str) -> Document:
    if row.error is not None:
        raise DocumentError(row.error)
    text = _text(row, asked.text_column)
    title = _optional(row, asked.title_column)
    stated = _optional(row, asked.published_column)
    identity = _optional(row, asked.id_column)
    day = asked.published or day_of(stated)
    if stated and day is None:
        raise DocumentError(
            f"{asked.published_column} is {stated!r}, which is not a date: write it as 2026-02-06, or leave it empty."
        )
    document = Document.from_text(
        with_title(title, text), id=identity, published=day, path=_place(asked, row)
    )
    origin = Origin(
        format=form, title=title, published=stated, published_from=asked.published_column if stated else None
    )
    return replace(document, origin=origin)


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
    names = ", ".join(str(one) for one in list(row.values)[:_SHOWN]) or "none"
    raise DocumentError(f"it has no column {column} (it has {names}): name the text's with --text-column.")


def _optional(row: Row, column: str | None) -> str | None:
    """Return a value that may be missing in a row, as text; None where it is empty."""
    if column is None:
        return None
    if column not in row.values:
        names = ", ".join(str(one) for one in list(row.values)[:_SHOWN])
        raise DocumentError(f"it has no column {column} (it has {names}): name one of these.")
    found = row.values[column]
    if isinstance(found, (dt.date, dt.datetime)):
        return found.isoformat()
    if isinstance(found, (str, int, float)) and not isinstance(found, bool):
        return str(found).strip() or None
    if found is None:
        return None
    raise DocumentError(f"its {column} is {type(found).__name__}: a text is needed there.")


def with_title(title: str | None, text: str) -> str:
    """Return the text with its title in front, marked as one, unless it begins with it."""
    line = " ".join((title or "").split()).strip("#= ")
    first = text.lstrip().partition("\n")[0]
    return text if not line or " ".join(first.split()).strip("#= ") == line else f"# {line}\n\n{text}"
