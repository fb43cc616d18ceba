"""A claim's figures and dates beside those of its source: whether each is still what the source says it is of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lemmas import lemma
from llmclaims.language.lexicon import word_set
from llmclaims.language.tokens import tokens_of
from llmclaims.language.values.date_parts import date_parts
from llmclaims.language.values.number_frames import Frame, frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from fractions import Fraction

    from llmclaims.schema.annotations import Span


class Moved(NamedTuple):
    """A figure that is not what its source says: its words, and in a few words what the source says of it."""

    text: str
    source: str


class Source(NamedTuple):
    """The paragraph of a quote, where the quote stands in it (half-open), and the language."""

    text: str
    quote: Span
    language: str

    def near(self, found: Sequence[Frame]) -> list[Frame]:
        """Return the numbers inside the quote, all when none of them is."""
        inside = [one for one in found if self.quote[0] <= one.number.start < self.quote[1]]
        return inside or list(found)


def has_figures(claim: str, language: str) -> bool:
    """Tell whether a claim has a number or a part of a date: without one nothing of the kind can have changed."""
    return bool(date_parts(claim, language) or frames(claim, language))


def changed_bounds(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the numbers of a claim whose "at least", "up to", "nearly" is another one, new, or gone."""
    for mine in frames(claim, source.language):
        theirs = source.near(_same(mine, source))
        if theirs and all(_other_bound(mine, one) for one in theirs):
            one = theirs[0]
            said = source.text[max(one.number.start - len("not fewer than the "), 0) : one.number.end]
            yield Moved(mine.number.text, said if " " not in said else said.partition(" ")[2])


def _other_bound(mine: Frame, theirs: Frame) -> bool:
    """Tell whether two bounds cannot both hold of one number, or the claim has one more or less."""
    if mine.bound == theirs.bound:
        return False
    if not mine.bound:
        return not theirs.loose
    if not theirs.bound:
        return not mine.loose
    return "low" in {mine.bound, theirs.bound} and not (mine.loose and theirs.loose)


def _same(mine: Frame, source: Source) -> list[Frame]:
    """Return the numbers of the source with the value of one of the claim's."""
    return _by_reading(source.text, source.language).get(mine.number.value, [])


@lru_cache(maxsize=64)  # one paragraph, many drafts
def _by_reading(text: str, language: str) -> dict[Fraction, list[Frame]]:
    """Return the numbers of a text by each value that they may stand for, in its order."""
    found: dict[Fraction, list[Frame]] = {}
    for one in frames(text, language):
        for value in one.number.readings:
            found.setdefault(value, []).append(one)
    return found


def moved_numbers(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the numbers of a claim that the source gives for something else."""
    told = frames(claim, source.language)
    if not told:
        return
    everywhere = frames(source.text, source.language)
    values = {one.number.value for one in told}
    for mine in told:
        same = _same(mine, source)
        theirs = source.near(same)
        if not theirs:
            continue
        alike = {one.number.start for one in same}
        others = [one for one in everywhere if one.number.start not in alike]
        said = (
            _other_step(mine, theirs, claim, source.language)
            or _other_count(mine, theirs, others)
            or _other_act(mine, theirs, others)
            or _other_owner(mine, theirs, [one for one in others if one.number.value not in values], claim)
            or _replaced(mine, theirs, others, values, source)
        )
        if said:
            yield Moved(mine.number.text, said)


def _other_step(mine: Frame, theirs: Sequence[Frame], claim: str, language: str) -> str:
    """Return the "to" or "by" of the source where a change in the claim has another one."""
    steps = {one.step for one in theirs}
    if not mine.step or mine.step in steps or "" in steps:
        return ""
    changing = {lemma(word, language) for word in word_set(language, "details", "changing")}
    changes = any(lemma(token, language) in changing for token in tokens_of(claim))
    return f"{theirs[0].step} {theirs[0].number.text}" if changes else ""


def _other_count(mine: Frame, theirs: Sequence[Frame], others: Sequence[Frame]) -> str:
    """Return what the source counts with a number, where what the claim counts has a number of its own there."""
    if not mine.counted or any(not one.counted or mine.counted & one.counted for one in theirs):
        return ""
    rival = next((one for one in others if one.counted & mine.counted), None)
    return rival.number.text if rival else ""


def _other_act(mine: Frame, theirs: Sequence[Frame], others: Sequence[Frame]) -> str:
    """Return the number of the source that has part in what the claim says of another one: killed, injured."""
    if not mine.done or any(not one.done or mine.done & one.done for one in theirs):
        return ""
    rival = next((one for one in others if one.done & mine.done), None)
    return rival.number.text if rival else ""


def _other_owner(mine: Frame, theirs: Sequence[Frame], others: Sequence[Frame], claim: str) -> str:
    """Return the number that the source gives for the one whom a claim names, where this one is somebody else's."""
    told = set(tokens_of(claim))
    if any(not one.owner or one.owner <= told for one in theirs):
        return ""
    named = [one for one in others if one.owner and one.owner <= told]
    alike = [one for one in named if not one.counted or _measures_alike(mine, one)]
    return alike[0].number.text if alike else ""


def _replaced(
    mine: Frame,
    theirs: Sequence[Frame],
    others: Sequence[Frame],
    values: AbstractSet[Fraction],
    source: Source,
) -> str:
    """Return the number of the quote in whose place the claim has one from outside the quote."""
    first, last = source.quote
    if any(first <= one.number.start < last for one in theirs):
        return ""
    inside = [one for one in others if first <= one.number.start < last]
    alike = [one for one in inside if one.number.value not in values and _measures_alike(mine, one)]
    return alike[0].number.text if alike else ""


def _measures_alike(one: Frame, other: Frame) -> bool:
    """Tell whether two numbers count the same things or have the same unit."""
    return bool(one.counted & other.counted)


def moved_dates(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the weekdays, months and years of a claim that its quote does not have, while it has others of the kind."""
    first, last = source.quote
    quote = source.text[first:last]
    mine, theirs = date_parts(claim, source.language), date_parts(quote, source.language)
    for kind in ("weekday", "month", "year"):
        told = {value: claim[slice(*span)] for found, value, span in mine if found == kind}
        given = {value: quote[slice(*span)] for found, value, span in theirs if found == kind}
        new, lost = told.keys() - given.keys(), given.keys() - told.keys()
        if new and lost:
            yield Moved(told[min(new)], given[min(lost)])
