"""A claim's figures and dates beside those of its source: whether each is still what the source says it is of."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.clauses import analyse, is_final
from llmclaims.language.lemmas import lemma
from llmclaims.language.lexicon import Phrases, lists, word_set
from llmclaims.language.tokens import tokens_of
from llmclaims.language.values.date_parts import date_parts
from llmclaims.language.values.number_frames import Frame, frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from fractions import Fraction

    from llmclaims.schema.annotations import Span


_JOINING = frozenset(
    (".", ";", "!", "?", "and", "but", "while", "against", "from", "than", "compared", "since")
)


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
    return [one for one in frames(source.text, source.language) if mine.number.value in one.number.readings]


def moved_numbers(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the numbers of a claim that the source gives for something else."""
    told = frames(claim, source.language)
    everywhere = frames(source.text, source.language)
    values = {one.number.value for one in told}
    for mine in told:
        theirs = source.near(_same(mine, source))
        if not theirs:
            continue
        others = [one for one in everywhere if mine.number.value not in one.number.readings]
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
    changing = {lemma(word, language) for word in word_set(language, "details", "changing")}
    steps = {one.step for one in theirs}
    if not mine.step or mine.step in steps or "" in steps:
        return ""
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


def compared_figures(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the figures of a comparison ("up from 40 in 2019") that a claim puts together with those it compares."""
    language = source.language
    if not word_set(language, "details", "compares").isdisjoint(tokens_of(claim)):
        return
    zones = _comparisons(source.text, language)
    places = _figures(source.text, language)
    told = {value: text for value, _, text in _figures(claim, language)}
    inside = {value for value, at, _ in places if any(start <= at < end for start, end in zones)}
    outside = {value for value, at, _ in places if not any(start <= at < end for start, end in zones)}
    for value in told.keys() & (inside - outside):
        if told.keys() & (outside - inside):
            zone = next(
                span for span in zones if any(v == value and span[0] <= at < span[1] for v, at, _ in places)
            )
            yield Moved(told[value], source.text[slice(*zone)].strip())


def other_years(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the years of a claim that the source gives for another number: "3,000 in 2019 and 5,000 in 2020"."""
    language = source.language
    told = {value: claim[slice(*span)] for kind, value, span in date_parts(claim, language) if kind == "year"}
    theirs = _years_beside(source.text, language)
    given = set().union(*theirs.values()) if theirs else set()
    for mine in frames(claim, language) if len(told) == 1 else ():
        own = theirs.get(mine.number.value, set())
        if own and own.isdisjoint(told) and given.issuperset(told):
            yield Moved(told[min(told)], f"{mine.number.text} … {min(own)}")


def _years_beside(text: str, language: str) -> dict[object, set[int]]:
    """Return the years that stand between the same conjunctions or stops as each number of a text."""
    stops = [token.start for token in analyse(text, language).tokens if token.text in _JOINING]
    years = [
        (bisect_right(stops, span[0]), value)
        for kind, value, span in date_parts(text, language)
        if kind == "year"
    ]
    found: dict[object, set[int]] = {}
    for one in frames(text, language):
        at = bisect_right(stops, one.number.start)
        found.setdefault(one.number.value, set()).update(year for place, year in years if place == at)
    return found


def _figures(text: str, language: str) -> list[tuple[object, int, str]]:
    """Return the years and the numbers of a text: a value, where it stands, its words."""
    years = [
        (("year", value), span[0], text[slice(*span)])
        for kind, value, span in date_parts(text, language)
        if kind == "year"
    ]
    return [
        *years,
        *((one.number.value, one.number.start, one.number.text) for one in frames(text, language)),
    ]


def _comparisons(text: str, language: str) -> list[Span]:
    """Return where a text says what something is compared with, from the words that say so to the end of the clause."""
    phrases = Phrases(lists(language, "details")["comparing"])
    analysis = analyse(text, language)
    found = []
    facing = [(at, at + 1) for at, (one, next_) in enumerate(pairwise(analysis.texts)) if _faces(one, next_)]
    for start, end in (*phrases.within(analysis.texts), *facing):
        stop = end
        while stop < len(analysis.tokens) and not _ends_comparison(analysis.texts, stop):
            stop += 1
        found.append((analysis.tokens[start].start, analysis.tokens[stop - 1].end))
    return found


def _faces(text: str, following: str) -> bool:
    """Tell "against 54 percent", where the figure behind it is what another is compared with."""
    return text == "against" and following[0].isdigit()


def _ends_comparison(texts: Sequence[str], index: int) -> bool:
    return is_final(texts[index]) or texts[index] in {",", ";", ":", "—", "–", "and", "but"}
