"""Put back paragraphs of an article that were passed over when it was looked for.

The lead stands apart from the text on many pages, under the headline, and is taken for a teaser. What stands between
the headline and the text is the lead, if it is running text; and so is a paragraph among those that were found, in
the same part of the page, one of the article's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from llmclaims.documents.paragraph_kinds import is_byline, line_of

_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    ]
)  # fmt: skip
_TEXT = frozenset({"p", "div", "h2", "h3", "blockquote", "section", "header"})
_HEADINGS = frozenset({"h2", "h3"})
_APART = frozenset(
    ["address", "aside", "button", "dl", "figcaption", "figure", "footer", "form", "nav", "ol", "table", "ul"]
)
_KEY = 40
"""Letters by which a paragraph is known again."""
_LETTERS, _LINKED = 40, 0.5
"""Letters of running text, and the part of them that may stand in links."""
_LEAD_WORDS, _GAP_WORDS = 5, 12
_LEADS, _NEAR, _FAR = 3, 4, 12
"""Paragraphs of a lead, and the blocks under the headline that may be some, where the text begins further down."""
_TOP = 3
_MOST = 300
"""Paragraphs passed over that are looked at: each is looked for in the whole text."""
_NO_LETTERS = re.compile(r"\W+")


class Block(NamedTuple):
    """The text that stands in an element itself, and how many of its letters are those of links."""

    element: Any
    text: str
    linked: int


def blocks_of(tree: Any) -> list[Block]:
    """Return the texts of a page by the innermost block around them, in order."""
    found = []
    for element in tree.iter(*_BLOCKS):
        parts = list(_own(element))
        if text := " ".join("".join(part for part, _ in parts).split()):
            linked = sum(len(part.strip()) for part, in_link in parts if in_link)
            found.append(Block(element, text, linked))
    return found


def _own(element: Any) -> Iterator[tuple[str, bool]]:
    """Yield the texts of an element that stand in no block within it, and whether they are in a link."""
    pending: list[tuple[Any, bool, bool]] = [(element, False, False)]
    while pending:
        one, in_link, is_tail = pending.pop()
        if is_tail:
            yield (" " if one.tag == "br" else "") + (one.tail or ""), in_link
            continue
        yield one.text or "", in_link
        for child in reversed(one):
            pending.append((child, in_link, True))
            if child.tag not in _BLOCKS:
                pending.append((child, in_link or child.tag == "a", False))


def completed(paragraphs: Sequence[str], blocks: Sequence[Block], title: str | None) -> list[str]:
    """Return an article's paragraphs with its lead and with those that stand among them.

    ``blocks`` are those of the page that the paragraphs were found in, ``title`` is its headline.
    """
    places: dict[str, int] = {}
    for number, one in enumerate(paragraphs):
        places.setdefault(_key(one), number)
    found = [places.get(_key(one.text)) for one in blocks]
    head = _headline(blocks, title)
    texts = [
        at
        for at, number in enumerate(found)
        if at > head and number is not None and _is_text(blocks[at], _LEAD_WORDS)
    ]
    if not texts:
        return list(paragraphs)
    whole = _NO_LETTERS.sub("", " ".join(paragraphs)).casefold()
    added = _among(blocks, found, texts, whole)
    if head >= 0:
        added[min(found[texts[0]] or 0, _TOP)][:0] = _lead(blocks[head + 1 : texts[0]], whole)
    numbers = range(len(paragraphs) + 1)
    return [text for number in numbers for text in (*added[number], *paragraphs[number : number + 1])]


def _key(text: str) -> str:
    """Return what a paragraph is known again by."""
    return _NO_LETTERS.sub("", text[: 3 * _KEY]).casefold()[:_KEY]


def _headline(blocks: Sequence[Block], title: str | None) -> int:
    """Return the place of the headline; -1 where there is none."""
    key = _key(title or "")
    first = [at for at, one in enumerate(blocks) if one.element.tag == "h1"]
    same = [at for at, one in enumerate(blocks) if key and _key(one.text) == key]
    named = [at for at in same if at in first] or (same if len(same) == 1 else [])
    return (named or first or [-1])[-1]


def _lead(between: Sequence[Block], whole: str) -> list[str]:
    """Return the lead, of the blocks between the headline and the text."""
    near = between if len(between) <= _FAR else between[:_NEAR]
    return [
        ("## " if one.element.tag in _HEADINGS else "") + one.text
        for one in near
        if _is_text(one, _LEAD_WORDS) and _key(one.text) not in whole
    ][:_LEADS]


def _among(
    blocks: Sequence[Block], found: Sequence[int | None], texts: Sequence[int], whole: str
) -> dict[int, list[str]]:
    """Return, by the number of the paragraph that follows, those that were passed over between the first and the last."""
    added: dict[int, list[str]] = defaultdict(list)
    around = _around([blocks[at].element for at in texts])
    last, left = found[texts[0]] or 0, _MOST
    for at in range(texts[0] + 1, texts[-1]):
        number = found[at]
        if number is not None:
            last = number
        elif left and _is_text(blocks[at], _GAP_WORDS, final=True):
            left -= 1
            if around in blocks[at].element.iterancestors() and _key(blocks[at].text) not in whole:
                added[last + 1].append(blocks[at].text)
    return added


def _around(elements: Sequence[Any]) -> Any:
    """Return the innermost element around all of them."""
    above = list(elements[0].iterancestors())
    for one in elements[1:]:
        others = set(one.iterancestors())
        above = [element for element in above if element in others]
    return above[0]


def _is_text(block: Block, words: int, *, final: bool = False) -> bool:
    """Tell whether a block is running text of at least so many words; ``final``: which ends as a sentence does."""
    text = block.text
    if block.element.tag not in _TEXT or block.linked > len(text) * _LINKED or len(text) < _LETTERS:
        return False
    if any(one.tag in _APART for one in block.element.iterancestors()):
        return False
    line = line_of(text)
    return line.words >= words and line.kind is None and (line.final or not final) and not is_byline(line)
