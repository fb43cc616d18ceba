"""The words of a time expression, each with its class, and the grammar of time expressions over the classes.

A class is one letter (``M`` a month, ``W`` a weekday, ``Y`` a year ...), so that the grammar holds no word of any
language; which word has which class is data (``data/<language>/normalise.json``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.values.number_words import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.values.digits import Number

# One letter a list of the data file. The first list that holds a phrase decides.
_CLASSES = {
    "references": "x", "holidays": "H", "later": "r", "anaphora": "z", "deictic": "d", "months": "M",
    "month_abbreviations": "M", "weekdays": "W", "weekday_abbreviations": "W", "weekday_plurals": "w",
    "seasons": "S", "seasons_in_context": "V", "parts": "P", "units": "U", "units_plural": "R", "quarter": "K", "century": "C",
    "half": "h", "last": "l", "next": "n", "this": "t", "anaphoric": "k", "ago": "g", "from_now": "G",
    "vague_counts": "p", "every": "y", "times": "v", "frequencies": "F", "fiscal": "f", "positions": "e",
    "mods": "q", "between": "b", "to": "2", "and": "&", "of": "o", "connecting": "i", "the": "T",
    "article": "a", "during": "u", "old": "L", "before_christ": "j", "decades_in_words": "E",
}  # fmt: skip
_ISO = (
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d-])"
    r"|\d{4}-\d{2}(?![\d-])|\d{4}/\d{2}/\d{2}(?![\d/])"
)
_RAW = re.compile(
    rf"(?P<iso>{_ISO})|(?P<numeric>\d{{1,2}}([/.-])\d{{1,2}}\3\d{{4}}(?!\d))|(?P<decade>\d{{3}}0(?:s\b|['’]s\b))"
    r"|(?P<short>['’]?\d0s\b)|(?P<quarter>Q[1-4]\b|[1-4]Q\b)|(?P<semester>H[12]\b)"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?(?!\d)")
_WORD = re.compile(r"([^\W\d_]+)(?:\.[^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_RAW_FIRST = frozenset("QH'’")
"""What may open a time that is no word, digits aside: "Q1", "H2", "'90s"."""
_RAW_CLASSES = {"iso": "I", "numeric": "X", "decade": "E", "short": "E", "quarter": "Q", "semester": "%"}
_DASHES = frozenset("-‐‑–—/")
_PLAIN_MARKS = _DASHES | frozenset("“”„«»…")
_FIRST_YEAR, _LAST_YEAR, _LAST_DAY = 1000, 2199, 31
_YEAR_DIGITS = 4
_REL = "(?:T?t?[lnt])?"
_COUNT = "(?:a?[DNYp]o?|ha?|a)-?"
_DAY = "[DO]"
_TO = ",?[-2&]"
_YEAR = "(?:,?o?T?f?Y(?!-?[UR]))?"
_PATTERNS = {
    "weekdays_ago": "[DNp]w[gG]",
    "set": f"y(?:[DNO]|{_COUNT})?[URWMSPK]|v-?[ay]U|F(?![UR])|w",
    "recent": "x[UR]",
    "ago": f"(?:{_COUNT})?[URC][gG]",
    "age": f"{_COUNT}[UR]-?L",
    "offset": f"(?:{_COUNT}|T)?[UR][rz]",
    "portion": "T?O[DNp]-?[UR]",
    "from_weekday": f"{_COUNT}[UR][qi]W|WU(?!o)",
    "lasting": "T?t?[ln][DNYp]o?-?[URC]|Tl[UC]|[uo]TnU",
    "anaphora": "T?k[DN]?[URPMWSVK]|Tn[UPK]|nP",
    "days_of_month": f"{_REL}M{_DAY}{_TO}T?{_DAY}(?!-?[UR]|o?M|c){_YEAR}",
    "days_before_month": f"{_REL}{_DAY}{_TO}T?{_DAY}o?M{_YEAR}",
    "month_and_day": f"{_REL}M,?T?{_DAY}(?!-?[UR]|o?T?M){_YEAR}|{_REL}{_DAY}o?M{_YEAR}",
    "months": f"{_REL}M{_TO}M(?!{_DAY}){_YEAR}",
    "month": f"{_REL}M{_YEAR}",
    "iso": "I",
    "numeric": "X",
    "before_christ": "[DNY]j|T?O-?Cj",
    "day_of_relative": "T?[DO]o[lnt]U",
    "century": "T?O-?C",
    "quarter": f"{_REL}f?O-?f?K{_YEAR}|{_REL}Q{_YEAR}|YQ",
    "half_year": "T?O-?ho?T?(?:Y|[lnt]?U)|%(?:o?Y)?",
    "season": f"{_REL}S{_YEAR}(?:-Y)?|YS|T?[lnt]V{_YEAR}|TV{_YEAR}|VO?,?o?Y",
    "fiscal_year": "fU?Y(?:-Y)?",
    "years": f"Y{_TO}Y(?!-?[UR])",
    "year": "Y(?!o?-?[UR])",
    "decade": "E",
    "relative": "T?t?[lnt][UWPKC]",
    "weekday": "W(?:TO(?!o?M))?",
    "deictic": "d",
    "part": "P",
    "clocks": f"[DN]{_TO}c",
    "clock": "c",
    "vague_lasting": "[uo]U|T?t?[lnt]R|T?R|[DNp]-?[2&-][DNp]-?[URC]|a[URC]&[DN]",
    "lasts": f"{_COUNT}[URC]",
    "bare_unit": "TU",
    "holiday": "H",
    "reference": "x",
    "anaphora_word": "z",
}
GRAMMAR = re.compile(
    r"(?!\?)(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()) + ")"
)
"""No expression has a word of no class, ``?``: nothing is tried where one stands."""


class Token(NamedTuple):
    """One word, number or mark: its class, its value, and where it stands."""

    kind: str
    value: Any
    start: int
    end: int


class _Lexicon(NamedTuple):
    """The time words of one language: phrase to class and value, and patterns that find them.

    ``first`` holds the word or mark that each phrase begins with, ``dating`` the longest word of each that dates.
    """

    entries: dict[str, tuple[str, Any]]
    first: frozenset[str]
    dating: frozenset[str]
    pattern: re.Pattern[str]
    capitalised: frozenset[str]
    am: re.Pattern[str]
    zones: re.Pattern[str]
    offsets: dict[str, str]


@cache
def _lexicon(language: str) -> _Lexicon | None:
    """Return the time words of a language, None where there are none."""
    words = lists(language, "normalise")["time"]
    if not words:
        return None
    entries: dict[str, tuple[str, Any]] = {}
    for name, kind in _CLASSES.items():
        for phrase in words[name]:
            value = words[name][phrase] if isinstance(words[name], dict) else phrase
            entries.setdefault(phrase, (kind, value))
    phrases = any_of(entries).replace(r"\ ", r"\s{1,3}").replace("'", "['’]")
    short = {*words["month_abbreviations"], *words["weekday_abbreviations"], *words["capitalised_only"]}
    half = rf"(?P<am>{any_of(words['am'])})|(?P<pm>{any_of(words['pm'])})|(?P<utc>{any_of(words['utc'])})"
    dating = (phrase for phrase, (kind, _) in entries.items() if kind in _DATING)
    return _Lexicon(
        entries,
        frozenset(one.group() if (one := _LETTERS.match(phrase)) else phrase[0] for phrase in entries),
        frozenset(max(_LETTERS.findall(phrase), key=len, default="") for phrase in dating),
        re.compile(rf"(?<!\w)(?:{phrases})(?![^\W\d])", re.IGNORECASE),
        frozenset(short),
        re.compile(rf"\s?(?:{half})(?!\w)", re.IGNORECASE),
        re.compile(rf"\s?({any_of(words['zones'])})(?!\w)", re.IGNORECASE),
        words["zones"],
    )


_DATING = frozenset("MWSVPURKCQhfEjd%")
"""The classes of which every expression with points has one, or it has a year in digits."""
_DATED = re.compile(r"(?<!\d)\d{4}(?!\d)|\d0['’]?s\b|Q[1-4]|[1-4]Q|H[12]|[ıſK]")
"""Digits that may date, and letters that are others for a pattern that takes no heed of case."""


def may_date(text: str, language: str) -> bool:
    """Tell whether a text has any word or figure that a date cannot do without, mere times of day aside: a quick look."""
    lexicon = _lexicon(language)
    if lexicon is None or _DATED.search(text):
        return True
    return not lexicon.dating.isdisjoint([one.lower() for one in _LETTERS.findall(text)])


def tokens(mention: str, language: str) -> list[Token]:
    """Return the words, numbers and marks of a mention, in order, white space left out."""
    lexicon = _lexicon(language)
    found = {number.start: number for number in numbers(mention, language)}
    result: list[Token] = []
    position = 0
    while position < len(mention):
        if mention[position].isspace():
            position += 1
            continue
        word, number = _WORD.match(mention, position), found.get(position)
        opens = word[1] if word else mention[position]
        token = None
        if number is not None or not _is_timeless(opens, lexicon):
            token = next(_readings(mention, position, lexicon, number), None)
        if token is None:
            token = _mark(mention, position) if word is None else Token("?", None, position, word.end())
        position = token.end
        if token.kind:
            result.append(token)
    return result


def _is_timeless(opens: str, lexicon: _Lexicon | None) -> bool:
    """Tell whether nothing about time can begin with these letters, or this mark; False where that is not sure."""
    first = opens[0]
    if first in _RAW_FIRST or first.isdecimal() or not (opens.isascii() or first in _PLAIN_MARKS):
        return False
    return lexicon is None or opens.lower() not in lexicon.first


def _mark(mention: str, position: int) -> Token:
    """Return a single character: a dash, a comma, or anything else."""
    character = mention[position]
    kind = "-" if character in _DASHES else "," if character == "," else "?"
    if character == "." or (character in "'’" and mention[position + 1 : position + 2] == "s"):
        # A full stop behind an abbreviation, and the possessive of "today's", carry nothing.
        return Token("", None, position, position + (1 if character == "." else 2))
    return Token(kind, None, position, position + 1)


def _readings(
    mention: str, position: int, lexicon: _Lexicon | None, number: Number | None
) -> Iterator[Token]:
    """Return what stands at a position, the best reading first."""
    first = mention[position]
    raw = _RAW.match(mention, position) if first in _RAW_FIRST or first.isdecimal() else None
    if (
        raw is not None
        and not mention[max(position - 1, 0) : position].isalnum()
        and not _is_range(raw.group())
    ):
        yield Token(_RAW_CLASSES[raw.lastgroup or ""], raw.group(), position, raw.end())
    clock = _clock(mention, position, lexicon) if first.isdecimal() else None
    if clock is not None:
        yield clock
    phrase = lexicon.pattern.match(mention, position) if lexicon else None
    entry = None
    if lexicon and phrase:
        entry = lexicon.entries.get(" ".join(phrase.group().lower().replace("’", "'").split()))
        small = phrase.group().lower() in lexicon.capitalised and not phrase.group()[0].isupper()
        entry = None if small else entry
    if entry and phrase and (number is None or phrase.end() >= number.end):
        yield Token(*entry, position, phrase.end())
    if number is not None:
        yield Token(_number_class(number), number, position, number.end)


def _is_range(text: str) -> bool:
    """Tell whether what looks like an ISO month is a range of years, as in "2022-23"; "2010-12" is one too."""
    year, _, month = text.partition("-")
    return (
        len(text) == len("2022-23")
        and year.isdecimal()
        and (int(month) > int(year) % 100 or not 1 <= int(month) <= 12)
    )


def _clock(mention: str, position: int, lexicon: _Lexicon | None) -> Token | None:
    """Return a time of day in digits: "5 p.m.", "17:00", "5.30pm"; its zone is kept where its name has one offset."""
    match = _CLOCK.match(mention, position)
    if match is None or mention[max(position - 1, 0) : position].isalnum():
        return None
    suffix = lexicon.am.match(mention, match.end()) if lexicon else None
    hour, minute = int(match[1]), int(match[2] or 0)
    if suffix is None and (match[2] is None or ":" not in match.group()):
        return None
    half = suffix.lastgroup if suffix else None
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if half == "utc" and match[2] is None:
        return None
    if hour > 23 or minute > 59:
        return None
    end = suffix.end() if suffix else match.end()
    zone = "Z" if suffix and half == "utc" else ""
    named = lexicon.zones.match(mention, end) if lexicon and not zone else None
    if lexicon and named:
        offset = lexicon.offsets[" ".join(named[1].lower().split())]
        end, zone = named.end(), offset
    return Token("c", f"{hour:02d}:{minute:02d}{zone}", position, end)


def _number_class(number: Number) -> str:
    """Return the class of a number: ``Y`` a year in four digits, ``D`` a day, ``O`` an ordinal, ``p`` a vague count, ``N`` any other."""
    if number.ordinal:
        return "O"
    text, value = number.text, number.value
    if text.isdecimal() and (len(text) == _YEAR_DIGITS or number.also) and _FIRST_YEAR <= value <= _LAST_YEAR:
        return "Y"
    if text.isdecimal() and 1 <= value <= _LAST_DAY:
        return "D"
    return "p" if number.doubtful and text.lower().endswith("s") else "N"
