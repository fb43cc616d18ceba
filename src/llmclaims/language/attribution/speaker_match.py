"""Whether a speaker mention is the one that stands in an attribution tag's slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from llmclaims.language.names import bare
from llmclaims.language.tokens import tokens_of

if TYPE_CHECKING:
    from llmclaims.language.attribution.cues import Tag
    from llmclaims.language.clauses import Passage
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

Fit = Literal["fits", "far", "other", "told", "unknown"]

_RELATIVE_REACH = 4


def fit(found: Passage, tag: Tag, speaker: str, place: Span | None = None) -> Fit:
    """Return how a speaker mention fits a tag; ``place`` is the half-open token span where it was found.

    "fits": it stands in the slot. "far": it may be the same one under another word, or stands beside the
    head of the slot. "other": the slot names somebody else. "told": it stands in the subject of a passive,
    so it was asked or told.
    """
    if tag.slot is None:
        return "unknown"
    if speaker.strip() in found.words.relatives:
        near = place is not None and tag.cue[0] - _RELATIVE_REACH <= place[0] < tag.cue[0]
        return "fits" if near else "unknown"
    if _beside(tag, place):
        return "fits"
    whole = _cut(tokens_of(speaker), found.words)
    wanted = _content(whole, found.words)
    head, rest = _head(found, tag.slot)
    if _shares(wanted, found, head):
        aside = _owner(whole, found, head) or _only_modifies(whole, found, head)
        aside = aside or _namesake(speaker, found, head)
        return "told" if tag.passive else "far" if aside else "fits"
    if tag.passive:
        return "unknown"
    if tag.apposed and _apposed(whole, found, tag.apposed):
        return "fits"
    if _shares(wanted, found, rest):
        heads = found.words.person_heads.intersection(found.texts[head[0] : head[1]])
        addressed = (
            place is not None and "to" in found.texts[place[0] - 2 : place[0]]
        )  # "A memo to Dosten suggests"
        return "far" if heads or addressed or _kind_of_phrase(found, head) == "name" else "fits"
    named = tag.apposed is not None and any(
        _kind_of_phrase(found, part) == "name" for part in _parts(found, tag.apposed)
    )
    if named and _kind_of_mention(speaker, found.words) == "name":
        return "other"
    return _compare(found, head, speaker, place)


def _namesake(speaker: str, found: Passage, phrase: Span) -> bool:
    """Tell whether a mention and a phrase are two full names with only the family name in common."""
    mine = [token for token in speaker.split() if token[0].isupper()]
    theirs = [token for token in found.tokens[phrase[0] : phrase[1]] if token.capital]
    one = [bare(token.lower()) for token in mine][-2:]
    other = [bare(token.text) for token in theirs][-2:]
    known = found.words.titles | found.words.person_heads | found.words.common_speakers
    if len(one) < 2 or len(other) < 2 or known.intersection(one + other):
        return False
    apart = one[0] != other[0] and one[0] not in {token.text for token in theirs}
    return apart and one[1] == other[1] and min(len(one[0]), len(other[0])) > 1


def _apposed(mention: tuple[str, ...], found: Passage, phrase: Span) -> bool:
    """Tell whether a mention names the head of an apposition: not the owner or what depends on it."""
    wanted = _content(mention, found.words)
    return any(
        _shares(wanted, found, part)
        and not _owner(mention, found, part)
        and not _only_modifies(mention, found, part)
        for part in _parts(found, phrase)
        if found.texts[part[0]] not in found.words.prepositions
    )


def _only_modifies(mention: tuple[str, ...], found: Passage, phrase: Span) -> bool:
    """Tell whether a mention is only what stands before the one who speaks: "State Department" spokesman Ivo Renn."""
    texts, words = [bare(text) for text in found.texts[phrase[0] : phrase[1]]], found.words
    told = words.person_heads | words.common_speakers | (words.titles - words.role_modifiers)
    heads = [index for index, text in enumerate(texts) if text in told]
    if not heads or told.intersection(mention):
        return False
    places = [index for index, text in enumerate(texts) if text in _content(mention, words)]
    joined = "and" in texts[: heads[-1]] or any(not text[-1].isalnum() for text in texts[: heads[-1]])
    return not joined and max(places, default=heads[-1]) < heads[-1]


def _beside(tag: Tag, place: Span | None) -> bool:
    """Tell whether a mention reaches from before a tag's slot to its end: a list, or a name with its description."""
    if place is None or tag.slot is None or tag.passive:
        return False
    return place[0] <= tag.slot[0] and tag.slot[1] <= place[1]


