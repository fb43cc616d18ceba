"""``llmclaims extract``: articles in, claims that hold out."""

from __future__ import annotations

import sys
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import FAILED, INTERRUPTED, UNUSABLE
from llmclaims.cli.messages import Faults, say
from llmclaims.errors import LlmClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.config import Settings
    from llmclaims.export.tally import Tally
    from llmclaims.extraction import Record, Run, Summary

_HELP = """Read articles and print the claims that hold, each with its words in the source.

PATH is a text file; - reads standard input. A terminal gets a table, a pipe or FILE gets JSON Lines.

\b
Examples:
  llmclaims extract article.txt
  llmclaims extract articles/*.txt -o run.jsonl
  llmclaims extract article.txt --provider openai --model MODEL
  llmclaims extract speech.txt --schema promises:Promise
  llmclaims extract - --format table < article.txt | less
  llmclaims extract article.txt --replay cassettes/article
"""


@click.command("extract", help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write here; FILE.part grows until the run is complete.")
@click.option("--format", "layout", metavar="table|jsonl", help="How to write; the place decides when it is left out.")
@click.option("--provider", metavar="NAME", help="Who is asked; `llmclaims providers` lists the names.")
@click.option("--model", metavar="NAME", help="Which model of the provider.")
@click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
@click.option("--published", metavar="DATE", help="Date of the articles (YYYY-MM-DD), from which Thursday is counted.")
@click.option("--schema", metavar="MODULE:CLASS", multiple=True, help="A model of your own to fill instead; repeatable.")
@click.option("--max-cost", metavar="X", type=click.FloatRange(min=0), help="Stop asking before the run costs more.")
@click.option("--concurrency", metavar="N", type=click.IntRange(min=1), help="Paragraphs asked about at a time.")
@click.option("--record", metavar="DIR", help="Keep every exchange with the model, to be replayed later.")
@click.option("--replay", metavar="DIR", help="Repeat a recorded run; nothing goes to the network.")
@click.option("--no-cache", is_flag=True, help="Ask anew even where the answer is on disk.")
@click.option("--no-repair", is_flag=True, help="Do not let the model correct the quotes of refused drafts.")
@click.option("--no-text", is_flag=True, help="Leave the articles' text out of the JSON Lines.")
@click.option("--strict", is_flag=True, help="Refuse what would only be flagged, where a rule allows it.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but what went wrong.")
def command(paths: Sequence[str], *, output: str | None, layout: str | None, quiet: bool, **asked: Any) -> int:
    """Run the line over ``paths`` and write what it finds; the exit code."""
    from llmclaims.cli.destination import opened
    from llmclaims.cli.interrupt import stoppable
    from llmclaims.cli.progress import bar
    from llmclaims.export import writer
    from llmclaims.export.tally import Tally

    if output and any(path != "-" and Path(path).absolute() == Path(output).absolute() for path in paths):
        raise click.UsageError(f"{output} is one of the articles; choose another file to write to")
    if asked["record"] and asked["replay"]:
        raise click.UsageError("--record and --replay exclude each other; give one of them")
    screen = not output and sys.stdout.isatty()
    write = writer(layout or ("table" if screen else "jsonl"))
    settings = _settings(asked)
    if not quiet and not asked["replay"]:
        _say_who_reads(settings)
    tally, faults = Tally(), Faults()
    with stoppable() as stop, bar(shown=not quiet) as progress:
        found = _begun(_records(paths, asked, settings, progress=progress, stop=stop))
        with opened(output, aside=progress.aside) as out:
            broke = None
            try:
                write(_watched(found, tally, faults), out, text=not asked["no_text"])
            except LlmClaimsError as error:
                broke = error
    ...
