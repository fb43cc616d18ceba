"""From what a mention says to a value: the day of writing fills in what the words leave open, nothing else does.

Every year, month and day of a value comes from the mention or from an anchor that the caller declares: the
dateline, the date of publication, or the nearest explicit year before it. The clock is never asked.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from llmclaims.language.values.date_parts import date_parts
from llmclaims.language.values.time_expressions import parse
from llmclaims.language.values.time_resolution import Base, Resolver, TimeValue, real_date
from llmclaims.language.values.years import Year

_ISO_DATE = re.compile(r"(\d{4}|XXXX)-(\d{2})-(\d{2})(?:[T ].*)?", re.DOTALL)

_SENTENCE_END = re.compile(r"[.!?][”\"’')]*\s+[A-Z“\"‘]|\n")
_CLAUSE = re.compile(r"[.;:]\s")
_BESIDE = 24
"""How many characters before a year its day and month stand in."""
_WEEKS = timedelta(days=45)
_SHORT_YEAR = re.compile(r"(?<!\w)['’]\d\d(?![\d\w])")


def time_value(
    mention: str,
    *,
    language: str = "en",
    dateline: str | None = None,
    published: str | None = None,
    year: int | None = None,
    future: bool | None = None,
) -> TimeValue | None:
    """Return the value of a time mention, None when the mention holds no time at all.

    ``dateline`` is the dateline's own value, possibly without a year ("XXXX-02-06"); ``published`` the ISO
    date of publication, which also completes such a dateline; ``year`` the nearest explicit year before the
    mention. An anchor that is not a date counts as absent. ``future`` is True for what is planned, False for
    what is past: "Thursday" is the last one at or before the day of writing unless it is True; a month and
    day without a year are the nearest ones unless it is given.
    """
    read = parse(mention, language)
    if read is None:
        return None
    if _SHORT_YEAR.search(mention):  # "April ’19": it has a year, whose century nothing gives
        dateline = published = year = None
    if not read.points:
        anchor = {"duration": "explicit", "set": "explicit", "anaphora": "anaphora"}.get(
            read.kind, "unresolved"
        )
        if read.kind == "set" and "XXXX" in read.value:
            anchor = "unresolved"
        return TimeValue(read.value, anchor, read.granularity, mod=read.mod)
    return Resolver(_base(dateline, published), year, future).value(read)


def _base(dateline: str | None, published: str | None) -> Base:
    """Return the day of writing: the dateline, completed by the date of publication, else that date."""
    line, written = (_ISO_DATE.fullmatch(text or "") for text in (dateline, published))
    day = real_date(*(int(piece) for piece in written.groups())) if written and written[1] != "XXXX" else None
    if line is None:
        return Base("dct", day, *((day.month, day.day, day.year) if day else ()))
    month, month_day = int(line[2]), int(line[3])
    if line[1] != "XXXX":
        own = real_date(int(line[1]), month, month_day)
    elif day is not None:
        near = [real_date(day.year + step, month, month_day) for step in (-1, 0, 1)]
        own = min((other for other in near if other), key=lambda other: abs(other - day), default=None)
    elif real_date(2000, month, month_day):
        return Base("dateline", None, month, month_day)
    else:
        own = None
    if own is None:
        return Base("dct", day, *((day.month, day.day, day.year) if day else ()))
    return Base("dateline", own, own.month, own.day, own.year)


def belongs(text: str, year: Year, told: tuple[int, int], language: str = "en") -> bool:
    """Tell whether the date at ``told`` of a text, half-open, can be in an explicit year that stands before it.

    It can where one sentence holds both and runs forward ("in May 2014 and again in September"), and where a day lies
    within weeks of the year's own day or month ("January 15, 2026. On January 18"). The year of any other sentence is
    that sentence's own history.
    """
    mine, line = text[slice(*told)], text.rfind("\n", 0, year.start) + 1
    theirs = text[max(line, year.start - _BESIDE) : year.end]
    theirs = _CLAUSE.split(theirs)[-1]
    here, there = (
        {kind: value for kind, value, _ in date_parts(words, language)} for words in (mine, theirs)
    )
    if {"month", "day"} <= here.keys() and "month" in there:
        day, other = (date(2000, parts["month"], min(parts.get("day", 15), 28)) for parts in (here, there))
        if abs(day - other) <= _WEEKS:
            return True
    one_sentence = _SENTENCE_END.search(text, year.end, told[0]) is None
    return one_sentence and here.get("month", 0) >= there.get("month", 0)
