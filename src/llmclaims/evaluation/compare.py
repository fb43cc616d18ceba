"""Two runs on one annotated set: what was gained and lost, and the difference with its paired interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from llmclaims.errors import DocumentError
from llmclaims.evaluation.bootstrap import Interval, Sample
from llmclaims.evaluation.errors import Finding
from llmclaims.evaluation.measures import Measure, added, scorable, value
from llmclaims.evaluation.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure before and after; ``interval`` is of ``after - before``, both drawn on the same articles."""

    section: str
    measure: Measure
    before: float
    after: float
    interval: Interval | None

    @property
    def sure(self) -> bool:
        """Tell whether the interval leaves no difference out."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """From one run to another: ``gained`` and ``lost`` are annotated items, the alarms what neither annotates."""

    gold: str
    articles: int
    differences: tuple[Difference, ...]
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]
    new_alarms: tuple[Finding, ...]
    gone_alarms: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
        shown = ("passage", "kind", "spans", "expected", "found", "why")
        lists = ("gained", "lost", "new_alarms", "gone_alarms")
        return {
            "gold": self.gold,
            "articles": self.articles,
            "differences": [
                {
                    "key": one.measure.key,
                    "section": one.section,
                    "before": one.before,
                    "after": one.after,
                    "difference": one.after - one.before,
                    "interval": one.interval,
                }
                for one in self.differences
            ],
        } | {
            name: [{key: getattr(one, key) for key in shown} for one in getattr(self, name)] for name in lists
        }


def compare(before: Report, after: Report) -> Comparison:
    """Return what changed between two reports on one annotated set. Articles that only one run read are left out.

    Raises:
        DocumentError: the two have no article in common, or are not of one set.
    """
    names = sorted(set(before.clusters) & set(after.clusters))
    if before.gold != after.gold or not names:
        raise DocumentError(
            f"{before.gold}: the two runs share no annotated text; run both over the same ones."
        )
    one, other = ([report.clusters[name] for name in names] for report in (before, after))
    sample = Sample(len(names))
    old, new = added(one), added(other)
    differences = []
    for section, measure in scorable({*old, *new}):
        if measure.key.startswith("floor."):  # says nothing about either run
            continue
        a, b = value(measure, old), value(measure, new)
        if a is None and b is None:
            continue
        spread = sample.interval(sample.scores(measure, other) - sample.scores(measure, one))
        differences.append(
            Difference(section=section, measure=measure, before=a or 0.0, after=b or 0.0, interval=spread)
        )
    texts = set(before.texts) & set(after.texts)
    had, has = _found(before.findings, texts), _found(after.findings, texts)
    cried, cries = _alarms(before.findings, texts), _alarms(after.findings, texts)
    wanted = _wanted(after.findings, texts) | _wanted(before.findings, texts)
    return Comparison(
        gold=before.gold,
        articles=len(names),
        differences=tuple(differences),
        gained=tuple(has[key] for key in has if key not in had),
        lost=tuple(_wanted(after.findings, texts).get(key, wanted[key]) for key in had if key not in has),
        new_alarms=tuple(cries[key] for key in cries if key not in cried),
        gone_alarms=tuple(cried[key] for key in cried if key not in cries),
    )


_Key = tuple[str, str, str]


def _key(one: Finding) -> _Key:
    return one.passage, one.kind, one.item


def _found(findings: Iterable[Finding], texts: set[str]) -> dict[_Key, Finding]:
    """Return the annotated items that were found: a statement of the wrong speaker is lost, one of the wrong act is not."""
    return {
        _key(one): one
        for one in findings
        if one.passage in texts
        and one.outcome == "found"
        and not (one.kind == "statement" and one.why.startswith("speaker:"))
    }


def _wanted(findings: Iterable[Finding], texts: set[str]) -> dict[_Key, Finding]:
    return {_key(one): one for one in findings if one.passage in texts and one.outcome != "alarm"}


def _alarms(findings: Iterable[Finding], texts: set[str]) -> dict[tuple[str, str, str, str], Finding]:
    return {
        (one.passage, one.kind, repr(one.spans), one.found): one
        for one in findings
        if one.passage in texts and one.outcome == "alarm"
    }
