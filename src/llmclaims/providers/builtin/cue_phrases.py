"""Reporting expressions that are no verbs: 'according to', and nouns with an owner ('Khan's refusal to …')."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.noun_phrases import Phrase, owner_before, subject_after
from llmclaims.providers.builtin.reporting import Cue, Entry, reporting_nouns
from llmclaims.providers.builtin.tokens import is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token


def according(tokens: Sequence[Token], index: int) -> Cue | None:
    """'According to X' and its like at a token, with X as the speaker."""
    for phrase in table("cues")["according"]:
        parts = phrase.split()
        if [t.lower for t in tokens[index : index + len(parts)]] == parts:
            last = index + len(parts) - 1
            speaker = subject_after(tokens, last + 1)
            if speaker is None:
                return None
            entry = Entry(phrase, "assert", frozenset({"q"}))
            return Cue(
                index,
                last,
                entry,
                "according",
                speaker,
                index,
                apposition_end(tokens, speaker.last + 1),
                inverted=True,
            )
    return None


def owned_noun(tokens: Sequence[Token], index: int) -> Cue | None:
    """'Khan's refusal to …', 'their claim that …': a reporting noun with its owner before it."""
    if (
        index + 2 < len(tokens)
        and tokens[index + 1].lower in words("infinitive")
        and not _infinitive(tokens[index + 2])
    ):
        return None
    entry = reporting_nouns().get(tokens[index].lower) or (
        reporting_nouns().get(tokens[index].lower[:-1]) if tokens[index].lower.endswith("s") else None
    )
    if entry is None or index + 2 >= len(tokens) or tokens[index + 1].lower not in entry.frames or not index:
        return None
    owner = index - 1
    while (
        owner > 0
        and index - owner < 4
        and tokens[owner].lower not in words("possessives", "possessive_ending")
        and tokens[owner].word
    ):
        owner -= 1
    token = tokens[owner]
    if token.lower in words("owners"):
        return Cue(index, index, entry, "noun", Phrase(owner, owner, owner), owner, index + 1)
    if token.lower in words("possessive_ending") or (
        token.text in {"'", "’"} and tokens[owner - 1].lower.endswith("s")
    ):
        phrase = owner_before(tokens, owner)
        return Cue(index, index, entry, "noun", phrase, owner, index + 1) if phrase else None
    return None


def _infinitive(token: Token) -> bool:
    """Whether 'to' in front of a word makes an infinitive of it, not the beginning of a noun phrase."""
    if token.tagged("base") or is_adverb(token):
        return True
    return (
        token.verb is None
        and not token.capital
        and token.lower not in words("noun_markers", "object_pronouns")
    )


def apposition_end(tokens: Sequence[Token], index: int) -> int:
    """Where the words end that follow a speaker's name and belong to it: brackets, 'a longtime adviser to …'."""
    if index < len(tokens) and tokens[index].text == "(":
        index = next(
            (i + 1 for i in range(index, min(len(tokens), index + 20)) if tokens[i].text == ")"), index
        )
    return index
