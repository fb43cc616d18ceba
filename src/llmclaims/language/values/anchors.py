"""From what a mention says to a value: the day of writing fills in what the words leave open, nothing else does.

Every year, month and day of a value comes from the mention or from an anchor that the caller declares: the
dateline, the date of publication, or the nearest explicit year before it. The clock is never asked.
"""

from __future__ import annotations

import re

from llmclaims.language.values.time_expressions import parse
from llmclaims.language.values.time_resolution import Base, Resolver, TimeValue, real_date

_ISO_DATE = re.compile(r"(\d{4}|XXXX)-(\d{2})-(\d{2})(?:[T ].*)?", re.DOTALL)

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
