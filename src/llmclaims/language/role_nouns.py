"""Who did something and to whom it was done, where a noun names it: "the arrest of Y", "X's attack on Y", "hurt in the raid"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_HARM = 12
"""Words between who was harmed and what harmed them."""
_ADVERBS = 3
_OWNED = 3
"""Words between an owner and the noun that is owned."""
_PARTICLES = frozenset(("down", "up", "out", "off"))
_BE = frozenset(("am", "are", "be", "been", "being", "is", "was", "were", "get", "gets", "got"))


def is_victim(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell "two choirboys were victims of the ambush", "who lost two fingers in the raid", "those hurt in the blast"."""
    texts, words = found.texts, found.words
    first = mention[1]
    between = texts[first : trigger[0]]
    after = texts[trigger[1] : trigger[1] + 1]
    if not words.enduring.isdisjoint(between[:1]) and len(between) <= _ADVERBS:
        return True  # "survived the attack"
    if len(between) > _HARM or {"in", "of", "during"}.isdisjoint(between[-_ADVERBS:]):
        return False
    if "by" in between or words.possessives.intersection(between[-_ADVERBS:]):
        return False  # "lost ten men in their raid"
    if after and after[0] in words.subject_pronouns:
        return False  # "in the raid he led"
    return any(_harms(found, first, index) for index in range(first, trigger[0]))


def _harms(found: Passage, first: int, index: int) -> bool:
    """Tell whether a token says that what ends at ``first`` was harmed: not that it harmed somebody."""
    texts, words = found.texts, found.words
    if texts[index] in words.suffering:
        return True
    if texts[index] not in words.harming:
        return False
    following = texts[index + 1 + (texts[index + 1] in _PARTICLES)]  # "gunned down in the ambush"
    ends = following in words.prepositions | words.coordinators | {",", "when"} or following.endswith("ly")
    return ends or bool(_BE.intersection(texts[first:index]))


def had_it_done(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a noun names what was done to a mention: "X's arrest", "the arrest of X"."""
    texts, words = found.texts, found.words
    noun = trigger[1] - 1
    if mention[1] <= trigger[0]:
        owned = texts[noun] in words.done_to_owner and _owns(found, mention, noun)
        return owned and texts[noun + 1 : noun + 2] != ("of",)
    if texts[noun] not in words.done_nouns:
        return False
    between = [text for text in texts[trigger[1] : mention[0]] if text not in words.determiners]
    return between[:1] == ["of"] and len(between) == 1 and not texts[mention[1] - 1].endswith(("'s", "s'"))


def did_it(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a noun names what its owner did: "X's request", "X's arrest of Y"."""
    texts, words = found.texts, found.words
    noun = trigger[1] - 1
    of = texts[noun + 1 : noun + 2] == ("of",)
    done = texts[noun] in words.aimed | words.sent or (of and texts[noun] in words.done_nouns)
    return done and _owns(found, mention, noun)


def _owns(found: Passage, mention: Span, noun: int) -> bool:
    """Tell whether a mention is the owner of a noun: its last word has the ending, and no other noun stands between."""
    texts, words = found.texts, found.words
    owner = texts[mention[1] - 1]
    end = mention[1] + (texts[mention[1]] == "'")  # "the islanders' request"
    between = texts[end:noun]
    bare = owner in words.possessives and mention[1] - mention[0] == 1
    plain = all(text[-1].isalnum() and text not in words.prepositions for text in between)
    return (owner.endswith("'s") or end > mention[1] or bare) and len(between) <= _OWNED and plain
