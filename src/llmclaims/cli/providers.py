"""``llmclaims providers``: who can be asked, and whether it works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from llmclaims.cli.keys import Known
    from llmclaims.config.settings import ProviderSettings, Settings

_HELP = """List who can be asked: the providers of the configuration, and those that need none.

The one in use is marked with *. Keys are taken from the environment, and only their variables are named.
With --check each provider of the configuration in use, or the one named, is asked one tiny question in the form
of output that a run would ask for; it takes a few tokens, and the exit code is 1 where one does not work.

\b
Examples:
  llmclaims providers
  llmclaims providers --json | jq .name
  llmclaims providers --check
  llmclaims providers --check ollama --model NAME
"""
_GAP = "  "


@click.command("providers", help=_HELP)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--check", is_flag=True, help="Ask each provider in use, or the one named, one tiny question.")
@click.option("--model", metavar="MODEL", help="The model to check, in place of the configured one.")
@click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(name: str | None, config: str | None, model: str | None, *, check: bool, as_json: bool) -> int:
    """Print or check the providers; the exit code."""
    from llmclaims.cli.keys import known
    from llmclaims.config.settings import Settings

    settings = Settings.load(config, model=model)
    if check:
        return _check(_asked(settings, name, model), as_json=as_json)
    found = [one for one in known(settings) if name in (None, one.name)]
    if not found:
        settings.named(str(name), model="any")  # says which names there are
    rows = [_row(one, settings) for one in found]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print(rows)
    return 0


def _asked(settings: Settings, name: str | None, model: str | None) -> dict[str, ProviderSettings]:
    from llmclaims.inference.health_check import used

    if name is None:
        return used(settings)
    chosen, chosen_model = _chosen(settings)
    return {name: settings.named(name, model or (chosen_model if name == chosen else None))}


def _check(asked: dict[str, ProviderSettings], *, as_json: bool) -> int:
    from llmclaims.export.shared.terminal import printable
    from llmclaims.inference.health_check import check

    works = True
    for name, one in asked.items():
        found = check(name, one)
        works = works and found.works
        if as_json:
            seconds = None if found.seconds is None else round(found.seconds, 3)
            said = {"name": name, "model": found.model, "works": found.works, "seconds": seconds}
            click.echo(json.dumps(said | {"message": found.message}, ensure_ascii=False))
        else:
            click.echo(printable(found.message))
    return 0 if works else 1


def _chosen(settings: Settings) -> tuple[str, str | None]:
    stage = settings.stages.get("extract")
    return (stage.provider, stage.model) if stage else (settings.provider, settings.model)


def _row(one: Known, settings: Settings) -> dict[str, str | bool | None]:
    chosen, model = _chosen(settings)
    used = one.name == chosen
    return {
        "name": one.name,
        "used": used,
        "protocol": one.settings.protocol,
        "model": (model if used else None) or one.settings.model or None,
        "key": one.variable or None,
        "key_set": one.ready if one.variable else None,
        "address": one.address or None,
    }


def _print(rows: list[dict[str, str | bool | None]]) -> None:
    """A line a provider, whatever the width: an address that is broken in two cannot be copied."""
    from llmclaims.export.shared.terminal import printable

    cells = [
        (
            str(row["name"]),
            str(row["model"] or "--model NAME"),
            f"{row['key']} {'set' if row['key_set'] else 'not set'}" if row["key"] else "no key needed",
            str(row["address"] or ""),
        )
        for row in rows
    ]
    lines = [[printable(cell) for cell in line] for line in cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for row, line in zip(rows, lines, strict=True):
        text = _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        click.secho(f"{'*' if row['used'] else ' '} {text}", bold=bool(row["used"]))
