"""Who did something and to whom it was done, as far as the words around a verb or an event noun say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.clauses import Passage
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

_BE = frozenset(("am", "are", "be", "been", "being", "is", "was", "were", "'s", "'re"))
_TIMES = frozenset(("again", "also", "ever", "once", "still", "then", "twice"))
_ADVERBS = 3
"""Words between "was" and its participle: "was twice refused", "were not at all hurt"."""
_SUBJECT = 7
"""Words between the head of a subject and its verb."""
_AGENT = 9
"""Words between a verb, or an event noun, and the "by" of who did it."""
_HARM = 12


def undergoes(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the one to whom it was done: subject of a passive, victim, robbed of something."""
    start, end = trigger
    texts, words = found.texts, found.words
    if mention[1] <= start:
        return _passive_subject(found, start, mention[1]) or _is_victim(texts, mention[1], trigger, words)
    after = texts[end : mention[0]]
    return texts[start] in words.taking and after[-1:] == ("from",) and len(after) <= _ADVERBS


def acts(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is who did it: it stands behind the "by" of the verb, or of the event noun."""
    between = found.texts[trigger[1] : mention[0]]
    if between[-4:] == ("at", "the", "hands", "of"):
        between = (*between[:-4], "by")
    if not between or between[-1] != "by" or len(between) > _AGENT:
        return False
    return not _has_verb(between[:-1], found.words) and not found.analysis.broken(trigger[1], mention[0] - 1)


def _passive_subject(found: Passage, verb: int, subject: int) -> bool:
    """Tell whether what ends before the token ``subject`` is the subject of a passive whose participle is ``verb``."""
    texts, words = found.texts, found.words
    if not _is_participle(texts[verb], words):
        return False
    if texts[verb - 1] == "," and subject == verb - 1:
        return True  # "the warden, bitten at the fair"
    be = next((at for at in found.before(verb, _ADVERBS + 1) if texts[at] in _BE), None)
    if be is not None:
        aside = all(_is_adverb(text, words) for text in texts[be + 1 : verb])
        return aside and subject <= be and _one_subject(texts[subject:be], words)
    if texts[verb - 1] not in words.coordinators or "by" not in texts[verb + 1 : verb + 2]:
        return False
    passive = next(
        (at for at in range(subject, verb) if texts[at] in _BE), None
    )  # "was sent home and relieved by"
    return passive is not None and _one_subject(texts[subject:passive], words)


def _is_participle(text: str, words: Words) -> bool:
    return text.endswith(("ed", "en", "wn")) or text in words.past_verbs or text in words.participles


def _is_adverb(text: str, words: Words) -> bool:
    return (
        text.endswith("ly")
        or text in words.parentheticals | words.verbal_negators | words.participle_adverbs | _BE | _TIMES
    )


def _one_subject(between: Sequence[str], words: Words) -> bool:
    """Tell whether words between a head and its verb belong to the subject: no other verb, no new clause."""
    rest = [text for text in between if text not in words.past_auxiliaries | words.plain_relatives]
    return (
        len(rest) <= _SUBJECT and not _has_verb(rest, words) and not {";", ".", ":", ","}.intersection(rest)
    )


def _has_verb(texts: Sequence[str], words: Words) -> bool:
    return any(
        text in words.auxiliaries or text in words.past_verbs or text in words.saying or text.endswith("ed")
        for text in texts
    )


def _is_victim(texts: Sequence[str], mention: int, trigger: Span, words: Words) -> bool:
    """Tell "two choirboys were victims of the ambush" and "who lost two fingers in the raid"."""
    between = texts[mention : trigger[0]]
    after = texts[trigger[1] : trigger[1] + 1]
    if len(between) > _HARM or not words.harming.intersection(between) or "by" in between:
        return False
    leads = bool(after) and after[0] in words.subject_pronouns  # "in the raid he led"
    return {"in", "of"}.intersection(between[-_ADVERBS:]) != set() and not leads
