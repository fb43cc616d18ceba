"""Events of a paragraph: a verb or a noun of the lists, with what its clause says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import forms, table, words
from llmclaims.providers.builtin.phrases import DASHES, QUOTE_MARKS, Phrase, is_auxiliary, skip_back, subject_after, subject_before
from llmclaims.providers.builtin.tokens import is_adverb, is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the lists: the PLOVER type, and the letters that say how the word is used."""

    type: str
    use: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in one sentence, as token indices.

    ``first`` and ``end`` bound its clause, ``trigger`` and ``trigger_end`` its trigger. ``passive`` turns
    subject and object round.
    """

    first: int
    end: int
    trigger: int
    trigger_end: int
    kind: Kind
    subject: Phrase | None
    object: Phrase | None
    passive: bool
    noun: bool
    helpers: tuple[int, int]


@cache
def _verbs() -> dict[str, list[tuple[tuple[str, ...], str, Kind]]]:
    found: dict[str, list[tuple[tuple[str, ...], str, Kind]]] = {}
    for type_, listed in table("events")["verbs"].items():
        for item in listed.split():
            lemma, _, use = item.partition(":")
            for tag, form in forms(lemma.replace("_", " ")).items():
                first, *rest = form.split()
                found.setdefault(first, []).append((tuple(rest), tag, Kind(type_, use)))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def _nouns() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for type_, listed in table("events")["nouns"].items():
        for noun in listed.split():
            found.setdefault(noun, Kind(type_, ""))
    return found


def find_events(tokens: Sequence[Token]) -> list[Happening]:
    """Every event that a sentence states, from left to right."""
    found: list[Happening] = []
    for index, token in enumerate(tokens):
        if found and index < found[-1].trigger_end or not token.word:
            continue
        event = _verb_event(tokens, index) or _noun_event(tokens, index)
        if event and _sound(tokens, event):
            found.append(event)
    return found


def _sound(tokens: Sequence[Token], event: Happening) -> bool:
    return sum(token.word and token.lower != "'s" for token in tokens[event.first : event.end]) >= 3


def _verb_event(tokens: Sequence[Token], index: int) -> Happening | None:
    if tokens[index].capital and index:
        return None
    for rest, tag, kind in _verbs().get(tokens[index].lower, ()):
        end = index + 1 + len(rest)
        if rest and tuple(t.lower for t in tokens[index + 1 : end]) != rest:
            continue
        event = _verbal(tokens, index, end, tag, kind)
        if event:
            return event
    return None


def _verbal(tokens: Sequence[Token], index: int, end: int, tag: str, kind: Kind) -> Happening | None:
    left = skip_back(tokens, index - 1)
    helpers = tokens[left + 1 : index]
    be = any(t.lower in words("be") for t in helpers)
    have = any(t.lower in words("have") for t in helpers)
    passive = tag in {"past", "part"} and be and not (have and not any(t.lower == "been" for t in helpers))
    before = tokens[index - 1] if index else None
    if before and before.lower in words("determiners") | words("possessives") - {"that"}:
        return None
    if "p" in kind.use and not passive:
        return None
    if passive and "x" in kind.use:
        return None
    if tag in {"past", "part"}:
        return _past(tokens, index, end, kind, left, passive=passive, helped=bool(be or have))
    if tag == "ing":
        return _gerund(tokens, index, end, kind, left, progressive=be)
    if tag == "base":
        return _base(tokens, index, end, kind, left)
    return None


def _past(
    tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int, *, passive: bool, helped: bool
) -> Happening | None:
    subject = subject_before(tokens, index)
    follower = tokens[end] if end < len(tokens) else None
    if left >= 0 and tokens[left].lower in {"and", "or", "but"} and subject is None:
        subject = _clause_subject(tokens, left)
        passive = passive or _coordinated_passive(tokens, left)
    if not helped and not passive:
        if follower and follower.lower in {"by"} or (follower and follower.lower in {"in", "at", "on", "during", "near"} and "n" in kind.use):
            return _reduced(tokens, index, end, kind)
        if "n" in kind.use and not _object_follows(tokens, end):
            return None
        if not is_finite(tokens, index) and not (left >= 0 and tokens[left].lower in {"and", "who", "which", "that"}):
            return None
        if subject is None:
            return None
    if subject is None and not passive:
        return None
    target = _object(tokens, end) if not passive else _agent(tokens, end)
    return _make(tokens, index, end, kind, subject, target, passive=passive, left=left)


def _reduced(tokens: Sequence[Token], index: int, end: int, kind: Kind) -> Happening | None:
    """'a soldier killed in the blast': a participle behind its noun."""
    if not index or not tokens[index - 1].word or tokens[index - 1].lower in words("prepositions") | words("coordinators") or is_adverb(tokens[index - 1]):
        return None
    subject = subject_before(tokens, index)
    if subject is None or subject.first == subject.last and tokens[subject.first].lower in words("subject_pronouns"):
        return None
    return _make(tokens, index, end, kind, subject, _agent(tokens, end), passive=True, left=index - 1)


def _gerund(tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int, *, progressive: bool) -> Happening | None:
    if progressive:
        subject = subject_before(tokens, index)
        return _make(tokens, index, end, kind, subject, _object(tokens, end), passive=False, left=left) if subject else None
    if "n" in kind.use and _object_follows(tokens, end) and index:
        before = tokens[index - 1]
        if before.text == "," or before.lower in {"after", "before", "by", "for", "and", "of", "from", "in", "without"}:
            subject = _clause_subject(tokens, index) if before.text == "," else None
            return _make(tokens, index, end, kind, subject, _object(tokens, end), passive=False, left=index - 1, lone=True)
    return None


def _base(tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int) -> Happening | None:
    helpers = tokens[left + 1 : index]
    infinitive = left >= 0 and tokens[left].lower == "to" and left == index - 1
    if not infinitive and not any(t.lower in words("modals") | words("do") for t in helpers):
        return None
    if "n" in kind.use and not _object_follows(tokens, end):
        return None
    subject = _clause_subject(tokens, index) if infinitive else subject_before(tokens, index)
    if subject is None:
        return None
    return _make(tokens, index, end, kind, subject, _object(tokens, end), passive=False, left=left)


def _clause_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """The subject of the nearest finite verb before a token."""
    for index in range(end - 1, max(0, end - 30), -1):
        if is_finite(tokens, index) and tokens[index].quotation == tokens[end].quotation:
            phrase = subject_before(tokens, index)
            if phrase:
                return phrase
    return None


def _coordinated_passive(tokens: Sequence[Token], joint: int) -> bool:
    for index in range(joint - 1, max(-1, joint - 12), -1):
        if tokens[index].lower in words("be"):
            return True
        if tokens[index].text in {",", ";"}:
            return False
    return False


def _object_follows(tokens: Sequence[Token], index: int) -> bool:
    while index < len(tokens) and is_adverb(tokens[index]):
        index += 1
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.lower in words("prepositions") - {"about", "around", "over", "under"} | words("subordinators") | words("coordinators") | {"to"}:
        return False
    return (token.word or token.text in "$€£") and not is_auxiliary(token)


def _object(tokens: Sequence[Token], index: int) -> Phrase | None:
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].lower in {"with", "against"}):
        index += 1
    if index >= len(tokens) or tokens[index].lower in words("prepositions") - {"about", "around", "over"}:
        return None
    phrase = subject_after(tokens, index)
    if phrase and all(t.lower in words("determiners") | words("subject_pronouns") for t in tokens[phrase.first : phrase.last + 1]):
        return None
    return phrase


def _agent(tokens: Sequence[Token], index: int) -> Phrase | None:
    for at in range(index, min(len(tokens), index + 10)):
        if tokens[at].text in {",", ";"}:
            return None
        if tokens[at].lower == "by" and at + 1 < len(tokens) and not tokens[at + 1].tagged("ing"):
            return subject_after(tokens, at + 1)
    return None


def _make(
    tokens: Sequence[Token], index: int, end: int, kind: Kind, subject: Phrase | None, target: Phrase | None,
    *, passive: bool, left: int, lone: bool = False,
) -> Happening:  # fmt: skip
    start = index if lone else left + 1
    if subject and not lone and subject.last < index:
        start = subject.first
    return Happening(start, _clause_end(tokens, end, index), index, end, kind, subject, target, passive, noun=False, helpers=(left + 1, index))


def _clause_end(tokens: Sequence[Token], index: int, trigger: int) -> int:
    """Where the clause of a trigger ends."""
    inner = tokens[trigger].quotation
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.text in {";", ":", ")"} or token.text in DASHES and token.text != "-" or token.quotation != inner:
            break
        if token.lower in {"who", "which", "that", "because", "although", "though", "while", "when", "if", "unless", "after", "before", "whose", "where", "until", "according"}:
            break
        if token.text == "," and following and (
            following.lower in words("coordinators") | words("relativizers") | words("subordinators") | {"according", "with"}
            or following.tagged("ing") or following.quotation != inner or _next_finite(tokens, index + 1)
        ):
            break
        if token.lower in {"and", "but"} and _next_finite(tokens, index + 1):
            break
        index += 1
    while index > trigger + 1 and not tokens[index - 1].word:
        index -= 1
    return index


def _next_finite(tokens: Sequence[Token], index: int) -> bool:
    """Whether a new clause begins here: a finite verb within a few words."""
    for at in range(index, min(len(tokens), index + 7)):
        if is_finite(tokens, at):
            return True
        if tokens[at].text in {",", ";"} or tokens[at].lower in words("relativizers"):
            return False
    return False


def _noun_event(tokens: Sequence[Token], index: int) -> Happening | None:
    token = tokens[index]
    kind = _nouns().get(token.lower)
    if kind is None or token.capital or not index:
        return None
    before, after = tokens[index - 1], tokens[index + 1] if index + 1 < len(tokens) else None
    if after and after.word and after.lower not in words("prepositions") | words("subordinators") | words("coordinators") | {"to", "that", "which", "who"} and not (
        is_finite(tokens, index + 1) or is_adverb(after) or after.tagged("part", "ing") or after.lower in words("time_words") | words("weekdays")
    ):
        return None
    if not before.word or before.lower in words("modals") | {"to"} or after and after.text in {"-", "/"}:
        return None
    anchored = before.lower in words("possessives") | {"'s", "the", "this", "that", "a", "an"} or before.capital or before.verb is not None
    placed = after is not None and after.lower in {"in", "on", "at", "by", "against", "between", "with", "near", "during"}
    strict = token.lower in words("noun_ambiguous", "events")
    if not (placed and (anchored or not strict)) and not (anchored and not strict and _specific(tokens, index)):
        return None
    first = index
    while first > 0 and index - first < 4 and tokens[first - 1].word and tokens[first - 1].lower not in (
        words("prepositions") | words("subordinators") | words("coordinators")
    ) and not is_finite(tokens, first - 1):
        first -= 1
    return Happening(first, _clause_end(tokens, index + 1, index), index, index + 1, kind, None, None, passive=False, noun=True, helpers=(first, index))


def _specific(tokens: Sequence[Token], index: int) -> bool:
    """Whether a noun means one occurrence: something definite or dated stands in front of it."""
    for at in range(index - 1, max(-1, index - 5), -1):
        lower = tokens[at].lower
        if lower in words("weekdays") | {"'s", "the", "this"} or lower in words("months") or tokens[at].text.isdigit():
            return True
        if lower in words("prepositions") or not tokens[at].word:
            return False
    return False
