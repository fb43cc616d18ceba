"""Quotes with fewer words than a quote needs that are all of what was said: "Yes, sir", a plea of two words, a hashtag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.grounding.quotes import ground_mention
from llmclaims.language.quotations import find_quotations
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words

if TYPE_CHECKING:
    from llmclaims.grounding.prepared import Prepared
    from llmclaims.schema.annotations import Span

_NEAR = 80
"""Characters between a cue and what was said."""


def is_whole_utterance(quote: str, cue: str, text: Prepared, home: Span, language: str) -> bool:
    """Tell whether a short quote of a paragraph, ``text[home[0]:home[1]]``, is all that was said, its cue beside it.

    It stands alone between quotation marks, is a hashtag, or is what somebody pleads.
    """
    tagged = quote.lstrip().startswith("#")
    if not tagged and sum(token[-1].isalnum() for token in tokens_of(quote)) < 2:
        return False
    said, told = ground_mention(quote, text, within=home), ground_mention(cue, text, within=home)
    if not said.found or not told.found:
        return False
    cues = [spans[0] for spans in (told.spans, *told.others)]
    places = [spans[0] for spans in (said.spans, *said.others)]
    if tagged:
        return any(_near(cue_place, place, text.text) for cue_place in cues for place in places)
    alone = [
        (one.start, one.end)
        for one in find_quotations(text.text, *home)
        for start, end in places
        if one.first <= start
        and end <= one.last
        and _silent(text.text[one.first : start] + text.text[end : one.last])
    ]
    if any(_near(cue_place, place, text.text) for cue_place in cues for place in alone):
        return True
    vocabulary = words(language)
    pleads = vocabulary is not None and not vocabulary.pleading.isdisjoint(tokens_of(cue))
    before = [text.text[last:start] for _, last in cues for start, _ in places if last <= start]
    behind = [
        text.text[end:first] for first, _ in cues for _, end in places if end <= first
    ]  # "not guilty pleas"
    return pleads and any(one.strip() in {"", "of", ":"} for one in before + behind)


def _silent(text: str) -> bool:
    return not any(map(str.isalnum, text))


def _near(cue: Span, said: Span, text: str) -> bool:
    """Tell whether a cue stands before or behind what was said in the same sentence."""
    between = text[cue[1] : said[0]] if cue[1] <= said[0] else text[said[1] : cue[0]]
    return len(between) <= _NEAR and not any(mark in between for mark in (". ", "? ", "! ", "\n"))
