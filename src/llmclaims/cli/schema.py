"""``llmclaims schema``: all that a model will be told, before anything is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import options

if TYPE_CHECKING:
    from llmclaims.pipeline.telling import Told

_HELP = """Show what a model will be told: the system text, the form of a turn, and the JSON schema of the answer.

They are shown as the provider gets them, with their length in characters and estimated tokens. Nothing is sent, and no
key is needed. What is taught is checked first: a wrong example is said here, not in the middle of a run.

\b
Examples:
  llmclaims schema
  llmclaims schema --schema promises:Promise --instructions rules.md --examples shown.jsonl
  llmclaims schema --schema promises:Promise --provider anthropic --model MODEL
  llmclaims schema --json | jq -r .system
"""


@click.command("schema", help=_HELP)
@options.schema
@options.taught
@options.asked_of
@options.base_url
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def command(*, as_json: bool, **asked: Any) -> int:
    """Print what a model will be told, and return the exit code."""
    from llmclaims.cli.console import say
    from llmclaims.config.settings import Settings
    from llmclaims.pipeline.telling import told
    from llmclaims.schema.news import DEFAULT_SCHEMA

    named = {name: asked[name] for name in ("config", "provider", "model", "base_url")}
    settings = Settings.asked(None, **named, **options.lessons(asked))
    found = told(settings, tuple(options.models(asked["schema"]) or DEFAULT_SCHEMA))
    for doubt in found.doubts:
        say(doubt)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return 0
    _print(found)
    return 0


def _print(found: Told) -> None:
    from llmclaims.export.shared.terminal import printable

    def heading(title: str, part: str) -> str:
        return f"== {title}: {found.characters[part]:,} characters, about {found.tokens[part]:,} tokens"

    click.echo(printable(f"To {found.who}; 4 characters are counted as a token."))
    click.echo(f"\n{heading('System text, the same in each request', 'system')}\n\n{found.system}")
    click.echo(f"\n{heading('A turn, without the words of the article', 'turn')}\n\n{found.turn}")
    schema = json.dumps(found.schema, ensure_ascii=False, indent=1)
    click.echo(f"\n{heading('JSON schema of the answer', 'schema')}\n\n{schema}")
