"""The words by which people and organisations are told apart: ``data/<language>/entities.json`` and its neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import WordList, lists, word_set
from llmclaims.language.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameWords:
    """Word lists of one language, made once, all in lower case.

    ``persons`` are nouns and titles for one person ("minister"), ``never`` the words that begin a sentence and
    no name, ``roles`` maps a role to the words that mean the same.
    """

    persons: frozenset[str]
    organisations: frozenset[str]
    organisation_nouns: frozenset[str]
    document_nouns: frozenset[str]
    countries: frozenset[str]
    places: frozenset[str]
    place_starts: frozenset[str]
    demonyms: frozenset[str]
    place_ends: frozenset[str]
    female_titles: frozenset[str]
    male_titles: frozenset[str]
    female_names: frozenset[str]
    male_names: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    owners: frozenset[str]
    skipped: frozenset[str]
    never: frozenset[str]
    cues: frozenset[str]
    addressing: frozenset[str]
    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    prepositions: frozenset[str]
    relatives: frozenset[str]
    joining: frozenset[str]
    honorifics: frozenset[str]
    abbreviated_titles: frozenset[str]
    name_particles: frozenset[str]
    demonym_endings: frozenset[str]
    first_person: frozenset[str]
    pronouns: dict[str, frozenset[str]]
    roles: dict[str, frozenset[str]]


_READ_AS_WRITTEN = (
    "organisation_nouns", "document_nouns", "places", "place_starts", "place_ends", "demonyms", "female_titles",
    "male_titles", "indefinite", "definite", "owners", "skipped", "joining", "first_person", "demonym_endings",
    "honorifics", "abbreviated_titles", "name_particles",
)  # fmt: skip


@cache
def name_words(language: str) -> NameWords | None:
    """Return the words by which names are told apart, None for a language (ISO 639-1) without them."""
    rules = words(language)
    if rules is None or not lists(language, "entities"):
        return None
    own = partial(word_set, language, "entities")
    speakers = partial(word_set, language, "builtin_speakers")
    never = own("openers") | rules.function_words | rules.prepositions | rules.determiners
    never |= (
        rules.pronouns | rules.possessives | rules.subordinators | rules.weekdays | WordList(rules.months)
    )
    return NameWords(
        **{name: own(name) for name in _READ_AS_WRITTEN},
        persons=WordList(word.replace(".", "") for word in speakers("person")) | own("roles"),
        organisations=own("organisations") | speakers("organisation"),
        countries=speakers("countries"),
        female_names=own("female_names") - own("male_names"),
        male_names=own("male_names") - own("female_names"),
        never=never - own("roles"),
        cues=rules.speech_cues,
        addressing=rules.addressing_cues,
        verbs=rules.past_verbs | rules.singular_verbs | rules.cues,
        auxiliaries=rules.auxiliaries | rules.modals | rules.copulas,
        prepositions=rules.prepositions,
        relatives=rules.relatives,
        pronouns={"m": own("he"), "f": own("she"), "it": own("it")},
        roles=_same(own("same_roles")),
    )


def _same(pairs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return each word of some pairs "one=other" with all that mean the same."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        one, other = pair.split("=")
        found.setdefault(one, {one}).add(other)
        found.setdefault(other, {other}).add(one)
    return {name: frozenset(group) for name, group in found.items()}
