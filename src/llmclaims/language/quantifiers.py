"""How many of a group a text speaks of, and whether a claim makes more of them: "all" of "most", "the hives" of "some of the hives"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lexicon import Phrases, lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.vocabulary import Words

_STEM = 4
_NOUN_REACH = 4


class More(NamedTuple):
    """What a claim has, and what the text has in its place ("" where it has nothing)."""

    claim: str
    text: str


@cache
def _quantifiers(language: str) -> tuple[Phrases, dict[str, int], frozenset[str]]:
    """Return the phrases that say how many of a group, how many each says, and those that name a part of a known group."""
    data = lists(language, "details")
    return Phrases(data["quantifying"]), dict(data["quantifying"]), frozenset(data["partitive"])


def _quantified(
    tokens: tuple[str, ...], vocabulary: Words, language: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each quantifier of some words with the stems of the words that may be its noun."""
    phrases, known, _ = _quantifiers(language)
    end = 0
    for start in range(len(tokens)):
        length = phrases.at(tokens, start) if start >= end else 0
        if not length or tokens[start - 1 : start] in {("not",), ("at",), ("in",), ("above",), ("after",)}:
            continue
        end = start + length
        rest = [
            text for text in tokens[end : end + _NOUN_REACH] if text not in vocabulary.determiners | {"of"}
        ]
        owner = next((i for i, text in enumerate(rest) if text.endswith(("'s", "s'"))), -1)
        rest = rest[owner + 1 :]  # "all of Moss's colleagues"
        cut = next(
            (i for i, text in enumerate(rest) if not text.isalpha() or text in vocabulary.prepositions),
            len(rest),
        )
        if " ".join(tokens[start:end]) in known and rest[:cut]:
            yield " ".join(tokens[start:end]), tuple(text[:_STEM] for text in rest[:cut])


def stronger_quantifier(
    told: tuple[str, ...], given: tuple[str, ...], vocabulary: Words, language: str
) -> More | None:
    """Return "all" for "most" or "some", and a noun whose "most of" was left out; None where a claim keeps within its quote."""
    _, rank, partitive = _quantifiers(language)
    mine, theirs = (
        list(_quantified(told, vocabulary, language)),
        list(_quantified(given, vocabulary, language)),
    )
    for phrase, noun in mine:
        same = [one for one, theirs_noun in theirs if set(noun[:2]) & set(theirs_noun[:2])]
        if same and all(rank[one] < rank[phrase] for one in same):
            return More(phrase, same[0])
    for phrase, noun in theirs:
        if phrase not in partitive or any(set(noun) & set(other) for _, other in mine):
            continue
        places = [i for i, text in enumerate(told) if text[:_STEM] == noun[0] and not noun[0].isdigit()]
        plain = [i for i in places if (i == 0 and rank[phrase] >= rank["most of"]) or told[i - 1] == "the"]
        if (
            plain
            and plain == places
            and not any(text[0].isdigit() for text in told)
            and not _hedges_size(told)
        ):
            return More(told[plain[0]], phrase)
    return None


def _hedges_size(told: tuple[str, ...]) -> bool:
    return not {
        "half",
        "many",
        "some",
        "most",
        "few",
        "several",
        "third",
        "quarter",
        "majority",
        "part",
        "among",
    }.isdisjoint(told)
