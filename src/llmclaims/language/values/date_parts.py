"""The parts of dates that a text names: years, months, days and weekdays."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.clauses import tokenised
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.language.clauses import Token
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_DAY = re.compile(r"(?:[1-9]|0[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?", re.IGNORECASE)
_DIGIT = re.compile("[0-9]")
_SHORT = 4
"""Letters of the longest abbreviation of a month, Sept."""


@lru_cache(maxsize=128)
def date_parts(text: str, language: str) -> tuple[tuple[str, int, Span], ...]:
    """Return the parts of dates in a text: ("month" | "weekday" | "day" | "year", value, half-open span).

    There are none in a language without words.
    """
    vocabulary = words(language)
    if vocabulary is None or not (_DIGIT.search(text) or _named(text, vocabulary)):
        return ()
    return tuple(_date_parts(text, vocabulary))


def _named(text: str, vocabulary: Words) -> bool:
    """Tell whether a text has the name of a month or of a day of the week."""
    told = [token.removesuffix("'s") for token in tokens_of(text)]
    return not (vocabulary.weekdays.isdisjoint(told) and vocabulary.months.keys().isdisjoint(told))


def _date_parts(text: str, vocabulary: Words) -> Iterator[tuple[str, int, Span]]:
    tokens = tokenised(text)
    for index, (name, start, end, capital) in enumerate(tokens):
        if capital:
            named = name.removesuffix("'s")
            if named in vocabulary.weekdays:
                yield "weekday", sorted(vocabulary.weekdays).index(named), (start, end)
            elif named in vocabulary.months and _is_month(tokens, index):
                yield "month", vocabulary.months[named], (start, end)
        elif not name[0].isdigit():
            continue
        elif _YEAR.fullmatch(name):
            yield "year", int(name), (start, end)
        elif _DAY.fullmatch(name) and _beside_month(tokens, index, vocabulary):
            yield "day", int(re.sub(r"\D", "", name)), (start, end)


def _is_month(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether "May" or "March" is the month: another month's name always is."""
    if tokens[index].text not in {"may", "march"} or index > 0:
        return True
    return bool(tokens[index + 1 : index + 2]) and tokens[index + 1].text[:1].isdigit()


def _beside_month(tokens: Sequence[Token], index: int, vocabulary: Words) -> bool:
    before = [token.text for token in tokens[max(index - 2, 0) : index]]
    after = [token.text for token in tokens[index + 1 : index + 3]]
    if before[1:] == ["."] and before[0] in vocabulary.months and len(before[0]) <= _SHORT:
        return True  # "Aug. 29"
    return (bool(before) and before[-1] in vocabulary.months) or (
        bool(after)
        and (
            after[0] in vocabulary.months
            or (after[0] == "of" and after[1:2] != [] and after[1] in vocabulary.months)
        )
    )


def date_spans(text: str, language: str) -> tuple[Span, ...]:
    """Find where the numbers of dates stand in a text, half-open."""
    return tuple(span for _, _, span in date_parts(text, language))


@lru_cache(maxsize=64)
def dates_of(text: str, language: str) -> frozenset[tuple[str, int]]:
    """Return the parts of all dates of a text, read once for all its drafts."""
    return frozenset((kind, value) for kind, value, _ in date_parts(text, language))
