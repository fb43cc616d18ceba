"""One-to-one matching: the Hungarian algorithm (SciPy's), with an answer that does not depend on order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from llmclaims.errors import ConfigError, optional_module
from llmclaims.evaluation.items import Item
from llmclaims.schema.annotations import Span

MISSING = 'Scoring needs SciPy; install the extra with: pip install "llmclaims[eval]".'

Pairs = list[tuple[int, int]]

_TIE = 1e-9
"""Less than any difference between two overlaps."""
_STRETCH = 256
"""Code points of a text within which items are looked for together."""


def assign(weights: Sequence[Sequence[float]]) -> Pairs:
    """Return the one-to-one pairs (row, column) with the greatest total weight; a weight of 0 or less is no pair.

    Raises:
        ConfigError: SciPy is not installed.
    """
    if not weights or not any(weight > 0 for row in weights for weight in row):
        return []
    scipy = optional_module("scipy.optimize", "eval", ConfigError(MISSING))
    rows, columns = scipy.linear_sum_assignment(
        [[max(0.0, one) for one in row] for row in weights], maximize=True
    )
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if weights[row][column] > 0]


def pair(
    run: Sequence[Item],
    gold: Sequence[Item],
    likeness: Callable[[Item, Item], float],
    places: Callable[[Item], Iterable[Span]] | None = None,
) -> Pairs:
    """Return the pairs (index in ``run``, index in ``gold``) that maximise the total likeness; 0 means no pair.

    Between equals the annotated item that is not optional goes first. Both sides come in ``Item.key`` order from
    ``Passage.of``, and items that share no candidate are settled apart, so that equal weights are settled alike
    in every order of the file and whatever else the run holds. ``places`` are an item's, where two that have no place
    in common are not alike: a long article has too many pairs to look at all of them.
    """
    weights = {
        (row, column): weight * (1 - _TIE if gold[column].optional else 1)
        for row, columns in enumerate(_near(run, gold, places))
        for column in columns
        if (weight := likeness(run[row], gold[column])) > 0
    }
    found: Pairs = []
    for rows, columns in _groups(weights):
        local = assign([[weights.get((row, column), 0.0) for column in columns] for row in rows])
        found += [(rows[row], columns[column]) for row, column in local]
    return sorted(found)


def places_of(item: Item) -> Iterator[Span]:
    """Yield where an event or a statement stands, or may stand, and its trigger."""
    yield from chain(item.spans, item.places.get("trigger", ()), *item.alternatives)


def _near(
    run: Sequence[Item], gold: Sequence[Item], places: Callable[[Item], Iterable[Span]] | None
) -> Iterator[Iterable[int]]:
    """Yield for each item of the run the annotated ones that may be like it."""
    if places is None:
        yield from (range(len(gold)) for _ in run)
        return
    there: dict[int, list[int]] = defaultdict(list)
    for column, other in enumerate(gold):
        for cell in _cells(places(other)):
            there[cell].append(column)
    for one in run:
        yield sorted({column for cell in _cells(places(one)) for column in there.get(cell, ())})


def _cells(places: Iterable[Span]) -> set[int]:
    """Return which stretches of the text some places touch."""
    return {cell for start, end in places for cell in range(start // _STRETCH, end // _STRETCH + 1)}


def _groups(edges: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Return the groups of rows and columns that possible pairs connect."""
    beside: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for row, column in edges:
        beside["row", row].append(("column", column))
        beside["column", column].append(("row", row))
    groups = []
    while beside:
        waiting, found = [next(iter(beside))], {"row": set[int](), "column": set[int]()}
        while waiting:
            side, index = node = waiting.pop()
            found[side].add(index)
            waiting += beside.pop(node, ())
        groups.append((sorted(found["row"]), sorted(found["column"])))
    return groups
