"""Take out what an HTML page holds and does not show, before anything reads it.

Out go what no browser shows as text (scripts, comments, ``noscript``, ``template``, form fields), and what the
page hides when it is opened on a desktop's screen: by an attribute, by what its own styles come to (no display,
no visibility, no strength, no size, off the window, cut off, the colour of what is behind it), by a closed
``details`` or ``dialog``, and by what the usual class names keep for screen readers alone. A style sheet that
stands elsewhere is not fetched, and no script is run: what only those hide is not seen. Of two elements with words that
lie on one another it is not told which hides which; an empty one over the whole of its parent is the ground of what follows,
as the picture under a headline is.
"""

from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from llmclaims.documents.readers.html.css.boxes import Box
from llmclaims.documents.readers.html.css.cascade import Page, Style
from llmclaims.documents.readers.html.css.colours import over
from llmclaims.documents.readers.html.css.looks import Look, look_of
from llmclaims.documents.readers.html.css.tokens import names, word
from llmclaims.documents.readers.html.css.values import Ground, amount
from llmclaims.documents.readers.html.css.work import Work
from llmclaims.documents.readers.html.simplify import join_texts

_SILENT = names("elements")["silent"]
"""Elements whose content is no text of the page."""
_BESIDE = frozenset({"nav", "header", "footer", "aside"})
"""Menus are hidden on every page: words there are taken out and not counted."""
_ROOT = frozenset({"html", "body"})
"""Hidden until a script shows them, if at all: a page shows its article."""
_JUDGED = ("style", "aria-hidden")
"""Attributes that trafilatura must not judge again; what is hidden from screen readers alone is on the page."""
_WHOLE = 1_000.0
"""Pixels that stand for the size of a parent, which is not known: fewer are no cover."""
_FULL = 0.9 * _WHOLE
_PROSE, _MOST_OF_IT = 80, 0.7
"""Letters of a paragraph of running text; the part of all such letters that makes an element the article."""
_OUT = "llmclaims-out"
"""The name that elements get which are to be taken out: all of them go at once."""


@dataclass(slots=True)
class _Seen:
    """What is known of the elements above the one that is looked at."""

    looks: tuple[Look, ...]
    beside: bool
    shut: bool  # a closed details
    behind: tuple[Look, ...] = ()
    """The looks with a picture or colour that an element without words has laid behind those that follow it."""


def take_out(tree: Any, *, quirks: bool = False) -> int:
    """Take everything hidden out of an lxml tree, in place; how many words a style or an attribute hid.

    ``quirks``: the page has no document type, so that classes and ids are the same in any case.

    Raises:
        TooMuchWorkError: the page's styles ask for more than is looked at.
    """
    page = Page(tree, Work(), quirks=quirks)
    lengths = _lengths(tree)
    top = _Seen((Look(box=Box(display="")),), beside=False, shut=False)
    seen: dict[Any, _Seen] = {None: top}
    out: list[tuple[Any, bool]] = []
    blank: list[tuple[Any, bool]] = []
    external = page.external > 0
    scripted = external or any(one.get("src") for one in tree.iter("script"))
    article = _articles(tree, lengths) if scripted else frozenset()
    for element, styles in page.styles():
        above = seen.get(element.getparent() if element is not tree else None)
        if above is None:
            continue  # in something that goes out
        if element.tag in _SILENT and element is not tree:
            out.append((element, False))
            continue
        beside = above.beside or element.tag in _BESIDE
        looks = _looks(element, styles, above, lengths[element])
        if above.behind and _is_placed(styles[0]):
            looks = _looks(element, styles, replace(above, looks=above.behind), lengths[element])
        if element in article and any(one.gone or not one.visible for one in looks):
            looks = above.looks
        if any(one.gone for one in looks) or (above.shut and not _is_summary(element)):
            out.append((element, not beside))
            continue
        if not lengths[element] and _covers(styles[0]):
            picture = element.tag == "img"
            above.behind = tuple(_laid(one, looks[0], picture=picture) for one in above.looks)
        shut = _is_shut(element)
        if len(element):
            seen[element] = _Seen(looks, beside=beside, shut=shut)
        if shut or any(one.hides(external=external) for one in looks):
            blank.append((element, not beside))
    return _carried_out(tree, out, blank)


