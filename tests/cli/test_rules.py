"""Rules of a user's own: loaded by name on the command line, named in the run, and missed when a run is checked."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from llmclaims import rule
from llmclaims.errors import ConfigError
from llmclaims.verification.rules.registry import rules

if TYPE_CHECKING:
    from pathlib import Path

RULE = '''
from llmclaims import Finding, Role, rule

@rule("N7", {"NO_MAYOR": "%s"}, example="the mayor said")
def no_mayor(case):
    """No speaker is a mayor."""
    if "mayor" in (case.get(Role.SPEAKER) or "").lower():
        yield Finding(code="NO_MAYOR", message="A mayor speaks.")
'''
ARTICLE = "“The bridge is shut,” said the mayor of Kolm.\n\n“We wait,” said Ida Brun.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article and three modules."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "mayors.py").write_text(RULE % "reject", encoding="utf-8")
    (tmp_path / "wary.py").write_text(
        (RULE % "flag").replace("N7", "N8").replace("NO_M", "A_M"), encoding="utf-8"
    )
    (tmp_path / "nothing.py").write_text("", encoding="utf-8")
    (tmp_path / "broken.py").write_text("raise RuntimeError('no')\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, with a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "llmclaims", *arguments],
        cwd=folder, env={"HOME": str(folder / "home"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def records(folder: Path, name: str) -> list[dict[str, object]]:
    """The records of a run."""
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_a_module_of_rules_is_loaded_and_named(folder):
    """The rule refuses, the run says where it came from, and the run verifies with it."""
    assert run(folder, "extract", "a.txt", "--rules", "mayors", "-o", "r.jsonl").returncode == 0
    found = records(folder, "r.jsonl")
    assert found[0]["settings"]["rules"] == ["mayors"]
    assert [one["code"] for one in found if one["record"] == "rejection"] == ["NO_MAYOR"]
    again = run(folder, "verify", "r.jsonl", "--rules", "mayors")
    assert (again.returncode, "all hold" in again.stdout) == (0, True)


def test_a_missing_module_is_named(folder):
    """Without it the run does not hold, and the sentence says what to load; nothing is imported unasked."""
    run(folder, "extract", "a.txt", "--rules", "wary", "--rules", "mayors", "-o", "r.jsonl")
    without = run(folder, "verify", "r.jsonl", "--rules", "wary")
    assert without.returncode == 1
    assert (
        "RULES_MISSING: Made with rules of mayors, which are not loaded: load them with --rules mayors."
        in (without.stdout)
    )


def test_a_run_without_rules_of_its_own_says_nothing_of_them(folder):
    """The record of an ordinary run is what it was."""
    run(folder, "extract", "a.txt", "-o", "r.jsonl")
    assert "rules" not in records(folder, "r.jsonl")[0]["settings"]


def test_a_run_that_lies_about_its_rules_is_found(folder):
    """A run that was made with a rule and does not say so has a claim fewer than the rules find, or a flag."""
    run(folder, "extract", "a.txt", "--rules", "wary", "-o", "r.jsonl")
    lines = (folder / "r.jsonl").read_text(encoding="utf-8").replace('"rules":["wary"]', '"across":false')
    (folder / "r.jsonl").write_text(lines, encoding="utf-8")
    assert run(folder, "verify", "r.jsonl").returncode == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing", "--rules nothing: registers no rule; mark its functions with @llmclaims.rule."),
        ("broken", "--rules broken: cannot be imported (RuntimeError: no); correct the name or the module."),
        ("nowhere", "--rules nowhere: cannot be imported (ModuleNotFoundError: No module named 'nowhere')"),
        ("", "--rules : cannot be imported"),
    ],
)
def test_a_module_that_cannot_be_used_is_one_sentence(folder, name, says):
    """Before anything is read; the exit code is that of wrong usage."""
    done = run(folder, "extract", "a.txt", "--rules", name, "-o", "r.jsonl")
    assert (done.returncode, says in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert not (folder / "r.jsonl").exists()


def test_the_list_of_rules_has_them_too(folder):
    """``rules`` shows what ``--rules`` loads."""
    shown = run(folder, "rules", "--rules", "mayors", "N7")
    assert "NO_MAYOR (reject)" in shown.stdout


def test_a_batch_job_keeps_to_its_rules(folder):
    """A later call without them is refused, since the outcome would be another."""
    (folder / "llmclaims.toml").write_text(
        'provider = "here"\n[providers.here]\nprotocol = "openai"\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1"\n',
        encoding="utf-8",
    )
    first = run(folder, "batch", "submit", "a.txt", "--rules", "mayors", "--job", "j")
    assert (folder / "j.batch.json").exists(), first.stderr
    later = run(folder, "batch", "collect", "--job", "j", "-o", "r.jsonl")
    assert later.returncode == 2
    assert "give --rules mayors" in later.stderr


def test_a_level_that_is_none_is_refused():
    """A slip in a level must not make a rule that never counts."""
    with pytest.raises(ConfigError, match="'warn' is no level"):
        rule("N9", {"ODD": "warn"}, example="-")


def test_a_rule_that_is_registered_again_counts_once(monkeypatch):
    """A notebook's cell that is run twice leaves one rule."""
    monkeypatch.setattr("llmclaims.verification.rules.registry._RULES", list(rules()))

    def odd(case):
        """Nothing is odd."""
        return ()

    before = len(rules())
    for _ in range(2):
        rule("N9", {"ODD": "flag"}, example="-")(odd)
    assert len(rules()) == before + 1
