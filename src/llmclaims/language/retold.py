"""What a claim turns round or leaves out of what its quote says of somebody: an exception, a "former", the sides of a comparison.

Each function takes the tokens of a claim and of its quote, and returns what the claim has and what the text has in its
place, None where the claim keeps to its quote.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import Phrases, lists, split, word_set
from llmclaims.language.polarity import negative_word
from llmclaims.language.quantifiers import More
from llmclaims.language.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.vocabulary import Words

_STEM = 5
_AHEAD = 8
"""Words behind "except", "than" or "as" that may be what they are about."""
_COUNTED = 3
"""Words from a number to its "a year"."""
_NEAR = 4
_GROUP = 8
"""Words between the "all" of a group and its "except"."""

_FACTORS = frozenset(("half", "twice", "times", "third", "quarter", "not"))


def _content(tokens: Sequence[str], words: Words) -> list[str]:
    """Return the stems of the content words of a noun phrase: up to a stop, a verb or a conjunction."""
    plain = words.determiners | words.possessives | words.prepositions
    return [text[:_STEM] for text in tokens[: _phrase(tokens, words)] if text not in plain]


def _phrase(tokens: Sequence[str], words: Words) -> int:
    """Return how many words go before the first stop, verb or conjunction."""
    ends = words.auxiliaries | words.coordinators | words.relatives | words.past_verbs
    reach = range(min(_AHEAD, len(tokens)))
    stop = (at for at in reach if not tokens[at][0].isalnum() or tokens[at] in ends)
    past = (at for at in reach if at and tokens[at].endswith("ed"))
    return min(next(stop, len(reach)), next(past, len(reach)))


def exception(told: Sequence[str], given: Sequence[str], words: Words, language: str) -> More | None:
    """Tell of what the quote excepts from "all" and the claim has as one of them."""
    phrases = _excepting(language)
    if any(phrases.within(tuple(told))) or _denies(told, words):
        return None
    every, mine = word_set(language, "details", "universal"), {text[:_STEM] for text in told}
    for start, end in phrases.within(tuple(given)):
        excepted = _content(given[end:], words)
        behind = [
            text for text in given[end + _phrase(given[end:], words) :] if text not in words.auxiliaries
        ]
        happens = behind[:1] if behind and behind[0][0].isalnum() else given[max(start - 1, 0) : start]
        happens = [text[:_STEM] for text in happens]
        named = excepted and happens and mine.issuperset((*excepted, *happens))
        if named and not every.isdisjoint(given[max(start - _GROUP, 0) : start]) and every.isdisjoint(told):
            return More(" ".join(told[:3]), " ".join(given[start : end + len(excepted)]))
    return None


def _denies(told: Sequence[str], words: Words) -> bool:
    return any(negative_word(text, words) or text.endswith("n't") for text in told)


def qualifier(told: Sequence[str], given: Sequence[str], words: Words, language: str) -> More | None:
    """Tell of a "former", a "deputy", a "second" or a "one of" that the claim leaves out before the same words."""
    ended, lesser = (word_set(language, "details", key) for key in ("ended", "lesser"))
    if not word_set(language, "details", "once").isdisjoint(told):
        return None
    pairs = set(pairwise(told))
    for at, text in enumerate(given[:-2]):
        post = given[at + 1], given[at + 2]
        changes = text in ended or (text in lesser and not words.titles.isdisjoint(post))
        if changes and text not in told and post in pairs and post[0] not in words.prepositions:
            return More(" ".join(post), " ".join((text, *post)))
    return _rank(told, given, language)


def _rank(told: Sequence[str], given: Sequence[str], language: str) -> More | None:
    """Tell of "the largest" made of "the second largest" or "one of the largest"."""
    ranks = word_set(language, "details", "ranks")
    if not (ranks | {"one", "among", "some"}).isdisjoint(told):
        return None
    plain = word_set(language, "details", "plain_est")
    for before, text in pairwise(told):
        superlative = text.endswith("est") and text not in plain and text in given
        at = list(given).index(text) if superlative else 0
        ranked = at and (given[at - 1] in ranks or tuple(given[at - 3 : at]) == ("one", "of", "the"))
        if ranked and before in {"the", "its", "their"}:
            return More(f"{before} {text}", " ".join(given[max(at - 3, 0) : at + 1]))
    return None


def turned_comparison(told: Sequence[str], given: Sequence[str], words: Words, language: str) -> More | None:
    """Tell of "Y costs more than X" made of "X costs more than Y", and of "X costs less than Y"."""
    mine, theirs = _compared(told, words), _compared(given, words)
    if mine is None or theirs is None:
        return None
    crossed = (mine[0] - theirs[0]) & theirs[1] and (theirs[0] - mine[0]) & mine[1]
    kept = mine[0] & theirs[0] - theirs[1] and mine[1] & theirs[1] - theirs[0]
    opposed = any(
        {mine[2], theirs[2]} == {one, two}
        for pair in lists(language, "details")["opposites"]
        for one in split(pair[0])
        for two in split(pair[1])
    )
    if (crossed and mine[2] == theirs[2]) or (kept and opposed and not crossed):
        return More(" ".join(told), " ".join(given))
    return None


def _compared(tokens: Sequence[str], words: Words) -> tuple[frozenset[str], frozenset[str], str] | None:
    """Return the two sides of the one comparison of some words, and its word: "more", "older", "rather", "much"."""
    joints = [at for at, text in enumerate(tokens) if text == "than" or _is_second_as(tokens, at)]
    if len(joints) != 1:
        return None
    joint = joints[0]
    degree = next(
        (at for at in range(joint - 1, max(joint - _AHEAD, 0), -1) if _is_degree(tokens, at, words)), None
    )
    if degree is None:
        return None
    before = _content(tokens[:degree], words)
    if tokens[degree] == "rather":  # what stands right before it, not the subject
        plain = words.determiners | words.prepositions
        before = [text[:_STEM] for text in tokens[max(degree - _NEAR, 0) : degree] if text not in plain]
    return frozenset(before), frozenset(_content(tokens[joint + 1 :], words)), tokens[degree]


def _is_degree(tokens: Sequence[str], at: int, words: Words) -> bool:
    """Tell whether a word may open a comparison: "more", "older", the "old" of "half as old as"."""
    return tokens[at] in words.comparatives or tokens[at].endswith("er") or tokens[at - 1] == "as"


def _is_second_as(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a token is the second "as" of "half as old as"; "as old as" holds both ways."""
    firsts = (one for one in range(max(at - _AHEAD, 1), at) if tokens[one] == "as")
    return tokens[at] == "as" and any(tokens[one - 1] in _FACTORS for one in firsts)


