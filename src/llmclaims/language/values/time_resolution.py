"""Points filled in from the day of writing: "Thursday" to a date, "June" to a month of a year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.values.time_expressions import time_suffix
from llmclaims.language.values.time_points import SHAPES, Point

if TYPE_CHECKING:
    from llmclaims.language.values.time_expressions import Expression

_WEEK, _MONTHS = 7, 12
_LAST_YEAR = 9999
_NEAR = 122  # days, a third of a year: a month or day farther off on both sides has no year unless the tense gives it
_NO_DAY = ("XXXX-XX-XX", "unresolved", "day")


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time mention's value, in ISO 8601 and TIMEX3 (TimeML 1.2.1) notation.

    ``value`` has X for every digit that nothing licenses ("XXXX-05-02", "XXXX-WXX-4"); an interval is
    "a/b", a duration "P3D". ``anchor`` says what filled it in: ``explicit`` (the mention alone), ``dateline``,
    ``dct`` (the date of publication), ``inferred`` (the nearest explicit year), else ``anaphora`` or
    ``unresolved``. ``granularity`` is century, decade, year, half, quarter, season, month, week, weekend, day,
    time, duration, set or reference. ``flags`` are codes: YEAR_INFERRED, WEEKDAY_MISMATCH, IMPOSSIBLE_DATE,
    SEVERAL_DATES. ``mod`` is TIMEX3's modifier, such as START ("early"), ON_OR_BEFORE ("until"), APPROX.
    """

    value: str
    anchor: str
    granularity: str
    flags: tuple[str, ...] = ()
    mod: str | None = None


class Base(NamedTuple):
    """The day of writing, as far as it is known."""

    anchor: str
    day: date | None = None
    month: int | None = None
    month_day: int | None = None
    year: int | None = None


class Filled(NamedTuple):
    """A point's value with what filled it in."""

    value: str
    anchor: str
    granularity: str
    flags: tuple[str, ...] = ()
    day: date | None = None


