"""HTML: the article of a page, by trafilatura, without what the page hides.

The text is written anew, a paragraph a block, the title marked with ``#`` and headings with ``##``: it is what
offsets refer to, and everything that is told of a text can be told of it again.
"""

import hashlib
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from importlib import import_module
from typing import Any

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.html.beside import take_out_beside
from llmclaims.documents.readers.html.metadata import Facts, facts, stated_byline
from llmclaims.documents.readers.html.missing import blocks_of, completed
from llmclaims.documents.readers.html.simplify import (
    check_size,
    check_tags,
    has_many_blocks,
    opened,
    simplify,
)
from llmclaims.documents.readers.source import HEAD, Articles, Raw, needs_extra
from llmclaims.documents.readers.written import with_title
from llmclaims.errors import DocumentError, optional_module
from llmclaims.schema.plurals import plural

_META = re.compile(rb"<meta\b[^>]*+", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?\s*+([\w:.-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset({"p", "head", "quote", "item", "row", "code", "ab"})
_BEGINNING = 2_000  # characters in which a document type stands, if there is one
_MOST_BROKEN = 0.05
"""Part of the characters beyond ASCII that may be no characters of the encoding which a page says it has."""
_TOP = 8
"""Paragraphs among which the page repeats its title and byline."""
_NO_SCRIPT = re.compile(
    r"<noscript\b[^<>]*+>(?:[^<]++|<(?!/?noscript\b|/?script\b|!--))*+</noscript\s*+>", re.IGNORECASE
)
"""What a browser with scripts passes over unread: an end tag in it ends nothing outside."""
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a page holds.

    Raises:
        DocumentError: there is no article in it, or trafilatura is not installed.
    """
    yield document(raw.whole(), asked, name=raw.name, charset=raw.charset, url=raw.url)


def document(
    data: bytes, asked: Articles, *, name: str, charset: str = "", url: str | None = None
) -> Document:
    """Return the document of a page's bytes; ``charset`` is what a server said of them."""
    for module in ("trafilatura", "cssselect2"):
        optional_module(module, "html", needs_extra(name, "html"))
    page = _text_of(data, name, charset)
    tree = parsed(page, name)
    shown = deepcopy(tree)
    hidden = without_hidden(shown, name, quirks="<!doctype" not in page[:_BEGINNING].lower())
    found = facts(tree, shown, url)
    day = found.published
    simplify(shown, name)
    take_out_beside(shown)
    blocks = blocks_of(shown)
    paragraphs = completed(_paragraphs(shown), blocks, found.title)
    if not paragraphs:
        hint = f" ({plural(hidden, 'word')} of it hidden)" if hidden else ""
        raise DocumentError(
            f"{name} holds no article{hint}: save what a browser shows as text, or give the article's own page."
        )
    origin = Origin(
        format="html",
        sha256=hashlib.sha256(data).hexdigest(),
        title=found.title,
        byline=found.byline or stated_byline(tree),
        published=day.text,
        published_from=day.place,
        published_is_guess=day.is_guess and not asked.published,
        url=url,
        hidden=hidden,
    )
    made = Document.from_text(_written(found, paragraphs), path=name, published=asked.published or day.day)
    return replace(made, origin=origin)


def _text_of(data: bytes, name: str, charset: str) -> str:
    """Decode a page as browsers do: byte order mark, server, ``meta``, and only then by what it looks like.

    A label that no browser knows says nothing.
    """
    stated = _encoding(charset)
    if stated is None:
        # A ``meta`` that can be read at all is not written in UTF-16, whatever it says.
        declared = _encoding(_declared(data[:HEAD]))
        stated = "utf-8" if declared in ("utf-16-le", "utf-16-be") else declared
    if stated and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode(stated, "replace")
        except (LookupError, UnicodeError):  # a name that stands for nothing
            return decoded(data, name)[0]
        if text.count("\ufffd") <= _MOST_BROKEN * (1 + sum(not one.isascii() for one in text)):
            return text  # as a browser shows it; else it says what it is not
    return decoded(data, name)[0]


def _declared(head: bytes) -> str:
    """Return the encoding that a page's own ``meta`` names, or nothing."""
    for one in _META.findall(head):
        if found := _CHARSET.search(one):
            return str(found[1], "ascii", "replace")
    return ""


def _encoding(label: str) -> str | None:
    """Python's name of the encoding that browsers know by a label."""
    import webencodings

    found = webencodings.lookup(label) if label.isascii() else None
    return None if found is None else str(found.codec_info.name)


def parsed(page: str, name: str) -> Any:
    """Return the tree of a page, as a browser would build it.

    Raises:
        DocumentError: it is no HTML, or more than is read.
    """
    check_tags(page, name)
    etree, html = import_module("lxml.etree"), import_module("lxml.html")  # without types of their own
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding=None, huge_tree=True)
    try:
        text = opened(_NO_SCRIPT.sub("", _UNUSABLE.sub(" ", _DECLARATION.sub("", page))))
        tree = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DocumentError(
            f"{name} is no HTML that can be read ({error}): save the article as text."
        ) from error
    if any("depth" in one.message for one in parser.error_log):
        raise DocumentError(
            f"{name} has more elements in one another than can be read: save the article as text."
        )
    check_size(tree, name)
    return tree


def without_hidden(tree: Any, name: str, *, quirks: bool) -> int:
    """Take out what a page hides; how many words that were."""
    from llmclaims.documents.readers.html.css.work import TooMuchWorkError
    from llmclaims.documents.readers.html.hidden_text import take_out

    try:
        return take_out(tree, quirks=quirks)
    except TooMuchWorkError as error:
        raise DocumentError(
            f"{name} cannot be told from what it hides ({error}): save what a browser shows as text."
        ) from error


def _paragraphs(tree: Any) -> list[str]:
    """Return the article's paragraphs as trafilatura tells them; headings begin with ##."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # the errors here tell what it gives up
    found = trafilatura.bare_extraction(
        tree,
        fast=has_many_blocks(tree),
        include_comments=False,
        include_tables=True,
        with_metadata=False,
        include_formatting=False,
    )
    body = getattr(found, "body", None)
    if body is None:
        return []
    return [text for text in blocks(body) if any(one.isalnum() for one in text)]


def blocks(body: Any) -> Iterator[str]:
    """Yield the text of each innermost block of the tree, its white space collapsed."""
    parts: list[str] = []

    def flush(prefix: str = "") -> Iterator[str]:
        text = " ".join("".join(parts).split())
        parts.clear()
        if text:
            yield prefix + text

    def walk(element: Any, prefix: str) -> Iterator[str]:
        parts.append(element.text or "")
        for child in element:
            if child.tag == "lb":
                after = child.getnext()
                twice = after is not None and after.tag == "lb" and not (child.tail or "").strip()
                yield from flush(prefix) if twice else iter(())
                parts.append(" ")
            elif child.tag in _BLOCKS or child.tag in ("list", "table", "div", "figure"):
                yield from flush(prefix)
                yield from walk(child, {"head": "## ", "item": "- "}.get(child.tag, ""))
                yield from flush({"head": "## ", "item": "- "}.get(child.tag, ""))
            elif child.tag == "cell":
                parts.append(" " if not "".join(parts).strip() else " | ")
                yield from walk(child, prefix)
            elif child.tag != "graphic":
                yield from walk(child, prefix)
            parts.append(child.tail or "")

    yield from walk(body, "")
    yield from flush()


def _written(found: Facts, paragraphs: list[str]) -> str:
    """Return the text: title and byline once, in front, then the paragraphs."""
    heads = {_bare(found.title or ""), _bare(found.byline or ""), _bare(f"by {found.byline}")}
    top, below = paragraphs[:_TOP], paragraphs[_TOP:]
    rest = [one for one in top if _bare(one) not in heads - {""}] + below or paragraphs
    byline = [f"By {found.byline}"] if found.byline else []
    return with_title(found.title, "\n\n".join([*byline, *rest]) + "\n")


def _bare(text: str) -> str:
    return " ".join(text.split()).strip("#= .:").casefold()
