"""What is said on standard error: one sentence at a time."""

from __future__ import annotations

import click


def say(sentence: str) -> None:
    """Print one sentence on standard error, the program's name in front."""
    from llmclaims.export.printable import printable

    click.echo(f"llmclaims: {printable(sentence)}", err=True)
