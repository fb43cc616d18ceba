"""``llmclaims extract``: articles in, claims that hold out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import FAILED, UNUSABLE, options
from llmclaims.cli.console import say
from llmclaims.cli.option_groups import GroupedCommand
from llmclaims.cli.output import Place, write_run
from llmclaims.cli.signals import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.config.settings import Settings
    from llmclaims.runs.records import Record, Run, Summary

_HELP = """Read articles and print the claims that hold, each with its words in the source.

PATH is an article (text, HTML, PDF), a table of articles (JSON Lines, CSV, Parquet), a folder of articles,
a URL with --allow-network, or - for standard input. A terminal gets a table, a pipe or FILE gets JSON Lines.

\b
Examples:
  llmclaims extract article.txt
  llmclaims extract article.txt --top 10
  llmclaims extract articles/ -o run.jsonl
  llmclaims extract page.html report.pdf
  llmclaims extract articles.csv --text-column body --published-column date
  llmclaims extract https://example.org/article --allow-network
  llmclaims extract article.txt --provider openai --model MODEL
  llmclaims extract speech.txt --schema promises:Promise
  llmclaims extract speech.txt --schema promises:Promise --instructions rules.md --examples shown.jsonl
  llmclaims extract speech.txt --rules my_rules
  llmclaims extract - --format table < article.txt | less
  llmclaims extract article.txt --record kept/
  llmclaims extract article.txt --replay kept/
  llmclaims extract articles/*.txt --provider openai --model MODEL --estimate
  llmclaims extract articles/*.txt --provider openai --model MODEL --max-cost 2.50
"""


@click.command("extract", cls=GroupedCommand, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@options.written
@options.top
@options.asked_of
@options.base_url
@options.read_as
@click.option("--allow-network", is_flag=True, help="Fetch URLs; without it nothing is fetched.")
@click.option("--allow-private", is_flag=True, help="Fetch from addresses inside the own network too.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=options.Amount(min=0, min_open=True),
    default=20.0,
    help="Time that a URL has to answer; 20 unless told.",
)
@click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000_000,
    help="Size that a URL may have; 20 MB unless told.",
)
@options.schema
@options.taught
@click.option(
    "--concurrency", metavar="N", type=click.IntRange(min=1), help="Paragraphs asked about at a time."
)
@click.option("--estimate", is_flag=True, help="Print requests, tokens and cost of the run; send nothing.")
@click.option(
    "--max-cost", metavar="X", type=options.Amount(min=0), help="Stop before the run costs more than X."
)
@options.workers
@options.record
@click.option("--replay", metavar="DIR", help="Repeat a recorded run; nothing goes to the network.")
@options.no_cache
@options.rules
@options.passes
@options.no_text
@options.checks
@options.quiet
def command(
    paths: Sequence[str],
    *,
    output: str | None,
    layout: str | None,
    top: int | None,
    quiet: bool,
    **asked: Any,
) -> int:
    """Extract from ``paths``, write the records, and return the exit code."""
    options.check_recording(asked)
    if asked["estimate"] and asked["replay"]:
        raise click.UsageError("a replay costs nothing: leave out --estimate or --replay")
    if asked["estimate"]:
        return _estimated(paths, asked, options.settings_of(asked))
    from llmclaims.inference.sync import iterate
    from llmclaims.pipeline.arguments import asked as run_of
    from llmclaims.pipeline.run import arecords

    articles = options.articles_of(paths, asked)
    run = run_of(articles, **options.arguments_of(asked))
    settings = run.options.settings

    def begin(**hooks: Any) -> Iterator[Run | Record | Summary]:
        return iterate(lambda: arecords(run.source, replace(run.options, **hooks)))

    try:
        ran = write_run(
            begin,
            Place(output=output, read=paths, layout=layout, text=not asked["no_text"], top=top, quiet=quiet),
            sources=articles,
            begun=lambda: None if quiet or asked["replay"] else _say_who_reads(settings),
        )
    except KeyboardInterrupt:
        say(f"Stopped at once; {_how_to_go_on(settings, asked)}")
        return INTERRUPTED
    if ran.stopped:
        say(f"Stopped; {_how_to_go_on(settings, asked)}")
        return INTERRUPTED
    return ran.code


def _estimated(paths: Sequence[str], asked: dict[str, Any], settings: Settings) -> int:
    """Print what the run would take; return a run's exit code, which tells whether every file can be read."""
    from llmclaims.cli.estimate import lines
    from llmclaims.pipeline.estimate import estimate
    from llmclaims.schema.news import DEFAULT_SCHEMA

    schema = tuple(options.models(asked["schema"]) or DEFAULT_SCHEMA)
    cached = not asked["record"]
    found = estimate(
        options.articles_of(paths, asked),
        settings=settings,
        schema=schema,
        published=asked["published"],
        cached=cached,
    )
    for line in lines(found, settings):
        click.echo(line)
    for failure in found.unreadable:
        say(failure.message)
    if not found.unreadable:
        return 0
    return FAILED if found.documents else UNUSABLE


def _say_who_reads(settings: Settings) -> None:
    """Print where the text goes; with no provider chosen, also a key that is at hand."""
    from llmclaims.cli.providers import at_hand, where_text_goes

    if sentence := where_text_goes(settings, _stages(settings)):
        say(sentence)
        return
    if "provider" in settings.model_fields_set or "extract" in settings.stages:
        return
    said = "no model is chosen: the builtin rules read, and no text leaves this machine"
    for found in at_hand(settings)[:1]:
        said += f"; {found.variable} is set, and {found.option} would use it"
    say(f"{said}.")


def _stages(settings: Settings) -> Sequence[str]:
    """Return the stages in which somebody may be asked: those with a provider of their own, where they are not left out."""
    from llmclaims.pipeline.session import checks_of

    wanted = {"check": bool(checks_of(settings)), "link": settings.link}
    return (
        "extract",
        *(stage for stage, is_wanted in wanted.items() if is_wanted and stage in settings.stages),
    )


def _how_to_go_on(settings: Settings, asked: dict[str, Any]) -> str:
    if asked["record"] or asked["replay"] or settings.for_stage("extract")[1].protocol == "builtin":
        return "run the same command again to start over."
    again = "without --no-cache" if asked["no_cache"] else "again"
    return f"run the same command {again} to go on: what was answered comes free from the cache."
