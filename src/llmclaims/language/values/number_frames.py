"""What stands around a number and says what it is: its bound, its "to" or "by", what it counts, what is done to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.clauses import analyse, is_final
from llmclaims.language.lemmas import is_verb, lemma
from llmclaims.language.lexicon import any_of, lists, word_set
from llmclaims.language.spans import holds
from llmclaims.language.values.date_parts import date_spans
from llmclaims.language.values.number_words import numbers
from llmclaims.language.vocabulary import Words, words

if TYPE_CHECKING:
    from llmclaims.language.clauses import Analysis
    from llmclaims.language.values.digits import Number
    from llmclaims.schema.annotations import Span

_NEARBY = 40
"""Code points on either side of a number that may hold its bound."""
_STEM = 4
_SCORE = re.compile(r"\d+[-‐‑–]\d")
_NOUNS = 3
_VERB_REACH = 8
_OWNER_REACH = 24
_SIGNS = frozenset("$€£¥₹₽")
_MARKS = _SIGNS | frozenset("-–%")


@dataclass(frozen=True, slots=True)
class Frame:
    """One number that is no date, with the words around it.

    ``bound`` is "low", "high", "near" or "", ``loose`` tells that a word which need not be one says so ("over").
    ``step`` is "to", "by", "from" or "". ``counted`` are stems of what it counts, ``done`` lemmas of the verbs and
    the states that it has a part in, ``owner`` the words of the last name before it in its sentence.
    """

    number: Number
    place: Span
    bound: str
    loose: bool
    step: str
    counted: frozenset[str]
    done: frozenset[str]
    owner: frozenset[str]


@lru_cache(maxsize=32)
def frames(text: str, language: str) -> tuple[Frame, ...]:
    """Return the numbers of a text that are no ordinals (but "almost a third"), no "one" and no parts of dates, none for a language without words."""
    vocabulary = words(language)
    found = numbers(text, language) if vocabulary else ()
    if not found or vocabulary is None:
        return ()
    dates, analysis = date_spans(text, language), analyse(text, language)
    return tuple(
        _frame(text, one, analysis, vocabulary, language)
        for one in found
        if not ((one.ordinal and not one.also) or one.doubtful or one.value == 1 or holds(dates, one.start))
        and not _only_names(text, one, analysis, language)
    )


def _only_names(text: str, one: Number, analysis: Analysis, language: str) -> bool:
    """Tell whether a number is a label, an age or a time of day: "HS2", "Route 66", ", 34,", "9 p.m.", "6-4"."""
    start, end = analysis.span(one.start, one.end)
    before, behind = analysis.texts[max(start - 1, 0) : start], analysis.texts[end : end + 1]
    if text[max(one.start - 1, 0) : one.start].isalpha() or (before, behind) in {
        ((",",), (",",)),
        ((",",), (".",)),
    }:
        return True
    if _SCORE.match(analysis.texts[start] if start < len(analysis.texts) else ""):
        return True
    labels = word_set(language, "details", "labels")
    if not labels.isdisjoint(before) or not word_set(language, "details", "clock").isdisjoint(behind):
        return True
    label = start > 1 and analysis.tokens[start - 1].capital and not is_final(analysis.texts[start - 2])
    return label and one.text.isdecimal()


def _frame(text: str, one: Number, analysis: Analysis, vocabulary: Words, language: str) -> Frame:
    start, end = analysis.span(one.start, one.end)
    bound, loose = bound_of(text, one.start, one.end, language)
    counted, behind = _counted(analysis, end, vocabulary)
    if start and analysis.texts[start - 1] in _SIGNS:
        counted |= {analysis.texts[start - 1]}
    return Frame(
        number=one,
        place=(start, end),
        bound=bound,
        loose=loose,
        step=_step(analysis, start, language),
        counted=counted,
        done=_done(analysis, start, behind, vocabulary, language),
        owner=_owner(analysis, start, vocabulary),
    )


@cache
def _bounds(language: str) -> tuple[dict[str, tuple[str, bool]], re.Pattern[str], re.Pattern[str]]:
    """Return the phrases that bound a number, what finds one before it, and what finds one behind it."""
    data = lists(language, "details")
    known = {phrase: (kind, True) for kind in ("low", "high") for phrase in data[f"loose_{kind}"]}
    known |= {phrase: (kind, False) for kind in ("low", "high", "near") for phrase in data[f"bounds_{kind}"]}
    known |= {phrase: (kind, False) for phrase, kind in data["bounds_behind"].items()}
    before = rf"(?<!\w)({any_of(known)})\s(?:(?:a|an|the|their|some)\s)?\W*(?:[^\W\d_]{{1,3}}\W)?$"
    behind = rf"(?:\s?%)?\s(?:[^\W\d_]+\s){{0,2}}?({any_of(data['bounds_behind'])})(?!\w)"
    return known, re.compile(before), re.compile(behind)


_LONG = 200
"""Code points that no number in words has, and its bound behind it."""


def may_bound(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether there is any word that bounds a number, around or inside a span of a text: a quick look."""
    return _bounding(language).search(text[max(start - _NEARBY, 0) : end + _LONG].lower()) is not None


