"""What each time expression of a mention states, before any anchor is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from llmclaims.language.values.digits import plain
from llmclaims.language.values.time_tokens import GRAMMAR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmclaims.language.values.time_tokens import Token

_STEP = {"l": -1, "t": 0, "n": 1}
SHAPES = {
    "D": ("XXXX-XX-XX", "day"), "W": ("XXXX-WXX", "week"), "2W": ("XXXX-WXX", "week"), "M": ("XXXX-XX", "month"),
    "Y": ("XXXX", "year"), "WE": ("XXXX-WXX-WE", "weekend"), "3M": ("XXXX-QX", "quarter"),
    "10Y": ("XXXX", "decade"), "100Y": ("XXXX", "century"), "TH": ("XXXX-XX-XX", "time"),
    "TM": ("XXXX-XX-XX", "time"), "TS": ("XXXX-XX-XX", "time"),
}  # fmt: skip
"""The underspecified value and the granularity of each unit of time."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a mention states of one date: only what its words give, the rest None.

    ``weekday`` is 1 for Monday to 7 for Sunday. ``span`` is a value longer than a year ("199X", "FY2023").
    ``shift`` counts units from the day of writing (("W", -1) is last week), ``step`` is -1, 0 or 1 for a
    "last", "this" or "next" in front of a month, weekday or season. ``time`` is "17:00" or a part of the
    day ("EV").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    span: tuple[str, str] | None = None
    fiscal: bool | None = None
    time: str | None = None
    shift: tuple[str, int] | None = None
    step: int | None = None

    @property
    def filled(self) -> frozenset[str]:
        """Return the names of the fields that the words give."""
        return frozenset([name for name in _FIELDS if getattr(self, name) is not None])


_FIELDS = tuple(field.name for field in fields(Point))


@dataclass(frozen=True, slots=True)
class Atom:
    """One match of the grammar: its pattern's name, its tokens, where they stand, its points if it has any."""

    name: str
    tokens: tuple[Token, ...]
    start: int
    end: int
    points: tuple[Point, ...] = ()

    def values(self, kinds: str) -> list[Any]:
        """Return the values of the tokens of some classes."""
        return [token.value for token in self.tokens if token.kind in kinds]

    def first(self, kinds: str) -> Any:
        """Return the first of them, None when there is none."""
        return next(iter(self.values(kinds)), None)


def atoms(words: Sequence[Token]) -> list[Atom]:
    """Return every time expression among the words of a mention, in order and without overlap."""
    classes = "".join(word.kind for word in words)
    opened = classes.find("b")
    found = []
    for match in GRAMMAR.finditer(classes):
        (start, end), name = match.span(), match.lastgroup or ""
        bare = Atom(name, tuple(words[start:end]), start, end)
        points = _points(bare, between=-1 < opened < start)
        found.append(Atom(name, bare.tokens, start, end, points) if points else bare)
    return found


def _points(atom: Atom, *, between: bool) -> tuple[Point, ...]:
    """Return the points that an atom states, none when it is not a date."""
    build = _BUILDERS.get(atom.name)
    if build is not None:
        return build(atom)
    if atom.name in {"days_of_month", "days_before_month", "months", "years"}:
        return _pair(atom, between=between)
    return ()


def _year(atom: Atom) -> int | None:
    """Return the year of an atom."""
    years = atom.values("Y")
    return int(years[-1].value) if years else None


def _step(atom: Atom) -> int | None:
    """Return the direction of an atom: "this past" and "this coming" count as their second word."""
    steps = [_STEP[token.kind] for token in atom.tokens if token.kind in _STEP]
    return steps[-1] if steps else None


def _month_and_day(atom: Atom) -> tuple[Point, ...]:
    """Return a month, with its day and year where they are given."""
    days = [int(number.value) for number in atom.values("DO") if number.value.denominator == 1]
    if days and not 1 <= days[0] <= 31:
        return ()
    return (Point(year=_year(atom), month=atom.first("M"), day=days[0] if days else None, step=_step(atom)),)


