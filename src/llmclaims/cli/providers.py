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
    from collections.abc import Iterable, Sequence

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
    through = _through() if name in (None, "instructor") else []
    if not found and not through:
        settings.named(str(name), model="any")  # says which names there are
    rows = [_row(one, settings) for one in found]
    if as_json:
        for row in [*rows, *(_row(one, settings) for one in through)]:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print(rows, through)
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
    used = one.name == chosen and not one.through
    return {
        "name": one.name,
        "used": used,
        "protocol": one.settings.protocol,
        "model": (model if used else None) or one.settings.model or None,
        "key": one.variable or None,
        "key_set": one.ready if one.variable else None,
        "address": one.address or None,
        "missing": one.missing or None,
    }


def _print(rows: list[dict[str, str | bool | None]], through: list[Known]) -> None:
    """Print a line a provider, whatever the width: an address that is broken in two cannot be copied."""
    cells = [
        (
            str(row["name"]),
            str(row["model"] or "--model NAME"),
            _key(str(row["key"] or ""), is_set=bool(row["key_set"])),
            str(row["address"] or ""),
            _extra(str(row["missing"] or "")),
        )
        for row in rows
    ]
    for row, text in zip(rows, _lines(cells), strict=True):
        click.secho(f"{'*' if row['used'] else ' '} {text}", bold=bool(row["used"]))
    if not through:
        return
    click.echo("\n" * bool(rows) + "Through instructor: --provider instructor --model SERVICE/NAME")
    for text in _lines(
        [
            (
                one.settings.model.partition("/")[0],
                "credentials of its SDK" if one.ambient else _key(one.variable, is_set=one.ready),
                one.address,
                _extra(one.missing),
            )
            for one in through
        ]
    ):
        click.echo(f"  {text}")


def _lines(cells: Sequence[tuple[str, ...]]) -> list[str]:
    from llmclaims.export.shared.terminal import printable

    return aligned([[printable(cell) for cell in line] for line in cells])


def _key(variable: str, *, is_set: bool) -> str:
    return f"{variable} {'set' if is_set else 'not set'}" if variable else "no key needed"


def _extra(missing: str) -> str:
    return f'pip install "llmclaims[{missing}]"' if missing else ""


@dataclass(frozen=True, slots=True)
class Known:
    """A provider by name; ``variable`` is the environment variable of its key, empty where it needs none.

    ``through``: it is a service that instructor reaches, whose SDK finds the credentials itself where it is ``ambient``;
    ``pattern`` is how its address is written where the environment does not say.
    """

    name: str
    settings: ProviderSettings
    variable: str
    through: bool = False
    ambient: bool = False
    pattern: str = ""

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
            found = self.settings.base_url or self.pattern
        return plain_url(found)

    @property
    def missing(self) -> str:
        """Return the extra that brings what it needs, "" where all is installed."""
        from llmclaims.errors import ConfigError
        from llmclaims.providers.registry import missing

        try:
            return missing(self.settings)
        except ConfigError:  # its address says so
            return ""


def _through() -> list[Known]:
    """List the services that instructor reaches."""
    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.providers.instructor.services import SERVICES

    found = []
    for name, service in sorted(SERVICES.items()):
        settings = ProviderSettings(protocol="instructor", model=f"{name}/NAME")
        variable = service.key_variable(settings, os.environ)
        pattern = service.url.replace("{}", f"${{{service.variables[0]}}}") if service.variables else ""
        found.append(
            Known("instructor", settings, variable, through=True, ambient=service.ambient, pattern=pattern)
        )
    return found


def known(settings: Settings) -> list[Known]:
    """List the providers: those of the configuration first, then those that need none."""
    from llmclaims.config.provider_settings import PRESETS

    found = dict(settings.providers) | {
        name: one for name, one in PRESETS.items() if name not in settings.providers
    }
    chosen, model = settings.chosen("extract")
    if model and chosen in found:
        found[chosen] = found[chosen].model_copy(update={"model": model})
    return [
        Known(name, one, _variable(one))
        for name, one in found.items()
        if one.protocol != "instructor" or one.model  # what it may reach is listed by itself
    ]


def _variable(one: ProviderSettings) -> str:
    """Return the variable of a provider's key, "" where it needs none; a service's own where none is configured."""
    from llmclaims.errors import ConfigError
    from llmclaims.providers.registry import key_variable

    if one.protocol != "instructor":
        return one.api_key_env
    try:
        return key_variable(one)
    except ConfigError:  # to be seen as it is written
        return one.api_key_env


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