def real_date(year: int, month: int, day: int) -> date | None:
    """Return a date, None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Resolver:
    """Fills in points from one set of anchors: the day of writing, the nearest explicit year, the tense."""

    base: Base
    year: int | None = None
    future: bool | None = None

    def value(self, read: Expression) -> TimeValue:
        """Return the value of an expression with one or two points."""
        several = ("SEVERAL_DATES",) if read.several else ()
        if read.past and self.future is None:
            return Resolver(self.base, self.year, future=False).value(replace(read, past=False))
        first = self.fill(read.points[0])
        if read.kind == "point":
            if read.offset:
                first = _added(first, read.offset)
            if read.granularity == "week":
                first = _week_of(first)
            return TimeValue(first.value, first.anchor, first.granularity, (*first.flags, *several), read.mod)
        second = self._end(first, read.points[1])
        weakest = first if "X" in first.value or first.anchor == "inferred" else second
        flags = tuple(dict.fromkeys((*first.flags, *second.flags, *several)))
        return TimeValue(f"{first.value}/{second.value}", weakest.anchor, first.granularity, flags, read.mod)

    def _end(self, first: Filled, point: Point) -> Filled:
        """Return the end of a range: the first such day after its beginning."""
        if first.day is None or point.year or point.shift or not (point.weekday or point.month):
            return self.fill(point)
        base = Base(first.anchor, first.day, first.day.month, first.day.day, first.day.year)
        later = Resolver(base, None, future=True).fill(replace(point, step=None))
        return later._replace(flags=first.flags)

    def fill(self, point: Point) -> Filled:
        """Return the value of one point."""
        if point.span:
            open_ended = "unresolved" if point.span[0].startswith("X") else "explicit"
            return Filled(point.span[0], open_ended, point.span[1])
        if point.shift:
            return self._shifted(point, *point.shift)
        if point.weekday and not point.month and not point.year:
            return self._weekday(point)
        if point.filled == {"time"}:
            return Filled("XXXX-XX-XX" + time_suffix(point.time), "unresolved", "time")
        if point.season and point.step is not None:
            # Which months a summer has depends on the hemisphere, so "last summer" has no year.
            return Filled(f"XXXX-{point.season}", "unresolved", "season")
        return self._calendar(point)

    def _calendar(self, point: Point, anchor: str = "explicit", *, infer: bool = True) -> Filled:
        """Return a year, half, quarter, season, month or day; the year from the mention, else from an anchor."""
        flags: tuple[str, ...] = ()
        if point.month and point.day and point.day > monthrange(point.year or 2000, point.month)[1]:
            point, flags = replace(point, day=None), ("IMPOSSIBLE_DATE",)
        if not point.year:
            year, anchor, more = (
                self._year_of(point) if infer and not point.fiscal else (None, "unresolved", ())
            )
            point, flags = replace(point, year=year), (*flags, *more)
        year_text = f"{point.year:04d}" if point.year else "XXXX"
        if point.quarter or point.half or point.season:
            part = point.season or (f"Q{point.quarter}" if point.quarter else f"H{point.half}")
            granularity = "season" if point.season else "quarter" if point.quarter else "half"
            return Filled(f"{'FY' if point.fiscal else ''}{year_text}-{part}", anchor, granularity, flags)
        if not point.month:
            return Filled(year_text, anchor, "year", flags)
        value = f"{year_text}-{point.month:02d}"
        if not point.day:
            return Filled(value, anchor, "month", flags)
        day = real_date(point.year, point.month, point.day) if point.year else None
        if point.weekday and day and day.isoweekday() != point.weekday:
            flags = (*flags, "WEEKDAY_MISMATCH")
        granularity = "time" if point.time else "day"
        return Filled(f"{value}-{point.day:02d}{time_suffix(point.time)}", anchor, granularity, flags, day)

    def _year_of(self, point: Point) -> tuple[int | None, str, tuple[str, ...]]:
        """Return the year that an anchor gives to a month, day or quarter: its anchor and flags with it."""
        month = point.month or (3 * point.quarter - 1 if point.quarter else 0)
        if not month:
            return None, "unresolved", ()
        if self.base.day is None:
            if self.year is None or point.step is not None:
                return None, "unresolved", ()
            candidates = [self.year]
        else:
            candidates = [self.base.day.year + step for step in (-1, 0, 1)]
        days = [day for day in (real_date(year, month, point.day or 1) for year in candidates) if day]
        fitting = [
            day for day in days if not (point.weekday and point.day) or day.isoweekday() == point.weekday
        ]
        if not fitting:
            return None, "unresolved", ("WEEKDAY_MISMATCH",) if days else ()
        if self.base.day is None:
            return fitting[0].year, "inferred", ("YEAR_INFERRED",)
        today = self.base.day if point.day else self.base.day.replace(day=1)
        chosen = _choose(fitting, today, point.step, future=self.future)
        return (chosen.year, self.base.anchor, ()) if chosen else (None, "unresolved", ())

    def _weekday(self, point: Point) -> Filled:
        """Return a weekday: the last one at or before the day of writing, or the next one for what is planned."""
        weekday = point.weekday or 0
        granularity = "time" if point.time else "day"
        today = self.base.day
        if today is None and point.day:
            return Filled(f"XXXX-XX-{point.day:02d}", "unresolved", "day")
        if today is None:
            return Filled(f"XXXX-WXX-{weekday}{time_suffix(point.time)}", "unresolved", granularity)
        if point.step == 0:
            day = today + timedelta(days=weekday - today.isoweekday())
        elif point.step == 1 or (point.step is None and self.future):
            day = today + timedelta(
                days=(weekday - today.isoweekday()) % _WEEK or (_WEEK if point.step else 0)
            )
        else:
            day = today - timedelta(
                days=(today.isoweekday() - weekday) % _WEEK or (_WEEK if point.step else 0)
            )
        if point.day and day.day != point.day:
            return Filled(f"XXXX-XX-{point.day:02d}", "unresolved", "day")
        return Filled(day.isoformat() + time_suffix(point.time), self.base.anchor, granularity, (), day)

    def _shifted(self, point: Point, unit: str, steps: int) -> Filled:
        """Return a date counted from the day of writing: "yesterday", "three weeks ago", "last year"."""
        rest = replace(point, shift=None)
        if unit == "Y":
            year = (self.base.year or 0) + steps
            if self.base.year and 0 < year <= _LAST_YEAR:
                return self._calendar(replace(rest, year=year, step=None), self.base.anchor)
            return self._calendar(replace(rest, step=None), "unresolved", infer=False)
        try:
            filled = self._counted(rest, unit, steps)
        except (OverflowError, ValueError):
            filled = None  # before the year 1 or after the year 9999
        if filled is not None:
            return filled
        value, granularity = SHAPES[unit]
        if unit == "D" and point.time:
            granularity = "time"
        if point.weekday:
            value, granularity = f"XXXX-WXX-{point.weekday}", "day"
        return Filled(
            value + (time_suffix(point.time) if unit == "D" or point.weekday else ""),
            "unresolved",
            granularity,
        )

    def _counted(self, rest: Point, unit: str, steps: int) -> Filled | None:
        """Return the same for units other than years; None where the day of writing does not say enough."""
        base, anchor = self.base, self.base.anchor
        if unit == "D":
            return self._days(rest, steps)
        if unit in {"W", "2W", "WE"} and base.day:
            day = base.day + timedelta(weeks=steps * (2 if unit == "2W" else 1))
            if rest.weekday:
                day += timedelta(days=rest.weekday - day.isoweekday())
                return Filled(
                    day.isoformat() + time_suffix(rest.time), anchor, "time" if rest.time else "day", (), day
                )
            week = f"{day.isocalendar().year:04d}-W{day.isocalendar().week:02d}"
            return Filled(week + "-WE", anchor, "weekend") if unit == "WE" else Filled(week, anchor, "week")
        if unit in {"M", "3M"} and base.month:
            months = base.month - 1 + steps * (3 if unit == "3M" else 1)
            year = base.year + months // _MONTHS if base.year else None
            month = months % _MONTHS + 1
            if year is not None and not 0 < year <= _LAST_YEAR:
                return None
            known = (
                Point(year=year, quarter=(month + 2) // 3)
                if unit == "3M"
                else replace(rest, year=year, month=month)
            )
            return self._calendar(known, anchor, infer=False)._replace(anchor=anchor)
        length = {"10Y": 10, "100Y": 100}.get(unit)
        if length and base.year:
            number = base.year // length + steps
            if number > 0:
                value = f"{number:03d}X" if unit == "10Y" else f"{number:02d}XX"
                return Filled(value, anchor, SHAPES[unit][1])
        return None

    def _days(self, rest: Point, steps: int) -> Filled | None:
        """Return a number of days from the day of writing, also where its year is not known and does not matter."""
        granularity = "time" if rest.time else "day"
        if self.base.day:
            day = self.base.day + timedelta(days=steps)
            flags = ("WEEKDAY_MISMATCH",) if rest.weekday and rest.weekday != day.isoweekday() else ()
            return Filled(day.isoformat() + time_suffix(rest.time), self.base.anchor, granularity, flags, day)
        if not self.base.month or not self.base.month_day:
            return None
        # A common year and a leap year must agree.
        trials = [real_date(year, self.base.month, self.base.month_day) for year in (2001, 2004)]
        days = {f"{trial + timedelta(days=steps):%m-%d}" for trial in trials if trial}
        if len(days) != 1 or not all(trials):
            return None
        return Filled(f"XXXX-{days.pop()}{time_suffix(rest.time)}", self.base.anchor, granularity)


def _choose(days: list[date], today: date, step: int | None, *, future: bool | None) -> date | None:
    """Return the candidate that "last", "this", "next" or the tense points at, else the nearest one, unless both are far."""
    if step == 0:
        return next((day for day in days if day.year == today.year), None)
    if step == 1 or (step is None and future):
        return min((day for day in days if (day > today if step else day >= today)), default=None)
    if step == -1 or future is False:
        return max((day for day in days if (day < today if step else day <= today)), default=None)
    nearest = min(days, key=lambda day: (abs(day - today), day))
    return nearest if abs(nearest - today).days <= _NEAR else None


def _week_of(first: Filled) -> Filled:
    """Return the calendar week that holds a day."""
    value = (
        f"{first.day.isocalendar().year:04d}-W{first.day.isocalendar().week:02d}" if first.day else "XXXX-WXX"
    )
    return first._replace(value=value, granularity="week")


def _added(first: Filled, offset: tuple[str, int]) -> Filled:
    """Return an explicit date moved by an explicit number of days, weeks or years."""
    unit, steps = offset
    try:
        if first.day is None:
            return first._replace(value=f"{date(int(first.value) + steps, 1, 1).year:04d}")
        day = first.day + timedelta(days=steps * (_WEEK if unit == "W" else 1))
    except (OverflowError, ValueError):
        return Filled(*_NO_DAY)
    return first._replace(value=day.isoformat(), day=day)
