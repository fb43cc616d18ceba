"""Who is meant: pronouns and surnames that stand for somebody else than the name given for them (V33)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.documents.names import names_of
from llmclaims.language.entities.misread import is_addressed, last_of, who_not
from llmclaims.language.entities.namesakes import namesake
from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.quotations import speech
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.schema.annotations import Span
    from llmclaims.verification.rules.case import Case

_CODES = {"REFERENT_MISMATCH": FLAG}
_STEM = 4
_THIRD = re.compile(r"(?<![\w’'])(?:he|she|they|him|her|them)(?![\w’'])", re.IGNORECASE)
_RUN = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")
_SINGULAR = re.compile(r"(?<![\w’'])(?:he|she|him|her)(?![\w’'])", re.IGNORECASE)


@rule(
    "V33",
    _CODES,
    example="“Moss met Velk and thanked him” with Moss as the one who was thanked; “Mrs. Tarn” filled in for Bram Tarn",
    strict=_CODES,
    soft=_CODES,
    worded=True,
)
def referents_hold(case: Case) -> Iterator[Finding]:
    """Nobody is filled in for a pronoun or a surname whom the text shows to be somebody else."""
    if case.passage is None:
        return
    known = names_of(case.document)
    for mention, span, name in _filled(case):
        against = who_not(known, span, name) or namesake(known, span, name)
        if against:
            message = f"“{shown(mention)}” is not “{shown(name)}”: {against}."
            yield Finding(code="REFERENT_MISMATCH", message=message)
            return
    yield from _speaker(case)
    yield from _in_claim(case)
    yield from _subject_of_claim(case)
    yield from _glossed(case)


def _filled(case: Case) -> Iterator[tuple[str, Span, str]]:
    """Yield each speaker and participant with where it stands and the name that was filled in for it."""
    names = {
        value.path: str(value.value)
        for value in case.values
        if value.verbatim == "document" and value.path not in case.emptied
    }
    speakers = [value.path for value in case.all(Role.SPEAKER_NAME)]
    for value in (*case.all(Role.SPEAKER), *case.all(Role.PARTICIPANT)):
        placed = case.mentions.get(value.path)
        inner, _, _ = value.path.rpartition(".")
        path = (
            next(iter(speakers), "") if value.role is Role.SPEAKER else f"{inner}.name" if inner else "name"
        )
        if placed is not None and placed.spans and path in names:
            yield str(value.value), placed.spans[0], names[path]


def _quotations(case: Case) -> tuple[Span, ...]:
    """Return the quotations of the paragraph, where the quote stands in one of them."""
    offset = case.paragraph.start
    found = tuple((start + offset, end + offset) for start, end in speech(case.paragraph.text))
    return found if any(start <= case.start and case.end <= end for start, end in found) else ()


def _speaker(case: Case) -> Iterator[Finding]:
    """Find a speaker, given by a pronoun, whom the quotation itself addresses or names."""
    name, mention = case.get(Role.SPEAKER_NAME), str(case.get(Role.SPEAKER) or "")
    place = case.span(Role.SPEAKER)
    if not name or place is None or not _SINGULAR.fullmatch(mention):
        return
    quotations = _quotations(case)
    if any(start <= place[0] < end for start, end in quotations):
        return  # somebody else quotes this speaker
    named = is_addressed(names_of(case.document), quotations, str(name))
    if named:
        message = f"“{shown(mention)}” is not “{shown(name)}”: the quotation itself speaks of “{named}”."
        yield Finding(code="REFERENT_MISMATCH", message=message)


def _in_claim(case: Case) -> Iterator[Finding]:
    """Find a name that a claim has for a pronoun of its quote, and that the pronoun cannot stand for."""
    claim = str(case.get(Role.PROPOSITION) or "")
    if not claim:
        return
    pronouns = list(_SINGULAR.finditer(case.document.text, case.start, case.end))
    if len({match.group().lower() for match in pronouns}) != 1:
        return
    known = names_of(case.document)
    speaker = str(case.get(Role.SPEAKER_NAME) or case.get(Role.SPEAKER) or "")
    told = {one.name for one in known.distinct if one.kind in {"person", "unknown"} and _has(claim, one.name)}
    told |= {name for name in _titled(case) if _has(claim, name)}
    new = [name for name in told if not _has(case.text, last_of(name))]
    longest = [name for name in new if not any(name != other and name in other for other in new)]
    named = [name for name in longest if not speaker or last_of(name) != last_of(speaker)]
    if len(named) != 1:
        return
    against = who_not(known, pronouns[0].span(), named[0])
    if against:
        message = f"“{pronouns[0].group()}” in the quote is not “{shown(named[0])}”: {against}."
        yield Finding(code="REFERENT_MISMATCH", message=message)


def _subject_of_claim(case: Case) -> Iterator[Finding]:
    """Find a claim that begins with the speaker for a "he" in direct speech, or with somebody else for an "I"."""
    claim, speaker = str(case.get(Role.PROPOSITION) or ""), str(case.get(Role.SPEAKER_NAME) or "")
    if not speaker:
        return
    first = case.text.split(" ", 1)[0].lower()
    if first not in {"he", "she", "i"}:
        return
    named = [
        one.name
        for one in names_of(case.document).distinct
        if one.kind == "person" and claim.startswith(f"{one.name} ")
    ]
    if not named or not _quotations(case):
        return
    same = last_of(named[0]) == last_of(speaker)
    if (first in {"he", "she"} and same) or (first == "i" and not same and not _has(claim, last_of(speaker))):
        message = (
            f"“{shown(first)}” in the quotation is not “{shown(named[0])}”, for “{shown(speaker)}” speaks."
        )
        yield Finding(code="REFERENT_MISMATCH", message=message)


def _glossed(case: Case) -> Iterator[Finding]:
    """Find a claim that has somebody else than the text says was meant: "they are slow, he said, meaning the clerks"."""
    claim = str(case.get(Role.PROPOSITION) or "")
    if (
        not claim
        or not _THIRD.search(case.text)
        or set(tokens_of(claim)) & set(tokens_of(" ".join(_THIRD.findall(case.text))))
    ):
        return
    end = case.sentence(max(case.end - 1, case.start))[1]
    match = _glosses(case.document.language).search(case.document.text, case.end, end)
    vocabulary = words(case.document.language)
    if match is None or vocabulary is None:
        return
    told = {token[:_STEM] for token in tokens_of(claim)}
    heads = [
        token.removesuffix("'s")
        for token in tokens_of(match[1])
        if token[0].isalnum() and token not in vocabulary.function_words | vocabulary.determiners
    ]
    if heads and not any(head[:_STEM] in told for head in heads):
        message = f"The text says who is meant, “{match[1]}”; the claim has somebody else."
        yield Finding(code="REFERENT_MISMATCH", message=message)


@cache
def _glosses(language: str) -> re.Pattern[str]:
    """Return what finds the words that say who was meant, and those behind them."""
    phrases = any_of(lists(language, "details")["glossing"])
    return re.compile(rf"(?<!\w)(?:{phrases})\s([^,.;:!?“”\"()]+)")


def _has(text: str, name: str) -> bool:
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _titled(case: Case) -> set[str]:
    """Return what may be names in the document's headlines: capitalised words beside each other, and the last of them."""
    heads = [one.text for one in case.document.paragraphs if one.zone in {"title", "subtitle"}]
    runs = [match.group().split() for head in heads for match in _RUN.finditer(head)]
    return {" ".join(run[at:]) for run in runs for at in range(len(run) - 1)}
