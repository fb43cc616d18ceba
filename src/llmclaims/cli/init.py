"""``llmclaims init``: a configuration to start from."""

from pathlib import Path

import click

from llmclaims.errors import ConfigError

NAME = "llmclaims.toml"

_HELP = """Write a commented llmclaims.toml to start from; a file that is there is left alone.

All of it is commented out: nothing changes until you take a # away.

\b
Examples:
  llmclaims init
  llmclaims init settings/llmclaims.toml
"""


@click.command("init", help=_HELP)
@click.argument("path", metavar="[FILE]", default=NAME)
def command(path: str) -> int:
    """Write the file, unless it is there, and return the exit code."""
    text = Path(__file__).with_name(NAME).read_text(encoding="utf-8")
    try:
        with Path(path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError(
            f"{path} is there already and was left alone: delete it first, or name another file."
        ) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror}): name another file.") from error
    click.echo(f"Wrote {path}; llmclaims reads ./{NAME}, or the file named with --config.")
    return 0
