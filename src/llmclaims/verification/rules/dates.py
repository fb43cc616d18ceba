"""Dates in a claim's own wording, and which of them the text licenses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.clauses import tokenised
from llmclaims.language.lexicon import tokens_of, words
from llmclaims.language.values import time_value, years
from llmclaims.schema.annotations import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.language.clauses import Token
    from llmclaims.language.lexicon import Words
    from llmclaims.language.values import TimeValue
    from llmclaims.schema.annotations import Span
    from llmclaims.verification.rules.case import Case

_years = lru_cache(maxsize=16)(years)
_time_value = lru_cache(maxsize=256)(time_value)
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_DAY = re.compile(r"(?:[1-9]|0[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?", re.IGNORECASE)
_DIGIT = re.compile("[0-9]")
_RELATIVE = re.compile(
    r"\b(?:(?:last|next|this|on|by|late|early)\s+)?(?:[A-Z][a-z]+day)\b|\b(?:today|yesterday|tomorrow|tonight)\b"
)


@lru_cache(maxsize=128)
def date_parts(text: str, language: str) -> tuple[tuple[str, int, Span], ...]:
    """The parts of dates in a text: ("month" | "weekday" | "day" | "year", value, half-open span).

    There are none in a language without words.
    """
    vocabulary = words(language)
    if vocabulary is None or not (_DIGIT.search(text) or _named(text, vocabulary)):
        return ()  # as in most claims
    return tuple(_date_parts(text, vocabulary))


def _named(text: str, vocabulary: Words) -> bool:
    """Whether a text has the name of a month or of a day of the week."""
    told = tokens_of(text)
    return not (vocabulary.weekdays.isdisjoint(told) and vocabulary.months.keys().isdisjoint(told))


def _date_parts(text: str, vocabulary: Words) -> Iterator[tuple[str, int, Span]]:
    tokens = tokenised(text)
    for index, (name, start, end, capital) in enumerate(tokens):
        if capital:
            if name in vocabulary.weekdays:
                yield "weekday", sorted(vocabulary.weekdays).index(name), (start, end)
            elif name in vocabulary.months and _is_month(tokens, index):
                yield "month", vocabulary.months[name], (start, end)
        elif not name[0].isdigit():
            continue
        elif _YEAR.fullmatch(name):
            yield "year", int(name), (start, end)
        elif _DAY.fullmatch(name) and _beside_month(tokens, index, vocabulary):
            yield "day", int(re.sub(r"\D", "", name)), (start, end)


def _is_month(tokens: Sequence[Token], index: int) -> bool:
    """Whether "May" or "March" is the month: another month's name always is."""
    if tokens[index].text not in {"may", "march"} or index > 0:
        return True
    return bool(tokens[index + 1 : index + 2]) and tokens[index + 1].text[:1].isdigit()


def _beside_month(tokens: Sequence[Token], index: int, vocabulary: Words) -> bool:
    near = [token.text for token in (*tokens[max(index - 2, 0) : index], *tokens[index + 1 : index + 3])]
    before = near[: min(index, 2)]
    after = near[min(index, 2) :]
    return (bool(before) and before[-1] in vocabulary.months) or (
        bool(after)
        and (
            after[0] in vocabulary.months
            or (after[0] == "of" and after[1:2] != [] and after[1] in vocabulary.months)
        )
    )


def date_spans(text: str, language: str) -> tuple[Span, ...]:
    """Where the numbers of dates stand in a text, half-open."""
    return tuple(span for _, _, span in date_parts(text, language))


def unlicensed_dates(case: Case, claim: str) -> list[tuple[str, bool]]:
    """The parts of dates in a claim that neither the quote's paragraph nor an anchor gives.

    Each comes with whether the document has it in another paragraph.
    """
    language = case.document.language
    mine = date_parts(claim, language)
    if not mine:
        return []
    here = _dates_of(case.paragraph.text, language)
    loose = [(kind, value, span) for kind, value, span in mine if (kind, value) not in here]
    if not loose:
        return []
    reckoned = set(_reckoned(case))
    anywhere = _dates_of(case.document.text, language)
    return [
        (claim[start:end], (kind, value) in anywhere)
        for kind, value, (start, end) in loose
        if (kind, value) not in reckoned
    ]


@lru_cache(maxsize=64)
def _dates_of(text: str, language: str) -> frozenset[tuple[str, int]]:
    """The parts of all dates of a text, read once for all its drafts."""
    return frozenset((kind, value) for kind, value, _ in date_parts(text, language))


def _reckoned(case: Case) -> Iterator[tuple[str, int]]:
    """The years, months and days that the anchors, and the paragraph's words with them, come to."""
    document = case.document
    values = [anchor(case), document.published, document.dateline.value if document.dateline else None]
    resolved = resolved_time(case)
    values.append(resolved.value if resolved else None)
    for match in _RELATIVE.finditer(case.paragraph.text):
        for future in (False, True):
            found = _resolve(case, match.group(), case.paragraph.start + match.start(), future=future)
            values.append(found.value if found else None)
    for value in values:
        for point in (value or "").split("/"):
            parts = point[:10].split("-")
            for kind, part in zip(("year", "month", "day"), parts, strict=False):
                if part.isdigit():
                    yield kind, int(part)


def anchor(case: Case) -> str | None:
    """The date an article declares for itself: the one given for it, else its dateline's, when it has a year."""
    document = case.document
    value = document.published or (document.dateline.value if document.dateline else None)
    return value if value and value[:1].isdigit() else None


def resolved_time(case: Case) -> TimeValue | None:
    """The value of the draft's time mention, None without one."""
    mention = case.get(Role.TIME)
    if not mention:
        return None
    span = case.span(Role.TIME)
    future = True if case.get(Role.MODALITY) == "planned" else None
    return _resolve(case, str(mention), span[0] if span else case.start, future=future)


def _resolve(case: Case, mention: str, offset: int, *, future: bool | None) -> TimeValue | None:
    document = case.document
    before = reversed(_years(document.text, document.language))
    year = next((year.value for year in before if year.end <= offset), None)
    return _time_value(
        mention,
        language=document.language,
        dateline=document.dateline.value if document.dateline else None,
        published=document.published,
        year=year,
        future=future,
    )


def earlier(value: str, other: str) -> bool:
    """Whether one ISO 8601 value lies wholly before another; False when either leaves that open."""
    end = value.rsplit("/", maxsplit=1)[-1][:10]
    start = other.split("/", maxsplit=1)[0][:10]
    if not end[:4].isdigit() or not start[:4].isdigit():
        return False
    mine, theirs = end.split("-"), start.split("-")
    for one, two in zip(mine, theirs, strict=False):
        if not (one.isdigit() and two.isdigit()):
            return False
        if int(one) != int(two):
            return int(one) < int(two)
    return False
