"""One-to-one matching: the Hungarian algorithm (SciPy's), with an answer that does not depend on order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmclaims.evaluate.items import Item

MISSING = 'Scoring needs SciPy; install the extra with: pip install "llmclaims[eval]".'

Pairs = list[tuple[int, int]]


def assign(weights: Sequence[Sequence[float]]) -> Pairs:
    """The one-to-one pairs (row, column) with the greatest total weight; a weight of 0 or less is no pair.

    Raises:
        ConfigError: SciPy is not installed.
    """
    if not weights or not any(weight > 0 for row in weights for weight in row):
        return []
    try:
        from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped] # SciPy ships no types
    except ImportError as error:
        raise ConfigError(MISSING) from error
    rows, columns = linear_sum_assignment([[max(0.0, one) for one in row] for row in weights], maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if weights[row][column] > 0]


def pair(run: Sequence[Item], gold: Sequence[Item], likeness: Callable[[Item, Item], float]) -> Pairs:
    """Pairs (index in ``run``, index in ``gold``) that maximise the total likeness; 0 means no pair.

    Both sides come in ``Item.key`` order from ``Passage.of``, so that equal weights are settled alike in
    every order of the file.
    """
    return assign([[likeness(one, other) for other in gold] for one in run])
