"""Who did something and to whom it was done, as far as the words around a verb or an event noun say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final
from llmclaims.language.role_nouns import did_it, had_it_done, is_victim
from llmclaims.language.verbs import is_past

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.clauses import Passage
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

_BE = frozenset(
    ("am", "are", "be", "been", "being", "is", "was", "were", "'s", "'re", "get", "gets", "got", "getting")
)
_HAD = frozenset(("had", "has", "have"))
_TIMES = frozenset(("again", "also", "ever", "once", "still", "then", "twice"))
_ADVERBS = 3
"""Words between "was" and its participle: "was twice refused", "were not at all hurt"."""
_SUBJECT = 7
"""Words between the head of a subject and its verb."""
_AGENT = 9
"""Words between a verb, or an event noun, and the "by" of who did it."""
_SENDER = 14
"""Words between what was sent and the "from" of its sender, with an addressee between the two."""
_OBJECT = 3
"""Words between a verb and the head of its object."""
_AIMED = frozenset(("at", "against", "on", "upon"))


def undergoes(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the one to whom it was done: subject of a passive, object, victim, robbed of something."""
    start = trigger[0]
    if found.texts[start] in found.words.mutual:
        return False
    if mention[1] <= start:
        return (
            _passive_subject(found, trigger, mention)
            or _loses(found, trigger, mention)
            or _fronted_object(found, trigger, mention)
            or is_victim(found, trigger, mention)
            or had_it_done(found, trigger, mention)
        )
    return (
        _fronted_participle(found, trigger, mention)
        or _robbed(found, trigger, mention)
        or _is_object(found, trigger, mention)
        or _is_aim(found, trigger, mention)
        or had_it_done(found, trigger, mention)
    )


