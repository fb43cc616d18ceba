"""Groups of digits to exact values, and the words and digits of a text in order.

Digits of any script are read, with the separators of the language. Values are ``Fraction``, so that equality
is exact. The words are data (``data/<language>/normalise.json``); a language without that file keeps its
digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.language.lexicon import any_of, lists

if TYPE_CHECKING:
    from collections.abc import Container

# Separators that only ever group digits: no-break, narrow no-break and thin space, apostrophes, Arabic.
_GROUPING = "\u00a0\u202f\u2009'’٬"
_DIGITS = re.compile(rf"\d+(?:[.,٫{_GROUPING}]\d+)*")
_SPACED = rf"(?<![\d.,])\d{{1,3}}(?: \d{{3}})+(?!\d)(?:,\d+)?|{_DIGITS.pattern}"
"""Digits in a language that groups them by blanks."""
_REST = r"(?P<part>[¼-¾⅐-⅞])|(?P<raised>[⁰¹²³⁴-⁹₀-₉]++)|(?P<word>[^\W\d_⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅞]++)"
_ITEM, _SPACED_ITEM = (re.compile(rf"(?P<digits>{digits})|{_REST}") for digits in (_DIGITS.pattern, _SPACED))
ROMAN = {
    "II": 2,
    "III": 3,
    "IV": 4,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "XI": 11,
    "XII": 12,
    "XIV": 14,
    "XVI": 16,
}
_OPENING = ("cardinals", "scales", "half", "ordinals", "vague", "doubtful", "denominators")
_BEHIND = ("ordinal_suffixes", "denominators", "denominators_plural", "suffixes", "scales", "and")
_DIGIT = re.compile(r"[\d⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅞]")
_LETTERS = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"[.:]\d\d\s?[ap]\.?m\b", re.IGNORECASE)
_LONGEST = 40  # digits: more are an identifier, and Python refuses to read very long ones


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
        """Return every value that the words may stand for."""
        return frozenset((self.value, *self.also))


class Item(NamedTuple):
    """A word in lower case, or a group of digits with its possible values, the likeliest first."""

    start: int
    end: int
    word: str
    values: tuple[Fraction, ...]


def plain(value: Fraction) -> str:
    """Return a value as people write it: "3000", "4.2"; "1/3" where no decimal fraction is exact."""
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


def _digit_readings(digits: str, decimal: str | None, group: str | None) -> tuple[Fraction, ...]:
    """Return the values that a run of digits and separators may have; none when it is not one number."""
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


def _grouped(
    pieces: list[str], separators: list[str], group: str | None, decimal: str | None
) -> tuple[Fraction, ...]:
    """Return the value of an integer in groups of three, or in the Indian groups 12,34,567."""
    mark = separators[0] if separators else ""
    known = (
        mark in _GROUPING + " "
        or (mark == group if decimal else mark in ".,")
        or (group == " " and mark == ".")
    )
    same = all(separator == mark for separator in separators)
    sizes = [len(piece) for piece in pieces]
    thirds = sizes[0] <= 3 and all(size == 3 for size in sizes[1:])
    indian = mark == "," and sizes[0] <= 2 and sizes[-1] == 3 and all(size == 2 for size in sizes[1:-1])
    return (Fraction(int("".join(pieces))),) if known and same and (thirds or indian) else ()


def _decimals(
    pieces: list[str], separators: list[str], group: str | None, decimal: str | None
) -> tuple[Fraction, ...]:
    """Return the value with the last piece as its decimals."""
    whole = (
        (Fraction(int(pieces[0])),) if not separators else _grouped(pieces[:-1], separators, group, decimal)
    )
    return tuple(value + Fraction(int(pieces[-1]), 10 ** len(pieces[-1])) for value in whole)


class Items:
    """The words and the groups of digits of a text, in order; a word is taken to pieces when it is asked for."""

    __slots__ = ("_found",)

    def __init__(self, text: str, language: str) -> None:
        """Find them, with the words of the text's language."""
        self._found: list[Item | re.Match[str]] = []
        words, compounds, behind = lists(language, "normalise"), _compounds(language), 0
        for match in (_SPACED_ITEM if words["group"] == " " else _ITEM).finditer(text):
            if match.start() < behind:
                continue
            if match.lastgroup == "word":
                if compounds and (several := _number_words(text, match, *compounds)):
                    self._found += several
                    behind = several[-1].end
                else:
                    self._found.append(match)
            else:
                self._found += _figures(text, match, words)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def __getitem__(self, index: int) -> Item:
        """Return one of them."""
        one = self._found[index]
        if not isinstance(one, Item):
            one = self._found[index] = Item(*one.span(), one.group().lower(), ())
        return one

    def opening(self, words: Container[str]) -> list[int]:
        """Return the indices of those that a number may begin with: digits, and the ``words``, in lower case."""
        return [
            index
            for index, one in enumerate(self._found)
            if isinstance(one, Item) or one.group().lower() in words
        ]


