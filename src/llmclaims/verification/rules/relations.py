"""Relations between claims: their ends, their evidence, and the graph they make (V22, V23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.lexicon import tokens_of, words
from llmclaims.schema.annotations import Role, roles_of, values
from llmclaims.verification.relations.acyclic import Ordered, closing
from llmclaims.verification.rules.dates import earlier
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown
from llmclaims.verification.rules.signals import weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmclaims.schema.claims import Claim
    from llmclaims.verification.rules.case import Case

_EVENT, _STATEMENT = "event", "statement"
_SIGNATURES = {
    "before": ({_EVENT, _STATEMENT}, {_EVENT, _STATEMENT}),
    "overlaps": ({_EVENT, _STATEMENT}, {_EVENT}),
    "causes": ({_EVENT, _STATEMENT}, {_EVENT, _STATEMENT}),
    "subevent_of": ({_EVENT}, {_EVENT}),
    "supports": ({_EVENT, _STATEMENT}, {_STATEMENT}),
    "disputes": ({_STATEMENT}, {_STATEMENT}),
    "contradicts": ({_STATEMENT}, {_STATEMENT}),
    "responds_to": ({_STATEMENT}, {_STATEMENT}),
    "about": ({_STATEMENT}, {_EVENT}),
}
SYMMETRIC = frozenset({"same_as", "contradicts"})
_ACYCLIC = ("before", "causes", "subevent_of")


def sort_of(claim: Claim) -> str | None:
    """What a claim is for a relation: "event" with a trigger, "statement" with a speaker or a proposition, else None."""
    roles = roles_of(type(claim.body))
    if Role.TRIGGER in roles:
        return _EVENT
    return _STATEMENT if Role.SPEAKER in roles or Role.PROPOSITION in roles else None


def _role(claim: Claim, role: Role) -> str | None:
    return next((str(value.value) for value in values(claim.body) if value.role is role), None)


def _ends(case: Case) -> tuple[Claim, Claim] | None:
    """The claims at the two ends, None unless both are verified."""
    source, target = case.ends.get(case.get(Role.SOURCE)), case.ends.get(case.get(Role.TARGET))
    return (source, target) if source is not None and target is not None else None


def _is_relation(case: Case) -> bool:
    return case.has(Role.SOURCE) and case.has(Role.TARGET)


@rule(
    "V22",
    dict.fromkeys(("ENDPOINT_MISSING", "SELF_LOOP", "SIGNATURE", "DATE_CONFLICT", "CYCLE"), REJECT),
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


def pair_holds(kind: str, source: Claim, target: Claim) -> Iterator[Finding]:
    """Whether two claims may stand in a relation of this type at all, by their sorts and dates (V22)."""
    if source.id == target.id:
        yield Finding(code="SELF_LOOP", message="The relation leads from a claim back to itself.")
        return
    wrong = _signature(kind, source, target)
    if wrong:
        yield Finding(code="SIGNATURE", message=wrong)
    conflict = _dates(kind, source, target)
    if conflict:
        yield Finding(code="DATE_CONFLICT", message=conflict)


def _signature(kind: str, source: Claim, target: Claim) -> str | None:
    sorts = sort_of(source), sort_of(target)
    if None in sorts:
        return None
    if kind == "same_as" and sorts[0] != sorts[1]:
        return f"“same_as” joins two of one sort, not {_a(sorts[0])} and {_a(sorts[1])}."
    if kind not in _SIGNATURES:
        return None
    allowed = _SIGNATURES[kind]
    if sorts[0] not in allowed[0] or sorts[1] not in allowed[1]:
        return f"“{kind}” does not lead from {_a(sorts[0])} to {_a(sorts[1])}."
    if kind == "about" and _holds(source, target):
        return "The event stands inside the statement, which already asserts it; “about” is for one outside."
    return None


def _a(sort: str | None) -> str:
    return "an event" if sort == _EVENT else "a statement"


def _holds(statement: Claim, event: Claim) -> bool:
    """Whether an event's trigger lies in a statement's span."""
    path = next((value.path for value in values(event.body) if value.role is Role.TRIGGER), "")
    triggers = event.mentions.get(path, ())
    return any(first <= start and end <= last for start, end in triggers for first, last in statement.spans)


def _dates(kind: str, source: Claim, target: Claim) -> str | None:
    mine, theirs = source.derived.get("time_value"), target.derived.get("time_value")
    if not mine or not theirs or sort_of(source) != _EVENT or sort_of(target) != _EVENT:
        return None
    if kind in {"before", "causes"} and earlier(theirs, mine):
        return f"“{kind}” needs the first to come first, but it is dated {mine} and the second {theirs}."
    apart = earlier(mine, theirs) or earlier(theirs, mine)
    if kind in {"subevent_of", "overlaps", "same_as"} and apart:
        return f"“{kind}” needs the two at one time, but one is dated {mine} and the other {theirs}."
    return None


@rule(
    "V23",
    {
        "SIGNAL_NOT_IN_EVIDENCE": REJECT, "CAUSE_WITHOUT_SIGNAL": REJECT, "CONCESSION_AS_CONTRADICTION": REJECT,
        "QUESTION_NOT_CONTRADICTABLE": REJECT, "EVIDENCE_ELSEWHERE": REJECT, "EVIDENCE_ONE_ENDED": FLAG,
        "CAUSE_BY_TIME_ONLY": FLAG,
    },
    example="“causes” without “because” or any other word for it; “contradicts” that rests on “although”",
)  # fmt: skip
def evidence_holds(case: Case) -> Iterator[Finding]:
    """The words that show a relation have its signal and stand where its ends do."""
    if not case.grounding.found:
        return
    for value in case.all(Role.SIGNAL):
        placed = case.mentions.get(value.path)
        if placed is not None and not placed.found:
            message = f"The signal “{shown(value.value)}” does not stand in the quote."
            yield Finding(code="SIGNAL_NOT_IN_EVIDENCE", message=message)
    if not _is_relation(case):
        return
    kind = str(case.get(Role.TYPE))
    signal = case.get(Role.SIGNAL)
    if kind == "causes" and case.has(Role.SIGNAL):
        yield from _signal(case, str(signal) if signal else None)
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


def question_asked(ends: Sequence[Claim]) -> Iterator[Finding]:
    """Whether one of the claims that are said to contradict each other is a question (V23)."""
    if "ask" in {_role(one, Role.ACT) for one in ends}:
        message = "One end is a question, and a question cannot be contradicted."
        yield Finding(code="QUESTION_NOT_CONTRADICTABLE", message=message)


def _signal(case: Case, signal: str | None) -> Iterator[Finding]:
    """What the signal of a cause lacks."""
    if signal is None:
        message = "A cause needs a word of the source that says so; this one has no signal."
        yield Finding(code="CAUSE_WITHOUT_SIGNAL", message=message)
        return
    vocabulary = words(case.document.language)
    weight = weight_of(signal, vocabulary) if vocabulary is not None else "cause"
    if weight == "none":
        message = f"A cause needs a word of the source that says so, and “{shown(signal)}” says none."
        yield Finding(code="CAUSE_WITHOUT_SIGNAL", message=message)
    elif weight == "time":
        message = f"“{shown(signal)}” says which came first, not that one caused the other."
        yield Finding(code="CAUSE_BY_TIME_ONLY", message=message)


def _concession(case: Case, signal: str | None) -> str | None:
    """The word of concession that a relation rests on: its signal, or the quote's own where none is given."""
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


