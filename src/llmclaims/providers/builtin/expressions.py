"""Times, places and quantities as they stand in a text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token

Span = tuple[int, int]
"""Half-open offsets into the document's text."""


def _any(*groups: frozenset[str]) -> str:
    return "|".join(sorted({re.escape(word) for group in groups for word in group}, key=len, reverse=True))


@cache
def _time() -> re.Pattern[str]:
    month = _any(words("months") - {"may", "mar", "jan", "feb", "sep", "sept", "oct", "nov", "dec", "apr", "aug", "jun", "jul"}) + "|May"
    day = _any(frozenset(w for w in words("weekdays") if len(w) > 3))
    unit = _any(words("time_nouns") - {"time", "moment", "fall", "minute", "minutes", "period"})
    number = _any(words("number_words") | {"a", "several", "few"})
    part = r"(?:\s(?:morning|afternoon|evening|night))?"
    year = r"(?:1[89]|20)\d\d"
    patterns = [
        rf"\b(?:{month})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?(?:,?\s{year})?\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{month})\b(?:,?\s{year})?",
        rf"\b(?:early\s|late\s|mid-)?(?:{month})\b,?\s{year}\b",
        rf"\b(?:last|next|this|early|earlier)\s(?:{day}){part}\b",
        rf"\b(?:early\s|late\s)?(?:{day}){part}(?:\s(?:morning|night|evening|afternoon))?\b",
        rf"\b(?:earlier\s|later\s)?(?:last|next|this|that|the following|the same|the previous)\s(?:{unit})\b",
        rf"\b(?:\d+|{number})\s(?:{unit})\s(?:ago|later|earlier)\b",
        r"\b(?:yesterday|today|tonight|tomorrow)\b" + part,
        rf"(?<=\b[Ii]n\s){year}\b", rf"(?<=\b[Ss]ince\s){year}\b", rf"(?<=\b[Ii]n\s)(?:{month})\b",
        rf"\b\d{{4}}-\d\d-\d\d\b",
    ]
    return re.compile("|".join(patterns), re.IGNORECASE)


def times(text: str, start: int, end: int) -> list[Span]:
    """Expressions of time in ``text[start:end]``."""
    found = []
    for match in _time().finditer(text, start, end):
        first = text[match.start()]
        if match.group()[:3].lower() in {"may", "mar", "sun", "sat", "mon"} and not first.isupper():
            continue
        found.append(match.span())
    return found


@cache
def _quantity() -> re.Pattern[str]:
    number = rf"(?:(?:US|A|C)?[$€£¥]\s?)?\d[\d,]*(?:\.\d+)?(?:\s(?:thousand|million|billion|trillion))?|\b(?:{_any(words('number_words') - {'one', 'scores', 'several'})})\b(?:[\s-](?:hundred|thousand|million|billion|dozen|of))*"
    lead = r"(?:(?:more than|at least|about|around|nearly|almost|over|up to|some|an estimated|as many as|fewer than|less than|roughly|approximately)\s)?"
    return re.compile(rf"{lead}(?:{number})(?:\sor more|\sothers|\spercent|\sper cent|%)?", re.IGNORECASE)


def quantity(text: str, start: int, end: int, dates: Sequence[Span]) -> Span | None:
    """The first count or amount in ``text[start:end]`` that is no part of a date and no age."""
    for match in _quantity().finditer(text, start, end):
        first, last = match.span()
        if any(first < b and a < last for a, b in dates) or not match.group().strip():
            continue
        if text[first - 1 : first].isalnum() or text[first - 1 : first] in {"-", ".", ","} or text[last : last + 1] in {"-", "–"}:
            continue
        if text[last : last + 1].isalnum() or (text[last : last + 1] == "," and text[first - 2 : first] == ", "):
            continue
        if re.fullmatch(r"(?:1[89]|20)\d\d", match.group()):
            continue
        return first, last
    return None


def location(tokens: Sequence[Token], first: int, end: int) -> Span | None:
    """The place in a token range: a name or a kind of place behind in, at, near and the like."""
    for index in range(first, end - 1):
        if tokens[index].lower not in {"in", "at", "near", "outside", "across", "off", "around"}:
            continue
        last = _place_end(tokens, index + 1, end)
        if last is not None:
            return tokens[index + 1].start, tokens[last].end
    return None


def _place_end(tokens: Sequence[Token], first: int, end: int) -> int | None:
    last = None
    index = first
    named = False
    while index < end and index - first < 9:
        token = tokens[index]
        if token.capital and token.word and token.lower not in words("months") | words("weekdays"):
            named, last = True, index
        elif token.lower in words("places", "events"):
            named, last = True, index
        elif token.text == "," and named and index + 1 < end and tokens[index + 1].capital and _ends(tokens, index + 2, end):
            pass
        elif token.lower in words("determiners") and index == first or token.lower in {"'s", "of", "-"}:
            pass
        elif named or not token.word or token.verb is not None or token.lower in words("prepositions"):
            break
        index += 1
    if last is None or not named or last < first or tokens[first].text[0].isdigit():
        return None
    return last if not any(t.lower in words("organisation", "speakers") - {"city", "county", "state", "district", "province", "country", "airport", "hospital", "school", "church", "university", "court", "republic", "kingdom"} for t in tokens[first : last + 1]) else None


def _ends(tokens: Sequence[Token], index: int, end: int) -> bool:
    return index >= end or not tokens[index].word or tokens[index].lower not in {"and", "'s"}
