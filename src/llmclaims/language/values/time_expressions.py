"""The parts of a time mention put together: "5 p.m." and "Tuesday", "from May 3" and "to May 9"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.values.time_points import SHAPES, Atom, Point, atoms, count, duration
from llmclaims.language.values.time_tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_GLUE = re.compile(r"[,oiuT]*")
_RANGE = re.compile(r",?(?P<to>[-2&])[,oiuTe-]*")
_PREFIX = frozenset("oiT,-qr2euz&tln")
_SINCE = "SINCE"  # the data's name for an ON_OR_AFTER that also says that it is over
_BOUNDS = frozenset({_SINCE, "ON_OR_AFTER", "ON_OR_BEFORE", "BEFORE", "AFTER"})
_COUNTS = frozenset({"MORE_THAN", "EQUAL_OR_MORE", "LESS_THAN", "EQUAL_OR_LESS", "APPROX"})
_AGO = {
    "MORE_THAN": "BEFORE",
    "EQUAL_OR_MORE": "ON_OR_BEFORE",
    "LESS_THAN": "AFTER",
    "EQUAL_OR_LESS": "ON_OR_AFTER",
}
_ANAPHORIC = ("offset", "anaphora", "anaphora_word")


@dataclass(frozen=True, slots=True)
class Expression:
    """A mention read, before any anchor is asked.

    ``kind`` is ``point`` (one point), ``interval`` (two), or what is finished as it is: ``duration``,
    ``set``, ``reference``, ``anaphora``, ``unresolved``. ``mod`` is a TIMEX3 modifier; ``several`` says that
    the mention holds other dates beside this one; ``offset`` is added to the point ("two days after May 3");
    ``past`` says that it lies behind ("since October 7").
    """

    kind: str
    points: tuple[Point, ...] = ()
    value: str = ""
    granularity: str = ""
    mod: str | None = None
    several: bool = False
    offset: tuple[str, int] | None = None
    past: bool = False


@lru_cache(maxsize=256)
def parse(mention: str, language: str) -> Expression | None:
    """Read a mention; None when no word of it is about time."""
    words = tokens(mention, language)
    found = [atom for atom in atoms(words) if atom.name != "age"]
    if not found:
        return None
    dates = [point for atom in found for point in atom.points]
    only_times = all(point.filled == {"time"} for point in dates)
    if dates and not (found[0].name == "set" and only_times):
        return _dated(found, words)
    return _undated(found, words)


def _dated(found: list[Atom], words: Sequence[Token]) -> Expression:
    """Return a mention with at least one date."""
    classes = "".join(word.kind for word in words)
    dates = [atom for atom in found if atom.points]
    index = found.index(dates[0])
    before = found[index - 1] if index else None
    if (
        before is not None
        and before.name in {"offset", "lasts"}
        and before.end == dates[0].start - (before.name == "lasts" and classes[before.end] == "o")
    ):
        return _offset(before, dates[0])
    week = before is not None and before.name == "bare_unit" and before.first("U") == "W"
    if before is not None and week and classes[before.end : dates[0].start] == "o" and dates[0].points[0].day:
        return Expression("point", dates[0].points[:1], granularity="week")
    merged = _merged(dates, classes)
    mod = _mod(words[: merged[0].start], _BOUNDS)
    if merged[0].name == "ago" and mod is None:
        mod = _AGO.get(_mod(words[: merged[0].start], _COUNTS) or "")
    past, mod = mod == _SINCE, "ON_OR_AFTER" if mod == _SINCE else mod
    if len(merged) > 1:
        gap = _RANGE.match(classes[: merged[1].start], merged[0].end)
        whole = gap is not None and gap.end() == merged[1].start
        closed = gap is not None and (gap["to"] != "&" or "b" in classes[: merged[0].start])
        ends = _shared(merged[0].points[0], merged[1].points[-1]) if whole and closed else None
        if ends is not None:
            return Expression("interval", ends, several=len(merged) > 2)
        merged[0] = replace(merged[0], points=merged[0].points[:1])
    points = merged[0].points
    several = len(merged) > 1 or Point() in points
    points = tuple(point for point in points if point != Point())
    if len(points) > 1:
        return Expression("interval", points, several=several)
    return Expression("point", points, mod=mod, several=several, past=past)


def _merged(dates: list[Atom], classes: str) -> list[Atom]:
    """Return the dates with those put together that describe one; a time of day that fits none is left out."""
    merged = [dates[0]]
    for atom in dates[1:]:
        joined = _merge(merged[-1], atom) if _GLUE.fullmatch(classes[merged[-1].end : atom.start]) else None
        merged[-1:] = [merged[-1], atom] if joined is None else [joined]
    of_days = [atom for atom in merged if any(point.filled != {"time"} for point in atom.points)]
    between = [atom for atom in merged if _RANGE.search(classes[atom.end : atom.end + 1] or "?")]
    return of_days if of_days and not between else merged


def _offset(before: Atom, atom: Atom) -> Expression:
    """Return a date counted from another one in the same mention: "the day after January 15, 2026"."""
    unit, number, point = before.first("URC"), count(before), atom.points[0]
    mods = [value for value in before.values("r") if value in {"BEFORE", "AFTER"}]
    full = {"D": {"year", "month", "day"}, "W": {"year", "month", "day"}, "Y": {"year"}}.get(unit)
    if number is None or number.denominator != 1 or not mods or full is None or point.filled != full:
        return Expression("anaphora", value=SHAPES[unit][0], granularity=SHAPES[unit][1])
    steps = int(number) * (1 if mods[-1] == "AFTER" else -1)
    return Expression("point", (point,), offset=(unit, steps))


def _merge(first: Atom, second: Atom) -> Atom | None:
    """Return two dates that say different things about one: "Tuesday" and "5 p.m."; None when they do not fit."""
    if len(first.points) > 1 and len(second.points) > 1:
        return None
    points = [_merge_points(one, two) for one in first.points for two in second.points]
    if None in points or (len(points) > 1 and not all(point and point.time for point in points)):
        return None
    known = tuple(point for point in points if point is not None)
    return Atom("merged", (*first.tokens, *second.tokens), first.start, second.end, known)


def _merge_points(one: Point, two: Point) -> Point | None:
    """Return the point that both describe."""
    for dated, shifted in ((one, two), (two, one)):
        if (
            dated.month
            and dated.day
            and shifted.shift
            and shifted.shift[0] in {"D", "W", "WE"}
            and not shifted.month
        ):
            # "last week, on June 3": the date says it all.
            two = replace(shifted, shift=None)
            one = dated
            break
    clash = {name for name in one.filled & two.filled if getattr(one, name) != getattr(two, name)}
    filled = one.filled | two.filled
    if clash or "span" in filled or len(filled & {"quarter", "half", "season", "month"}) > 1:
        return None
    unit = one.shift[0] if one.shift else two.shift[0] if two.shift else None
    fits = {
        "D": {"shift", "time", "weekday"},
        "W": {"shift", "weekday", "time"},
        "WE": {"shift", "time"},
        "M": {"shift", "day", "time"},
        "Y": {"shift", "month", "day", "quarter", "season", "half", "time"},
    }
    if unit is not None and not filled <= fits.get(unit, set()):
        return None
    return replace(one, **{name: getattr(two, name) for name in two.filled})


def _shared(first: Point, second: Point) -> tuple[Point, Point] | None:
    """Return the ends of a range, each with what the other one says for both; None when it runs backwards."""
    if first.filled == {"time"}:
        first = replace(second, time=first.time)
    elif second.filled == {"time"}:
        second = replace(first, time=second.time)
    order = [(point.month or 0, point.day or 0) for point in (first, second)]
    if first.month and second.month and order[0] < order[1] and not (first.shift or second.shift):
        year = second.year or first.year
        first, second = replace(first, year=first.year or year), replace(second, year=second.year or year)
    backwards = first.year and second.year and (first.year, *order[0]) > (second.year, *order[1])
    return None if backwards or first.filled & {"shift"} != second.filled & {"shift"} else (first, second)


def _mod(before: Sequence[Token], strongest: frozenset[str]) -> str | None:
    """Return the TIMEX3 modifier in the words right before a date: a bound, else a position, else APPROX."""
    found = []
    for token in reversed(before):
        if token.kind not in _PREFIX:
            break
        if token.kind in "qr2e" and token.value:
            found.append(token.value)
    bounds = [mod for mod in found if mod in strongest]
    positions = [mod for mod in found if mod in {"START", "MID", "END"}]
    return next(iter(bounds or positions or [mod for mod in found if mod == "APPROX"]), None)


def _undated(found: list[Atom], words: Sequence[Token]) -> Expression:
    """Return a mention without a date: a duration, a repetition, a vague or anaphoric expression, or a holiday."""
    names = {atom.name: atom for atom in reversed(found)}
    if found[0].name == "set":
        return _repeated(found[0])
    anaphor = next((names[name] for name in _ANAPHORIC[:2] if name in names), None)
    if anaphor is not None:
        return _unresolved("anaphora", anaphor)
    lasting = next(
        (atom for atom in found if atom.name in {"lasting", "lasts", "vague_lasting", "portion"}), None
    )
    if lasting is not None:
        number = None if lasting.name == "vague_lasting" else count(lasting)
        value = duration(number, lasting.first("URC"))
        mod = _mod(words[: lasting.start], _COUNTS)
        return Expression(
            "unresolved" if number is None else "duration", value=value, granularity="duration", mod=mod
        )
    if "set" in names:
        return _repeated(names["set"])
    reference = names.get("reference") or names.get("recent")
    if reference is not None:
        return Expression("reference", value=reference.first("x"), granularity="reference")
    if "anaphora_word" in names:
        return Expression("anaphora", value="XXXX", granularity="year")
    if "holiday" in names:
        return Expression("unresolved", value="XXXX-XX-XX", granularity="day")
    return _unresolved("unresolved", found[0])


def _unresolved(kind: str, atom: Atom) -> Expression:
    """Return an expression that says how long its date is and not which one it is."""
    unit, part, weekday = atom.first("URKC"), atom.first("P"), atom.first("Ww")
    if part:
        return Expression(kind, value="XXXX-XX-XX" + time_suffix(part), granularity="time")
    if weekday:
        return Expression(kind, value=f"XXXX-WXX-{weekday}", granularity="day")
    if atom.first("M"):
        return Expression(kind, value=f"XXXX-{atom.first('M'):02d}", granularity="month")
    if atom.first("SV"):
        return Expression(kind, value=f"XXXX-{atom.first('SV')}", granularity="season")
    value, granularity = SHAPES[unit or "Y"]
    return Expression(kind, value=value, granularity=granularity)


def _repeated(atom: Atom) -> Expression:
    """Return a repetition, TIMEX3's SET: its period, or the weekday or month that comes back."""
    if atom.first("F"):
        return Expression("set", value=atom.first("F"), granularity="set")
    unit = atom.first("URK")
    if unit:
        return Expression("set", value=duration(count(atom) or Fraction(1), unit), granularity="set")
    day = atom.first("Ww")
    if day:
        return Expression("set", value=f"XXXX-WXX-{day}", granularity="set")
    return replace(_unresolved("set", atom), granularity="set")


def time_suffix(time: str | None) -> str:
    """Return what a time of day adds to a date: "T17:00", "TEV"."""
    return f"T{time}" if time else ""
