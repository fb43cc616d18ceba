"""Whether a speaker stands where a draft's own cue can reach, when no attribution tag of a known form says whose it is.

The cue is then any word, so its grammar is open. What stays is where the mention stands: in the cue's
sentence, before it with no other possible speaker between the two, or behind it as "by X" or "from X".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.names import bare
from llmclaims.language.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_NOMINAL_REACH = 3


def unreached(found: Passage, cue: Span, sentence: Span, quoted: Span, speaker: str) -> str | None:
    """Tell why a mention is no speaker of a cue, as the end of a sentence; None when it may be.

    ``cue``, ``sentence`` (the cue's own) and ``quoted`` (the quotation or quote) are half-open token spans.
    """
    places = list(_places(found, speaker))
    outside = [place for place in places if not (quoted[0] <= place[0] and place[1] <= quoted[1])]
    if not places or any(_overlap(place, cue) for place in places):
        return None
    if not outside:
        return "stands only in the words that are reported"
    near = [place for place in outside if sentence[0] <= place[0] < sentence[1]]
    if not near:
        return "stands in another sentence"
    reasons = [_between(found, place, cue, quoted, speaker) for place in near]
    return None if None in reasons else next(reason for reason in reasons if reason)


def _places(found: Passage, speaker: str) -> Iterator[Span]:
    """Find where a mention stands in the paragraph, its last word with or without a possessive ending."""
    wanted = [bare(token) for token in tokens_of(speaker)]
    texts = found.texts
    for start in range(len(texts) - len(wanted) + 1):
        if [bare(text) for text in texts[start : start + len(wanted)]] == wanted:
            yield start, start + len(wanted)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _between(found: Passage, place: Span, cue: Span, quoted: Span, speaker: str) -> str | None:
    """Return what parts a mention from the cue of its sentence, None when nothing does."""
    texts = found.texts
    if place[0] >= cue[1]:
        gap = [text for text in texts[cue[1] : place[0]] if text[-1].isalnum()]
        plain = found.words.determiners | found.words.titles
        preposition = next((text for text in reversed(gap) if text in found.words.prepositions), "")
        agents = found.words.agent_prepositions
        led = preposition in agents or tokens_of(speaker)[0] in agents or texts[place[0] - 1] == ","
        return None if led or plain.issuperset(gap) else "stands behind it, as something else"
    owner = texts[place[1] - 1].endswith(("'s", "s'")) and not speaker.rstrip().endswith(("s", "’", "'"))
    if owner and cue[0] - place[1] > _NOMINAL_REACH:
        return "only owns what is named there"
    follows = next((text for text in texts[place[1] : cue[0]] if text[-1].isalnum()), "")
    if follows in found.words.relatives:
        return None  # "the engineer who designed it said": the clause between is about the mention
    start = _behind_aside(found, place[1], cue[0])
    for index in range(start, cue[0]):
        if quoted[0] <= index < quoted[1]:
            continue
        if texts[index] in found.words.subject_pronouns or _other_name(found, index, place[1]):
            return f"is parted from it by “{found.raw(index, index + 1)}”"
    return None


def _behind_aside(found: Passage, start: int, end: int) -> int:
    """Return the token behind an aside that two commas part from a mention: "Moss, the chair of Orbis, ..."."""
    texts = found.texts
    if texts[start] != ",":
        return start
    return next((index + 1 for index in range(end - 1, start, -1) if texts[index] == ","), start)


def _other_name(found: Passage, index: int, floor: int) -> bool:
    """Tell whether a token begins a name that may be a subject: no place or addressee behind a preposition or verb."""
    token, words = found.tokens[index], found.words
    if not token.capital or token.text in words.months or token.text in words.weekdays:
        return False
    before = found.texts[index - 1]
    if index == floor or found.tokens[index - 1].capital or before in words.prepositions | {"and"}:
        return False
    return before not in words.cues and before not in words.determiners
