"""``llmclaims verify``: a saved run checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.cli import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.recheck import Problem

_HELP = """Check a saved run again: no model, no key, no network.

Every claim is taken back to the text that the run carries, or to the documents in DIR. What does not hold
is named with its line, and the exit code is 1.

\b
Examples:
  llmclaims verify run.jsonl
  llmclaims verify run.jsonl --documents articles/
  llmclaims verify run.jsonl --decisions decisions.jsonl
  llmclaims verify run.jsonl --decisions decisions.jsonl --gold gold.jsonl
"""


@click.command("verify", help=_HELP)
@click.argument("claims", metavar="CLAIMS")
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
    claims: str,
    *,
    documents: str | None,
    schema: Sequence[str],
    decisions: str | None,
    gold: str | None,
    quiet: bool,
) -> int:
    """Print what does not hold in the file, then how much was checked; the exit code."""
    from llmclaims.cli.schema import models
    from llmclaims.export.tally import plural
    from llmclaims.recheck import Tally, recheck

    if gold and not decisions:
        raise click.UsageError("--gold writes what was reviewed: name the decisions with --decisions.")
    problems, unread = 0, Unread()
    for found in recheck(claims, documents=documents, schema=models(schema) or ()):
        if isinstance(found, Tally):
            for line in unread.lines():
                click.echo(f"{claims}: {line}")
            if not quiet:
                checked = f"{plural(found.claims, 'claim')} of {plural(found.documents, 'document')} checked"
                click.echo(f"{checked}: " + (plural(problems, "problem") if problems else "all hold") + ".")
        else:
            problems += 1
            if not unread.repeats(found):
                click.echo(_said(claims, found))
    if decisions:
        from llmclaims.cli.reviewed import check_decisions

        problems += check_decisions(claims, decisions, schema, gold=gold, quiet=quiet)
    return FAILED if problems else 0


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


def _said(path: str, problem: Problem) -> str:
    from llmclaims.export.printable import printable

    place = f"{path}:{problem.line}" if problem.line else path
    what = f"{problem.kind} {problem.id}" if problem.id else problem.kind
    return printable(f"{place}: {what}: {problem.code}: {problem.message}")
