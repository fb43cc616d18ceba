"""What a number counts: the unit beside it, or the noun that follows it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import TOKEN
from llmclaims.language.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.language.values import Number
    from llmclaims.language.vocabulary import Words

_UNIT_REACH = 24
_NOUN_REACH = 3
_NEAR = 100
_STEM = 4


def _unit_of(text: str, number: Number, units: Mapping[str, str]) -> str | None:
    """Return the unit that stands beside a number: a currency sign before it, or the word or two behind it."""
    inside = [mark for mark in number.text if not mark.isalnum() and mark in units]
    before = text[max(number.start - 1, 0) : number.start]
    if inside or before in units:
        return units[inside[0] if inside else before]
    following = text[number.end : number.end + _UNIT_REACH].replace("-", " ").lower()
    parts = following.split()
    if not parts or (following[:1] in ".,;:" and following[:1]):
        return None
    longest = [" ".join(parts[:length]).rstrip('.,;:!?”"') for length in (3, 2, 1)]
    return next((units[words] for words in longest if words in units), None)


class Twins:
    """The places of one value in a source; what they count is worked out once for all the claims that name it."""

    def __init__(self, source: str, numbers: Sequence[Number]) -> None:
        """Take the source and its numbers of one value, in order."""
        self.source, self._numbers = source, numbers
        self._units: dict[bool, frozenset[str | None]] = {}
        self._nouns: list[list[str]] | None = None

    def units(self, words: Words, *, figures: bool) -> frozenset[str | None]:
        """Return the units beside them; with ``figures`` not those beside "one", where there are others: "one of them" is no measure."""
        if figures not in self._units:
            plain = [one for one in self._numbers if one.text.lower() != "one"] if figures else []
            found = (_unit_of(self.source, one, words.units) for one in plain or self._numbers)
            self._units[figures] = frozenset(found)
        return self._units[figures]

    def nouns(self, words: Words) -> list[list[str]]:
        """Return the words behind each that is no ordinal, as far as they may belong to what it counts."""
        if self._nouns is None:
            self._nouns = [_nouns(self.source, one, words) for one in self._numbers if not one.ordinal]
        return self._nouns


def wrong_unit(text: str, number: Number, twins: Twins, words: Words) -> tuple[str, str] | None:
    """Return the unit of a claim's number and that of the source, when both are known and differ."""
    mine = _unit_of(text, number, words.units)
    if mine is None:
        return None
    theirs = twins.units(words, figures=number.text[0].isdigit())
    if None in theirs or mine in theirs:
        return None
    return mine, min(unit for unit in theirs if unit)


def wrong_noun(text: str, number: Number, twins: Twins, words: Words) -> tuple[str, str] | None:
    """Return what a claim's number counts and what the source's does, when the claim's words stand nowhere there.

    A general word such as "people" may stand for any other.
    """
    if number.ordinal or _unit_of(text, number, words.units):
        return None
    mine = _nouns(text, number, words)
    theirs = twins.nouns(words) if mine else []
    if not theirs or not all(theirs) or words.general_nouns.intersection(mine):
        return None
    stems = _stems(twins.source)
    return None if any(word[:_STEM] in stems for word in mine) else (mine[0], theirs[0][0])


def vague_numbers(text: str, source: str, here: Sequence[Number], words: Words) -> list[str]:
    """Return the vague numbers of a claim ("dozens", "both", "twice") that nothing in the source's words or figures bears out.

    ``here`` are the source's numbers. A figure bears out any vaguer number that it reaches.
    """
    told = tokens_of(text)
    found: list[str] = []
    if not may_be_vague(text, words):
        return found
    for name, (least, licensing) in words.vague_numbers.items():
        parts = tuple(name.split())
        if not any(told[i : i + len(parts)] == parts for i, word in enumerate(told) if word == parts[0]):
            continue
        reached = bool(least) and any(number.value >= float(least) for number in here)
        if not reached and _known(source).isdisjoint(licensing.split()):
            found.append(name)
    return found


def may_be_vague(text: str, words: Words) -> bool:
    """Tell whether a text has a word that a vague number begins with."""
    return not _vague(words).isdisjoint(tokens_of(text))


@cache
def _vague(words: Words) -> frozenset[str]:
    """Return the words that vague numbers begin with."""
    return frozenset(name.split()[0] for name in words.vague_numbers)


@lru_cache(maxsize=64)  # one paragraph, many drafts
def _stems(source: str) -> frozenset[str]:
    return frozenset(token[:_STEM] for token in TOKEN.findall(source.replace("’", "'").lower()))


@lru_cache(maxsize=64)
def _known(source: str) -> frozenset[str]:
    return frozenset(TOKEN.findall(source.replace("-", " ").replace("’", "'").lower()))


def _behind(text: str, offset: int) -> tuple[str, ...]:
    """Return the first words behind an offset; a long text is only read where it has few of them."""
    near = tokens_of(text[offset : offset + _NEAR].replace("-", " "))
    if len(near) <= _NOUN_REACH + 2:  # the last ones may be cut short
        near = tokens_of(text[offset:].replace("-", " "))
    return near[:_NOUN_REACH]


def _nouns(text: str, number: Number, words: Words) -> list[str]:
    """Return the words behind a number, as far as they may belong to what it counts."""
    found: list[str] = []
    if text[number.end : number.end + 1] not in {" ", "-"}:  # "6:00am", "1960s"
        return found
    for token in _behind(text, number.end):
        if not token.isalpha() or token in words.function_words or token in words.prepositions:
            break
        found.append(token)
        if token.endswith("s") and not token.endswith("ss"):  # a plural: the head of what is counted
            break
    return found