def _pair(atom: Atom, *, between: bool) -> tuple[Point, ...]:
    """Return two points of the same kind: "August 2-3, 2025", "June to August", "2025-26"."""
    if atom.name == "years":
        points = tuple(Point(year=int(year.value)) for year in atom.values("Y"))
        ends = [point.year or 0 for point in points]
    elif atom.name == "months":
        points = tuple(Point(year=_year(atom), month=month) for month in atom.values("M"))
        ends = [point.month or 0 for point in points]
    else:
        days = [int(number.value) for number in atom.values("DO")]
        points = tuple(
            Point(year=_year(atom), month=atom.first("M"), day=day, step=_step(atom)) for day in days
        )
        ends = days if all(1 <= day <= 31 for day in days) else [0, 0]
    joined = any(token.kind == "&" for token in atom.tokens)
    if ends[0] >= ends[1] or (joined and not between and ends[1] - ends[0] > 1):
        return (*points[:1], Point())
    return points


def _iso(atom: Atom) -> tuple[Point, ...]:
    """Return a date or month in ISO 8601, with its time of day and the zone that it gives."""
    day, *clock = re.split(r"[T ]", atom.first("I").replace("/", "-"), maxsplit=1)
    year, month, *rest = (int(piece) for piece in day.split("-"))
    time = re.sub(r"^(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?", r"\1", clock[0]) if clock else None
    return (Point(year=year, month=month, day=rest[0] if rest else None, time=time),)


def _numeric(atom: Atom) -> tuple[Point, ...]:
    """Return a date in digits; "02/06/2026" has two readings, so that only its year is sure."""
    text: str = atom.first("X")
    first, second, year = (int(piece) for piece in re.findall(r"\d+", text))
    if "." in text or first > 12 or first == second:
        return (Point(year=year, month=second, day=first),) if second <= 12 else (Point(year=year),)
    return (Point(year=year, month=first, day=second),) if second > 12 else (Point(year=year),)


def _before_christ(atom: Atom) -> tuple[Point, ...]:
    """Return a year or century before the common era."""
    number = int(atom.values("DNYO")[0].value)
    if any(token.kind == "C" for token in atom.tokens):
        return (Point(span=(f"BC{number - 1:02d}XX", "century")),)
    return (Point(span=(f"BC{number:04d}", "year")),)


def _century(atom: Atom) -> tuple[Point, ...]:
    """Return a century: the nineteenth has the years 18XX."""
    number = int(atom.values("O")[0].value)
    return (Point(span=(f"{number - 1:02d}XX", "century")),) if 1 <= number <= 99 else ()


def _quarter(atom: Atom) -> tuple[Point, ...]:
    """Return a quarter, of a fiscal year if the words say so."""
    name = atom.first("Q")
    number = int(re.sub(r"\D", "", name)) if name else int(atom.values("O")[0].value)
    fiscal = True if any(token.kind == "f" for token in atom.tokens) else None
    return (
        (Point(year=_year(atom), quarter=number, step=_step(atom), fiscal=fiscal),)
        if 1 <= number <= 4
        else ()
    )


def _half_year(atom: Atom) -> tuple[Point, ...]:
    """Return half a year; "the first half" of anything else is none."""
    name = atom.first("%")
    number = int(name[1:]) if name else int(atom.values("O")[0].value)
    unit, step = atom.first("U"), _step(atom)
    if number > 2 or unit not in {None, "Y"}:
        return ()
    return (Point(year=_year(atom), half=number, shift=("Y", step) if step is not None else None),)


def _season(atom: Atom) -> tuple[Point, ...]:
    """Return a season."""
    years = atom.values("Y")  # the first of two: a winter is named after the year in which it begins
    return (Point(year=int(years[0].value) if years else None, season=atom.first("SV"), step=_step(atom)),)


def _fiscal_year(atom: Atom) -> tuple[Point, ...]:
    """Return a fiscal year, which is no calendar year."""
    return (Point(span=(f"FY{int(atom.first('Y').value)}", "year")),)


