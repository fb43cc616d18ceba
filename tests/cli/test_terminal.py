"""At home in a terminal: completion, help with examples, widths, colours, and screens of other encodings."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from unicodedata import east_asian_width

import pytest

from llmclaims.cli import COMMANDS, main

TEXT = (
    "Ferry “Möwe” sinks off Brannock\n\n"
    "The ferry sank on Monday off the old harbour of Brannock. “We did not check the hull of the ferry before it left "
    "the harbour in the morning,” said Ann Lee, the captain of the ferry, who had sailed on it for thirty years.\n\n"
    "Bo Lund, the mayor of Brannock, said the harbour would stay shut until the wreck was lifted.\n"
)
PROGRAM = "from llmclaims.cli import main; main()"


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own."""
    found = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *args], env=found, capture_output=True, check=False, timeout=60
    )


@pytest.fixture
def article(tmp_path):
    """An article with curly quotation marks and an umlaut."""
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(shell, capsys):
    """A script that asks llmclaims itself what may follow."""
    with pytest.raises(SystemExit) as left:
        main(["completion", shell])
    assert left.value.code == 0
    assert "_LLMCLAIMS_COMPLETE" in capsys.readouterr().out


COMPLETED = [
    # a command
    ("llmclaims ext", "1", "extract"),
    # an option
    ("llmclaims extract --allow-n", "2", "--allow-network"),
    # a value
    ("llmclaims completion z", "2", "zsh"),
]


@pytest.mark.parametrize(("words", "number", "completed"), COMPLETED)
def test_commands_options_and_values_are_completed(words, number, completed):
    """What the script asks is answered."""
    found = run(_LLMCLAIMS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
    assert completed in found.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bash to ask")
def test_bash_takes_the_script():
    """The script of bash is one that bash reads."""
    script = run("completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, check=False, timeout=20).returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_examples(name):
    """Help says how it is done, and each example begins with the program."""
    command = import_module(f"llmclaims.cli.{name}").command
    help_text = command.help or ""
    commands = getattr(command, "commands", {})
    assert "Examples:" in help_text or any("Examples:" in (one.help or "") for one in commands.values())
    assert f"  llmclaims {name}" in help_text or commands


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_fits_the_screen(width, article, capsys, monkeypatch):
    """No line is wider than the terminal says, no word of a quote is lost, and no blanks hang at line ends."""
    monkeypatch.setenv("COLUMNS", str(width))
    with pytest.raises(SystemExit):
        main(["extract", article, "--format", "table", "-q"])
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert max(sum(1 + (east_asian_width(one) in "WF") for one in line) for line in lines) <= width
    assert not [line for line in lines if line != line.rstrip()]
    assert "“We did not check the hull" in " ".join(printed.split())
    assert printed.count("…") == 0


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_help_fits_the_screen(name, width, capsys, monkeypatch):
    """But for examples and lists, which stand as they are written, and words that cannot be broken."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: os.terminal_size((width, 24)))
    with pytest.raises(SystemExit):
        main([*([name] if name else []), "--help"])
    whole, _, rest = capsys.readouterr().out.partition("Examples:")
    options = rest.partition("Options:")[2]
    prose = [line for line in whole.splitlines() if not line.startswith("    ")]
    lines = [*prose, *options.splitlines()]
    assert not [line for line in lines if len(line) > width and " " in line.strip()]


def on_a_screen(*args: str, **environment: str) -> str:
    """What the command line writes on a terminal."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    found = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TERM": "xterm-256color",
        "COLUMNS": "80",
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *args],
        env=found | environment,
        stdout=follower,
        stderr=follower,
        stdin=follower,
    ) as process:
        os.close(follower)
        parts = []
        try:
            while part := os.read(leader, 65536):
                parts.append(part)
        except OSError:
            pass  # the other end is closed
        os.close(leader)
        process.wait(timeout=60)
    assert process.returncode == 0
    return b"".join(parts).decode("latin-1")


def test_colours_on_a_terminal_and_none_with_no_color(article):
    """NO_COLOR takes colours away, and nothing else."""
    coloured = on_a_screen("extract", article)
    plain = on_a_screen("extract", article, NO_COLOR="1")
    assert "\x1b[3" in coloured
    assert "\x1b[3" not in plain
    assert "check the hull" in plain


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_a_screen_of_another_encoding_shows_all_it_can(encoding, article):
    """Curly quotation marks never end a run: what a screen cannot show is escaped."""
    shown = on_a_screen("extract", article, PYTHONIOENCODING=encoding)
    assert "We did not check the hull" in shown


def test_a_pipe_is_utf_8_whatever_the_locale(article):
    """On Windows a pipe would be cp1252: a run that was written there is read everywhere."""
    found = run("extract", article, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert found.returncode == 0
    assert "Ferry “Möwe” sinks" in found.stdout.decode("utf-8")
    assert b"\r" not in found.stdout
