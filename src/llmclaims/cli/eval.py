"""``llmclaims eval``: a saved run scored against human annotation."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.evaluation import Comparison, Gold, Report

_HELP = """Score a saved run against human annotation.

GOLD is a file, or a folder of them: claims.jsonl as in seeds/, JSON Lines of annotated passages, brat standoff
(.ann beside .txt), or columns with BIO tags (.conll, .bio). RUN is a run over the same texts, or several files
or a folder of such that are parts of one. Only what GOLD annotates is scored. Intervals are 95 %, over articles.

\b
Examples:
  llmclaims eval seeds run.jsonl
  llmclaims eval gold/polnear.jsonl run.jsonl --errors | less -R
  llmclaims eval gold before.jsonl --compare after.jsonl
"""


@click.command("eval", help=_HELP)
@click.argument("gold", metavar="GOLD")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option("--errors", is_flag=True, help="Show each miss, false alarm and wrong field in its sentence.")
@click.option("--compare", "second", metavar="RUN2", help="What changes from RUN to RUN2.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def command(gold: str, runs: Sequence[str], *, errors: bool, second: str | None, as_json: bool) -> int:
    """Print the scores, or what changed between two runs, and return the exit code."""
    from llmclaims.evaluation import compare, read_gold

    sets = read_gold(gold)
    reports = _reports(sets, runs)
    if second is None:
        _print_reports(reports, errors=errors, as_json=as_json)
        return 0
    others = {report.gold: report for report in _reports(sets, [second])}
    pairs = [(report, others[report.gold]) for report in reports if report.gold in others]
    found = [(compare(one, other), {**one.texts, **other.texts}) for one, other in pairs]
    _print_comparisons(found, as_json=as_json)
    return 0


def _reports(sets: Sequence[Gold], runs: Sequence[str]) -> list[Report]:
    """Return a report on each set that the run, in one part or more, has read some of.

    Raises:
        DocumentError: it has read none of any.
    """
    from llmclaims.cli.console import say
    from llmclaims.errors import DocumentError
    from llmclaims.evaluation import evaluate, sift
    from llmclaims.runs.jsonl import iterate, run_files

    path = ", ".join(runs)
    run = sift(chain.from_iterable(iterate(one) for one in run_files(runs)), sets)
    found, left_out = [], []
    for gold in sets:
        if not gold.layers:
            say(f"{gold.name}: no claims are annotated in it.")
            continue
        try:
            found.append(evaluate(gold, run))
        except DocumentError as error:
            left_out.append((gold.name, str(error)))
    if not found:
        raise DocumentError(
            left_out[0][1] if left_out else f"{path}: nothing to score; give annotation of its texts."
        )
    if left_out:
        names = ", ".join(name for name, _ in left_out)
        say(f"Not scored, since {path} has none of their texts: {names}.")
    return found


def _print_reports(reports: Sequence[Report], *, errors: bool, as_json: bool) -> None:
    if as_json:
        found = []
        for report in reports:
            wrong = [asdict(one) for one in report.findings if not one.right]
            found.append(report.as_dict() | ({"errors": wrong} if errors else {}))
        _dump({"reports": found})
        return
    from llmclaims.evaluation.table import write_report

    for report in reports:
        write_report(report, sys.stdout, errors=errors)


def _print_comparisons(found: Sequence[tuple[Comparison, dict[str, str]]], *, as_json: bool) -> None:
    if as_json:
        _dump({"comparisons": [one.as_dict() for one, _ in found]})
        return
    from llmclaims.evaluation.table import write_comparison

    for one, texts in found:
        write_comparison(one, texts, sys.stdout)


def _dump(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
