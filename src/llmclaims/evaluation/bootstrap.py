"""Intervals by the bootstrap: articles are drawn with replacement, always by the same seed."""

from collections.abc import Sequence
from typing import Any

from llmclaims.errors import ConfigError, optional_module
from llmclaims.evaluation.matching import MISSING
from llmclaims.evaluation.measures import Counts, Measure

DRAWS = 2000
_SEED = 20260418
_LEVEL = 95

Interval = tuple[float, float]


class Sample:
    """Drawn samples of clusters: the same draws for every measure and run, so that differences are paired."""

    def __init__(self, clusters: int) -> None:
        """``clusters`` is how many independent texts there are; with fewer than two there is no interval."""
        self._np = optional_module("numpy", "eval", ConfigError(MISSING))
        draws = self._np.random.default_rng(_SEED).integers(
            0, max(clusters, 1), size=(DRAWS, max(clusters, 1))
        )
        self._weights = self._np.stack(
            [self._np.bincount(one, minlength=max(clusters, 1)) for one in draws]
        ).astype(float)
        self.clusters = clusters

    def scores(self, measure: Measure, clusters: Sequence[Counts]) -> Any:
        """Return the measure's score in every draw; NaN where a draw has nothing to score."""
        if measure.kind == "macro":
            prefix = measure.key + "="
            keys = sorted({key for counts in clusters for key in counts if key.startswith(prefix)})
            each = [self._one(clusters, key, share=False) for key in keys]
            return self._mean(each)
        return self._one(clusters, measure.key, share=measure.kind == "rate")

    def _mean(self, each: Sequence[Any]) -> Any:
        np = self._np
        if not each:
            return np.full(DRAWS, np.nan)
        table = np.stack(each)
        known = ~np.isnan(table)
        total = np.where(known, table, 0.0).sum(axis=0)
        return _divided(np, total, known.sum(axis=0))

    def _one(self, clusters: Sequence[Counts], key: str, *, share: bool) -> Any:
        np = self._np
        table = np.array([counts.get(key, (0, 0, 0, 0)) for counts in clusters], dtype=float).reshape(-1, 4)
        hit, run, got, gold = (self._weights @ table).T
        precision = _divided(np, hit, run)
        if share:
            return precision
        p, r = np.nan_to_num(precision), np.nan_to_num(_divided(np, got, gold))
        found = np.nan_to_num(_divided(np, 2 * p * r, p + r))
        return np.where((run + gold) > 0, found, np.nan)

    def interval(self, scores: Any) -> Interval | None:
        """Return the middle 95 % of the draws."""
        known = scores[~self._np.isnan(scores)]
        if self.clusters < 2 or not len(known):
            return None
        low, high = self._np.percentile(known, [(100 - _LEVEL) / 2, (100 + _LEVEL) / 2])
        return float(low), float(high)

    def means(self, values: Sequence[float | None]) -> Any:
        """Return the mean over clusters in every draw; clusters without a score are left out."""
        np = self._np
        known = np.array([0.0 if one is None else 1.0 for one in values])
        filled = np.array([one or 0.0 for one in values])
        return _divided(np, self._weights @ filled, self._weights @ known)


def _divided(np: Any, one: Any, other: Any) -> Any:
    return np.divide(one, other, out=np.full(np.shape(one), np.nan), where=np.asarray(other) > 0)
