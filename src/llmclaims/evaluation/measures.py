"""Counts of hits, misses and false alarms, the measures that they become, and the lines of the report.

A measure's count is four numbers: hits among the run's items, the run's items, hits among the annotated items,
annotated items. The two hits differ only where one answer may cover several. Counts of passages add up, so that
micro scores and resampled ones are sums.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
    """Count the hits among matched pairs: those for which ``right`` holds.

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
    """Count ``hits`` without the flagged items of the run."""
    kept = {i: at for at, i in enumerate(i for i, one in enumerate(run) if not one.flagged)}
    back = list(kept)
    return hits(
        [run[i] for i in kept],
        gold,
        [(kept[i], j) for i, j in pairs if i in kept],
        lambda at, j: right(back[at], j),
    )


def core(pairs: Pairs, gold: Sequence[Item]) -> Pairs:
    """Return the pairs that count: neither optional nor a trap."""
    return [(i, j) for i, j in pairs if not (gold[j].optional or gold[j].unwanted)]


def rate(right: Iterable[bool]) -> Count:
    """Return the share of cases that are right, as a count."""
    cases = list(right)
    return sum(cases), len(cases), sum(cases), len(cases)


def classes(key: str, answers: Iterable[tuple[str | None, str | None, bool]]) -> Counts:
    """Count each class from triples (found, annotated, whether found is right)."""
    found: Counts = {}
    for said, told, right in answers:
        truth = said if right else told
        for name in {said, truth} - {None}:
            a, b, c, d = found.get(f"{key}={name}", (0, 0, 0, 0))
            hit = int(said == truth)
            found[f"{key}={name}"] = (a + hit, b + (said == name), c + hit, d + (truth == name))
    return found


def added(many: Iterable[Mapping[str, Count]]) -> Counts:
    """Add up several passages' counts."""
    found: Counts = {}
    for counts in many:
        for key, (a, b, c, d) in counts.items():
            w, x, y, z = found.get(key, (0, 0, 0, 0))
            found[key] = (a + w, b + x, c + y, d + z)
    return found


def precision(count: Count) -> float | None:
    """Return the share of the run's items that are right; None where there is none."""
    return count[0] / count[1] if count[1] else None


def recall(count: Count) -> float | None:
    """Return the share of the annotated items that were found; None where there is none."""
    return count[2] / count[3] if count[3] else None


def f1(count: Count) -> float | None:
    """Return the harmonic mean of precision and recall: 0 where nothing is right, None where there is nothing at all."""
    p, r = precision(count) or 0.0, recall(count) or 0.0
    if not (count[1] or count[3]):
        return None
    return 2 * p * r / (p + r) if p + r else 0.0


def value(measure: Measure, counts: Mapping[str, Count]) -> float | None:
    """Return a measure's score on counts; None where nothing could be scored."""
    if measure.kind == "macro":
        prefix = measure.key + "="
        scores = [f1(count) for key, count in counts.items() if key.startswith(prefix)]
        known = [one for one in scores if one is not None]
        return sum(known) / len(known) if known else None
    if measure.key not in counts:
        return None
    return precision(counts[measure.key]) if measure.kind == "rate" else f1(counts[measure.key])


JOINED = "Statements, adjacent sentences of one attribution joined"
SINGLE = "Statements as they are"
EVENTS = "Events"
RELATIONS = "Relations"
OWN = "own."
"""Begins the keys of kinds of the user's own."""

