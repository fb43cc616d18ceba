"""Scores of attribution: spans, characters, speakers, cues, form, act, polarity and nesting (PARC, PolNeAR)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from llmclaims.evaluation.errors import Finding, Telling, listed, span_trouble, told
from llmclaims.evaluation.field_agreement import (
    STATEMENT_FIELDS,
    best_iou,
    by_class,
    cue_right,
    field_right,
    grade,
    same_name,
    speaker_right,
    value_right,
)
from llmclaims.evaluation.items import Item, Passage, Spans, shared, size
from llmclaims.evaluation.matching import Pairs, pair, places_of
from llmclaims.evaluation.measures import Count, Counts, core, hits, rate, unflagged

STRICT, STANDARD = 0.9, 0.5
"""Least intersection over union of a pair."""
_TIE = 1e-6
"""Weight of the fields: only settles which of two equally good places is meant."""
_EXACT = ("exact", "typographic", None)


def matches(
    run: Sequence[Item], gold: Sequence[Item], fields: tuple[str, ...], *, least: float = STANDARD
) -> Pairs:
    """Return the one-to-one pairs of statements that overlap enough."""

    def likeness(one: Item, other: Item) -> float:
        like = best_iou(one, other)
        return like + _TIE * grade(one, other, fields) if like >= least else 0.0

    return pair(run, gold, likeness, places_of)


def score(
    run: Sequence[Item], gold: Sequence[Item], layers: frozenset[str], view: str
) -> tuple[Counts, Pairs]:
    """Return the counts of one passage, keys beginning with ``view``, and the standard pairs, optional ones among them.

    Statements that were joined have no form, act or polarity of their own, and no levels.
    """
    fields = tuple(name for name in STATEMENT_FIELDS if f"statement.{name}" in layers)
    pairs = matches(run, gold, fields)
    counted = core(pairs, gold)
    counts: Counts = {
        f"{view}.span": hits(run, gold, pairs),
        f"{view}.characters": _characters(run, gold),
    }
    if "speaker" in fields:
        counts[f"{view}.attribution"] = hits(run, gold, pairs, lambda i, j: speaker_right(run[i], gold[j]))
        counts[f"{view}.speaker"] = rate(speaker_right(run[i], gold[j]) for i, j in counted)
        if view == "single":
            counts["single.unflagged"] = unflagged(
                run, gold, pairs, lambda i, j: speaker_right(run[i], gold[j])
            )
    if "cue" in fields:
        counts[f"{view}.cue"] = _cues(run, gold, pairs)
    if view == "single":
        counts |= _single(run, gold, pairs, fields)
    return counts, pairs


def _single(run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, fields: tuple[str, ...]) -> Counts:
    """Count what is scored only of statements as they are."""
    counted = core(pairs, gold)
    counts: Counts = {"single.nesting": _nesting(run, gold, pairs)} if "speaker" in fields else {}
    if "form" in fields:
        counts["single.form"] = rate(value_right(run[i], gold[j], "form") for i, j in counted)
    for name in ("act", "polarity"):
        if name in fields:
            counts |= by_class("single", name, run, gold, counted)
    strict = matches(run, gold, fields, least=STRICT)
    counts["single.strict"] = hits(run, gold, strict, lambda i, j: _all_right(run[i], gold[j], fields))
    counts["single.lenient"] = _lenient(run, gold, fields)
    return counts


def _all_right(found: Item, gold: Item, fields: tuple[str, ...]) -> bool:
    return found.tier in _EXACT and all(field_right(found, gold, name) for name in fields)


def _lenient(run: Sequence[Item], gold: Sequence[Item], fields: tuple[str, ...]) -> Count:
    """Count leniently: other spans count, and one answer that covers a group finds all its members."""
    groups: dict[str, Spans] = {}
    for one in gold:
        if one.group:
            groups[one.group] = (*groups.get(one.group, ()), *one.spans)

    def likeness(one: Item, other: Item) -> float:
        whole = (groups[other.group],) if other.group else ()
        like = best_iou(one, other, *other.alternatives, *whole)
        return like + _TIE * grade(one, other, fields) if like >= STANDARD else 0.0

    pairs = pair(run, gold, likeness, lambda one: chain(places_of(one), groups.get(one.group or "", ())))
    found, proposed, _, wanted = hits(run, gold, pairs)
    taken = {j for _, j in pairs}
    covered = {
        gold[j].group
        for i, j in pairs
        if gold[j].group and best_iou(run[i], gold[j], *gold[j].alternatives) < STANDARD
    }
    more = sum(
        one.group in covered and j not in taken and not one.optional
        for j, one in enumerate(gold)
        if one.group
    )
    return found, proposed, found + more, wanted


def _characters(run: Sequence[Item], gold: Sequence[Item]) -> Count:
    """Count characters that both sides mark (PARC's soft score); those of optional statements count on neither."""
    wanted = tuple(span for one in gold if not (one.optional or one.unwanted) for span in one.spans)
    either = tuple(span for one in gold if one.optional for span in one.spans)
    marked = tuple(span for one in run for span in one.spans)
    both = shared(marked, wanted)
    in_all = shared(marked, either) + both - shared(marked, (*either, *wanted))
    aside = shared(marked, either) - in_all
    return both, size(marked) - aside, both, size(wanted)


def _cues(run: Sequence[Item], gold: Sequence[Item], pairs: Pairs) -> Count:
    """Count the cues found: matched statements whose cue is right, of all cues on either side.

    Where annotation takes a cue and none as right alike, it counts only when the run has the one in question.
    """
    found = proposed = wanted = 0
    partner = {i: j for i, j in pairs if not gold[j].unwanted}
    for i, one in enumerate(run):
        said = bool(one.values.get("cue"))
        other = gold[partner[i]] if i in partner else None
        if other is None:
            proposed += said
        elif not other.optional:
            right = cue_right(one, other)
            told_so = bool(other.values.get("cue"))
            found += right and said and told_so
            proposed += said and (told_so or not right)
            wanted += told_so and (said or not right)
    taken = {j for _, j in pairs}
    wanted += sum(
        bool(one.values.get("cue")) and None not in one.accept.get("cue", ())
        for j, one in enumerate(gold)
        if j not in taken and not (one.optional or one.unwanted)
    )
    return found, proposed, found, wanted


def _nests(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Pairs (outer, inner): the innermost statement of another source that holds a statement's whole span."""
    sizes = [size(one.spans) for one in items]
    for inner, one in enumerate(items):
        holders = [
            (sizes[outer], outer)
            for outer, other in enumerate(items)
            if sizes[outer] > sizes[inner]
            and shared(other.spans, one.spans) == sizes[inner]
            and not _same_source(one, other)
        ]
        if holders:
            yield min(holders)[1], inner


def _same_source(one: Item, other: Item) -> bool:
    if shared(one.places.get("speaker", ()), other.places.get("speaker", ())):
        return True
    a, b = (item.values.get("speaker_name") or item.values.get("speaker") for item in (one, other))
    return (not a and not b) or same_name(a, b)


def _nesting(run: Sequence[Item], gold: Sequence[Item], pairs: Pairs) -> Count:
    """Count reports inside reports: pairs of statements, both matched, one in the other on both sides.

    They are compared by their spans: of two that stand in one place either may be the one that is matched.
    """
    to_gold = dict(pairs)

    def spans(indexes: Iterable[int]) -> tuple[Spans, ...]:
        return tuple(gold[j].spans for j in indexes)

    wanted: Counter[tuple[Spans, ...]] = Counter()
    left_open = set()
    for one in _nests(gold):
        if any(gold[j].optional or gold[j].unwanted for j in one):
            left_open.add(spans(one))
        else:
            wanted[spans(one)] += 1
    left = wanted.copy()
    found = wrong = 0
    for one in _nests(run):
        matched = [to_gold[i] for i in one if i in to_gold]
        if left[spans(matched)] > 0:
            left[spans(matched)] -= 1
            found += 1
        elif not (spans(matched) in left_open or any(gold[j].optional for j in matched)):
            wrong += 1
    return found, found + wrong, found, wanted.total()


def findings(
    passage: Passage, run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, fields: Sequence[str]
) -> Iterator[Finding]:
    """Return each matched statement with its wrong fields, each miss and each false alarm."""
    telling = Telling(
        place=lambda one: one.spans,
        words=lambda one: told(one, passage.text),
        wrong=lambda one, other: _wrong(one, other, fields),
        alarm=lambda one: span_trouble(one, gold),
        missed=lambda one: span_trouble(one, run),
    )
    return listed(passage.id, run, gold, pairs, telling)


def _wrong(found: Item, gold: Item, fields: Sequence[str]) -> str:
    """Return the fields that are wrong, each with what was expected."""
    wrong = [name for name in fields if not field_right(found, gold, name)]
    return "; ".join(
        f"{name}: {found.values.get(name) or 'none'}, expected {gold.values.get(name) or 'none'}"
        for name in wrong
    )
