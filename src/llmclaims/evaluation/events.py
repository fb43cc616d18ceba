"""Scores of events: triggers, types, modality, polarity, time values and arguments (ACE, MAVEN, PLOVER)."""

from collections.abc import Callable, Iterator, Sequence

from llmclaims.evaluation.errors import Finding, Telling, listed, told
from llmclaims.evaluation.field_agreement import (
    EVENT_FIELDS,
    best_iou,
    by_class,
    plain,
    same_name,
    trigger_right,
    value_right,
)
from llmclaims.evaluation.items import Argument, Item, Passage, iou, shared
from llmclaims.evaluation.matching import Pairs, assign, pair, places_of
from llmclaims.evaluation.measures import Count, Counts, core, hits, rate, unflagged
from llmclaims.schema.news import QUADS

_OTHER = ("location", "time", "quantity")


def matches(run: Sequence[Item], gold: Sequence[Item]) -> Pairs:
    """Return the one-to-one pairs of events with one trigger: as many as possible, then the most alike."""

    def likeness(one: Item, other: Item) -> float:
        if not trigger_right(one, other):
            return 0.0
        like = iou(one.places.get("trigger", ()), other.places.get("trigger", ()))
        same = one.values.get("type") == other.values.get("type")
        return 1 + (like + best_iou(one, other) + 0.1 * same) / 1e6

    return pair(run, gold, likeness, places_of)


def _spanned(run: Sequence[Item], gold: Sequence[Item], least: float) -> Pairs:
    def likeness(one: Item, other: Item) -> float:
        like = best_iou(one, other)
        return like + 1e-6 * trigger_right(one, other) if like >= least else 0.0

    return pair(run, gold, likeness, places_of)


def _lenient(run: Sequence[Item], gold: Sequence[Item]) -> Pairs:
    """Return pairs for which trigger overlap is enough, or overlap with the clause or another right reading of it."""

    def likeness(one: Item, other: Item) -> float:
        like = best_iou(one, other, *other.alternatives)
        return 1 + like / 1e6 if trigger_right(one, other) or like >= 0.5 else 0.0

    return pair(run, gold, likeness, places_of)


def score(run: Sequence[Item], gold: Sequence[Item], layers: frozenset[str]) -> tuple[Counts, Pairs]:
    """Return the counts of one passage, and the pairs of events with one trigger, optional ones among them."""
    pairs = matches(run, gold)
    counted = core(pairs, gold)
    counts: Counts = {
        "event.trigger": hits(run, gold, pairs),
        "event.unflagged": unflagged(run, gold, pairs, lambda _i, _j: True),
    }
    fields = [name for name in EVENT_FIELDS if f"event.{name}" in layers]
    if "event.span" in layers:
        counts["event.span"] = hits(run, gold, _spanned(run, gold, 0.5))
        counts["event.lenient"] = hits(run, gold, _lenient(run, gold))
        strict = _spanned(run, gold, 0.9)
        counts["event.strict"] = hits(run, gold, strict, lambda i, j: _all_right(run[i], gold[j], fields))
    if "type" in fields:
        counts["event.classified"] = hits(run, gold, pairs, lambda i, j: value_right(run[i], gold[j], "type"))
        counts["event.quad"] = rate(_same_quad(run[i], gold[j]) for i, j in counted)
    for name in ("modality", "polarity"):
        if name in fields:
            counts |= by_class("event", name, run, gold, counted)
    if "modality" in fields:
        asserted = [(i, j) for i, j in counted if run[i].values.get("modality") == "asserted"]
        counts["event.asserted"] = rate(value_right(run[i], gold[j], "modality") for i, j in asserted)
    if "event.time_value" in layers:
        dated = [(i, j) for i, j in counted if gold[j].values.get("time_value")]
        counts["event.time_value"] = rate(value_right(run[i], gold[j], "time_value") for i, j in dated)
    return counts | _arguments(run, gold, pairs, layers), pairs


