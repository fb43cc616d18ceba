"""Reporting expressions in a sentence: the verb, how it is built, and who speaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import forms, table, words
from llmclaims.providers.builtin.phrases import (
    QUOTE_MARKS,
    Phrase,
    head,
    is_auxiliary,
    skip_back,
    subject_after,
    subject_before,
)
from llmclaims.providers.builtin.tokens import is_adverb, is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token


@dataclass(frozen=True, slots=True)
class Entry:
    """A reporting verb as the lists have it: its act, and the frames of what may follow it."""

    lemma: str
    act: str
    frames: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression at ``tokens[first:last + 1]``.

    ``voice`` is active, passive, participle, noun or according; ``inverted`` says that the speaker follows.
    ``start`` and ``end`` are the tokens that cue and speaker take up together, the end exclusive.
    """

    first: int
    last: int
    entry: Entry
    voice: str
    speaker: Phrase | None
    start: int
    end: int
    inverted: bool = False
    shared: bool = False


@cache
def _verbs() -> dict[str, list[tuple[tuple[str, ...], str, Entry]]]:
    """By first word: the other words of a reporting verb's form, its tag and its entry; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, Entry]]] = {}
    for act, verbs in table("cues")["verbs"].items():
        for lemma, frames in verbs.items():
            if not frames:
                continue
            entry = Entry(lemma, act, frozenset(frames.split()))
            for tag, form in forms(lemma).items():
                first, *rest = form.split()
                found.setdefault(first, []).append((tuple(rest), tag, entry))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def _nouns() -> dict[str, Entry]:
    return {
        noun: Entry(noun, act, frozenset(frames.split()))
        for act, nouns in table("cues")["nouns"].items()
        for noun, frames in nouns.items()
    }


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Every reporting expression of a sentence, from left to right; whether it has a content is seen later."""
    cues: list[Cue] = []
    for index in range(len(tokens)):
        if cues and index <= cues[-1].last:
            continue
        cue = _according(tokens, index) or _verb(tokens, index, cues) or _noun(tokens, index)
        if cue:
            cues.append(cue)
    return cues


def _according(tokens: Sequence[Token], index: int) -> Cue | None:
    for phrase in table("cues")["according"]:
        parts = phrase.split()
        if [t.lower for t in tokens[index : index + len(parts)]] == parts:
            last = index + len(parts) - 1
            speaker = subject_after(tokens, last + 1)
            if speaker is None:
                return None
            entry = Entry(phrase, "assert", frozenset({"q"}))
            return Cue(index, last, entry, "according", speaker, index, _apposition_end(tokens, speaker.last + 1), inverted=True)
    return None


def _verb(tokens: Sequence[Token], index: int, cues: Sequence[Cue]) -> Cue | None:
    for rest, tag, entry in _verbs().get(tokens[index].lower, ()):
        if tokens[index].capital and index:
            continue
        if rest and tuple(t.lower for t in tokens[index + 1 : index + 1 + len(rest)]) != rest:
            continue
        cue = _built(tokens, index, index + len(rest), tag, entry, cues)
        if cue:
            return cue
    return None


def _built(
    tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry, cues: Sequence[Cue]
) -> Cue | None:
    before = tokens[first - 1] if first else None
    if before and before.lower == "'s" and not is_finite(tokens, first - 1):
        return None
    if last + 1 < len(tokens) and first == last and tokens[last + 1].lower in words("phrasal", "cues"):
        return None
    if before and before.lower in words("determiners") - {"all", "both", "this", "that"} | words("possessives"):
        return None
    left = skip_back(tokens, first - 1)
    helpers = tokens[left + 1 : first]
    if any(t.lower in words("negators") for t in helpers):
        return None
    if any(t.lower in _UNREAL for t in helpers):
        return None
    if tokens[first].quotation >= 0 and (entry.lemma in words("mental", "cues") or not entry.frames & {"c", "b", "t", "q"}):
        return None
    passive = tag in {"past", "part"} and any(t.lower in words("be") | {"'s"} for t in helpers) and not (
        entry.lemma in {"agree"} or any(t.lower in words("have") for t in helpers) and not any(t.lower == "been" for t in helpers)
    )
    if passive:
        return _passive(tokens, first, last, left, entry)
    if tag == "ing" and not any(t.lower in words("be") | {"'s"} for t in helpers):
        return _participle(tokens, first, last, entry, cues)
    if tag == "base" and left >= 0 and tokens[left].lower == "to" and left == first - 1:
        return _infinitive(tokens, first, last, entry)
    if helpers and tag in {"s", "past"} and any(is_auxiliary(t) for t in helpers) and tag == "s":
        return None
    inverted = _inverted(tokens, first, last, tag, entry)
    if inverted:
        return inverted
    return _active(tokens, first, last, tag, entry, cues, left)


