"""``llmclaims link``: runs in, the same runs out with the relations between their articles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TextIO

import click

from llmclaims.cli import FAILED, options
from llmclaims.cli.console import say, say_warnings
from llmclaims.cli.option_groups import GroupedCommand
from llmclaims.cli.progress import bar
from llmclaims.cli.signals import INTERRUPTED, stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.linking.across_documents import Linked
    from llmclaims.schema.claims import Claim

_HELP = """Relate the claims of different articles: which are the same, which support, dispute or contradict others.

RUN is a file that extract wrote; FILE then holds every record of the runs once, and the relations between
them with the words of both sides. With no model only what words, names and dates show is related.

\b
Examples:
  llmclaims link run1.jsonl run2.jsonl -o links.jsonl
  llmclaims link runs/*.jsonl --provider openai --model MODEL -o links.jsonl
  llmclaims link runs/*.jsonl -o links.jsonl --replay kept/
  llmclaims verify links.jsonl
"""


@click.command("link", cls=GroupedCommand, help=_HELP)
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; a pipe gets the same JSON Lines.")
@click.option(
    "--provider", metavar="NAME", help="Who judges the candidates; `llmclaims providers` lists the names."
)
@options.model
@options.config
@options.base_url
@click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="A model of your own in the runs; repeatable."
)
@click.option("--max-cost", metavar="X", type=options.Amount(min=0), help="Stop before it costs more than X.")
@options.record
@click.option("--replay", metavar="DIR", help="Repeat a recorded linking; nothing goes to the network.")
@options.no_cache
@options.no_text
@options.quiet
def command(runs: Sequence[str], *, output: str | None, quiet: bool, **asked: Any) -> int:
    """Link the runs, write or print the relations, and return the exit code."""
    from llmclaims.cli.output import check_name, opened
    from llmclaims.linking.across_documents import linked

    options.check_recording(asked)
    output, schema = None if output == "-" else output, options.models(asked["schema"])
    check_name(output, "jsonl")
    with (
        say_warnings(shown=not quiet),
        stoppable() as stop,
        bar("request", shown=not quiet) as progress,
        opened(output, read=runs) as out,
    ):
        if not quiet and not asked["replay"]:
            _say_who_judges(asked)
        found = linked(
            runs,
            **_chosen(asked),
            schema=schema,
            record=asked["record"],
            replay=asked["replay"],
            progress=progress.update,
            stop=stop,
        )
        progress.close()
        _write(found, out, text=not asked["no_text"])
    for warning in found.extraction.summary.warnings:
        say(warning)
    if not quiet:
        for line in _tally(found, output):
            click.echo(line, err=True)
    if stop.is_set():
        return INTERRUPTED
    return FAILED if found.failed else 0


def _chosen(asked: dict[str, Any]) -> dict[str, Any]:
    named = {name: asked[name] for name in ("config", "provider", "model", "base_url", "max_cost")}
    return named | {"cache": False if asked["no_cache"] else None}


def _say_who_judges(asked: dict[str, Any]) -> None:
    from llmclaims.cli.providers import where_text_goes
    from llmclaims.config.settings import Settings

    if sentence := where_text_goes(Settings.asked(None, stage="link", **_chosen(asked)), ("link",)):
        say(sentence)


def _write(found: Linked, out: TextIO, *, text: bool) -> None:
    """Print the relations as a list on a terminal; write the whole run as JSON Lines elsewhere."""
    from llmclaims.export.jsonl import write
    from llmclaims.runs.extraction import records

    if out is sys.stdout and out.isatty():
        for line in _listed(found):
            click.echo(line)
        return
    write(records(found.extraction), out, text=text)


def _listed(found: Linked) -> Iterator[str]:
    """Yield each relation between documents with the words of both sides."""
    from llmclaims.export.shared.terminal import printable
    from llmclaims.runs.handles import handles

    titles = {one.id: one.title or one.path or one.id for one in found.extraction.documents}
    claims = {one.id: one for one in found.extraction.claims}
    named = handles(claims.values())
    for relation in found.extraction.relations:
        if relation.document is not None:
            continue
        sides = relation.derived["evidence"]
        for number, side in enumerate(sides):
            head = "" if number == 0 else f"  -{relation.body.type}-> "
            who = _who(claims[side["claim"]])
            yield printable(
                f"{head}{named[side['claim']]}  {who}“{side['quote']}” ({titles[side['document']]})"
            )
        yield ""


def _who(claim: Claim) -> str:
    return f"{claim.speaker}: " if claim.speaker else ""


def _tally(found: Linked, output: str | None) -> Iterator[str]:
    from collections import Counter

    from llmclaims.export.shared.summary_text import counted, spent
    from llmclaims.schema.plurals import plural

    extraction = found.extraction
    across = Counter(
        str(getattr(one.body, "type", "")) for one in extraction.relations if one.document is None
    )
    documents = plural(len(extraction.documents), "document")
    kinds = f" ({counted(across)})" if across else ""
    yield f"{documents}: {plural(across.total(), 'relation')} between them{kinds}, {len(found.added):,} new"
    run = extraction.run
    yield f"{run.provider} {run.model}: {spent(extraction.summary.usage)}"
    if output:
        yield f"Written to {output}"