@cache
def _compounds(language: str) -> tuple[re.Pattern[str], re.Pattern[str] | None] | None:
    """Return what matches a number of several words that stand in a table as one, and a part of one that is written solid."""
    words = lists(language, "normalise")
    known = words["cardinals"].keys() | words["scales"].keys()
    parts = (*sorted(known), *words["and"]) if words["solid"] else ()
    hyphened = tuple(sorted(one for one in known if "-" in one))
    if not hyphened and not parts:
        return None
    several = any_of(hyphened).replace(r"\-", r"[-\s]")
    part = re.compile(any_of(parts), re.IGNORECASE) if parts else None
    return re.compile(rf"(?:{several})(?!\w)", re.IGNORECASE), part


def _number_words(
    text: str, match: re.Match[str], several: re.Pattern[str], part: re.Pattern[str] | None
) -> list[Item]:
    """Return the number words at a word: one for several words, or several for one; none when it is no such number."""
    whole = several.match(text, match.start())
    if whole:
        return [Item(*whole.span(), re.sub(r"\s", "-", whole.group().lower()), ())]
    if part is None:
        return []
    start, end = match.span()
    found = list(part.finditer(text, start, end))
    if len(found) < 2 or sum(len(one.group()) for one in found) < end - start:
        return []
    return [Item(*one.span(), one.group().lower(), ()) for one in found]


def _figures(text: str, match: re.Match[str], words: dict[str, Any]) -> list[Item]:
    """Return the numbers in one run of digits, raised ones and fractions included."""
    if match.lastgroup == "digits":
        return _digit_items(text, match, words)
    if match.lastgroup == "raised":
        value = int("".join(str(unicodedata.digit(digit)) for digit in match.group()[:_LONGEST]))
        return [Item(*match.span(), "", (Fraction(value),))]
    top, _, bottom = unicodedata.normalize("NFKC", match.group()).partition("⁄")
    return [Item(*match.span(), "", (Fraction(int(top), int(bottom)),))]


def _digit_items(text: str, match: re.Match[str], words: dict[str, Any]) -> list[Item]:
    """Return the numbers in one run of digits: one, or each of its pieces when they do not form one."""
    start, run = match.start(), match.group()
    clock = _CLOCK.match(text, start + len(run.split(".")[0]))
    readings = () if clock else _digit_readings(run, words.get("decimal"), words.get("group"))
    if readings:
        point = text[start - 1 : start] == "." and not text[max(start - 2, 0) : max(start - 1, 0)].strip()
        also = (Fraction(int(run), 10 ** len(run)),) if point and run.isdecimal() else ()
        return [Item(start, match.end(), "", (*readings, *also))]
    spans = [piece.span() for piece in re.finditer(rf"\d{{1,{_LONGEST}}}", run)]
    return [Item(start + left, start + right, "", (Fraction(int(run[left:right])),)) for left, right in spans]


def may_hold(text: str, language: str) -> bool:
    """Tell whether a text has a digit or a word that a number has, an article alone aside."""
    if _DIGIT.search(text) or lists(language, "normalise")["solid"]:
        return True
    told = set(_LETTERS.findall(text))
    return not (ROMAN.keys().isdisjoint(told) and openers(language).isdisjoint(map(str.lower, told)))


@cache
def openers(language: str) -> frozenset[str]:
    """Return the words that a number can begin with, perhaps behind an article."""
    return frozenset().union(*(lists(language, "normalise")[table] for table in _OPENING))


@cache
def behind_digits(language: str) -> frozenset[str]:
    """Return the words that a number in digits can go on with."""
    return frozenset().union(*(lists(language, "normalise")[table] for table in _BEHIND))


@cache
def starts(language: str) -> frozenset[str]:
    """Return the words that a number can begin with, in lower case, articles and Roman numerals among them."""
    return openers(language).union(lists(language, "normalise")["articles"], map(str.lower, ROMAN))
