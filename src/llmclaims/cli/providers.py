"""``llmclaims providers``: who can be asked, for whom a key is at hand, and whether it works.

A key's value is never read here.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from llmclaims.cli import options
from llmclaims.cli.console import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.config.settings import Settings

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


@click.command("providers", help=_HELP)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--check", is_flag=True, help="Ask each provider in use, or the one named, one tiny question.")
@click.option("--model", metavar="MODEL", help="The model to check, in place of the configured one.")
@options.config
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(name: str | None, config: str | None, model: str | None, *, check: bool, as_json: bool) -> int:
    """Print or check the providers, and return the exit code."""
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
    from llmclaims.providers.registry import used

    if name is None:
        return used(settings)
    chosen, chosen_model = settings.chosen("extract")
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


def _row(one: Known, settings: Settings) -> dict[str, str | bool | None]:
    chosen, model = settings.chosen("extract")
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
    """Print a line a provider, whatever the width: an address that is broken in two cannot be copied."""
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
    lines = aligned([[printable(cell) for cell in line] for line in cells])
    for row, text in zip(rows, lines, strict=True):
        click.secho(f"{'*' if row['used'] else ' '} {text}", bold=bool(row["used"]))


@dataclass(frozen=True, slots=True)
class Known:
    """A provider by name; ``variable`` is the environment variable of its key, empty where it needs none."""

    name: str
    settings: ProviderSettings
    variable: str

    @property
    def ready(self) -> bool:
        """Tell whether its key is in the environment, or none is needed."""
        return not self.variable or bool(os.environ.get(self.variable))

    @property
    def option(self) -> str:
        """Return the options that choose it."""
        return f"--provider {self.name}" + ("" if self.settings.model else " --model NAME")

    @property
    def address(self) -> str:
        """Return its address without user names, passwords and queries, which may hold a key."""
        from llmclaims.config.redaction import plain_url
        from llmclaims.errors import ConfigError
        from llmclaims.providers.registry import address

        try:
            found = address(self.settings)
        except ConfigError:  # to be seen as it is written
            found = self.settings.base_url
        return plain_url(found)


def known(settings: Settings) -> list[Known]:
    """List the providers: those of the configuration first, then those that need none."""
    from llmclaims.config.provider_settings import PRESETS

    found = dict(settings.providers) | {
        name: one for name, one in PRESETS.items() if name not in settings.providers
    }
    return [Known(name, one, one.api_key_env) for name, one in found.items()]


def at_hand(settings: Settings) -> list[Known]:
    """List the providers whose key is in the environment."""
    return [one for one in known(settings) if one.variable and one.ready]


def where_text_goes(settings: Settings, stages: Iterable[str]) -> str:
    """Tell in one sentence who is asked in these stages, and at which host; "" where no text leaves the machine.

    Raises:
        ConfigError: a configuration that nobody named would send it where it may not go.
    """
    from llmclaims.providers.registry import check_destination, used

    asked = []
    for name, one in used(settings, stages).items():
        check_destination(name, one)
        if one.protocol != "builtin":
            asked.append(f"{name} ({one.model}) at {urlsplit(Known(name, one, '').address).netloc}")
    return f"the text goes to {', and to '.join(asked)}." if asked else ""
