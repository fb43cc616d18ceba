"""A mention of a quantity to its number, unit and bounds: "at least 40 cubic meters per second"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.language.lexicon import lists
from llmclaims.language.values.digits import Number, plain
from llmclaims.language.values.number_words import numbers

if TYPE_CHECKING:
    from fractions import Fraction

_RANGE = re.compile(r"\s?[-‐‑–—]\s?")
_UNIT_WORD = re.compile(r"[\s-]*([^\W\d_]+(?:[.'’&/-][^\W\d_]+)*|°[CF]?|[%/])")
_CURRENCY = re.compile(r"(?<![^\W\d_])[^\W\d_.]{0,3}(?:\.[^\W\d_]\.)?[^\w\s]?\.?\s?$")
_NEARBY = 40  # code points on either side of a number that may hold its hedge
_UNIT_WORDS = 7


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as the text gives it, a minus sign aside.

    ``unit`` is a symbol for a unit of measure or currency ("km", "m3/s", "%", "EUR"; "dollar" where the text
    does not say whose), else the noun that is counted, as written, None where there is none. ``low`` and
    ``high`` are the bounds that the words give ("at least", "up to", "between"); ``number`` is the lower one
    of a range.
    """

    number: Fraction
    unit: str | None
    approximate: bool = False
    low: Fraction | None = None
    high: Fraction | None = None

    def __str__(self) -> str:
        """Return the quantity in one line: ``5..7 km``, ``~200 growers``."""
        amount = plain(self.number)
        if self.low is not None and self.high is not None:
            amount = f"{plain(self.low)}..{plain(self.high)}"
        return ("~" if self.approximate else "") + amount + (f" {self.unit}" if self.unit else "")


class _Units(NamedTuple):
    """The units of one language: name to symbol, and how many words the longest name has."""

    symbols: dict[str, str]
    longest: int


@cache
def _units(language: str) -> _Units:
    """Return the units of a language, none where it has no data."""
    names = lists(language, "normalise")["units"]
    symbols = {name: symbol for symbol, spellings in names.items() for name in spellings}
    return _Units(symbols, max((name.count(" ") + 1 for name in symbols), default=0))


def quantity_value(mention: str, language: str = "en") -> Quantity | None:
    """Return the first quantity of a mention, None when it gives no number ("hundreds", "many", "the second")."""
    words = lists(language, "normalise")
    found = _counted(numbers(mention, language), words)
    if not found:
        return None
    first, last = found[0], found[0]
    number = first.value
    low = high = None
    if len(found) > 1 and _is_range(mention, first, found[1], words):
        last = found[1]
        number = low = _same_scale(first, last)
        high = last.value
    kinds = _hedges(mention, first, last, language)
    if low is None:
        low = number if "low" in kinds else None
        high = number if "high" in kinds else None
    behind = _UNIT_WORD.match(mention, last.end)
    unit = _currency(mention[: first.start], words) or (
        _unit(mention[last.end :], language) if behind else None
    )
    return Quantity(number, unit, bool(kinds), low, high)


def _counted(found: tuple[Number, ...], words: dict[str, Any]) -> list[Number]:
    """Return the numbers that can count something, the certain ones if there are any."""
    cardinal = [number for number in found if not number.ordinal]
    certain = [number for number in cardinal if not number.doubtful]
    return certain or [number for number in cardinal if number.text.lower() not in words["vague"]]


def _is_range(mention: str, first: Number, second: Number, words: dict[str, Any]) -> bool:
    """Tell whether a dash, "to", or "and" behind "between" makes one range of two numbers."""
    between = mention[first.end : second.start]
    if len(between) > _NEARBY or first.value >= second.value:
        return False
    if _RANGE.fullmatch(between):
        return True
    pieces = between.lower().split()
    connectors = [piece for piece in pieces if piece in words["to"]]
    if len(connectors) != 1 or len(pieces) > 2:
        return False
    opened = mention[max(first.start - _NEARBY, 0) : first.start].lower().split()
    return connectors[0] not in words["and"] or any(word in words["between"] for word in opened)


