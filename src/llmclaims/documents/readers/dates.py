"""The day that a machine-written date names, in its own time zone; what is no date is None, never a guess."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:$|[T\s].*)", re.DOTALL)
_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?[0-9]{4,6}.*)?")
_WRITTEN = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})\b.*", re.DOTALL)
_LONGEST = 200  # characters: no date has more
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_of(stated: str | None) -> str | None:
    """A date as YYYY-MM-DD (or YYYY-MM, YYYY where it says no more); the first of those that can be read.

    Read are ISO 8601, with slashes too, ``20260206``, e-mail dates (RFC 2822) and "February 6, 2026". A date
    like 02/06/2026 is not, since it says two days.
    """
    text = (stated or "").strip()
    for pattern in (_ISO, _COMPACT):
        if found := pattern.fullmatch(text):
            return _day(*(int(part) for part in found.groups()))
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2] or 1)
        return text if _day(year, month, 1) else None
    if found := _WRITTEN.fullmatch(text):
        month = next((n for n, name in enumerate(_MONTHS, 1) if found[1].lower().startswith(name)), 0)
        return _day(int(found[3]), month, int(found[2]))
    if not (re.search(r"[A-Za-z]{3}", text) and re.search(r"[0-9]{4}", text)):
        return None
    try:
        parsed = parsedate(text[:_LONGEST])
    except (ValueError, IndexError, TypeError):  # the library's own slips on what is no date
        return None
    return _day(*parsed[:3]) if parsed else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None
