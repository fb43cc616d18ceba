"""What a claim says beyond its quote: more of them, more surely, more strongly, or something that stands nowhere.

Each function returns the claim's words that say more and the text's own, None where the claim keeps within them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.language import retold
from llmclaims.language.clauses import is_final
from llmclaims.language.lemmas import is_verb, lemma
from llmclaims.language.lexicon import lists, split, word_set
from llmclaims.language.quantifiers import More, stronger_quantifier
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEM = 4
_SURE_REACH = 9
_LEAST_NEW = 3
_NEW_SHARE = 0.35
"""Of a claim's own words, how many stand nowhere in its document before it is more than other words for the same."""


def surplus(claim: str, quote: str, document: str, language: str) -> More | None:
    """Return the first thing that a claim says beyond its quote, or beyond the whole document; None in a language without words."""
    vocabulary = words(language)
    if vocabulary is None:
        return None
    told, given = tokens_of(claim.replace("-", " ")), tokens_of(quote.replace("-", " "))
    if told == given or told[:-1] == given:
        return None
    return (
        stronger_quantifier(told, given, vocabulary, language)
        or _frequency(told, given, language)
        or _certainty(told, given, vocabulary, language)
        or _opposition(told, given, language)
        or _opposite(told, given, language)
        or _extreme(told, document, language)
        or _particle(told, given, language)
        or _reason(told, given, language)
        or retold.exception(told, given, vocabulary, language)
        or retold.qualifier(told, given, vocabulary, language)
        or retold.turned_comparison(told, given, vocabulary, language)
        or retold.none_of_not_all(told, given, vocabulary, language)
        or retold.respectively(told, given, vocabulary)
        or retold.turned_time(told, given, vocabulary, language)
        or retold.rate(told, document, language)
        or _new(told, document, vocabulary, language)
    )


def _frequency(told: tuple[str, ...], given: tuple[str, ...], language: str) -> More | None:
    rank = lists(language, "details")["frequency"]
    mine = [text for text in told if text in rank and text not in given]
    theirs = [text for text in given if text in rank]
    if mine and theirs and rank[mine[0]] > max(rank[one] for one in theirs):
        return More(mine[0], theirs[0])
    return None


def _certainty(
    told: tuple[str, ...], given: tuple[str, ...], vocabulary: Words, language: str
) -> More | None:
    """Tell of a "possible sale" that the claim has as one that will be."""
    possible = word_set(language, "details", "possible")
    if possible.isdisjoint(given):
        return None
    hedges = (vocabulary.modal_words - vocabulary.sure_modals - {"to"}) | possible | vocabulary.hedge_adverbs
    if not possible.isdisjoint(told) or any(text in hedges and text not in given for text in told):
        return None
    for at, text in enumerate(given):
        if text not in possible or given[at + 1 : at + 2] in {("to",), ("that",), ("for",), (",",)}:
            continue
        behind = {one[:_STEM] for one in _content(given[at + 1 : at + 1 + _SURE_REACH], vocabulary)}
        noun = next(iter(_content(given[at + 1 : at + 4], vocabulary)), "")
        sure = next(
            (i for i, one in enumerate(told) if one in vocabulary.sure_modals and one not in given), None
        )
        if sure is not None and behind & {one[:_STEM] for one in told[sure + 1 : sure + 1 + _SURE_REACH]}:
            return More(told[sure], text)
        if noun and any(one[:_STEM] == noun[:_STEM] for one in told):
            return More(noun, f"{text} {noun}")
    return None


def _content(tokens: Sequence[str], vocabulary: Words) -> list[str]:
    plain = vocabulary.function_words | vocabulary.determiners | vocabulary.pronouns | vocabulary.prepositions
    return [text for text in tokens if text.isalpha() and text not in plain]


def _opposition(told: tuple[str, ...], given: tuple[str, ...], language: str) -> More | None:
    """Tell of "against" made of "not for": who does not like something need not oppose it."""
    opposing, scant = word_set(language, "details", "opposing"), word_set(language, "details", "scant")
    mine = next((text for text in told if text in opposing), None)
    if mine is None or any(
        lemma(text, language) in {lemma(one, language) for one in opposing} for text in given
    ):
        return None
    theirs = next((text for text in given if text in word_set(language, "details", "supporting")), None)
    few = not scant.isdisjoint(given) or any(
        text.endswith(("fifth", "third", "quarter", "tenth")) for text in given
    )
    return More(mine, theirs) if theirs and few else None


@cache
def _opposites(language: str) -> dict[str, tuple[int, int]]:
    """Return the pair and the side of each word that has an opposite, by its base form."""
    pairs = lists(language, "details")["opposites"]
    return {
        lemma(word, language): (number, side)
        for number, pair in enumerate(pairs or ())
        for side, group in enumerate(pair)
        for word in split(group)
    }


