"""The word lists of the builtin extractor, loaded once and only when it is used.

Lists live in ``data/en/builtin_*.json``; a value that is one string holds words separated by white space.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, TypeVar

from llmclaims.language.lexicon import Lists, lists

T = TypeVar("T")
PhraseTable: TypeAlias = dict[str, list[tuple[tuple[str, ...], T]]]

FINITE = frozenset({"s", "past"})
"""Tags of verb forms that can carry a clause by themselves."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a word form may be: the base form of its verb and its tags (base, s, past, part, ing)."""

    lemma: str
    tags: frozenset[str]


def table(name: str) -> Lists:
    """Return one data file, ``data/en/builtin_NAME.json``."""
    return lists("en", f"builtin_{name}")


@cache
def words(*keys: str) -> frozenset[str]:
    """Return the words of one or more lists together; ``speakers.person`` is the list ``person`` of ``builtin_speakers.json``.

    A key without a dot is looked up in ``builtin_words.json`` and ``builtin_grammar.json``.
    """
    found: set[str] = set()
    for key in keys:
        name, dot, rest = key.partition(".")
        source = table(name)[rest] if dot else table("words").get(key) or table("grammar")[key]
        found.update(source.split())
    return frozenset(found)


@cache
def _rules() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    return {
        tag: [(re.compile(pattern), ending) for pattern, ending in pairs]
        for tag, pairs in table("verbs")["rules"].items()
    }


def _inflect(lemma: str, tag: str) -> str:
    for pattern, ending in _rules()[tag]:
        if pattern.search(lemma):
            return pattern.sub(ending, lemma, count=1)
    return lemma


@cache
def _doubling() -> frozenset[str]:
    return words("verbs.doubling")


def forms(lemma: str) -> dict[str, str]:
    """Return the forms of a verb by tag; only the first word of a verb of several words changes."""
    head, _, rest = lemma.partition(" ")
    irregular = table("verbs")["irregular"].get(head)
    stem = head + head[-1] if head in _doubling() else head
    past, part = irregular.split() if irregular else (_inflect(stem, "past"),) * 2
    made = {"base": head, "s": _inflect(head, "s"), "past": past, "part": part, "ing": _inflect(stem, "ing")}
    return {tag: f"{form} {rest}".strip() for tag, form in made.items()}


@cache
def verb_forms() -> dict[str, VerbForm]:
    """Return every form of every verb that the lists know."""
    lemmas = set(words("verbs.common")) | set(table("verbs")["irregular"])
    for verbs in table("cues")["verbs"].values():
        lemmas |= {verb.split()[0] for verb in verbs}
    for verbs in table("events")["verbs"].values():
        lemmas |= {verb.split(":")[0].split("_")[0] for verb in verbs.split()}
    found: dict[str, tuple[str, set[str]]] = {}
    for lemma in sorted(lemmas):
        for tag, form in forms(lemma).items():
            found.setdefault(form, (lemma, set()))[1].add(tag)
    return {form: VerbForm(lemma, frozenset(tags)) for form, (lemma, tags) in found.items()}


def by_first_word(entries: Iterable[tuple[str, T]]) -> PhraseTable[T]:
    """Return phrases with what a list says of each, by first word, the longest first."""
    found: PhraseTable[T] = {}
    for phrase, said in entries:
        parts = tuple(phrase.split())
        found.setdefault(parts[0], []).append((parts, said))
    for listed in found.values():
        listed.sort(key=lambda one: -len(one[0]))
    return found
