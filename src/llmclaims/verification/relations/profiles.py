"""What two claims are compared by: who, where, when, and their words, normalised."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import word_set
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role, by_role
from llmclaims.schema.intervals import bounds
from llmclaims.verification.relations.ends import sort_of
from llmclaims.verification.relations.temporal_order import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from llmclaims.documents.document import Document
    from llmclaims.schema.claims import Claim

_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "e")
_CAPITAL = re.compile(r"[^\W\d_a-z][\w-]+")
_STEM = 4
"""Letters that a word keeps whatever ending is taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One claim, ready to be compared.

    ``speaker`` is a normalised name, "" where nobody is named. ``actors`` and ``recipients`` are those of an
    event. ``sequence`` holds the stems of the words that count, in their order; ``guards`` the modals, hedges
    and conditions that must agree before two claims can be called one; ``topic`` the stems that say what it is
    about, those of the quote with them, ``capitals`` those that are written as names. ``stance`` is whether the content is
    held true (False: denied), None where that cannot be told. ``days`` are an event's; ``said`` is the day of
    a statement, its document's where it has none.
    """

    sort: str
    speaker: str = ""
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    days: tuple[date, date] | None = None
    said: tuple[date, date] | None = None
    sequence: tuple[str, ...] = ()
    guards: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()
    act: str = ""
    stance: bool | None = None
    modality: str = ""
    trigger: str = ""
    type: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Everybody whom the claim names."""
        return (self.actors | self.recipients | {self.speaker}) - {""}


def profile_of(claim: Claim, document: Document) -> Profile | None:
    """Return the profile of an event or a statement; None for anything else."""
    sort = sort_of(claim)
    if sort is None:
        return None
    roles = {role: str(value.value) for role, value in by_role(claim.body).items()}
    language = document.language
    told = roles.get(Role.PROPOSITION) or claim.quote or ""
    sequence, guards = content(told, language)
    shared = Profile(
        sort=sort,
        sequence=sequence,
        guards=guards,
        topic=topic(f"{told} {claim.quote}", language),
        capitals=capitals((told, claim.quote or ""), language),
    )
    if sort != "event":
        return replace(
            shared,
            speaker=_speaker(roles, language),
            said=_said(claim, document),
            act=roles.get(Role.ACT, "assert"),
            stance=_stance(roles),
        )
    actors, recipients = _participants(claim, language)
    return replace(
        shared,
        actors=actors,
        recipients=recipients,
        places=frozenset({name_key(roles[Role.LOCATION], language)} if Role.LOCATION in roles else ()),
        days=days_of(claim, document),
        stance=roles.get(Role.POLARITY, "positive") == "positive",
        modality=roles.get(Role.MODALITY, "asserted"),
        trigger=stem(roles.get(Role.TRIGGER, "").lower()),
        type=roles.get(Role.TYPE, ""),
    )


@lru_cache(maxsize=65536)
def name_key(name: str, language: str) -> str:
    """Return a name without articles, titles, marks and capitals: "President Masoud Pezeshkian’s" and "Pezeshkian, Masoud" stay two."""
    vocabulary = words(language)
    dropped = word_set(language, "linking", "names_dropped")
    if vocabulary is not None:
        dropped = dropped | vocabulary.titles | vocabulary.determiners
        if name.lower() in vocabulary.pronouns:
            return ""
    parts = [part.removesuffix("’s").removesuffix("'s") for part in tokens_of(name)]
    kept = [part for part in parts if part not in dropped and any(one.isalnum() for one in part)]
    return " ".join(kept or (part for part in parts if any(one.isalnum() for one in part)))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word without its commonest English endings, at least four letters of it."""
    if not word.endswith(_ENDINGS):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def content(text: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the stems of the words that count, in order, and the words that guard them (modals, hedges, conditions)."""
    vocabulary = words(language)
    tokens = [token for token in tokens_of(text) if any(one.isalnum() for one in token)]
    if vocabulary is None:
        return tuple(tokens), frozenset()
    kept = word_set(language, "linking", "quantities")
    negators = vocabulary.verbal_negators | vocabulary.nominal_negators
    guarding = vocabulary.modals | vocabulary.hedge_adverbs | vocabulary.hedge_adjectives
    guarding |= vocabulary.irrealis_subordinators | vocabulary.hedge_verbs
    empty = (
        vocabulary.auxiliaries | vocabulary.determiners | vocabulary.pronouns | vocabulary.coordinators
    ) - kept
    empty |= negators | {"that"}
    sequence = [
        stem(token.removesuffix("’s").removesuffix("'s"))
        for token in tokens
        if token not in empty and not token.endswith(("n’t", "n't"))
    ]
    return tuple(sequence), guarding.intersection(tokens)


def topic(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words of a text that are no mere grammar."""
    grammar = _grammar(language)
    told = [token for token in set(tokens_of(text)) - grammar if token[0].isalnum()]
    return frozenset([stem(token.removesuffix("'s")) for token in told])


@cache
def _grammar(language: str) -> frozenset[str]:
    vocabulary = words(language)
    if vocabulary is None:
        return frozenset()
    found = vocabulary.function_words | vocabulary.prepositions | vocabulary.empty_words | vocabulary.saying
    found |= vocabulary.pronouns | vocabulary.auxiliaries | vocabulary.determiners | vocabulary.coordinators
    return found


def capitals(texts: Iterable[str], language: str) -> frozenset[str]:
    """Return the stems of the words that are written with a capital where no sentence begins."""
    found: set[str] = set()
    for text in texts:
        rest = text.strip().partition(" ")[2]
        found |= {word.lower() for word in _CAPITAL.findall(rest)}
    vocabulary = words(language)
    if vocabulary is not None:
        found -= vocabulary.date_words | vocabulary.weekdays | set(vocabulary.months)
    return topic(" ".join(sorted(found)), language)


def _participants(claim: Claim, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of an event's actors, and of everybody else in it."""
    found: dict[str, set[str]] = {"actor": set(), "other": set()}
    for one in getattr(claim.body, "participants", ()):
        part = one if isinstance(one, dict) else one.model_dump()
        side = "actor" if part.get("role") == "actor" else "other"
        found[side].add(name_key(str(part.get("name") or part.get("mention") or ""), language))
    return frozenset(found["actor"] - {""}), frozenset(found["other"] - {""})


def _speaker(roles: dict[Role, str], language: str) -> str:
    if roles.get(Role.SPEAKER_TYPE) == "author":
        return ""
    return name_key(roles.get(Role.SPEAKER_NAME) or roles.get(Role.SPEAKER) or "", language)


def _said(claim: Claim, document: Document) -> tuple[date, date] | None:
    """Return the days on which a statement was made, else those that its document is dated with."""
    own = claim.derived.get("time_value")
    dated = document.published or (document.dateline.value if document.dateline else None)
    found = bounds(own) if isinstance(own, str) else None
    return found or (bounds(dated) if dated else None)


def _stance(roles: dict[Role, str]) -> bool | None:
    """Tell whether the content is held true; a denial of a negation, or a demand, leaves that open."""
    positive = roles.get(Role.POLARITY, "positive") == "positive"
    act = roles.get(Role.ACT, "assert")
    if act == "deny":
        return False if positive else None
    return positive if act in {"assert", "support", "criticize"} else None
