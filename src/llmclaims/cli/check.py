"""``llmclaims check``: quotes from elsewhere, held to their sources as those of claims are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TextIO

import click

from llmclaims.cli import FAILED, UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.pipeline.quote_check import Checked, Quoteless, Unreadable
    from llmclaims.pipeline.quote_check.tally import Tally

    Outcome = Checked | Unreadable | Quoteless

_HELP = """Check quotes that other programs, models or people made: each must stand in its source.

Typography may differ, words may not. What does not hold is named with its code, the nearest words of the source
and what differs; the exit code is 1 when there is such a quote, or a row that cannot be read, and 2 when nothing can be.

FILE is CSV, JSON Lines or JSON: rows with a source and a quote, the documents that langextract saves, or answers with
citations as Anthropic's Messages give them (with their request, or the documents in --documents). Columns are known by
their usual names. A source is a text, or the path of a file of any kind that llmclaims reads. A run of llmclaims
itself goes to llmclaims verify.

\b
Examples:
  llmclaims check quotes.jsonl
  llmclaims check quotes.csv --documents articles/
  llmclaims check quotes.csv --source-column body --quote-column words
  llmclaims check annotated.jsonl --at-offsets
  llmclaims check answer.json --documents report.pdf
  llmclaims check quotes.jsonl -o checked.jsonl
"""


@click.command("check", help=_HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--source-column", metavar="NAME", help="Column with the source: its text, or the name of a document."
)
@click.option("--quote-column", metavar="NAME", help="Column with the quote, or with a list of them.")
@click.option(
    "--documents",
    metavar="PATH",
    multiple=True,
    help="A file or folder with the sources; repeatable, for citations in the order of the request.",
)
@click.option(
    "--at-offsets",
    is_flag=True,
    help="Where FILE gives offsets, the quote must stand there and not just anywhere.",
)
@click.option(
    "--offset-unit",
    "unit",
    type=click.Choice(("code-points", "utf-16", "bytes")),
    default="code-points",
    help="What FILE counts its offsets in.",
)
@click.option("--any-length", is_flag=True, help="Take quotes of one or two words too, which prove little.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(("list", "jsonl")),
    help="A list to read (on a terminal), or a record a quote and a summary (in a pipe or a file).",
)
@click.option(
    "--all", "show_all", is_flag=True, help="List the quotes that hold as well; records have them anyway."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print what does not hold, nothing else.")
def command(
    files: Sequence[str],
    *,
    layout: str | None,
    show_all: bool,
    output: str | None,
    quiet: bool,
    **asked: Any,
) -> int:
    """Print what does not hold and how much was checked, and return the exit code."""
    from llmclaims.cli.console import say_warnings
    from llmclaims.cli.output import opened
    from llmclaims.pipeline.quote_check import Asked, check
    from llmclaims.pipeline.quote_check.tally import Tally

    wanted = Asked(**asked)
    place = None if output == "-" else output
    layout = layout or ("list" if place is None and sys.stdout.isatty() else "jsonl")
    tally = Tally()
    with say_warnings(shown=not quiet), opened(place, read=[*files, *wanted.documents]) as out:
        found = _counted(check(files, wanted), tally)
        if layout == "list":
            _list(found, tally, out, show_all=show_all, quiet=quiet)
        else:
            _records(found, tally, out, wanted.unit)
    if not quiet:
        _say_end(tally, place, wanted.unit)
    if not tally.held + tally.refused:
        return UNUSABLE if tally.unreadable else 0
    return FAILED if tally.refused or tally.unreadable else 0


def _say_end(tally: Tally, place: str | None, unit: str) -> None:
    """Print on standard error what was written to a file, and in which unit the offsets are where it is another."""
    from llmclaims.cli.console import say
    from llmclaims.pipeline.quote_check.offsets import UNITS

    if place is not None:
        from llmclaims.cli.check_list import total

        click.echo(total(tally), err=True)
        click.echo(f"Written to {place}", err=True)
    if other := tally.other_unit(unit):
        say(f"All offsets are right when they count {UNITS[other]}: add --offset-unit {other}.")


def _counted(found: Iterator[Outcome], tally: Tally) -> Iterator[Outcome]:
    for one in found:
        tally.add(one)
        yield one


def _list(found: Iterator[Outcome], tally: Tally, out: TextIO, *, show_all: bool, quiet: bool) -> None:
    from llmclaims.cli.check_list import shown, total
    from llmclaims.export.shared.terminal import Trimmed, console

    screen = console(out)
    for block in shown(found, show_all=show_all):
        screen.print(Trimmed(block), end="")
    if not quiet:
        out.write(f"{total(tally)}\n")


def _records(found: Iterator[Outcome], tally: Tally, out: TextIO, unit: str) -> None:
    from llmclaims.pipeline.quote_check.written import record_of, summary_of
    from llmclaims.runs.lines import line

    out.writelines(line(record_of(one)) for one in found)
    out.write(line(summary_of(tally, unit)))
