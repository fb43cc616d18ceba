"""The company that a figure keeps: the years, names and figures that its source puts beside it, and those it does not."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING

from llmclaims.language.clauses import analyse, is_final
from llmclaims.language.details import Moved
from llmclaims.language.lexicon import word_set
from llmclaims.language.segments import comparing
from llmclaims.language.tokens import tokens_of
from llmclaims.language.values import plain
from llmclaims.language.values.date_parts import date_parts
from llmclaims.language.values.number_frames import Frame, frames
from llmclaims.language.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from llmclaims.language.details import Source
    from llmclaims.schema.annotations import Span

_JOINING = frozenset(
    (".", ";", "!", "?", "and", "but", "while", "against", "from", "than", "compared", "since")
)
"""What parts the figures of a sentence, each with its own year and name, from each other."""
_FACING = frozenset(("up", "down", "compared", "against", "versus"))
_NEAR = 8
"""Words on either side of a number that say what it is of."""
_RELATIVE = frozenset(("last", "this", "next", "previous"))
_OF_THEM = frozenset((("of", "them"), ("of", "whom")))
_OF_WHOLE = frozenset((("of", "the"), ("of", "its"), ("of", "their"), ("out", "of"), ("of", "all")))


def compared_figures(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the figures of a comparison ("up from 40 in 2019") that a claim puts together with those it compares."""
    language = source.language
    if not word_set(language, "details", "compares").isdisjoint(tokens_of(claim)):
        return
    told = {value: text for value, _, text in _figures(claim, language)}
    zones = _comparisons(source.text, language) if told else []
    if not zones:
        return
    places = _figures(source.text, language)
    inside = {value for value, at, _ in places if any(start <= at < end for start, end in zones)}
    outside = {value for value, at, _ in places if not any(start <= at < end for start, end in zones)}
    for value in told.keys() & (inside - outside):
        if told.keys() & (outside - inside):
            zone = next(
                span for span in zones if any(v == value and span[0] <= at < span[1] for v, at, _ in places)
            )
            yield Moved(told[value], source.text[slice(*zone)].strip())
    if not told.keys() & outside and "had" not in tokens_of(claim):
        yield from _only_compared(claim, source, zones)


def _only_compared(claim: str, source: Source, zones: list[Span]) -> Iterator[Moved]:
    """Yield the number of a claim that has none but the one compared with, and not the time for which it is given."""
    values = {one.number.value for one in frames(claim, source.language)}
    vocabulary = words(source.language)
    dated = (
        vocabulary is None
        or date_parts(claim, source.language)
        or not vocabulary.date_words.isdisjoint(tokens_of(claim))
    )
    for start, end in zones:
        inside = source.text[start:end]
        compared = {one.number.value: one for one in frames(inside, source.language)}
        if values and values == compared.keys() and not dated and inside.split()[0] in _FACING:
            yield Moved(next(iter(compared.values())).number.text, inside)


