"""Whether the signal of a cause is a word that can say one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from llmclaims.language.lexicon import tokens_of

if TYPE_CHECKING:
    from llmclaims.language.lexicon import Words


def weight_of(signal: str, words: Words) -> Literal["cause", "time", "none"]:
    """What a signal can show: a cause, only an order in time, or nothing at all.

    Nothing is shown by articles, pronouns, auxiliaries, dates, numbers and those prepositions that never
    name a cause.
    """
    tokens = [token for token in tokens_of(signal) if token[0].isalnum()]
    empty = (
        words.function_words
        | words.determiners
        | words.pronouns
        | words.possessives
        | words.prepositions
        | words.auxiliaries
        | words.date_words
        | words.weekdays
        | words.months.keys()
        | words.coordinators
    ) - words.causal_particles
    telling = [
        token
        for token in tokens
        if token not in empty and token not in words.time_particles and not token[0].isdigit()
    ]
    if telling:
        return "cause"
    return "time" if any(token in words.time_particles for token in tokens) else "none"