def acts(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is who did it: its "by", the subject of an active verb, the owner of what was done."""
    if found.texts[trigger[0]] in found.words.mutual:
        return False
    if mention[1] <= trigger[0]:
        return _active_subject(found, trigger, mention) or did_it(found, trigger, mention)
    return _agent(found, trigger, mention) or _sender(found, trigger, mention)


def _agent(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention stands behind the "by" of a verb, or of an event noun."""
    between = found.texts[trigger[1] : mention[0]]
    if between[-4:] == ("at", "the", "hands", "of"):
        between = (*between[:-4], "by")
    stands = found.texts[trigger[0]] in found.words.coming  # "stood by its ally"
    if stands or not between or between[-1] != "by" or len(between) > _AGENT:
        return False
    return not has_verb(between[:-1], found.words) and not found.analysis.broken(trigger[1], mention[0] - 1)


def _sender(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention stands behind the "from" of what came: "received a letter from", "a plea from"."""
    texts, words = found.texts, found.words
    between = texts[trigger[1] : mention[0]]
    came = {texts[trigger[0]], texts[trigger[1] - 1]}
    if between[-1:] != ("from",) or len(between) > _SENDER or came.isdisjoint(words.receiving | words.sent):
        return False
    return not has_verb(between, words) and words.subordinators.isdisjoint(between)


def _passive_subject(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the subject of a passive whose participle is the trigger."""
    texts, words, verb = found.texts, found.words, trigger[0]
    if not _is_participle(texts[verb], words):
        return False
    subject = _behind_aside(found, mention, verb)
    if texts[verb - 1] == "," and subject == verb - 1:
        apposed = mention[0] > found.left and texts[mention[0] - 1] == ","  # "the minister, Moss, sent word"
        return (
            texts[trigger[1]] in words.prepositions | {"outside"} and not apposed
        )  # "the warden, bitten at the fair"
    be = next((at for at in found.before(verb, _ADVERBS + 1) if texts[at] in _BE), None)
    if be is not None:
        aside = all(_is_adverb(text, words) for text in texts[be + 1 : verb])
        if aside:
            return subject <= be and _one_subject(texts[subject:be], words)
    if texts[verb - 1] not in words.coordinators or "by" not in texts[verb + 1 : verb + 2]:
        return False
    passive = next(
        (at for at in range(subject, verb) if texts[at] in _BE), None
    )  # "was sent home and relieved by"
    return passive is not None and _one_subject(texts[subject:passive], words)


def _loses(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether something was done to what a mention has: "Terre had her bag stolen", not "had the wood burned"."""
    texts, words, verb = found.texts, found.words, trigger[0]
    own = texts[mention[1] + 1 : verb]
    had = texts[mention[1]] in _HAD and own[:1] and own[0] in words.possessives
    done = texts[verb] in words.taking | words.harming and _is_participle(texts[verb], words)
    return bool(had) and done and len(own) <= _SUBJECT and words.prepositions.isdisjoint(own)


def _behind_aside(found: Passage, mention: Span, verb: int) -> int:
    """Return the token behind the aside that two commas part from a mention: "Dario Lenz, 38, was shot"."""
    texts = found.texts
    opens = texts[mention[1]] == "," and not (mention[0] > found.left and texts[mention[0] - 1] == ",")
    closing = next((at for at in range(mention[1] + 2, verb - 1) if texts[at] == ","), None)
    return closing + 1 if opens and closing is not None else mention[1]


def _fronted_participle(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the subject behind a passive participle: "Arrested in the winter of 1958, she taught"."""
    texts, words, verb = found.texts, found.words, trigger[0]
    opens = verb == found.left or is_final(texts[verb - 1])
    between = texts[trigger[1] : mention[0]]
    if not opens or not _is_participle(texts[verb], words) or len(between) > _AGENT or between[-1:] != (",",):
        return False
    plain = between[0] in words.prepositions | words.subordinators | {","} or between[0].endswith("ly")
    return plain and "," not in between[:-1] and not has_verb(between, words)


def _fronted_object(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a relative clause with a subject of its own is about a mention: "it was Y that the jury overruled"."""
    texts, words = found.texts, found.words
    relative = mention[1] + (texts[mention[1]] == ",")
    own = texts[relative + 1 : trigger[0]]
    if texts[relative] not in words.plain_relatives | {"whom"} or not 0 < len(own) <= _SUBJECT:
        return False
    verb = is_past(found, trigger[0]) or (texts[relative] == "whom" and texts[trigger[0]] in words.past_verbs)
    if not verb or _BE.intersection(own) or has_verb(own[:-1], words):
        return False
    if own[0] in words.auxiliaries or own[0].endswith("ly"):
        return False  # "the clerk who had narrowly won"
    bare = len(own) == 1 and own[0].endswith("s")  # "a ship that pirates seized"
    named = bare or found.tokens[relative + 1].capital or own[0] in words.determiners | words.subject_pronouns
    return texts[relative] == "whom" or (named and not starts_object(found, trigger[1]))


def _robbed(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether something was taken from a mention: "seized from", "won the title from"."""
    after = found.texts[trigger[1] : mention[0]]
    near = len(after) <= _SUBJECT and not has_verb(after, found.words)
    return (
        found.texts[trigger[0]] in found.words.taking
        and after[-1:] == ("from",)
        and near
        and not found.analysis.broken(trigger[1], mention[0] - 1)
    )


def _is_object(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the object of an active verb: "sued the board"."""
    if not _is_active(found, trigger) or len(found.texts[trigger[1] : mention[0]]) > _OBJECT:
        return False
    return all(_in_phrase(found, at) for at in range(trigger[1], mention[0])) and _is_free(found, mention)


def _in_phrase(found: Passage, index: int) -> bool:
    """Tell whether a token may stand between a verb and the head of its object: an article, a title, a number."""
    text, words = found.texts[index], found.words
    return (
        text in words.determiners | words.possessives | words.titles
        or text[0].isdigit()
        or text.endswith(words.adjective_suffixes)
    )


def _is_aim(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether something was done at, against or on a mention: "hurled turnips at the ferry", "an attack on"."""
    texts, words = found.texts, found.words
    between = texts[trigger[1] : mention[0]]
    while between and between[-1] in words.determiners | words.titles:
        between = between[:-1]
    if not between or len(between) > _SUBJECT or has_verb(between, words):
        return False
    if between[-1] != "against":
        aimed = (words.aimed | words.sent).intersection(texts[slice(*trigger)])
        near = between[-1] in _AIMED | {"to"} and (words.prepositions - {"of"}).isdisjoint(between[:-1])
        if not aimed or not near:
            return False
    return not found.analysis.broken(trigger[1], mention[0] - 1) and _is_free(found, mention)


def _is_free(found: Passage, mention: Span) -> bool:
    """Tell whether a mention is neither the owner of what follows nor the subject of another verb."""
    texts, words = found.texts, found.words
    last = texts[mention[1] - 1]
    if last.endswith(("'s", "s'")):
        return False
    after = texts[mention[1]] if mention[1] < len(texts) else ""
    return after not in words.auxiliaries and not is_past_at(found, mention[1])


def _active_subject(found: Passage, trigger: Span, mention: Span) -> bool:
    """Tell whether a mention is the subject of an active verb with an object: "the board sued him"."""
    texts, words = found.texts, found.words
    if not _is_active(found, trigger) or not starts_object(found, trigger[1]):
        return False
    if texts[trigger[0]] in words.undergoing or (mention[0] and texts[mention[0] - 1] in words.prepositions):
        return False
    between = [text for text in texts[mention[1] : trigger[0]] if text not in words.plain_relatives | {","}]
    return all(text in words.auxiliaries or _is_adverb(text, words) for text in between)


def _is_active(found: Passage, trigger: Span) -> bool:
    """Tell whether a trigger is a verb that is neither passive nor one of saying, coming or being."""
    texts, words, verb = found.texts, found.words, trigger[0]
    before = texts[verb - 1] if verb > found.left else ""
    if texts[verb] in words.saying | words.coming | words.auxiliaries or before in words.determiners:
        return False
    be = next((at for at in found.before(verb, _ADVERBS + 1) if texts[at] in _BE), None)
    passive = be is not None and all(_is_adverb(text, words) for text in texts[be + 1 : verb])
    if texts[verb].endswith("ing"):
        return passive or before in words.prepositions | {","}
    return is_past(found, verb) and not passive


def starts_object(found: Passage, index: int) -> bool:
    """Tell whether a noun phrase begins at a token that is no time: "the mayor", "him", "Moss"."""
    if index >= min(found.right, len(found.texts)):
        return False
    text, words = found.texts[index], found.words
    if text in words.date_words or text in words.prepositions | words.subordinators:
        return False
    following = found.texts[index + 1 : index + 3]
    if words.periods.intersection(following) or words.date_words.intersection(following):
        return False
    known = words.determiners | words.possessives | words.object_pronouns
    return text in known or found.tokens[index].capital


def is_past_at(found: Passage, index: int) -> bool:
    """Tell whether there is a token in the past tense at an index."""
    return index < min(found.right, len(found.texts)) and is_past(found, index)


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
    return len(rest) <= _SUBJECT and not has_verb(rest, words) and not {";", ".", ":", ","}.intersection(rest)


def has_verb(texts: Sequence[str], words: Words) -> bool:
    """Tell whether a finite verb stands among some words."""
    return any(
        text in words.auxiliaries or text in words.past_verbs or text in words.saying or text.endswith("ed")
        for text in texts
    )
