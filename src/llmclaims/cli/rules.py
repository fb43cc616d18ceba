"""``llmclaims rules``: what is checked beyond the quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from llmclaims.rules.registry import Rule

_HELP = """List the rules that a claim must pass: their codes, what they look for, and an example.

A code says how a finding counts: "reject" keeps the claim out, "flag" marks it, and "flag, strict: reject"
depends on --strict.

\b
Examples:
  llmclaims rules
  llmclaims rules V10
  llmclaims rules NEGATION_OUTSIDE_QUOTE
"""


@click.command("rules", help=_HELP)
@click.argument("name", metavar="[ID|CODE]", required=False)
def command(name: str | None) -> int:
    """Print every rule, or the one of that id or code; the exit code."""
    from llmclaims.rules.registry import rules

    found = [rule for rule in rules() if name is None or name.upper() in (rule.id.upper(), *rule.codes)]
    if not found:
        raise ConfigError(f"No rule has the id or code {name!r}; llmclaims rules lists them all.")
    for rule in found:
        _print(rule)
    return 0


def _print(rule: Rule) -> None:
    click.secho(f"{rule.id}  {rule.summary}", bold=True)
    for code, level in rule.codes.items():
        strict = ", strict: reject" if code in rule.strict else ""
        click.echo(f"  {code} ({level}{strict})")
    click.echo(f"  e.g. {rule.example}\n")
