"""Events and relations as drafts: participants, place, time, quantity, modality and polarity of a clause."""

from collections.abc import Sequence

from llmclaims.providers.builtin.causal_events import joined_events
from llmclaims.providers.builtin.event_modality import modality, negated
from llmclaims.providers.builtin.event_roles import Draft, Resolve, participants
from llmclaims.providers.builtin.event_settings import setting
from llmclaims.providers.builtin.event_words import Happening, stem
from llmclaims.providers.builtin.events import find_events
from llmclaims.providers.builtin.people import KnownNames
from llmclaims.providers.builtin.relations import Occasion, find_links, opens
from llmclaims.providers.builtin.time_place_quantity import quantity, times
from llmclaims.providers.builtin.tokens import Token
from llmclaims.schema.annotations import Span


def event_drafts(
    sentences: Sequence[Sequence[Token]], text: str, known: KnownNames, resolve: Resolve
) -> tuple[list[Draft], list[Draft], dict[int, Occasion]]:
    """Return events of a paragraph, the relations between those of one sentence, and the occasions that sentences open with."""
    events: list[Draft] = []
    relations: list[Draft] = []
    occasions: dict[int, Occasion] = {}
    for number, tokens in enumerate(sentences):
        found = joined_events(tokens, find_events(tokens, _told(events)))
        refs = [f"e{len(events) + number}" for number in range(1, len(found) + 1)]
        opening = next((n for n, event in enumerate(found) if opens(tokens, event)), None)
        if opening is not None:
            end = next(i for i in range(found[opening].trigger, len(tokens)) if tokens[i].text == ",")
            occasions[number] = (refs[opening], (tokens[0].start, tokens[0].end), tokens[end].start)
        events += [
            _event(tokens, event, ref, text, known, resolve) for event, ref in zip(found, refs, strict=True)
        ]
        for link in find_links(tokens, found):
            one, other = found[link.source], found[link.target]
            first = min(one.first, other.first, link.first)
            end = max(one.trigger_end, other.trigger_end, link.last)
            relations.append({
                "type": link.type, "source": refs[link.source], "target": refs[link.target],
                "quote": text[tokens[first].start : tokens[end - 1].end],
                "signal": text[tokens[link.first].start : tokens[link.last - 1].end],
            })  # fmt: skip
    return events, relations, occasions


def _told(events: Sequence[Draft]) -> frozenset[str]:
    """Return how the events of a paragraph so far are named: what is only named again is the same one."""
    return frozenset(stem(event["trigger"].lower()) for event in events)


def _event(
    tokens: Sequence[Token], event: Happening, ref: str, text: str, known: KnownNames, resolve: Resolve
) -> Draft:
    start, end = tokens[event.first].start, tokens[event.end - 1].end
    time, place = setting(tokens, event, text)
    return {
        "ref": ref,
        "quote": text[start:end],
        "trigger": text[tokens[event.trigger].start : tokens[event.trigger_end - 1].end],
        "type": event.kind.type,
        "participants": participants(tokens, event, text, known, resolve),
        "location": _slice(text, place),
        "time": _slice(text, time),
        "quantity": _slice(text, _quantity(tokens, event, text)),
        "modality": modality(tokens, event),
        "polarity": "negative" if negated(tokens, event) else "positive",
    }


def _slice(text: str, span: Span | None) -> str | None:
    return text[slice(*span)] if span else None


def _quantity(tokens: Sequence[Token], event: Happening, text: str) -> Span | None:
    dates = times(text, tokens[0].start, tokens[-1].end)
    for phrase in (event.object, event.subject):
        if phrase:
            found = quantity(text, tokens[phrase.first].start, tokens[phrase.last].end, dates)
            if found:
                return found
    return None
