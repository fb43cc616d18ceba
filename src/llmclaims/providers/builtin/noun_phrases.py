"""Noun phrases: their heads, their owners, and the one that begins at a token."""

from collections.abc import Sequence
from dataclasses import dataclass

from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite

QUOTE_MARKS = frozenset({"“", "”", '"', "''", "``", "«", "»", "„", "‘", "‹", "›", "「", "」"})


DASHES = frozenset({"—", "–", "-", "--", "―"})


_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: the mention ``tokens[first:last + 1]``; ``outer`` is where it begins with all it carries."""

    first: int
    last: int
    outer: int


def is_auxiliary(token: Token) -> bool:
    """Tell whether a word is a form of be, have or do, or a modal."""
    return token.finite or token.among("non_finite")


def head(tokens: Sequence[Token], phrase: Phrase) -> Token:
    """Return the head word of a phrase: the last one before its first preposition."""
    last = next(
        (i - 1 for i in range(phrase.first + 1, phrase.last + 1) if tokens[i].among("prepositions")),
        phrase.last,
    )
    while last > phrase.first and tokens[last].among("postpositives"):
        last -= 1  # 'sources close to the matter'
    return tokens[last]


def owner_before(tokens: Sequence[Token], ending: int) -> Phrase | None:
    """Return the noun phrase that a possessive ending belongs to: 'the bank' in 'the bank's claim'."""
    first = ending
    while first > 0 and ending - first < 8:
        token = tokens[first - 1]
        if (
            not token.word
            or token.lower in words("closed") - words("articles")
            or is_finite(tokens, first - 1)
            or is_adverb(token)
        ):
            break
        if token.among("subject_pronouns") or (token.tagged("ing", "past") and not token.capital):
            break
        first -= 1
        if token.among("determiners", "possessives"):
            break
    return Phrase(first, ending - 1, first) if first < ending else None


def subject_after(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return the subject of an inverted verb: the noun phrase that begins at an index."""
    first = index
    if first < len(tokens) and tokens[first].among("subject_pronouns"):
        return Phrase(first, first, first)
    last = first - 1
    named = False
    while index < len(tokens) and index - first < _LIMIT:
        token = tokens[index]
        if token.text in QUOTE_MARKS:
            nickname = next(
                (i for i in range(index + 1, min(len(tokens), index + 4)) if tokens[i].text in QUOTE_MARKS),
                None,
            )
            if nickname is None or index == first:
                break
            index = nickname + 1
            continue
        if _cannot_stand(tokens, index, first, named=named) or (
            index > first and _cannot_follow(tokens, index)
        ):
            break
        if not token.among("determiners", "prepositions"):
            named = token.capital and not token.among("speakers.person")
        last = index
        index += 1
    while last >= first and tokens[last].among("closed", "determiners"):
        last -= 1
    if last < first or all(t.among("dull") for t in tokens[first : last + 1]):
        return None
    return Phrase(first, last, first)


def _cannot_stand(tokens: Sequence[Token], index: int, first: int, *, named: bool) -> bool:
    """Tell whether a token has no place in a noun phrase that goes to the right."""
    token = tokens[index]
    if (not token.word and token.text not in "&'’/-") or token.among(
        "relativizers", "weekdays", "time_words"
    ):
        return True
    if (
        token.among("prepositions")
        and not (token.capital and index > first)
        and not _continues(tokens, index, first, named=named)
    ):
        return True
    if token.among("joining") and not _next_name(tokens, index + 1):
        return True
    deed = index + 1 < len(tokens) and tokens[index + 1].among("of")  # 'its recent parsing of searches'
    told = token.tagged("ing") and not token.capital and not token.among("nouns_ing") and not deed
    return told or is_adverb(token)


def _cannot_follow(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a token ends the noun phrase that stands before it: a verb, a conjunction, a new count."""
    token = tokens[index]
    if token.among("subordinators", "early_late") or _verb_like(tokens, index):
        return True
    if token.among("time_modifiers") and index + 1 < len(tokens) and tokens[index + 1].among("time_nouns"):
        return True
    if token.among("articles") and not tokens[index - 1].among("closed", "determiners", "joining"):
        return True  # 'according to Brun | the dam is safe'
    counts = token.text[0].isdigit() or (token.among("number_words") and not token.capital)
    return counts and not tokens[index - 1].among("closed", "determiners")


def _verb_like(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    plural = token.among("speakers.group", "speakers.organisation")
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.tagged("s") and (following is None or not following.word or following.among("of")):
        return False  # 'the explanatory notes of the bill', 'according to state figures'
    return is_finite(tokens, index) and not token.capital and not (plural and token.lower.endswith("s"))


def _next_name(tokens: Sequence[Token], index: int) -> bool:
    while index < len(tokens) and tokens[index].among("determiners"):
        index += 1
    return index < len(tokens) and (tokens[index].capital or tokens[index].among("speakers.group"))


def _continues(tokens: Sequence[Token], index: int, first: int, *, named: bool) -> bool:
    """Tell whether a preposition goes on with the phrase: 'a spokesman for the bank', but not 'Burman in an e-mail'."""
    if index == first or not tokens[index].among("np_prepositions"):
        return False
    if index + 1 >= len(tokens):
        return False
    if named and not tokens[index].among("of"):
        return False
    following = tokens[index + 1 : index + 4]
    stop = words("occasions", "time_nouns", "weekdays", "months", "hearers")
    return not any(token.lower in stop for token in following) and not following[0].text[0].isdigit()