_UNREAL = frozenset({"could", "might", "may", "should", "must", "couldn't", "shouldn't", "can", "to"})


def _active(
    tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry, cues: Sequence[Cue], left: int
) -> Cue | None:
    if left >= 0 and tokens[left].lower in {"and", "but", "or", "then", "yet"} or (
        left >= 1 and tokens[left].text == "," and tokens[left - 1].lower in {"and", "but"}
    ):
        speaker = _shared(tokens, left, cues) if tag != "base" else None
        return Cue(first, last, entry, "active", speaker, first, last + 1, shared=True) if speaker else None
    speaker = subject_before(tokens, first)
    if speaker is None or not _agrees(tokens, speaker, tag, helped=left < first - 1):
        return None
    if speaker.outer and tokens[speaker.outer - 1].lower in {"if", "unless", "whether"} or _own_words(tokens, speaker, first):
        return None
    who = tokens[left].lower in {"who", "which", "that"}
    start = left if who else speaker.outer
    return Cue(first, last, entry, "relative" if who else "active", speaker, start, last + 1)


def _own_words(tokens: Sequence[Token], speaker: Phrase, verb: int) -> bool:
    """Whether somebody quoted speaks of himself or his hearer: 'I say', 'you asked'."""
    lower = tokens[speaker.first].lower
    return tokens[verb].quotation >= 0 and speaker.first == speaker.last and lower in words("first_person") | {"you"}


def _agrees(tokens: Sequence[Token], speaker: Phrase, tag: str, *, helped: bool) -> bool:
    last = head(tokens, speaker)
    alone = speaker.first == speaker.last
    if alone and last.lower in {"this", "that", "these", "those", "there", "here", "what", "nothing", "you"}:
        return False
    if last.text[0].isdigit() and alone:
        return False
    if helped or tag in {"past", "part", "ing"}:
        return True
    plural = last.lower in words("group", "speakers") | {"i", "we", "they", "you", "who"} or (
        last.lower.endswith("s") and not last.lower.endswith("ss")
    ) or any(t.lower == "and" for t in tokens[speaker.first : speaker.last])
    if tag == "base":
        return plural
    return not plural or last.capital or last.lower in words("document", "speakers") | words("organisation", "speakers")


def _shared(tokens: Sequence[Token], before: int, cues: Sequence[Cue]) -> Phrase | None:
    """The speaker of a verb that only a conjunction joins to an earlier one."""
    for cue in reversed(cues):
        if cue.voice in {"active", "relative"} and cue.speaker:
            return cue.speaker
    return main_subject(tokens, before)


def main_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """The subject of the first clause before the token at ``end``."""
    start = 1
    if tokens and (tokens[0].lower in words("prepositions") | words("subordinators") or tokens[0].tagged("ing", "part")):
        start = next((i for i in range(1, end) if tokens[i].text == "," and tokens[i].quotation == -1), 0) + 1
    for index in range(start, end):
        if tokens[index].quotation == -1 and is_finite(tokens, index):
            phrase = subject_before(tokens, index)
            if phrase:
                return phrase
    return None


def _inverted(tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry) -> Cue | None:
    """'…,” said Khan' and '…, said Khan': the verb right after a comma or a closing mark."""
    if not first or "q" not in entry.frames or tokens[first - 1].text not in QUOTE_MARKS | {",", "?", "!"}:
        return None
    if tokens[first - 1].text in QUOTE_MARKS and first < 2:
        return None
    if tag == "base" and entry.lemma != "say":
        return None
    speaker = subject_after(tokens, last + 1)
    if speaker is None or tokens[last + 1].lower == "that" or tokens[first - 1].text == "," and _goes_on(tokens, speaker.last + 1):
        return None
    end = _apposition_end(tokens, speaker.last + 1)
    return Cue(first, last, entry, "active", speaker, first, end, inverted=True)


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether the words behind a phrase make it the subject of a clause."""
    while index < len(tokens) and tokens[index].word and tokens[index].lower not in words("relativizers") | words("subordinators"):
        if is_finite(tokens, index):
            return True
        index += 1
    return False


def _apposition_end(tokens: Sequence[Token], index: int) -> int:
    """Where the words end that follow a speaker's name and belong to it: brackets, 'a longtime adviser to …'."""
    if index < len(tokens) and tokens[index].text == "(":
        index = next((i + 1 for i in range(index, min(len(tokens), index + 20)) if tokens[i].text == ")"), index)
    return index


