"""Names of a claim that nothing in the document licenses, in a language that has lists of what is no name (``names.json``)."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from llmclaims.language.lexicon import TOKEN, lists, word_set

_STEM, _SHORT = 4, 3
_OPENING = frozenset('.!?:«“„"‘(»…–—')


class _Known(NamedTuple):
    """The beginnings of a document's words, the initials of them all, and the capitalised words that others follow."""

    stems: frozenset[str]
    initials: str
    followed: frozenset[str]


@lru_cache(maxsize=32)
def _known(text: str) -> _Known:
    tokens = [_bare(token) for token in TOKEN.findall(text)]
    stems = {part.lower()[:_STEM] for token in tokens for part in token.split("-")}
    followed = {one.lower() for one, other in pairwise(tokens) if one[0].isupper() and other[0].isupper()}
    return _Known(
        frozenset(stems),
        "".join(token[0].lower() for token in tokens if token[0].isalnum()),
        frozenset(followed),
    )


def _bare(token: str) -> str:
    """Return a word without an article elided before it and the points of an abbreviation."""
    word = re.split("['’]", token)[-1] or token
    return word.replace(".", "") or word


def unlicensed(claim: str, text: str, language: str) -> list[str]:
    """Return the capitalised words of a claim that are surely names and occur nowhere in the document.

    The first word of a sentence is not judged. A word is licensed by one that begins alike, so that inflected and derived
    forms are. Where all nouns are capitalised only what stands as a name does counts: behind a title, beside another
    unknown one, or where the document has another name.
    """
    if not lists(language, "names"):
        return []
    tokens = TOKEN.findall(claim)
    words = [_bare(token) for token in tokens]
    known, nouns = _known(text), bool(lists(language, "names")["capital_nouns"])
    strange = [_strange(word, known, language) for word in words]
    found = []
    for index, token in enumerate(tokens):
        if not strange[index] or index == 0 or tokens[index - 1] in _OPENING:
            continue
        if nouns and not _stands_as_name(words, strange, index, known, language):
            continue
        found.append(token)
    return found


def _strange(word: str, known: _Known, language: str) -> bool:
    """Tell whether a word is capitalised and neither known to the document nor common in the language."""
    lowered = word.lower()
    if not word[0].isupper() or len(word) < 2 or lowered in word_set(language, "names", "common"):
        return False
    if word.isupper() and lowered in known.initials:
        return False
    if any(
        lowered in group and not known.stems.isdisjoint(one[:_STEM] for one in group)
        for group in _aliases(language)
    ):
        return False
    return not any(
        part[:_STEM] in known.stems or (len(part) > _SHORT and part[:_SHORT] in known.stems)
        for part in lowered.split("-")
    )


@lru_cache(maxsize=32)
def _aliases(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split()) for group in lists(language, "names")["aliases"])


def _stands_as_name(words: list[str], strange: list[bool], index: int, known: _Known, language: str) -> bool:
    """Tell whether a noun stands where names do."""
    word, before = words[index], words[index - 1].lower()
    if any(letter.isupper() for letter in word[1:]):
        return True
    if before in word_set(language, "names", "titles"):
        return True
    if before in known.followed and before not in word_set(language, "names", "common"):
        return not _is_common(word, language)
    return any(
        strange[first] and strange[first + 1] and _opens_name(words, first, language)
        for first in (index - 1, index)
        if first + 1 < len(words)
    )


def _opens_name(words: list[str], first: int, language: str) -> bool:
    """Tell whether two nouns side by side are a name: at the head of a sentence, or behind a preposition.

    Elsewhere they may be a subject and its object.
    """
    word, behind = words[first], words[first + 1]
    if _is_common(behind, language) or word.lower().endswith(_listed(language, "inflections")):
        return False
    leads = (
        first == 0
        or words[first - 1] in _OPENING
        or words[first - 1] in word_set(language, "names", "leading")
    )
    return leads and word.lower() not in word_set(language, "names", "openers")


def _is_common(word: str, language: str) -> bool:
    """Tell whether the end of a word shows a common noun."""
    return word.lower().endswith(_listed(language, "noun_suffixes"))


@lru_cache(maxsize=32)
def _listed(language: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(word_set(language, "names", name)))
