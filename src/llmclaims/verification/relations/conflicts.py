"""What relations have against one another: two that say the same, and circles.

Edges are taken one by one, and each is asked of the few nodes that it can reorder, not of all: the nodes stand
in an order in which every edge leads forward (D. J. Pearce and P. H. J. Kelly, "A dynamic topological sort
algorithm for directed acyclic graphs", 2007). An edge that leads forward closes no circle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role
from llmclaims.verification.relations.ends import SYMMETRIC, ends_of
from llmclaims.verification.rules.registry import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

_ACYCLIC = ("before", "causes", "purpose", "subevent_of")
_RIVALS = frozenset(("causes", "purpose"))


def conflicts(relations: Sequence[Claim], others: Sequence[Claim] = ()) -> dict[int, Finding]:
    """Return what a document's relations have against one another: index into ``relations`` -> finding.

    A relation that repeats an earlier one (for symmetric types either way round) is DUPLICATE; one that
    closes a circle of "before", "causes", "purpose" or "subevent_of" is CYCLE; a cause and a purpose between the
    same two on the same signal are CAUSE_AND_PURPOSE; one whose end is not among ``others`` is ENDPOINT_MISSING.
    ``others`` empty means that the ends are not looked up. Order decides which stays.
    """
    known = {claim.id for claim in others}
    found: dict[int, Finding] = {}
    seen: set[tuple[str, str, str]] = set()
    rivals = _Rivals()
    edges: dict[str, list[tuple[int, str, str]]] = {kind: [] for kind in _ACYCLIC}
    for index, relation in enumerate(relations):
        kind, source, target = ends_of(relation)
        key = key_of(relation)
        if known and not {source, target} <= known:
            found[index] = Finding(
                code="ENDPOINT_MISSING", message="One end of the relation is no verified claim."
            )
        elif key in seen:
            found[index] = _repeats(kind)
        elif rivals.against(relation):
            found[index] = _both(kind)
        else:
            seen.add(key)
            rivals.add(relation)
            if kind in edges:
                edges[kind].append((index, source, target))
    for kind, pairs in edges.items():
        for index in closing(pairs):
            found[index] = _circles(kind)
    return found


class StandingRelations:
    """Relations that stand, to hold one more after another against them."""

    def __init__(self, relations: Iterable[Claim]) -> None:
        """Take the relations once."""
        self._told: dict[tuple[str, str, str], set[str]] = {}
        self._rivals = _Rivals()
        self._ordered = {kind: Ordered() for kind in _ACYCLIC}
        for one in relations:
            kind, source, target = ends_of(one)
            self._told.setdefault(key_of(one), set()).add(one.id)
            self._rivals.add(one)
            if kind in self._ordered:
                self._ordered[kind].add(source, target)

    def against(self, relation: Claim) -> Finding | None:
        """Say what the relations, itself apart, have against one, as ``conflicts`` does."""
        kind, source, target = ends_of(relation)
        if self._told.get(key_of(relation), set()) - {relation.id}:
            return _repeats(kind)
        if self._rivals.against(relation):
            return _both(kind)
        closes = kind in self._ordered and self._ordered[kind].closes(source, target)
        return _circles(kind) if closes else None


def key_of(relation: Claim) -> tuple[str, str, str]:
    """Return what two relations that say the same have in common."""
    kind, source, target = ends_of(relation)
    return (kind, *sorted((source, target))) if kind in SYMMETRIC else (kind, source, target)  # type: ignore[return-value]  # two ends


def _repeats(kind: str) -> Finding:
    return Finding(code="DUPLICATE", message=f"The same “{kind}” is already there.")


def _both(kind: str) -> Finding:
    other = next(iter(_RIVALS - {kind}))
    message = f"The same words are given for a “{other}” between the two: an aim is no cause."
    return Finding(code="CAUSE_AND_PURPOSE", message=message)


def _circles(kind: str) -> Finding:
    return Finding(code="CYCLE", message=f"With the relations before it, this “{kind}” makes a circle.")


class _Rivals:
    """Causes and purposes by what they rest on: one signal cannot give both between the same two claims."""

    def __init__(self) -> None:
        self._told: dict[frozenset[str], list[tuple[str, Sequence[Span]]]] = {}

    def add(self, relation: Claim) -> None:
        """Add a relation of these types."""
        kind, *ends = ends_of(relation)
        if kind in _RIVALS:
            self._told.setdefault(frozenset(ends), []).append((kind, _signal(relation)))

    def against(self, relation: Claim) -> bool:
        """Tell whether one of the other type rests on words of the same signal."""
        kind, *ends = ends_of(relation)
        own = _signal(relation)
        return any(
            other != kind
            and any(start < last and first < end for start, end in places for first, last in own)
            for other, places in self._told.get(frozenset(ends), ())
            if kind in _RIVALS
        )


def _signal(relation: Claim) -> Sequence[Span]:
    """Return where a relation's signal stands, its quote where it has none."""
    value = by_role(relation.body).get(Role.SIGNAL)
    return (relation.mentions.get(value.path) if value else None) or relation.spans


