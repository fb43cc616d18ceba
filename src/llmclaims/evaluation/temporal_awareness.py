"""Temporal awareness (UzZaman and Allen 2011, TempEval-3): ``before`` compared up to what follows from it."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from llmclaims.evaluation.measures import Count

Node = TypeVar("Node", bound="Hashable")


def closure(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Return every pair (earlier, later) that follows from the given ones."""
    after: dict[Node, set[Node]] = {}
    for one, other in edges:
        after.setdefault(one, set()).add(other)
    found: set[tuple[Node, Node]] = set()
    for start, following in after.items():
        waiting, seen = list(following), set()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(after.get(node, ()))
        found |= {(start, node) for node in seen}
    return found


def reduction(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Return the given pairs without those that follow from the others; pairs on a cycle all stay."""
    given = set(edges)
    whole = closure(given)
    after: dict[Node, set[Node]] = {}
    for one, other in whole:
        after.setdefault(one, set()).add(other)

    def implied(one: Node, other: Node) -> bool:
        return any(
            between not in (one, other) and (between, other) in whole for between in after.get(one, ())
        )

    return {(a, b) for a, b in given if (b, a) in whole or not implied(a, b)}


def awareness(
    run: Iterable[tuple[Node, Node]],
    gold: Iterable[tuple[Node, Node]],
    nodes: Mapping[Node, Iterable[Node]],
) -> Count:
    """Precision: the run's reduced pairs that the annotation implies; recall the other way round.

    ``nodes`` maps each of the run's ends to the annotated ones that it stands for.
    """
    run, gold = set(run), set(gold)
    told = closure(gold)
    own = reduction(run)

    def mapped(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
        return {(a, b) for one, other in edges for a in nodes.get(one, ()) for b in nodes.get(other, ())}

    right = sum(bool(mapped([edge]) & told) for edge in own)
    said = closure(mapped(run))
    wanted = reduction(gold)
    return right, len(own), len(wanted & said), len(wanted)