def conflicts(relations: Sequence[Claim], others: Sequence[Claim] = ()) -> dict[int, Finding]:
    """What a document's relations have against one another: index into ``relations`` -> finding.

    A relation that repeats an earlier one (for symmetric types either way round) is DUPLICATE; one that
    closes a circle of "before", "causes" or "subevent_of" is CYCLE; one whose end is not among ``others``
    is ENDPOINT_MISSING. ``others`` empty means that the ends are not looked up. Order decides which stays.
    """
    known = {claim.id for claim in others}
    found: dict[int, Finding] = {}
    seen: set[tuple[str, str, str]] = set()
    edges: dict[str, list[tuple[int, str, str]]] = {kind: [] for kind in _ACYCLIC}
    for index, relation in enumerate(relations):
        kind, source, target = _told(relation)
        key = _key(kind, source, target)
        if known and not {source, target} <= known:
            found[index] = Finding(
                code="ENDPOINT_MISSING", message="One end of the relation is no verified claim."
            )
        elif key in seen:
            found[index] = _repeats(kind)
        else:
            seen.add(key)
            if kind in edges:
                edges[kind].append((index, source, target))
    for kind, pairs in edges.items():
        for index in closing(pairs):
            found[index] = _circles(kind)
    return found


class Standing:
    """Relations that stand, to hold one more after another against them."""

    def __init__(self, relations: Iterable[Claim]) -> None:
        """Take the relations once."""
        self._told: dict[tuple[str, str, str], set[str]] = {}
        self._ordered = {kind: Ordered() for kind in _ACYCLIC}
        for one in relations:
            kind, source, target = _told(one)
            self._told.setdefault(_key(kind, source, target), set()).add(one.id)
            if kind in self._ordered:
                self._ordered[kind].add(source, target)

    def against(self, relation: Claim) -> Finding | None:
        """Say what the relations, itself apart, have against one, as ``conflicts`` does."""
        kind, source, target = _told(relation)
        if self._told.get(_key(kind, source, target), set()) - {relation.id}:
            return _repeats(kind)
        closes = kind in self._ordered and self._ordered[kind].closes(source, target)
        return _circles(kind) if closes else None


def _told(relation: Claim) -> tuple[str, str, str]:
    """The type and the ends of a relation."""
    kind, source, target = (_role(relation, role) or "" for role in (Role.TYPE, Role.SOURCE, Role.TARGET))
    return kind, source, target


def _key(kind: str, source: str, target: str) -> tuple[str, str, str]:
    """What two relations that say the same have in common."""
    return (kind, *sorted((source, target))) if kind in SYMMETRIC else (kind, source, target)  # type: ignore[return-value]  # two ends


def _repeats(kind: str) -> Finding:
    return Finding(code="DUPLICATE", message=f"The same “{kind}” is already there.")


def _circles(kind: str) -> Finding:
    return Finding(code="CYCLE", message=f"With the relations before it, this “{kind}” makes a circle.")
