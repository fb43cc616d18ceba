"""Take out what stands on a page beside its article, before the article is looked for.

Trafilatura leaves out menus, and what it knows by name. Here goes what still came in: other stories in the middle
of the text, which are nothing but a link; and boxes that say by their class or id what they are: related stories,
newsletters, the writer, comments, captions of a gallery. A box that holds the headline, or much of the page's running
text, is the article, whatever it is called.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from llmclaims.documents.readers.html.simplify import join_texts
from llmclaims.language.lexicon import lists

_BOXES = frozenset(
    [
        *("aside", "blockquote", "details", "dl", "div", "figcaption", "figure", "footer", "form", "h2", "h3", "h4", "li"),
        *("nav", "ol", "p", "section", "small", "span", "table", "ul"),
    ]
)  # fmt: skip
_LINKED = frozenset({"p", "blockquote", "h4", "h5", "h6", "div"})
_INNER = frozenset({"p", "div", "ul", "ol", "table", "section", "blockquote", "h1", "h2", "h3", "figure"})
_LINK_SHARE, _LINK_LETTERS = 0.66, 220
_LIST_SHARE, _ANNOUNCED = 0.85, 50
_PROSE = 80
"""Letters of a paragraph that is running text."""
_MOST_OF_IT = 0.4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_OUT = "llmclaims-beside"


def take_out_beside(tree: Any) -> None:
    """Take boxes and links to other stories out of an lxml tree, in place."""
    letters = _letters(tree.iter())
    linked = _within(tree, "a", letters)
    prose = _prose(tree, letters, linked)
    headed = {above for one in tree.iter("h1") for above in one.iterancestors()}
    most = prose.get(tree, 0) * _MOST_OF_IT
    out = [
        one
        for one in tree.iter(*_BOXES)
        if one not in headed
        and (
            _is_link(one, letters[one], linked[one])
            or (prose.get(one, 0) <= most and (one.tag == "figcaption" or _says_beside(one)))
        )
    ]
    lists = [
        one for one in tree.iter("ul", "ol") if one not in headed and _is_list_of_links(one, letters, linked)
    ]
    announced = [(one, head) for one in (*out, *lists) if (head := _announcement(one, letters)) is not None]
    out += [one for pair in announced for one in pair]
    parents = {above for one in out if (above := one.getparent()) is not None}
    for one in out:
        one.tag = _OUT
    import_module("lxml.etree").strip_elements(tree, _OUT, with_tail=False)
    for one in parents:
        join_texts(one)


def _letters(elements: Iterable[Any]) -> dict[Any, int]:
    """Return the letters in each element, white space apart."""
    listed = list(elements)
    found = dict.fromkeys(listed, 0)
    for one in reversed(listed):
        found[one] += len((one.text or "").strip())
        above = one.getparent()
        if above in found:
            found[above] += found[one] + len((one.tail or "").strip())
    return found


def _within(tree: Any, tag: str, letters: dict[Any, int]) -> dict[Any, int]:
    """Return, for each element, the letters of those of a tag that stand in it, and its own if it is one or in one."""
    found = dict.fromkeys(letters, 0)
    for one in reversed(list(letters)):
        if one.tag == tag:
            found[one] = letters[one]
        above = one.getparent()
        if above in found:
            found[above] += found[one]
    inside = {below for one in tree.iter(tag) for below in one.iterdescendants()}
    return {one: letters[one] if one in inside else count for one, count in found.items()}


def _prose(tree: Any, letters: dict[Any, int], linked: dict[Any, int]) -> dict[Any, int]:
    """Return the letters of running text in each element that has any."""
    found: dict[Any, int] = {}
    for one in tree.iter("p", "div", "td"):
        if letters[one] < _PROSE or linked[one] >= letters[one] / 2:
            continue
        if one.tag == "p" or not any(below.tag in _INNER for below in one.iterdescendants()):
            for above in (one, *one.iterancestors()):
                found[above] = found.get(above, 0) + letters[one]
    return found


def _is_link(element: Any, letters: int, linked: int) -> bool:
    """Tell whether a paragraph is nothing but a link, or a few words and one."""
    if element.tag not in _LINKED or not 0 < letters <= _LINK_LETTERS or linked < letters * _LINK_SHARE:
        return False
    return not any(below.tag in _INNER for below in element.iterdescendants())


def _is_list_of_links(element: Any, letters: dict[Any, int], linked: dict[Any, int]) -> bool:
    return 0 < letters[element] * _LIST_SHARE <= linked[element]


def _announcement(element: Any, letters: dict[Any, int]) -> Any:
    """Return the line before an element that announces links: a few words and a colon, as in "Read also:"."""
    before = element.getprevious()
    if before is None or before.tag not in _LINKED or not 0 < letters[before] <= _ANNOUNCED:
        return None
    return before if "".join(before.itertext()).rstrip().endswith(":") else None


def _says_beside(element: Any) -> bool:
    """Tell whether an element's class or id says that it is no part of an article."""
    said = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(said.strip()) and any(_is_named(one) for one in said.split())


@lru_cache(maxsize=10_000)
def _is_named(name: str) -> bool:
    """Tell whether one class or id is one of those."""
    words = " ".join(one.lower() for one in _WORD.findall(name[:80]))
    if words.startswith(("tag ", "category ")):
        return False  # what the article is about
    return _pattern().search(words) is not None


@cache
def _pattern() -> re.Pattern[str]:
    names = (re.escape(one).replace(r"\*", "[a-z]*") for one in lists("mul", "page_beside")["names"])
    return re.compile(rf"(?<![a-z])(?:{'|'.join(names)})(?![a-z])")
