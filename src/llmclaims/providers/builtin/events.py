"""Events of a sentence: the verbs of the lists with their subjects and objects, and the nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.providers.builtin.clauses import clause_end
from llmclaims.providers.builtin.event_nouns import noun_event
from llmclaims.providers.builtin.event_words import Happening, Kind, event_nouns, event_verbs, light_forms
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.phrases import Phrase, is_auxiliary, subject_after
from llmclaims.providers.builtin.subjects import skip_back, subject_before
from llmclaims.providers.builtin.tokens import is_adverb, is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token


def find_events(tokens: Sequence[Token]) -> list[Happening]:
    """Every event that a sentence states, from left to right."""
    found: list[Happening] = []
    for index, token in enumerate(tokens):
        if (found and index < found[-1].trigger_end) or not token.word:
            continue
        event = _verb_event(tokens, index) or noun_event(tokens, index)
        if event and _sound(tokens, event):
            found.append(event)
    return found


def _sound(tokens: Sequence[Token], event: Happening) -> bool:
    return (
        sum(
            token.word and token.lower not in words("possessive_ending")
            for token in tokens[event.first : event.end]
        )
        >= 3
    )


def _verb_event(tokens: Sequence[Token], index: int) -> Happening | None:
    if tokens[index].capital and index:
        return None
    for rest, tag, kind in event_verbs().get(tokens[index].lower, ()):
        end = index + 1 + len(rest)
        if rest and tuple(t.lower for t in tokens[index + 1 : end]) != rest:
            continue
        event = _verbal(tokens, index, end, tag, kind)
        if event:
            return event
    return None


def _verbal(tokens: Sequence[Token], index: int, end: int, tag: str, kind: Kind) -> Happening | None:
    if _light(tokens, index, end):
        return None
    left = skip_back(tokens, index - 1)
    helpers = tokens[left + 1 : index]
    be = any(t.lower in words("be") for t in helpers)
    have = any(t.lower in words("have") for t in helpers)
    passive = (
        tag in {"past", "part"} and be and not (have and not any(t.lower in words("been") for t in helpers))
    )
    before = tokens[index - 1] if index else None
    if before and before.lower in words("determiners", "possessives") - words("complementizer"):
        return None
    if "p" in kind.use and not passive:
        return None
    if (
        (passive
        and kind.use in {"x", "i"})
        or (kind.use == "i"
        and tag != "ing"
        and _object_follows(tokens, end)
        and not _dated(tokens[end]))
    ):
        return None
    if tag in {"past", "part"}:
        return _past(tokens, index, end, kind, left, passive=passive, helped=bool(be or have))
    if tag == "ing":
        return _gerund(tokens, index, end, kind, left, progressive=be)
    if tag == "base":
        return _base(tokens, index, end, kind, left)
    return None


def _light(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether a verb only carries the noun behind it: 'launched an attack'."""
    if tokens[index].lower not in light_forms():
        return False
    for token in tokens[end : end + 4]:
        if token.lower in event_nouns():
            return True
        if not token.word or token.lower in words("prepositions") - words("inside"):
            return False
    return False


def _dated(token: Token) -> bool:
    return token.lower in words("weekdays", "time_words", "time_modifiers", "months") or is_adverb(token)


def _past(
    tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int, *, passive: bool, helped: bool
) -> Happening | None:
    subject = subject_before(tokens, index)
    follower = tokens[end] if end < len(tokens) else None
    if follower and follower.lower in words("particles"):
        return None
    if left >= 0 and tokens[left].lower in words("plain_coordinators") and subject is None:
        subject = _clause_subject(tokens, left)
        passive = passive or _coordinated_passive(tokens, left)
    if not helped and not passive:
        if (
            (follower
            and follower.lower in words("agent"))
            or (follower and follower.lower in words("setting_prepositions") and "n" in kind.use)
        ):
            return _reduced(tokens, index, end, kind)
        if "n" in kind.use and not _object_follows(tokens, end):
            return None
        if not is_finite(tokens, index) and not (left >= 0 and tokens[left].lower in words("verb_hosts")):
            return None
        if subject is None:
            return None
    if subject is None and not passive:
        return None
    target = _object(tokens, end) if not passive else _agent(tokens, end)
    return _make(tokens, index, end, kind, subject, target, passive=passive, left=left)


