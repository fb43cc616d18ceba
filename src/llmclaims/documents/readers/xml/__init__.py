"""XML: feeds (RSS, Atom) are lists of articles, NITF and NewsML are articles; everything else is refused by its name.

Nothing that a document type declares is used: no entity is resolved, nothing is loaded from elsewhere.
"""

import html.entities
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import HEAD, Articles, Raw, needs_extra
from llmclaims.errors import DocumentError, optional_module
from llmclaims.schema.claims import Failure

_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w:.-]{2,40})[\"']")
_BEFORE_ROOT = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*+(?:\[(?P<subset>.*?)\]\s*)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_S_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FEEDS = frozenset(("rss", "rdf", "feed"))
_NEWS = frozenset(("nitf", "newsitem", "newsmessage", "newsml"))
_OTHERS = {
    "urlset": ("a sitemap: it lists addresses, not articles", "give the pages"),
    "sitemapindex": ("a sitemap: it lists addresses, not articles", "give the pages"),
    "opml": ("a list of feeds (OPML)", "give a feed"),
    "svg": ("a drawing (SVG)", "give the text of an article"),
    "entry": ("one entry of a feed (Atom)", "give the feed that it stands in"),
    "packageitem": (
        "a package of NewsML, which names articles and holds none",
        "give the articles (newsItem)",
    ),
}


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Return the documents that a feed or a news document holds.

    Raises:
        DocumentError: it is no XML, other XML, or holds no article.
    """
    data = raw.whole()
    text = _text_of(data, raw)
    before = _BEFORE_ROOT.match(_DECLARATION.sub("", text))
    rest = _DECLARATION.sub("", text)
    start = before.end() if before else 0
    root = _ROOT.match(rest, start)
    if root is None:
        raise DocumentError(
            f"{raw.name} is no XML that can be read (it has no element): give the article's text."
        )
    if before and before["subset"] and "<!ENTITY" in before["subset"].upper():
        raise DocumentError(
            f"{raw.name} declares entities of its own (<!ENTITY), which are not resolved: write them out."
        )
    kind = root[1].casefold()
    if kind == "html":
        from llmclaims.documents.readers.html import document

        return iter((document(data, asked, name=raw.name, charset=raw.charset, url=raw.url),))
    if kind not in _FEEDS | _NEWS:
        what, then = _OTHERS.get(
            kind, (f"XML of another kind (<{root[1]}>)", "save the article as text or as a page")
        )
        raise DocumentError(f"{raw.name} is {what}: {then}.")
    return _reader(kind, raw.name)(_known(rest[start:]), raw, asked)


def _reader(kind: str, name: str) -> Callable[[str, Raw, Articles], Iterator[Document | Failure]]:
    modules = ("feedparser", "cssselect2") if kind in _FEEDS else ("lxml.etree", "cssselect2")
    for module in modules:
        optional_module(module, "html", needs_extra(name, "html"))
    module = "feeds" if kind in _FEEDS else "news"
    found: Any = import_module(f"llmclaims.documents.readers.xml.{module}")
    read_it: Callable[[str, Raw, Articles], Iterator[Document | Failure]] = found.read
    return read_it


def _text_of(data: bytes, raw: Raw) -> str:
    """Decode XML: by its mark, by what the server or the declaration says, then by what it looks like."""
    declared = _ENCODING.search(data[:HEAD])
    stated = str(declared[1], "ascii") if declared else raw.charset
    if stated and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(stated)
        except (LookupError, UnicodeError):
            pass  # it says what it is not
    return decoded(data, raw.name)[0]


def _known(text: str) -> str:
    """Return XML whose named characters (``&nbsp;``) are written out; nobody declares them where no DTD is loaded."""

    def character(found: re.Match[str]) -> str:
        if found[1] in _XML_S_OWN:
            return found[0]
        return html.entities.html5.get(f"{found[1]};", found[0])

    return _UNUSABLE.sub(" ", _REFERENCE.sub(character, text))
