"""``llmclaims cache``: the answers that are kept on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.cli.options import config

if TYPE_CHECKING:
    from llmclaims.inference.cache import Cache

_HELP = """Show or clear the answers that are kept on disk, so that none is paid for twice.

\b
Examples:
  llmclaims cache stats
  llmclaims cache clear
"""


@click.group("cache", help=_HELP)
def command() -> None:
    """Group the two commands."""


@command.command("stats")
@config
def stats(config: str | None) -> int:
    """How many answers there are, and where."""
    from llmclaims.schema.plurals import plural

    with _cache(config) as cache:
        found = cache.stats()
    click.echo(f"{plural(found.replies, 'answer')}, {found.size / 1e6:,.1f} MB in {found.directory}")
    return 0


@command.command("clear")
@config
def clear(config: str | None) -> int:
    """Forget every answer; asking again costs again."""
    from llmclaims.schema.plurals import plural

    with _cache(config) as cache:
        count = cache.clear()
    click.echo(f"Forgot {plural(count, 'answer')}.")
    return 0


def _cache(config: str | None) -> Cache:
    from llmclaims.config.settings import Settings
    from llmclaims.inference.cache import Cache

    return Cache(Settings.load(config).cache_dir)
