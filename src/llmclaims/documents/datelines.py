"""Datelines: where and when an article says it was filed, in front of its text or on a line of their own."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from llmclaims.language.lexicon import any_of, lists

_DATE_LINE = 14  # words that a line with a date and nothing else may have
_LEAP_YEAR = "2000"  # stands in for a year that the text does not give
_PLACE_WORDS, _CAPITALS = 3, 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when an article says it was filed.

    ``text`` is the source's words, ``place`` and ``value`` what they say, None where they do not; ``value``
    is ISO 8601 or, where a part is missing, a TIMEX3 value such as ``XXXX-02-06``. ``start`` and ``end`` are
    offsets into the document (Unicode code points, end exclusive): behind ``end`` comes the paragraph's own
    text, or nothing where a line is only a dateline.
    """

    place: str | None
    text: str
    value: str | None
    start: int
    end: int


class _DatePatterns(NamedTuple):
    """Regular expressions made of the month and weekday names of one language."""

    date: re.Pattern[str]
    weekday: re.Pattern[str]
    prefix: re.Pattern[str]


@cache
def _date_patterns() -> _DatePatterns:
    """Compile the date and dateline patterns once."""
    words = lists("en", "zones")
    month, day = any_of(words["months"]), any_of(words["weekdays"])
    ordinal = r"(?:st|nd|rd|th)?"
    year = r"(?:,?\s+(?P<{0}>[12][0-9]{{3}})\b)?"
    dates = (
        rf"(?P<m1>{month})\b\.?\s+(?P<d1>[0-3]?[0-9]){ordinal}(?![0-9]|:[0-9]){year.format('y1')}",
        rf"(?P<d2>[0-3]?[0-9]){ordinal}\s+(?:of\s+)?(?P<m2>{month})\b\.?{year.format('y2')}",
        r"(?P<y3>[12][0-9]{3})-(?P<m3>[01][0-9])-(?P<d3>[0-3][0-9])",
        rf"(?P<m4>{month})\b\.?,?\s+(?P<y4>[12][0-9]{{3}})",
    )
    date = rf"\b(?:{'|'.join(dates)})"
    unnamed = re.sub(r"\?P<\w+>", "?:", date)
    whole = rf"(?:(?:{day})\b\.?,?\s+)?{unnamed}\.?|(?:{day})\b\.?"
    token = rf"(?!(?:{month}|{day})\b)[^\W\d_a-zß-ÿ](?:[^\W\d_]|['’-](?=[^\W\d_])|\.)*"
    place = rf"{token}(?:\s+(?:de\s+|of\s+|al-|el-)?{token}){{0,3}}"
    places = rf"{place}(?:(?:,\s+|\s?/\s?|\s+and\s+){place}){{0,2}}"
    agency = r"[(/]\s*(?P<agency>[^\W\d_a-z][\w./ &-]{1,30}?)\s*[)/]"
    mark = r"(?P<mark>\s*[—–]|\s+\|(?=\s)|\s*--+|\s+-(?=\s)|(?<=\))\s*-|\s*:(?=\s)|\s+_(?=\s)|(?<=\))\s*(?=[A-Z“\"]))"
    prefix = (
        rf"(?:(?P<place>{places})(?:,?\s+(?P<date>{whole}))?|(?P<lead>{whole})(?:[,:]?\s+(?P<where>{places}))?|"
        rf"(?=\())(?:,?\s*{agency})?{mark}\s*"
    )
    return _DatePatterns(re.compile(date), re.compile(rf"\b(?P<weekday>{day})\b\.?"), re.compile(prefix))


def date_value(text: str) -> str | None:
    """Read the first date in a text as ISO 8601, what is missing written as TIMEX3 does; None without one."""
    words = lists("en", "zones")
    patterns = _date_patterns()
    match = patterns.date.search(text)
    if match is None:
        weekday = patterns.weekday.search(text)
        return f"XXXX-WXX-{words['weekdays'][weekday['weekday']]}" if weekday else None
    found = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    month = int(found["m"]) if found["m"].isdigit() else words["months"][found["m"]]
    try:
        dt.date(int(found.get("y", _LEAP_YEAR)), month, int(found.get("d", "1")))
    except ValueError:
        return None
    value = f"{found.get('y', 'XXXX')}-{month:02d}"
    return f"{value}-{int(found['d']):02d}" if "d" in found else value


def is_date_line(text: str, words: int) -> bool:
    """Tell whether a line holds a date or a place of filing and nothing else."""
    if words > _DATE_LINE:
        return False
    found = match_dateline(text)
    if found is not None and found.end == len(text):
        return True
    if date_value(text) is None:
        return False
    patterns = _date_patterns()
    rest = patterns.weekday.sub(" ", patterns.date.sub(" ", text)).casefold()
    return set(re.findall(r"[^\W\d_]+(?:\.[^\W\d_])?", rest)) <= set(lists("en", "zones")["date_line_words"])


def match_dateline(text: str) -> Dateline | None:
    """Match the dateline that a paragraph begins with; its offsets count from the beginning of ``text``."""
    match = _date_patterns().prefix.match(text)
    if match is None or text[match.end() : match.end() + 1].islower():
        return None
    place = match["place"] or match["where"]
    date = match["date"] or match["lead"]
    if not _is_licensed(place, date, match["agency"], colon=match["mark"].strip() in {":", ""}):
        return None
    return Dateline(place, match.group().rstrip(), date_value(date) if date else None, 0, match.end())


def _is_licensed(place: str | None, date: str | None, agency: str | None, *, colon: bool) -> bool:
    """Tell a dateline from what looks like one: by a date, a known agency or city, or capitals and a dash."""
    words = lists("en", "zones")
    known = agency is not None and agency.split("/")[-1].strip() in words["agencies"]
    if place is None:
        return known or (date is not None and not colon)
    if place.casefold() in words["not_places"]:
        return False
    city = re.split(r"[,/]| and ", place)[0].strip()
    if date is not None or known or city.casefold() in _cities():
        return True
    return not colon and city.isupper() and len(city) >= _CAPITALS and len(city.split()) <= _PLACE_WORDS


@cache
def _cities() -> frozenset[str]:
    return frozenset(name.casefold() for name in lists("en", "zones")["cities"])


def find_dateline(text: str, spans: Sequence[tuple[int, int]], zones: Sequence[str]) -> Dateline | None:
    """Find the dateline: in front of one of the first two body paragraphs, else on a line before the body."""
    line: Dateline | None = None
    bodies = [index for index, zone in enumerate(zones) if zone == "body"][:2]
    for index in range(bodies[0] if bodies else len(zones)):
        start, end = spans[index]
        single = len(_date_patterns().date.findall(text, start, end)) <= 1
        if zones[index] == "dateline" and single and (line is None or line.value is None):
            found = match_dateline(text[start:end])
            place = found.place if found else None
            line = line or Dateline(place, text[start:end], date_value(text[start:end]), start, end)
    for index in bodies:
        start, end = spans[index]
        found = match_dateline(text[start:end])
        if found is not None and found.end < end - start:
            value = found.value or (line.value if line else None)
            return Dateline(found.place, found.text, value, start, start + found.end)
    return line