SECTIONS: dict[str, tuple[Measure, ...]] = {
    JOINED: (
        Measure("joined.span", "span"),
        Measure("joined.characters", "characters"),
        Measure("joined.attribution", "attribution (span, speaker)"),
        Measure("joined.speaker", "speaker right, of matched", "rate"),
        Measure("joined.cue", "cue"),
    ),
    SINGLE: (
        Measure("single.span", "span"),
        Measure("floor.span", "floor (sentences): span"),
        Measure("single.characters", "characters"),
        Measure("floor.characters", "floor (sentences): characters"),
        Measure("single.attribution", "attribution (span, speaker)"),
        Measure("single.unflagged", "attribution, unflagged only"),
        Measure("single.speaker", "speaker right, of matched", "rate"),
        Measure("single.cue", "cue"),
        Measure("single.form", "form right, of matched", "rate"),
        Measure("single.act", "act, macro-F1 of matched", "macro"),
        Measure("single.polarity", "polarity, macro-F1 of matched", "macro"),
        Measure("single.nesting", "nesting (outer, inner)"),
        Measure("single.strict", "strict (0.9, all fields)"),
        Measure("single.lenient", "lenient (alternatives)"),
    ),
    EVENTS: (
        Measure("event.trigger", "trigger (Trig-I)"),
        Measure("event.unflagged", "trigger, unflagged only"),
        Measure("event.classified", "trigger and type (Trig-C)"),
        Measure("event.span", "span"),
        Measure("event.argument", "argument (Arg-I)"),
        Measure("event.argument_role", "argument and role (Arg-C)"),
        Measure("event.argument_named", "argument by mention or name"),
        Measure("event.modality", "modality, macro-F1 of matched", "macro"),
        Measure("event.asserted", "asserted rightly, of asserted", "rate"),
        Measure("event.polarity", "polarity, macro-F1 of matched", "macro"),
        Measure("event.time_value", "time value right, of matched", "rate"),
        Measure("event.quad", "quad category right, of matched", "rate"),
        Measure("event.strict", "strict (0.9, all fields)"),
        Measure("event.lenient", "lenient (trigger or clause)"),
    ),
    RELATIONS: (
        Measure("relation.all", "end to end"),
        Measure("relation.only", "relation only (both ends found)"),
        Measure("relation.order", "temporal awareness (before)"),
        Measure("relation.traps", "traps taken", "rate", less=True),
        Measure("relation.empty", "passages with none, alarmed", "rate", less=True),
    ),
}

HEADLINES = (
    "joined.span",
    "joined.attribution",
    "single.span",
    "single.attribution",
    "event.trigger",
    "event.classified",
    "event.argument",
    "relation.all",
    "relation.only",
)
"""The scores that a change is judged by."""


def scorable(keys: Iterable[str]) -> list[tuple[str, Measure]]:
    """Return each section's measures that ``keys`` has counts for; relations also by type where there are several.

    Kinds of the user's own come last, each a section.
    """
    found = set(keys)
    stems = {key.partition("=")[0] for key in found if "=" in key}
    lines = [
        (section, one)
        for section, known in SECTIONS.items()
        for one in known
        if one.key in (stems if one.kind == "macro" else found)
    ]
    kinds = sorted({key.partition("=")[2] for key in found if key.startswith("relation.all=")})
    if len(kinds) > 1:
        lines += [
            (RELATIONS, Measure(f"relation.{part}={kind}", f"{kind}, {words}"))
            for kind in kinds
            for part, words in (("all", "end to end"), ("only", "relation only"))
        ]
    return lines + [_own(key) for key in sorted(found, key=_own_order) if key.startswith(OWN)]


_OWN_PARTS = {"span": "span", "whole": "span and all fields"}


def _own(key: str) -> tuple[str, Measure]:
    """Return the section and the measure of a kind of the user's own, by its key: ``own.KIND.span``, ``own.KIND.field.NAME``."""
    kind, part, *field = key.removeprefix(OWN).split(".", 2)
    if field:
        return kind.capitalize(), Measure(key, f"{field[0]} right, of matched", "rate")
    return kind.capitalize(), Measure(key, _OWN_PARTS[part])


def _own_order(key: str) -> tuple[str, ...]:
    kind, *rest = key.removeprefix(OWN).split(".", 2)
    return (kind, "1" if rest[:1] == ["field"] else "0", *rest)
