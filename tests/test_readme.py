"""The README is true: its Python runs, its commands exist, and the output it shows is what they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from llmclaims.config.settings import Settings
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINE = [sys.executable, "-c", "from llmclaims.cli import main; main()"]


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
SHOWN = [block for block in blocks("console") if not block.splitlines()[-1].startswith("$")]


def printed(command: str) -> list[str]:
    """What a command prints as a table at 80 columns."""
    words = shlex.split(command.split("uv run llmclaims ")[1])
    paths = [str(path) for word in words for path in (sorted(ROOT.glob(word)) if "*" in word else [word])]
    done = subprocess.run(
        [*LINE, *(path.removeprefix(f"{ROOT}/") for path in paths), "--format", "table"],
        cwd=ROOT, env={**os.environ, "COLUMNS": "80"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return [line.rstrip() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.splitlines()[0][:60])
def test_the_output_shown_is_what_is_printed(block: str) -> None:
    """Every line stands in the real output, in order; … leaves out a part of a line, and alone some lines."""
    command, *lines = block.splitlines()
    rest = iter(printed(command))
    for line in lines:
        shown = re.compile(".*".join(re.escape(part) for part in line.split("…")))
        assert any(shown.fullmatch(one) for one in rest), f"not printed any more: {line!r}"


def test_there_is_output_to_look_at() -> None:
    """A newcomer sees a run without a model and one with a model."""
    assert len(SHOWN) == 2


def test_the_python_runs_in_order(tmp_path: Path) -> None:
    """The blocks of the README, one after the other, as a reader would type them."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    code = "\n".join(blocks("python"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run.jsonl").exists()
    comments = re.findall(r"print\(.*#\s(.+)$", code, re.MULTILINE)
    assert comments
    for said in comments:
        assert said in done.stdout


def test_every_command_is_known() -> None:
    """No command of the README is one that the program does not have."""
    done = subprocess.run([*LINE, "--help"], capture_output=True, encoding="utf-8", check=True)
    for command in COMMANDS:
        for name in re.findall(r"(?:uv run |^)llmclaims ([a-z]+)", command):
            assert re.search(rf"^  {name}\s", done.stdout, re.MULTILINE), name


def test_the_configuration_shown_is_valid(tmp_path: Path) -> None:
    """The TOML of the README is read without complaint."""
    (text,) = blocks("toml")
    path = tmp_path / "llmclaims.toml"
    path.write_text(text, encoding="utf-8")
    assert Settings.load(path, environ={}).for_stage("extract")[0] == "local"
