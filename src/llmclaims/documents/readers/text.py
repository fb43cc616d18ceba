"""Read plain text: the file as it is; what stands in front of it between ``---`` are its title and date."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document, from_bytes
from llmclaims.documents.readers.source import STANDARD_INPUT, Articles, Raw
from llmclaims.documents.readers.tables.columns import bare
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.language.lexicon import lists

_FRONT = re.compile(
    r"\ufeff?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<head>(?:.*\r?\n){1,200}?)(?:(?P=mark)|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_KEY = re.compile(r"[A-Za-z_][\w .-]{0,40}[ \t]*[:=]")
_LONGEST = 20_000  # characters of what stands in front
_AUTHORS = ("author", "authors", "byline")


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a text file is."""
    data = raw.whole()
    path = raw.name or STANDARD_INPUT
    yield _with_front(data, path, asked) or from_bytes(data, path=path, published=asked.published)


def _with_front(data: bytes, path: str, asked: Articles) -> Document | None:
    """Return the document of a text with its facts in front (YAML or TOML); None where it has none."""
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00").startswith((b"---", b"+++", b"-\x00-", b"+\x00+")):
        return None
    text, _ = decoded(data, path)
    found = _FRONT.match(text)
    if found is None or len(found["head"]) > _LONGEST or not _KEY.match(found["head"].lstrip()):
        return None
    front = _facts(found["head"], yaml=found["mark"] == "---")
    body = text[found.end() :].lstrip("\r\n")
    if front is None or not body.strip():
        return None
    usual = lists("mul", "article_fields")
    stated = _value(front, usual["published"])
    return document_of(
        Parts(
            text=body,
            title=_value(front, usual["title"]),
            byline=_value(front, _AUTHORS),
            published=stated,
            published_from="front matter",
        ),
        asked,
        form="text",
        path=path,
        data=data,
    )


def _facts(head: str, *, yaml: bool) -> Mapping[str, Any] | None:
    """Return what the lines in front say; None where they are none."""
    try:
        if yaml:
            from yaml import YAMLError, safe_load

            try:
                found = safe_load(head)
            except (YAMLError, ValueError, RecursionError):
                found = _lines(head)
        else:
            found = tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _lines(head: str) -> Mapping[str, str] | None:
    """Return what lines say that are no YAML for a colon too many: all of them name something, or go on."""
    lines = [line for line in head.splitlines() if line.strip()]
    if not all(_KEY.match(line) or line[0] in " \t-#" for line in lines):
        return None
    pairs = (line.partition(":") for line in lines if _KEY.match(line))
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def _value(front: Mapping[str, Any], names: Any) -> str | None:
    """Return the value of the first of some names that is a text, a date or a list of texts."""
    known = {bare(str(key)): one for key, one in front.items()}
    for name in names:
        one = known.get(name)
        if isinstance(one, list) and one and all(isinstance(part, str) for part in one):
            return " and ".join(one)
        if one is not None and not isinstance(one, (list, dict, bool)) and str(one).strip():
            return " ".join(str(one).split())
    return None