@cache
def _bounding(language: str) -> re.Pattern[str]:
    return re.compile(any_of([*_bounds(language)[0], *lists(language, "details")["bounds_behind"]]))


def bound_of(text: str, start: int, end: int, language: str) -> tuple[str, bool]:
    """Return the bound that the words beside a span of a text put on its number, and whether they need not be one."""
    known, before, behind = _bounds(language)
    left = text[max(start - _NEARBY, 0) : start].lower()
    match = before.search(left) or behind.match(text[end : end + _NEARBY].lower())
    if match is None or (match.string is left and _goes_up(left[: match.start()], match[1], language)):
        return "", False
    return known[match[1]]


def _goes_up(before: str, phrase: str, language: str) -> bool:
    """Tell whether the "up" of "up to" belongs to a verb of movement: "went up to 1,400"."""
    last = before.split()[-1:]
    moving = _changing(language) | word_set(language, "details", "moving")
    return phrase.startswith("up ") and bool(last) and lemma(last[0], language) in moving


def _step(analysis: Analysis, start: int, language: str) -> str:
    """Return the "to", "by" or "from" of a change; a number right behind a verb of change is its measure, as with "by"."""
    texts = analysis.texts
    small = word_set(language, "details", "small")
    at = start - 1
    while at >= 0 and (texts[at] in small or texts[at] in _MARKS):
        at -= 1
    if at < 0:
        return ""
    if texts[at] in word_set(language, "details", "steps"):
        return texts[at]
    return "by" if lemma(texts[at], language) in _changing(language) else ""


@cache
def _changing(language: str) -> frozenset[str]:
    return frozenset(lemma(word, language) for word in word_set(language, "details", "changing"))


@cache
def _idle(language: str) -> frozenset[str]:
    return frozenset(lemma(word, language) for word in word_set(language, "details", "idle_verbs"))


def _counted(analysis: Analysis, end: int, vocabulary: Words) -> tuple[frozenset[str], int]:
    """Return the stems of the words behind a number as far as they may belong to what it counts, and where they end."""
    found: list[str] = []
    texts, at = analysis.texts, end
    if texts[end : end + 1] == ("%",):
        return frozenset({"%"}), end + 1
    while at < len(texts) and len(found) < _NOUNS:
        text = texts[at]
        if not text.isalpha() or text in vocabulary.function_words or text in vocabulary.prepositions:
            break
        if text.endswith("ed") or text in vocabulary.past_verbs:
            break
        found.append(text)
        at += 1
        if text.endswith("s") and not text.endswith("ss"):  # a plural: the head of what is counted
            break
    if not vocabulary.general_nouns.isdisjoint(found):
        return frozenset(), at  # "900 others" may be any
    return frozenset(text[:_STEM] for text in found), at


def _done(analysis: Analysis, start: int, behind: int, vocabulary: Words, language: str) -> frozenset[str]:
    """Return the lemmas of the verb whose object or subject a number is, and of the state that it ends in."""
    found = _verb_before(analysis, start, vocabulary, language)
    resulting = word_set(language, "details", "resulting")
    texts, at = analysis.texts, behind
    if at < len(texts) and texts[at] in resulting:
        return found | {texts[at]}
    if found:
        return found
    while at < len(texts) and (texts[at] in vocabulary.auxiliaries or texts[at].endswith("ly")):
        at += 1
    if at >= len(texts) or (texts[at] not in resulting and not is_verb(texts[at], language)):
        return found
    return frozenset({lemma(texts[at], language)}) - _idle(language)


def _verb_before(analysis: Analysis, start: int, vocabulary: Words, language: str) -> frozenset[str]:
    """Return the verb that has a number as its object, back to the next conjunction, comma or other number."""
    texts = analysis.texts
    for at in range(start - 1, max(start - _VERB_REACH, -1), -1):
        text = texts[at]
        if not text[-1].isalnum() and text not in _MARKS:
            break
        if (
            text in vocabulary.coordinators | vocabulary.subordinators - {"than"} | {"or"}
            or text[0].isdigit()
        ):
            break
        named = at and texts[at - 1] in vocabulary.determiners | vocabulary.possessives
        inflected = text in vocabulary.past_verbs or text.endswith(("ed", "ing", "s"))
        bare = at and texts[at - 1] in vocabulary.modals | {"to"}
        if (
            text not in vocabulary.auxiliaries
            and is_verb(text, language)
            and (inflected or bare)
            and not named
        ):
            return frozenset({lemma(text, language)}) - _idle(language)
    return frozenset()


def _owner(analysis: Analysis, start: int, vocabulary: Words) -> frozenset[str]:
    """Return the words of the last name that stands before a number in its sentence."""
    found: set[str] = set()
    tokens = analysis.tokens
    for at in range(start - 1, max(start - _OWNER_REACH, -1), -1):
        token = tokens[at]
        if is_final(token.text):
            break
        opening = at == 0 or is_final(tokens[at - 1].text)
        plain = (
            token.text in vocabulary.function_words | vocabulary.weekdays or token.text in vocabulary.months
        )
        if token.capital and not plain and (not opening or found or tokens[at + 1].capital):
            found.add(token.text)
        elif found:
            break
    return frozenset(found)
