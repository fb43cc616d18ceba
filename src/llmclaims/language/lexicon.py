"""The loader of word lists, ``data/<language>/<name>.json``, and what they are made into.

A list is a string of words or a JSON list. Every file and every list is optional: what is missing is empty.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from llmclaims.schema.annotations import Span

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

    def within(self, tokens: tuple[str, ...]) -> list[Span]:
        """Return every place of a phrase, as half-open token spans."""
        return [
            (index, index + length)
            for index, token in enumerate(tokens)
            if token in self._by_first and (length := self.at(tokens, index))
        ]


class Lists(dict[str, Any]):
    """The lists of one file by name; one that is missing is empty."""

    def __missing__(self, name: str) -> Lists:
        """Return an empty table, which is an empty list of words as well."""
        return Lists()


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
    return WordList(split(lists(language, name)[key]))


def any_of(words: Iterable[str]) -> str:
    """Write a regular expression that matches one of some words, the longest first; nothing when there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def split(value: str | Iterable[str]) -> Iterable[str]:
    """Return the words of a list, which is a string or a JSON list."""
    return value.split() if isinstance(value, str) else value
