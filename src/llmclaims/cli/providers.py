"""``llmclaims providers``: who can be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from llmclaims.cli.keys import Known

_HELP = """List who can be asked: the providers of the configuration, and those that need none.

The one in use is marked with *. Keys are taken from the environment, and only their variables are named.

\b
Examples:
  llmclaims providers
  llmclaims providers --config other.toml
"""


@click.command("providers", help=_HELP)
@click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
def command(config: str | None) -> int:
    """Print the providers; the exit code."""
    from rich.table import Table
    from rich.text import Text

    from llmclaims.cli.keys import known
    from llmclaims.config import Settings
    from llmclaims.export.printable import printable
    from llmclaims.export.screen import Trimmed, console

    settings = Settings.load(config)
    stage = settings.stages.get("extract")
    chosen, model = (stage.provider, stage.model) if stage else (settings.provider, settings.model)
    grid = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    for _ in range(5):
        grid.add_column(overflow="fold")
    for one in known(settings):
        used = one.name == chosen
        cells = (
            f"{'*' if used else ' '} {one.name}",
            _model(one, model if used else None),
            _key(one),
            one.address,
        )
        grid.add_row(*(Text(printable(cell), style="bold" if used else "") for cell in cells))
    console(sys.stdout).print(Trimmed(grid))
    return 0


def _model(one: Known, model: str | None) -> str:
    return model or one.settings.model or "--model NAME"


def _key(one: Known) -> str:
    if not one.variable:
        return "no key needed"
    return f"{one.variable} {'set' if one.ready else 'not set'}"
