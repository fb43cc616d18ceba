"""``llmclaims mcp``: the verifier as a tool of any assistant."""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import options
from llmclaims.errors import ConfigError, LlmClaimsError, optional_module

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable, Sequence

    from anyio import CapacityLimiter
    from mcp.server import MCPServer

    from llmclaims.config.settings import Settings

DEADLINE = 120.0
"""Seconds that a call may take."""
AT_ONCE = 8
"""Calls that are worked on at a time, each in a process of its own; the others wait, within their time."""

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


_INSTRUCTIONS = (
    "Checks quotes and claims against the text they come from, without a model. A quote holds only where its words "
    "stand in the text; typography may differ, words may not. Before telling anybody what an article says, check "
    "the quote with verify_quote, or the whole claim with check_claim; what is refused comes with the nearest "
    "words of the text and what differs. Verified means that the text says so, not that it is so."
)


@click.command("mcp", help=_HELP)
@click.option("--allow-path", metavar="DIR", multiple=True, help="Read files in this folder; repeatable.")
@click.option("--provider", metavar="NAME", help="Who is asked when an article is read; builtin otherwise.")
@options.model
@options.config
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=options.Amount(min=0, min_open=True),
    default=DEADLINE,
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
    """Serve until the assistant closes the connection, and return the exit code."""
    from llmclaims.cli.console import say
    from llmclaims.cli.providers import where_text_goes
    from llmclaims.config.settings import Settings

    settings = Settings.asked(None, config, provider=provider, model=model)
    if sentence := where_text_goes(settings, ("extract",)):
        say(sentence)
    server(settings, allow_path, deadline=timeout).run()
    return 0


def server(
    settings: Settings, folders: Sequence[str | os.PathLike[str]] = (), *, deadline: float = DEADLINE
) -> MCPServer[Any]:
    """Return the server with its tools, not yet running; a call may take ``deadline`` seconds.

    Raises:
        ConfigError: the mcp extra is not installed, or a folder does not exist.
    """
    missing = ConfigError("The server needs the mcp extra: pip install 'llmclaims[mcp]'.")
    optional_module("mcp.server", "mcp", missing)
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    from llmclaims.cli.mcp_tools import Desk, fields
    from llmclaims.config.version import version

    desk = Desk(settings, folders)
    made: MCPServer[Any] = MCPServer(
        "llmclaims", version=version(), instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    asks = settings.for_stage("extract")[1].protocol != "builtin"
    processes = _Processes(deadline)
    for tool, description, open_world in (
        (desk.extract, desk.extract.__doc__, asks),
        (desk.verify_quote, desk.verify_quote.__doc__, False),
        (desk.check_claim, f"{desk.check_claim.__doc__}\n\n{fields()}", False),
    ):
        hints = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=open_world)
        made.add_tool(processes.tool(tool), description=description, annotations=hints)
    return made


class _Processes:
    """Runs tools in processes beside the server: whatever one of them meets, the others are answered.

    A process is kept for the next call, and killed where its call is over time or given up.
    """

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._limit: CapacityLimiter | None = None

    def tool(self, function: Callable[..., dict[str, Any]]) -> Callable[..., Awaitable[dict[str, Any]]]:
        """Return the tool with its errors as sentences that the assistant reads."""
        from anyio import BrokenWorkerProcess
        from mcp.server.mcpserver.exceptions import ToolError

        @wraps(function)
        async def call(*args: Any, **named: Any) -> dict[str, Any]:
            try:
                return await self._run(partial(function, *args, **named))
            except LlmClaimsError as error:
                raise ToolError(str(error)) from error
            except TimeoutError as error:
                raise ToolError(
                    f"This took longer than {self._deadline:g} s and was ended: give a part of the text, or start "
                    "the server with a longer --timeout."
                ) from error
            except BrokenWorkerProcess as error:
                raise ToolError(
                    "The process that worked on this broke down: give a part of the text, or another file."
                ) from error

        return call

    async def _run(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        from anyio import CapacityLimiter, fail_after, to_process

        self._limit = self._limit or CapacityLimiter(AT_ONCE)  # of the loop that runs now
        with fail_after(self._deadline):
            return await to_process.run_sync(work, cancellable=True, limiter=self._limit)
