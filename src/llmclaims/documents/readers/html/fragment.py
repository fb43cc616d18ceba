"""A piece of HTML that stands in something else (a feed, a JSON value, a cell, a mail): its text, a paragraph a block.

All of it is the article already, so nothing is looked for; what it hides is left out as it is from a page.
"""

import html
import re
from copy import deepcopy
from typing import Any, NamedTuple

from llmclaims.documents.readers.html import blocks, parsed, without_hidden
from llmclaims.documents.readers.html.simplify import simplify
from llmclaims.documents.readers.source import needs_extra
from llmclaims.errors import optional_module

_OPENS = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:p|div|article|section|span|h[1-6]|ul|ol|table|blockquote|figure|img|a|b|i|em|strong|"
    r"br|pre|center|font)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_MARK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|ul|ol|blockquote|em|strong|a|span|b|i|u|sup|sub|font)\b[^<>]*>", re.IGNORECASE
)
_LEAST_MARKS = 2
_REFERENCE = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,30});")
_NAMES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "head"),
    **dict.fromkeys(("ul", "ol", "dl", "menu"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("address", "article", "aside", "body", "caption", "center", "details", "dialog", "fieldset"), "div"),
    **dict.fromkeys(("figcaption", "footer", "form", "header", "hgroup", "main", "nav", "section", "summary"), "div"),
    **dict.fromkeys(("tbody", "thead", "tfoot", "hr"), "div"),
    "tr": "row", "br": "lb", "blockquote": "quote", "pre": "code", "code": "span", "img": "graphic",
}  # fmt: skip
"""The elements of HTML by the names that those of an article have."""


class Fragment(NamedTuple):
    """Paragraphs with a blank line between, and the number of words that are hidden."""

    text: str
    hidden: int


def looks_like_html(text: str) -> bool:
    """Tell whether a text is written in HTML: it begins with a mark, or holds several."""
    return _OPENS.match(text) is not None or len(_MARK.findall(text, 0, 100_000)) >= _LEAST_MARKS


def unescaped(text: str) -> str:
    """Return a text whose character references (``&amp;``, ``&#8217;``) are the characters themselves."""
    return html.unescape(text) if _REFERENCE.search(text) else text


def fragment(markup: str, name: str) -> Fragment:
    """Return the text of a piece of HTML.

    Raises:
        DocumentError: it cannot be read, or the extra ``html`` is not installed.
    """
    for module in ("trafilatura", "cssselect2"):
        optional_module(module, "html", needs_extra(name, "html"))
    tree = parsed(f"<!doctype html><html><body>{markup}</body></html>", name)
    return from_tree(tree, name)


def from_tree(tree: Any, name: str) -> Fragment:
    """Return the text of a tree of HTML elements, which stays as it is."""
    shown = deepcopy(tree)
    hidden = without_hidden(shown, name, quirks=False)
    for one in list(shown.iter("head", "title")):
        if one.getparent() is not None:
            one.drop_tree()
    simplify(shown, name)
    for one in shown.iter():
        one.tag = _NAMES.get(one.tag, one.tag)
    paragraphs = [text for text in blocks(shown) if any(one.isalnum() for one in text)]
    return Fragment("\n\n".join(paragraphs), hidden)


def shown_text(value: str, name: str, *, markup: bool | None = None) -> Fragment:
    """Return the text of what may be HTML or plain text; ``markup`` says which it is, where that is known.

    Raises:
        DocumentError: as ``fragment`` does.
    """
    if markup is None:
        markup = looks_like_html(value)
    if markup and looks_like_html(value):
        return fragment(value, name)
    return Fragment(unescaped(value) if markup else value, 0)
