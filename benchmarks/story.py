"""Hold the story of the ten articles in ``examples/kestrel-ridge`` against what was expected of it.

    python benchmarks/story.py

The articles are invented; ``expected.json`` beside them was written before anything was run. They are read and linked
without a model. Of the points, statements, amounts and days that are expected, those are counted that the story has;
what it has beyond them is listed for a reader to strike out. One affair is an example, not a measurement.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llmclaims
from llmclaims.export.formats import writer
from llmclaims.runs.extraction import records

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parents[1] / "examples" / "kestrel-ridge"
SIDES = ("says", "against")


def told() -> list[dict[str, Any]]:
    """The story's records."""
    runs = [llmclaims.extract(path, provider="builtin") for path in sorted(FOLDER.glob("*.txt"))]
    out = io.StringIO()
    writer("story")(records(llmclaims.link(runs, provider="builtin")), out, form="jsonl")
    return [json.loads(line) for line in out.getvalue().splitlines()]


def words(claims: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Article and words of some claims."""
    return {(Path(one["path"]).name, one["quote"]) for one in claims}


def shared(point: dict[str, Any], wanted: dict[str, Any]) -> int:
    """How many of the expected statements a point has on the right sides, whichever side heads it."""
    mine = [words(point[side]) for side in SIDES]
    theirs = [{(name, quote) for name, quote in wanted[side]} for side in SIDES]
    ways = [(mine[0] & theirs[0], mine[1] & theirs[1]), (mine[0] & theirs[1], mine[1] & theirs[0])]
    return max(len(one) + len(other) if one and other else 0 for one, other in ways)


def main() -> None:
    """Print what was expected, what was found of it, and what was found beyond it."""
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    found = told()
    points = [one for one in found if one["record"] == "point"]
    left, statements, in_all, hit = list(points), 0, 0, 0
    for wanted in expected["points"]:
        in_all += sum(len(wanted[side]) for side in SIDES)
        best = max(left, key=lambda one: shared(one, wanted), default=None)
        if best is not None and (count := shared(best, wanted)):
            left.remove(best)
            statements, hit = statements + count, hit + 1
        else:
            print(f"  not found: {wanted['name']}")
    print(f"points: {hit} of {len(expected['points'])}, {statements} of {in_all} statements on their sides")
    differ = [one for one in found if one["record"] == "number"]
    groups = [{_figure(value) for value in one["values"]} for one in differ]
    told_ = [one for one in expected["numbers"] if any(set(one["values"]) <= group for group in groups)]
    print(f"amounts: {len(told_)} of {len(expected['numbers'])}, {_conflicts(differ)} in conflict")
    moments = [one for one in found if one["record"] == "moment" and len(one["days"]) > 1]
    days = [{day["first"] for day in one["days"]} for one in moments]
    right = [one for one in expected["dates"] if any(set(one["days"]) <= held for held in days)]
    print(f"days: {len(right)} of {len(expected['dates'])}, {_conflicts(moments)} in conflict")
    beyond = [one["about"] for one in left]
    beyond += [str(group) for group in groups if not any(set(one["values"]) <= group for one in told_)]
    beyond += [str(held) for held in days if not any(set(one["days"]) <= held for one in right)]
    print(f"beyond what was expected: {len(beyond)}", *beyond, sep="\n  ")


def _figure(value: dict[str, Any]) -> str:
    hedged = "at least " if value["low"] and not value["high"] else "~" if value["approximate"] else ""
    return hedged + str(value["number"])


def _conflicts(found: Iterable[dict[str, Any]]) -> int:
    return sum(one["grade"] == "conflict" for one in found)


if __name__ == "__main__":
    main()
