"""Numbers in a claim's words: what they count, and whether two may be one amount told with other precision."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.values import Quantity, numbers, quantity_value
from llmclaims.language.vocabulary import words
from llmclaims.verification.relations.profiles import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmclaims.language.values import Number
    from llmclaims.schema.annotations import Span

_WORDS = re.compile(r"[^\W\d_]+")
_ABOUT = Fraction(1, 10)
"""How far from an amount a number may be that is told as "about" it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts or measures something: its place in the quote, its hedge with it, and its amount.

    ``unit`` is the symbol of a measure, else the stem of the noun that is counted.
    """

    span: Span
    quantity: Quantity
    unit: str


def figures_in(text: str, language: str, dates: Iterable[Span]) -> tuple[Figure, ...]:
    """Return the numbers of a text that count or measure something, none that stands in a date."""
    taken = list(dates)
    cardinal = [one for one in numbers(text, language) if _counts(one, taken)]
    found: list[Figure] = []
    past = 0
    for one in cardinal:
        if one.start < past:
            continue
        opened = max((past, *(end for _, end in taken if end <= one.start)))
        quantity = quantity_value(text[opened:], language)
        last = one
        if quantity is not None and None not in (
            quantity.low,
            quantity.high,
        ):  # a range takes the next number
            last = next(
                (two for two in cardinal if two.start > one.start and two.value == quantity.high), one
            )
        begin, past = opened + _hedged_from(text[opened : one.start], language), last.end
        if quantity is None or quantity.unit is None:
            continue
        quantity = replace(quantity, unit=_counted(quantity.unit, text[past:], language))
        found.append(Figure(span=(begin, past), quantity=quantity, unit=alike(str(quantity.unit), language)))
    return tuple(found)


def _counts(one: Number, dates: Sequence[Span]) -> bool:
    inside = any(start < one.end and one.start < end for start, end in dates)
    return not (one.ordinal or one.doubtful or inside)


def _counted(unit: str, after: str, language: str) -> str:
    """Return the noun that is counted, without a verb behind it: of "17 people died" the people; a measure as it is."""
    vocabulary = words(language)
    following = _WORDS.findall(after.partition(unit)[0]) if unit in after else []
    for word in following:
        plural = word.endswith("s") and not word.endswith("ss")
        if plural or (vocabulary is not None and word.lower() in vocabulary.general_nouns):
            return str(word)
    return unit


@cache
def _hedges(language: str) -> re.Pattern[str]:
    listed = lists(language, "normalise")
    small = any_of((*listed["articles"], *listed["determiners"]))
    opening = any_of((*listed["hedges"], *listed["between"]))
    return re.compile(rf"(?<!\w)(?:{opening})(?:\s+(?:{small}))?\W*$", re.IGNORECASE)


def _hedged_from(text: str, language: str) -> int:
    """Return where the hedge in front of a number begins, the end of the text where there is none."""
    found = _hedges(language).search(text)
    return found.start() if found else len(text)


@cache
def _classes(language: str) -> dict[str, str]:
    """Return the stems that may stand for one another, each with the first of its list."""
    found: dict[str, str] = {}
    for row in lists(language, "story")["alike"]:
        first, *_ = row.split()
        found |= {stem(one): stem(first) for one in row.split()}
    return found


@cache
def alike(word: str, language: str) -> str:
    """Return the stem of a word, or the one that stands for it: "died" for "killed"."""
    found = stem(word.lower())
    return _classes(language).get(found, found)


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two may be one amount: their bounds and roundings leave room for it."""
    if one.number == other.number:
        return True
    mine, theirs = _range(one), _range(other)
    if one.approximate and other.approximate and _bare(one) and _bare(other):
        return abs(one.number - other.number) <= _ABOUT * max(one.number, other.number)
    meet = mine[0] < theirs[1] and theirs[0] < mine[1]
    return meet or mine[0] == theirs[0] or mine[1] == theirs[1]


def _bare(one: Quantity) -> bool:
    return one.low is None and one.high is None


def _range(one: Quantity) -> tuple[Fraction, Fraction]:
    """Return the bounds of an amount, the rounding of its last figure counted in."""
    slack = max(_rounding(one.number), _ABOUT * one.number if one.approximate and _bare(one) else Fraction(0))
    if _bare(one):
        return one.number - slack, one.number + slack
    low = one.low if one.low is not None else Fraction(0)
    high = one.high if one.high is not None else Fraction(10) ** 30
    return low, high


def _rounding(number: Fraction) -> Fraction:
    """Return half of the last place that a round number gives: 500 for 3,000; 0 for 32 and for 30."""
    if number.denominator != 1 or number == 0:
        return Fraction(0)
    digits = str(abs(number.numerator))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Fraction(10**zeros, 2) if zeros > 1 else Fraction(0)


def amount(one: Quantity) -> str:
    """Return an amount in a word or two, thousands parted: "at least 2,300 residents"."""
    from llmclaims.language.values import plain

    def written(value: Fraction) -> str:
        return f"{value.numerator:,}" if value.denominator == 1 else plain(value)

    if one.low is not None and one.high is not None:
        told = f"{written(one.low)} to {written(one.high)}"
    elif one.low is not None:
        told = f"{written(one.low)} or more"
    elif one.high is not None:
        told = f"up to {written(one.high)}"
    else:
        told = f"about {written(one.number)}" if one.approximate else written(one.number)
    return f"{told} {one.unit}" if one.unit else told
