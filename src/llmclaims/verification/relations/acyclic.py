"""Edges without a circle, taken one by one: each is asked of the few nodes that it can reorder, not of all.

The nodes stand in an order in which every edge leads forward (D. J. Pearce and P. H. J. Kelly, "A dynamic
topological sort algorithm for directed acyclic graphs", 2007). An edge that leads forward closes no circle.
"""

from __future__ import annotations


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
    """The indices of edges that close a circle, in order; what no circle goes through is not searched."""
    inside = _circular(pairs)
    ordered = Ordered()
    return [
        index
        for index, source, target in pairs
        if source in inside and target in inside and not ordered.add(source, target)
    ]


def _circular(pairs: list[tuple[int, str, str]]) -> set[str]:
    """The nodes left when those without a way in, then without a way out, are taken away over and over."""
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
