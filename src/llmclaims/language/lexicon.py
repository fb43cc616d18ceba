"""The loader of word lists, ``data/<language>/<name>.json``, and the words that rules rest on (``rules.json``).

A list is a string of words or a JSON list. Every file and every list is optional: what is missing is empty. Rules
that need words are reported as not applied for a language without ``rules.json``; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

TOKEN = re.compile(
    r"[0-9]++(?:[.,][0-9]++)*(?![^\W_]|[.,][0-9]|[-‐‑][^\W_])|[^\W_]+(?:['’.\-‐‑][^\W_]+)*|[^\w\s]|_"
)
"""A word with its inner apostrophes, points and hyphens, a number with its separators, or one mark."""


_T = TypeVar("_T")
_FEW = 3
"""Words in a set that is small enough to be looked up by its words."""


class WordList(frozenset[str]):
    """The words of a list. What two lists make together is made once: rules ask for it with every word."""

    def __or__(self, other: AbstractSet[_T], /) -> frozenset[str | _T]:
        """Return the words of both."""
        if type(other) is WordList:
            return _joined(self, other)
        if len(other) <= _FEW:
            return _joined(self, frozenset(other))
        return frozenset.__or__(self, other)

    def __sub__(self, other: AbstractSet[object], /) -> frozenset[str]:
        """Return the words that the other has not."""
        if type(other) is WordList:
            return _left(self, other)
        if len(other) <= _FEW:  # written beside it: ``words.prepositions - {"to"}``
            return _left(self, frozenset(other))
        return frozenset.__sub__(self, other)


@lru_cache(maxsize=1024)
def _joined(one: WordList, other: Any) -> WordList:
    return WordList(frozenset.__or__(one, other))


@lru_cache(maxsize=1024)
def _left(one: WordList, other: Any) -> WordList:
    return WordList(frozenset.__sub__(one, other))


class Phrases:
    """Phrases by their first word, the longest first."""

    __slots__ = ("_by_first",)

    _by_first: dict[str, list[tuple[int, tuple[str, ...]]]]

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases as they are written, words parted by spaces."""
        self._by_first = {}
        for phrase in phrases:
            parts = tuple(TOKEN.findall(phrase))
            self._by_first.setdefault(parts[0], []).append((len(parts), parts))
        for found in self._by_first.values():
            found.sort(key=lambda one: one[0], reverse=True)

    @property
    def first_words(self) -> frozenset[str]:
        """Return the words that a phrase begins with."""
        return frozenset(self._by_first)

    def at(self, tokens: tuple[str, ...], index: int) -> int:
        """Return how many tokens the longest phrase that begins at ``index`` has, 0 when none does."""
        if index >= len(tokens) or tokens[index] not in self._by_first:
            return 0
        for length, phrase in self._by_first[tokens[index]]:
            if tokens[index : index + length] == phrase:
                return length
        return 0

    def within(self, tokens: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return every place of a phrase, as half-open token spans."""
        return [
            (index, index + length)
            for index, token in enumerate(tokens)
            if token in self._by_first and (length := self.at(tokens, index))
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The word lists of one language, made once; what each is for stands in the data file beside it."""

    auxiliaries: frozenset[str]
    verbal_negators: frozenset[str]
    nominal_negators: frozenset[str]
    nominal_phrases: Phrases
    negative_governors: Phrases
    neutral_negations: Phrases
    denials: frozenset[str]
    denied_objects: frozenset[str]
    negative_words: frozenset[str]
    weak_negatives: frozenset[str]
    quantifiers: frozenset[str]
    negation_raising: frozenset[str]
    negative_prefixes: tuple[str, ...]
    neutral_prefixes: tuple[str, ...]
    opposing_prefixes: tuple[str, ...]
    negative_suffixes: tuple[str, ...]
    presupposing: frozenset[str]
    preventing: frozenset[str]
    definite: frozenset[str]
    empty_words: frozenset[str]
    saying: frozenset[str]
    transparent: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    possessives: frozenset[str]
    pronoun_groups: tuple[frozenset[str], ...]
    parentheticals: frozenset[str]
    hedge_adverbs: frozenset[str]
    hedge_adjectives: frozenset[str]
    hedge_phrases: Phrases
    hedge_modals: frozenset[str]
    alleged: frozenset[str]
    hedge_verbs: frozenset[str]
    naming_verbs: frozenset[str]
    claiming: frozenset[str]
    alleging_nouns: frozenset[str]
    accusing: frozenset[str]
    unconfirmed: frozenset[str]
    rumours: frozenset[str]
    happening: frozenset[str]
    light: frozenset[str]
    modals: frozenset[str]
    sure_modals: frozenset[str]
    inverting: frozenset[str]
    unchanging_verbs: frozenset[str]
    irrealis_governors: Phrases
    irrealis_subordinators: frozenset[str]
    irrealis_adjectives: frozenset[str]
    irrealis_after: frozenset[str]
    addressing_verbs: frozenset[str]
    proposals: frozenset[str]
    asking_verbs: frozenset[str]
    seeking_verbs: frozenset[str]
    evidential_participles: frozenset[str]
    open_predicates: Phrases
    effecting: frozenset[str]
    measures: frozenset[str]
    backward_prepositions: frozenset[str]
    taking_as_given: frozenset[str]
    citing_participles: frozenset[str]
    takes_to: frozenset[str]
    ordinals: frozenset[str]
    implicatives: frozenset[str]
    indefinite_governors: Phrases
    open_heads: frozenset[str]
    realised_futures: Phrases
    modal_words: frozenset[str]
    cues: frozenset[str]
    speech_cues: frozenset[str]
    ask_cues: frozenset[str]
    cue_nouns: frozenset[str]
    cue_adjectives: frozenset[str]
    view_nouns: frozenset[str]
    view_prepositions: frozenset[str]
    headings: frozenset[str]
    according: Phrases
    fronted_sources: frozenset[str]
    judging: frozenset[str]
    addressing_cues: frozenset[str]
    question_words: frozenset[str]
    open_cues: frozenset[str]
    infinitive_cues: frozenset[str]
    subject_skips: frozenset[str]
    copulas: frozenset[str]
    quoting: frozenset[str]
    relatives: frozenset[str]
    tag_ends: frozenset[str]
    plan_ends: frozenset[str]
    comparatives: frozenset[str]
    cue_prepositions: frozenset[str]
    titles: frozenset[str]
    common_speakers: frozenset[str]
    person_heads: frozenset[str]
    function_words: frozenset[str]
    common_suffixes: tuple[str, ...]
    common_nouns: frozenset[str]
    suffixed_names: frozenset[str]
    past_verbs: frozenset[str]
    singular_verbs: frozenset[str]
    demonstratives: frozenset[str]
    aliases: Mapping[str, frozenset[str]]
    months: Mapping[str, int]
    weekdays: frozenset[str]
    units: Mapping[str, str]
    vague_numbers: Mapping[str, tuple[str, ...]]
    names_in_s: frozenset[str]
    name_endings: frozenset[str]
    general_nouns: frozenset[str]
    causal_particles: frozenset[str]
    time_particles: frozenset[str]
    concessions: frozenset[str]
    anaphors: frozenset[str]
    date_words: frozenset[str]
    cue_determiners: frozenset[str]
    agent_prepositions: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    role_modifiers: frozenset[str]
    comparing: frozenset[str]
    conditional_conjunctions: frozenset[str]
    idle_conditions: frozenset[str]
    interrogatives: frozenset[str]
    periods: frozenset[str]
    time_conjunctions: frozenset[str]
    present_be: frozenset[str]
    past_auxiliaries: frozenset[str]
    future_modals: frozenset[str]
    predicate_skips: frozenset[str]
    indefinite_articles: frozenset[str]
    name_joining: frozenset[str]
    contracted_pronouns: frozenset[str]
    singular_endings: tuple[str, ...]
    plain_relatives: frozenset[str]
    denying: frozenset[str]
    infinitive_skips: frozenset[str]
    helping: frozenset[str]
    noun_suffixes: tuple[str, ...]
    adjective_suffixes: tuple[str, ...]
    participle_adverbs: frozenset[str]
    participle_prepositions: frozenset[str]
    instruction_hints: tuple[str, ...]
    instructions: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=128)  # a claim's words, and its paragraph's, are asked for by several rules
