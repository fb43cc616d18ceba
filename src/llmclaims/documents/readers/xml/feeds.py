"""RSS and Atom, by feedparser: a document for each entry that has a text."""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers.html.fragment import Fragment, shown_text
from llmclaims.documents.readers.source import Articles, Raw, day_of, unread
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.errors import DocumentError
from llmclaims.schema.claims import Failure

_log = logging.getLogger(__name__)
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAIL = 1_000  # characters among which a whole feed ends
_TEASER = 100
"""Words: a summary of more may be the whole article."""
_GOES_ON = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|(?:read|continue reading)\b[^.]{0,40}?[→»]?)\s*$", re.IGNORECASE
)


def read(text: str, raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Yield the articles of a feed, counted from 1; one without a text is a Failure.

    Raises:
        DocumentError: it is broken, or has no entries.
    """
    feedparser: Any = import_module("feedparser")  # without types of its own
    found = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,  # what hides words must stay to be seen
        resolve_relative_uris=False,
    )
    entries: list[Any] = found.entries
    if not entries:
        why = f" ({found.get('bozo_exception')})" if found.get("bozo") else ""
        raise DocumentError(f"{raw.name} is a feed without articles{why}: give one that has some.")
    if found.get("bozo") and _END.search(text[-_TAIL:]) is None:
        raise DocumentError(
            f"{raw.name} is a feed that breaks off ({found.get('bozo_exception')}): fetch it anew."
        )
    teasers = 0
    for number, entry in enumerate(entries, 1):
        place = f"{raw.name}#{number}"
        try:
            parts, is_teaser = _parts(entry, place, atom=str(found.version).startswith("atom"))
            document = document_of(parts, asked, form="feed", path=place)
        except DocumentError as error:
            yield unread(place, str(error))
            continue
        teasers += is_teaser
        yield document
    if teasers:
        _log.warning(
            "%s: %s of %s articles are summaries, which is all that the feed holds: fetch their pages for the rest.",
            asked.folder or raw.name,
            f"{teasers:,}",
            f"{len(entries):,}",
        )


def _parts(entry: Mapping[str, Any], place: str, *, atom: bool) -> tuple[Parts, bool]:
    """Return an entry's article, and whether it is a summary.

    Raises:
        DocumentError: it has no text.
    """
    contents = [one for one in entry.get("content", ()) if (one.get("value") or "").strip()]
    shown = [_shown(one, place) for one in contents] or [_shown(entry.get("summary_detail") or {}, place)]
    found = max(shown, key=lambda one: len(one.text))
    if not found.text.strip():
        raise DocumentError(f"{place} has no text, only a title or a link: give the article's own page.")
    words = len(found.text.split())
    is_teaser = words < _TEASER and (not contents or _GOES_ON.search(found.text) is not None)
    stated, place_of_date = _date(entry, atom=atom)
    return Parts(
        text=found.text,
        title=" ".join(_shown(entry.get("title_detail") or {}, place).text.split()) or None,
        byline=_byline(entry),
        published=stated,
        published_from=place_of_date,
        published_is_guess=place_of_date == "feed updated",
        url=entry.get("link"),
        hidden=found.hidden,
    ), is_teaser


def _shown(detail: Mapping[str, Any], place: str) -> Fragment:
    value, kind = detail.get("value") or "", detail.get("type") or ""
    return shown_text(value, place, markup=kind != "text/plain")


def _byline(entry: Mapping[str, Any]) -> str | None:
    names = [one.get("name") or "" for one in entry.get("authors", ())] or [entry.get("author") or ""]
    bare = [re.sub(r"^\s*by\s+", "", " ".join(one.split()), flags=re.IGNORECASE) for one in names]
    return " and ".join(one for one in bare if one and "@" not in one) or None


def _date(entry: Mapping[str, Any], *, atom: bool) -> tuple[str | None, str | None]:
    """Return the day of publication; Atom's ``updated`` is a change, and only the next best."""
    kept = dict(entry)
    for name in ("published", "updated", "created"):
        if day_of(kept.get(name)):
            where = name if name != "updated" or atom else "dc:date"
            return kept[name], f"feed {where}"
    return None, None
