"""The forms of verbs, and how far a word that leaves things open reaches."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.realised import came_true

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.language.vocabulary import Words


def is_modal(found: Passage, index: int) -> bool:
    """Tell whether a token is a modal verb: not the month of May, not a modal that tells what came true."""
    texts = found.texts
    text = texts[index]
    if text not in found.words.modals:
        return text.endswith("'ll")
    if text == "may" and found.tokens[index].capital and index > found.left:
        return False
    if text == "may" and found.tokens[index].capital and index + 2 < len(texts):
        return not (found.tokens[index + 1].capital and is_past(found, index + 2))  # "May Renn left"
    if text == "can" and index and texts[index - 1] in found.words.determiners - {"that", "this", "all"}:
        return False
    return not came_true(found, index)


def is_base_form(found: Passage, index: int) -> bool:
    """Tell whether a token can be a verb in its base form: not a past, a participle or a word with an article."""
    text, words = found.texts[index], found.words
    if not text.isalpha() or text.endswith(("ed", "ing")) or text in _closed(words):
        return False
    return not (index > 0 and found.texts[index - 1] in _before_nouns(words))


@cache
def _closed(words: Words) -> frozenset[str]:
    """Return words that are no verbs in their base form: past forms and words of grammar."""
    past = words.past_verbs - words.unchanging_verbs
    return past | words.determiners | words.possessives | words.pronouns | words.prepositions


@cache
def _before_nouns(words: Words) -> frozenset[str]:
    """Return words that a noun follows."""
    return words.determiners | words.prepositions - {"to"}


def is_past(found: Passage, index: int) -> bool:
    """Tell whether a token has the form of a past tense or participle: "raised", "sold", not "cut"."""
    text, words = found.texts[index], found.words
    if text.endswith("ed") and len(text) > 4:
        return True
    return text in words.past_verbs and text not in words.unchanging_verbs


def reads_as_noun(found: Passage, index: int) -> bool:
    """Tell whether a word that may be a verb is a noun here: "field notes of", "one suspect ate", "A, B and C states that"."""
    texts, words = found.texts, found.words
    if texts[index] not in words.noun_verbs:
        return False
    before = texts[index - 1] if index > found.left else ""
    following = texts[index + 1] if index + 1 < len(texts) else ""
    if following == "of" or before[:1].isdigit() or before in words.cardinals:
        return True
    finite = following in words.auxiliaries or (following and is_past(found, index + 1))
    if finite and before and before not in words.subject_pronouns and not found.tokens[index - 1].capital:
        return True  # "police suspects fled"; not "what Moss claims was a plot"
    listed = texts[index - 2 : index - 1] == ("and",) and "," in texts[max(index - 6, 0) : index - 2]
    return listed and following == "that" and found.tokens[index - 1].capital


def passes(found: Passage, first: int, target: int, *, opaque: int) -> bool:
    """Tell whether a marker before ``first`` reaches the target: no clause boundary, few words of their own between."""
    texts, words = found.texts, found.words
    skip = 1 if texts[first : first + 1] == ("that",) and first < target else 0
    marks = {'"', "“", "”", "'", "‘", "’"}
    for index in range(first + skip, target + 1):
        quoted = texts[index] in marks or (index > first and texts[index - 1] in marks)
        if found.breaks[index] and not quoted and not _joins_adjectives(found, index, target):
            return False
    between = texts[first:target]
    if between[:1] in {("or",), ("nor",)}:
        return False  # "requested nor offered": beside the target, not over it
    own = [
        text
        for text in between
        if text not in words.transparent | marks | {"and"} and not text.endswith("ly")
    ]
    clause = skip or texts[first - 1 : first] == ("that",)
    if not clause and words.definite.intersection(between) and len(between) > 1:
        return False  # "accused of planning the bombing": the bombing itself is not in doubt
    return len(own) <= opaque and not words.presupposing.intersection(own)


def _joins_adjectives(found: Passage, index: int, target: int) -> bool:
    """Tell whether an "and" stands between two adjectives: "an immediate and lasting ceasefire"."""
    texts, endings = found.texts, found.words.adjective_suffixes
    return (
        texts[index] == "and"
        and index + 1 < target
        and texts[index - 1].endswith(endings)
        and texts[index + 1].endswith(endings)
    )
