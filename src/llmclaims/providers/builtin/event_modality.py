"""How a clause puts an event: as a fact, a plan, an allegation, something open, or as not having happened."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from llmclaims.providers.builtin.cues import reporting_verbs
from llmclaims.providers.builtin.event_words import Happening, light_verb
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.tokens import Token

_REACH = 8
"""How many tokens before a trigger may govern it."""
_PREDICATE = 6
"""How many tokens behind a noun its predicate is looked for in."""


@cache
def _governors(name: str) -> frozenset[str]:
    return frozenset(table("events")["governors"][name].split())


def modality(tokens: Sequence[Token], event: Happening) -> str:
    """Return how a clause puts an event, from the words that govern its trigger."""
    near = _near(tokens, event, _REACH)
    helpers = {tokens[i].lower for i in range(*event.helpers) if _governs(tokens, i, event)}
    carrier = light_verb(tokens, event.trigger) if event.noun else None
    infinitive = _infinitive(tokens, event, near)
    if carrier and carrier[0] and tokens[carrier[0] - 1].among("infinitive") and "to" in near:
        return "alleged" if _alleged(near) else _aim(near)
    if event.noun and _planned_noun(tokens, event, near):
        return "planned"
    if _alleged(near):
        return "alleged"
    if helpers & words("events.epistemic") and "have" in helpers:
        return "alleged"
    if "would" in helpers or "'d" in helpers:
        return "planned" if _announced(tokens, event) and "have" not in helpers else "hypothetical"
    if _governors("planned").intersection(near if event.noun else helpers):
        return "planned"
    if infinitive:
        return _aim(near)
    called = any(
        pair[0] in _governors("calling") and pair[1] in {"for", "on", "upon"} for pair in pairwise(near)
    )
    if called or _governors("hypothetical").intersection(near[-5:]) or _governors("hypothetical") & helpers:
        return "hypothetical"
    return "generic" if _governors("generic").intersection(near[-3:]) else "asserted"


def negated(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether the clause says that the event did not happen."""
    reach = min(4, event.trigger) if event.noun else min(6, event.trigger - event.first)
    near = _near(tokens, event, reach)
    yet = any(pair == ("yet", "to") for pair in pairwise(near))
    return yet or bool(_governors("negative").intersection(near))


def _governs(tokens: Sequence[Token], index: int, event: Happening) -> bool:
    """Tell whether a token can govern an event: not the name in "Mrs May closed", "Hope Lund fled" or "in May"."""
    token = tokens[index]
    if not token.capital:
        return True
    if index and tokens[index - 1].word:
        return False
    if len(tokens) > 1 and tokens[1].capital and not token.among("name_modals"):
        return False
    trigger = tokens[event.trigger]
    asked = tokens[-1].text == "?" or (trigger.tagged("base") and not trigger.tagged("past"))
    return not token.among("name_modals") or (asked and not event.noun)


def _near(tokens: Sequence[Token], event: Happening, reach: int) -> list[str]:
    """Return the words right before a trigger in its own clause, those that are names left out."""
    kept: list[str] = []
    for index in range(event.trigger - 1, max(-1, event.trigger - reach - 1), -1):
        token = tokens[index]
        if token.text in {",", ";", ":", "(", ")"} or token.among("relative_subjects"):
            break
        kept.append(token.lower if _governs(tokens, index, event) else "")
    return kept[::-1]


def _planned_noun(tokens: Sequence[Token], event: Happening, near: Sequence[str]) -> bool:
    """Tell whether a noun names what is to come: "talks scheduled for May", "a strike for May 2", "invited to talks"."""
    behind = tokens[event.trigger_end : max(event.end, event.trigger_end + _PREDICATE)]
    inside = event.end - event.trigger_end
    marks = (i for i, token in enumerate(behind) if i >= inside and not token.word and token.text not in "'’")
    stop = next(marks, len(behind))
    if _governors("planned_after").intersection(token.lower for token in behind[:stop]):
        return True
    if stop and behind[0].lower in _governors("planned") and not behind[0].capital:
        return True
    if stop > 1 and behind[0].lower == "for" and behind[1].among("weekdays", "months"):
        return True
    led = event.first > 0 and tokens[event.first - 1].among("aim_prepositions")
    return led and bool(_governors("planned_nouns").intersection(near))


def _infinitive(tokens: Sequence[Token], event: Happening, near: Sequence[str]) -> bool:
    return (
        not event.noun
        and bool(event.trigger)
        and tokens[event.trigger - 1].among("infinitive_tail")
        and "to" in near[-3:]
    )


def _aim(near: Sequence[str]) -> str:
    """Return how an infinitive puts an event: "is set to close", "managed to flee", "asked him to leave"."""
    to = max(index for index, lower in enumerate(near) if lower == "to")
    above = near[:to]
    if _governors("realised").intersection(above[-1:]) or (
        _governors("forced").intersection(above[-4:]) and "be" not in near
    ):
        return "asserted"
    if _governors("planned").intersection(above) or _governors("planned_infinitive").intersection(above[-1:]):
        return "planned"
    return "hypothetical"


def _alleged(near: Sequence[str]) -> bool:
    """Tell whether somebody only alleges it; "reported" and "said" do so with a "be" before them."""
    if _governors("alleged").intersection(near):
        return True
    passive = [i for i, lower in enumerate(near) if lower in _governors("alleged_passive")]
    return any(i and near[i - 1] in words("be") for i in passive)


def _announced(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether a "would" is the past of "will": somebody said it before, or a day is named for it."""
    if any(token.among("conditional") for token in tokens):
        return False
    dated = any(
        (token.capital and token.among("weekdays", "months")) or token.lower == "tomorrow"
        for token in tokens[event.trigger_end : event.end]
    )
    said = any(
        token.lower in reporting_verbs() and token.tagged("past") for token in tokens[: event.helpers[0]]
    )
    return dated or said