def _same_scale(first: Number, second: Number) -> Fraction:
    """Return the first number with the scale that only the second one names: "3 to 5 million"."""
    digits = re.match(r"[\d.,]+", second.text)
    bare = first.text.replace(".", "").isdecimal()
    if not digits or not bare or digits.end() == len(second.text) or second.also:
        return first.value
    named = numbers(digits.group())
    scaled = first.value * second.value / named[0].value if named and named[0].value else first.value
    return scaled if scaled < second.value else first.value


@cache
def _in_front(hedge: str, language: str) -> re.Pattern[str]:
    """Return a hedge before a number, with no more than small words between."""
    words = lists(language, "normalise")
    small = "|".join(re.escape(word) for word in (*words["articles"], *words["determiners"]))
    return re.compile(rf"(?<!\w){re.escape(hedge)}(?:\s(?:{small}))?\W*(?:[^\W\d_]{{1,3}}\W?)?$")


@cache
def _behind(hedge: str) -> re.Pattern[str]:
    """Return a hedge behind a number and what it counts."""
    return re.compile(rf"\s(?:[^\W\d_]+\s){{0,2}}{re.escape(hedge)}(?!\w)")


def _hedges(mention: str, first: Number, last: Number, language: str) -> set[str]:
    """Return what the words around a number make of it: ``about``, ``low`` (a lower bound), ``high``."""
    before = " ".join(mention[max(first.start - _NEARBY, 0) : first.start].lower().split()) + " "
    after = mention[last.end : last.end + _NEARBY].lower()
    words = lists(language, "normalise")
    return {
        kind
        for hedge, kind in words["hedges"].items()
        if hedge in before and _in_front(hedge, language).search(before)
    } | {
        kind
        for hedge, kind in words["hedges_behind"].items()
        if hedge in after and _behind(hedge).match(after)
    }


def _currency(before: str, words: dict[str, Any]) -> str | None:
    """Return the currency whose sign or code stands right before a number."""
    match = _CURRENCY.search(before[-8:])
    name = match.group().strip().lower() if match else ""
    found: str | None = words["currencies"].get(name) or words["currencies"].get(name.rstrip("."))
    if found is None and name:
        found = words["currencies"].get(name[-1])
    return found


def _unit(after: str, language: str) -> str | None:
    """Return the unit behind a number: a known one with its power and its "per", else the noun that is counted."""
    words, units = lists(language, "normalise"), _units(language)
    found: list[str] = []
    position = 0
    while len(found) < _UNIT_WORDS and (match := _UNIT_WORD.match(after, position)):
        found.append(match[1])
        position = match.end()
    lowered = [word.lower() for word in found]
    skip = 1 if lowered[:1] and lowered[0] in words["of"] else 0
    while skip and skip < len(lowered) and lowered[skip] in words["determiners"]:
        skip += 1
    return _known(lowered[skip:], units, words) or _noun(found[skip:], words)


def _known(found: list[str], units: _Units, words: dict[str, Any]) -> str | None:
    """Return the symbol of a unit of measure: "m3/s" for "cubic meters of water per second"."""
    power = words["powers"].get(found[0]) if found else None
    rest = found[1:] if power else found
    for length in range(min(units.longest, len(rest)), 0, -1):
        symbol = units.symbols.get(" ".join(rest[:length]))
        if symbol is None:
            continue
        tail = rest[length:]
        if tail[:1] and tail[0] in words["of"]:
            tail = tail[2:]
        per = units.symbols.get(tail[1]) if len(tail) > 1 and tail[0] in words["per"] else None
        return symbol + (power or "") + (f"/{per}" if per else "")
    return None


def _noun(found: list[str], words: dict[str, Any]) -> str | None:
    """Return the counted noun: the last word before a preposition, a verb or the end."""
    noun = None
    for word in found:
        if word.lower() in words["unit_stops"] or not word[0].isalpha():
            break
        noun = word
    return noun
