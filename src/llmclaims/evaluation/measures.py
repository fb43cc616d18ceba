"""Counting hits, misses and false alarms of one passage, and the measures that counts become.

A measure's count is four numbers: hits among the run's items, the run's items, hits among the annotated items,
annotated items. The two hits differ only where one answer may cover several. Counts of passages add up, so that
micro scores and resampled ones are sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from llmclaims.evaluation.items import Item
    from llmclaims.evaluation.matching import Pairs

Count = tuple[int, int, int, int]
Counts = dict[str, Count]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the report.

    ``kind``: ``f1`` is precision, recall and F1; ``rate`` a share, such as speakers right among the matched;
    ``macro`` the mean F1 over the classes that are counted as ``key=CLASS``. ``less`` marks a rate that is
    better when it is lower.
    """

    key: str
    label: str
    kind: Literal["f1", "rate", "macro"] = "f1"
    less: bool = False


def hits(
    run: Sequence[Item],
    gold: Sequence[Item],
    pairs: Pairs,
    right: Callable[[int, int], bool] = lambda _i, _j: True,
) -> Count:
    """Hits of matched pairs for which ``right`` holds.

    An optional annotated item is no miss, and what was matched to it is set aside. A trap is no annotated
    item, and what was matched to it is a false alarm.
    """
    aside = sum(gold[j].optional for _, j in pairs)
    core = sum(not (one.optional or one.unwanted) for one in gold)
    found = sum(right(i, j) for i, j in pairs if not (gold[j].optional or gold[j].unwanted))
    return found, len(run) - aside, found, core


def unflagged(
    run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, right: Callable[[int, int], bool]
) -> Count:
    """``hits`` with every flagged item of the run left out: what a reader gets who trusts no flag."""
    kept = {i: at for at, i in enumerate(i for i, one in enumerate(run) if not one.flagged)}
    back = list(kept)
    return hits(
        [run[i] for i in kept],
        gold,
        [(kept[i], j) for i, j in pairs if i in kept],
        lambda at, j: right(back[at], j),
    )


def core(pairs: Pairs, gold: Sequence[Item]) -> Pairs:
    """The pairs that count: neither optional nor a trap."""
    return [(i, j) for i, j in pairs if not (gold[j].optional or gold[j].unwanted)]


def rate(right: Iterable[bool]) -> Count:
    """A share: how many of the cases are right."""
    cases = list(right)
    return sum(cases), len(cases), sum(cases), len(cases)


def classes(key: str, answers: Iterable[tuple[str | None, str | None, bool]]) -> Counts:
    """Counts of each class from triples (found, annotated, whether found is right)."""
    found: Counts = {}
    for said, told, right in answers:
        truth = said if right else told
        for name in {said, truth} - {None}:
            a, b, c, d = found.get(f"{key}={name}", (0, 0, 0, 0))
            hit = int(said == truth)
            found[f"{key}={name}"] = (a + hit, b + (said == name), c + hit, d + (truth == name))
    return found


def added(many: Iterable[Mapping[str, Count]]) -> Counts:
    """The sum of several passages' counts."""
    found: Counts = {}
    for counts in many:
        for key, (a, b, c, d) in counts.items():
            w, x, y, z = found.get(key, (0, 0, 0, 0))
            found[key] = (a + w, b + x, c + y, d + z)
    return found


def precision(count: Count) -> float | None:
    """Share of the run's items that are right; None where there is none."""
    return count[0] / count[1] if count[1] else None


def recall(count: Count) -> float | None:
    """Share of the annotated items that were found; None where there is none."""
    return count[2] / count[3] if count[3] else None


def f1(count: Count) -> float | None:
    """Harmonic mean of precision and recall: 0 where nothing is right, None where there is nothing at all."""
    p, r = precision(count) or 0.0, recall(count) or 0.0
    if not (count[1] or count[3]):
        return None
    return 2 * p * r / (p + r) if p + r else 0.0


def value(measure: Measure, counts: Mapping[str, Count]) -> float | None:
    """A measure's score on counts; None where nothing could be scored."""
    if measure.kind == "macro":
        prefix = measure.key + "="
        scores = [f1(count) for key, count in counts.items() if key.startswith(prefix)]
        known = [one for one in scores if one is not None]
        return sum(known) / len(known) if known else None
    if measure.key not in counts:
        return None
    return precision(counts[measure.key]) if measure.kind == "rate" else f1(counts[measure.key])