def _decade(atom: Atom) -> tuple[Point, ...]:
    """Return a decade, its century left open in "the '90s"."""
    value = atom.first("E")
    tens = str(value) if isinstance(value, int) else re.sub(r"\D", "", value)[:-1]
    return (Point(span=(tens.rjust(3, "X") + "X", "decade")),)


def _day_of_relative(atom: Atom) -> tuple[Point, ...]:
    """Return a day of another month: "the 5th of next month"."""
    day = int(atom.values("DO")[0].value)
    return (
        (Point(day=day, shift=("M", _step(atom) or 0)),) if atom.first("U") == "M" and 1 <= day <= 31 else ()
    )


def _relative(atom: Atom) -> tuple[Point, ...]:
    """Return a "last", "this" or "next" with a weekday, a part of the day or a unit."""
    step = _step(atom) or 0
    if atom.first("W"):
        return (Point(weekday=atom.first("W"), step=step),)
    part = atom.first("P")
    if part:
        return (Point(shift=("D", step), time=part),)
    return (Point(shift=(atom.first("UKC"), step)),)


def _ago(atom: Atom) -> tuple[Point, ...]:
    """Return a number of units back or ahead; none when the number is vague or broken."""
    number = count(atom)
    if number is None or number.denominator != 1:
        return ()
    ahead = any(token.kind == "G" for token in atom.tokens)
    return (Point(shift=(atom.first("URC"), int(number) * (1 if ahead else -1))),)


def count(atom: Atom) -> Fraction | None:
    """Return how many units an atom counts: an article is one, a vague count None."""
    if atom.first("p"):
        return None
    counted = atom.values("DNY") or atom.values("O")
    if counted:
        value: Fraction = counted[0].value
        return value
    return Fraction(1, 2) if atom.first("h") else Fraction(1) if atom.first("aTl") else None


def duration(number: Fraction | None, unit: str) -> str:
    """Return an ISO 8601 duration, with X for a number that the words do not give: "P3W", "PT6H", "PXD"."""
    letter, time = unit[-1], "T" if unit.startswith("T") else ""
    factor = int(unit[:-1]) if unit[:-1].isdecimal() else 1
    if unit == "WE":
        letter = "WE"
    return f"P{time}{'X' if number is None else plain(number * factor)}{letter}"


def _weekday(atom: Atom) -> tuple[Point, ...]:
    """Return a weekday, with the day of "Friday the 13th"."""
    days = [int(number.value) for number in atom.values("O")]
    return (Point(weekday=atom.first("W"), day=days[0] if days and 1 <= days[0] <= 31 else None),)


def _clocks(atom: Atom) -> tuple[Point, ...]:
    """Return two times of which only the second says its half of the day: "9 to 11 a.m."."""
    end: str = atom.first("c")
    hour, until = int(atom.values("DN")[0].value), int(end[:2])
    if not 1 <= hour <= 12:
        return (Point(time=end),)
    begin = hour % 12 + (12 if until >= 12 else 0)
    begin = begin if begin < until or hour > 11 else begin - 12
    return (Point(time=f"{begin:02d}:00"), Point(time=end)) if 0 <= begin < until else (Point(time=end),)


_BUILDERS: dict[str, Callable[[Atom], tuple[Point, ...]]] = {
    "month_and_day": _month_and_day,
    "month": _month_and_day,
    "iso": _iso,
    "numeric": _numeric,
    "before_christ": _before_christ,
    "century": _century,
    "quarter": _quarter,
    "half_year": _half_year,
    "season": _season,
    "fiscal_year": _fiscal_year,
    "year": lambda atom: (Point(year=_year(atom)),),
    "decade": _decade,
    "relative": _relative,
    "day_of_relative": _day_of_relative,
    "ago": _ago,
    "weekday": _weekday,
    "clocks": _clocks,
    "deictic": lambda atom: (
        Point(shift=("D", atom.first("d")[0]), time=next(iter(atom.first("d")[1:]), None)),
    ),
    "part": lambda atom: (Point(time=atom.first("P")),),
    "clock": lambda atom: (Point(time=atom.first("c")),),
}
