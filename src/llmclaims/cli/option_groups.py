"""The help of a command with many options: in groups, each under what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "The job": ("job", "folder", "answers", "batch_requests", "batch_bytes", "delete_files"),
    "Where it goes": ("output", "layout", "top", "no_text", "quiet"),
    "Who is asked": ("provider", "model", "base_url", "config"),
    "How much at a time": ("concurrency", "workers"),
    "What it costs": ("estimate", "max_cost", "no_cache", "record", "replay"),
    "What is looked for": ("schema", "instructions", "examples"),
    "What is checked": ("check", "no_check", "strict", "rules", "no_repair", "no_link"),
    "How articles are read": ("published", "text_column", "id_column", "title_column", "published_column"),
    "Articles from the network": ("allow_network", "allow_private", "timeout", "max_bytes"),
}
"""Options by their names under their titles; what is in none stands last."""


_FEW = 10
"""Options that need no groups."""


class GroupedCommand(click.Command):
    """A command that lists its options by ``GROUPS``, where it has many."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of each group, in the group's order, then the others."""
        left = {one.name: one for one in self.get_params(ctx) if isinstance(one, click.Option)}
        if len(left) <= _FEW:
            super().format_options(ctx, formatter)
            return
        for title, names in GROUPS.items():
            self._section(ctx, formatter, title, [left.pop(name) for name in names if name in left])
        self._section(ctx, formatter, "Options", list(left.values()))

    @staticmethod
    def _section(
        ctx: click.Context, formatter: click.HelpFormatter, title: str, found: list[click.Parameter]
    ) -> None:
        rows = [row for one in found if (row := one.get_help_record(ctx))]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows, col_max=26)


class InOrder(click.Group):
    """Commands in the order in which they are typed, their options in groups."""

    command_class = GroupedCommand

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base class's signature
        """Return their names."""
        return list(self.commands)
