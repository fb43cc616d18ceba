"""One-to-one matching: the Hungarian algorithm (SciPy's), with an answer that does not depend on order."""

from collections.abc import Callable, Iterable, Sequence

from llmclaims.errors import ConfigError, optional_module
from llmclaims.evaluation.items import Item

MISSING = 'Scoring needs SciPy; install the extra with: pip install "llmclaims[eval]".'

Pairs = list[tuple[int, int]]

_TIE = 1e-9
"""Less than any difference between two overlaps."""


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


def pair(run: Sequence[Item], gold: Sequence[Item], likeness: Callable[[Item, Item], float]) -> Pairs:
    """Return the pairs (index in ``run``, index in ``gold``) that maximise the total likeness; 0 means no pair.

    Between equals the annotated item that is not optional goes first. Both sides come in ``Item.key`` order from
    ``Passage.of``, and items that share no candidate are settled apart, so that equal weights are settled alike
    in every order of the file and whatever else the run holds.
    """
    weights = {
        (row, column): weight * (1 - _TIE if other.optional else 1)
        for row, one in enumerate(run)
        for column, other in enumerate(gold)
        if (weight := likeness(one, other)) > 0
    }
    found: Pairs = []
    for rows, columns in _groups(weights):
        local = assign([[weights.get((row, column), 0.0) for column in columns] for row in rows])
        found += [(rows[row], columns[column]) for row, column in local]
    return sorted(found)


def _groups(edges: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Return the groups of rows and columns that possible pairs connect."""
    groups: list[tuple[set[int], set[int]]] = []
    for row, column in edges:
        apart, rows, columns = [], {row}, {column}
        for group in groups:
            if row in group[0] or column in group[1]:
                rows |= group[0]
                columns |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (rows, columns)]
    return [(sorted(rows), sorted(columns)) for rows, columns in groups]
