"""``llmclaims completion``: what a shell needs to complete commands and options."""

import click

SHELLS = ("bash", "zsh", "fish", "powershell")

_HELP = """Print what your shell needs to complete commands, options and files.

\b
Examples:
  llmclaims completion bash >> ~/.bashrc
  llmclaims completion zsh >> ~/.zshrc
  llmclaims completion fish > ~/.config/fish/completions/llmclaims.fish
  llmclaims completion powershell >> $PROFILE
"""


@click.command("completion", help=_HELP)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the script of a shell, and return the exit code."""
    from click.shell_completion import get_completion_class

    from llmclaims.cli import command as whole
    from llmclaims.errors import ConfigError

    made = get_completion_class(shell)
    if made is None:
        raise ConfigError(f"This version of click knows no completion for {shell}: pip install -U click.")
    click.echo(made(whole, {}, "llmclaims", "_LLMCLAIMS_COMPLETE").source())
    return 0