def _reduced(tokens: Sequence[Token], index: int, end: int, kind: Kind) -> Happening | None:
    """'a soldier killed in the blast': a participle behind its noun."""
    if (
        not index
        or not tokens[index - 1].word
        or tokens[index - 1].lower in words("prepositions", "coordinators")
        or is_adverb(tokens[index - 1])
    ):
        return None
    subject = subject_before(tokens, index)
    if (
        subject is None
        or (subject.first == subject.last
        and tokens[subject.first].lower in words("subject_pronouns"))
    ):
        return None
    return _make(tokens, index, end, kind, subject, _agent(tokens, end), passive=True, left=index - 1)


def _gerund(
    tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int, *, progressive: bool
) -> Happening | None:
    if progressive:
        subject = subject_before(tokens, index)
        return (
            _make(tokens, index, end, kind, subject, _object(tokens, end), passive=False, left=left)
            if subject
            else None
        )
    if "n" in kind.use and _object_follows(tokens, end) and index:
        before = tokens[index - 1]
        if before.text == "," or before.lower in words("gerund_hosts"):
            subject = _clause_subject(tokens, index) if before.text == "," else None
            return _make(
                tokens,
                index,
                end,
                kind,
                subject,
                _object(tokens, end),
                passive=False,
                left=index - 1,
                lone=True,
            )
    return None


def _base(tokens: Sequence[Token], index: int, end: int, kind: Kind, left: int) -> Happening | None:
    helpers = tokens[left + 1 : index]
    infinitive = left >= 0 and tokens[left].lower in words("infinitive") and left == index - 1
    if not infinitive and not any(t.lower in words("modals", "do") for t in helpers):
        return None
    if "n" in kind.use and not _object_follows(tokens, end):
        return None
    subject = _controller(tokens, left) if infinitive else subject_before(tokens, index)
    if (
        (subject is None
        and (not infinitive or kind.use == "i"))
        or (tokens[end : end + 1]
        and tokens[end].lower in words("particles"))
    ):
        return None
    return _make(tokens, index, end, kind, subject, _object(tokens, end), passive=False, left=left)


def _controller(tokens: Sequence[Token], to: int) -> Phrase | None:
    """Who would do what an infinitive says: the subject of the verb right before 'to', nobody where a noun stands there."""
    verb = to - 1
    if (
        verb < 1
        or tokens[verb].verb is None
        or not (is_finite(tokens, verb) or tokens[verb].tagged("ing", "part", "base"))
    ):
        return None
    return subject_before(tokens, verb)


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
    if token.lower in words("prepositions") - words(
        "approximators_all", "subordinators", "coordinators", "infinitive"
    ):
        return False
    return (token.word or token.text in "$€£") and not is_auxiliary(token)


def _object(tokens: Sequence[Token], index: int) -> Phrase | None:
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].lower in words("opponents")):
        index += 1
    if index >= len(tokens) or tokens[index].lower in words("prepositions") - words("approximators"):
        return None
    phrase = subject_after(tokens, index)
    if phrase and all(
        t.lower in words("determiners", "subject_pronouns") for t in tokens[phrase.first : phrase.last + 1]
    ):
        return None
    return phrase


def _agent(tokens: Sequence[Token], index: int) -> Phrase | None:
    for at in range(index, min(len(tokens), index + 10)):
        if tokens[at].text in {",", ";"}:
            return None
        if tokens[at].lower in words("agent") and at + 1 < len(tokens) and not tokens[at + 1].tagged("ing"):
            return subject_after(tokens, at + 1)
    return None


def _make(
    tokens: Sequence[Token], index: int, end: int, kind: Kind, subject: Phrase | None, target: Phrase | None,
    *, passive: bool, left: int, lone: bool = False,
) -> Happening:  # fmt: skip
    start = index if lone else left + 1
    joined = left >= 0 and tokens[left].lower in words("plain_coordinators")
    if (
        subject
        and not lone
        and subject.last < index
        and not (joined and clause_end(tokens, end, index) - start >= 3)
    ):
        start = subject.first
    if kind.use in {"i", "x"} and not passive:
        target = None
    return Happening(
        start,
        clause_end(tokens, end, index),
        index,
        end,
        kind,
        subject,
        target,
        passive,
        noun=False,
        helpers=(left + 1, index),
    )
