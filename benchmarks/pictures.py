"""What is computed without a model, scored on human annotation: order by dates, causes, and who is meant.

    python benchmarks/pictures.py GOLD

GOLD is a folder with ``matres_platinum*.jsonl``, ``gum_news*.jsonl``, ``cnc*.jsonl`` and ``because_masc*.jsonl`` in
the form that ``llmclaims eval`` reads; nothing of that data stands in this repository. Names are scored on the
seeds' own gold.

Order: each annotated event takes the one time expression of its stretch between commas, against the date in its
article's name; a pair is ordered where the days of one lie before those of the other, and otherwise left open.
``vague`` pairs are those that annotators could not order: saying anything of them is wrong. Causes: the builtin
provider's, against annotated ones; an alarm is one in a passage where annotators found none. Names: each annotated
speaker and participant is resolved from its mention alone; open ones are not wrong.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import Document
from llmclaims.documents.names import names_of
from llmclaims.documents.readers import read
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.evaluation.items import AIMS
from llmclaims.language.entities.coreference import resolve
from llmclaims.language.values import time_value
from llmclaims.pipeline.extract import extract
from llmclaims.providers.builtin.time_place_quantity import times
from llmclaims.schema.intervals import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

SEEDS = Path(__file__).parents[1] / "seeds"
CAUSES = ("gum_news", "cnc", "because_masc")
_STRETCH = re.compile(r"[,;:()]|--|\n|[.!?](?=\s)")
_WRITTEN = re.compile(r"(\d{4})(\d{2})(\d{2})")


def main() -> None:
    """Print a block for each of the three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path, help="the folder with the annotated sets")
    folder: Path = parser.parse_args().gold
    for file in sorted(folder.glob("matres_platinum*.jsonl")):
        _order(file)
    for name in CAUSES:
        for file in sorted(folder.glob(f"{name}*.jsonl")):
            _causes(file)
    _names()


def _share(part: int, whole: int) -> str:
    return f"{part:>4} of {whole:<4} {part / whole:.2f}" if whole else f"{part:>4} of {whole:<4} –"


def _order(file: Path) -> None:
    """Pairs of annotated events, ordered by the dates beside them."""
    counts: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        dated = _dated(record)
        counts["events"] += len(record["events"])
        counts["dated"] += len(dated)
        for relation in record["relations"]:
            if relation["type"] != "temporal":
                continue
            label = relation["label"]
            counts[label] += 1
            ends = [dated.get(relation[end]) for end in ("head_event", "tail_event")]
            if None in ends:
                continue
            (_, last), (first, _) = ends  # type: ignore[misc]  # no end is None
            forward, backward = last < first, ends[1][1] < ends[0][0]  # type: ignore[index]  # no end is None
            counts[f"both dated, {label}"] += 1
            if forward or backward:
                counts["said"] += 1
                counts["right"] += label == "before" and forward
                counts[f"said of {label}"] += 1
    print(f"{file.stem}: order by dates alone")
    print(f"  events with a date beside them   {_share(counts['dated'], counts['events'])}")
    print(f"  precision of before              {_share(counts['right'], counts['said'])}")
    print(f"  recall of before                 {_share(counts['right'], counts['before'])}")
    print(f"  vague pairs that were ordered    {_share(counts['said of vague'], counts['vague'])}")
    print(
        f"  simultaneous pairs ordered       {_share(counts['said of simultaneous'], counts['simultaneous'])}\n"
    )


def _dated(record: dict[str, Any]) -> dict[str, tuple[date, date]]:
    """The days of each annotated event that has one time expression in its stretch, and is the nearest to it."""
    text, written = record["text"], _WRITTEN.search(record["doc_id"])
    published = "-".join(written.groups()) if written else None
    edges = sorted({0, len(text), *(match.end() for match in _STRETCH.finditer(text))})
    found: dict[str, tuple[date, date]] = {}
    for start, end in pairwise(edges):
        events = [one for one in record["events"] if start <= one["trigger_span"][0] < end]
        spans = times(text, start, end)
        if len(spans) != 1 or not events:
            continue
        value = time_value(text[slice(*spans[0])], published=published)
        days = bounds(value.value, value.mod) if value else None
        if days:
            nearest = min(events, key=lambda one: abs(one["trigger_span"][0] - spans[0][0]))
            found[nearest["id"]] = days
    return found


def _causes(file: Path) -> None:
    """The builtin provider's causes in the annotated passages."""
    (gold,) = read_gold(file)
    run = extract(
        [Document.from_text(one.text, id=one.id or None, language="en") for one in gold.passages],
        provider="builtin",
    )
    report = evaluate(gold, run)
    wanted = sum(
        one.values.get("type") == "causes" and not one.optional
        for passage in gold.passages
        for one in passage.items
    )
    told = {"causes", "purpose"} if AIMS in gold.layers else {"causes"}
    found = Counter(one.document for one in run.relations if getattr(one.body, "type", "") in told)
    score = next((one for one in report.scores if one.measure.key == "relation.all=causes"), None)
    hits = score.count if score and score.count else (0, sum(found.values()), 0, wanted)
    empty = {
        one.id for one in gold.passages if not any(item.values.get("type") == "causes" for item in one.items)
    }
    print(f"{gold.name}: causes by builtin")
    print(f"  precision                        {_share(int(hits[0]), int(hits[1]))}")
    print(f"  recall                           {_share(int(hits[2]), int(hits[3]))}")
    print(f"  passages with none, alarmed      {_share(len(empty & set(found)), len(empty))}\n")


def _mentions() -> Iterator[tuple[Document, str, tuple[int, int], set[str | None]]]:
    """Each annotated speaker and participant: its document, kind, place, and the names that are right."""
    for folder in sorted(path for path in SEEDS.iterdir() if path.is_dir()):
        document = read(folder / "article.txt")
        for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
            record = json.loads(line)
            if record.get("speaker"):
                right = {record["speaker_name"], *record.get("speaker_name_accept", ())}
                yield document, "speakers", tuple(record["mentions"]["speaker"][0]), right  # type: ignore[misc]  # a pair
            for number, one in enumerate(record.get("participants", ())):
                place = tuple(record["mentions"][f"participants.{number}.mention"][0])
                yield document, "participants", place, {one["name"]}  # type: ignore[misc]  # a pair


def _names() -> None:
    """Who is meant in the seeds, from the mention alone."""
    counts: Counter[tuple[str, str]] = Counter()
    for document, kind, place, right in _mentions():
        found = resolve(names_of(document), place)
        name = found.name.name if found and found.name else None
        named = right != {None}
        counts[kind, "named" if named else "nameless"] += 1
        if name is not None:
            counts[kind, "resolved"] += 1
            counts[kind, "right"] += name in right
            counts[kind, "invented"] += not named
    print("seeds: who is meant, from the mention alone")
    for kind in ("speakers", "participants"):
        print(f"  {kind + ', precision':<32} {_share(counts[kind, 'right'], counts[kind, 'resolved'])}")
        print(f"  {kind + ', recall':<32} {_share(counts[kind, 'right'], counts[kind, 'named'])}")
        print(
            f"  {kind + ' without a name, named':<32} {_share(counts[kind, 'invented'], counts[kind, 'nameless'])}"
        )


if __name__ == "__main__":
    main()
