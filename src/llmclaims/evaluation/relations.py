"""Scores of relations over (type, source, target): end to end, over ends that were both found, and of their order.

Temporal awareness (UzZaman and Allen 2011, TempEval-3) compares ``before`` up to what follows from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from llmclaims.evaluation.errors import Finding, Telling, listed
from llmclaims.evaluation.items import AIMS, End, Item, Passage, Spans, iou, shared, words_at
from llmclaims.evaluation.matching import Pairs, pair
from llmclaims.evaluation.measures import Count, Counts, hits, rate

Node = str | Spans
Nodes = Mapping[Node, frozenset[Node]]

SYMMETRIC = frozenset(("same_as", "contradicts", "overlaps"))
"""Types without a direction; all others are compared with theirs."""
_TEMPORAL = frozenset(("before", "overlaps"))
_CORE, _OPTIONAL, _UNWANTED = 1.0, 0.75, 0.5


def nodes_of(
    run: Sequence[Item], gold: Sequence[Item], matched: Mapping[str, str]
) -> dict[Node, frozenset[Node]]:
    """Map each event and statement of the run to the annotated ends that it stands for.

    ``matched`` maps the run's ids to the ids of the annotated items that they were paired with. Where
    annotation marks the ends by spans alone, an event stands for each that holds its trigger, and a
    statement for each that it overlaps by half.
    """
    known = {one.id for one in gold}
    ends = {end.spans for one in gold for end in one.ends or () if end.spans}
    found: dict[Node, frozenset[Node]] = {}
    for one in run:
        for end in one.ends or ():
            if not end.ids:  # a relation between spans stands for those that it overlaps by half
                found[end.spans] = frozenset(spans for spans in ends if iou(end.spans, spans) >= 0.5)
        if one.kind == "relation":
            continue
        own: set[Node] = {matched[one.id]} if matched.get(one.id) in known else set()
        own |= {spans for spans in ends if _stands_for(one, spans)}
        found[one.id] = frozenset(own)
    return found


def _stands_for(item: Item, spans: Spans) -> bool:
    if item.kind == "event":
        return shared(item.places.get("trigger", item.spans), spans) > 0
    return iou(item.spans, spans) >= 0.5


def _at(run: Node, end: End, nodes: Nodes) -> bool:
    """Tell whether one of the run's ends stands for an annotated end."""
    own = nodes.get(run, frozenset())
    return bool(own & set(end.ids)) if end.ids else end.spans in own


def _joins(one: Item, gold: Item, nodes: Nodes) -> bool:
    """Tell whether a relation of the run has the annotated type and ends, its direction where the type has one."""
    kind, told = one.values.get("type"), gold.values.get("type")
    if kind != told and not (gold.unwanted and {kind, told} <= _TEMPORAL):
        return False
    if one.ends is None or gold.ends is None:
        return False
    source, target = (_node(end) for end in one.ends)
    first, second = gold.ends
    if _at(source, first, nodes) and _at(target, second, nodes):
        return True
    turns = kind in SYMMETRIC or gold.unwanted
    return turns and _at(source, second, nodes) and _at(target, first, nodes)


def matches(run: Sequence[Item], gold: Sequence[Item], nodes: Nodes) -> Pairs:
    """Return the one-to-one pairs of relations; a wanted one goes before an optional one and that before a trap."""

    def likeness(one: Item, other: Item) -> float:
        if not _joins(one, other, nodes):
            return 0.0
        return _UNWANTED if other.unwanted else _OPTIONAL if other.optional else _CORE

    return pair(run, gold, likeness)


def score(
    run: Sequence[Item], gold: Sequence[Item], nodes: Nodes, layers: frozenset[str]
) -> tuple[Counts, Pairs]:
    """Return the counts of one passage, and the pairs. Only the annotated types are scored."""
    run = scored(run, layers)
    pairs = matches(run, gold, nodes)
    counts: Counts = {"relation.all": hits(run, gold, pairs)}
    seen = [i for i, one in enumerate(run) if one.ends and all(nodes.get(_node(end)) for end in one.ends)]
    met = [
        j
        for j, one in enumerate(gold)
        if one.ends and all(any(_at(name, end, nodes) for name in nodes) for end in one.ends)
    ]
    counts["relation.only"] = _of(run, gold, pairs, seen, met)
    for kind in sorted({str(one.values.get("type")) for one in (*run, *gold)}):
        a = [i for i, one in enumerate(run) if one.values.get("type") == kind]
        b = [j for j, one in enumerate(gold) if one.values.get("type") == kind]
        counts[f"relation.all={kind}"] = _of(run, gold, pairs, a, b)
        counts[f"relation.only={kind}"] = _of(run, gold, pairs, sorted({*a} & {*seen}), sorted({*b} & {*met}))
    traps = [one for one in gold if one.unwanted]
    if traps:
        counts["relation.traps"] = rate(any(_joins(one, trap, nodes) for one in run) for trap in traps)
    if not gold:
        counts["relation.empty"] = rate([bool(run)])
    if "relation.before" in layers:
        counts["relation.order"] = _order(run, gold, nodes)
    return counts, pairs


