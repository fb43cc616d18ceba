"""Statements as drafts: names, kinds of speakers, acts, polarity, claims and times."""

from collections.abc import Sequence
from typing import Any

from llmclaims.providers.builtin.attribution import Attribution
from llmclaims.providers.builtin.clauses import main_clause
from llmclaims.providers.builtin.propositions import claim
from llmclaims.providers.builtin.time_place_quantity import times
from llmclaims.providers.builtin.tokens import Token, sentence_at

Draft = dict[str, Any]


def negative(tokens: Sequence[Token]) -> bool:
    """Tell whether the main clause is negated: a negator before a comma, 'that' or a relative pronoun ends it."""
    depth = 0
    opener = next((i for i, t in enumerate(tokens) if not t.among("sentence_openers")), 0)
    tokens = tokens[opener:]
    for index, token in enumerate(tokens):
        if index > depth and (token.among("scope_ends") or _new_clause(tokens, index)):
            break
        if index == 0 and token.among("scope_openers"):
            depth = next((i for i, t in enumerate(tokens) if t.text == ","), 0)
        if index >= depth and token.among("negators") and not token.among("lacking"):
            return not (token.among("not") and index + 1 < len(tokens) and tokens[index + 1].among("focus"))
    return False


def _new_clause(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether ', and …' begins a second clause with its own subject."""
    joint = (
        tokens[index].text == "," and index + 1 < len(tokens) and tokens[index + 1].among("shared_subject")
    )
    return joint and main_clause(tokens, index + 2)


def statement_draft(
    one: Attribution, ref: str, text: str, named: tuple[str | None, str], sentences: Sequence[Sequence[Token]]
) -> Draft:
    """Return one attribution with the fields that a model fills; ``named`` is the speaker's name and kind."""
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
    """Return when it was said: a time outside the content, beside the cue or at the sentence's head."""
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
