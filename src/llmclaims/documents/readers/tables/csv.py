"""CSV, and what is like it with tabs, semicolons or bars: a header, then one article a row."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import MOST, Articles, Raw
from llmclaims.documents.readers.tables.lines import Lines, TooLongError, mark_of, text_of
from llmclaims.documents.readers.tables.rows import Row, documents
from llmclaims.errors import DocumentError
from llmclaims.schema.claims import Failure
from llmclaims.schema.plurals import plural

_DELIMITERS = ",;\t|"
_UNDECODED = re.compile("[\udc80-\udcff\ufffd]")
"""What undecodable bytes are read as."""
_TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line that tells Excel what divides the cells."""


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Return a document for each row; rows are counted from 1, without the header.

    Raises:
        DocumentError: there is no header, or there are no rows.
    """
    return documents(rows(raw), asked, "csv")


def rows(raw: Raw) -> Iterator[Row]:
    """Yield the rows of a table, each with its cells by the header's names; one that cannot be read says why.

    Raises:
        DocumentError: it has no header.
    """
    # The limit for a cell is the module's own, for everybody; a row's is ours, and no cell has more than its row.
    csv.field_size_limit(max(csv.field_size_limit(), MOST))
    with text_of(raw, _encoding(raw), newline="") as text:
        lines = Lines(text, raw.name)
        try:
            first = next((line for line in lines if line.strip()), "")
            told = _TOLD.fullmatch(first)
            if told is not None:
                first = next((line for line in lines if line.strip()), "")
            delimiter = told[1] if told else "\t" if raw.suffix == ".tsv" else _delimiter(first)
            header = next(csv.reader(chain([first], lines), delimiter=delimiter), [])
        except (csv.Error, TooLongError) as error:
            raise DocumentError(
                f"{raw.name} has no header that can be read ({error}): write one line of names."
            ) from error
        if not header:
            raise DocumentError(f"{raw.name} is empty: give a table with a header and one article a row.")
        yield from _under(header, lines, delimiter)


def _under(header: list[str], lines: Lines, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        lines.begin_row()
        begun = reader.line_num
        number += 1
        try:
            cells = next(reader, None)
        except TooLongError as error:
            yield Row(number=number, error=f"{error}.")
            if reader.line_num > begun:
                raise DocumentError(
                    f"{lines.name}: row {number} has a quotation mark that is not closed, and the rows behind it cannot be told apart: "
                    "close it."
                ) from error
            continue
        except csv.Error as error:
            yield Row(number=number, error=f"the row is not CSV ({error}): mend its quotation marks.")
            continue
        if cells is None:
            return
        if not cells:  # an empty line
            number -= 1
            continue
        if len(cells) > len(header):
            what = f"the row has {plural(len(cells), 'cell')} and the header {len(header)}: quote the cells that hold commas."
            yield Row(number=number, error=what)
        elif any(_UNDECODED.search(cell) for cell in cells):
            yield Row(number=number, error="the row cannot be decoded: save the table as UTF-8.")
        else:
            yield Row(number=number, values=dict(zip(header, cells, strict=False)))


def _encoding(raw: Raw) -> str:
    """Return the encoding of the table, told by its beginning; UTF-8 where that is cut within a letter."""
    head = raw.head
    if marked := mark_of(head):
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return decoded(head, raw.name)[1]
    return decoded(head[: len(head) // 2 * 2], raw.name)[1] if b"\x00" in head else "utf-8"


def _delimiter(header: str) -> str:
    """Return the mark that cuts the header into most cells."""
    counts = {mark: len(next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark])
