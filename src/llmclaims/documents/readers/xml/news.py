"""NITF, NewsML-G2 and NewsML 1.2: the formats in which agencies send articles."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers.html import blocks
from llmclaims.documents.readers.html.fragment import Fragment, from_tree, looks_like_html, shown_text
from llmclaims.documents.readers.source import Articles, Raw, day_of, unread
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.errors import DocumentError
from llmclaims.schema.claims import Failure
from llmclaims.schema.plurals import plural

_log = logging.getLogger(__name__)
_NAMES = {
    **dict.fromkeys(("hl2", "subheadline"), "head"),
    **dict.fromkeys(("ol", "ul", "dl"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("block", "nitf-table", "thead", "tbody", "tfoot", "bq", "note", "datasource"), "div"),
    "tr": "row", "br": "lb", "block-quote": "quote", "pre": "code",
}  # fmt: skip
"""The elements of NITF by the names that those of an article have."""
_NOT_TEXT = ("media", "media-caption", "media-producer", "ednote", "fn", "hr")
_NITF_DATES = (
    ("date.issue", "norm"),
    ("date.release", "norm"),
    ("pubdata", "date.publication"),
    ("story.date", "norm"),
)
_G2_DATES = ("firstCreated", "contentCreated", "versionCreated")
_NEWSML_DATES = ("FirstCreated", "ThisRevisionCreated")


def read(text: str, raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Yield the articles of a news document; those of a message are counted from 1.

    Raises:
        DocumentError: it is broken, or no article is in it.
    """
    root = _parsed(text, raw.name)
    kind = root.tag.casefold()
    items = [root] if kind in ("nitf", "newsitem") else list(root.iter("newsItem", "NewsItem"))
    found, without = [], 0
    for one in items:
        parts = _nitf(one) if kind == "nitf" else _item(one, raw.name)
        if parts.text.strip():
            found.append(parts)
        else:
            without += 1
    if not found:
        raise DocumentError(
            f"{raw.name} holds no article's text ({plural(len(items), 'item')}: pictures, or texts that stand elsewhere): give the text."
        )
    for number, parts in enumerate(found, 1):
        place = raw.name if len(items) == 1 else f"{raw.name}#{number}"
        try:
            yield document_of(parts, asked, form="nitf" if kind == "nitf" else "newsml", path=place)
        except DocumentError as error:
            yield unread(place, f"{place}: {error}")
    if without:
        _log.warning(
            "%s: left out %s items without a text of their own (such as pictures).", raw.name, without
        )


def _parsed(text: str, name: str) -> Any:
    """Return the tree of a document, its names without their spaces (``xmlns``).

    Raises:
        DocumentError: it is broken, or deeper than can be read.
    """
    etree: Any = import_module("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"{name} is no XML that can be read ({error.msg}): fetch it anew.") from error
    for one in root.iter():
        if not isinstance(one.tag, str):
            raise DocumentError(f"{name} uses an entity that nothing declares ({one.text}): write it out.")
        one.tag = etree.QName(one).localname
    return root


def _nitf(root: Any) -> Parts:
    """Return the article of a NITF document, or of one that stands in another."""
    heads = [_line(one) for one in root.iter("hl1")] or [_line(one) for one in root.iterfind("head/title")]
    bylines = [_without(one, "byttl") for one in root.iter("byline")]
    stated = _attribute(root, _NITF_DATES)
    dateline = ", ".join(
        _line(one) for one in root.iterfind(".//dateline/*") if one.tag in ("location", "story.date")
    )
    paragraphs = [text for one in root.iter("body.content") for text in _blocks(one)]
    opening = [_line(one) for one in root.iterfind(".//body.head//hl2")]
    if dateline and not any(
        dateline.partition(",")[0].casefold() in one.casefold() for one in paragraphs[:1]
    ):
        opening.append(f"{dateline} —")
    return Parts(
        text="\n\n".join([*filter(None, opening), *paragraphs] if paragraphs else []),
        title=next(filter(None, heads), None),
        byline=_byline(bylines),
        published=stated,
        published_from="NITF date" if stated else None,
    )


def _item(item: Any, name: str) -> Parts:
    """Return the article of an item of NewsML-G2, or of NewsML 1.2."""
    heads = [_line(one) for one in item.iter("headline", "HeadLine")]
    bylines = [_line(one) for one in item.iter("by", "ByLine")]
    names = _G2_DATES if item.tag == "newsItem" else _NEWSML_DATES
    stated = next((_line(one) for tag in names for one in item.iter(tag) if day_of(_line(one))), None)
    inner = next((_nitf(one) for one in item.iter("nitf")), None)
    found = Fragment(inner.text, 0) if inner else _content(item, name)
    return Parts(
        text=found.text,
        title=next(filter(None, heads), None) or (inner.title if inner else None),
        byline=_byline(bylines) or (inner.byline if inner else None),
        published=stated or (inner.published if inner else None),
        published_from="NewsML date" if stated else (inner.published_from if inner else None),
        hidden=found.hidden,
    )


def _content(item: Any, name: str) -> Fragment:
    """Return the longest text among the forms in which an item holds its content."""
    found = [Fragment("", 0)]
    for one in item.iter("inlineXML", "inlineData", "DataContent"):
        if len(one):
            found.append(_markup(one, name))
        elif text := (one.text or "").strip():
            found.append(shown_text(text, name, markup=looks_like_html(text) or None))
    return max(found, key=lambda one: len(one.text))


def _markup(content: Any, name: str) -> Fragment:
    """Return the text of elements of HTML, or of paragraphs of another kind."""
    etree, html = import_module("lxml.etree"), import_module("lxml.html")
    body = next(content.iter("body"), content)
    inner = "".join(etree.tostring(one, encoding="unicode", method="html") for one in body)
    return from_tree(html.document_fromstring(f"<!doctype html><html><body>{inner}</body></html>"), name)


def _blocks(content: Any) -> list[str]:
    for one in list(content.iter(*_NOT_TEXT)):
        one.text = None
        for child in list(one):
            one.remove(child)
    for one in content.iter():
        one.tag = _NAMES.get(one.tag, one.tag)
    return [text for text in blocks(content) if any(letter.isalnum() for letter in text)]


def _line(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _without(element: Any, tag: str) -> str:
    left = _line(element)
    for one in element.iter(tag):
        left = left.removesuffix(_line(one)).strip(" ,")
    return left


def _byline(names: Iterable[str]) -> str | None:
    found = [one[3:] if one[:3].casefold() == "by " else one for one in names if one]
    return " and ".join(dict.fromkeys(found)) or None


def _attribute(root: Any, places: Sequence[tuple[str, str]]) -> str | None:
    """Return the first date that stands in one of some attributes, or in the element itself."""
    for tag, attribute in places:
        for one in root.iter(tag):
            for text in (one.get(attribute), _line(one)):
                if day_of(text):
                    return str(text)
    return None
