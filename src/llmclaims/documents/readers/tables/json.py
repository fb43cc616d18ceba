"""JSON: one article, a list of articles, or an object that holds one (NewsAPI, JSON Feed, schema.org, a search's hits).

Each article is a row of a table: ``{"fields": {"body": ...}}`` has a column ``fields.body``.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document
from llmclaims.documents.readers.signatures import begins_like_list, begins_like_rows
from llmclaims.documents.readers.source import STANDARD_INPUT, Articles, Raw
from llmclaims.documents.readers.tables import jsonl
from llmclaims.documents.readers.tables.columns import Columns, bare, chosen, say
from llmclaims.documents.readers.tables.jsonl import flat
from llmclaims.documents.readers.tables.rows import Row, documents
from llmclaims.errors import DocumentError
from llmclaims.language.lexicon import lists
from llmclaims.schema.claims import Failure

_MOST = 100_000_000
"""Bytes of a JSON value, which is read as one."""
_DEEPEST = 4
"""Objects in one another among which a list of articles is looked for."""
_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting|Review)$")
_LINES = (".jsonl", ".ndjson")
_LOOKED_AT = 20  # articles whose columns are looked at


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Return a document for each article; where there are several they are counted from 1.

    Raises:
        DocumentError: it is no JSON, or holds no articles.
    """
    if (raw.suffix in _LINES and not begins_like_list(raw.head)) or _are_lines(raw, asked):
        return jsonl.read(raw, asked)
    data = raw.stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise DocumentError(
            f"{raw.name} is larger than {_MOST:,} bytes: write it as JSON Lines (.jsonl), one article a line."
        )
    text, _ = decoded(data, raw.name)
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise DocumentError(f"{raw.name} is nested too deep: write one article an object.") from error
    except ValueError as error:
        if str(error).startswith("Extra data") and (text.lstrip().startswith("{") or raw.suffix in _LINES):
            stream = cast("io.BufferedReader", io.BufferedReader(io.BytesIO(text.encode("utf-8"))))
            return jsonl.read(raw._replace(stream=stream, head=b""), asked)
        raise DocumentError(
            f"{raw.name} is no JSON that can be read ({str(error).rstrip('.')}): write it anew, or give the article's text."
        ) from error
    return documents(*_table(value, asked, raw.name))


def _are_lines(raw: Raw, asked: Articles) -> bool:
    """Tell whether there is an object a line: several lines, or one that is a row as it stands."""
    if not begins_like_rows(raw.head):
        return False
    first, newline, rest = raw.head.partition(b"\n")
    if rest.lstrip().startswith(b"{"):
        return True
    return bool(newline) and raw.suffix != ".json" and asked.text_column in json.loads(first)


def _table(value: Any, asked: Articles, name: str) -> tuple[Iterator[Row], Articles, str, Columns]:
    """Return the rows that a JSON value is, with what reads them.

    Raises:
        DocumentError: there are no articles in it.
    """
    if isinstance(value, dict) and isinstance(value.get("extractions"), list):
        raise DocumentError(
            f"{name} holds what was extracted from an article, not one: give the article itself."
        )
    if isinstance(value, dict) and str(value.get("format", "")).startswith("llmclaims/"):
        raise DocumentError(
            f"{name} is a run that was saved, not articles: llmclaims verify or export reads it."
        )
    found = _articles(value, asked)
    if not found:
        what = _named(value)
        raise DocumentError(
            f"{name} holds no articles{what}: give an article, a list of articles, or an object with one, each with its text."
        )
    rows = [flat(one) for one in found]
    begun = rows[:_LOOKED_AT]
    texts = {
        key for row in begun for key, one in row.items() if isinstance(one, str) and len(one.split()) > 1
    }
    columns = chosen(list(dict.fromkeys(key for row in begun for key in row)), asked, texts=texts)
    say(columns, asked)
    single = len(rows) == 1 and not isinstance(value, list) and name != STANDARD_INPUT
    numbered = (Row(number=None if single else number, values=row) for number, row in enumerate(rows, 1))
    return numbered, asked, "json", columns


def _named(value: Any) -> str:
    if isinstance(value, dict) and value:
        return f" (it has {', '.join(str(one) for one in list(value)[:12])})"
    return (
        "" if value in ({}, []) else f" (it is {'a list' if isinstance(value, list) else 'a single value'})"
    )


def _articles(value: Any, asked: Articles, depth: int = 0) -> list[Mapping[str, Any]]:
    """Return the articles of a JSON value; none where it has none."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        items = [_inner(one) for one in value if isinstance(one, dict)]
        if any("@type" in one for one in items) and (own := [one for one in items if _is_described(one)]):
            items = own
        return items if items and any(_is_article(one, asked, teasers=True) for one in items) else []
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("@graph"), list):
        return _articles(value["@graph"], asked, depth + 1)
    if (rows := _columnar(value)) and _is_article(rows[0], asked, teasers=True):
        return rows
    if _is_article(value, asked, teasers=_is_described(value)):
        return [value]
    inner = list(value.values())
    if inner and all(isinstance(one, dict) for one in inner) and (found := _articles(inner, asked, _DEEPEST)):
        return found  # articles by their names
    return _below(value, asked, depth)


def _below(value: Mapping[str, Any], asked: Articles, depth: int) -> list[Mapping[str, Any]]:
    """Return the articles that stand in one of an object's lists or in the object that it wraps."""
    usual = lists("mul", "article_fields")
    for kind in ("lists", "containers", "wrapped"):
        for key, one in value.items():
            known = bare(key) in usual[kind] or key in usual[kind]
            if known and isinstance(one, (list, dict)) and (found := _articles(one, asked, depth + 1)):
                return found
    return []


def _inner(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the article within an item of a list (a hit's ``_source``), with what stands beside it."""
    for key in lists("mul", "article_fields")["wrapped"]:
        if isinstance(item.get(key), dict):
            return {**{name: one for name, one in item.items() if name != key}, **item[key]}
    return item


def _is_described(value: Mapping[str, Any]) -> bool:
    kinds = value.get("@type")
    return any(
        isinstance(one, str) and _ARTICLE.match(one)
        for one in (kinds if isinstance(kinds, list) else [kinds])
    )


def _is_article(value: Mapping[str, Any], asked: Articles, *, teasers: bool) -> bool:
    """Tell whether an object has a text of its own; with ``teasers`` a summary is one, where it has a title."""
    row = flat(value)
    texts = [key for key, one in row.items() if isinstance(one, str) and len(one.split()) > 1]
    if asked.text_column in texts:
        return True
    try:
        return not chosen(list(row), asked, texts=texts).is_teaser or teasers
    except DocumentError as error:
        return "may hold it" in str(error)


def _columnar(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the rows of a table that is written by columns, as pandas and others write it; none where it is none."""
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(one, list) for one in data):
        return [dict(zip(map(str, names), one, strict=False)) for one in data]
    columns: Sequence[Any] = list(value.values())
    if not columns or len(columns) < 2:
        return []
    if all(isinstance(one, list) for one in columns) and len({len(one) for one in columns}) == 1:
        return [dict(zip(value, one, strict=True)) for one in zip(*columns, strict=True)]
    if all(isinstance(one, dict) for one in columns) and len({tuple(one) for one in columns}) == 1:
        return [{name: column[key] for name, column in value.items()} for key in columns[0]]
    return []
