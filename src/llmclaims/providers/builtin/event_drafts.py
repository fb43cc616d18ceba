"""Events and relations as drafts: participants, place, time, quantity, modality and polarity of a clause."""

from collections.abc import Sequence
from typing import Any

from llmclaims.providers.builtin.event_words import Happening
from llmclaims.providers.builtin.events import find_events
from llmclaims.providers.builtin.lexicon import table
from llmclaims.providers.builtin.noun_phrases import Phrase, owner_before, subject_after
from llmclaims.providers.builtin.people import KnownNames, named
from llmclaims.providers.builtin.relations import find_links, joined_events
from llmclaims.providers.builtin.time_place_quantity import location, quantity, times
from llmclaims.providers.builtin.tokens import Token
from llmclaims.schema.annotations import Span

Draft = dict[str, Any]


def event_drafts(
    sentences: Sequence[Sequence[Token]], text: str, known: KnownNames
) -> tuple[list[Draft], list[Draft]]:
    """Return events of a paragraph and the relations between those of one sentence."""
    events: list[Draft] = []
    relations: list[Draft] = []
    for tokens in sentences:
        found = joined_events(tokens, find_events(tokens))
        refs = [f"e{len(events) + number}" for number in range(1, len(found) + 1)]
        events += [_event(tokens, event, ref, text, known) for event, ref in zip(found, refs, strict=True)]
        for link in find_links(tokens, found):
            one, other = found[link.source], found[link.target]
            first = min(one.first, other.first, link.first)
            end = max(one.trigger_end, other.trigger_end, link.last)
            relations.append({
                "type": link.type, "source": refs[link.source], "target": refs[link.target],
                "quote": text[tokens[first].start : tokens[end - 1].end],
                "signal": text[tokens[link.first].start : tokens[link.last - 1].end],
            })  # fmt: skip
    return events, relations


def _event(tokens: Sequence[Token], event: Happening, ref: str, text: str, known: KnownNames) -> Draft:
    start, end = tokens[event.first].start, tokens[event.end - 1].end
    dates = times(text, tokens[0].start, tokens[-1].end)
    return {
        "ref": ref,
        "quote": text[start:end],
        "trigger": text[tokens[event.trigger].start : tokens[event.trigger_end - 1].end],
        "type": event.kind.type,
        "participants": _participants(tokens, event, text, known),
        "location": _slice(text, location(tokens, event.trigger_end, event.end)),
        "time": _slice(text, _time(dates, start, end, tokens, event)),
        "quantity": _slice(text, _quantity(tokens, event, text, dates)),
        "modality": modality(tokens, event),
        "polarity": "negative" if _negated(tokens, event) else "positive",
    }


def _slice(text: str, span: Span | None) -> str | None:
    return text[slice(*span)] if span else None


def _time(
    dates: Sequence[Span], start: int, end: int, tokens: Sequence[Token], event: Happening
) -> Span | None:
    """Return the time that dates an event: the first in its clause behind the trigger, else in it, else at the sentence's head."""
    trigger = tokens[event.trigger].start
    inside = [span for span in dates if start <= span[0] and span[1] <= end]
    behind = [span for span in inside if span[0] > trigger]
    if inside:
        return (behind or inside)[0]
    head = [span for span in dates if span[1] < start and span[0] - tokens[0].start < 30]
    main = not any(t.among("subordinate_heads") for t in tokens[: event.first])
    return head[0] if head and main else None


def _quantity(tokens: Sequence[Token], event: Happening, text: str, dates: Sequence[Span]) -> Span | None:
    for phrase in (event.object, event.subject):
        if phrase:
            found = quantity(text, tokens[phrase.first].start, tokens[phrase.last].end, dates)
            if found:
                return found
    return None


def _participants(tokens: Sequence[Token], event: Happening, text: str, known: KnownNames) -> list[Draft]:
    if event.noun:
        return _noun_participants(tokens, event, text, known)
    both = "r" in event.kind.use
    undergoes = "x" in event.kind.use and event.kind.type == "OTHER"
    roles = ("recipient", "actor") if event.passive else ("actor", "recipient")
    made = []
    for phrase, role in zip((event.subject, event.object), roles, strict=True):
        if phrase is None:
            continue
        role_ = "actor" if both else "other" if undergoes and role == "actor" else role
        made.append(_participant(tokens, phrase, role_, text, known))
    return made