def scored(run: Sequence[Item], layers: frozenset[str]) -> list[Item]:
    """Return the run's relations of the annotated types, its purposes as causes where the set has aims as causes."""
    if AIMS in layers:
        causes = {one.ends for one in run if one.values.get("type") == "causes"}
        run = [_as_cause(one) for one in run if not (_is_purpose(one) and _turned(one) in causes)]
    return [one for one in run if f"relation.{one.values.get('type')}" in layers]


def _is_purpose(one: Item) -> bool:
    return one.values.get("type") == "purpose"


def _turned(one: Item) -> tuple[End, End] | None:
    return one.ends and (one.ends[1], one.ends[0])


def _as_cause(one: Item) -> Item:
    """Return a purpose as the cause that it is elsewhere: what is done is told as the effect of its aim."""
    return (
        replace(one, values={**one.values, "type": "causes"}, ends=_turned(one)) if _is_purpose(one) else one
    )


def _of(
    run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, some: Sequence[int], others: Sequence[int]
) -> tuple[int, int, int, int]:
    """Count the hits among a part of both sides."""
    left, right = ({index: at for at, index in enumerate(part)} for part in (some, others))
    kept = [(left[i], right[j]) for i, j in pairs if i in left and j in right]
    return hits([run[i] for i in some], [gold[j] for j in others], kept)


def _order(run: Sequence[Item], gold: Sequence[Item], nodes: Nodes) -> tuple[int, int, int, int]:
    """Count temporal awareness on ``before``."""
    said, told = (
        [
            (_node(one.ends[0]), _node(one.ends[1]))
            for one in items
            if one.values.get("type") == "before" and one.ends and not (one.optional or one.unwanted)
        ]
        for items in (run, gold)
    )
    return _awareness(said, told, nodes)


def _node(end: End) -> Node:
    return end.ids[0] if end.ids else end.spans


def findings(
    passage: Passage, run: Sequence[Item], gold: Sequence[Item], pairs: Pairs, ends: Mapping[str, Item]
) -> Iterator[Finding]:
    """Return each relation found, missed and falsely given. ``ends`` are the items of both sides by id."""

    def said(one: Item) -> str:
        source, target = (_end_words(end, ends, passage.text) for end in one.ends or ())
        return f"{source} → {one.values.get('type')} → {target}"

    telling = Telling(
        place=lambda one: one.spans or _anchor(one, ends),
        words=said,
        wrong=lambda _one, _other: "",
        alarm=lambda _: "no such relation",
        missed=lambda _: "not found",
    )
    return listed(passage.id, run, gold, pairs, telling)


def _anchor(one: Item, ends: Mapping[str, Item]) -> Spans:
    """Return the place to show a relation without words of its own at: its source."""
    end = one.ends[0] if one.ends else None
    if end is None:
        return ()
    item = ends.get(end.ids[0]) if end.ids else None
    return end.spans or (item.places.get("trigger", item.spans) if item else ())


def _end_words(end: End, ends: Mapping[str, Item], text: str) -> str:
    if end.spans:
        return " ".join(words_at(text, end.spans).split())
    item = next((ends[one] for one in end.ids if one in ends), None)
    if item is None:
        return end.ids[0] if end.ids else "?"
    trigger = item.values.get("trigger") if item.kind == "event" else None
    return str(trigger or " ".join(words_at(text, item.spans).split()))


def _closure(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Return every pair (earlier, later) that follows from the given ones."""
    after: dict[Node, set[Node]] = {}
    for one, other in edges:
        after.setdefault(one, set()).add(other)
    found: set[tuple[Node, Node]] = set()
    for start, following in after.items():
        waiting, seen = list(following), set()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(after.get(node, ()))
        found |= {(start, node) for node in seen}
    return found


def _reduction(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Return the given pairs without those that follow from the others; pairs on a cycle all stay."""
    given = set(edges)
    whole = _closure(given)
    after: dict[Node, set[Node]] = {}
    for one, other in whole:
        after.setdefault(one, set()).add(other)

    def implied(one: Node, other: Node) -> bool:
        return any(
            between not in (one, other) and (between, other) in whole for between in after.get(one, ())
        )

    return {(a, b) for a, b in given if (b, a) in whole or not implied(a, b)}


def _awareness(
    run: Iterable[tuple[Node, Node]],
    gold: Iterable[tuple[Node, Node]],
    nodes: Mapping[Node, Iterable[Node]],
) -> Count:
    """Precision: the run's reduced pairs that the annotation implies; recall the other way round.

    ``nodes`` maps each of the run's ends to the annotated ones that it stands for.
    """
    run, gold = set(run), set(gold)
    told = _closure(gold)
    own = _reduction(run)

    def mapped(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
        return {(a, b) for one, other in edges for a in nodes.get(one, ()) for b in nodes.get(other, ())}

    right = sum(bool(mapped([edge]) & told) for edge in own)
    said = _closure(mapped(run))
    wanted = _reduction(gold)
    return right, len(own), len(wanted & said), len(wanted)
