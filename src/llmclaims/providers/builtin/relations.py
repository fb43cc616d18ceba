"""Relations that a connective states between two events of one sentence, and answers to questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from llmclaims.providers.builtin.attribution import Attribution
from llmclaims.providers.builtin.connectives import signals
from llmclaims.providers.builtin.event_words import Happening
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.tokens import Token, is_finite, phrases_at
from llmclaims.schema.annotations import Span

_REACH = 14
"""How many tokens may stand between a connective and the trigger behind it."""
_MODAL_REACH = 6
"""How many tokens behind a "so that" a modal may stand that makes it an aim."""


Occasion: TypeAlias = tuple[str, Span, int]
"""The event that a sentence opens with: its ref, where the word stands that says so, and where the main clause begins."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two events of a sentence by their positions; the signal is ``tokens[first:last]``."""

    type: str
    source: int
    target: int
    first: int
    last: int


def find_links(tokens: Sequence[Token], events: Sequence[Happening]) -> list[Link]:
    """Return the relations that connectives of a sentence state between its events."""
    links: list[Link] = []
    taken = 0
    for index, token in enumerate(tokens):
        found = next(iter(phrases_at(tokens, index, signals())), None) if index >= taken else None
        if found is None:
            continue
        taken, (type_, forward) = found
        due = token.lower == "due" and tokens[taken - 1].lower == "to"
        if due and taken < len(tokens) and tokens[taken].tagged("base"):
            continue
        if _is_aim(tokens, index, taken):
            type_ = "purpose"
        ends = _ends(tokens, events, index, taken)
        if ends:
            source, target = ends if forward else ends[::-1]
            links.append(Link(type_, source, target, index, taken))
    return links + _aims(tokens, events, links)


def _aims(tokens: Sequence[Token], events: Sequence[Happening], links: Sequence[Link]) -> list[Link]:
    """Return what is done to reach what an infinitive says: "flew to Lund to open a ward", not "voted to ban it"."""
    made = []
    known = {frozenset((link.source, link.target)) for link in links}
    for target, aim in enumerate(events):
        to = aim.helpers[0] - 1
        if aim.noun or to < 1 or not tokens[to].among("infinitive") or aim.trigger != to + 1:
            continue
        above = [n for n in range(target) if events[n].trigger_end < to and not events[n].noun]
        if not above or frozenset((above[-1], target)) in known:
            continue
        verb = tokens[events[above[-1]].trigger].verb
        complement = verb is not None and verb.lemma in words("relations.complementing", "events.addressing")
        between = tokens[events[above[-1]].trigger_end : to]
        plain = all(token.word or token.text in "'’-$€£" for token in between)
        if (
            not complement
            and plain
            and not any(is_finite(tokens, i) for i in range(events[above[-1]].trigger_end, to))
        ):
            made.append(Link("purpose", above[-1], target, to, to + 1))
    return made


