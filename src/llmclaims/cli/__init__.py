"""The command line: arguments, printing and exit codes. What the commands do stands elsewhere.

Exit codes: 0 all done; 1 finished, but something failed or was left out; 2 nothing could start; 130
interrupted. Only click is imported here; a command's module is imported when the command is called.
"""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import takewhile

import click

from llmclaims.cli.console import hidden, say
from llmclaims.cli.signals import INTERRUPTED, interruptible, is_ending
from llmclaims.errors import LlmClaimsError

FAILED, UNUSABLE = 1, 2

COMMANDS = {
    "extract": "Read articles and print the claims that hold, with their words in the source.",
    "batch": "Do the same for many articles over a batch service, at about half the price.",
    "verify": "Check a saved run again: no model, no key, no network.",
    "check": "Check quotes from elsewhere: each must stand in its source, word by word.",
    "link": "Relate the claims of different articles, with the words of both sides.",
    "story": "Show who says what about an affair: disputed points, amounts and days that differ.",
    "export": "Write a saved run in another format.",
    "eval": "Score a saved run against human annotation.",
    "review": "Say where a reviewed run errs, and make examples for the next one.",
    "schema": "Show all that a model will be told, with its length.",
    "rules": "List what is checked beyond the quote, with an example of each rule.",
    "providers": "List who can be asked, and whether a key is at hand.",
    "init": "Write a commented llmclaims.toml to start from.",
    "cache": "Show or clear the answers that are kept on disk.",
    "mcp": "Serve the verifier to an assistant, over the Model Context Protocol.",
    "completion": "Print what your shell needs to complete commands and options.",
}
"""Each command and its line in the help; its module has the same name."""


_HELP = """Read news articles and list what happened and who said what, each claim with its words in the source.

A claim gets in only when its quote stands in the article and the rules hold; what is refused is kept
with its reason. With no model configured a small rule-based extractor does the reading.

\b
Examples:
  llmclaims extract article.txt
  llmclaims extract articles/*.txt -o run.jsonl
  llmclaims extract article.txt --provider openai --model MODEL
  llmclaims verify run.jsonl
"""


class _Lazy(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base class's signature
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named; where there is none, say which name comes near."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001 - click's call
    if value:
        from llmclaims.config.version import version

        click.echo(f"llmclaims {version()}")
        ctx.exit()


@click.group(
    cls=_Lazy, help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print the version."
)
@click.option("--debug", is_flag=True, hidden=True, help="Show the traceback of an error.")
def command(*, debug: bool) -> None:
    """Choose among the commands; ``main`` looks at ``debug`` itself, since it handles the errors."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line on ``args``, by default those of the process, and exit."""
    arguments = list(sys.argv[1:] if args is None else args)
    debug = "--debug" in takewhile(lambda one: one.startswith("-"), arguments)
    _open_streams()
    with interruptible():
        _leave(_done(arguments, debug=debug))


def _done(arguments: Sequence[str], *, debug: bool) -> int:
    """Run a command, print what went wrong, and return the exit code."""
    try:
        code = command.main(arguments, prog_name="llmclaims", standalone_mode=False)
        sys.stdout.flush()  # here, where a full disk can still be said
    except click.UsageError as error:
        return _usage(error)
    except click.ClickException as error:
        say(error.format_message())
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return INTERRUPTED
    except LlmClaimsError as error:
        _trace(error, shown=debug)
        say(hidden(str(error)))
        return UNUSABLE
    except BrokenPipeError:  # the reader has seen enough
        return FAILED
    except OSError as error:
        _trace(error, shown=debug)
        where = f" at {error.filename}" if error.filename else ""
        say(
            f"Stopped by the system{where} ({error.strerror or error}); mend that and run the same command again."
        )
        return FAILED
    except Exception as error:  # noqa: BLE001 - said in one sentence, and with --debug in full
        _trace(error, shown=debug)
        further = "" if debug else "; llmclaims --debug ... shows where"
        say(hidden(f"Stopped by a fault of its own ({type(error).__name__}: {error}){further}."))
        return FAILED
    return code if isinstance(code, int) else 0


def _trace(error: BaseException, *, shown: bool) -> None:
    """Print the traceback on standard error, without the keys that a server's words may repeat."""
    if shown:
        import traceback

        click.echo(hidden("".join(traceback.format_exception(error))), err=True, nl=False)


def _leave(code: int) -> None:
    """Exit; silence a stream that failed, which the interpreter would try again and report as a fault."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if is_ending():  # the interpreter would wait for threads that wait for ever
        os._exit(code)
    sys.exit(code)


def _usage(error: click.UsageError) -> int:
    path = error.ctx.command_path if error.ctx else "llmclaims"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return UNUSABLE
    say(f"{error.format_message().rstrip('.')}; see {path} --help.")
    return UNUSABLE


def _open_streams() -> None:
    """Write UTF-8 whatever the locale; on a screen, escape what it cannot show.

    A stream that the caller has closed is replaced: the next file that is opened would take its number and be
    written to by libraries. What goes to a closed standard error is dropped; standard output takes nothing, so
    that a command with something to show there fails instead of losing it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # the lowest number that is free is taken
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115 - a descriptor, for good
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
