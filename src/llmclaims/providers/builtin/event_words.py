"""Event verbs and nouns as the lists have them, and an event found in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import forms, table

if TYPE_CHECKING:
    from llmclaims.providers.builtin.noun_phrases import Phrase


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the lists: the PLOVER type, and the letters that say how the word is used."""

    type: str
    use: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in one sentence, as token indices.

    ``first`` and ``end`` bound its clause, ``trigger`` and ``trigger_end`` its trigger. ``passive`` turns
    subject and object round.
    """

    first: int
    end: int
    trigger: int
    trigger_end: int
    kind: Kind
    subject: Phrase | None
    object: Phrase | None
    passive: bool
    noun: bool
    helpers: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verb:
    """An event verb at ``tokens[first:end]``; ``left`` is the last token before it and its auxiliaries, -1 for none."""

    first: int
    end: int
    kind: Kind
    left: int


@cache
def event_verbs() -> dict[str, list[tuple[tuple[str, ...], str, Kind]]]:
    """By first word: the other words of an event verb's form, its tag and its entry; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, Kind]]] = {}
    for type_, listed in table("events")["verbs"].items():
        for item in listed.split():
            lemma, _, use = item.partition(":")
            for tag, form in forms(lemma.replace("_", " ")).items():
                first, *rest = form.split()
                found.setdefault(first, []).append((tuple(rest), tag, Kind(type_, use)))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def event_nouns() -> dict[str, Kind]:
    """The event nouns and their types."""
    found: dict[str, Kind] = {}
    for type_, listed in table("events")["nouns"].items():
        for noun in listed.split():
            found.setdefault(noun, Kind(type_, ""))
    return found


@cache
def light_forms() -> frozenset[str]:
    """Forms of verbs that only carry the noun behind them: launch, hold, carry out."""
    listed = table("events")["light_verbs"].split()
    return frozenset(
        form.split()[0]
        for verb in listed
        for tag, form in forms(verb.replace("_", " ")).items()
        if tag != "s"
    )
