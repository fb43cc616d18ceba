"""When and where an event was: the date and the place that are its own, not those of what its clause only mentions."""

from collections.abc import Sequence

from llmclaims.providers.builtin.event_words import Happening, event_nouns, light_verb
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.time_place_quantity import destination, location, times
from llmclaims.providers.builtin.tokens import Token, is_finite
from llmclaims.schema.annotations import Span

_PHRASE = 7
"""Tokens of a noun phrase that is looked through for its head."""
_HEAD = 3
"""The token at which a time that opens a sentence begins at the latest: "Early on Monday"."""


def setting(tokens: Sequence[Token], event: Happening, text: str) -> tuple[Span | None, Span | None]:
    """Return the spans of the time and the place of an event, None where its clause gives none of its own."""
    end = _phrase_end(tokens, event) if event.noun else _own_end(tokens, event)
    dates: Sequence[Span] = times(text, tokens[0].start, tokens[-1].end)
    if event.noun and _governed(tokens, event):
        return None, None
    place = location(tokens, event.trigger_end, end)
    verb = tokens[event.trigger].verb
    if place is None and not event.noun and verb is not None and verb.lemma in words("events.motion"):
        place = destination(tokens, event.trigger_end, end)
    if place is None and _leads(tokens, event):
        comma = next((i for i in range(min(len(tokens), 9)) if tokens[i].text == ","), 0)
        place = location(tokens, 0, comma) if comma < event.trigger else None
    if event.noun and _is_object(tokens, event):
        start = tokens[event.trigger].start
        dates = [span for span in dates if span[1] <= start or text[: span[0]].endswith(" for ")]
    return _time(tokens, event, end, dates, text), place


def _phrase_end(tokens: Sequence[Token], event: Happening) -> int:
    """Find where a noun's own settings end: at an occasion that has its own ("an invitation to talks on Friday").

    Also at the verb that it is the subject of, unless that only says that it took place.
    """
    for index in range(event.trigger_end, event.end):
        token = tokens[index]
        if token.among("events.nesting") and _occasion(tokens, index + 1, event.end) is not None:
            return index
        if is_finite(tokens, index) and not token.among("be", "have", "modals", "events.occurring"):
            following = tokens[index + 1].among("prepositions") if index + 1 < event.end else False
            if not (token.tagged("part") and following):
                return index
    return event.end


def _time(
    tokens: Sequence[Token], event: Happening, end: int, dates: Sequence[Span], text: str
) -> Span | None:
    """Return the time that dates an event: the first behind its trigger, else before it, else at the sentence's head."""
    first, last = tokens[event.first].start, tokens[end - 1].end
    trigger = tokens[event.trigger].start
    inside = [span for span in dates if first <= span[0] and span[1] <= last]
    for span in inside:
        if span[0] > trigger and not _of_another(text, span):
            return span
    for span in (span for span in inside if span[0] < trigger):
        before = [i for i in range(event.first, event.trigger) if tokens[i].end <= span[0]]
        reduced = any(tokens[i].tagged("part", "ing") and not tokens[i].capital for i in before)
        if not reduced:
            return span
    if not _leads(tokens, event):
        return None
    head = [span for span in dates if span[1] <= tokens[event.first].start or span[1] < trigger]
    opening = [span for span in head if sum(token.end <= span[0] for token in tokens) < _HEAD]
    return opening[0] if opening else None


def _of_another(text: str, span: Span) -> bool:
    """Tell whether a time only says which thing is meant: "last year's budget", "moved from Friday"."""
    return text[span[1] : span[1] + 2] in {"'s", "’s"} or text[: span[0]].endswith(" from ")


def _leads(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether an event is in the clause that its sentence opens with: what stands at the head is about it."""
    before = tokens[: event.first]
    if any(token.among("subordinate_heads", "relativizers") for token in before[1:]):
        return False
    verbs = sum(is_finite(tokens, index) for index in range(event.first))
    return verbs == 0 or (event.noun and verbs == 1 and light_verb(tokens, event.trigger) is not None)


def _own_end(tokens: Sequence[Token], event: Happening) -> int:
    """Find where a verb's own settings end: at an infinitive, at a participle, at an occasion that has its own."""
    start = event.trigger_end
    scheduled = tokens[event.trigger].verb
    if scheduled and scheduled.lemma in words("events.scheduling"):
        noun = _occasion(tokens, start, event.end)
        if noun is not None:
            return noun + 1
    for index in range(start, event.end - 1):
        token, following = tokens[index], tokens[index + 1]
        if token.among("infinitive") and following.tagged("base") and not following.capital:
            noun = following.among("events.schedulable") or following.lower in event_nouns()
            if not noun or following.among("events.noun_ambiguous"):
                return max(index, start + 1)
        if token.among("events.nesting") and not (index == start and token.among("events.completing")):
            nominal = following.tagged("ing") and not following.among("nouns_ing")
            if nominal or _occasion(tokens, index + 1, event.end) is not None:
                return max(index, start)
        participle = token.tagged("part") or token.among("events.participles")
        reduced = participle and not token.finite and following.among("prepositions")
        if reduced and index > start and not token.capital:
            return index
    return event.end


def _occasion(tokens: Sequence[Token], index: int, end: int) -> int | None:
    """Return the head of the noun phrase that begins at a token where it is something that takes place."""
    for at in range(index, min(end, index + _PHRASE)):
        token = tokens[at]
        if token.lower in event_nouns() or token.among("events.schedulable"):
            return at
        if not token.word or token.among("prepositions", "subordinators", "coordinators"):
            return None
    return None


def _governed(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether a noun only completes a verb, whose settings follow it: "charged with murder on Thursday"."""
    if event.first < 2 or not tokens[event.first - 1].among("events.completing"):
        return False
    verb = tokens[event.first - 2]
    return verb.tagged("past", "part") and not verb.capital


def _is_object(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether a noun is the object of a verb that may have the date to itself: "condemned the attack on Monday"."""
    if not event.first or event.first == event.trigger:
        return False
    verb = tokens[event.first - 1]
    if verb.among("prepositions"):  # "during"
        return False
    if verb.verb is None or not verb.tagged("past", "part", "base", "ing") or verb.capital:
        return False
    return light_verb(tokens, event.trigger) is None and verb.verb.lemma not in words("events.scheduling")
