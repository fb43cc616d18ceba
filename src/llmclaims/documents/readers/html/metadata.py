"""Read title, byline and day of publication from an HTML page."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.published import Day, published
from llmclaims.language.lexicon import lists

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting|Review)$")
_LONGEST_NAME, _MOST_NAMES = 60, 5
_MOST_PLACES = 20
"""Headings and bylines that are looked at: a page has one or two."""
_NO_NAME = re.compile(r"[.!?:;]\s|[<>{}@]|https?:|\d")
_ADDED = re.compile(r"\s+[|–—\-·•:»]\s+[^|–—·•»]{2,40}$")
"""The name of the paper behind a title."""


class Facts(NamedTuple):
    """What a page says of its article."""

    title: str | None
    byline: str | None
    published: Day


def facts(tree: Any, shown: Any, url: str | None = None) -> Facts:
    """Return the facts of a page.

    ``tree`` is the page as it came; ``shown`` without what it hides; ``url`` where it came from. A title or byline that no reader
    could see is as little the page's text as any other hidden words: such a byline is None, and the title
    then is the one that a browser puts on its tab.
    """
    seen = _plain(" ".join(shown.itertext()))
    described = _described(tree)
    title = _title(tree, described, seen)
    names = _names(tree, described)
    signed = [name for name in names if _plain(name) in seen]
    return Facts(title, _joined(signed), published(tree, shown, described, _meta(tree), url))


def stated_byline(tree: Any) -> str | None:
    """Return the byline of the page's metadata, whether the page shows it or not."""
    return _joined(_names(tree, _described(tree)))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _joined(names: list[str]) -> str | None:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or None


def _described(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD object of the page's own article: the first on its top level that is one, headline or not."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                data = json.loads(
                    (script.text or "").strip().removeprefix("<!--").removesuffix("-->"), strict=False
                )
            except (ValueError, RecursionError):
                continue
            found.extend(_objects(data))
    articles = [one for one in found if any(_ARTICLE.match(kind) for kind in _texts(one.get("@type")))]
    heads = {_plain(_text_of(one)) for one in islice(tree.iter("h1"), _MOST_PLACES)}
    own = [one for one in articles if any(_plain(head) in heads for head in _texts(one.get("headline")))]
    return next(iter(own or articles), {})


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects on the top level, and those in their graphs."""
    pending = [data]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending += reversed(one)
        elif isinstance(one, dict):
            yield one
            pending.append(one.get("@graph"))


def _texts(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, str) and one.strip()]


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in tree.iter("meta"):
        name = one.get("property") or one.get("name") or one.get("itemprop") or ""
        if (content := " ".join((one.get("content") or "").split())) and name:
            found.setdefault(name.strip().lower(), content)
    return found


def _title(tree: Any, described: dict[str, Any], seen: str) -> str | None:
    first = islice(tree.iter("h1"), _MOST_PLACES)
    heads = [text for one in first if (text := _text_of(one)) and _plain(text) in seen]
    tab = next((_text_of(one) for one in tree.iter("title") if _text_of(one)), "")
    stated = [*_texts(described.get("headline")), _meta(tree).get("og:title", "")]
    for head in heads:
        if any(_plain(head) in _plain(other) for other in (*stated, tab) if other):
            return head
    if heads:
        return heads[0]
    for title in stated:
        if title and (_plain(title) in seen or _plain(title) in _plain(tab)):
            return " ".join(title.split())
    return _ADDED.sub("", tab).strip() or None


def _names(tree: Any, described: dict[str, Any]) -> list[str]:
    names = list(_people(described.get("author")))
    if not names:
        meta = _meta(tree)
        names = [
            part
            for name in lists("mul", "page_metadata")["authors"]
            if name in meta
            for part in _split(meta[name])
        ]
    if not names:
        names = [part for one in islice(_signed(tree), _MOST_PLACES) for part in _split(_text_of(one))]
    good = [name for name in dict.fromkeys(names) if _is_name(name)]
    return good[:_MOST_NAMES]


def _people(author: Any) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in _texts(name):
            yield from _split(text)


def _signed(tree: Any) -> Iterator[Any]:
    for one in tree.iter("a", "span", "address", "p", "div"):
        marks = f"{one.get('rel') or ''} {one.get('itemprop') or ''} {one.get('class') or ''}".lower().split()
        if "author" in marks or "byline" in marks:
            yield one


def _split(text: str) -> list[str]:
    bare = re.sub(r"^\s*(?:by|von|par|por)\s+", "", " ".join(text.split()), flags=re.IGNORECASE)
    return [part.strip() for part in re.split(r"\s*[;|,]\s*|\s+(?:and|&)\s+", bare) if part.strip()]


def _is_name(text: str) -> bool:
    """Tell whether a text may be a name: what metadata holds is nothing that a reader has looked at."""
    return len(text) <= _LONGEST_NAME and len(text.split()) <= 6 and not _NO_NAME.search(text)