def _all_right(found: Item, gold: Item, fields: Sequence[str]) -> bool:
    exact = found.tier in ("exact", "typographic", None)
    return exact and trigger_right(found, gold) and all(value_right(found, gold, name) for name in fields)


def _same_quad(found: Item, gold: Item) -> bool:
    types = (gold.values.get("type"), *gold.accept.get("type", ()))
    return QUADS.get(found.values.get("type") or "") in {QUADS.get(one or "") for one in types}


def _arguments(run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, layers: frozenset[str]) -> Counts:
    """Count arguments of events: found (Arg-I), with their role (Arg-C), and found by mention or name (relaxed)."""
    scored = {name for name in ("participant", *_OTHER) if f"event.{name}" in layers}
    if not scored:
        return {}

    def kept(item: Item) -> list[Argument]:
        return [
            one for one in item.arguments if (one.role if one.role in _OTHER else "participant") in scored
        ]

    def count(alike: Callable[[Argument, Argument], bool]) -> Count:
        found, proposed, wanted = 0, 0, 0
        partner = dict(pairs)
        for i, one in enumerate(run):
            other = gold[partner[i]] if i in partner else None
            if other is not None and other.optional:
                continue
            told_so = kept(other) if other is not None and not other.unwanted else []
            a, b, c = _argument_hits(kept(one), told_so, alike)
            found, proposed, wanted = found + a, proposed + b, wanted + c
        missed = set(range(len(gold))) - set(partner.values())
        wanted += sum(
            not argument.optional
            for j in missed
            if not (gold[j].optional or gold[j].unwanted)
            for argument in kept(gold[j])
        )
        return found, proposed, found, wanted

    counts = {"event.argument": count(_mentioned), "event.argument_named": count(_named)}
    if "event.role" in layers:
        counts["event.argument_role"] = count(lambda a, b: _mentioned(a, b) and a.role == b.role)
    return counts


def _argument_hits(
    run: Sequence[Argument], gold: Sequence[Argument], alike: Callable[[Argument, Argument], bool]
) -> tuple[int, int, int]:
    """Count found, proposed and wanted arguments of a pair of events; optional ones count on neither side."""
    weights = [
        [(1.0 + iou(one.spans, other.spans) / 1e3) * alike(one, other) for other in gold] for one in run
    ]
    pairs = assign(weights)
    aside = sum(gold[j].optional for _, j in pairs)
    return len(pairs) - aside, len(run) - aside, sum(not one.optional for one in gold)


def _mentioned(found: Argument, gold: Argument) -> bool:
    """Tell whether two are one mention: half of the union shared, the annotated head covered, or words marked right."""
    if iou(found.spans, gold.spans) >= 0.5:
        return True
    if found.text and plain(found.text) in {plain(one) for one in gold.accept}:
        return True
    both = shared(found.spans, gold.spans)
    single = len(gold.text.split()) == 1  # a head word, as ACE-style annotation often marks it
    return bool(both) and single and both == sum(end - start for start, end in gold.spans)


def _named(found: Argument, gold: Argument) -> bool:
    """Tell whether two are one mention, or one name (MUC)."""
    names = (gold.name or gold.text, *gold.accept)
    return _mentioned(found, gold) or any(same_name(found.name or found.text, one) for one in names)


def findings(
    passage: Passage, run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, layers: frozenset[str]
) -> Iterator[Finding]:
    """Return each event whose trigger was found, with its wrong fields; each miss; each false alarm."""
    fields = [name for name in EVENT_FIELDS if f"event.{name}" in layers]

    def wrong(found: Item, other: Item) -> str:
        return "; ".join(
            f"{name}: {found.values.get(name)}, expected {other.values.get(name)}"
            for name in fields
            if not value_right(found, other, name)
        )

    telling = Telling(
        place=lambda one: one.places.get("trigger", one.spans),
        words=lambda one: told(one, passage.text),
        wrong=wrong,
        alarm=lambda _: "no such trigger",
        missed=lambda _: "trigger not found",
    )
    return listed(passage.id, run, gold, pairs, telling)
