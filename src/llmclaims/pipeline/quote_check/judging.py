"""Judge one quote against its source: the gate of the whole project, and where the file says that it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from llmclaims.grounding.ellipsis import long_enough
from llmclaims.grounding.quotes import ground, ground_mention, prepare
from llmclaims.grounding.result import Grounding
from llmclaims.pipeline.quote_check.offsets import UNITS, Offsets
from llmclaims.schema.claims import Nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.grounding.prepared import Prepared
    from llmclaims.pipeline.quote_check.quoted import Asked, Quoted

Span = tuple[int, int]

OFFSETS_DIFFER = "OFFSETS_DIFFER"
_SHOWN = 80
"""Characters that a message repeats of what stands at the file's offsets."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote with what was found of it.

    ``fits`` are the units in which the file's offsets name a place of the quote; None where it gives no offsets, or
    the quote stands nowhere.
    """

    quoted: Quoted
    grounding: Grounding
    fits: frozenset[str] | None = None

    @property
    def holds(self) -> bool:
        """Whether it stands in its source, and where the file says if that was asked."""
        return self.grounding.found


class Source:
    """A source text, prepared once for all quotes from it."""

    def __init__(self, text: str) -> None:
        """Take the raw text."""
        self.text = text
        self._offsets: dict[str, Offsets] = {}

    @cached_property
    def prepared(self) -> Prepared:
        """The text, folded."""
        return prepare(self.text)

    def span(self, span: Span, unit: str) -> Span | None:
        """Return a span that is counted in a unit in code points; None where it is none of this text."""
        if unit not in self._offsets:
            self._offsets[unit] = Offsets(self.text, unit)
        return self._offsets[unit].span(span)


def judged(quoted: Quoted, source: Source, asked: Asked) -> Checked:
    """Find a quote in its source; the file's offsets choose among several places, and bind where that is asked."""
    told = source.span(quoted.offsets, asked.unit) if quoted.offsets else None
    found = _found(quoted, source, asked, near=(told,) if told else ())
    if not asked.at_offsets or quoted.offsets is None or not found.found:
        return Checked(quoted, found)
    if told and (there := _at(told, found, quoted, source, asked)):
        return Checked(quoted, there, _fits(quoted, found, source, asked) | {asked.unit})
    fits = _fits(quoted, found, source, asked) - {asked.unit}
    return Checked(quoted, _elsewhere(quoted.offsets, told, found, source, fits), fits)


def _found(
    quoted: Quoted, source: Source, asked: Asked, *, near: Sequence[Span] = (), within: Span | None = None
) -> Grounding:
    is_short = (quoted.may_be_short or asked.any_length) and not long_enough(quoted.quote.strip())
    find = ground_mention if is_short else ground
    return find(quoted.quote, source.prepared, near=near, within=within)


def _at(told: Span, found: Grounding, quoted: Quoted, source: Source, asked: Asked) -> Grounding | None:
    """Return the place of the quote at some offsets, which may be another or of a lower tier; None without one."""
    places = [found.spans, *found.others]
    for place in places:
        if _same(told, place, source.text):
            others = [one for one in places if one is not place]
            flags = tuple(one for one in found.flags if one != "AMBIGUOUS_SPAN")
            return replace(found, spans=place, others=others, flags=flags)
    there = _found(quoted, source, asked, within=told)
    return there if there.found and _same(told, there.spans, source.text) else None


def _same(told: Span, spans: Sequence[Span], text: str) -> bool:
    """Tell whether two places have the same words: marks and blanks around them do not count."""
    return _core(told, text) == _core((spans[0][0], spans[-1][1]), text)


def _core(span: Span, text: str) -> Span:
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _fits(quoted: Quoted, found: Grounding, source: Source, asked: Asked) -> frozenset[str]:
    """Return the other units in which the file's offsets name a place of the quote."""
    assert quoted.offsets is not None
    places = [found.spans, *found.others]
    fitting = set()
    for unit in UNITS:
        told = source.span(quoted.offsets, unit) if unit != asked.unit else None
        if told and any(_same(told, place, source.text) for place in places):
            fitting.add(unit)
    return frozenset(fitting)


def _elsewhere(
    said: Span, told: Span | None, found: Grounding, source: Source, fits: frozenset[str]
) -> Grounding:
    """Refuse a quote that stands in the source, but not where the file says."""
    start, end = found.spans[0][0], found.spans[-1][1]
    words = " ".join(source.text[slice(*told)].split()) if told else ""
    if told is None:
        there = f"{said[0]}-{said[1]} is no place in the source"
    elif not words:
        there = f"Nothing stands at {said[0]}-{said[1]}"
    else:
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        there = f"At {said[0]}-{said[1]} the source has “{shown}”"
    more = f" and at {len(found.others):,} more" if found.others else ""
    units = " and in ".join(UNITS[one] for one in UNITS if one in fits)
    counted = f": counted in {units} the file is right" if units else ""
    return Grounding(
        found=False,
        code=OFFSETS_DIFFER,
        message=f"{there}, the quote stands at {start}-{end}{more}{counted}.",
        nearest=Nearest(start=start, end=end, text=source.text[start:end]),
    )