def none_of_not_all(told: Sequence[str], given: Sequence[str], words: Words, language: str) -> More | None:
    """Tell of "no shop" made of "not every shop"."""
    if not words.nominal_negators.isdisjoint(given):
        return None
    nothing = words.nominal_negators - {"nor", "neither"}
    mine = next((text for text in told[:2] if text in nothing), None)
    parts = word_set(language, "details", "not_all")
    theirs = next(
        (two for one, two in pairwise(given) if two in parts and (one == "not" or one.endswith("n't"))), None
    )
    return More(mine, f"not {theirs}") if mine and theirs else None


@cache
def _excepting(language: str) -> Phrases:
    return Phrases(lists(language, "details")["excepting"])


@cache
def _rates(language: str) -> dict[str, Phrases]:
    return {unit: Phrases(phrases) for unit, phrases in lists(language, "details")["rates"].items()}


def rate(told: Sequence[str], document: str, language: str) -> More | None:
    """Tell of "1,500 a year" in a claim whose document gives nothing by the year."""
    for unit, known in _rates(language).items():
        for start, end in known.within(tuple(told)):
            counted = any(text[0].isdigit() for text in told[max(start - _COUNTED, 0) : start])
            ago = told[end : end + 1] and told[end] in word_set(language, "details", "since_then")
            if counted and not ago and not known.within(tokens_of(document.replace("-", " "))):
                return More(" ".join(told[start:end]), f"no figure by the {unit}")
    return None


def respectively(told: Sequence[str], given: Sequence[str], words: Words) -> More | None:
    """Tell of the second's part given to the first: "A and B won X and Y respectively" with "B won X"."""
    if "respectively" not in given:
        return None
    end = list(given).index("respectively")
    joints = [at for at in range(end) if given[at] == "and"]
    if len(joints) != 2 or given[end - 1] == ",":
        return None
    one, other = joints
    last = next((at for at in range(other - 1, one, -1) if given[at] in words.determiners), other - 2)
    persons = {given[one - 1]}, {given[one + 1 + (given[one + 1] in words.determiners)]}
    things = set(given[last + 1 : other]), set(given[other + 1 : end]) - words.determiners
    known = [
        [bool((pair[side] - pair[1 - side]).intersection(told)) for side in (0, 1)]
        for pair in (persons, things)
    ]
    crossed = known in ([[True, False], [False, True]], [[False, True], [True, False]])
    return More(" ".join(told), " ".join(given[one - 1 : end + 1])) if crossed else None


def turned_time(told: Sequence[str], given: Sequence[str], words: Words, language: str) -> More | None:
    """Tell of "since March" made of "until March", where nothing denies."""
    if _denies(told, words) or _denies(given, words):
        return None
    sides = [word_set(language, "details", key) for key in ("ending", "starting")]
    dates = words.months.keys() | words.weekdays
    theirs, mine = set(pairwise(given)), set(pairwise(told))
    for (before, date), side in (
        (pair, side) for pair in theirs for side in (0, 1) if pair[0] in sides[side]
    ):
        turned = [(text, date) for text in sides[1 - side] if (text, date) in mine - theirs]
        if turned and (date in dates or date.isdigit()):
            return More(" ".join(turned[0]), f"{before} {date}")
    return None
