"""Capitalised words of a claim that nothing in the document licenses."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.enclosing import holds
from llmclaims.language.heads import is_name
from llmclaims.language.lexicon import TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.lexicon import Words
    from llmclaims.schema.annotations import Span

STEM = 4
_ENDINGS = frozenset(
    {
        "",
        "n",
        "an",
        "ian",
        "ean",
        "ese",
        "i",
        "ish",
        "s",
        "es",
        "ic",
        "ns",
        "ans",
        "ians",
        "is",
        "ist",
        "ists",
        "e",
        "a",
    }
)
MARKS = frozenset("“‘\"'([”’")
_JOINING = frozenset({"of", "for", "the", "and", "on", "in"})
_INITIALS = 2


class _Known(NamedTuple):
    """What names a document has: its words in lower case, its text so, and the initials of its longer names."""

    words: frozenset[str]
    text: str
    initials: frozenset[str]
    acronyms: frozenset[str]


@lru_cache(maxsize=32)
def _known(text: str) -> _Known:
    found: set[str] = set()
    initials: set[str] = set()
    acronyms: set[str] = set()
    plain: set[str] = set()  # words in lower case that were looked at
    run = ""
    for token in TOKEN.findall(text.replace("’", "'")):
        if token in plain:
            run = ""
            continue
        lowered = token.lower()
        if lowered == token and lowered not in _JOINING and not token[0].isupper():
            plain.add(token)
        if lowered not in found:
            found.add(bare(lowered))
            found.update(part for part in bare(lowered).split("-") if part)
        if token.isupper() and len(token) >= _INITIALS:
            acronyms.add(bare(lowered))
        if token[0].isupper():
            run += lowered[0]
            initials.update(run[-length:] for length in range(_INITIALS, min(len(run), 8) + 1))
        elif lowered not in _JOINING:
            run = ""
    return _Known(frozenset(found), " ".join(text.lower().split()), frozenset(initials), frozenset(acronyms))


@lru_cache(maxsize=4096)
def bare(token: str) -> str:
    """A word without its possessive ending and the points of an abbreviation."""
    token = token.removesuffix("'s").removesuffix("'") or token
    return token.replace(".", "") if "." in token[1:] and not token[0].isdigit() else token


def unlicensed_names(claim: str, text: str, words: Words, counted: Sequence[Span] = ()) -> list[str]:
    """The capitalised words of ``claim`` that occur nowhere in ``text``, those in ``counted`` spans (numbers) aside.

    A word at the head of a sentence is judged only where it cannot be a common noun. Adjectives and people of
    a place that is named, well-known other names for it, and initials of a name are licensed.
    """
    known = _known(text)
    matches = list(TOKEN.finditer(claim))
    tokens = [match.group().replace("’", "'") for match in matches]
    lowered = [bare(token.lower()) for token in tokens]
    covered = _aliased(tokens, lowered, known, words)
    covered |= {i for i, match in enumerate(matches) if counted and holds(counted, match.start())}
    found = []
    for index, token in enumerate(tokens):
        if not token[0].isupper() or index in covered or _licensed(lowered[index], token, known, words):
            continue
        if _opens(tokens, lowered, index, words) and not is_name(tokens, lowered, index, words):
            continue
        found.append(token)
    return found


def _opens(tokens: list[str], lowered: list[str], index: int, words: Words) -> bool:
    """Whether a word begins a sentence, where any word is capitalised: not behind "Mr." or an opening mark."""
    before = index - 1
    while before >= 0 and tokens[before] in MARKS:
        before -= 1
    if before < 0 or tokens[before] in {"!", "?", ":"}:
        return True
    if tokens[before] != ".":
        return False
    return before == 0 or not (lowered[before - 1] in words.titles or len(lowered[before - 1]) <= _INITIALS)


def _aliased(tokens: list[str], lowered: list[str], known: _Known, words: Words) -> set[int]:
    """The words of names of several words that the document gives another name for, such as "United States"."""
    covered: set[int] = set()
    letters = [
        "" if word in _JOINING else word[0] if token[0].isupper() else "?"  # in no acronym
        for token, word in zip(tokens, lowered, strict=True)
    ]
    opening = [
        index for index, word in enumerate(lowered) if letters[index] != "?" or word in _first_words(words)
    ]
    for index in opening:
        for length in range(2, min(5, len(lowered) - index + 1)):
            initials = "".join(letters[index : index + length])
            short = len(initials) >= _INITIALS and initials in known.acronyms
            if short or _has_alias(" ".join(lowered[index : index + length]), known, words):
                covered.update(range(index, index + length))
    return covered


@cache
def _first_words(words: Words) -> frozenset[str]:
    """The words that names of several words with another name begin with."""
    return frozenset(name.split(" ")[0] for name in words.aliases)


def _has_alias(name: str, known: _Known, words: Words) -> bool:
    group = words.aliases.get(name)
    return group is not None and any(
        other in known.text if " " in other else other.replace(".", "") in known.words for other in group
    )


def _licensed(name: str, token: str, known: _Known, words: Words) -> bool:
    if name in known.words or name in words.months or name in words.weekdays or name in words.titles:
        return True
    if len(name) <= 1 or not name[0].isalpha() or name in {"i'm", "i've", "i'd", "i'll"}:
        return True
    if "-" in name and all(part in known.words or part in words.function_words for part in name.split("-")):
        return True
    if _has_alias(name, known, words) or (token.isupper() and name in known.initials):
        return True
    return any(name[:cut] in known.words and name[cut:] in _ENDINGS for cut in range(STEM, len(name))) or any(
        name + ending in known.words for ending in _ENDINGS if len(name) >= STEM
    )
