"""Score the builtin provider on human-annotated news, beside the floor of a sentence splitter.

    python benchmarks/builtin_gold.py GOLD_FOLDER [--errors] [--file NAME]

The folder holds JSON Lines files, one passage a line: ``text`` and the layers that were annotated (``statements``
with ``content_spans`` and ``speaker_spans``, ``events`` with ``trigger_span``, causal ``relations`` with ``head``
and ``tail``). Offsets are code points. Nothing of the data stands in this repository; PolNeAR, GUM, WikiEvents,
MATRES, the Causal News Corpus and BECAUSE can be had from their own repositories.

Statement spans count as found at an overlap (intersection over union) of 0.5 or more, matched one to one.
Human annotation spans a whole attribution, ours one sentence: "joined" puts adjacent sentences of one speaker
together before matching, "single" does not. An event is found when its trigger overlaps an annotated one; where
the annotation is sparse or holds other kinds of events, precision is a lower bound and recall means little. A
cause is found when the triggers of its two ends stand in the annotated head and tail; only paragraphs of the
body are read, as in a run.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.document import Document
from llmclaims.providers.builtin import propose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Item:
    """One annotated or proposed item: its spans, and who speaks."""

    spans: Spans
    speaker: Spans = ()
    label: str = ""


@dataclass
class Score:
    """Counts of one layer of one file."""

    found: int = 0
    proposed: int = 0
    gold: int = 0
    speakers: int = 0

    def row(self) -> str:
        """Precision, recall, F1 and, where speakers are annotated, their share among the matched."""
        precision = self.found / self.proposed if self.proposed else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        speaker = f"{self.speakers / self.found:8.2f}" if self.found and self.speakers else " " * 8
        return f"{precision:6.2f} {recall:6.2f} {f1:6.2f} {speaker} {self.found:5} {self.proposed:5} {self.gold:5}"


def _size(spans: Spans) -> int:
    return sum(b - a for a, b in spans)


def overlap(one: Spans, other: Spans) -> int:
    """Characters that two sets of spans share."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def iou(one: Spans, other: Spans) -> float:
    """Intersection over union of two sets of spans."""
    shared = overlap(one, other)
    return shared / (_size(one) + _size(other) - shared) if shared else 0.0


def match(
    proposed: Sequence[Item], gold: Sequence[Item], likeness: Callable[[Item, Item], float]
) -> list[tuple[int, int]]:
    """Pairs of a proposed and a gold item, one to one, the most alike first."""
    pairs = sorted(
        (
            (likeness(a, b), i, j)
            for i, a in enumerate(proposed)
            for j, b in enumerate(gold)
            if likeness(a, b) >= 0.5
        ),
        reverse=True,
    )
    left, right, chosen = set(), set(), []
    for _, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            chosen.append((i, j))
    return chosen


def locate(text: str, string: str, start: int, end: int, near: int) -> tuple[int, int]:
    """The occurrence of a string in a paragraph that lies nearest to an offset."""
    places, at = [], text.find(string, start, end)
    while at != -1:
        places.append(at)
        at = text.find(string, at + 1, end)
    best = min(places, key=lambda place: abs(place - near))
    return best, best + len(string)


def statements(document: Document) -> list[Item]:
    """What the provider proposes as statements, with spans."""
    items, text = [], document.text
    for paragraph in document.body:
        position = paragraph.start
        for draft in propose(document, paragraph)["statement"]:
            span = locate(text, draft["quote"], paragraph.start, paragraph.end, position)
            position = span[0]
            near, where = span[1], draft["speaker"]
            speaker = (locate(text, where, paragraph.start, paragraph.end, near),) if where else ()
            items.append(Item((span,), speaker, f"{draft['speaker_name'] or where} <{draft['cue']}>"))
    return items


def joined(items: Sequence[Item], text: str) -> list[Item]:
    """Items of one attribution as one: the same speaker and cue, and nothing but these, or no word, between."""
    groups: list[Item] = []
    for item in items:
        start = item.spans[0][0]
        for number in range(len(groups) - 1, max(-1, len(groups) - 4), -1):
            last = groups[number]
            if last.label == item.label and _adjacent(last, item, text, start):
                groups[number] = Item(last.spans + item.spans, last.speaker, last.label)
                break
        else:
            groups.append(item)
    return groups


def _adjacent(last: Item, item: Item, text: str, start: int) -> bool:
    end = last.spans[-1][1]
    if start < end or last.speaker != item.speaker:
        return False
    if not any(c.isalnum() for c in text[end:start]):
        return True
    inside = bool(last.speaker) and end <= last.speaker[0][0] < start
    return inside and start - end < 250


def floor(document: Document) -> list[Item]:
    """Every sentence of the body: what a splitter with no notion of attribution gives."""
    return [Item((span,)) for paragraph in document.body for span in document.sentences(paragraph)]


def _spans(record: dict[str, Any], key: str) -> Spans:
    return tuple((a, b) for a, b in record.get(f"{key}_spans") or ())


def gold_statements(record: dict[str, Any]) -> list[Item]:
    """The annotated statements of a passage."""
    return [
        Item(
            _spans(one, "content"),
            _spans(one, "speaker") or _spans(one, "source_clause"),
            one.get("speaker") or "",
        )
        for one in record["statements"]
    ]


