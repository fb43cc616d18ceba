"""Causes that the words around their signal give to something else (V35)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import WordList, lists, split, word_set
from llmclaims.language.tokens import tokens_of
from llmclaims.schema.annotations import Role, by_role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim
    from llmclaims.verification.rules.case import Case

_CODES = {"CAUSE_OF_OTHER": FLAG, "AIM_AS_CAUSE": FLAG}
_NOUN_REACH = 5
"""Words from the preposition before a noun to the comma behind it: "after a big gas leak,"."""
_AIM_REACH = 4


@rule(
    "V35",
    _CODES,
    example="“Crews ran to the landslide, which led to the closure” with the running as the cause of the closure",
    strict=_CODES,
    soft=_CODES,
    worded=True,
)
def cause_is_meant(case: Case) -> Iterator[Finding]:
    """What causes something is what its “which” stands for, and not what something was “for”."""
    found, signal = case.passage, case.tokens(Role.SIGNAL)
    source, target = case.ends.get(case.get(Role.SOURCE)), case.ends.get(case.get(Role.TARGET))
    if (
        str(case.get(Role.TYPE)) != "causes"
        or found is None
        or signal is None
        or source is None
        or target is None
    ):
        return
    trigger, words = _trigger(case, found, source), case.get(Role.SIGNAL)
    noun = _antecedent(found, signal, case.document.language)
    if noun is not None and trigger is not None and trigger[1] <= noun:
        message = f"What “{shown(words)}” goes with is “{found.raw(noun, noun + 1)}”, right before “which”."
        yield Finding(code="CAUSE_OF_OTHER", message=message)
    elif (
        trigger is not None
        and tokens_of(str(words)) == ("for",)
        and _is_aim(found, signal, trigger, source, target)
    ):
        message = f"“{shown(words)}” says what it was for, and not why it happened: say “purpose”, from what is done to what it is for."
        yield Finding(code="AIM_AS_CAUSE", message=message)


def _trigger(case: Case, found: Passage, claim: Claim) -> Span | None:
    """Return the trigger of an end as a token span, where it stands in the sentence."""
    value = by_role(claim.body).get(Role.TRIGGER)
    places = claim.mentions.get(value.path) if value else None
    if not places or claim.paragraph != case.paragraph.index:
        return None
    offset = case.paragraph.start
    span = found.analysis.span(places[0][0] - offset, places[0][1] - offset)
    return span if found.left <= span[0] and span[1] <= found.right else None


def _antecedent(found: Passage, signal: Span, language: str) -> int | None:
    """Return the noun behind a preposition that the "which" or "that" before a signal stands for."""
    texts, words = found.texts, found.words
    which = signal[0] - (texts[signal[0]] not in {"which", "that"})
    while which > found.left and (texts[which] in words.auxiliaries or texts[which].endswith("ly")):
        which -= 1
    apart = texts[which - 1] == ","
    noun = which - 1 - apart
    if noun <= found.left or texts[which] not in {"which", "that"} or not texts[noun].isalpha():
        return None
    if apart and not _is_event(texts[noun], language):
        return None  # a "which" behind a comma may stand for the whole clause
    behind = next((at for at in found.before(noun, _NOUN_REACH) if texts[at] in words.prepositions), None)
    return noun if behind is not None and not found.analysis.broken(behind + 1, noun) else None


@cache
def _events(language: str) -> frozenset[str]:
    """Return the nouns that name what happens."""
    known = lists(language, "builtin_events")["nouns"]
    return WordList(word for nouns in known.values() for word in split(nouns)) | word_set(
        language, "details", "events"
    )


def _is_event(noun: str, language: str) -> bool:
    endings = tuple(split(lists(language, "details")["event_endings"]))
    return noun in _events(language) or noun.removesuffix("s") in _events(language) or noun.endswith(endings)


def _is_aim(found: Passage, signal: Span, trigger: Span, source: Claim, target: Claim) -> bool:
    """Tell whether what stands behind "for" had not happened, or is the use of what something else lacked."""
    if not signal[1] <= trigger[0] <= signal[1] + _AIM_REACH:
        return False
    modality, polarity = by_role(source.body).get(Role.MODALITY), by_role(target.body).get(Role.POLARITY)
    used = found.texts[signal[1]].endswith("ing") and polarity is not None and polarity.value == "negative"
    return used or (modality is not None and modality.value in {"planned", "hypothetical", "generic"})
