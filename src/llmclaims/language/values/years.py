"""The explicit years of a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from llmclaims.language.lexicon import lists

_FOUR_DIGITS = re.compile(r"(?<![\w,$€£¥₹#:])[12]\d{3}(?![\w%°:]|[.,]\d)")
_REACH = 24  # code points on either side of a year that decide
_LAST_WORDS = re.compile(
    r"(?:(?P<earlier>[^\W\d_]+)\.?\s+)?(?P<day>\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?P<word>[^\W\d_]+)?\W*$"
)
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_FIRST, _LAST = 1500, 2199
_USUAL = range(1900, 2100)


class Year(NamedTuple):
    """A year in four digits and where it stands: code points, 0-based, end exclusive."""

    value: int
    start: int
    end: int


def years(text: str, language: str = "en") -> tuple[Year, ...]:
    """Return the explicit years of a text, in order, those that their neighbours show to be years and not counts.

    A year stands behind a month, a day or a word such as "in" or "since", in brackets, or in a date in
    digits or a range; "the 2000 farms", "1,974" and "$1974" are none.
    """
    words = lists(language, "normalise")["time"]
    found: list[Year] = []
    for match in _FOUR_DIGITS.finditer(text):
        year = int(match.group())
        if _FIRST <= year <= _LAST and _is_year(text, match, words, found[-1] if found else None):
            found.append(Year(year, *match.span()))
    return tuple(found)


def _is_year(text: str, match: re.Match[str], words: dict[str, list[str]], last: Year | None) -> bool:
    """Tell whether four digits are a year, from the words on both sides."""
    before = text[max(match.start() - _REACH, 0) : match.start()]
    after = text[match.end() : match.end() + _REACH]
    if last is not None and 0 < match.start() - last.end <= 3 and before[-1:] in "-–—/":
        return True
    if (before[-1:] == "(" and after[:1] in ")-–,;") or re.match(r"-\d\d-\d\d(?!\d)", after):
        return True
    if re.search(r"\d[./]$|\w\.$", before):
        return re.search(r"(?<!\d)\d{1,2}([./])\d{1,2}\1$", before) is not None
    following = _NEXT_WORD.match(after)
    plural = (
        following is not None
        and following[1].islower()
        and (following[1].endswith("s") or following[1] == "people")
    )
    if plural and (int(match.group()) % 100 == 0 or int(match.group()) not in _USUAL):
        return False
    found = _LAST_WORDS.search(before)
    if found is None:
        return False
    names = {*words["months"], *words["month_abbreviations"]}
    if found["day"] and not found["word"]:
        return (found["earlier"] or "").lower() in names
    word = (found["word"] or found["earlier"] or "").lower()
    return word in names or word in words["before_year"]
