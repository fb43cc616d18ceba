"""Score the recorded runs of the seeds against their gold, beside the scores that were last accepted.

    python benchmarks/scores.py [--accept] [--errors]

Each cassette is replayed (no key, no network), and the builtin provider reads the same articles; both are scored
against ``seeds/*/claims.jsonl``. A replay gives the same answers every time, so no change of a score is chance: it
comes from this code, its rules or its prompts. A headline score that drops by more than 0.005, about a third of
one claim, fails with exit code 1; so does one that is gone. ``--accept`` writes the scores and what was found to
``benchmarks/accepted_scores.json``, which belongs into the commit that changed them.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.evaluation import evaluate, passages_of, read_gold
from llmclaims.evaluation.measures import HEADLINES
from llmclaims.evaluation.table import write_report
from llmclaims.pipeline.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.evaluation import Passage, Report

ROOT = Path(__file__).parents[1]
ACCEPTED = Path(__file__).with_name("accepted_scores.json")
NOISE = 0.005
"""Greatest drop of a headline score that passes."""


def recorded() -> Iterator[Passage]:
    """What the recorded model's answers become today."""
    for folder in sorted(path for path in (ROOT / "cassettes").iterdir() if (path / "run.json").is_file()):
        article = ROOT / "seeds" / folder.name / "article.txt"
        if article.is_file():
            yield from passages_of(extract(article, replay=folder))


def builtin() -> Iterator[Passage]:
    """What the builtin provider finds in the same articles."""
    for article in sorted((ROOT / "seeds").glob("*/article.txt")):
        yield from passages_of(extract(article, provider="builtin"))


def summary(report: Report) -> dict[str, Any]:
    """What is kept of a report: its scores, the annotated claims found, and the false alarms."""
    found, alarms = [], []
    for one in report.findings:
        if one.outcome == "found":
            found.append(f"{one.passage} {one.item}" + (f" ({one.why})" if one.why else ""))
        elif one.outcome == "alarm":
            alarms.append(f"{one.passage} {one.kind} {one.found}")
    scores = {one.measure.key: round(one.value, 4) for one in report.scores}
    return {"scores": scores, "found": sorted(found), "alarms": sorted(alarms)}


def changes(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Print what changed in one run; the headline scores that dropped beyond the noise."""
    old, new = before.get("scores", {}), after["scores"]
    dropped = []
    print(f"\n{name:10} {'accepted':>10} {'now':>8} {'change':>8}")
    for key in sorted({*old, *new}, key=lambda one: (one not in HEADLINES, one)):
        was, now = old.get(key), new.get(key)
        fell = was is not None and (now is None or now < was - NOISE)
        if key in HEADLINES and fell:
            dropped.append(f"{name} {key}")
        if key in HEADLINES or was != now:
            mark = "  DROPPED" if key in HEADLINES and fell else ""
            change = "" if was is None or now is None else f"{now - was:+8.3f}"
            print(f"  {key:32} {_shown(was)} {_shown(now)} {change:>8}{mark}")
    for what, sign in (("found", ""), ("alarms", "false alarm: ")):
        one, other = set(before.get(what, ())), set(after[what])
        print("".join(f"  - {sign}{line}\n" for line in sorted(one - other)), end="")
        print("".join(f"  + {sign}{line}\n" for line in sorted(other - one)), end="")
    return dropped


def _shown(score: float | None) -> str:
    return "     –" if score is None else f"{score:6.3f}"


def main(arguments: Sequence[str] | None = None, accepted: Path = ACCEPTED) -> int:
    """Print the table; 1 when a headline score dropped or none was ever accepted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--accept", action="store_true", help="take today's scores as the accepted ones")
    parser.add_argument("--errors", action="store_true", help="show each miss and false alarm")
    given = parser.parse_args(arguments)
    (gold,) = read_gold(ROOT / "seeds")
    known = json.loads(accepted.read_text(encoding="utf-8")) if accepted.is_file() else {}
    runs: dict[str, Iterable[Passage]] = {"recorded": recorded(), "builtin": builtin()}
    reports = {name: evaluate(gold, list(run)) for name, run in runs.items()}
    found = {name: summary(report) for name, report in reports.items()}
    if given.errors:
        for report in reports.values():
            write_report(report, sys.stdout, errors=True)
    dropped = [line for name in runs for line in changes(name, known.get(name, {}), found[name])]
    if given.accept:
        accepted.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"\nAccepted; commit {accepted.name}.")
        return 0
    if not known:
        print("\nNo scores were accepted so far; run it with --accept.")
        return 1
    print(f"\nDropped beyond {NOISE}: {', '.join(dropped)}." if dropped else "\nNo headline score dropped.")
    return 1 if dropped else 0


if __name__ == "__main__":
    sys.exit(main())
