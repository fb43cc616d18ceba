"""A page made simple enough to be read in a time that grows with its length.

What looks for the article goes through a line of text once for each mark in it, and calls itself for each
element within another. Marks that change how letters look are taken away where there are very many of them, or
where they stand in one another because nobody closed them; the text stays.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from llmclaims.errors import DocumentError

_MOST = 60_000
"""Elements of a page; of news pages few have a tenth of that."""
_DEEPEST = 250
_LARGE = 5_000  # elements
_CROWD = 500  # marks in one element
_MARKS = (
    *("abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
    *("nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"),
)  # fmt: skip


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
        _join(tree)
    for one in crowded:
        etree.strip_tags(one, "a", *_MARKS)
        _join(one)
    if _depth(tree) > _DEEPEST:
        raise DocumentError(
            f"{name} has more than {_DEEPEST} elements in one another: save the article as text."
        )


def _join(tree: Any) -> None:
    """Make one text of those that stand side by side where a mark was taken away."""
    for element in tree.iter():
        if element.text:
            element.text = element.text
        if element is not tree and element.tail:
            element.tail = element.tail


def _depth(tree: Any) -> int:
    deepest = depth = 0
    for event, _ in import_module("lxml.etree").iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
