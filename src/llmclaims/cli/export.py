"""``llmclaims export``: a saved run in another format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = """Write a saved run in another format: jsonl (one record a line) or table (for a terminal).

\b
Examples:
  llmclaims export run.jsonl --to table | less -R
  llmclaims export run.jsonl --to jsonl --no-text -o small.jsonl
"""


@click.command("export", help=_HELP)
@click.argument("claims", metavar="CLAIMS")
@click.option(
    "--to", "layout", metavar="FORMAT", required=True, help="jsonl, table, or one that you installed."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output.")
@click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="A model of your own in the run; repeatable."
)
@click.option("--no-text", is_flag=True, help="Leave the articles' text out, where the format has it.")
def command(claims: str, *, layout: str, output: str | None, schema: Sequence[str], no_text: bool) -> int:
    """Read the run and write it anew; the exit code."""
    from llmclaims.cli.destination import opened
    from llmclaims.cli.schema import models
    from llmclaims.export import writer
    from llmclaims.extraction.jsonl import load, records

    write = writer(layout)
    run = load(claims, schema=models(schema) or ())
    with opened(None if output == "-" else output) as out:
        write(records(run), out, text=not no_text)
    return 0
