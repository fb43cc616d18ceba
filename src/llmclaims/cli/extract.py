"""``llmclaims extract``: articles in, claims that hold out."""

from __future__ import annotations

import contextlib
import sys
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import FAILED, INTERRUPTED, UNUSABLE
from llmclaims.cli.messages import Faults, say, say_warnings
from llmclaims.errors import LlmClaimsError

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Sequence

    from llmclaims.config import Settings
    from llmclaims.export.tally import Tally
    from llmclaims.extraction import Record, Run, Summary
    from llmclaims.sources import Articles

_HELP = """Read articles and print the claims that hold, each with its words in the source.

PATH is an article (text, HTML, PDF), a table of articles (JSON Lines, CSV, Parquet), a folder of articles,
a URL with --allow-network, or - for standard input. A terminal gets a table, a pipe or FILE gets JSON Lines.

\b
Examples:
  llmclaims extract article.txt
  llmclaims extract articles/ -o run.jsonl
  llmclaims extract page.html report.pdf
  llmclaims extract articles.csv --text-column body --published-column date
  llmclaims extract https://example.org/article --allow-network
  llmclaims extract article.txt --provider openai --model MODEL
  llmclaims extract speech.txt --schema promises:Promise
  llmclaims extract - --format table < article.txt | less
  llmclaims extract article.txt --record kept/
  llmclaims extract article.txt --replay kept/
  llmclaims extract articles/*.txt --provider openai --model MODEL --estimate
  llmclaims extract articles/*.txt --provider openai --model MODEL --max-cost 2.50
"""


@click.command("extract", help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE; FILE.part grows until the run is complete."
)
@click.option("--format", "layout", metavar="table|jsonl", help="How to write, whatever the place.")
@click.option("--provider", metavar="NAME", help="Who is asked; `llmclaims providers` lists the names.")
@click.option("--model", metavar="NAME", help="Which of the provider's models.")
@click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
@click.option(
    "--published",
    metavar="DATE",
    help="Date of the articles (YYYY-MM-DD), to resolve dates like Thursday; goes before what a page says.",
)
@click.option("--text-column", metavar="NAME", default="text", help="Column of a table that holds the text.")
@click.option("--id-column", metavar="NAME", help="Column with a name for each article.")
@click.option("--title-column", metavar="NAME", help="Column with the title, put in front of the text.")
@click.option("--published-column", metavar="NAME", help="Column with the date of each article.")
@click.option("--allow-network", is_flag=True, help="Fetch URLs; without it nothing is fetched.")
@click.option("--allow-private", is_flag=True, help="Fetch from addresses inside the own network too.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    help="Time that a URL has to answer.",
)
@click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000_000,
    help="Size that a URL may have.",
)
@click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="Fill a model of your own instead; repeatable."
)
@click.option(
    "--concurrency", metavar="N", type=click.IntRange(min=1), help="Paragraphs asked about at a time."
)
@click.option("--estimate", is_flag=True, help="Print requests, tokens and cost of the run; send nothing.")
@click.option(
    "--max-cost", metavar="X", type=click.FloatRange(min=0), help="Stop before the run costs more than X."
)
@click.option("--record", metavar="DIR", help="Keep every exchange with the model, to be replayed later.")
@click.option("--replay", metavar="DIR", help="Repeat a recorded run; nothing goes to the network.")
@click.option("--no-cache", is_flag=True, help="Ask anew even where the answer is on disk.")
@click.option("--no-repair", is_flag=True, help="Do not let the model correct the quotes of refused drafts.")
@click.option("--no-link", is_flag=True, help="Leave out pass 2, which relates the claims of a document.")
@click.option("--no-text", is_flag=True, help="Leave the articles' text out of the JSON Lines.")
@click.option(
    "--check",
    metavar="ID",
    multiple=True,
    help="Ask the model about what was accepted, as M1 does; repeatable.",
)
@click.option("--strict", is_flag=True, help="Refuse what would only be flagged, where a rule allows it.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but what went wrong.")
def command(
    paths: Sequence[str], *, output: str | None, layout: str | None, quiet: bool, **asked: Any
) -> int:
    """Run the line over ``paths``, write what it finds, and give back the exit code."""
    from llmclaims.cli.destination import opened
    from llmclaims.cli.interrupt import stoppable
    from llmclaims.cli.progress import bar
    from llmclaims.export import writer
    from llmclaims.export.tally import Tally

    _check(paths, output, asked)
    output = None if output == "-" else output
    screen = output is None and sys.stdout.isatty()
    layout = layout or ("table" if screen else "jsonl")
    write = writer(layout)
    settings = _settings(asked)
    if asked["estimate"]:
        return _estimated(paths, asked, settings)
    tally, faults, broke = Tally(), Faults(), None
    try:
        with (
            say_warnings(shown=not quiet),
            stoppable() as stop,
            bar(shown=not quiet) as progress,
            opened(output, progress) as out,
        ):
            found = _begun(_records(paths, asked, settings, progress=progress.update, stop=stop))
            if not quiet and not asked["replay"]:
                _say_who_reads(settings)
            with _finished(found, stop):
                try:
                    write(_watched(found, tally, faults), out, text=not asked["no_text"])
                except LlmClaimsError as error:
                    if not tally.documents:
                        raise
                    broke = error
    except KeyboardInterrupt:
        say(f"Stopped at once; {_how_to_go_on(settings, asked)}")
        return INTERRUPTED
    listed = not (screen and layout == "table")
    if listed:
        faults.say()
    if broke:
        say(f"The run ended early: {broke}")
    if not quiet:
        _say_result(tally, output, faults if listed else Faults())
    if stop.is_set():
        say(f"Stopped; {_how_to_go_on(settings, asked)}")
        return INTERRUPTED
    return _code(tally)


