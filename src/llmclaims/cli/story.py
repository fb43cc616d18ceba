"""``llmclaims story``: many articles on one affair as one picture, on a terminal, as a page, or as JSON Lines."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmclaims.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmclaims.runs.records import Line
    from llmclaims.schema.annotations import Cited

_SEVERAL = 2
_BY_SUFFIX = {".html": "page", ".htm": "page", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_FORMS = {"table": "text", "jsonl": "jsonl"}
_HELP = """Show who says what about an affair that many articles tell: the disputed points with everybody on both sides,
amounts that differ between sources, and the timeline with days that differ side by side.

RUN is a file that extract or link wrote, several, or a folder of them. Runs that link has not related are related by
their words first; what a model judged between articles is taken from a run of `llmclaims link --provider`.

\b
Examples:
  llmclaims story runs/*.jsonl
  llmclaims story links.jsonl -o story.html
  llmclaims story links.jsonl --to jsonl | jq 'select(.record == "point")'
"""


@click.command("story", help=_HELP)
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to FILE: the page where it ends in .html, JSON Lines in .jsonl, else tables.",
)
@click.option(
    "--to",
    "layout",
    type=click.Choice(("table", "page", "jsonl")),
    help="What to write; tables on a terminal otherwise, and JSON Lines to a pipe.",
)
@options.models_in_run
@click.option(
    "--most", metavar="N", type=click.IntRange(min=1), help="Claims that are held in memory at most."
)
@options.quiet
def command(
    runs: Sequence[str],
    *,
    output: str | None,
    layout: str | None,
    schema: Sequence[str],
    most: int | None,
    quiet: bool,
) -> int:
    """Write the story of the runs, and return the exit code."""
    from llmclaims.cli.console import say_warnings
    from llmclaims.cli.output import opened
    from llmclaims.export.formats import bounded, writer
    from llmclaims.runs.jsonl import run_files

    files, models = run_files(runs), options.models(schema) or ()
    place = None if output == "-" else output
    if layout is None and place:
        layout = _BY_SUFFIX.get(Path(place).suffix.lower(), "table")
    name = "storypage" if layout == "page" else "story"
    with say_warnings(shown=not quiet), opened(place, read=files) as out:
        found = _linked(files, models, list(bounded(_records(files, models), name, most)), quiet=quiet)
        writer(name)(found, out, **({"form": _FORMS[layout]} if layout in _FORMS else {}))
    if place and not quiet:
        click.echo(f"Written to {place}", err=True)
    return 0


def _records(files: Iterable[Path], models: Sequence[type[Cited]]) -> Iterator[Line]:
    from llmclaims.runs.jsonl import iterate

    return chain.from_iterable(iterate(one, schema=models) for one in files)


def _linked(
    files: Sequence[Path], models: Sequence[type[Cited]], found: list[Line], *, quiet: bool
) -> Iterable[Line]:
    """Return the records with relations between their articles: those that are there, else what the words show."""
    from llmclaims.cli.console import say
    from llmclaims.documents.document import Document
    from llmclaims.errors import LlmClaimsError
    from llmclaims.linking.across_documents import linked
    from llmclaims.runs.extraction import records
    from llmclaims.schema.claims import Claim

    documents = {getattr(one, "id", None) for one in found if isinstance(one, Document)}
    if len(documents) < _SEVERAL or any(isinstance(one, Claim) and one.document is None for one in found):
        return found
    try:
        made = records(linked(files, provider="builtin", schema=models).extraction)
    except LlmClaimsError as error:
        say(f"The articles are compared by their words alone, since they cannot be linked: {error}")
        return found
    if not quiet:
        say(
            "The runs are related by their words; `llmclaims link RUN... --provider NAME -o links.jsonl` has a model "
            "judge what words alone do not show."
        )
    return made
