"""A mention of a quantity to its number, unit and bounds: "at least 40 cubic meters per second"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from llmclaims.normalise.numberwords import Number, numbers
from llmclaims.normalise.numerals import load_words, plain

_WORD = re.compile(r"[^\W\d_]+(?:[.'’/&-][^\W\d_]+)*+|[%°/]")
_RANGE = re.compile(r"\s?[-‐‑–—]\s?")
_GAP = re.compile(r"[\s-]*")
_BEFORE = 40  # code points in front of a number that may hold its hedge or currency
_WORDS_OF_UNIT = 6


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as the text gives it.

    ``unit`` is a symbol for a unit of measure or currency ("km", "m3/s", "%", "EUR", "dollar" where the
    text does not say whose), else the noun that is counted, as written. ``low`` and ``high`` are the bounds
    that the words give ("at least", "up to", "between"); ``number`` is the lower one of a range.
    """

    number: Fraction
    unit: str | None
    approximate: bool = False
    low: Fraction | None = None
    high: Fraction | None = None

    def __str__(self) -> str:
        """The quantity as people write it, such as ``5..7 km`` or ``~200 growers``."""
        both = self.low is not None and self.high is not None and self.low != self.high
        amount = f"{plain(self.low)}..{plain(self.high)}" if both and self.low and self.high else plain(self.number)
        return ("~" if self.approximate else "") + amount + (f" {self.unit}" if self.unit else "")


def quantity_value(mention: str, language: str = "en") -> Quantity | None:
    """The first quantity of a mention, None when it states no number ("hundreds", "many", "the second").

    Source of the fields: the schema's ``quantity_value`` (number and unit).
    """
    words = load_words(language)
    found = _counted(numbers(mention, language), words)
    if not found:
        return None
    first = found[0]
    second = found[1] if len(found) > 1 and _is_range(mention, found[0], found[1], words) else None
    last = second or first
    low, high, approximate = _bounds(mention, first, last, words)
    number = first.value
    unit = _currency(mention, first, words) or _unit(mention[last.end :], words)
    if second is not None:
        number = _scaled_like(first, second)
        low, high = sorted((number, second.value))
        number = low
    return Quantity(number, unit, approximate, low, high)


def _counted(found: tuple[Number, ...], words: dict[str, Any]) -> list[Number]:
    """The numbers that can count something, the certain ones if there are any."""
    cardinal = [number for number in found if not number.ordinal]
    if cardinal and cardinal[0].doubtful and cardinal[0].text.lower() in words.get("vague", {}):
        return []
    certain = [number for number in cardinal if not number.doubtful]
    return certain or cardinal


def _is_range(mention: str, first: Number, second: Number, words: dict[str, Any]) -> bool:
    """Whether "to", "and" after "between", or a dash alone connects two numbers."""
    between = mention[first.end : second.start]
    connector = between.strip().lower().split()[-1:] or [""]
    if _RANGE.fullmatch(between):
        return first.value < second.value
    if connector[0] not in words.get("to", ()) or len(between.split()) > 2:  # noqa: PLR2004 - "5 meters to 7 meters"
        return False
    opened = mention[: first.start].lower().split()
    is_and = connector[0] in words.get("and", ())
    return not is_and or any(word in words["between"] for word in opened)


def _scaled_like(first: Number, second: Number) -> Fraction:
    """The first number of a range with the scale that only the second one names: "3 to 5 million"."""
    scale = next((10**power for power in (12, 9, 6, 3) if second.value >= 10**power), 1)
    worded = any(character.isalpha() for character in second.text) and not second.text.isalpha()
    alone = first.value < 1000 and first.text.replace(".", "").isdecimal()  # noqa: PLR2004 - no scale of its own
    return first.value * scale if worded and alone and second.value % scale >= 0 else first.value


def _bounds(
    mention: str, first: Number, last: Number, words: dict[str, Any]
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The bounds and the vagueness that the words around the number give."""
    before = " ".join(mention[max(first.start - _BEFORE, 0) : first.start].lower().split())
    after = " ".join(mention[last.end : last.end + _BEFORE].lower().split())
    low = high = None
    approximate = False
    for hedge, kind in words.get("hedges", {}).items():
        behind = kind != "about" and re.search(rf"(?:^|\s){re.escape(hedge)}\b", after) if hedge.startswith(("or ", "plus")) else None
        if not (behind or re.search(rf"(?:^|[\s(]){re.escape(hedge)}(?:\s+(?:an?|the))?\W*(?:[^\W\d_]{{1,3}})?\W*$", before)):
            if not (hedge == "or so" and re.search(r"\bor so\b", after)):
                continue
        approximate = True
        low = last.value if kind == "low" else low
        high = last.value if kind == "high" else high
    return low, high, approximate
