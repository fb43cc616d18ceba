"""Reporting expressions as the lists have them, and those that are no verbs: 'according to', 'Khan's refusal to …'."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, forms, table
from llmclaims.providers.builtin.noun_phrases import Phrase, owner_before, subject_after
from llmclaims.providers.builtin.tokens import Token, is_adverb, phrases_at


@dataclass(frozen=True, slots=True)
class Entry:
    """A reporting verb as the lists have it: its act, and the frames of what may follow it."""

    lemma: str
    act: str
    frames: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression at ``tokens[first:last + 1]``.

    ``voice`` is active, passive, participle, noun or according; ``inverted`` says that the speaker follows.
    ``start`` and ``end`` are the tokens that cue and speaker take up together, the end exclusive.
    """

    first: int
    last: int
    entry: Entry
    voice: str
    speaker: Phrase | None
    start: int
    end: int
    inverted: bool = False
    shared: bool = False


@cache
def reporting_verbs() -> PhraseTable[tuple[str, Entry]]:
    """Return the forms of the reporting verbs, each with its tag and its entry."""
    return by_first_word(
        (form, (tag, Entry(lemma, act, frozenset(frames.split()))))
        for act, verbs in table("cues")["verbs"].items()
        for lemma, frames in verbs.items()
        if frames
        for tag, form in forms(lemma).items()
    )


@cache
def _reporting_nouns() -> dict[str, Entry]:
    """Return the reporting nouns, by word."""
    return {
        noun: Entry(noun, act, frozenset(frames.split()))
        for act, nouns in table("cues")["nouns"].items()
        for noun, frames in nouns.items()
    }


def shift(cue: Cue, by: int) -> Cue:
    """Return the same cue in a sentence with ``by`` tokens more in front."""
    speaker = cue.speaker and Phrase(cue.speaker.first + by, cue.speaker.last + by, cue.speaker.outer + by)
    return replace(
        cue, first=cue.first + by, last=cue.last + by, start=cue.start + by, end=cue.end + by, speaker=speaker
    )


@cache
def _according() -> PhraseTable[Entry]:
    """Return the phrases that name a source as 'according to' does."""
    return by_first_word((one, Entry(one, "assert", frozenset({"q"}))) for one in table("cues")["according"])


def according(tokens: Sequence[Token], index: int) -> Cue | None:
    """Find 'according to X' and its like at a token, with X as the speaker."""
    end, entry = next(phrases_at(tokens, index, _according()), (index, None))
    speaker = subject_after(tokens, end) if entry else None
    if entry is None or speaker is None:
        return None
    stop = apposition_end(tokens, speaker.last + 1)
    return Cue(index, end - 1, entry, "according", speaker, index, stop, inverted=True)


def owned_noun(tokens: Sequence[Token], index: int) -> Cue | None:
    """Find a reporting noun with its owner before it: 'Khan's refusal to …', 'their claim that …'."""
    if (
        index + 2 < len(tokens)
        and tokens[index + 1].among("infinitive")
        and not _infinitive(tokens[index + 2])
    ):
        return None
    entry = _reporting_nouns().get(tokens[index].lower) or (
        _reporting_nouns().get(tokens[index].lower[:-1]) if tokens[index].lower.endswith("s") else None
    )
    if entry is None or index + 2 >= len(tokens) or tokens[index + 1].lower not in entry.frames or not index:
        return None
    owner = index - 1
    while (
        owner > 0
        and index - owner < 4
        and not tokens[owner].among("possessives", "possessive_ending")
        and tokens[owner].word
    ):
        owner -= 1
    token = tokens[owner]
    if token.among("owners"):
        return Cue(index, index, entry, "noun", Phrase(owner, owner, owner), owner, index + 1)
    if token.among("possessive_ending") or (
        token.text in {"'", "’"} and tokens[owner - 1].lower.endswith("s")
    ):
        phrase = owner_before(tokens, owner)
        return Cue(index, index, entry, "noun", phrase, owner, index + 1) if phrase else None
    return None


def _infinitive(token: Token) -> bool:
    """Tell whether 'to' in front of a word makes an infinitive of it, not the beginning of a noun phrase."""
    if token.tagged("base") or is_adverb(token):
        return True
    return token.verb is None and not token.capital and not token.among("noun_markers", "object_pronouns")


def apposition_end(tokens: Sequence[Token], index: int) -> int:
    """Find where the words end that follow a speaker's name and belong to it: brackets, 'a longtime adviser to …'."""
    if index < len(tokens) and tokens[index].text == "(":
        index = next(
            (i + 1 for i in range(index, min(len(tokens), index + 20)) if tokens[i].text == ")"), index
        )
    return index
