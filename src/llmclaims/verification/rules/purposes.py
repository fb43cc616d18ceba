"""Purposes that no word states, that are no aims, or that are turned round (V41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language import aims
from llmclaims.schema.annotations import Role, by_role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim
    from llmclaims.verification.rules.case import Case

_CODES = dict.fromkeys(
    (
        "PURPOSE_WITHOUT_SIGNAL", "CAUSE_AS_PURPOSE", "PURPOSE_REVERSED", "CONTENT_AS_PURPOSE", "PURPOSE_OF_OTHER",
        "PURPOSE_DENIED",
    ),
    FLAG,
)  # fmt: skip


@rule(
    "V41",
    _CODES,
    strict=["PURPOSE_WITHOUT_SIGNAL"],
    soft=_CODES,
    example="“closed because a beam had cracked” or “agreed to pay” as a purpose; the aim as its source",
)
def purpose_is_stated(case: Case) -> Iterator[Finding]:
    """A purpose has a word that gives an aim, and leads from what is done to what it is done for."""
    if str(case.get(Role.TYPE)) != "purpose" or not case.has(Role.SIGNAL):
        return
    found, value = case.passage, case.get(Role.SIGNAL)
    source, target = (_place(case, role) for role in (Role.SOURCE, Role.TARGET))
    if value is not None:
        signal = case.tokens(Role.SIGNAL)
        if found is not None and signal is not None:
            signal = aims.place_of(found, signal, (target, source))
            yield from _doubts(case, found, signal, source, target)
        return
    signal = _unnamed(found, target, source)
    if found is None or signal is None:
        message = (
            "A purpose needs a word of the source that says so, as “to” or “so that”; this one has no signal."
        )
        yield Finding(code="PURPOSE_WITHOUT_SIGNAL", message=message)
    else:
        yield from _doubts(case, found, signal, source, target)


def _unnamed(found: Passage | None, *triggers: Span | None) -> Span | None:
    """Return the connective that makes one of the ends an aim, for a purpose without a signal beside it."""
    places = [aims.aim_before(found, one) for one in triggers if found is not None and one is not None]
    return next((one for one in places if one is not None), None)


def _doubts(
    case: Case, found: Passage, signal: Span, source: Span | None, target: Span | None
) -> Iterator[Finding]:
    """Yield what a connective says against a purpose, one finding at most."""
    told = shown(found.raw(*signal))
    aim = aims.may_give_aim(found, signal) or (
        aims.gives_aim(found, signal) and not _names_cause(found, signal)
    )
    if aims.is_denied(found, signal, avoided=_is_avoided(case)):
        message = f"“{told}” is denied: the text says what it was not done for."
        yield Finding(code="PURPOSE_DENIED", message=message)
    elif aims.tells_outcome(found, signal):
        message = f"“{told}” says what came of it, and not what it was done for."
        yield Finding(code="CAUSE_AS_PURPOSE", message=message)
    elif aim:
        yield from _doubtful_aim(found, signal, source, target)
    elif _names_cause(found, signal, "so that", "so") or aims.gives_reason(found, signal, source):
        message = f"“{told}” gives a cause and not an aim: say “causes”, from the cause to what came of it."
        yield Finding(code="CAUSE_AS_PURPOSE", message=message)
    elif aims.says_no_aim(found, signal) or any(_inside(signal, end) for end in (source, target)):
        message = f"A purpose needs a word of the source that says so, and “{told}” names no aim."
        yield Finding(code="PURPOSE_WITHOUT_SIGNAL", message=message)


def _doubtful_aim(
    found: Passage, signal: Span, source: Span | None, target: Span | None
) -> Iterator[Finding]:
    """Yield what is wrong with a purpose whose connective gives an aim."""
    told = shown(found.raw(*signal))
    if source and target and _first_behind(signal, source, target) == source:
        message = (
            f"“{told}” stands before the aim, which is the target: source and target are the wrong way round."
        )
        yield Finding(code="PURPOSE_REVERSED", message=message)
        return
    holder = aims.governor(found, signal, source)
    if holder is not None:
        message = f"“{told}” goes with “{found.raw(holder, holder + 1)}” and says what that is about, not what it is for."
        yield Finding(code="CONTENT_AS_PURPOSE", message=message)
        return
    other = aims.other_doer(found, signal, source) if source else None
    if other is not None:
        message = f"The aim is that of “{found.raw(other, other + 1)}”, right before “{told}”."
        yield Finding(code="PURPOSE_OF_OTHER", message=message)


def _first_behind(signal: Span, source: Span, target: Span) -> Span | None:
    """Return which of two triggers comes first behind the beginning of a connective; None where they are one place."""
    behind = sorted(place for place in (source, target) if place[0] >= signal[0])
    return behind[0] if behind and source != target else None


def _inside(signal: Span, trigger: Span | None) -> bool:
    return trigger is not None and trigger[0] <= signal[0] and signal[1] <= trigger[1]


def _names_cause(found: Passage, signal: Span, *either: str) -> bool:
    """Tell whether a connective states a cause or a result, before its "to" and a verb; ``either`` may be one."""
    to = aims.infinitive(found, signal)
    told = f" {' '.join(found.texts[signal[0] : signal[1] if to is None else to])} "
    causes = {*found.words.backward_causes, *found.words.forward_causes} - {"for", "so", "so that"}
    return any(f" {one} " in told for one in (*causes, *either))


def _end(case: Case, role: Role) -> Claim | None:
    return case.ends.get(case.get(role))


def _place(case: Case, role: Role) -> Span | None:
    """Return an end's trigger, or its words, as a token span of the relation's own passage; None where they stand elsewhere."""
    claim, found = _end(case, role), case.passage
    if found is None or claim is None or claim.paragraph != case.paragraph.index:
        return None
    value = by_role(claim.body).get(Role.TRIGGER)
    places = (claim.mentions.get(value.path) if value else None) or claim.spans
    if not places:
        return None
    offset = case.paragraph.start
    span = found.analysis.span(places[0][0] - offset, places[0][1] - offset)
    return span if found.left <= span[0] and span[1] <= found.right else None


def _is_avoided(case: Case) -> bool:
    """Tell whether the aim is told as something that is not to happen."""
    claim = _end(case, Role.TARGET)
    value = by_role(claim.body).get(Role.POLARITY) if claim is not None else None
    return value is not None and value.value == "negative"