def _articles(tree: Any, lengths: dict[Any, int]) -> frozenset[Any]:
    """Return the elements that hold most of a page's running text.

    A page that is sent with a few styles of its own, until its sheets or scripts are there, may hide its article in
    them: one of those shows it, or there would be no page.
    """
    prose = {one: lengths[one] for one in tree.iter("p") if lengths[one] >= _PROSE}
    found: dict[Any, int] = dict.fromkeys((above for one in prose for above in one.iterancestors()), 0)
    for one, letters in prose.items():
        for above in one.iterancestors():
            found[above] += letters
    return frozenset(
        one
        for one, letters in found.items()
        if letters > sum(prose.values()) * _MOST_OF_IT
        and len(prose) > 2
        and one.get("style") is None
        and one.get("hidden") is None
    )


def _looks(element: Any, styles: tuple[Style, ...], above: _Seen, length: int) -> tuple[Look, ...]:
    """Return the looks of an element: one, or two where it cannot be told whether a rule applies."""
    count = max(len(styles), len(above.looks))
    return tuple(
        look_of(
            styles[min(number, len(styles) - 1)],
            above.looks[min(number, len(above.looks) - 1)],
            length,
            root=element.tag in _ROOT,
        )
        for number in range(count)
    )


def _is_shut(element: Any) -> bool:
    """Tell whether an element shows nothing of its content: a closed ``details``, or one with a shadow tree."""
    if element.tag == "details":
        return element.get("open") is None
    roots = (one for one in element.iterchildren("template") if one.get("shadowrootmode") is not None)
    root = next(roots, None)
    return root is not None and next(root.iter("slot"), None) is None


def _is_summary(element: Any) -> bool:
    """Tell whether this is what a closed ``details`` shows."""
    return (
        element.getparent().tag == "details"
        and element.tag == "summary"
        and not any(one.tag == "summary" for one in element.itersiblings(preceding=True))
    )


def _lengths(tree: Any) -> dict[Any, int]:
    """Return the letters in each element."""
    elements = list(tree.iter())
    found = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            found[element] += len((element.text or "").strip())
        parent = element.getparent()
        if parent is not None and parent in found:
            found[parent] += found[element] + len((element.tail or "").strip())
    return found


def _carried_out(tree: Any, out: list[tuple[Any, bool]], blank: list[tuple[Any, bool]]) -> int:
    """Take elements out, and the own text of others; how many of the words are counted."""
    hidden = 0
    for element, counts in blank:
        own = [element.text or "", *(one.tail or "" for one in element)]
        hidden += sum(len(one.split()) for one in own) if counts else 0
        element.text = " " if element.text else None
        for child in element:
            child.tail = " " if child.tail else None
    for element, counts in out:
        hidden += len("".join(_texts(element)).split()) if counts else 0
    for element, _ in out:
        element.tag = _OUT
    etree = import_module("lxml.etree")
    parents = {parent for element, _ in out if (parent := element.getparent()) is not None}
    etree.strip_elements(tree, _OUT, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in parents:
        join_texts(element)
    for element in tree.iter():
        for name in _JUDGED:
            element.attrib.pop(name, None)
    return hidden


def _texts(element: Any) -> list[str]:
    """Return the texts in an element that a browser might show."""
    found = []
    for event, one in import_module("lxml.etree").iterwalk(element, events=("start", "end")):
        if event == "end":
            if one is not element and one.tail:
                found.append(one.tail)
        elif isinstance(one.tag, str) and one.tag not in _SILENT and one.text:
            found.append(one.text)
    return found


def _is_placed(style: Style) -> bool:
    """Tell whether an element lies upon those before it that are placed, too."""
    return word(style.values.get("position", ())) in ("relative", "absolute", "fixed", "sticky")


def _covers(style: Style) -> bool:
    """Tell whether an element is laid over the whole of what it stands in."""
    if word(style.values.get("position", ())) != "absolute":
        return False
    return _fills(style, "width", "left", "right") and _fills(style, "height", "top", "bottom")


def _fills(style: Style, size: str, start: str, end: str) -> bool:
    whole = Ground(whole=_WHOLE)
    length, *ends = (
        amount(style.values[name], whole) if name in style.values else None for name in (size, start, end)
    )
    if length is not None:
        return length >= _FULL and not ends[0]
    return ends == [0.0, 0.0]


def _laid(above: Look, cover: Look, *, picture: bool) -> Look:
    """Return the look of a parent with what covers it behind those that follow; ``picture``: the cover is one."""
    if cover.gone or not cover.visible:
        return above
    if picture or cover.ground is None:
        return replace(above, ground=None)
    if above.ground is None or cover.ground == above.ground:
        return above
    return replace(
        above,
        ground=over(cover.ground._replace(alpha=cover.alpha), above.ground),
        named=(above.named[0], True),
    )
