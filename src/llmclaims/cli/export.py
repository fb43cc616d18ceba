"""``llmclaims export``: a saved run in another format."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from llmclaims.runs.records import Line
    from llmclaims.runs.supported import Supported
    from llmclaims.schema.annotations import Cited

_DATA = (".jsonl", ".ndjson", ".json")
"""Names of files that a list for people is not wanted in."""
_HELP = """Write a saved run in another format.

\b
Formats:
{formats}

\b
Examples:
  llmclaims export run.jsonl --to table | less -R
  llmclaims export run.jsonl --to table --top 10
  llmclaims export runs/*.jsonl --to timeline
  llmclaims export run.jsonl --to timeline -o timeline.txt
  llmclaims export runs/*.jsonl --to speakers --entities names.csv
  llmclaims export run.jsonl --to csv -o claims/
  llmclaims export run.jsonl --to duckdb -o claims.duckdb
  llmclaims export runs/ --to parquet --option rows=1000000 -o tables/
  llmclaims export run.jsonl --to plover --option undated=publication -o events.jsonl

timeline, speakers and entities are lists for people on a terminal and in a file, and JSON Lines in a pipe and in a
file that is called so (.jsonl). With --min-support, what is left out is counted.
A format that is a folder makes it, or takes an empty one. CLAIMS is a file, several, or a folder of them.
Offsets are code points of the article's text.
"""


_WHOLE = ("jsonl", "html")
"""The run itself, and the page, whose decisions name the run that they are about."""


class _Formats(click.Command):
    """A command whose help lists the formats, those of other packages too."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Fill the list in when it is asked for."""
        from llmclaims.export.formats import formats

        known = formats()
        wide = max(map(len, known))
        lines = (f"  {name:<{wide}}  {one.about}" for name, one in known.items())
        self.help = _HELP.format(formats="\n".join(lines))
        super().format_help(ctx, formatter)


@click.command("export", cls=_Formats, help=_HELP, short_help="Write a saved run in another format.")
@click.argument("claims", metavar="CLAIMS...", nargs=-1, required=True)
@click.option(
    "--to",
    "layout",
    metavar="FORMAT",
    help="One of the formats above; by itself, what -o's name ends in (.html, .xlsx, .duckdb, .sqlite, .graphml).",
)
@click.option(
    "-o", "--output", metavar="PATH", help="Write to PATH instead of standard output: a file or a folder."
)
@click.option(
    "--option",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    help="What only this format knows, such as undated=publication for plover; repeatable.",
)
@click.option(
    "--entities",
    metavar="FILE",
    help="A CSV file with the columns id, name, aliases (parted by |): identifiers for speakers and entities.",
)
@click.option(
    "--actors",
    metavar="FILE",
    help="For plover, a CSV file with the columns name, code, qid, aliases: codes for actors.",
)
@click.option(
    "--places",
    metavar="FILE",
    help="For plover, a CSV file with the columns id, name, latitude, longitude, country, aliases: where events were.",
)
@options.models_in_run
@click.option("--no-text", is_flag=True, help="Leave the articles' text out, where the format has it.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1),
    help="Claims that a format takes which holds a whole run in memory (html, timeline, speakers, entities).",
)
@options.top
@click.option(
    "--min-support",
    metavar="X",
    type=click.FloatRange(0, 1),
    help="Leave out claims that are less likely right than X, from 0 to 1, or of which nobody can tell.",
)
@click.option(
    "--calibration", metavar="FILE", help="What `llmclaims review --calibration` wrote of your own providers."
)
def command(
    claims: Sequence[str],
    *,
    layout: str | None,
    output: str | None,
    given: Sequence[str],
    schema: Sequence[str],
    **asked: Any,
) -> int:
    """Write the run or runs in the format, record by record, and return the exit code."""
    from llmclaims.cli.console import say_warnings
    from llmclaims.cli.output import made, opened, paged
    from llmclaims.export.formats import SHIPPED, SUFFIXES, target_of, with_top, writer
    from llmclaims.runs.jsonl import run_files
    from llmclaims.runs.supported import load_rows

    layout = layout or SUFFIXES.get(Path(output or "").suffix.lower())
    if layout is None:
        raise click.UsageError("name the format with --to, or a file whose name ends in it")
    write = writer(layout)
    files = run_files(claims)
    if len(files) > 1 and not (layout in SHIPPED and SHIPPED[layout].several):
        raise click.UsageError(f"{layout} takes one run: give one, or join them first with `llmclaims link`")
    tables = {name: asked[name] for name in ("entities", "actors", "places") if asked[name]}
    asked_for = _given(write, layout, (*given, *(f"{name}={file}" for name, file in tables.items())))
    place = None if output == "-" else output
    is_list = "form" in signature(write).parameters
    if is_list and place is not None:
        asked_for.setdefault("form", "jsonl" if Path(place).suffix.lower() in _DATA else "text")
    write = with_top(write, layout, asked["top"]) if asked["top"] else write
    if asked["calibration"]:
        load_rows(asked["calibration"])
    chosen = _supported(layout, asked["min_support"])
    found = _records(files, layout, options.models(schema) or (), asked["most"])
    found = chosen.records(found) if chosen else found
    target, text = target_of(write), not asked["no_text"]
    read: list[str | Path] = [*files, *tables.values()]
    with say_warnings(shown=True):
        if target == "stream":
            with opened(place, read=read) as out, paged(out, wanted=is_list and place is None) as screen:
                write(found, screen, text=text, **asked_for)
        else:
            with made(place, target, layout, read=read) as path:
                write(found, path, text=text, **asked_for)
    if chosen:
        _say_left(chosen)
    return 0


def _supported(layout: str, least: float | None) -> Supported | None:
    """Return the choice by support, None where there is none.

    Raises:
        ConfigError: the format is the run itself, or a page whose decisions are about the whole run.
    """
    from llmclaims.errors import ConfigError
    from llmclaims.runs.supported import Supported

    if least is not None and layout in _WHOLE:
        raise ConfigError(f"{layout} keeps every claim: leave --min-support out, or choose another format.")
    return None if least is None else Supported(least)


def _say_left(chosen: Supported) -> None:
    from llmclaims.cli.console import say
    from llmclaims.schema.plurals import plural

    say(f"{plural(chosen.kept, 'claim')} written. Left out: {'; '.join(chosen.lines()) or 'none'}.")
    if chosen.untold and not chosen.kept + chosen.below:
        say("Review claims of this provider and write --calibration with `llmclaims review` to have numbers.")


def _records(
    files: Sequence[Path], layout: str, schema: Sequence[type[Cited]], most: int | None
) -> Iterator[Line]:
    """Return the records of all files, one behind the other; no more than a format takes that holds them all."""
    from itertools import chain

    from llmclaims.export.formats import SHIPPED, bounded
    from llmclaims.runs.jsonl import iterate

    found = chain.from_iterable(iterate(one, schema=schema) for one in files)
    return bounded(found, layout, most) if layout in SHIPPED else found


def _given(write: Callable[..., Any], layout: str, options: Sequence[str]) -> dict[str, str]:
    """Return the format's own options by name."""
    from llmclaims.errors import ConfigError

    named = ("records", "out", "text", "top")
    known = [one for one in signature(write).parameters if one not in named]
    given = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or name not in known:
            has = f"choose one of {', '.join(known)}, as NAME=VALUE" if known else "leave --option out"
            raise ConfigError(f"--option {option}: {layout} knows no such option; {has}.")
        given[name] = value
    return given
