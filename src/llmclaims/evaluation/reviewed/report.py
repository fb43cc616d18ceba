"""Where reviewed runs err: decided claims counted by kind, flag, place of the quote and who was asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from llmclaims.schema.claims import Claim
from llmclaims.verification.decisions import ACCEPT, CORRECT, REJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from llmclaims.runs.extraction import Extraction
    from llmclaims.runs.records import Run
    from llmclaims.verification.decisions import Decision
    from llmclaims.verification.review import Review

    Reviewed = tuple[Extraction, Review]
    Counted = tuple[Claim, Decision, Run]

FEWEST = 5
"""Decided claims below which a share has no interval: it would say next to nothing."""
_Z = 1.959964
"""The normal quantile of an interval of 95 %."""
_UNFLAGGED, _UNPLACED = "no flag", "no quote of its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Count the decided claims that have something in common; ``missed`` are those that a reviewer added."""

    name: str
    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    missed: int = 0

    @property
    def decided(self) -> int:
        """How many were decided on."""
        return self.accepted + self.corrected + self.rejected

    @property
    def right(self) -> float | None:
        """The share that was right as it was found; None where nothing was decided."""
        return self.accepted / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of that share by Wilson's score; None below ``FEWEST`` claims."""
        return wilson(self.accepted, self.decided) if self.decided >= FEWEST else None

    def as_dict(self) -> dict[str, Any]:
        """Return counts, share and interval for a program."""
        return asdict(self) | {"decided": self.decided, "right": self.right, "interval": self.interval}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Say how often a field of a kind was corrected, of how many decided claims; ``changes`` are (from, to, times)."""

    kind: str
    field: str
    times: int
    of: int
    changes: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport:
    """Hold all that is counted of a review.

    ``sections`` are groups by what they have in common; ``notes`` count what reviewers wrote at a rejected claim, by kind
    ("" where nothing); ``missed`` are the words of added claims by kind; ``refused`` counts corrections and additions that
    the rules do not let in, which stand in no other count but "corrected".
    """

    whole: Group
    articles: int
    undecided: int
    refused: int
    sections: Mapping[str, tuple[Group, ...]]
    fields: tuple[Corrected, ...]
    notes: tuple[tuple[str, str, int], ...]
    missed: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything for a program."""
        return {
            "whole": self.whole.as_dict(),
            "articles": self.articles,
            "undecided": self.undecided,
            "refused": self.refused,
            "sections": {name: [one.as_dict() for one in some] for name, some in self.sections.items()},
            "fields": [asdict(one) for one in self.fields],
            "rejected": [{"kind": kind, "note": note, "times": times} for kind, note, times in self.notes],
            "missed": [{"kind": kind, "words": words} for kind, words in self.missed],
        }


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score, which holds for few claims and near 0 and 1."""
    share, extra = hits / n, _Z * _Z / n
    middle = (share + extra / 2) / (1 + extra)
    half = _Z / (1 + extra) * sqrt(share * (1 - share) / n + extra / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def report(reviewed: Iterable[Reviewed]) -> ReviewReport:
    """Count what was decided about one run or several; a claim that two runs have counts for each."""
    held = list(reviewed)
    decided = [
        (claim, judged.decided[claim.id], run.run)
        for run, judged in held
        for claim in run.claims
        if claim.id in judged.decided
    ]
    added = {
        one.id: one
        for _, judged in held
        for _, one in judged.added
        if isinstance(one, Claim) and _is_missing(one, held)
    }
    missed = Counter(one.kind for one in added.values())
    return ReviewReport(
        whole=_group("all", decided, missed.total()),
        articles=len({claim.document for claim, *_ in decided} - {None}),
        undecided=sum(judged.undecided for _, judged in held),
        refused=sum(len(judged.refused) + len(judged.not_added) for _, judged in held),
        sections={
            "By kind": _grouped(decided, lambda claim, _: (claim.kind,), missed),
            "By flag": _grouped(decided, lambda claim, _: claim.codes or (_UNFLAGGED,)),
            "By how the quote was placed": _grouped(decided, lambda claim, _: (claim.tier or _UNPLACED,)),
            "By who was asked": _grouped(decided, lambda claim, run: (_asked(claim, run),)),
        },
        fields=tuple(_fields(held, decided)),
        notes=_notes(decided),
        missed=tuple((one.kind, one.quote or "") for one in added.values()),
    )


def _is_missing(one: Claim, held: Sequence[Reviewed]) -> bool:
    """Tell whether an added claim stands in none of the runs."""
    return not any(one.id == claim.id for run, _ in held for claim in run.claims)


def _group(name: str, some: Iterable[Counted], missed: int = 0) -> Group:
    count = Counter(decision.decision for _, decision, _ in some)
    return Group(
        name=name, accepted=count[ACCEPT], corrected=count[CORRECT], rejected=count[REJECT], missed=missed
    )


def _grouped(
    decided: Iterable[Counted],
    names: Callable[[Claim, Run], Iterable[str]],
    missed: Mapping[str, int] | None = None,
) -> tuple[Group, ...]:
    """Return the groups, those with the most errors first."""
    found: dict[str, list[Counted]] = {name: [] for name in missed or ()}
    for one in decided:
        for name in names(one[0], one[2]):
            found.setdefault(name, []).append(one)
    groups = [_group(name, some, (missed or {}).get(name, 0)) for name, some in found.items()]
    return tuple(
        sorted(groups, key=lambda one: (-(one.corrected + one.rejected + one.missed), -one.decided, one.name))
    )


def _asked(claim: Claim, run: Run) -> str:
    """Return who gave a claim, and the prompt with what it was taught: equal words are equal requests."""
    name = " ".join(part for part in (claim.provider, claim.model) if part)
    prompt = str(run.settings.get("prompt") or "")
    if f"{prompt}.md" not in run.prompts:
        return name
    taught = [f"{part} {run.prompts[part]}" for part in ("instructions", "examples") if part in run.prompts]
    return ", ".join((name, f"{prompt} {run.prompts[f'{prompt}.md']}", *taught))


def _fields(held: Sequence[Reviewed], decided: Sequence[Counted]) -> Iterator[Corrected]:
    """Yield each field that was corrected, the most often corrected first."""
    kinds = Counter(claim.kind for claim, *_ in decided)
    changes: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for run, judged in held:
        claims = {one.id: one for one in run.claims}
        for name, new in judged.corrected.items():
            if isinstance(new, Claim):
                for field, before, after in judged.changes(claims[name]):
                    changes.setdefault((new.kind, field), Counter())[shown(before), shown(after)] += 1
    for (kind, field), some in sorted(changes.items(), key=lambda one: (-one[1].total(), one[0])):
        listed = tuple((before, after, times) for (before, after), times in some.most_common())
        yield Corrected(kind=kind, field=field, times=some.total(), of=kinds[kind], changes=listed)


def shown(value: Any) -> str:
    """Return a field's value in words."""
    if value is None or value in ("", []):
        return "nothing"
    if isinstance(value, list):
        return "; ".join(map(shown, value))
    if isinstance(value, dict):
        return " ".join(str(one) for one in dict.fromkeys(value.values()) if one)
    return str(value)


def _notes(decided: Iterable[Counted]) -> tuple[tuple[str, str, int], ...]:
    """Return what was written at rejected claims, by kind, the most frequent first."""
    found = Counter(
        (claim.kind, " ".join(decision.note.split()))
        for claim, decision, _ in decided
        if decision.decision == REJECT
    )
    return tuple((kind, note, times) for (kind, note), times in found.most_common())