def _check(paths: Sequence[str], output: str | None, asked: dict[str, Any]) -> None:
    if output and any(path != "-" and Path(path).absolute() == Path(output).absolute() for path in paths):
        raise click.UsageError(f"{output} is one of the articles: name another file to write to")
    if asked["record"] and asked["replay"]:
        raise click.UsageError("--record and --replay exclude each other: give one of them")
    if asked["estimate"] and asked["replay"]:
        raise click.UsageError("a replay costs nothing: leave out --estimate or --replay")


def _settings(asked: dict[str, Any]) -> Settings:
    from llmclaims.config import Settings

    return Settings.load(
        asked["config"],
        provider=asked["provider"],
        model=asked["model"],
        concurrency=asked["concurrency"],
        max_cost=asked["max_cost"],
        cache=False if asked["no_cache"] else None,
        repair=False if asked["no_repair"] else None,
        link=False if asked["no_link"] else None,
        strict=True if asked["strict"] else None,
        checks=asked["check"] or None,
    )


def _articles(paths: Sequence[str], asked: dict[str, Any]) -> list[Articles]:
    """Each path with what was said of how to read it."""
    from llmclaims.sources import Articles

    columns = ("text_column", "id_column", "title_column", "published_column")
    said = {
        name: asked[name] for name in (*columns, "allow_network", "allow_private", "timeout", "max_bytes")
    }
    return [Articles(path, **said) for path in paths]


def _records(
    paths: Sequence[str], asked: dict[str, Any], settings: Settings, **hooks: Any
) -> Iterator[Run | Record | Summary]:
    from llmclaims.cli.schema import models
    from llmclaims.pipeline import records

    wanted = {key: asked[key] for key in ("published", "record", "replay")}
    return records(
        _articles(paths, asked), schema=models(asked["schema"]), settings=settings, **wanted, **hooks
    )


def _estimated(paths: Sequence[str], asked: dict[str, Any], settings: Settings) -> int:
    """Print what the run would take; the exit code says, as of a run, whether every file can be read."""
    from llmclaims.cli.estimate import lines
    from llmclaims.cli.schema import models
    from llmclaims.estimate import estimate
    from llmclaims.schema import DEFAULT_SCHEMA

    schema = tuple(models(asked["schema"]) or DEFAULT_SCHEMA)
    cached = not asked["record"]
    found = estimate(
        _articles(paths, asked), settings=settings, schema=schema, published=asked["published"], cached=cached
    )
    for line in lines(found, settings):
        click.echo(line)
    for failure in found.unreadable:
        say(failure.message)
    if not found.unreadable:
        return 0
    return FAILED if found.documents else UNUSABLE


def _begun(found: Iterator[Run | Record | Summary]) -> Iterator[Run | Record | Summary]:
    """The same records once the first source is read: before that nothing is written anywhere."""
    return chain(list(islice(found, 2)), found)


def _watched(
    found: Iterable[Run | Record | Summary], tally: Tally, faults: Faults
) -> Iterator[Run | Record | Summary]:
    for one in found:
        tally.add(one)
        faults.add(one)
        yield one


@contextlib.contextmanager
def _finished(found: Iterator[Run | Record | Summary], stop: threading.Event) -> Iterator[None]:
    """Where nothing more can be written, what is under way is paid for: let it come in and go to the cache."""
    try:
        yield
    except OSError:
        stop.set()
        for one in found:
            if getattr(one, "error", "") == "Skipped":  # nothing behind it is under way
                break
        raise


def _say_who_reads(settings: Settings) -> None:
    """With nobody chosen the rules read, and a key that lies ready is worth a word."""
    from llmclaims.cli.keys import at_hand

    name, _ = settings.for_stage("extract")
    if name != "builtin" or "provider" in settings.model_fields_set or "extract" in settings.stages:
        return
    said = "no model is chosen: the builtin rules read, and no text leaves this machine"
    for found in at_hand(settings)[:1]:
        said += f"; {found.variable} is set, and {found.option} would use it"
    say(f"{said}.")


def _how_to_go_on(settings: Settings, asked: dict[str, Any]) -> str:
    if asked["record"] or asked["replay"] or settings.for_stage("extract")[1].protocol == "builtin":
        return "run the same command again to start over."
    again = "without --no-cache" if asked["no_cache"] else "again"
    return f"run the same command {again} to go on: what was answered comes free from the cache."


def _say_result(tally: Tally, output: str | None, said: Faults) -> None:
    if tally.summary:
        for warning in tally.summary.warnings:
            if not said.have_said(warning):
                say(warning)
    if output:
        for line in tally.lines():
            click.echo(line, err=True)
        click.echo(f"Written to {output}", err=True)


def _code(tally: Tally) -> int:
    if tally.complete:
        return 0
    return FAILED if tally.documents else UNUSABLE
