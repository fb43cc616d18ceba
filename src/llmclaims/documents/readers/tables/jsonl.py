"""JSON Lines: an object a line, one article each, read line by line."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import Articles, Raw
from llmclaims.documents.readers.tables.lines import TooLongError, filled_lines
from llmclaims.documents.readers.tables.rows import Row, documents
from llmclaims.errors import DocumentError
from llmclaims.language.lexicon import lists
from llmclaims.schema.claims import Failure

_UNDECODED = re.compile("[\udc80-\udcff]")


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Return a document for each line.

    Raises:
        DocumentError: the file is a saved run, or holds no lines.
    """
    return documents(_rows(raw), asked, "jsonl")


def _rows(raw: Raw) -> Iterator[Row]:
    for number, line in filled_lines(raw):
        if isinstance(line, TooLongError):
            yield Row(number=number, error=f"{line}.")
            continue
        row = _row(number, line)
        if number == 1 and str(row.values.get("format", "")).startswith("llmclaims/"):
            raise DocumentError(
                f"{raw.name} is a run that was saved, not articles: llmclaims verify or export reads it."
            )
        yield row


def _row(number: int, line: str) -> Row:
    if _UNDECODED.search(line):
        return Row(number=number, error="the line is not UTF-8: save the file as UTF-8.")
    try:
        found = json.loads(line)
    except RecursionError:
        return Row(number=number, error="the line is nested too deep: write one article a line.")
    except ValueError as error:
        return Row(number=number, error=f"the line is not JSON ({str(error).partition(':')[0]}): mend it.")
    if not isinstance(found, dict):
        return Row(number=number, error="the line is no JSON object: write one article a line.")
    return Row(number=number, values=flat(found))


def flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object's values as a row's: what stands in objects within gets names with a point."""
    scalars = lists("mul", "article_fields")["scalars"]
    row: dict[str, Any] = {}
    for key, one in value.items():
        if isinstance(one, dict):
            inner = next((one[name] for name in scalars if isinstance(one.get(name), str)), None)
            if inner is not None:
                row[key] = inner
            else:
                row |= {
                    f"{key}.{name}": _joined(two) for name, two in one.items() if not isinstance(two, dict)
                }
        else:
            row[key] = _joined(one)
    return row


def _joined(value: Any) -> Any:
    """Return a list of paragraphs as one text; everything else as it is."""
    if isinstance(value, list) and value:
        parts = [one.get("text", one.get("content")) if isinstance(one, dict) else one for one in value]
        texts = [one for one in parts if isinstance(one, str)]
        if len(texts) == len(parts):
            return "\n\n".join(texts)
    return value
