"""A calibration: signs of claims weighed by ridge logistic regression, and tried on articles that were left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from llmclaims.errors import ConfigError, optional_module
from llmclaims.evaluation.bootstrap import Sample
from llmclaims.evaluation.matching import MISSING
from llmclaims.schema.support import FEWEST, signs, supported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.evaluation.bootstrap import Interval
    from llmclaims.schema.claims import Claim

CLAIMS, ARTICLES, WRONG = 50, 8, 5
"""Judged claims, articles, and right as well as wrong ones below which there is no row: too few to fit and to try."""
_RIDGE = 1.0
_STEPS = 40
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim, the article that it is of, and whether a person says that it is right."""

    claim: Claim
    article: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a calibration is worth on articles that it was not fitted on.

    ``told`` are the claims with a number, as (number, right); ``untold`` counts those without. ``brier`` is the mean
    squared error of the numbers, ``plain`` that of the mere share of right claims, ``better`` the interval of how much
    lower the former is, drawn over articles (None below two).
    """

    told: tuple[tuple[float, bool], ...]
    untold: int
    brier: float
    plain: float
    better: Interval | None

    def reliability(self) -> Iterator[tuple[float, float, int, float, float]]:
        """Yield each bin that has claims: its bounds, how many, the mean of their numbers, and the share that is right."""
        for low, high in pairwise(BINS):
            some = [one for one in self.told if low <= one[0] < high or one[0] == high == BINS[-1]]
            if some:
                n = len(some)
                yield low, high, n, sum(one for one, _ in some) / n, sum(right for _, right in some) / n


def lacking(found: Sequence[Judged]) -> str | None:
    """Return why claims are too few for a calibration, None where they are enough."""
    right, articles = sum(one.right for one in found), len({one.article for one in found})
    if len(found) < CLAIMS:
        return f"{len(found)} claims, fewer than {CLAIMS}"
    if articles < ARTICLES:
        return f"{articles} articles, fewer than {ARTICLES}"
    if min(right, len(found) - right) < WRONG:
        return f"{right} right and {len(found) - right} wrong claims, fewer than {WRONG} of one"
    return None


def by_source(found: Iterable[Judged]) -> dict[tuple[str, str, str], list[Judged]]:
    """Return claims by their provider, model and kind."""
    groups = defaultdict(list)
    for one in found:
        groups[one.claim.provider, one.claim.model, one.claim.kind].append(one)
    return dict(sorted(groups.items()))


def rows_of(
    found: Iterable[Judged],
) -> Iterator[tuple[tuple[str, str, str], dict[str, Any] | str, Trial | None]]:
    """Yield for each provider, model and kind its row and trial, or why there is none.

    Where the signs tell no more than the share of right claims does, on articles left out, the row has that share alone.
    """
    for key, some in by_source(found).items():
        why = lacking(some)
        if why is not None:
            yield key, why, None
            continue
        weighed, plain = tried(some), tried(some, weighed=False)
        better = weighed.brier < plain.brier
        yield key, fitted(some, weighed=better), weighed if better else plain


def fitted(found: Sequence[Judged], *, weighed: bool = True) -> dict[str, Any]:
    """Return the row of some claims of one provider, model and kind; not ``weighed``: their share alone.

    Raises:
        ConfigError: NumPy is not installed.
    """
    np = optional_module("numpy", "eval", ConfigError(MISSING))
    shown = [signs(one.claim) for one in found]
    names = sorted(frozenset().union(*shown))
    counts = {name: sum(name in one for one in shown) for name in names}
    used = [name for name in names if weighed and FEWEST <= counts[name] <= len(found) - FEWEST]
    table = np.array([[1.0, *(float(name in one) for name in used)] for one in shown])
    right = np.array([float(one.right) for one in found])
    penalty = np.diag([1e-6, *([_RIDGE] * len(used))])
    weights = np.zeros(len(used) + 1)
    for _ in range(_STEPS):
        told = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (told - right) + penalty @ weights
        weights = weights - np.linalg.solve((table * (told * (1 - told))[:, None]).T @ table + penalty, slope)
    first = found[0].claim
    by_name = dict(zip(used, weights[1:], strict=True))
    return {
        "provider": first.provider,
        "model": first.model,
        "kind": first.kind,
        "claims": len(found),
        "articles": len({one.article for one in found}),
        "right": int(right.sum()),
        "intercept": round(float(weights[0]), 3),
        "signs": {
            name: {
                "claims": counts[name],
                "right": sum(judged.right for judged, one in zip(found, shown, strict=True) if name in one),
                "weight": round(float(by_name.get(name, 0.0)), 3),
            }
            for name in names
        },
    }


def tried(found: Sequence[Judged], *, weighed: bool = True) -> Trial:
    """Fit on all articles but one, in turn, and compare what is told of its claims with what is right there."""
    articles: Mapping[str, list[Judged]] = _by_article(found)
    told: list[tuple[float, bool]] = []
    gains: list[float | None] = []
    untold, plain_error = 0, 0.0
    for name, held_out in articles.items():
        rest = [one for one in found if one.article != name]
        row = fitted(rest, weighed=weighed)
        share = sum(one.right for one in rest) / len(rest)
        numbers = [(supported(row, signs(one.claim)), one.right) for one in held_out]
        some = [(number, right) for number, right in numbers if number is not None]
        untold += len(numbers) - len(some)
        told += some
        plain = [(share - right) ** 2 for _, right in some]
        plain_error += sum(plain)
        errors = [(number - right) ** 2 for number, right in some]
        gains.append((sum(plain) - sum(errors)) / len(some) if some else None)
    sample = Sample(len(articles))
    n = max(1, len(told))
    return Trial(
        told=tuple(told),
        untold=untold,
        brier=sum((number - right) ** 2 for number, right in told) / n,
        plain=plain_error / n,
        better=sample.interval(sample.means(gains)),
    )


def _by_article(found: Iterable[Judged]) -> dict[str, list[Judged]]:
    groups = defaultdict(list)
    for one in found:
        groups[one.article].append(one)
    return dict(sorted(groups.items()))