class Ordered:
    """A graph without circles that keeps its nodes in order."""

    def __init__(self) -> None:
        """Begin without nodes."""
        self._place: dict[str, int] = {}
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}

    def add(self, source: str, target: str) -> bool:
        """Add an edge unless it closes a circle; return whether it was added."""
        forward = self._behind(source, target)
        if source in forward:
            return False
        if forward:
            low, high = self._place[target], self._place[source]
            self._reorder(self._reached(self._before, source, low, high), forward)
        self._after.setdefault(source, []).append(target)
        self._before.setdefault(target, []).append(source)
        return True

    def closes(self, source: str, target: str) -> bool:
        """Return whether an edge would close a circle."""
        return source in self._behind(source, target)

    def _behind(self, source: str, target: str) -> set[str]:
        """Return the nodes behind an edge's target that stand in the way of the edge; none where it leads forward."""
        for node in (source, target):
            self._place.setdefault(node, len(self._place))
        low, high = self._place[target], self._place[source]
        return self._reached(self._after, target, low, high) if high >= low else set()

    def _reached(self, edges: dict[str, list[str]], start: str, low: int, high: int) -> set[str]:
        """Return the nodes that edges lead to from a node, none outside two places."""
        seen, stack = {start}, [start]
        while stack:
            for end in edges.get(stack.pop(), ()):
                if end not in seen and low <= self._place[end] <= high:
                    seen.add(end)
                    stack.append(end)
        return seen

    def _reorder(self, backward: set[str], forward: set[str]) -> None:
        """Put the nodes before an edge in front of those behind it, on the places that all of them have."""
        nodes = [
            *sorted(backward, key=self._place.__getitem__),
            *sorted(forward, key=self._place.__getitem__),
        ]
        for node, place in zip(nodes, sorted(self._place[node] for node in nodes), strict=True):
            self._place[node] = place


def closing(pairs: list[tuple[int, str, str]]) -> list[int]:
    """Return the indices of edges that close a circle, in order; nodes off every circle are not searched."""
    inside = _circular(pairs)
    ordered = Ordered()
    return [
        index
        for index, source, target in pairs
        if source in inside and target in inside and not ordered.add(source, target)
    ]


def _circular(pairs: list[tuple[int, str, str]]) -> set[str]:
    """Return the nodes that may lie on a circle: take away, over and over, those without a way in or out."""
    left = {node for _, source, target in pairs for node in (source, target)}
    for forward in (True, False):
        ways: dict[str, list[str]] = {}
        degree = dict.fromkeys(left, 0)
        for _, source, target in pairs:
            if source in left and target in left:
                start, end = (source, target) if forward else (target, source)
                ways.setdefault(start, []).append(end)
                degree[end] += 1
        free = [node for node, count in degree.items() if count == 0]
        while free:
            node = free.pop()
            left.discard(node)
            for end in ways.get(node, ()):
                degree[end] -= 1
                if degree[end] == 0:
                    free.append(end)
    return left
