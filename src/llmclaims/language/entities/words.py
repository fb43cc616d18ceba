"""The words by which people and organisations are told apart: ``data/<language>/entities.json`` and its neighbour."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from llmclaims.language.lexicon import WordList, words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameWords:
    """Word lists of one language, made once, all in lower case.

    ``persons`` are nouns and titles for one person ("minister"), ``never`` the words that begin a sentence and
    no name, ``roles`` maps a role to the words that mean the same.
    """

    persons: frozenset[str]
    organisations: frozenset[str]
    organisation_nouns: frozenset[str]
    documents: frozenset[str]
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
    demonym_endings: tuple[str, ...]
    first_person: frozenset[str]
    pronouns: dict[str, frozenset[str]]
    roles: dict[str, frozenset[str]]


@cache
def name_words(language: str) -> NameWords | None:
    """The words of a language (ISO 639-1), None when it has no data."""
    rules = words(language)
    own = _data(language, "entities")
    if rules is None or not own:
        return None
    speakers = _data(language, "builtin_speakers")
    dates = rules.weekdays | WordList(rules.months)
    lists = {name: WordList(value.split()) for name, value in own.items() if name != "places"}
    never = lists["openers"] | rules.function_words | rules.prepositions | rules.determiners
    never |= rules.pronouns | rules.possessives | rules.subordinators | dates
    return NameWords(
        persons=WordList(speakers["person"].replace(".", "").split()) | lists["roles"],
        organisations=lists["organisations"] | WordList(speakers["organisation"].split()),
        organisation_nouns=lists["organisation_nouns"],
        documents=lists["document_nouns"],
        countries=WordList(speakers["countries"].split()),
        places=WordList(own["places"].split(", ")),
        place_starts=lists["place_starts"],
        place_ends=lists["place_ends"],
        demonyms=lists["demonyms"],
        female_titles=lists["female_titles"],
        male_titles=lists["male_titles"],
        female_names=lists["female_names"] - lists["male_names"],
        male_names=lists["male_names"] - lists["female_names"],
        indefinite=lists["indefinite"],
        definite=lists["definite"],
        owners=lists["owners"],
        skipped=lists["skipped"],
        never=never - lists["roles"],
        cues=rules.speech_cues,
        addressing=rules.addressing_cues,
        verbs=rules.past_verbs | rules.singular_verbs | rules.cues,
        auxiliaries=rules.auxiliaries | rules.modals | rules.copulas,
        prepositions=rules.prepositions,
        relatives=rules.relatives,
        joining=lists["joining"],
        demonym_endings=tuple(own["demonym_endings"].split()),
        first_person=lists["first_person"],
        pronouns={"m": lists["he"], "f": lists["she"], "it": lists["it"]},
        roles=_same(own["same_roles"]),
    )


def _data(language: str, name: str) -> dict[str, Any]:
    if not re.fullmatch(r"[a-z]{2,3}", language):
        return {}
    source = files("llmclaims").joinpath("data", language, f"{name}.json")
    return dict(json.loads(source.read_text(encoding="utf-8"))) if source.is_file() else {}


def _same(pairs: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in pairs.split(", "):
        one, other = pair.split("=")
        found.setdefault(one, {one}).add(other)
        found.setdefault(other, {other}).add(one)
    return {name: frozenset(group) for name, group in found.items()}