def passages(path: Path) -> Iterator[tuple[dict[str, Any], Document]]:
    """Each passage of a file, read as a document."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield record, Document.from_text(record["text"])


def _speaker_right(one: Item, other: Item, text: str) -> bool:
    if not other.speaker:
        return not one.speaker
    if overlap(one.speaker, other.speaker):
        return True
    words = {w.strip(".,’'s") for a, b in other.speaker for w in text[a:b].split() if w[0].isupper()}
    return bool(words & {w.strip(".,’'s") for w in one.label.split("<")[0].split() if w[0].isupper()})


def score_statements(path: Path, make: Callable[[Document], list[Item]], *, errors: bool = False) -> Score:
    """Span scores of one file."""
    score = Score()
    for record, document in passages(path):
        proposed, gold = make(document), gold_statements(record)
        pairs = match(proposed, gold, lambda a, b: iou(a.spans, b.spans))
        score.found += len(pairs)
        score.proposed += len(proposed)
        score.gold += len(gold)
        right = [_speaker_right(proposed[i], gold[j], document.text) for i, j in pairs]
        score.speakers += sum(right)
        if errors:
            _show(record["id"], document.text, proposed, gold, pairs, right)
    return score


def _show(
    name: str,
    text: str,
    proposed: Sequence[Item],
    gold: Sequence[Item],
    pairs: Sequence[tuple[int, int]],
    right: Sequence[bool],
) -> None:
    def words(item: Item) -> str:
        return " … ".join(text[a:b] for a, b in item.spans)

    print(f"== {name}")
    for (i, j), good in zip(pairs, right, strict=True):
        if not good:
            print(f"  speaker  {proposed[i].label}  instead of  {gold[j].label}: {words(gold[j])[:90]}")
    matched = {j for _, j in pairs}
    for j, item in enumerate(gold):
        if j not in matched:
            print(f"  missed   [{item.label}] {words(item)}")
    matched = {i for i, _ in pairs}
    for i, item in enumerate(proposed):
        if i not in matched:
            print(f"  alarm    [{item.label}] {words(item)}")


def triggers(document: Document) -> list[Item]:
    """What the provider proposes as events: the spans of their triggers."""
    items = []
    for paragraph in document.body:
        for draft in propose(document, paragraph)["event"]:
            quote, _ = locate(document.text, draft["quote"], paragraph.start, paragraph.end, paragraph.start)
            span = locate(document.text, draft["trigger"], quote, quote + len(draft["quote"]), quote)
            items.append(Item((span,), label=draft["type"]))
    return items


def causes(document: Document) -> list[Item]:
    """What the provider proposes as causes: the triggers of cause and effect."""
    items = []
    for paragraph in document.body:
        drafts = propose(document, paragraph)
        events = {draft["ref"]: draft for draft in drafts["event"]}
        for draft in drafts["relation"]:
            ends = [events.get(draft["source"]), events.get(draft["target"])]
            if draft["type"] == "causes" and all(ends):
                spans = [
                    locate(document.text, end["trigger"], paragraph.start, paragraph.end, paragraph.start)
                    for end in ends
                    if end
                ]
                items.append(Item((spans[0],), (spans[1],)))
    return items


def score_events(path: Path) -> Score:
    """Trigger scores of one file."""
    score = Score()
    for record, document in passages(path):
        proposed = triggers(document)
        gold = [Item(_spans(one, "trigger")) for one in record["events"]]
        score.found += len(match(proposed, gold, lambda a, b: float(bool(overlap(a.spans, b.spans)))))
        score.proposed += len(proposed)
        score.gold += len(gold)
    return score


def score_causes(path: Path) -> Score:
    """Causal scores of one file: both ends right, in the right direction."""
    score = Score()

    def both(a: Item, b: Item) -> float:
        return float(bool(overlap(a.spans, b.spans) and overlap(a.speaker, b.speaker)))

    for record, document in passages(path):
        proposed = causes(document)
        gold = [
            Item(_spans(one, "head"), _spans(one, "tail"))
            for one in record["relations"]
            if one["type"] == "causal"
        ]
        score.found += len(match(proposed, gold, both))
        score.proposed += len(proposed)
        score.gold += len(gold)
    return score


def report(path: Path, layers: set[str], *, errors: bool) -> None:
    """Print the rows of one file."""

    def together(document: Document) -> list[Item]:
        return joined(statements(document), document.text)

    if "statements" in layers:
        print(
            f"{path.stem + ' statements, joined':44}", score_statements(path, together, errors=errors).row()
        )
        print(f"{path.stem + ' statements, single':44}", score_statements(path, statements).row())
        print(f"{path.stem + ' every sentence (floor)':44}", score_statements(path, floor).row())
    if "events" in layers:
        print(f"{path.stem + ' event triggers':44}", score_events(path).row())
    if "relations" in layers:
        print(f"{path.stem + ' causes':44}", score_causes(path).row())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path, help="folder with the JSON Lines files")
    parser.add_argument("--errors", action="store_true", help="show each miss and false alarm")
    parser.add_argument("--file", default="", help="only files whose name holds this")
    arguments = parser.parse_args()
    print(f"{'':44}     P      R     F1  speaker found  ours  gold")
    for path in sorted(arguments.gold.glob("*.jsonl")):
        if arguments.file not in path.name:
            continue
        layers = set().union(
            *(json.loads(line)["layers"] for line in path.read_text(encoding="utf-8").splitlines())
        )
        began = time.perf_counter()
        report(path, layers, errors=arguments.errors)
        print(f"{'':44} {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
