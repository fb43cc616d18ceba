"""Statements as drafts: names, kinds of speakers, acts, polarity, claims and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.providers.builtin.claims import claim, negative
from llmclaims.providers.builtin.time_place_quantity import times
from llmclaims.providers.builtin.tokens import sentence_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.running import Attribution
    from llmclaims.providers.builtin.tokens import Token

Draft = dict[str, Any]


def statement_draft(
    one: Attribution, ref: str, text: str, named: tuple[str | None, str], sentences: Sequence[Sequence[Token]]
) -> Draft:
    """One attribution with the fields that a model fills; ``named`` is the speaker's name and kind."""
    speaker = text[slice(*one.speaker)] if one.speaker else None
    cue = text[slice(*one.cue)] if one.cue else None
    name, kind = named
    return {
        "ref": ref,
        "quote": text[one.start : one.end],
        "speaker": speaker,
        "speaker_name": name,
        "speaker_type": kind,
        "cue": cue,
        "act": "ask" if one.tokens[-1].text == "?" else one.act,
        "polarity": "negative" if negative(one.tokens) else "positive",
        "claim": claim(one, text, speaker, name, cue),
        "time": _time(one, text, sentences),
    }


def _time(one: Attribution, text: str, sentences: Sequence[Sequence[Token]]) -> str | None:
    """When it was said: a time outside the content, beside the cue or at the sentence's head."""
    if one.cue is None:
        return None
    tokens = sentence_at(sentences, one.cue[0])
    if tokens is None:
        return None
    for first, last in times(text, tokens[0].start, tokens[-1].end):
        inside = one.start <= first < one.end
        near = 0 <= first - one.cue[1] < 45 or (first - tokens[0].start < 16 and first < one.cue[0])
        if near and not inside and not any(t.quotation >= 0 for t in tokens if t.start == first):
            return text[first:last]
    return None
