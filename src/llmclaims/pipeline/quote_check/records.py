"""Read the records of a file of quotes: the rows of CSV, the objects of JSON Lines, or those of one JSON value."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llmclaims.documents.decoding import decoded
from llmclaims.documents.readers.files import opened, standard_input
from llmclaims.documents.readers.source import STANDARD_INPUT
from llmclaims.documents.readers.tables.csv import rows as csv_rows
from llmclaims.documents.readers.tables.lines import TooLongError, filled_lines
from llmclaims.documents.readers.tables.rows import Row
from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.documents.readers.source import Raw

_UNDECODED = re.compile("[\udc80-\udcff]")
_MOST = 200_000_000
"""Bytes or characters of a JSON value: one document may have very many quotes."""
_LINES = (".jsonl", ".ndjson")
_JSON = (*_LINES, ".json")
_TABLES = (".csv", ".tsv")


def records(path: str) -> Iterator[Row]:
    """Yield the records of a file, or of standard input for "-", one by one; a record that is none says why.

    Raises:
        DocumentError: it cannot be read at all, or is something else.
    """
    with _opened(path) as raw:
        head = raw.head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip()
        if not head:
            raise DocumentError(f"{_name(raw)} is empty: give a file with a source and a quote in each row.")
        if raw.suffix not in _TABLES and (head[:1] in b"{[" or raw.suffix in _JSON):
            yield from _json(raw, head)
        else:
            yield from csv_rows(raw)


@contextmanager
def _opened(path: str) -> Iterator[Raw]:
    if path == STANDARD_INPUT:
        yield standard_input()
        return
    with opened(path) as raw:
        yield raw


def _name(raw: Raw) -> str:
    return "Standard input" if raw.name == STANDARD_INPUT else raw.name


def _json(raw: Raw, head: bytes) -> Iterator[Row]:
    if _are_lines(raw, head):
        yield from _lines(raw)
        return
    text, _ = decoded(raw.whole(_MOST), raw.name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            f"{_name(raw)} is no JSON that can be read ({_why(error)}): write it anew."
        ) from error
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        yield _object(number, one)


def _are_lines(raw: Raw, head: bytes) -> bool:
    """Tell whether a record stands on each line: the first line is one, or is longer than what was looked at."""
    first, ends, _ = head.partition(b"\n")
    if raw.suffix in _LINES or not ends:
        return raw.suffix in _LINES or head[:1] == b"{"
    try:
        return isinstance(json.loads(first.decode("utf-8", "replace")), dict)
    except (ValueError, RecursionError):
        return False


def _lines(raw: Raw) -> Iterator[Row]:
    for number, line in filled_lines(raw, _MOST):
        if isinstance(line, TooLongError):
            yield Row(number=number, error=f"{line}.")
        else:
            yield _parsed(number, line)


def _parsed(number: int, line: str) -> Row:
    if _UNDECODED.search(line):
        return Row(number=number, error="the line is not UTF-8: save the file as UTF-8.")
    try:
        return _object(number, json.loads(line))
    except (ValueError, RecursionError) as error:
        return Row(number=number, error=f"the line is not JSON ({_why(error)}): mend it.")


def _object(number: int, value: Any) -> Row:
    if isinstance(value, dict):
        return Row(number=number, values=value)
    return Row(number=number, error="it is no JSON object: write a source and a quote as one.")


def _why(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error).partition(":")[0]
