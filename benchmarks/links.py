"""Compare the recorded linking of the seeds with the relations annotated between them.

    python benchmarks/links.py

A relation counts as found when its type is right and both ends share words with the annotated ones, either way round
for a symmetric type. Most annotated ones are optional: right, but not to be missed. One pair of articles is an example,
not a measurement.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import llmclaims

ROOT = Path(__file__).parents[1]
SYMMETRIC = ("same_as", "overlaps", "contradicts")

Side = tuple[str, list[list[int]]]


def annotated() -> list[dict[str, Any]]:
    """The relations of ``seeds/links.jsonl``, traps among them."""
    lines = (ROOT / "seeds/links.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["record"] == "relation"]


def recorded() -> list[tuple[str, Side, Side]]:
    """Type and ends of each relation between articles in the recording; an end is an article and its spans."""
    folders = sorted(path for path in (ROOT / "cassettes").iterdir() if (ROOT / "seeds" / path.name).is_dir())
    runs = [llmclaims.extract(ROOT / "seeds" / one.name / "article.txt", replay=one) for one in folders]
    names = {run.documents[0].id: one.name for run, one in zip(runs, folders, strict=True)}
    linked = llmclaims.link(runs, replay=ROOT / "cassettes/between-the-seeds")
    found = []
    for relation in linked.relations:
        if relation.document is None:
            source, target = ((names[one["document"]], one["spans"]) for one in relation.derived["evidence"])
            found.append((relation.body.type, source, target))
    return found


def alike(one: Side, other: Side) -> bool:
    """Whether two ends share words."""
    return one[0] == other[0] and any(a < d and c < b for a, b in one[1] for c, d in other[1])


def agrees(found: tuple[str, Side, Side], gold: dict[str, Any]) -> bool:
    """Whether a relation is the annotated one."""
    kind, source, target = found
    ends = [(gold[side]["article"], gold[side]["spans"]) for side in ("source", "target")]
    if kind != gold["type"]:
        return False
    straight = alike(source, ends[0]) and alike(target, ends[1])
    return straight or (kind in SYMMETRIC and alike(source, ends[1]) and alike(target, ends[0]))


def main() -> None:
    """Print the tally."""
    gold, found = annotated(), recorded()
    kinds = {
        "must be found": [one for one in gold if not one.get("optional") and not one.get("hard_negative")],
        "are optional": [one for one in gold if one.get("optional")],
        "are traps": [one for one in gold if one.get("hard_negative")],
    }
    right = [*kinds["must be found"], *kinds["are optional"]]
    hit = sum(any(agrees(one, wanted) for wanted in right) for one in found)
    print(f"{len(found)} relations between the articles, {hit} of them annotated")
    for name, wanted in kinds.items():
        taken = sum(any(agrees(one, each) for one in found) for each in wanted)
        print(f"{taken} of {len(wanted)} that {name}")


if __name__ == "__main__":
    main()