def _participle(tokens: Sequence[Token], first: int, last: int, entry: Entry, cues: Sequence[Cue]) -> Cue | None:
    if tokens[first].lower not in words("participle_cues", "cues") or not first:
        return None
    before = skip_adverbs_back(tokens, first - 1)
    mark = tokens[before] if before >= 0 else None
    if mark is None:
        return None
    if mark.text in {",", "—", "–", "-", "--"} | QUOTE_MARKS or mark.lower in {"by", "while", "and", "before", "after"} or mark.lower in {"from", "of", "in", "for"} and last + 1 < len(tokens) and tokens[last + 1].lower == "that":
        speaker = next((c.speaker for c in reversed(cues) if c.speaker and c.voice != "noun"), None) or main_subject(tokens, first)
        return Cue(first, last, entry, "participle", speaker, before if mark.text == "," else first, last + 1, shared=True) if speaker else None
    speaker = subject_before(tokens, first)
    if speaker is None or before != first - 1:
        return None
    return Cue(first, last, entry, "participle", speaker, speaker.outer, last + 1)


def skip_adverbs_back(tokens: Sequence[Token], index: int) -> int:
    """The last token up to an index that is no adverb."""
    while index >= 0 and is_adverb(tokens[index]):
        index -= 1
    return index


def _infinitive(tokens: Sequence[Token], first: int, last: int, entry: Entry) -> Cue | None:
    """'took to the stage to say that …': only with 'that' or a quotation right behind it."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is None or following.lower != "that" or not entry.frames & {"c", "b", "t"}:
        return None
    speaker = _told_to(tokens, first - 2) or main_subject(tokens, first)
    return Cue(first, last, entry, "infinitive", speaker, first, last + 1, shared=True) if speaker else None


def _told_to(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Who is made to speak: 'forced Stumpf, who …, to admit that'."""
    if index < 1 or not (tokens[index].word or tokens[index].text == ",") or is_finite(tokens, index):
        return None
    phrase = subject_before(tokens, index + 1)
    return phrase if phrase and tokens[phrase.first - 1].verb is not None and tokens[phrase.first].capital else None


def _passive(tokens: Sequence[Token], first: int, last: int, left: int, entry: Entry) -> Cue | None:
    """'was asked whether', 'has been called a fraud by doctors', 'was accused of'."""
    speaker = None
    end = last + 1
    for index in range(last + 1, min(len(tokens), last + 14)):
        if tokens[index].text in {",", ";", ":"} or tokens[index].lower in {"that", "whether", "if"}:
            break
        if tokens[index].lower == "by":
            speaker = subject_after(tokens, index + 1)
            break
    if speaker and speaker.first == last + 2:
        end = speaker.last + 1
    return Cue(left + 1, last, entry, "passive", speaker, left + 1, end)


def _noun(tokens: Sequence[Token], index: int) -> Cue | None:
    """'Khan's refusal to …', 'their claim that …': a reporting noun with its owner before it."""
    if index + 2 < len(tokens) and tokens[index + 1].lower == "to" and not tokens[index + 2].tagged("base") and not is_adverb(tokens[index + 2]):
        return None
    entry = _nouns().get(tokens[index].lower) or (
        _nouns().get(tokens[index].lower[:-1]) if tokens[index].lower.endswith("s") else None
    )
    if entry is None or index + 2 >= len(tokens) or tokens[index + 1].lower not in entry.frames or not index:
        return None
    owner = index - 1
    while owner > 0 and index - owner < 4 and tokens[owner].lower not in words("possessives") | {"'s", "'", "’"} and tokens[owner].word:
        owner -= 1
    token = tokens[owner]
    if token.lower in words("possessives") - {"whose", "its"} or token.lower == "its":
        return Cue(index, index, entry, "noun", Phrase(owner, owner, owner), owner, index + 1)
    if token.lower == "'s" or token.text in {"'", "’"} and tokens[owner - 1].lower.endswith("s"):
        phrase = subject_before(tokens, owner)
        return Cue(index, index, entry, "noun", phrase, owner, index + 1) if phrase else None
    return None


