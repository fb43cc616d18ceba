"""The rows of a table: lines none longer than a row may be, and a row as an article, by its columns."""

from __future__ import annotations

import codecs
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

from llmclaims.documents.decoding import BYTE_ORDER_MARKS
from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.source import MOST, Articles, Raw, day_of, reason, unread
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.schema.claims import Failure


class TooLongError(ValueError):
    """A row is longer than any may be; the next one can be read."""

    def __init__(self, most: int) -> None:
        """``most`` is the number of characters that it may have."""
        super().__init__(f"the row is longer than {most:,} characters: split it up")


class EndlessError(DocumentError):
    """A row goes on so long that nothing behind it is read."""


_PASSED_OVER = 16
"""As many times the longest row that are passed over to find the end of a longer one."""


class Lines:
    """The lines of a text one by one; ``begin_row`` before each row, which together may have ``most`` characters."""

    def __init__(self, text: TextIO, name: str, most: int = MOST) -> None:
        """``text`` says by its ``newline`` what ends a line; ``name`` is the table's."""
        self._text, self.name, self._most = text, name, most
        self._left = most

    def begin_row(self) -> None:
        """Count from here what a row has."""
        self._left = self._most

    def __iter__(self) -> Lines:
        """Return itself: an error in between does not end it, as it would a generator."""
        return self

    def __next__(self) -> str:
        """Return the next line.

        Raises:
            TooLongError: the row is too long; the rest of the line is passed over.
            EndlessError: the end of the row is far away, or never comes.
        """
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        if len(line) > self._left and not self._ends(line):
            for _ in range(_PASSED_OVER):
                rest = self._text.readline(self._most)
                if not rest or self._ends(rest):
                    raise TooLongError(self._most)
            raise EndlessError(
                f"{self.name}: a row is longer than {_PASSED_OVER * self._most:,} characters, and nothing behind it was read: "
                "split it up."
            )
        self._left = max(0, self._left - len(line))
        return line

    def _ends(self, line: str) -> bool:
        return line.endswith(("\n", "\r"))


def mark_of(head: bytes) -> str | None:
    """Return the encoding that a byte order mark declares, as a name that takes the mark away."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (
                "utf-8-sig" if mark == codecs.BOM_UTF8 else encoding.removesuffix("-le").removesuffix("-be")
            )
    return None


@contextmanager
def text_of(raw: Raw, encoding: str, newline: str) -> Iterator[io.TextIOWrapper]:
    """Read bytes as text; those that cannot be decoded are lone surrogates, or U+FFFD in UTF-16 and UTF-32."""
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    text = io.TextIOWrapper(raw.stream, encoding=encoding, errors=errors, newline=newline)
    try:
        yield text
    finally:
        text.detach()  # the stream is closed by who opened it


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
