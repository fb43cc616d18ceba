"""``llmclaims review``: what a reviewer's decisions say of a run, and examples for the next one."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.pipeline.reviewed_examples import Chosen
    from llmclaims.runs.extraction import Extraction
    from llmclaims.verification.review import Review

_HELP = """Say where a reviewed run errs: by kind, by flag, by how the quote was placed, and by who was asked.

RUN is a file, several, or a folder of them; FILE holds the decisions that the HTML page saved. "right" is the
share of the decided claims that was accepted as found, with a 95 % interval by Wilson from 5 claims on.

With --examples the paragraphs that show most of what was wrong are written as examples for extract --examples,
at most four and from at most half of the reviewed articles. Score the next run on other articles: verify --gold
--apart FILE leaves out those that an example is taken from, and --apart GOLD takes none from those that GOLD has.

\b
Examples:
  llmclaims review run.jsonl --decisions decisions.jsonl
  llmclaims review run.jsonl --decisions decisions.jsonl --examples examples.jsonl
  llmclaims review runs/ --decisions monday.jsonl --decisions tuesday.jsonl --json
"""


@click.command("review", help=_HELP)
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--decisions",
    metavar="FILE",
    multiple=True,
    required=True,
    help="A reviewer's decisions, as the HTML page saves them; repeatable.",
)
@click.option(
    "--examples", metavar="FILE", help="Write what the review teaches, as extract --examples reads it."
)
@click.option(
    "--most", metavar="N", type=click.IntRange(min=1), default=4, show_default=True, help="So many examples."
)
@click.option(
    "--calibration",
    metavar="FILE",
    help="Write how likely claims alike are right, where enough were decided, as export --calibration reads it.",
)
@click.option("--apart", metavar="GOLD", help="Take no example from an article that is annotated there.")
@options.models_in_run
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def command(
    runs: Sequence[str],
    *,
    decisions: Sequence[str],
    examples: str | None,
    calibration: str | None,
    schema: Sequence[str],
    as_json: bool,
    **asked: Any,
) -> int:
    """Print where the runs err, write examples where they are asked for, and return the exit code."""
    from llmclaims.evaluation.reviewed import report, write_review

    if asked["apart"] and not examples:
        raise click.UsageError(
            "--apart keeps examples away from what is scored: name their file with --examples."
        )
    held = _held(runs, decisions, schema)
    found = report(held)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        write_review(found, sys.stdout)
    if examples:
        _write_examples(held, examples, schema=schema, read=(*runs, *decisions), **asked)
    if calibration:
        _write_calibration(held, calibration, read=(*runs, *decisions))
    return 0


def _write_calibration(held: Sequence[tuple[Extraction, Review]], path: str, *, read: Sequence[str]) -> None:
    """Write a row for each provider, model and kind of which enough was decided, and say of which there was not."""
    from llmclaims.cli.console import say
    from llmclaims.cli.output import opened
    from llmclaims.evaluation.calibration import reviewed, rows_of

    rows = []
    for key, row, trial in rows_of(reviewed(held)):
        name = " ".join(part for part in key if part)
        if isinstance(row, str) or trial is None:
            say(f"{name}: no number ({row}).")
        else:
            rows.append(row)
            say(
                f"{name}: {row['right']:,} of {row['claims']:,} right; Brier score on articles left out "
                f"{trial.brier:.3f}, of the share alone {trial.plain:.3f}."
            )
    if not rows:
        say(f"Too few decisions to tell how likely a claim is right; {path} is not written.")
        return
    with opened(None if path == "-" else path, read=read) as out:
        json.dump({"rows": rows}, out, indent=1)
        out.write("\n")


def _held(
    runs: Sequence[str], decisions: Sequence[str], schema: Sequence[str]
) -> list[tuple[Extraction, Review]]:
    """Return each run with what was decided about it.

    Raises:
        DocumentError: a file is not what it should be, or none of the decisions is about a claim of the runs.
    """
    from llmclaims.cli.console import say
    from llmclaims.errors import DocumentError
    from llmclaims.runs.extraction import load
    from llmclaims.runs.jsonl import run_files
    from llmclaims.schema.plurals import plural
    from llmclaims.verification.decisions import about, read_decisions
    from llmclaims.verification.review import review

    models = options.models(schema) or ()
    given = [one for path in decisions for one in read_decisions(path)]
    loaded = [load(path, schema=models) for path in run_files(runs)]
    asked = [(run, about(run, given)) for run in loaded]
    held = [(run, review(run, some, schema=models)) for run, some in asked]
    used = {id(one) for _, some in asked for one in some}
    if not used:
        raise DocumentError(
            f"{', '.join(decisions)}: no decision is about a claim of {', '.join(runs)}; name the run that was reviewed."
        )
    if lost := len(given) - len(used):
        say(f"{plural(lost, 'decision')} about claims that no run has.")
    return held


def _write_examples(
    held: Sequence[tuple[Extraction, Review]],
    path: str,
    *,
    most: int,
    apart: str | None,
    schema: Sequence[str],
    read: Sequence[str],
) -> None:
    from llmclaims.cli.console import say
    from llmclaims.cli.output import opened
    from llmclaims.evaluation import read_gold
    from llmclaims.pipeline.reviewed_examples import choose_examples
    from llmclaims.runs.lines import line

    scored = [one.text for gold in read_gold(apart) for one in gold.passages] if apart else []
    chosen = choose_examples(held, most=most, apart=scored, schema=options.models(schema) or ())
    for sentence in _said(chosen, path):
        say(sentence)
    if chosen.lessons:
        with opened(None if path == "-" else path, read=read) as out:
            out.writelines(line(dict(one.example)) for one in chosen.lessons)


def _said(chosen: Chosen, path: str) -> list[str]:
    """Return what was written, what each example shows, and what became no example."""
    from llmclaims.schema.plurals import plural

    if chosen.lessons:
        taken = plural(len(chosen.documents), "article")
        found = [f"{plural(len(chosen.lessons), 'example')} of {taken} written to {path}."]
    else:
        found = [f"No paragraph makes an example; {path} is not written."]
    for number, one in enumerate(chosen.lessons, start=1):
        found.append(
            f"Example {number} shows: {', '.join(' '.join(error) for error in sorted(one.teaches))}."
        )
    if chosen.spare:
        found.append(
            f"{plural(chosen.spare, 'more paragraph')} would do: they show nothing new, are too many, or stand in too many articles."
        )
    found += [f"{plural(count, 'paragraph')} left out: {why}." for why, count in chosen.left.items()]
    return found
