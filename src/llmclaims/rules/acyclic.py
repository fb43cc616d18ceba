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
        if source == target:
            return False
        for node in (source, target):
            self._place.setdefault(node, len(self._place))
        low, high = self._place[target], self._place[source]
        if high > low:
            forward = self._reached(self._after, target, low, high)
            if source in forward:
                return False
            backward = self._reached(self._before, source, low, high)
            self._reorder(backward, forward)
        self._after.setdefault(source, []).append(target)
        self._before.setdefault(target, []).append(source)
        return True

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
