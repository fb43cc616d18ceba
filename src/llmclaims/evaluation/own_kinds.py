"""Scores of kinds of the user's own: where their quotes stand, and each annotated field of those that match."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from llmclaims.evaluation.errors import Finding, Telling, listed, span_trouble
from llmclaims.evaluation.field_agreement import best_iou, plain
from llmclaims.evaluation.items import KINDS, iou, words_at
from llmclaims.evaluation.matching import Pairs, pair, places_of
from llmclaims.evaluation.measures import OWN, Counts, core, hits, rate
from llmclaims.schema.answer import RECORDS
from llmclaims.schema.claims import RECORD_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.evaluation.items import Item, Passage

_MATCH = 0.5
_GOLD_KEYS = frozenset(("optional", "alt_spans", "group", "hard_negative", "scope"))


def is_own(kind: object) -> bool:
    """Tell whether records of this name are claims of a user's own kind."""
    return isinstance(kind, str) and kind not in KINDS and kind not in RECORDS


def own_kinds(layers: Iterable[str]) -> list[str]:
    """Return the annotated kinds that are the user's own."""
    return sorted({one.partition(".")[0] for one in layers} - set(KINDS))


def fields_of(record: Mapping[str, Any]) -> list[str]:
    """Return the annotated fields of a record: what is a claim's own, its quote apart."""
    return [
        name
        for name in record
        if name not in RECORD_KEYS and name not in _GOLD_KEYS and not name.endswith("_accept")
    ]


def score(
    kind: str, run: Sequence[Item], gold: Sequence[Item], layers: frozenset[str]
) -> tuple[Counts, Pairs]:
    """Return the counts of one passage, and the pairs of claims with one place, optional ones among them."""
    fields = _annotated(kind, layers)

    def likeness(one: Item, other: Item) -> float:
        like = best_iou(one, other, *other.alternatives)
        right = sum(_right(one, other, field) for field in fields)
        return like + 1e-3 * right / max(1, len(fields)) if like >= _MATCH else 0.0

    pairs = pair(run, gold, likeness, places_of)
    counted = core(pairs, gold)
    prefix = f"{OWN}{kind}"
    counts: Counts = {
        f"{prefix}.span": hits(run, gold, pairs),
        f"{prefix}.whole": hits(
            run, gold, pairs, lambda i, j: all(_right(run[i], gold[j], field) for field in fields)
        ),
    }
    counts |= {
        f"{prefix}.field.{field}": rate(_right(run[i], gold[j], field) for i, j in counted)
        for field in fields
    }
    return counts, pairs


def findings(
    kind: str,
    passage: Passage,
    run: Sequence[Item],
    gold: Sequence[Item],
    pairs: Pairs,
    layers: frozenset[str],
) -> Iterator[Finding]:
    """Yield each claim that was found, with its wrong fields; each miss; each false alarm."""
    fields = _annotated(kind, layers)

    def wrong(found: Item, other: Item) -> str:
        return "; ".join(
            f"{name}: {found.values.get(name)}, expected {other.values.get(name)}"
            for name in fields
            if not _right(found, other, name)
        )

    telling = Telling(
        place=lambda one: one.spans,
        words=lambda one: " ".join(words_at(passage.text, one.spans).split()),
        wrong=wrong,
        alarm=partial(span_trouble, others=gold),
        missed=partial(span_trouble, others=run),
    )
    return listed(passage.id, run, gold, pairs, telling)


def _annotated(kind: str, layers: frozenset[str]) -> list[str]:
    prefix = f"{kind}."
    return sorted(one.removeprefix(prefix) for one in layers if one.startswith(prefix))


def _right(found: Item, gold: Item, field: str) -> bool:
    """Tell whether a field is right: the same value, another that was marked as right, or words at the same place."""
    said = found.values.get(field)
    for told in (gold.values.get(field), *gold.accept.get(field, ())):
        if said == told or (isinstance(said, str) and isinstance(told, str) and plain(said) == plain(told)):
            return True
    return iou(found.places.get(field, ()), gold.places.get(field, ())) >= _MATCH
