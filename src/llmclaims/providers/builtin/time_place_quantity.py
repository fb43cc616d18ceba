"""Times, places and quantities as they stand in a text."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from llmclaims.providers.builtin.day_names import names_something
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.tokens import Token, is_adverb
from llmclaims.schema.annotations import Span


def _any(key: str) -> str:
    return "|".join(sorted(table("expressions")[key].split(), key=len, reverse=True))


@cache
def _time() -> re.Pattern[str]:
    """Return the patterns of the data file with their lists filled in, as one."""
    pattern = "|".join(table("expressions")["times"]).replace("{year}", table("expressions")["year"])
    for key, listed in (
        ("month", "month"),
        ("day", "day"),
        ("part", "part"),
        ("unit", "unit"),
        ("number", "counts"),
    ):
        pattern = pattern.replace(f"{{{key}}}", _any(listed))
    return re.compile(pattern, re.IGNORECASE)


_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"\d{4}|[ıſK]")
"""A year, and letters that are others for a pattern that takes no heed of case."""


@cache
def _dating() -> frozenset[str]:
    """Return the words of which each expression of time without a year has one."""
    keys = (f"expressions.{key}" for key in ("month", "day", "unit", "deictic"))
    return frozenset(one.lower() for word in words(*keys) for one in _LETTERS.findall(word))


@lru_cache(maxsize=64)  # several statements of one sentence
def times(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return expressions of time in ``text[start:end]``."""
    found = []
    part = text[start:end]
    if not _FIGURES.search(part) and _dating().isdisjoint([one.lower() for one in _LETTERS.findall(part)]):
        return ()
    for match in _time().finditer(text, start, end):
        spelled = _LETTERS.findall(match.group())
        if any(word in words("expressions.capitalised") for word in spelled):
            continue  # "may 15 people leave": a modal, a verb, no months
        if not names_something(text, *match.span()):
            found.append(match.span())
    return tuple(found)


@cache
def _quantity() -> re.Pattern[str]:
    data = table("expressions")
    digits = rf"(?:(?:US|A|C)?[$€£¥]\s?)?\d[\d,]*(?:\.\d+)?(?:\s(?:{_any('scale')}))?"
    spelled = rf"\b(?:{_any('counts')})\b(?:[\s-](?:{_any('counts')}))*"
    return re.compile(
        rf"(?:(?:{data['lead']})\s)?(?:{digits}|{spelled})(?:\s(?:{data['tail']})|%)?", re.IGNORECASE
    )


def quantity(text: str, start: int, end: int, dates: Sequence[Span]) -> Span | None:
    """Return the first count or amount in ``text[start:end]`` that is no part of a date, a name or a range, and no age."""
    for match in _quantity().finditer(text, start, end):
        first, last = match.span()
        before, after = text[first - 1 : first], text[last : last + 1]
        if any(first < b and a < last for a, b in dates):
            continue
        if before.isalnum() or after.isalnum() or (before and before in "-.,:") or (after and after in "-–:"):
            continue
        age = after == "," and text[first - 2 : first] == ", "
        if not age and not re.fullmatch(table("expressions")["year"], match.group()):
            return first, last
    return None


def location(tokens: Sequence[Token], first: int, end: int) -> Span | None:
    """Return the place in a token range: a name or a kind of place behind in, at, near and the like."""
    for index in range(first, end - 1):
        if not tokens[index].among("place_prepositions"):
            continue
        last = _place_end(tokens, index + 1, end)
        if last is not None:
            return tokens[index + 1].start, tokens[last].end
    return None


def destination(tokens: Sequence[Token], first: int, end: int) -> Span | None:
    """Return the place in a token range that a movement goes to: a name or a kind of place behind "to"."""
    for index in range(first, end - 1):
        if tokens[index].among("infinitive"):
            last = _place_end(tokens, index + 1, end)
            return None if last is None else (tokens[index + 1].start, tokens[last].end)
    return None


def _place_end(tokens: Sequence[Token], first: int, end: int) -> int | None:
    """Return the last token of a place's name or description, None when what stands here is none."""
    last: int | None = None
    plain = 0
    for index in range(first, min(end, first + 10)):
        token = tokens[index]
        named = any(c.isupper() for c in token.text) and not token.among("months", "weekdays")
        if named and token.word:
            if plain and last is None:
                return None
            last = index
        elif token.among("events.places"):
            last, plain = index, 0
        elif not _joins(tokens, first, index, end, last):
            if last is not None or not token.word or token.verb is not None or token.among("prepositions"):
                break
            plain += 1
            if plain > 2:
                return None
    return last if last is not None and _is_place(tokens, first, last) else None


def _joins(tokens: Sequence[Token], first: int, index: int, end: int, last: int | None) -> bool:
    """Tell whether a token may stand inside a place: 'the', 'northern', the comma of 'Osk, Delm', the 'of' behind a name."""
    token = tokens[index]
    if token.among("possessive_ending", "directions") or token.text in "-‑":
        return True
    if index == first and token.among("determiners", "possessives"):
        return True
    if last != index - 1:
        return False
    if token.text == "," and index + 1 < end:
        return tokens[index + 1].capital and _ends(tokens, index + 2, end)
    return token.among("of")


def _is_place(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a phrase is a place rather than a body of people, and is not cut off in front of its noun."""
    inside = tokens[first : last + 1]
    described = any(token.among("events.places") for token in inside)
    if not described and (
        inside[0].among("indefinite_articles") or any(t.among("speakers.organisation") for t in inside)
    ):
        return False
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is None or not following.word or following.among("possessive_ending"):
        return True
    loose = words(
        "prepositions",
        "coordinators",
        "subordinators",
        "relativizers",
        "weekdays",
        "time_words",
        "time_modifiers",
    )
    return described or following.lower in loose or following.finite or is_adverb(following)


def _ends(tokens: Sequence[Token], index: int, end: int) -> bool:
    return index >= end or not tokens[index].word or not tokens[index].among("place_stops")
