"""Cues that report nothing: a saying that is still to come or only rumoured, and an attitude that the reporter guesses at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_SKIPPED = 3
_PHRASE = 5


def unsaid(found: Passage, cue: Span) -> str | None:
    """Return the words by which the saying itself is to come or not certain: "is expected to say", "reportedly told"."""
    texts, words = found.texts, found.words
    beside = next((i for i in (cue[0] - 1, cue[1]) if _hedges(found, i)), None)
    if beside is not None:
        return found.raw(beside, beside + 1)
    verb = cue[0]
    while verb > found.left and (
        texts[verb - 1].endswith("ly") or texts[verb - 1] in {"also", "then", "not"}
    ):
        verb -= 1
    before = texts[verb - 1] if verb > found.left else ""
    named = verb - 1 > found.left and found.tokens[verb - 1].capital  # "Theresa May said"
    ahead = before in words.future_modals - {"would"} | {"may", "might"} or before.endswith("'ll")
    own = texts[verb - 2] in {"i", "we"} or before in {"i'll", "we'll"}  # "I will say that"
    if ahead and not named and not own:
        return found.raw(verb - 1, cue[0])
    for start in range(max(verb - _PHRASE, found.left), verb):
        if start + words.saying_ahead.at(texts, start) == verb:
            return found.raw(start, verb)
    return None


def _hedges(found: Passage, index: int) -> bool:
    """Tell whether a token is an adverb that hedges, inside the sentence and outside the quote."""
    outside = found.left <= index < found.right and not found.first <= index < found.last
    return outside and found.texts[index] in found.words.hedge_adverbs - {"perhaps", "maybe"}


def guessed(found: Passage, cue: Span) -> str | None:
    """Return the words by which a cue names an attitude that nobody has told: "in the seeming hope that", ", hopeful that"."""
    texts, words = found.texts, found.words
    if texts[cue[1] - 1] in words.attitude_nouns:
        likened = "what" in texts[max(cue[0] - _PHRASE, 0) : cue[0]]  # "in what looked like a bet that"
        reach = _PHRASE if likened else _SKIPPED + 1
        start = next((i for i in found.before(cue[1] - 1, reach) if texts[i] == "in"), None)
        led = start is not None and (start == found.left or texts[start - 1] not in words.copulas)
        return found.raw(start, cue[1]) if led and start is not None else None
    if texts[cue[0] - 1] == "to" and texts[cue[0] - 2] in words.seeming and texts[cue[0]] in words.believing:
        return found.raw(cue[0] - 2, cue[1])
    if texts[cue[0]] not in words.attitudes:
        return None
    before = cue[0]
    while before > found.left and (
        texts[before - 1].endswith("ly") or texts[before - 1] in {"still", "as", "ever"}
    ):
        before -= 1
    aside = before == found.left or texts[before - 1] in {",", "—", "–"}
    return found.raw(before, cue[1]) if aside else None