def _compare(found: Passage, head: Span, speaker: str, place: Span | None) -> Fit:
    """Return two phrases without a word in common: another one, or perhaps the same under another name."""
    mine, theirs = _kind_of_mention(speaker, found.words), _kind_of_phrase(found, head)
    if mine == "pronoun" and theirs == "pronoun":
        said = found.texts[head[1] - 1]
        token = tokens_of(speaker)[-1]
        same = any(token in group and said in group for group in found.words.pronoun_groups)
        return "fits" if same else "other"
    if theirs == "name" and (mine in {"name", "pronoun"} or (place and not _describes(speaker, found.words))):
        return "other"
    return "far"


def _describes(speaker: str, words: Words) -> bool:
    """Tell whether a mention is what one person is, so that a name may be that person's: "the mayor"."""
    return not words.titles.isdisjoint(_cut(tokens_of(speaker), words))


def _content(tokens: tuple[str, ...], words: Words) -> frozenset[str]:
    """Return the telling words of a phrase: without articles and titles, unless there is nothing else."""
    parts = [
        token.removesuffix("'s").removesuffix("'")
        for token in tokens
        if token[-1].isalnum() or token[0].isalnum()
    ]
    telling = [
        part
        for part in parts
        if part not in words.determiners and part not in words.titles and part not in words.prepositions
    ]
    telling = telling or [part for part in parts if part not in words.determiners] or parts
    return frozenset(telling)


def _parts(found: Passage, phrase: Span) -> list[Span]:
    """Return the phrases between the commas of a longer one, each up to its first preposition."""
    texts = found.texts
    start, parts = phrase[0], []
    for index in range(phrase[0], phrase[1] + 1):
        if index == phrase[1] or texts[index] == ",":
            cut = len(_cut(texts[start:index], found.words))
            parts.append((start, start + cut))
            start = index + 1
    return [part for part in parts if part[0] < part[1]]


def _owner(mention: tuple[str, ...], found: Passage, head: Span) -> bool:
    """Tell whether a mention is only the owner in "Holm's lawyer", and not the one who speaks."""
    tokens = found.texts[head[0] : head[1]]
    last = next(
        (index for index in range(len(tokens) - 1, -1, -1) if tokens[index].endswith(("'s", "s'"))), None
    )
    if last is None or last == len(tokens) - 1:
        return False
    rest = {token for token in tokens[last + 1 :] if token not in found.words.determiners}
    return bool(rest) and rest.isdisjoint(mention)


def _shares(wanted: frozenset[str], found: Passage, phrase: Span) -> bool:
    """Tell whether a phrase has one of the telling words of a mention; titles count where a mention has nothing else."""
    tokens = found.texts[phrase[0] : phrase[1]]
    theirs = _content(tokens, found.words)
    return bool(wanted & (theirs.union(tokens) if wanted <= found.words.titles else theirs))


def _cut(tokens: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """Return a phrase up to its first preposition or relative pronoun: what depends on its head says nothing of it."""
    for index in range(1, len(tokens)):
        if tokens[index] in words.prepositions or tokens[index] in words.relatives:
            return tokens[:index]
    return tokens


def _head(found: Passage, slot: Span) -> tuple[Span, Span]:
    """Return a noun phrase cut at its first preposition: the head, and what depends on it."""
    texts = found.texts
    start, end = slot
    while start < end - 1 and texts[start] in found.words.prepositions:
        comma = next((i for i in range(start, end) if texts[i] == ","), None)
        if comma is None:
            return (slot[0], end), (end, end)
        start = comma + 1
    for index in range(start + 1, end):
        if texts[index] in found.words.prepositions:
            return (start, index), (index, end)
    return (start, end), (end, end)


def _kind_of_phrase(found: Passage, phrase: Span) -> str:
    """Return what a noun phrase of the source is by its last words: "pronoun", "name" or "common"."""
    tokens, words = found.tokens, found.words
    inside = [token for token in tokens[phrase[0] : phrase[1]] if token.word]
    if not inside:
        return "common"
    if inside[-1].text in words.pronouns:
        return "pronoun"
    last = next((token for token in reversed(inside) if not token.text.endswith("ly")), inside[-1])
    if not last.capital or last.text in words.titles:
        return "common"
    alone = len(inside) == 1 and phrase[0] == found.left
    return "common" if alone and last.text in words.common_speakers else "name"


def _kind_of_mention(speaker: str, words: Words) -> str:
    tokens = [token for token in speaker.split() if token]
    if not tokens:
        return "common"
    last = tokens[-1].strip(",.;:'’\"”").lower()
    if len(tokens) == 1 and last in words.pronouns:
        return "pronoun"
    named = tokens[-1][:1].isupper() and last not in words.common_speakers and last not in words.titles
    return "name" if named else "common"
