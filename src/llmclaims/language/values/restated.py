"""What a number comes to in other words: two weeks and a fortnight, a quarter and 25 percent, four and a quartet."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.values.number_words import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmclaims.language.values.digits import Number

_HUNDRED = 100
_NEXT = 3  # numbers behind one among which the whole of "one in four" is looked for
_ROUNDED = Fraction(1, 100)
"""How far a share in percent may be from a third or a seventh."""


class Amount(NamedTuple):
    """An amount in the smallest unit of its kind, and where its number stands (half-open)."""

    kind: str
    value: Fraction
    start: int
    end: int


def is_restated(number: Number, text: str, source: str, language: str) -> bool:
    """Tell whether a source gives in other words the amount that a number has in its text."""
    theirs = amounts(source, language)
    if any(one.kind == "group" and one.value == number.value for one in theirs):
        return True
    mine = [one for one in amounts(text, language) if one.start <= number.start < one.end]
    return any(_same(one, other) for one in mine for other in theirs)


def _same(one: Amount, other: Amount) -> bool:
    if one.kind == other.kind:
        return one.value == other.value
    shares = {one.kind, other.kind} == {"share", "percent"}
    return shares and abs(one.value - other.value) < _ROUNDED


@lru_cache(maxsize=128)  # one paragraph, many drafts
def amounts(text: str, language: str) -> tuple[Amount, ...]:
    """Return the lengths of time, the shares and the groups that a text names."""
    words = lists(language, "normalise")["restated"]
    if not words:
        return ()
    found = numbers(text, language)
    return (*_times(text, found, words), *_shares(text, found, words), *_groups(text, words))


def _times(
    text: str, found: tuple[Number, ...], words: Mapping[str, Mapping[str, float]]
) -> Iterator[Amount]:
    """Yield the lengths of time: "two weeks", "half a century", "a year and a half"."""
    linked = any_of(words["linking"])
    for kind in ("seconds", "months"):
        units = words[kind]
        unit = rf"(?P<unit>{any_of(units)})(?!\w)(?P<half>\s{any_of(words['half_more'])}(?!\w))?"
        counted = re.compile(rf"(?:[\s-]|\s(?:{linked})\s){unit}", re.IGNORECASE)
        single = re.compile(rf"(?<!\w)(?:{any_of(words['single'])})\s{unit}", re.IGNORECASE)
        reached: set[int] = set()
        for one in found:
            if match := counted.match(text, one.end):
                reached.add(match.start("unit"))
                more = Fraction(1, 2) if match["half"] else 0
                yield Amount(
                    kind, (one.value + more) * Fraction(units[match["unit"].lower()]), one.start, match.end()
                )
        for match in single.finditer(text):
            if match.start("unit") in reached:
                continue  # "half an hour"
            more = Fraction(1, 2) if match["half"] else 0
            yield Amount(
                kind, (1 + more) * Fraction(units[match["unit"].lower()]), match.start(), match.end()
            )


def _shares(
    text: str, found: tuple[Number, ...], words: Mapping[str, Mapping[str, float]]
) -> Iterator[Amount]:
    """Yield the shares: "25 percent", "a quarter", "one in four"."""
    percent = re.compile(rf"\s?(?:{any_of(words['percent'])})(?!\w)", re.IGNORECASE)
    among = re.compile(rf"\s(?:{any_of(words['among'])})\s", re.IGNORECASE)
    for one in found:
        if percent.match(text, one.end):
            yield Amount("percent", one.value / _HUNDRED, one.start, one.end)
        elif 0 < one.value < 1:
            yield Amount("share", one.value, one.start, one.end)
    for at, one in enumerate(found):
        for other in found[at + 1 : at + 1 + _NEXT]:
            if other.start > one.end and other.value > one.value > 0:
                gap = among.fullmatch(text, one.end, other.start)
                if gap and not one.ordinal and not other.ordinal:
                    yield Amount("share", one.value / other.value, one.start, other.end)


def _groups(text: str, words: Mapping[str, Mapping[str, float]]) -> Iterator[Amount]:
    """Yield how many a word stands for: "quartet", "hat-trick"."""
    for match in re.finditer(rf"(?<!\w)(?:{any_of(words['groups'])})(?!\w)", text, re.IGNORECASE):
        yield Amount("group", Fraction(words["groups"][match.group().lower()]), match.start(), match.end())
