"""Relations between claims: their ends and their evidence (V22, V23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from llmclaims.language.aims import gives_aim, place_of
from llmclaims.language.causes import reacts, says_itself
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role, by_role
from llmclaims.verification.relations.signatures import pair_holds, question_asked
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim
    from llmclaims.verification.rules.case import Case


def _ends(case: Case) -> tuple[Claim, Claim] | None:
    """Return the claims at the two ends, None unless both are verified."""
    source, target = case.ends.get(case.get(Role.SOURCE)), case.ends.get(case.get(Role.TARGET))
    return (source, target) if source is not None and target is not None else None


def _is_relation(case: Case) -> bool:
    return case.has(Role.SOURCE) and case.has(Role.TARGET)


@rule(
    "V22",
    dict.fromkeys(
        ("ENDPOINT_MISSING", "SELF_LOOP", "SIGNATURE", "DATE_CONFLICT", "CYCLE", "CAUSE_AND_PURPOSE"), REJECT
    ),
    example="“e1 causes e7” where e7 was refused; two events each before the other",
)
def ends_hold(case: Case) -> Iterator[Finding]:
    """Both ends are verified claims of the right sort, and their dates allow the relation."""
    if not _is_relation(case):
        return
    missing = False
    for role in (Role.SOURCE, Role.TARGET):
        handle = case.get(role)
        if case.ends.get(handle) is None:
            missing = True
            reason = "was refused" if handle in case.ends else "is not a claim of this answer"
            yield Finding(
                code="ENDPOINT_MISSING", message=f"The relation's {role.value} {shown(handle)!r} {reason}."
            )
    ends = _ends(case)
    if missing or ends is None:
        return
    yield from pair_holds(str(case.get(Role.TYPE)), *ends)


_SOFT = {
    "CAUSE_WITHOUT_SIGNAL": FLAG, "CONCESSION_AS_CONTRADICTION": FLAG, "QUESTION_NOT_CONTRADICTABLE": REJECT,
    "EVIDENCE_ELSEWHERE": REJECT, "EVIDENCE_ONE_ENDED": FLAG, "CAUSE_BY_TIME_ONLY": FLAG, "CAUSE_REVERSED": FLAG,
    "PURPOSE_AS_CAUSE": FLAG,
}  # fmt: skip


@rule(
    "V23",
    {"SIGNAL_NOT_IN_EVIDENCE": REJECT} | _SOFT,
    strict=["CAUSE_WITHOUT_SIGNAL", "CONCESSION_AS_CONTRADICTION"],
    soft=_SOFT,
    example="“causes” without “because” or any other word for it; “contradicts” that rests on “although”",
)
def evidence_holds(case: Case) -> Iterator[Finding]:
    """The words that show a relation have its signal and stand where its ends do."""
    for value in case.all(Role.SIGNAL):
        placed = case.mentions.get(value.path)
        if placed is not None and not placed.found:
            message = f"The signal “{shown(value.value)}” does not stand in the quote."
            yield Finding(code="SIGNAL_NOT_IN_EVIDENCE", message=message)
    if not _is_relation(case):
        return
    kind = str(case.get(Role.TYPE))
    signal = case.get(Role.SIGNAL)
    if kind == "causes" and case.has(Role.SIGNAL) and (signal or not _is_plain(case)):
        yield from _signal(case, str(signal) if signal else None)
        if signal and _is_reversed(case, str(signal)):
            message = f"“{shown(signal)}” names the cause on its other side: source and target are the wrong way round."
            yield Finding(code="CAUSE_REVERSED", message=message)
        elif signal and _is_purpose(case):
            message = (
                f"“{shown(signal)}” gives an aim: say “purpose”, from what is done to what it is done for."
            )
            yield Finding(code="PURPOSE_AS_CAUSE", message=message)
    concession = _concession(case, str(signal) if signal else None)
    if kind in {"contradicts", "disputes"} and concession:
        message = f"“{concession}” concedes, it does not make one statement dispute the other."
        yield Finding(code="CONCESSION_AS_CONTRADICTION", message=message)
    ends = _ends(case)
    if ends is None:
        return
    if kind == "contradicts":
        yield from question_asked(ends)
    yield from _evidence(case, ends)


def _triggers(case: Case) -> list[Span]:
    """Return where the triggers of a relation's ends stand in its passage, as token spans; fewer than two without them."""
    places = [_trigger(one) for one in _ends(case) or ()]
    if case.passage is None or None in places:
        return []
    offset, analysis = case.paragraph.start, case.passage.analysis
    return [analysis.span(place[0] - offset, place[1] - offset) for place in places if place]


