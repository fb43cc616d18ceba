"""Numbers in a text, in digits and in words, as exact values.

One pass over the words; a number is read greedily from left to right and never twice, so time grows with
the length of the text alone. The words are data (``data/<language>/normalise.json``); a language without
that file keeps its digits. Values are ``Fraction``, so that 3,000, "3000" and "three thousand" are equal
and so are "a third" and "one third". A minus sign is not read: it looks like the dash of a range.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

# Separators that only ever group digits: no-break, narrow no-break and thin space, apostrophes, Arabic.
_GROUPING = "\u00a0\u202f\u2009'’٬"
_DIGITS = re.compile(rf"\d++(?:[.,٫{_GROUPING}]\d++)*+")
_ITEM = re.compile(
    rf"(?P<digits>{_DIGITS.pattern})|(?P<part>[¼-¾⅐-⅞])|(?P<raised>[⁰¹²³⁴-⁹₀-₉]++)|(?P<word>[^\W\d_]++)"
)
_JOIN = re.compile(r"\s{0,3}|[-‐‑]")
_DASH = re.compile(r"\s?[-‐‑–—/]\s?")
_CLOCK = re.compile(r"[.:]\d\d\s?[ap]\.?m\b", re.IGNORECASE)
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIV": 14, "XVI": 16}
_LONGEST = 40  # digits: more are an identifier, and Python refuses to read very long ones
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its value, where it stands (code points, 0-based, end exclusive) and its own words.

    ``doubtful`` marks words that may not count anything ("one of them", "both", "hundreds"): they license
    a number elsewhere but should not have to be licensed themselves. ``also`` holds other readings of the
    same words: "a third" without "of" is 3 and may be 1/3, "2m" is 2 and may be 2,000,000.
    """

    value: Fraction
    start: int
    end: int
    text: str
    doubtful: bool = False
    ordinal: bool = False
    also: tuple[Fraction, ...] = ()

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value that the words may stand for."""
        return frozenset((self.value, *self.also))


class _Item(NamedTuple):
    """A word or a group of digits; ``values`` holds the readings of digits, the likeliest first."""

    start: int
    end: int
    word: str
    values: tuple[Fraction, ...]


class _Read(NamedTuple):
    """What was read: its readings, the index of the item behind it, and what kind of number it is."""

    values: tuple[Fraction, ...]
    next: int
    ordinal: bool = False
    doubtful: bool = False


@cache
def load_words(language: str) -> dict[str, Any]:
    """The word lists of a language, empty when there are none."""
    if not re.fullmatch(r"[a-z]{2,3}", language):
        return {}
    source = files("llmclaims").joinpath("data", language, "normalise.json")
    if not source.is_file():
        return {}
    words: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return words


def plain(value: Fraction) -> str:
    """A value as people write it: "3000", "4.2"; "1/3" where no decimal fraction is exact."""
    rest = value.denominator
    places = 0
    while rest % 10 == 0:
        rest //= 10
        places += 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
            places += 1
    if rest != 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + ("." + part if part else "")


def numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    """Every number of a text, in order and without overlap.

    Digits of any script are read, with the separators of the language ("3.000" is 3 in English; where the
    language is unknown it is 3000 and may be 3), with scales ("$4.2bn", "1.5 million"), fractions and
    ordinals. In "2025-26" the second number is 2026 and may be 26. A time such as "5.30 pm" is two numbers.
    """
    return _Reader(text, load_words(language)).read()


def digit_readings(digits: str, decimal: str | None, group: str | None) -> tuple[Fraction, ...]:
    """The values that a run of digits and separators may have; none when it is not one number."""
    separators = [character for character in digits if not character.isdigit()]
    if len(digits) - len(separators) > _LONGEST:
        return ()
    if not separators:
        return (Fraction(int(digits)),)
    last = separators[-1]
    pieces = re.split(r"\D", digits)
    is_point = last in {decimal, "٫"} if decimal else last in ".,٫"
    point = is_point and separators.count(last) == 1
    grouped = _grouped(pieces, separators, group, decimal)
    decimals = _decimals(pieces, separators[:-1], group, decimal) if point else ()
    return (decimals or grouped) if decimal else (*grouped, *decimals)


def _grouped(pieces: list[str], separators: list[str], group: str | None, decimal: str | None) -> tuple[Fraction, ...]:
    """The value of an integer in groups of three, or in the Indian groups 12,34,567."""
    mark = separators[0] if separators else ""
    known = mark in _GROUPING or (mark == group if decimal else mark in ".,")
    same = all(separator == mark for separator in separators)
    sizes = [len(piece) for piece in pieces]
    thirds = sizes[0] <= 3 and all(size == 3 for size in sizes[1:])  # noqa: PLR2004 - thousands
    indian = mark == "," and sizes[0] <= 2 and sizes[-1] == 3 and all(size == 2 for size in sizes[1:-1])  # noqa: PLR2004
    return (Fraction(int("".join(pieces))),) if known and same and (thirds or indian) else ()


def _decimals(pieces: list[str], separators: list[str], group: str | None, decimal: str | None) -> tuple[Fraction, ...]:
    """The value with the last piece as its decimals."""
    whole = (Fraction(int(pieces[0])),) if not separators else _grouped(pieces[:-1], separators, group, decimal)
    return tuple(value + Fraction(int(pieces[-1]), 10 ** len(pieces[-1])) for value in whole)


class _Reader:
    """Reads the numbers of one text."""

    def __init__(self, text: str, words: dict[str, Any]) -> None:
        self.text = text
        self.words = words
        self.items = self._items()

    def _lookup(self, table: str, index: int) -> Fraction | None:
        """The value of the word at ``index`` in a table of the language."""
        if index >= len(self.items):
            return None
        value = self.words.get(table, {}).get(self.items[index].word)
        return None if value is None else Fraction(value)

    def _is(self, table: str, index: int) -> bool:
        """Whether the item at ``index`` directly follows the one before it and is one of the words."""
        return self._joined(index) and self.items[index].word in self.words.get(table, ())

    def _joined(self, index: int) -> bool:
        """Whether nothing but a blank or a hyphen stands before the item at ``index``."""
        if not 0 < index < len(self.items):
            return False
        gap = self.text[self.items[index - 1].end : self.items[index].start]
        return _JOIN.fullmatch(gap) is not None

    def _items(self) -> list[_Item]:
        items: list[_Item] = []
        for match in _ITEM.finditer(self.text):
            if match.lastgroup == "digits":
                items.extend(self._digits(match))
            elif match.lastgroup == "word":
                items.append(_Item(*match.span(), match.group().lower(), ()))
            elif match.lastgroup == "raised":
                value = int("".join(str(unicodedata.digit(digit)) for digit in match.group()[:_LONGEST]))
                items.append(_Item(*match.span(), "", (Fraction(value),)))
            else:
                items.append(_Item(*match.span(), "", (_vulgar(match.group()),)))
        return items

    def _digits(self, match: re.Match[str]) -> list[_Item]:
        """The numbers in one run of digits: one, or each of its pieces when they do not form one."""
        start, run = match.start(), match.group()
        clock = _CLOCK.match(self.text, start + len(run.split(".")[0]))
        readings = () if clock else digit_readings(run, self.words.get("decimal"), self.words.get("group"))
        if readings:
            point = start > 0 and self.text[start - 1] == "." and not self.text[max(start - 2, 0) : start - 1].strip()
            also = (Fraction(int(run), 10 ** len(run)),) if point and run.isdigit() else ()
            return [_Item(start, match.end(), "", (*readings, *also))]
        spans = [piece.span() for piece in re.finditer(rf"\d{{1,{_LONGEST}}}", run)]
        return [_Item(start + left, start + right, "", (Fraction(int(run[left:right])),)) for left, right in spans]

    def read(self) -> tuple[Number, ...]:
        """Every number, from left to right."""
        found: list[Number] = []
        index = 0
        while index < len(self.items):
            read = self._number(index)
            if read is None:
                index += 1
                continue
            start, end = self.items[index].start, self.items[read.next - 1].end
            value, *also = dict.fromkeys(read.values)
            doubtful = read.doubtful or self._doubtful(index, read.next)
            found.append(Number(value, start, end, self.text[start:end], doubtful, read.ordinal, tuple(also)))
            index = read.next
        return tuple(found)

    def _number(self, index: int) -> _Read | None:
        """The number that begins at an item, None when none does."""
        item = self.items[index]
        if item.values:
            return self._from_digits(index)
        word = item.word
        if word in self.words.get("articles", ()):
            return self._from_article(index)
        for table in ("cardinals", "scales", "half"):
            if word in self.words.get(table, ()):
                return self._fraction(index) or self._cardinal(index)
        ordinal = self._lookup("ordinals", index)
        if ordinal is not None:
            return _Read((ordinal,), index + 1, ordinal=True)
        for table in ("vague", "doubtful"):
            value = self._lookup(table, index)
            if value is not None:
                return _Read((value,), index + 1, doubtful=True)
        roman = _ROMAN.get(self.text[item.start : item.end])
        named = roman and self._joined(index) and self.text[self.items[index - 1].start].isupper()
        return _Read((Fraction(roman),), index + 1, doubtful=True) if named and roman else None

    def _from_digits(self, index: int) -> _Read:
        """A number that begins with digits: with a fraction, a scale, a suffix, or the end of a range of years."""
        item = self.items[index]
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        glued = following is not None and following.start == item.end
        if following and glued and unicodedata.category(self.text[following.start]) == "No" and following.values:
            if following.values[0].denominator > 1:
                return _Read((item.values[0] + following.values[0],), index + 2)
            return _Read(item.values, index + 1)
        if following and glued and following.word in self.words.get("ordinal_suffixes", ()):
            return _Read(item.values, index + 2, ordinal=True)
        year = self._second_year(index)
        if year is not None:
            return _Read((year, *item.values), index + 1)
        return self._fraction(index) or self._suffixed(index) or self._cardinal(index) or _Read(item.values, index + 1)

    def _suffixed(self, index: int) -> _Read | None:
        """Digits with an abbreviated scale: "4.2bn", "$3 m"; an unclear one has both readings."""
        scale = self._lookup("suffixes", index + 1)
        if scale is None or not self._joined(index + 1):
            return None
        item, suffix = self.items[index], self.items[index + 1]
        before = self.text[max(item.start - 2, 0) : item.start].strip()
        money = bool(before) and unicodedata.category(before[-1]) == "Sc"
        if suffix.word in self.words["unclear_suffixes"] and not money:
            if suffix.start > item.end:
                return None
            return _Read((*item.values, *(value * scale for value in item.values)), index + 2)
        return _Read(tuple(value * scale for value in item.values), index + 2)

    def _second_year(self, index: int) -> Fraction | None:
        """The full year that "26" means in "2025-26"."""
        item = self.items[index]
        if index == 0 or item.end - item.start != 2 or not self.items[index - 1].values:  # noqa: PLR2004
            return None
        before = self.items[index - 1]
        gap, first, second = self.text[before.end : item.start], before.values[0], item.values[0]
        full = first - first % _HUNDRED + second
        is_date = self.text[item.end : item.end + 1] in tuple("-/") and self.text[item.end + 1 : item.end + 2].isdigit()
        if _DASH.fullmatch(gap) is None or is_date or before.end - before.start != 4:  # noqa: PLR2004 - a year
            return None
        if first % _HUNDRED == _HUNDRED - 1 and second == 0:
            return first + 1
        return full if first < full and 1500 <= first < 2200 else None  # noqa: PLR2004 - years in news

    def _from_article(self, index: int) -> _Read | None:
        """A number that begins with an article: "a hundred", "a third", "a half"."""
        if not self._joined(index + 1):
            return None
        if self._lookup("scales", index + 1) is not None:
            return self._cardinal(index + 1)
        bottom = self._lookup("denominators", index + 1)
        if bottom is None:
            return None
        part, ordinal = 1 / bottom, self._lookup("ordinals", index + 1)
        if self._is("of", index + 2) or self._is("half", index + 1):
            return _Read((part,), index + 2)
        if ordinal is None:
            return _Read((part,), index + 2, doubtful=True)
        return _Read((ordinal, part), index + 2, ordinal=True)

    def _fraction(self, index: int) -> _Read | None:
        """A fraction in words: "two thirds", "three-quarters", "one fifth", "two-third"."""
        if not self._joined(index + 1):
            return None
        top = self.items[index].values[0] if self.items[index].values else self._lookup("cardinals", index)
        if not top or top.denominator != 1:
            return None
        bottom = self._lookup("denominators_plural", index + 1) if top > 1 else self._lookup("denominators", index + 1)
        hyphen = self.text[self.items[index].end] not in " \u00a0" if index + 1 < len(self.items) else False
        if bottom is None and hyphen:
            bottom = self._lookup("denominators", index + 1)
        return None if bottom is None or top > bottom else _Read((top / bottom,), index + 2)
