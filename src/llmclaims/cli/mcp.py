"""``llmclaims mcp``: the verifier as a tool of any assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.cli.options import Amount

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = """Serve the verifier to an assistant, over the Model Context Protocol on standard input and output.

Tools: extract (what an article says, with its words), verify_quote (does it stand there, and if not, what
differs) and check_claim (does the quote carry the claim). The text comes with each call; files are read only
in the folders of --allow-path. Needs the mcp extra.

\b
Examples:
  llmclaims mcp
  llmclaims mcp --allow-path articles/
  llmclaims mcp --provider openai --model MODEL
In an assistant's configuration:
  {"mcpServers": {"llmclaims": {"command": "llmclaims", "args": ["mcp"]}}}
"""


@click.command("mcp", help=_HELP)
@click.option("--allow-path", metavar="DIR", multiple=True, help="Read files in this folder; repeatable.")
@click.option("--provider", metavar="NAME", help="Who is asked when an article is read; builtin otherwise.")
@click.option("--model", metavar="NAME", help="Which of the provider's models.")
@click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=Amount(min=0, min_open=True),
    default=120.0,
    help="Time that a call may take.",
)
def command(
    allow_path: Sequence[str],
    *,
    provider: str | None,
    model: str | None,
    config: str | None,
    timeout: float,
) -> int:
    """Serve until the assistant closes the connection; the exit code."""
    from llmclaims.cli.console import say
    from llmclaims.cli.keys import where_text_goes
    from llmclaims.cli.mcp_server import serve
    from llmclaims.config.settings import Settings

    settings = Settings.asked(None, config, provider=provider, model=model)
    if sentence := where_text_goes(settings, ("extract",)):
        say(sentence)
    serve(settings, allow_path, deadline=timeout)
    return 0
