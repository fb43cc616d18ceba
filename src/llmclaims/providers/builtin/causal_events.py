"""Events that only a connective of cause makes ones: "the role was cut due to its increasing ties", "falling sales led to job cuts"."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import clause_end
from llmclaims.providers.builtin.connectives import signals
from llmclaims.providers.builtin.cues import reporting_verbs
from llmclaims.providers.builtin.event_arguments import agent_of, object_of
from llmclaims.providers.builtin.event_subjects import subject_of
from llmclaims.providers.builtin.event_words import Happening, Kind, Verb, event_nouns
from llmclaims.providers.builtin.events import make_event, sound
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.subjects import skip_back
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at

_HEAD = 9
"""How many tokens a noun phrase may have before its first preposition."""
_MARKS = frozenset({",", ";", ":"})


def joined_events(tokens: Sequence[Token], events: Sequence[Happening]) -> list[Happening]:
    """Return the events of a sentence, with those that a connective of cause joins to one another."""
    found = list(events)
    taken = 0
    for index in range(len(tokens)):
        signal = next(iter(phrases_at(tokens, index, signals())), None) if index >= taken else None
        if signal is None or signal[1][0] != "causes" or tokens[index].quotation != -1:
            continue
        taken = signal[0]
        pair = _pair(tokens, found, index, taken)
        if pair:
            found += [event for event in pair if event not in found]
    return sorted(found, key=lambda event: event.trigger)


def _pair(
    tokens: Sequence[Token], found: Sequence[Happening], first: int, end: int
) -> tuple[Happening, Happening] | None:
    """Return the events on both sides of a connective, None unless both sides tell of something that happens."""
    ahead = next((i for i in range(end, len(tokens)) if tokens[i].text in _MARKS), len(tokens))
    clausal = tokens[first].among("relations.clausal") and end == first + 1
    if first == 0:
        if ahead == len(tokens):
            return None
        inner = _within(found, end, ahead) or (
            stated_event(tokens, end, ahead) if clausal else nominal_event(tokens, end)
        )
        outer = _within(found, ahead, len(tokens)) or stated_event(tokens, ahead + 1, len(tokens))
        return (inner, outer) if inner and outer else None
    start = max((i + 1 for i in range(first) if tokens[i].text in _MARKS), default=0)
    start = 0 if start == first else start
    if clausal:
        before = _within(found, start, first) or stated_event(tokens, start, first)
        after = _within(found, end, ahead) or stated_event(tokens, end, ahead)
    else:
        verbal = is_finite(tokens, first) or tokens[first].among("relations.participial")
        before = _last(found, start, first) or (
            subject_event(tokens, first) if verbal else stated_event(tokens, start, first)
        )
        head = _head(tokens, end)
        inside = ahead if head is None else min(ahead, head + 1)
        after = _within(found, end, inside) or nominal_event(tokens, end)
    return (before, after) if before and after else None


def stated_event(tokens: Sequence[Token], start: int, end: int) -> Happening | None:
    """Return the event of the first clause in ``tokens[start:end]``, whatever its verb: for a clause that a connective joins.

    None where the verb tells of a state, a thought or a saying rather than of something that happens.
    """
    for index in range(start + 1, end):
        token = tokens[index]
        if (
            not is_finite(tokens, index)
            or token.finite
            or token.verb is None
            or token.quotation != tokens[start].quotation
        ):
            continue
        if (
            token.verb.lemma in words("relations.statives")
            or token.lower in reporting_verbs()
            or not token.tagged("past")
        ):
            return None
        verb = Verb(index, index + 1, Kind("OTHER", ""), skip_back(tokens, index - 1))
        passive = any(t.among("be") for t in tokens[verb.left + 1 : index])
        subject = subject_of(tokens, index)
        if subject is None or subject.first < start:
            return None
        target = agent_of(tokens, verb.end) if passive else object_of(tokens, verb.end)
        event = make_event(tokens, verb, subject, target, passive=passive)
        return event if sound(tokens, event) else None
    return None


def _within(events: Sequence[Happening], start: int, end: int) -> Happening | None:
    return next((event for event in events if start <= event.trigger < end), None)


def _last(events: Sequence[Happening], start: int, end: int) -> Happening | None:
    return next((event for event in reversed(events) if start <= event.trigger < end), None)


def nominal_event(tokens: Sequence[Token], start: int) -> Happening | None:
    """Return the event that the noun phrase at a token names, where its noun or what qualifies it says that something happens."""
    head = _head(tokens, start)
    if head is None:
        return None
    kind = event_nouns().get(tokens[head].lower)
    changing = any(tokens[i].among("relations.changing") for i in range(start, head))
    if kind is None and not changing and not _deverbal(tokens[head]):
        return None
    end = clause_end(tokens, head + 1, head)
    return _named(tokens, start, end, head, kind)


def subject_event(tokens: Sequence[Token], verb: int) -> Happening | None:
    """Return the event that the subject of a verb names: "the purchase of Velo led to"."""
    verb = skip_back(tokens, verb - 1) + 1
    for head in range(verb - 1, max(-1, verb - 12), -1):
        token = tokens[head]
        if not token.word or (is_finite(tokens, head) and head < verb - 1):
            return None
        ends = head == verb - 1 or tokens[head + 1].among("prepositions")
        if ends and (token.lower in event_nouns() or _deverbal(token)) and not token.capital:
            first = head
            while (
                first > 0
                and tokens[first - 1].word
                and not tokens[first - 1].among("prepositions", "coordinators")
            ):
                first -= 1
                if tokens[first].among("determiners", "possessives"):
                    break
            return _named(
                tokens, first, clause_end(tokens, verb + 1, head), head, event_nouns().get(token.lower)
            )
    return None


def _named(tokens: Sequence[Token], first: int, end: int, head: int, kind: Kind | None) -> Happening | None:
    while first > 0 and sum(token.word for token in tokens[first:end]) < 3 and tokens[first - 1].word:
        first -= 1
    if sum(token.word for token in tokens[first:end]) < 3:
        return None
    helpers = (first, head)
    return Happening(
        first, end, head, head + 1, kind or Kind("OTHER", ""), None, None,
        passive=False, noun=True, helpers=helpers,
    )  # fmt: skip


def _head(tokens: Sequence[Token], start: int) -> int | None:
    """Return the head of the noun phrase that begins at a token."""
    for index in range(start, min(len(tokens), start + _HEAD)):
        token = tokens[index]
        over = not token.word or token.among("prepositions", "coordinators", "subordinators", "relativizers")
        if over or (index > start and (token.finite or is_adverb(token))):
            if index == start:
                return None
            return index - 1 if not tokens[index - 1].capital else None
    last = min(len(tokens), start + _HEAD) - 1
    return last if last >= start and tokens[last].word and not tokens[last].capital else None


def _deverbal(token: Token) -> bool:
    """Tell whether a noun has the form of one that a verb made: "closure", "failure", "cuts"."""
    if token.among("relations.states"):
        return False
    return token.among("relations.happenings") or token.lower.endswith(
        tuple(table("relations")["endings"].split())
    )
