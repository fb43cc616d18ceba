"""CSV, and what is like it with tabs, semicolons or bars: a header, then one article a row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from llmclaims.decoding import decoded
from llmclaims.errors import DocumentError
from llmclaims.sources.rows import Row, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.claim import Failure
    from llmclaims.document import Document
    from llmclaims.sources.articles import Articles, Raw

_DELIMITERS = ",;\t|"
_LONGEST = 64_000_000
"""Characters that a cell may have."""
_UNDECODED = re.compile("[\udc80-\udcff\ufffd]")
"""What undecodable bytes are read as."""


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """A document for each row; rows are counted from 1, without the header.

    Raises:
        DocumentError: there is no header, or there are no rows.
    """
    return documents(_rows(raw), asked, "csv")


def _rows(raw: Raw) -> Iterator[Row]:
    encoding = _encoding(raw)
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(raw.stream, encoding=encoding, errors=errors, newline="")
    try:
        lines = iter(text)
        first = next((line for line in lines if line.strip()), "").removeprefix("\ufeff")
        delimiter = "\t" if raw.suffix == ".tsv" else _delimiter(first)
        with _long_cells():
            header = next(csv.reader(_first_then(first, lines), delimiter=delimiter), [])
        if not header:
            raise DocumentError(f"{raw.name} is empty: give a table with a header and one article a row.")
        yield from _under(header, csv.reader(lines, delimiter=delimiter, strict=True))
    finally:
        text.detach()  # the stream is closed by who opened it


def _first_then(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    for line in lines:  # noqa: UP028 - `yield from` would close the file with the generator
        yield line


def _under(header: list[str], reader: Iterator[list[str]]) -> Iterator[Row]:
    number = 0
    while True:
        try:
            with _long_cells():
                cells = next(reader, None)
        except csv.Error as error:
            number += 1
            yield Row(number=number, error=f"the row is not CSV ({error}): mend its quotation marks.")
            continue
        if cells is None:
            return
        if not cells:
            continue  # an empty line
        number += 1
        if len(cells) > len(header):
            what = f"the row has {len(cells)} cells and the header {len(header)}: quote the cells that hold commas."
            yield Row(number=number, error=what)
        elif any(_UNDECODED.search(cell) for cell in cells):
            yield Row(number=number, error="the row cannot be decoded: save the table as UTF-8.")
        else:
            yield Row(number=number, values=dict(zip(header, cells, strict=False)))


@contextmanager
def _long_cells() -> Iterator[None]:
    """The limit for a cell is the module's own, for everybody: raised only while a row is read."""
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _encoding(raw: Raw) -> str:
    """The encoding of the table, told by its beginning; UTF-8 where that is cut within a letter."""
    head = raw.head
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return decoded(head, raw.name)[1]
    return decoded(head[: len(head) // 2 * 2], raw.name)[1] if b"\x00" in head else "utf-8"


def _delimiter(header: str) -> str:
    """The mark that cuts the header into most cells."""
    counts = {mark: len(next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark])