def _is_aim(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a connective is a "so that" with a modal behind it: "so that nobody would wake"."""
    following = tokens[end : end + _MODAL_REACH]
    return tokens[first].lower == "so" and any(one.among("relations.aim_modals") for one in following)


def opens(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether a sentence opens with an event as the occasion of what follows: "At a meeting on Friday, Lund said"."""
    if not tokens[0].among("relations.occasions") or event.trigger > _REACH:
        return False
    comma = next((i for i in range(1, len(tokens)) if tokens[i].text == ","), None)
    noun = event.noun and event.first <= 1
    clause = tokens[0].among("relations.when") and not event.noun
    last = max((i for i in range(len(tokens)) if tokens[i].text == "," and i <= event.end), default=comma)
    return comma is not None and last is not None and event.trigger < last and (noun or clause)


def find_occasions(
    found: Sequence[Attribution], occasions: Mapping[int, Occasion]
) -> list[tuple[int, str, Span]]:
    """Return statements by position with the event on whose occasion they were made, and where the signal stands."""
    made = []
    for number, one in enumerate(found):
        occasion = occasions.get(one.sentence)
        if occasion and one.cue and one.cue[0] > occasion[2] and one.start > occasion[2]:
            made.append((number, occasion[0], occasion[1]))
    return made


def find_answers(found: Sequence[Attribution]) -> list[Span]:
    """Return pairs of statements by position: an answer ('he responded, …') and the question right before it."""
    pairs = []
    answering = words("relations.answers")
    for number in range(1, len(found)):
        answer, question = found[number], found[number - 1]
        if (
            answer.lemma in answering
            and question.act == "ask"
            and 0 <= answer.sentence - question.sentence <= 1
        ):
            pairs.append((number, number - 1))
    return pairs


def _governs(tokens: Sequence[Token], comma: int, event: Happening) -> bool:
    """Tell whether an event is what the clause behind a comma says itself, not what somebody there says or thinks."""
    before = range(comma + 1, event.trigger)
    return event.trigger > comma and not any(
        is_finite(tokens, i) and not tokens[i].finite and not tokens[i].among("be") for i in before
    )


def _ends(tokens: Sequence[Token], events: Sequence[Happening], first: int, end: int) -> Span | None:
    """Return the events that a connective joins: the nearest before it and the nearest behind it."""
    before = [n for n, event in enumerate(events) if event.trigger_end <= first and event.first < first]
    after = [n for n, event in enumerate(events) if end <= event.trigger < end + _REACH]
    if first == 0:
        comma = next((i for i in range(end, len(tokens)) if tokens[i].text == ","), None)
        inner = [n for n in after if comma is not None and events[n].trigger < comma]
        outer = [n for n, event in enumerate(events) if comma is not None and _governs(tokens, comma, event)]
        return (outer[0], inner[0]) if inner and outer else None
    if not before or not after or not _reaches(tokens, end, events[after[0]]):
        return None
    if tokens[first].among("relations.simultaneous") and any(
        t.among("prepositions", "infinitive") for t in tokens[events[before[-1]].trigger_end : first]
    ):
        return None  # "voted against a probe into deaths during protests"
    participial = tokens[first].among("relations.participial") and tokens[end - 1].among("agent")
    if participial and not _beside(tokens, events[before[-1]], first):
        return None
    barrier = {";", ":"}
    source = _governing(tokens, events, before, first)
    if any(t.text in barrier for t in tokens[events[source].trigger : events[after[0]].trigger]):
        return None
    return source, after[0]


def _reaches(tokens: Sequence[Token], end: int, event: Happening) -> bool:
    """Tell whether a connective that ends in a preposition has an event for its object: no clause of its own stands between."""
    if not tokens[end - 1].among("prepositions") or tokens[end - 1].among("subordinators"):
        return True
    between = range(end, event.trigger)
    return not any(
        tokens[i].among("coordinators", "subordinators", "relativizers")
        or tokens[i].text in {",", ";"}
        or tokens[i].finite
        for i in between
    )


def _beside(tokens: Sequence[Token], event: Happening, first: int) -> bool:
    """Tell whether what a participle qualifies is the event before it: "clashes caused by", "was prompted by"."""
    between = tokens[event.trigger_end : first]
    return len(between) < 7 and all(token.word for token in between)


def _governing(
    tokens: Sequence[Token], events: Sequence[Happening], before: Sequence[int], first: int
) -> int:
    """Return which event before a connective it is about: its subject where it is a verb, else the last finite verb's."""
    if is_finite(tokens, first) and tokens[first - 1].word:
        return before[-1]
    for number in reversed(before):
        event = events[number]
        finite = not event.noun and (is_finite(tokens, event.trigger) or event.helpers[0] < event.helpers[1])
        if any(not t.word for t in tokens[event.trigger : first]) and number != before[-1]:
            break
        if finite and not tokens[event.trigger - 1].among("infinitive"):
            return number
    return before[-1]
