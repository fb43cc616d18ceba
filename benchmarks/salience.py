"""Measure how well salience ranks the events that annotators chose above the others of their article.

    python benchmarks/salience.py GOLD [--run RUN.jsonl ...] [--file NAME] [--top N ...]

GOLD is a file or folder in any form that ``llmclaims eval`` reads, with events; its passages are joined to articles. The
events that are ranked are those of the builtin provider, or of saved runs over the same texts. One whose trigger shares
words with an annotated trigger is annotated; where the annotation calls it optional it is left out. An annotator whose
scheme has few types chooses by type as well, so that 1 is out of reach.

AUC is the share of all pairs of an annotated and another event of one article that are ranked rightly, ties half; its
interval draws articles with replacement. P@N is the share of annotated events among the first N, on average over the
articles that have more. Beside salience stand the place in the text alone, and the frequency of the trigger's word alone.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims import Document, extract, load
from llmclaims.evaluation import read_gold
from llmclaims.evaluation.bootstrap import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmclaims import Claim, Event
    from llmclaims.evaluation.items import Gold, Item
    from llmclaims.schema.annotations import Span

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One event of an article: how much it matters by each measure, and whether it was annotated."""

    salience: float
    place: float
    frequency: float
    annotated: bool


MEASURES: dict[str, Callable[[Ranked], float]] = {
    "salience": lambda one: one.salience,
    "place alone": lambda one: one.place,
    "frequency alone": lambda one: one.frequency,
}


def articles(gold: Gold) -> dict[str, tuple[Document, dict[Span, bool]]]:
    """Each article of a set with its annotated triggers and whether they are optional."""
    passages = defaultdict(list)
    for one in gold.passages:
        passages[one.cluster or one.id].append(one)
    found = {}
    for name, group in passages.items():
        text, triggers = "", dict[tuple[int, int], bool]()
        for passage in group:
            text += "\n\n" * bool(text)
            triggers |= {
                span: one.optional for one in passage.of("event") for span in _trigger(one, len(text))
            }
            text += passage.text
        found[name] = Document.from_text(text, id=name, language="en"), triggers
    return found


def _trigger(one: Item, shift: int) -> list[Span]:
    return [(start + shift, end + shift) for start, end in one.places.get("trigger", ())]


def ranked(events: Sequence[Claim[Event]], text: str, triggers: dict[Span, bool]) -> list[Ranked]:
    """The events of one article, without those that annotation leaves open."""
    words = [one.lower() for one in _WORD.findall(text)]
    found = []
    for event in events:
        (start, end), *_ = event.mentions["trigger"]
        over = [optional for (first, last), optional in triggers.items() if first < end and start < last]
        if over and all(over):
            continue
        count = max(words.count(one.lower()) for one in _WORD.findall(text[start:end]))
        found.append(Ranked(event.salience or 0, -start, count, bool(over)))
    return found


def pairs(found: Sequence[Ranked], measure: Callable[[Ranked], float]) -> tuple[float, int]:
    """How many pairs of an annotated and another event are ranked rightly, and how many there are."""
    chosen = [measure(one) for one in found if one.annotated]
    others = [measure(one) for one in found if not one.annotated]
    right = sum((one > other) + (one == other) / 2 for one in chosen for other in others)
    return right, len(chosen) * len(others)


def precision(found: Sequence[Ranked], measure: Callable[[Ranked], float], n: int) -> float:
    """The share of annotated events among the first ``n``; of equal ones the earlier counts."""
    first = sorted(found, key=lambda one: (-measure(one), -one.place))[:n]
    return sum(one.annotated for one in first) / n


def report(name: str, groups: Sequence[list[Ranked]], tops: Sequence[int]) -> None:
    """Print one set's figures."""
    both = [group for group in groups if 0 < sum(one.annotated for one in group) < len(group)]
    events = sum(map(len, both))
    chosen = sum(one.annotated for group in both for one in group)
    print(
        f"{name}: {len(both)} articles with events of both kinds, {events} events, {chosen} of them annotated"
    )
    if not both:
        return
    sample = Sample(len(both))
    for label, measure in MEASURES.items():
        scored = [pairs(group, measure) for group in both]
        right, all_pairs = (sum(one[at] for one in scored) for at in (0, 1))
        drawn = sample.means([one / count for one, count in scored])
        mean = sum(one / count for one, count in scored) / len(both)
        line = (
            f"  {label:<16} AUC {right / all_pairs:.3f} over {all_pairs} pairs; mean of articles {mean:.3f}"
        )
        if interval := sample.interval(drawn):
            line += f" [{interval[0]:.2f}, {interval[1]:.2f}]"
        for n in tops:
            long = [group for group in both if len(group) > n]
            if long:
                line += f"; P@{n} {sum(precision(group, measure, n) for group in long) / len(long):.3f} (n={len(long)})"
        print(line)
    shares = [sum(one.annotated for one in group) / len(group) for group in both]
    print(f"  any order: AUC 0.500, share of annotated events {sum(shares) / len(shares):.3f}")


def main() -> None:
    """Print the figures of each set that has events."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path, help="annotated file, or a folder of them")
    parser.add_argument(
        "--run", type=Path, nargs="+", help="rank the events of these runs over the same texts"
    )
    parser.add_argument("--file", default="", help="only sets whose name holds this")
    parser.add_argument("--top", type=int, nargs="+", default=[3, 5])
    arguments = parser.parse_args()
    given = [load(path) for path in arguments.run or ()]
    for gold in read_gold(arguments.gold):
        if arguments.file not in gold.name or "event" not in gold.layers:
            continue
        known = articles(gold)
        runs = given or [extract([document for document, _ in known.values()], provider="builtin")]
        ids = {one.text: one.id for run in runs for one in run.documents}
        events = [one for run in runs for one in run.events]
        groups = [
            ranked([one for one in events if one.document == ids.get(document.text)], document.text, triggers)
            for document, triggers in known.values()
        ]
        report(gold.name, groups, arguments.top)


if __name__ == "__main__":
    main()
