"""``llmclaims verify``: a saved run checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.cli import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.recheck import Problem, Tally

_HELP = """Check a saved run again: no model, no key, no network.

Every claim is taken back to the text that the run carries, or to the documents in DIR. What does not hold
is named with its line, and the exit code is 1. CLAIMS is a file, several, or a folder of them.

\b
Examples:
  llmclaims verify run.jsonl
  llmclaims verify runs/
  llmclaims verify run.jsonl --documents articles/
  llmclaims verify run.jsonl --decisions decisions.jsonl
  llmclaims verify run.jsonl --decisions decisions.jsonl --gold gold.jsonl
"""


@click.command("verify", help=_HELP)
@click.argument("claims", metavar="CLAIMS...", nargs=-1, required=True)
@click.option("--documents", metavar="DIR", help="Check against the documents in this folder.")
@click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="A model of your own in the run; repeatable."
)
@click.option(
    "--decisions", metavar="FILE", help="Check a reviewer's decisions too, as the HTML page saves them."
)
@click.option("--gold", metavar="FILE", help="Write the reviewed claims as gold for eval; needs --decisions.")
@click.option("-q", "--quiet", is_flag=True, help="Print what does not hold, nothing else.")
def command(
    claims: Sequence[str],
    *,
    documents: str | None,
    schema: Sequence[str],
    decisions: str | None,
    gold: str | None,
    quiet: bool,
) -> int:
    """Print what does not hold in the runs, then how much was checked; the exit code."""
    from llmclaims.cli.schema import models
    from llmclaims.extraction.files import run_files
    from llmclaims.recheck import Tally, recheck

    if gold and not decisions:
        raise click.UsageError("--gold writes what was reviewed: name the decisions with --decisions.")
    files = run_files(claims)
    if decisions and len(files) > 1:
        raise click.UsageError("--decisions is about one run: name that one alone.")
    problems, unread = 0, Unread()
    for found in recheck(files, documents=documents, schema=models(schema) or ()):
        if isinstance(found, Tally):
            for line in unread.lines():
                click.echo(f"{claims[0] if len(claims) == 1 else 'All runs'}: {line}")
            if not quiet:
                click.echo(_checked(found, problems))
        else:
            problems += 1
            if not unread.repeats(found):
                click.echo(_said(found))
    if decisions:
        from llmclaims.cli.reviewed import check_decisions

        problems += check_decisions(str(files[0]), decisions, schema, gold=gold, quiet=quiet)
    return FAILED if problems else 0


def _checked(tally: Tally, problems: int) -> str:
    from llmclaims.export.tally import plural

    runs = f" in {plural(tally.runs, 'run')}" if tally.runs > 1 else ""
    checked = f"{plural(tally.claims, 'claim')} of {plural(tally.documents, 'document')}{runs} checked"
    return f"{checked}: " + (plural(problems, "problem") if problems else "all hold") + "."


class Unread:
    """Documents whose text is not at hand, and the claims that cannot be checked without it: said once."""

    def __init__(self) -> None:
        """None so far."""
        self._reasons: set[str] = set()
        self._documents = 0
        self._claims = 0

    def repeats(self, problem: Problem) -> bool:
        """Whether a problem is only that a text is missing, as was said before."""
        if problem.code != "DOCUMENT_MISSING" or (problem.kind != "document" and not self._reasons):
            return False
        if problem.kind != "document":
            self._claims += 1
            return True
        again = problem.message in self._reasons
        self._reasons.add(problem.message)
        self._documents += again
        return again

    def lines(self) -> Iterator[str]:
        """How many are not named one by one."""
        from llmclaims.export.tally import plural

        if self._documents:
            yield f"{plural(self._documents, 'more document')} without text."
        if self._claims:
            yield f"{plural(self._claims, 'claim')} of documents without text could not be checked."


def _said(problem: Problem) -> str:
    from llmclaims.export.printable import printable

    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    what = f"{problem.kind} {problem.id}" if problem.id else problem.kind
    return printable(f"{place}: {what}: {problem.code}: {problem.message}")
