"""The word lists that grounding rests on: what turns a meaning, what belongs to a number, what a word begins with."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def words_of(key: str) -> frozenset[str]:
    """A word list of grounding, by its key in the data file."""
    data = json.loads(files("llmclaims").joinpath("data/grounding.json").read_text(encoding="utf-8"))
    return frozenset(str(data[key]).split())


@cache
def tables(key: str) -> dict[str, frozenset[str]]:
    """Word lists of grounding by language."""
    data = json.loads(files("llmclaims").joinpath("data/grounding.json").read_text(encoding="utf-8"))
    return {name: frozenset(str(words).split()) for name, words in data[key].items()}


_ENGLISH = {
    "negators": ("verbal_negators", "nominal_negators"),
    "modals": ("modals", "hedge_adverbs", "hedge_adjectives"),
    "operators": ("verbal_negators", "nominal_negators", "hedge_adverbs", "modals", "cues"),
}


@cache
def listed(kind: str) -> frozenset[str]:
    """Negators, modals with hedges, or operators (both and verbs of saying), of every language there is a list for."""
    data = files("llmclaims").joinpath("data")
    english = json.loads(data.joinpath("en/rules.json").read_text(encoding="utf-8"))
    own = json.loads(data.joinpath("grounding.json").read_text(encoding="utf-8"))
    others = {
        "negators": [own["negators"]],
        "modals": [],
        "operators": [own["conditions"], *own["operators"].values()],
    }[kind]
    found = " ".join([*(str(english[key]) for key in _ENGLISH[kind]), *others]).split()
    return frozenset(found) | ({"without"} if kind != "modals" else set())


@cache
def sorted_of(key: str) -> tuple[str, ...]:
    """A word list as ``str.startswith`` takes it."""
    return tuple(sorted(words_of(key)))
