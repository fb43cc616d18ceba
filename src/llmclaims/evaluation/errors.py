"""The errors behind the scores, for a person to read: each miss, false alarm and wrong field."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from llmclaims.evaluation.items import Item, Spans, iou, merged, size, words_at
from llmclaims.evaluation.matching import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference between a run and the annotation.

    ``outcome`` is found (right or partly: ``why`` names what is wrong), missed or alarm. ``spans`` is where it
    stands in the passage; ``expected`` and ``found`` are what stands there for a reader.
    """

    passage: str
    kind: str
    outcome: Literal["found", "missed", "alarm"]
    spans: Spans
    expected: str = ""
    found: str = ""
    why: str = ""
    item: str = ""

    @property
    def right(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.outcome == "found" and not self.why


def span_trouble(item: Item, others: Sequence[Item]) -> str:
    """Tell why an item has no match: nothing stands there, or what does is cut, too long or shifted."""
    best = max(others, key=lambda one: iou(item.spans, one.spans), default=None)
    like = iou(item.spans, best.spans) if best else 0.0
    if best is None or not like:
        return "nothing there"
    if like >= 0.5:
        return f"its match went to another (overlap {like:.2f})"
    short = size(best.spans) < size(item.spans)
    inside = size(merged((*best.spans, *item.spans))) == max(size(best.spans), size(item.spans))
    what = ("cut" if short else "too long") if inside else "shifted"
    return f"{what} (overlap {like:.2f})"


def told(item: Item, text: str) -> str:
    """Return an item in one line: who said it, or what kind of event, and its words."""
    words = " ".join(words_at(text, item.spans or item.places.get("trigger", ())).split())
    if item.kind == "statement":
        who = item.values.get("speaker") or "nobody named"
        name = item.values.get("speaker_name")
        called = f"{who} = {name}" if name and name != who else who
        return f"[{called}] {words}"
    if item.kind == "event":
        return f"[{item.values.get('type') or 'event'}: {item.values.get('trigger') or '?'}] {words}"
    return f"[{item.values.get('type')}]"


@dataclass(frozen=True, slots=True)
class Telling:
    """How the items of one kind are shown: where, in which words, and why each is not right."""

    place: Callable[[Item], Spans]
    words: Callable[[Item], str]
    wrong: Callable[[Item, Item], str]
    alarm: Callable[[Item], str]
    missed: Callable[[Item], str]


def listed(
    passage: str, run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, telling: Telling
) -> Iterator[Finding]:
    """Yield each matched item with what is wrong with it, each false alarm and each miss, optional ones left out."""
    made, partner = partial(Finding, passage=passage), dict(pairs)
    for i, one in enumerate(run):
        other = gold[partner[i]] if i in partner else None
        if other is None or other.unwanted:
            why = telling.alarm(one) if other is None else "a trap"
            spans = telling.place(one)
            yield made(kind=one.kind, outcome="alarm", spans=spans, found=telling.words(one), why=why)
        elif not other.optional:
            yield made(
                kind=one.kind,
                outcome="found",
                spans=telling.place(other) or telling.place(one),
                expected=telling.words(other),
                found=telling.words(one),
                why=telling.wrong(one, other),
                item=other.id,
            )
    taken = set(partner.values())
    for j, other in enumerate(gold):
        if j not in taken and not (other.optional or other.unwanted):
            yield made(
                kind=other.kind,
                outcome="missed",
                spans=telling.place(other),
                expected=telling.words(other),
                why=telling.missed(other),
                item=other.id,
            )
