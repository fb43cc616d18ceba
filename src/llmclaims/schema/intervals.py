"""The days that a time value covers, so that it can be compared with others and with dates."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})-([QH])(\d)")
_YEARS = re.compile(r"(?=\d)(\d{1,4})(X{0,2})")
_DIGITS = 4
_OPEN = frozenset({"AFTER", "ON_OR_AFTER", "BEFORE", "ON_OR_BEFORE"})


def bounds(value: str, mod: str | None = None) -> tuple[date, date] | None:
    """Return the first and the last day that a value covers, None where it leaves them open.

    An underspecified value ("XXXX-05-02"), a duration, a season (its months depend on the hemisphere), a
    fiscal year and a value with an open side (``mod`` "since", "until", "before", "after") have none.
    """
    if mod in _OPEN:
        return None
    first, slash, last = value.partition("/")
    start = _single(first)
    end = _single(last) if slash else start
    if start is None or end is None or start[0] > end[1]:
        return None
    return start[0], end[1]


def earlier(value: str, other: str) -> bool:
    """Tell whether one ISO 8601 value lies wholly before another; False when either leaves that open."""
    end = value.rsplit("/", maxsplit=1)[-1][:10]
    start = other.split("/", maxsplit=1)[0][:10]
    if not end[:4].isdecimal() or not start[:4].isdecimal():
        return False
    mine, theirs = end.split("-"), start.split("-")
    for one, two in zip(mine, theirs, strict=False):
        if not (one.isdecimal() and two.isdecimal()):
            return False
        if int(one) != int(two):
            return int(one) < int(two)
    return False


def _single(value: str) -> tuple[date, date] | None:
    """Return the days of a value that is no interval."""
    try:
        return _covered(value)
    except (ValueError, IndexError):
        return None  # no such day, week or month


def _covered(value: str) -> tuple[date, date] | None:
    """Return the days of a value by its form; raises ValueError where there is no such day, week or month."""
    if match := _DAY.fullmatch(value):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day
    if match := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday + timedelta(days=5 if match[3] else 0), monday + timedelta(days=6)
    if match := _PART.fullmatch(value):
        months = 3 if match[2] == "Q" else 6
        return _months(int(match[1]), months * (int(match[3]) - 1) + 1, months)
    if match := _MONTH.fullmatch(value):
        return _months(int(match[1]), int(match[2]), 1)
    match = _YEARS.fullmatch(value)
    if match is None or len(value) != _DIGITS:
        return None
    length = 10 ** len(match[2])
    return date(int(match[1]) * length, 1, 1), date(int(match[1]) * length + length - 1, 12, 31)


def _months(year: int, month: int, number: int) -> tuple[date, date]:
    """Return the days of some months of a year."""
    last = month + number - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])