def _opposite(told: tuple[str, ...], given: tuple[str, ...], language: str) -> More | None:
    """Tell of a "grew" made of a "fell", where no "not" turns it round."""
    known = _opposites(language)
    if any(not {"not", "no", "never", "than"}.isdisjoint(one) for one in (told, given)):
        return None  # "the old one is smaller than the new one"
    if any(text.endswith("n't") for text in (*told, *given)):
        return None
    mine = {known[base]: text for text in told if (base := lemma(text, language)) in known}
    theirs = {known[base]: text for text in given if (base := lemma(text, language)) in known}
    for (pair, side), text in mine.items():
        if (pair, 1 - side) in theirs and (pair, side) not in theirs and (pair, 1 - side) not in mine:
            return More(text, theirs[pair, 1 - side])
    return None


@lru_cache(maxsize=4)  # a document, and each of its claims
def _tokens(document: str) -> frozenset[str]:
    return frozenset(tokens_of(document.replace("-", " ")))


def _extreme(told: tuple[str, ...], document: str, language: str) -> More | None:
    """Tell of a record, a first or an "entirely" of which the document says nothing of the kind."""
    known = _stems(document, language)
    extremes = word_set(language, "details", "extremes")
    found = next((text for text in told if text in extremes), None)
    if found and {"most", "least"}.isdisjoint(told) and extremes.isdisjoint(_tokens(document)):
        return More(found, "")
    wholly = word_set(language, "details", "wholly")
    found = next((text for text in told if text in wholly and text[:_STEM] not in known), None)
    return More(found, "") if found and "not" not in told else None


def _particle(told: tuple[str, ...], given: tuple[str, ...], language: str) -> More | None:
    """Tell of "sold out" made of "sold"."""
    particles, idle = word_set(language, "details", "particles"), word_set(language, "details", "idle_verbs")
    for verb, particle in pairwise(told):
        if particle not in particles or particle in given or verb in idle:
            continue
        base = lemma(verb, language)
        if base in idle:
            continue
        if is_verb(verb, language) and any(lemma(text, language) == base for text in given):
            return More(f"{verb} {particle}", verb)
    return None


def _reason(told: tuple[str, ...], given: tuple[str, ...], language: str) -> More | None:
    """Tell of a "because" made of an "after"."""
    said = f" {' '.join(told)} "
    mine = next((one for one in lists(language, "details")["reasons"] if f" {one} " in said), None)
    theirs = next((text for text in given if text in word_set(language, "details", "sequence")), None)
    if mine is None or theirs is None:
        return None
    licences = word_set(language, "details", "reason_licences")
    short = {text for text in licences if len(text) <= _STEM}
    if any(text in short or text.startswith(tuple(licences - short)) for text in given):
        return None
    return More(mine, theirs)


@lru_cache(maxsize=32)
def _stems(text: str, language: str) -> frozenset[str]:
    tokens = tokens_of(text.replace("-", " "))
    whole = {token for one in tokens for token in (one, lemma(one, language))}
    return frozenset(whole | {one[:_STEM] for one in whole})


@cache
def _light(language: str) -> frozenset[str]:
    """Return the words, and the base forms of verbs, with which a claim may tell the same in other words."""
    vocabulary = words(language)
    if vocabulary is None:
        return frozenset()
    counted = lists(language, "normalise")
    lists_of_words = (
        vocabulary.modal_words, vocabulary.negative_words, vocabulary.general_nouns, vocabulary.units,
        vocabulary.months, vocabulary.auxiliaries, vocabulary.empty_words, vocabulary.speech_cues,
        vocabulary.transparent, *(word_set(language, "details", key) for key in ("idle_verbs", "plain_words", "changing")),
        *(counted[key] for key in ("cardinals", "scales", "vague", "ordinals", "doubtful")),
    )  # fmt: skip
    light = {text for one in lists_of_words for text in one}
    return frozenset(light | {lemma(text, language) for text in light})


def _new(told: tuple[str, ...], document: str, vocabulary: Words, language: str) -> More | None:
    """Tell of three words or more of a claim's one sentence that stand in no form in the document."""
    known, light = _stems(document, language), _light(language)
    end = next((at for at, text in enumerate(told) if is_final(text)), len(told))
    content = _content(told[:end], vocabulary)
    found = [
        text
        for text in content
        if text[:_STEM] not in known and len(text) > 2 and not text.endswith("ly")
        and light.isdisjoint((text, base := lemma(text, language))) and base[:_STEM] not in known
    ]  # fmt: skip
    return More(", ".join(found), "") if len(found) >= max(_LEAST_NEW, _NEW_SHARE * len(content)) else None
