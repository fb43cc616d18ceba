"""Calibrate support: how likely a claim is right, by what it shows, on annotated articles; tried on articles left out.

    python benchmarks/support.py GOLD [--run RUN.jsonl ...] [--write FILE]

GOLD is a file or folder in any form that ``llmclaims eval`` reads. The claims are those of the builtin provider, or of saved
runs over the same texts. Sets in which annotators left out most kinds of events (``SPARSE``) cannot tell that an event is
wrong: their events are not counted. The seeds are not for it: builtin was written with a look at them.

For each provider, model and kind it prints how many claims were judged and how many are right; where they are enough, the
weights, the Brier score of the numbers that each article gets from all others, beside that of the mere share of right
claims, and the reliability table. ``--write`` makes the file of rows that the package reads (``data/en/support.json``).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims import Document, extract, load
from llmclaims.evaluation import read_gold
from llmclaims.evaluation.calibration import judged, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.evaluation.calibration import Judged, Trial
    from llmclaims.evaluation.items import Gold

SPARSE = ("wikievents",)


def claims_of(sets: Sequence[Gold], runs: Sequence[Path]) -> Iterator[Judged]:
    """Yield every judged claim of all sets."""
    given = [load(path) for path in runs]
    for gold in sets:
        if not gold.layers:
            continue
        texts = [Document.from_text(one.text, id=one.id or None, language="en") for one in gold.passages]
        for run in given or [extract(texts, provider="builtin")]:
            for one in judged(gold, run):
                if not (one.claim.kind == "event" and gold.name.startswith(SPARSE)):
                    yield one


def report(key: tuple[str, str, str], row: dict[str, Any] | str, trial: Trial | None) -> None:
    """Print what is known of one provider, model and kind."""
    name = " ".join(part for part in key if part)
    if isinstance(row, str) or trial is None:
        print(f"{name}: no number ({row})")
        return
    print(f"{name}: {row['claims']} claims of {row['articles']} articles, {row['right']} right")
    print(f"  intercept {row['intercept']:+.2f}")
    for sign, one in sorted(row["signs"].items(), key=lambda item: item[1]["weight"]):
        print(f"  {sign:<12} {one['weight']:+.2f}  ({one['right']} of {one['claims']} right)")
    better = (
        ""
        if trial.better is None
        else f", lower by [{trial.better[0]:.3f}, {trial.better[1]:.3f}] an article"
    )
    print(
        f"  Brier {trial.brier:.3f}, the share alone {trial.plain:.3f}{better}; {trial.untold} without a number"
    )
    print("  told       claims  mean told  right")
    for low, high, n, mean, right in trial.reliability():
        print(f"  {low:.1f}-{high:.1f}  {n:>10}  {mean:>9.2f}  {right:>5.2f}")


def main() -> None:
    """Print the figures, and write the rows where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path, help="annotated file, or a folder of them")
    parser.add_argument("--run", type=Path, nargs="+", default=(), help="judge the claims of these runs")
    parser.add_argument("--write", type=Path, help="write the rows to this file")
    arguments = parser.parse_args()
    found = list(rows_of(claims_of(read_gold(arguments.gold), arguments.run)))
    for key, row, trial in found:
        report(key, row, trial)
    if arguments.write:
        rows = [row for _, row, _ in found if isinstance(row, dict)]
        arguments.write.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
