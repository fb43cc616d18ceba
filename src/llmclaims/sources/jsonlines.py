"""JSON Lines: an object a line, one article each, read line by line."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from llmclaims.errors import DocumentError
from llmclaims.sources.rows import Row, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.claim import Failure
    from llmclaims.document import Document
    from llmclaims.sources.articles import Articles, Raw

_LONGEST = 64_000_000
"""Bytes that a line may have; a longer one is no article and would only fill the memory."""


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """A document for each line.

    Raises:
        DocumentError: the file is a saved run, or holds no lines.
    """
    return documents(_rows(raw), asked, "jsonl")


def _rows(raw: Raw) -> Iterator[Row]:
    number = 0
    while line := raw.stream.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            while (rest := raw.stream.readline(_LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield Row(number=number, error=f"the line is longer than {_LONGEST:,} bytes: split it up.")
        elif text := (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip():
            row = _row(number, text)
            if number == 1 and str(row.values.get("format", "")).startswith("llmclaims/"):
                raise DocumentError(
                    f"{raw.name} is a run that was saved, not articles: llmclaims verify or export reads it."
                )
            yield row


def _row(number: int, line: bytes) -> Row:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Row(number=number, error="the line is not UTF-8: save the file as UTF-8.")
    except (ValueError, RecursionError) as error:
        return Row(number=number, error=f"the line is not JSON ({str(error).partition(':')[0]}): mend it.")
    if not isinstance(found, dict):
        return Row(number=number, error="the line is no JSON object: write one article a line.")
    return Row(number=number, values=found)
