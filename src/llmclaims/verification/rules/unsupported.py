"""Nothing added: names, numbers and units of a claim come from the text (V17, V18)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.names import swapped_name, unlicensed_names
from llmclaims.language.plain_names import unlicensed
from llmclaims.language.spans import holds
from llmclaims.language.values import numbers as _numbers
from llmclaims.language.values.date_parts import date_spans
from llmclaims.language.values.quantity_match import (
    Twins,
    may_be_vague,
    vague_numbers,
    wrong_noun,
    wrong_unit,
)
from llmclaims.language.values.restated import is_restated
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from llmclaims.language.values import Number
    from llmclaims.schema.annotations import Value
    from llmclaims.verification.rules.case import Case

numbers = lru_cache(maxsize=64)(_numbers)
"""A paragraph is read once for all its drafts."""


@rule(
    "V17",
    {"NAME_NOT_IN_DOCUMENT": REJECT, "NAME_UNLICENSED": REJECT, "NAME_SWAPPED": FLAG},
    example="A claim about “Reza Pahlavi” from an article that never names him",
    strict=("NAME_SWAPPED",),
)
def names_in_document(case: Case) -> Iterator[Finding]:
    """Full names stand in the document, and so does each capitalised word of a claim; a name that may be empty is emptied."""
    for value, placed in case.verbatim:
        if value.verbatim == "document" and not placed.found and value.path not in case.emptied:
            message = f"{value.path} “{shown(value.value)}” does not stand in the document."
            yield Finding(code="NAME_NOT_IN_DOCUMENT", message=message, nearest=placed.nearest)
    vocabulary = words(case.document.language)
    if vocabulary is None:
        for value in case.all(Role.PROPOSITION):
            for name in unlicensed(str(value.value), case.document.text, case.document.language):
                message = f"“{name}” in the claim stands nowhere in the document."
                yield Finding(code="NAME_UNLICENSED", message=message)
        return
    for value in case.all(Role.PROPOSITION):
        text = str(value.value)
        counted = [(one.start, one.end) for one in numbers(text, case.document.language)]
        for name in unlicensed_names(text, case.document.text, vocabulary, counted):
            message = f"“{name}” in the claim stands nowhere in the document."
            yield Finding(code="NAME_UNLICENSED", message=message)
        spoken = " ".join(str(case.get(role) or "") for role in (Role.SPEAKER, Role.SPEAKER_NAME))
        pair = swapped_name(text, case.text, spoken, case.document.text, vocabulary)
        if pair is not None:
            message = f"The quote names “{pair[0]}”, the claim has “{pair[1]}” and not that name."
            yield Finding(code="NAME_SWAPPED", message=message)


@rule(
    "V18",
    {"NUMBER_UNLICENSED": REJECT, "NUMBER_NOT_IN_PARAGRAPH": FLAG, "NUMBER_COUNTS_OTHER": FLAG},
    example="“3,000 Pakistanis have been repatriated” with the claim that 5,000 came home, or 3,000 families",
)
def numbers_in_paragraph(case: Case) -> Iterator[Finding]:
    """Each number of a claim stands in the paragraph by value, with its own unit and noun."""
    told = [value for value in case.values if value.role in (Role.PROPOSITION, Role.QUANTITY)]
    told = [value for value in told if not _is_placed(case, value)]
    if not told:
        return
    language = case.document.language
    vocabulary = words(language)
    spoken = {"one", *(vocabulary.vague_numbers if vocabulary else ())}
    for value in told:
        text = str(value.value)
        dated = date_spans(text, language)
        for number in numbers(text, language):
            if number.doubtful or number.text.lower() in spoken or holds(dated, number.start):
                continue
            if is_restated(number, text, case.paragraph.text, language):
                continue
            twins = _by_value(case.paragraph.text, language).get(number.value)
            if twins:
                yield from _counted(case, text, number, twins)
            elif number.value in _by_value(case.document.text, language):
                message = f"“{shown(number.text)}” stands in the document, but not in the quote's paragraph."
                yield Finding(code="NUMBER_NOT_IN_PARAGRAPH", message=message)
            else:
                message = f"“{shown(number.text)}” in “{shown(text)}” stands nowhere in the paragraph."
                yield Finding(code="NUMBER_UNLICENSED", message=message)
        yield from _vague(case, text)


def _is_placed(case: Case, value: Value) -> bool:
    """Tell whether a value is a mention in the paragraph: its number stands there, whatever it would be read as alone."""
    placed = case.mentions.get(value.path)
    home = case.paragraph
    return placed is not None and any(home.start <= start < home.end for start, _ in placed.spans)


@lru_cache(maxsize=64)
def _by_value(text: str, language: str) -> dict[Fraction, Twins]:
    found: dict[Fraction, list[Number]] = {}
    for one in numbers(text, language):
        found.setdefault(one.value, []).append(one)
    return {value: Twins(text, ones) for value, ones in found.items()}


@lru_cache(maxsize=64)
def _figures(text: str, language: str) -> tuple[Number, ...]:
    """Return the numbers of a text that are no part of a date."""
    dates = date_spans(text, language)
    return tuple(one for one in numbers(text, language) if not holds(dates, one.start))


def _vague(case: Case, text: str) -> Iterator[Finding]:
    """Yield the vague numbers of a claim that its paragraph bears out by no word and no figure."""
    vocabulary = words(case.document.language)
    if vocabulary is None:
        return
    language = case.document.language
    here, everywhere = case.paragraph.text, case.document.text
    if not may_be_vague(text, vocabulary):
        return
    known = _by_value(here, language)
    borne_out = [
        one.text.lower()
        for one in numbers(text, language)
        if one.value in known or is_restated(one, text, here, language)
    ]  # "half a million", "an hour and a half"
    for name in vague_numbers(text, here, _figures(here, language), vocabulary):
        if any(name in one.split() for one in borne_out):
            continue
        rest = _figures(everywhere, language)
        if vague_numbers(name, case.document.text, rest, vocabulary):
            message = f"“{name}” in “{shown(text)}” rests on no number or word of the paragraph."
            yield Finding(code="NUMBER_UNLICENSED", message=message)
        else:
            message = f"“{name}” in “{shown(text)}” rests on the document, but not on the quote's paragraph."
            yield Finding(code="NUMBER_NOT_IN_PARAGRAPH", message=message)


def _counted(case: Case, text: str, number: Number, twins: Twins) -> Iterator[Finding]:
    """Yield what is wrong with the unit or the noun of a number that the paragraph has."""
    vocabulary = words(case.document.language)
    if vocabulary is None:
        return
    unit = wrong_unit(text, number, twins, vocabulary)
    noun = None if unit else wrong_noun(text, number, twins, vocabulary)
    if unit:
        message = f"“{number.text} {unit[0]}” in the claim is “{number.text} {unit[1]}” in the paragraph."
        yield Finding(code="NUMBER_UNLICENSED", message=message)
    if noun:
        message = f"The claim counts {number.text} “{noun[0]}”, the paragraph “{noun[1]}”."
        yield Finding(code="NUMBER_COUNTS_OTHER", message=message)