def _participant(tokens: Sequence[Token], phrase: Phrase, role: str, text: str, known: KnownNames) -> Draft:
    mention = text[tokens[phrase.first].start : tokens[phrase.last].end]
    return {
        "role": role,
        "mention": mention,
        "name": named(tokens[phrase.first : phrase.last + 1], mention, known),
    }


def _noun_participants(
    tokens: Sequence[Token], event: Happening, text: str, known: KnownNames
) -> list[Draft]:
    """Return the owner ('Israel's attack'), agent ('by Iran'), target ('on', 'against') and partners ('with', 'between')."""
    made, roles = [], table("events")["roles"]
    for index in range(event.first, event.trigger):
        if tokens[index].among("possessive_ending") and index > event.first:
            owner = owner_before(tokens, index)
            if owner and tokens[owner.last].capital and not tokens[owner.last].among("weekdays"):
                undergone = tokens[event.trigger].among("events.undergone")
                made.append(_participant(tokens, owner, "recipient" if undergone else "actor", text, known))
    index = event.trigger_end
    while index < event.end and tokens[index].among("events.occurring", "occurring_tails"):
        index += 1
    if index >= event.end or tokens[index].lower not in roles or index + 1 >= len(tokens):
        return made
    phrase = subject_after(tokens, index + 1)
    if phrase is None or phrase.last >= event.end:
        return made
    if tokens[phrase.first].text[0].isdigit() or tokens[phrase.first].among("weekdays", "months"):
        return made
    role = roles[tokens[index].lower]
    harmful = event.kind.type in {"ASSAULT", "COERCE", "SANCTION"}
    if tokens[index].among("target_links") and not harmful:
        return made
    inside = range(phrase.first, phrase.last + 1)
    agent = next((i for i in inside if tokens[i].among("agent")), phrase.last + 1)
    first = Phrase(phrase.first, agent - 1, phrase.first)
    made += [_participant(tokens, part, role, text, known) for part in _members(tokens, first)]
    if agent < phrase.last:
        made.append(_participant(tokens, Phrase(agent + 1, phrase.last, agent + 1), "actor", text, known))
    return made


def _members(tokens: Sequence[Token], phrase: Phrase) -> list[Phrase]:
    """Split a phrase into its members: 'Iran and the U.S.' are two."""
    joint = next((i for i in range(phrase.first + 1, phrase.last) if tokens[i].among("and")), None)
    if joint is None:
        return [phrase]
    return [Phrase(phrase.first, joint - 1, phrase.first), Phrase(joint + 1, phrase.last, joint + 1)]


def modality(tokens: Sequence[Token], event: Happening) -> str:
    """Return how a clause puts an event, from the words that govern its trigger."""
    governors = table("events")["governors"]
    sets = {name: frozenset(listed.split()) for name, listed in governors.items()}
    window = tokens[max(0, event.trigger - 8) : event.trigger]
    near = [t.lower for t in _same_clause(window)]
    helpers = [t.lower for t in tokens[event.helpers[0] : event.trigger]]
    infinitive = (
        not event.noun
        and event.trigger
        and tokens[event.trigger - 1].among("infinitive_tail")
        and "to" in near[-3:]
    )
    behind = {t.lower for t in tokens[event.trigger_end : event.end]}
    if event.noun and behind & sets["planned_after"]:
        return "planned"
    if any(lower in sets["alleged"] for lower in near):
        return "alleged"
    if any(lower in sets["planned"] for lower in (helpers if not event.noun else near)) or (
        infinitive and any(lower in sets["planned"] for lower in near)
    ):
        return "planned"
    if infinitive or any(lower in sets["hypothetical"] for lower in near[-5:] + helpers):
        return "hypothetical"
    return "generic" if any(lower in sets["generic"] for lower in near[-3:]) else "asserted"


def _same_clause(window: Sequence[Token]) -> list[Token]:
    """Return the part of some tokens behind the last mark or relative pronoun."""
    kept: list[Token] = []
    for token in reversed(window):
        if token.text in {",", ";", ":", "(", ")"} or token.among("relative_subjects"):
            break
        kept.append(token)
    return kept[::-1]


def _negated(tokens: Sequence[Token], event: Happening) -> bool:
    negative = frozenset(table("events")["governors"]["negative"].split())
    start = max(event.first, event.trigger - 6) if not event.noun else max(0, event.trigger - 4)
    return any(t.lower in negative for t in _same_clause(tokens[start : event.trigger]))
