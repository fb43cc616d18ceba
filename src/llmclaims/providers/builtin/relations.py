"""Relations that a connective states between two events of one sentence, and answers to questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from llmclaims.providers.builtin.attribution import Attribution
from llmclaims.providers.builtin.event_words import Happening
from llmclaims.providers.builtin.events import stated_event
from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, table, words
from llmclaims.providers.builtin.tokens import Token, phrases_at
from llmclaims.schema.annotations import Span

_REACH = 14
"""How many tokens may stand between a connective and the trigger behind it."""
_MODAL_REACH = 6
"""How many tokens behind a "so that" a modal may stand that makes it an aim."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two events of a sentence by their positions; the signal is ``tokens[first:last]``."""

    type: str
    source: int
    target: int
    first: int
    last: int


@cache
def _signals() -> PhraseTable[tuple[str, bool]]:
    """Return the connectives, each with its relation, and whether the source stands before it."""
    return by_first_word(
        (phrase, (type_, direction == "forward"))
        for type_ in ("causes", "purpose", "before")
        for direction, phrases in table("relations")[type_].items()
        for phrase in phrases
    )


def find_links(tokens: Sequence[Token], events: Sequence[Happening]) -> list[Link]:
    """Return the relations that connectives of a sentence state between its events."""
    links: list[Link] = []
    taken = 0
    for index, token in enumerate(tokens):
        found = next(phrases_at(tokens, index, _signals()), None) if index >= taken else None
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
    return links


def _is_aim(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a connective is a "so that" with a modal behind it: "so that nobody would wake"."""
    following = tokens[end : end + _MODAL_REACH]
    return tokens[first].lower == "so" and any(one.among("relations.aim_modals") for one in following)


def joined_events(tokens: Sequence[Token], events: Sequence[Happening]) -> list[Happening]:
    """Return the events of a sentence, with those that only a 'because' makes one: 'a dam closed because a crack widened'."""
    found = list(events)
    for index in range(2, len(tokens)):
        if not tokens[index].among("relations.clausal") or tokens[index].quotation != -1:
            continue
        start = max((i + 1 for i in range(index) if tokens[i].text in {",", ";", ":"}), default=0)
        ahead = next((i for i in range(index, len(tokens)) if tokens[i].text in {",", ";"}), len(tokens))
        before = _within(found, start, index) or stated_event(tokens, start, index)
        after = _within(found, index, ahead) or stated_event(tokens, index + 1, ahead)
        if before and after:
            found += [event for event in (before, after) if event not in found]
    return sorted(found, key=lambda event: event.trigger)


def _within(events: Sequence[Happening], start: int, end: int) -> Happening | None:
    return next((event for event in events if start <= event.trigger < end), None)


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


def _ends(tokens: Sequence[Token], events: Sequence[Happening], first: int, end: int) -> Span | None:
    """Return the events that a connective joins: the nearest before it and the nearest behind it."""
    before = [n for n, event in enumerate(events) if event.trigger_end <= first and event.first < first]
    after = [n for n, event in enumerate(events) if end <= event.trigger < end + _REACH]
    if first == 0:
        comma = next((i for i in range(end, len(tokens)) if tokens[i].text == ","), None)
        inner = [n for n in after if comma is not None and events[n].trigger < comma]
        outer = [n for n, event in enumerate(events) if comma is not None and event.trigger > comma]
        return (outer[0], inner[0]) if inner and outer else None
    if not before or not after:
        return None
    barrier = {";", ":"}
    if any(t.text in barrier for t in tokens[events[before[-1]].trigger : events[after[0]].trigger]):
        return None
    return before[-1], after[0]