def mixed_company(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the year or the name of a claim that the source puts beside another number: "3,000 in 2019 and 5,000 in 2020"."""
    language = source.language
    mine = frames(claim, language)
    if len({one.number.value for one in mine}) != 1:
        return
    theirs = _beside(source.text, language)
    readings = mine[0].number.readings
    own = set().union(*(found for value, found in theirs.items() if value in readings))
    for kind in ("year", "name"):
        told = {word for sort, word in _companions(claim, language).values() if sort == kind}
        given = {word for sort, word in own if sort == kind}
        if len(told) != 1 or not given or not told.isdisjoint(given):
            continue
        elsewhere = (found for value, found in theirs.items() if value not in readings)
        if any((kind, word) in found for found in elsewhere for word in told):
            yield Moved(min(told), f"{mine[0].number.text} … {min(given)}")


@lru_cache(maxsize=64)
def _beside(text: str, language: str) -> dict[object, frozenset[tuple[str, str]]]:
    """Return the years and names that stand between the same conjunctions or stops as each number of a text."""
    stops = [token.start for token in analyse(text, language).tokens if token.text in _JOINING]
    places = [(bisect_right(stops, at), item) for at, item in _companions(text, language).items()]
    found: dict[object, frozenset[tuple[str, str]]] = {}
    for one in frames(text, language):
        home = bisect_right(stops, one.number.start)
        near = {item for place, item in places if place == home}
        found[one.number.value] = found.get(one.number.value, frozenset()) | near
    return found


def _companions(text: str, language: str) -> dict[int, tuple[str, str]]:
    """Return the years and the last words of names in a text, by where they stand."""
    vocabulary = words(language)
    found = {
        span[0]: ("year", text[slice(*span)])
        for kind, _, span in date_parts(text, language)
        if kind == "year"
    }
    tokens = analyse(text, language).tokens
    for at, token in enumerate(tokens):
        if token.text == "year" and at and tokens[at - 1].text in _RELATIVE:
            found[token.start] = ("year", f"{tokens[at - 1].text} year")
        opens = at == 0 or is_final(tokens[at - 1].text)
        goes_on = at + 1 < len(tokens) and tokens[at + 1].capital
        dated = vocabulary is not None and (
            token.text in vocabulary.weekdays or token.text in vocabulary.months
        )
        if token.capital and not opens and not goes_on and not dated:
            found[token.start] = ("name", text[token.start : token.end].removesuffix("'s").removesuffix("’s"))
    return found


def swapped(claim: str, source: Source) -> Iterator[Moved]:
    """Yield two numbers of a claim that have each other's place in the quote: "diesel costs 1.89 and petrol 2.14"."""
    first, last = source.quote
    quote = source.text[first:last]
    told = _around(claim, source.language)
    if len(told) < 2:
        return
    given = _around(quote, source.language)
    if {"from", "to"} <= {one.step for one in frames(claim, source.language)}:
        return  # "dropped from 71 to 38" orders them by itself
    both = [value for value in told if value in given]
    for one, other in combinations(both, 2):
        crossed = len(told[one] & given[other]), len(told[other] & given[one])
        if crossed[0] > len(told[one] & given[one]) and crossed[1] > len(told[other] & given[other]):
            yield Moved(plain(one), plain(other))


def _around(text: str, language: str) -> dict[Fraction, frozenset[str]]:
    """Return the words around each number that stands once in a text, up to the next comma, conjunction or number."""
    analysis, vocabulary = analyse(text, language), words(language)
    found: dict[Fraction, list[frozenset[str]]] = {}
    known = frames(text, language)
    numbers = {at for one in known for at in range(*one.place)}
    empty = vocabulary.function_words | vocabulary.determiners if vocabulary else frozenset()
    for one in known:
        near = []
        for way in (range(one.place[0] - 1, -1, -1), range(one.place[1], len(analysis.texts))):
            for at in islice(way, _NEAR):
                if at in numbers or analysis.texts[at] in {",", "and", "but", "while", ";", "."}:
                    break
                near.append(analysis.texts[at])
        found.setdefault(one.number.value, []).append(frozenset(near) - empty)
    return {value: sets[0] for value, sets in found.items() if len(sets) == 1}


def wholes(claim: str, source: Source) -> Iterator[Moved]:
    """Yield the numbers of a claim that are a whole of which the source tells a part: "three of the eight withdrew"."""
    if not frames(claim, source.language):
        return
    texts = analyse(source.text, source.language).texts
    parts, counted = _parts(source.text, source.language)
    told = analyse(claim, source.language).texts
    values = {one.number.value for one in frames(claim, source.language)}
    for mine in frames(claim, source.language):
        if told[max(mine.place[0] - 2, 0) : mine.place[0]] in _OF_WHOLE or not mine.done:
            continue
        for part, whole in parts:
            told_alone = mine.number.value in whole.number.readings and part.number.value not in values
            if told_alone and mine.done & whole.done:
                yield Moved(mine.number.text, source.text[part.number.start : whole.number.end])
    for part in counted:
        end = part.place[1]
        same = texts[end + 2 : end + 3]  # "27 injured, four of them critically"
        only = same and same[0] in told and same[0].isalpha() and texts.count(same[0]) == 1
        if only and values and part.number.value not in values:
            yield Moved(same[0], " ".join(texts[part.place[0] : end + 3]))


@lru_cache(maxsize=64)  # one paragraph, many drafts
def _parts(text: str, language: str) -> tuple[list[tuple[Frame, Frame]], list[Frame]]:
    """Return the numbers of a text that are a part of the next one, and those of "four of them"."""
    texts, known = analyse(text, language).texts, frames(text, language)
    parts = [
        (part, whole) for part, whole in pairwise(known) if texts[part.place[1] : whole.place[0]] in _OF_WHOLE
    ]
    return parts, [one for one in known if texts[one.place[1] : one.place[1] + 2] in _OF_THEM]


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


@lru_cache(maxsize=64)
def _comparisons(text: str, language: str) -> list[Span]:
    """Return where a text says what something is compared with, from the words that say so to the end of the clause."""
    phrases = comparing(language)
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