def _is_plain(case: Case) -> bool:
    """Tell whether the words of a cause say so without a signal."""
    places = _triggers(case)
    return case.passage is not None and len(places) > 1 and says_itself(case.passage, *places)


def _is_reversed(case: Case, signal: str) -> bool:
    """Tell whether a signal says that the target is the cause: "because" has it behind, "led to" before it."""
    vocabulary, place = words(case.document.language), case.span(Role.SIGNAL)
    source, target = [_trigger(one) for one in _ends(case) or ()] or (None, None)
    if vocabulary is None or place is None or source is None or target is None:
        return False
    said = f" {' '.join(tokens_of(signal))} "
    if any(f" {one} " in said for one in vocabulary.backward_causes):
        return source[1] <= place[0] and place[1] <= target[0]
    forward = any(f" {one} " in said for one in vocabulary.forward_causes)
    by = case.document.text[place[1] :].lstrip().startswith("by ")  # "was sparked | by"
    return forward and not by and target[1] <= place[0] and place[1] <= source[0]


def _is_purpose(case: Case) -> bool:
    """Tell whether a signal names an aim: "to", "in order to", "so that nobody would wake"."""
    passage, place = case.passage, case.tokens(Role.SIGNAL)
    if passage is None or place is None:
        return False
    return gives_aim(passage, place_of(passage, place, tuple(reversed(_triggers(case)))))


def _trigger(claim: Claim) -> Span | None:
    found = by_role(claim.body).get(Role.TRIGGER)
    places = claim.mentions.get(found.path) if found else None
    return places[0] if places else None


def _signal(case: Case, signal: str | None) -> Iterator[Finding]:
    """Yield what the signal of a cause lacks."""
    if signal is None:
        message = "A cause needs a word of the source that says so; this one has no signal."
        yield Finding(code="CAUSE_WITHOUT_SIGNAL", message=message)
        return
    vocabulary = words(case.document.language)
    weight = weight_of(signal, vocabulary) if vocabulary is not None else "cause"
    place, triggers = case.tokens(Role.SIGNAL), _triggers(case)
    if case.passage is not None and place and len(triggers) > 1 and reacts(case.passage, place, triggers[1]):
        return
    if weight == "none":
        message = f"A cause needs a word of the source that says so, and “{shown(signal)}” says none."
        yield Finding(code="CAUSE_WITHOUT_SIGNAL", message=message)
    elif weight == "time":
        message = f"“{shown(signal)}” says which came first, not that one caused the other."
        yield Finding(code="CAUSE_BY_TIME_ONLY", message=message)


def _concession(case: Case, signal: str | None) -> str | None:
    """Return the word of concession that a relation rests on: its signal, or the quote's own where none is given."""
    vocabulary = words(case.document.language)
    if vocabulary is None:
        return None
    tokens = tokens_of(signal if signal is not None else case.text)
    return next((token for token in tokens if token in vocabulary.concessions), None)


def _evidence(case: Case, ends: tuple[Claim, Claim]) -> Iterator[Finding]:
    first, last = case.around
    near = [any(start < last and first < end for start, end in one.spans) for one in ends]
    if not any(near):
        message = "Neither end of the relation stands in the sentence that is quoted for it."
        yield Finding(code="EVIDENCE_ELSEWHERE", message=message)
    elif not all(near):
        vocabulary = words(case.document.language)
        tokens = tokens_of(case.document.text[first:last])
        if vocabulary is not None and not (vocabulary.anaphors | vocabulary.date_words).intersection(tokens):
            message = "Only one end stands in the quoted sentence, and no word there points to the other."
            yield Finding(code="EVIDENCE_ONE_ENDED", message=message)


def weight_of(signal: str, words: Words) -> Literal["cause", "time", "none"]:
    """Return what a signal can show: a cause, only an order in time, or nothing at all.

    Nothing is shown by articles, pronouns, auxiliaries, dates, numbers and those prepositions that never
    name a cause.
    """
    tokens = [token for token in tokens_of(signal) if token[0].isalnum()]
    empty = (
        words.function_words
        | words.determiners
        | words.pronouns
        | words.possessives
        | words.prepositions
        | words.auxiliaries
        | words.date_words
        | words.weekdays
        | words.months.keys()
        | words.coordinators
    ) - words.causal_particles
    telling = [
        token
        for token in tokens
        if token not in empty and token not in words.time_particles and not token[0].isdigit()
    ]
    if telling:
        return "cause"
    return "time" if any(token in words.time_particles for token in tokens) else "none"