def tokens_of(phrase: str) -> tuple[str, ...]:
    """Return the words and punctuation marks of a string, in lower case and with straight apostrophes."""
    return tuple(TOKEN.findall(phrase.replace("’", "'").lower()))


class Lists(dict[str, Any]):
    """The lists of one file by name; one that is missing is empty."""

    def __missing__(self, name: str) -> dict[str, Any]:
        """Return an empty table, which is an empty list of words as well."""
        return {}


@cache
def lists(language: str, name: str) -> Lists:
    """Load ``data/<language>/<name>.json``; empty where there is none. ``mul`` holds what has no one language."""
    if not re.fullmatch(r"[a-z]{2,3}", language):
        return Lists()
    source = files("llmclaims").joinpath("data", language, f"{name}.json")
    if not source.is_file():
        return Lists()
    loaded: Lists = json.loads(source.read_text(encoding="utf-8"), object_hook=Lists)
    return loaded


@cache
def word_set(language: str, name: str, key: str) -> frozenset[str]:
    """Return the words of one list."""
    return WordList(_split(lists(language, name)[key]))


def any_of(words: Iterable[str]) -> str:
    """Write a regular expression that matches one of some words, the longest first; nothing when there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@cache
def words(language: str) -> Words | None:
    """Return the words that rules rest on, None for a language (ISO 639-1) without a file of them."""
    data = lists(language, "rules")
    if not data:
        return None
    return Words(**{field.name: _read(data[field.name], str(field.type)) for field in fields(Words)})


def _split(value: str | Iterable[str]) -> Iterable[str]:
    return value.split() if isinstance(value, str) else value


def _read(value: Any, kind: str) -> Any:
    """Return one list of the data file as the type that its field declares."""
    if kind == "frozenset[str]":
        return WordList(_split(value))
    if kind == "Phrases":
        return Phrases(value)
    if kind == "tuple[str, ...]":
        return tuple(_split(value))
    if kind == "tuple[frozenset[str], ...]":
        return tuple(WordList(_split(group)) for group in value)
    if kind == "tuple[re.Pattern[str], ...]":
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in value)
    if kind == "Mapping[str, int]":
        return {name: index for index, names in enumerate(value, start=1) for name in names.split()}
    if kind == "Mapping[str, tuple[str, ...]]":
        return {name: tuple(parts) for name, parts in value.items()}
    if kind == "Mapping[str, str]":
        return {name: unit for unit, names in value.items() for name in names}
    return {name: frozenset(group) for group in value for name in group}
