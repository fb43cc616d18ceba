"""Several paragraphs in one request, so that a short one does not cost the whole prompt, and their answers apart again.

What is asked together depends on the text alone, from its start, so that equal text gives equal requests and what
is added at the end of an article changes none before it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from llmclaims.documents.document import Paragraph
from llmclaims.providers.base import Reply
from llmclaims.providers.reply_items import number_of
from llmclaims.schema.answer import PARAGRAPH

MOST = 50
"""Paragraphs in one request, however short they are: each has a fence there, and an entry in the answer."""
Pack = tuple[Paragraph, ...]
_T = TypeVar("_T")


def packed(paragraphs: Iterable[Paragraph], characters: int) -> list[Pack]:
    """Cut paragraphs into runs of neighbours that have no more than so many characters together.

    A longer paragraph stands alone; 0 characters: each of them does. Of very short ones ``MOST`` go together.
    """
    return _neighbours(paragraphs, lambda one: one.end - one.start, characters, most=MOST)


def together(packs: Iterable[Pack], characters: int) -> list[tuple[Pack, ...]]:
    """Put neighbouring packs together that have no more than so many characters."""
    return _neighbours(packs, lambda pack: sum(one.end - one.start for one in pack), characters)


def _neighbours(
    items: Iterable[_T], size_of: Callable[[_T], int], characters: int, most: float = math.inf
) -> list[tuple[_T, ...]]:
    """Cut items into runs, from the start, each as long as its sizes together allow."""
    runs: list[list[_T]] = []
    room = 0
    for item in items:
        size = size_of(item)
        if runs and size <= room and len(runs[-1]) < most:
            runs[-1].append(item)
        else:
            runs.append([item])
            room = characters
        room -= size
    return [tuple(run) for run in runs]


@dataclass(frozen=True, slots=True)
class Part:
    """What an answer says of one paragraph: its items with their kinds, and whether that is all (``whole``)."""

    items: tuple[tuple[str, Any], ...]
    whole: bool


def parts_of(reply: Reply, pack: Pack, kinds: Sequence[str]) -> list[Part]:
    """Return what an answer says of each paragraph, its items in the order of the kinds.

    An item belongs to the paragraph whose number it has, or to the one that its words stand in where they stand in
    that one alone; without either to the first, where it is refused by name. Nothing is dropped.
    """
    others = [kind for kind in reply.items if kind not in kinds]
    found: list[list[tuple[str, Any]]] = [[] for _ in pack]
    for kind in (*kinds, *others):
        for item in reply.items.get(kind, ()):
            found[_place(item, pack)].append((kind, _unnumbered(item)))
    if len(pack) == 1:
        return [Part(tuple(found[0]), whole=not reply.truncated)]
    whole = not reply.truncated  # then what is said of a paragraph is all, in whatever form
    answered = [
        number in reply.entries or (whole and bool(items)) for number, items in enumerate(found, start=1)
    ]
    if reply.truncated and all(answered):
        answered[-1] = False  # it says itself that it ended before its end
    return [Part(tuple(items), whole) for items, whole in zip(found, answered, strict=True)]


def _place(item: Any, pack: Pack) -> int:
    if len(pack) == 1 or not isinstance(item, dict):
        return 0
    number = number_of(item.get(PARAGRAPH))
    stated = number - 1 if number is not None and number <= len(pack) else None
    quote = item.get("quote")
    if not isinstance(quote, str) or (stated is not None and quote in pack[stated].text):
        return stated or 0
    holding = [place for place, one in enumerate(pack) if quote in one.text]
    return holding[0] if len(holding) == 1 else stated or 0


def _unnumbered(item: Any) -> Any:
    """Return an item without the number of its paragraph, which is no field of its model."""
    if not isinstance(item, dict) or PARAGRAPH not in item:
        return item
    return {key: value for key, value in item.items() if key != PARAGRAPH}
