"""Make a page simple enough to be read in a time that grows with its length.

What looks for the article goes through a line of text once for each mark in it, and calls itself for each
element within another. Marks that change how letters look are taken away where there are very many of them, or
where they stand in one another because nobody closed them; the text stays.
"""

import re
from importlib import import_module
from typing import Any

from llmclaims.errors import DocumentError

_TAG = re.compile(r"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_LONG_TAG, _MOST_ATTRIBUTES = 2_000, 20_000
_MOST = 60_000
"""Elements of a page; of news pages few have a tenth of that."""
_DEEPEST = 250
_LARGE = 5_000  # elements
_CROWD = 500  # marks in one element
_BLOCKS = (
    *("blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "option", "p", "pre", "section"),
    *("td", "th", "tr"),
)  # fmt: skip
_MOST_BLOCKS = 2_000
_MARKS = (
    *("abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
    *("nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"),
)  # fmt: skip
_MARK = re.compile(r"""<(/?[a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?)*+""")
_BARE_VALUE = re.compile(r"""=\s*+[^\s"'>=][^\s>=]*/$""")
_NEVER_FILLED = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"),
        *("script", "style", "title", "textarea", "iframe", "noscript", "noembed", "noframes", "svg", "math"),
    ]
)  # fmt: skip
"""Elements that never have content, or have none that is a text of the page."""


def check_tags(page: str, name: str) -> None:
    """Refuse a page whose tags have so many attributes that a parser takes for ever.

    Raises:
        DocumentError: they have.
    """
    work = 0
    for tag in _TAG.finditer(page):
        if tag.end() - tag.start() > _LONG_TAG:
            work += len(_VALUE.sub("=v", tag[0]).split()) ** 2
    if work > _MOST_ATTRIBUTES**2:
        raise DocumentError(
            f"{name} has tags of more than {_MOST_ATTRIBUTES:,} attributes: save its article as text."
        )


def opened(page: str) -> str:
    """Return a page whose elements end where a browser ends them.

    HTML knows no ``<div/>``: a browser takes it for ``<div>`` and puts what follows into it, the parser used here
    does not. Drawings (``svg``) and formulas do know it, and stay as they are.
    """
    if "/>" not in page:
        return page
    foreign = False

    def without_slash(tag: re.Match[str]) -> str:
        nonlocal foreign
        name, closed = tag[1].lower(), tag[0].endswith("/")
        if name.lstrip("/") in ("svg", "math"):
            foreign = not name.startswith("/") and not closed
        if not closed or foreign or name in _NEVER_FILLED or _BARE_VALUE.search(tag[0][-_LONG_TAG:]):
            return tag[0]
        return tag[0][:-1]

    return _MARK.sub(without_slash, page)


def has_many_blocks(tree: Any) -> bool:
    """Tell whether a page has so many blocks that an article is only looked for in the quick way.

    One of the slower ways looks, for each short block, through all that follow it.
    """
    return sum(1 for _ in tree.iter(*_BLOCKS)) > _MOST_BLOCKS


def check_size(tree: Any, name: str) -> None:
    """Refuse a page with more elements than are gone through.

    Raises:
        DocumentError: it has.
    """
    count = sum(1 for _ in tree.iter())
    if count > _MOST:
        raise DocumentError(
            f"{name} has {count:,} elements, more than the {_MOST:,} that are read of a page: save its article as text."
        )


def simplify(tree: Any, name: str) -> None:
    """Take marks away, in place, where there are too many.

    Raises:
        DocumentError: elements are still deeper in one another than can be read.
    """
    etree = import_module("lxml.etree")
    elements = list(tree.iter())
    crowded = [
        one
        for one in elements
        if len(one) > _CROWD and sum(child.tag in (*_MARKS, "a") for child in one) > _CROWD
    ]
    if len(elements) > _LARGE or _depth(tree) > _DEEPEST:
        etree.strip_tags(tree, *_MARKS)
        for one in tree.iter():
            join_texts(one)
    for one in crowded:
        etree.strip_tags(one, "a", *_MARKS)
        join_texts(one)
    if _depth(tree) > _DEEPEST:
        raise DocumentError(
            f"{name} has more than {_DEEPEST} elements in one another: save the article as text."
        )


def join_texts(element: Any) -> None:
    """Make one text of those in an element that stand side by side where another was taken away."""
    if element.text:
        element.text = element.text
    for child in element:
        if child.tail:
            child.tail = child.tail


def _depth(tree: Any) -> int:
    deepest = depth = 0
    for event, _ in import_module("lxml.etree").iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
