"""Which claims of a run are right by annotation, their words and who says them or what happens, or by a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.evaluation import events, relations, statements
from llmclaims.evaluation.calibration.fit import Judged
from llmclaims.evaluation.field_agreement import best_iou, speaker_right, trigger_right
from llmclaims.evaluation.items import shared, size, unattributed
from llmclaims.evaluation.run_items import passages_of
from llmclaims.verification.decisions import ACCEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmclaims.evaluation.items import Gold, Item, Passage
    from llmclaims.runs.extraction import Extraction
    from llmclaims.verification.review import Review

_INSIDE = 0.9
"""The share of a statement that lies in an annotated one which holds more sentences than ours."""


def judged(gold: Gold, run: Extraction) -> Iterator[Judged]:
    """Yield each claim of a run whose kind is annotated, with whether it is right; what annotation leaves open is left out.

    A statement is right with its words and its speaker: half of both is shared, or it lies within an annotated one. An event
    is right with its trigger, a relation with its type and both ends.
    """
    texts = {one.text: one for one in gold.passages}
    claims = {one.id: one for one in run.claims}
    for found in passages_of(run):
        wanted = texts.get(found.text)
        if wanted is None:
            continue
        for item, right in _items(found, wanted, gold):
            if item.id in claims:
                yield Judged(
                    claim=claims[item.id], article=f"{gold.name} {wanted.cluster or wanted.id}", right=right
                )


def reviewed(held: Iterable[tuple[Extraction, Review]]) -> Iterator[Judged]:
    """Yield each decided claim of some runs that stands in an article: right is what was accepted as found."""
    for run, review in held:
        for claim in run.claims:
            decision = review.decided.get(claim.id)
            if decision is not None and claim.document is not None:
                yield Judged(claim=claim, article=claim.document, right=decision.decision == ACCEPT)


def _items(found: Passage, wanted: Passage, gold: Gold) -> Iterator[tuple[Item, bool]]:
    if "statement" in gold.layers:
        author = gold.has_author()
        for one in found.of("statement"):
            if author or not unattributed(one):
                yield from _verdict(one, [other for other in wanted.of("statement") if _says(one, other)])
    if "event" in gold.layers:
        for one in found.of("event"):
            yield from _verdict(one, [other for other in wanted.of("event") if trigger_right(one, other)])
    if "relation" in gold.layers:
        yield from _relations(found, wanted, gold)


def _verdict(one: Item, alike: list[Item]) -> Iterator[tuple[Item, bool]]:
    if any(not (other.optional or other.unwanted) for other in alike):
        yield one, True
    elif not any(other.optional for other in alike):
        yield one, False


def _says(one: Item, other: Item) -> bool:
    whole = best_iou(one, other, *other.alternatives) >= statements.STANDARD
    return (whole or shared(one.spans, other.spans) >= _INSIDE * size(one.spans)) and speaker_right(
        one, other
    )


def _relations(found: Passage, wanted: Passage, gold: Gold) -> Iterator[tuple[Item, bool]]:
    pairs = {
        run[i].id: told[j].id
        for run, told, matched in (
            (found.of("statement"), wanted.of("statement"), lambda a, b: statements.matches(a, b, ())),
            (found.of("event"), wanted.of("event"), events.matches),
        )
        for i, j in matched(run, told)
    }
    told = wanted.of("relation")
    nodes = relations.nodes_of(found.items, wanted.items, pairs)
    run = relations.scored(found.of("relation"), gold.layers)
    partner = dict(relations.matches(run, told, nodes))
    for i, one in enumerate(run):
        yield from _verdict(one, [told[partner[i]]] if i in partner else [])
