"""Where a command writes: one run a file, nothing over what is read, nothing through a link."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims import Settings
from llmclaims.cli import main
from llmclaims.config.part_files import part_file, part_folder
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "The silo was sold on Tuesday. “We need the room,” said Kai Berg, the owner.\n"
MAIN = "from llmclaims.cli import main; main()"
posix = pytest.mark.skipif(os.name != "posix", reason="links and locks of this kind are Unix's")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an article, a run of it, and a table of names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for name in ("silo.txt", "articles/silo.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    llmclaims.extract("silo.txt", settings=Settings()).save("run.jsonl")
    (tmp_path / "names.csv").write_text("id,name,aliases\n1,Kai Berg,Berg\n", encoding="utf-8")
    return tmp_path


def ran(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    """The exit code of a command, and what it says."""
    with pytest.raises(SystemExit) as left:
        main(args)
    return int(left.value.code or 0), capsys.readouterr().err


OVER = [
    # the article itself, by another name, in a folder that is read, over standard input
    (["extract", "silo.txt", "-o", "silo.txt"], "silo.txt"),
    (["extract", "silo.txt", "-o", "articles/../silo.txt"], "silo.txt"),
    (["extract", "articles", "-o", "articles/silo.txt"], "articles/silo.txt"),
    (["extract", "run.jsonl", "silo.txt", "-o", "run.jsonl"], "run.jsonl"),
    # a run, and what goes with it
    (["link", "run.jsonl", "-o", "run.jsonl"], "run.jsonl"),
    (["export", "run.jsonl", "--to", "jsonl", "-o", "run.jsonl"], "run.jsonl"),
    (["export", ".", "--to", "timeline", "-o", "run.jsonl"], "run.jsonl"),
    (["export", "run.jsonl", "--to", "speakers", "--entities", "names.csv", "-o", "names.csv"], "names.csv"),
    (["export", "run.jsonl", "--to", "duckdb", "-o", "run.jsonl"], "run.jsonl"),
]


@pytest.mark.parametrize(("args", "kept"), OVER)
def test_what_is_read_is_not_written_over(
    args: list[str], kept: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one sentence, and the file is as it was."""
    before = (folder / kept).read_bytes()
    code, said = ran(capsys, *args)
    assert code == 2
    assert "name another file to write to" in said
    assert len(said.splitlines()) == 1
    assert (folder / kept).read_bytes() == before
    assert not list(folder.rglob("*.part"))


def test_a_review_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the decisions nor the run that gold is made of."""
    claim = next(one for one in llmclaims.load("run.jsonl").claims)
    decided = {"record": "decision", "claim": claim.id, "decision": "accept"}
    (folder / "decisions.jsonl").write_text(json.dumps(decided) + "\n", encoding="utf-8")
    before = {name: (folder / name).read_bytes() for name in ("run.jsonl", "decisions.jsonl")}
    for name in before:
        ran(capsys, "verify", "run.jsonl", "--decisions", "decisions.jsonl", "--gold", name)
    assert {name: (folder / name).read_bytes() for name in before} == before


@posix
def test_nothing_is_written_through_a_link(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether it leads to the article, to something else or nowhere; nor through one in the part's place."""
    (folder / "other.txt").write_text("mine", encoding="utf-8")
    for name in ("silo.txt", "other.txt", "nowhere.txt"):
        (folder / "out.jsonl").symlink_to(folder / name)
        code, said = ran(capsys, "extract", "silo.txt", "-o", "out.jsonl")
        assert (code, "is a link to" in said) == (2, True)
        (folder / "out.jsonl").unlink()
        (folder / "out.jsonl.part").symlink_to(folder / name)
        code, said = ran(capsys, "extract", "silo.txt", "-o", "out.jsonl")
        assert (code, "remove it, or name another place" in said) == (2, True)
        (folder / "out.jsonl.part").unlink()
        (folder / "tables.part").symlink_to(folder / name)
        code, said = ran(capsys, "export", "run.jsonl", "--to", "csv", "-o", "tables")
        assert (code, "remove it, or name another place" in said) == (2, True)
        (folder / "tables.part").unlink()
    assert (folder / "silo.txt").read_text(encoding="utf-8") == TEXT
    assert (folder / "other.txt").read_text(encoding="utf-8") == "mine"
    assert not (folder / "nowhere.txt").exists()


@posix
def test_a_second_name_in_the_parts_place_is_only_taken_away(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hard link to the article looks like what a killed run has left."""
    os.link("silo.txt", "out.jsonl.part")
    assert ran(capsys, "extract", "silo.txt", "-o", "out.jsonl", "-q")[0] == 0
    assert (folder / "silo.txt").read_text(encoding="utf-8") == TEXT
    assert llmclaims.load("out.jsonl").claims


@posix
def test_standard_streams_that_are_the_article_are_told(folder: Path) -> None:
    """A shell may lead them there: what is read would grow, or be replaced."""
    for args, name in (
        (["extract", "-", "-o", "silo.txt"], "silo.txt"),
        (["extract", "names.csv"], "names.csv"),
    ):
        before = (folder / name).read_bytes()
        with (folder / name).open("rb") as read, (folder / name).open("ab") as grown:
            done = subprocess.run(
                [sys.executable, "-c", MAIN, *args],
                stdin=read,
                stdout=grown,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert done.returncode == 2
        assert b"name another file to write to" in done.stderr
        assert (folder / name).read_bytes() == before


def test_two_runs_do_not_share_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second one says so and touches nothing; when the first is gone, however it went, its place is free."""
    program = (
        "import sys; from pathlib import Path; from llmclaims.config.part_files import part_file\n"
        "with part_file(Path('out.jsonl')) as out:\n"
        "    out.write(b'first\\n'); out.flush(); Path('begun').touch(); sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as first:
        end = time.monotonic() + 30
        while not (folder / "begun").exists() and time.monotonic() < end:
            time.sleep(0.01)
        code, said = ran(capsys, "extract", "silo.txt", "-o", str(folder / "articles" / ".." / "out.jsonl"))
        assert code == 2
        assert "Another run is writing" in said
        assert "What was finished" not in said
        assert (folder / "out.jsonl.part").read_bytes() == b"first\n"
        first.kill()
    assert ran(capsys, "extract", "silo.txt", "-o", "out.jsonl", "-q")[0] == 0
    assert llmclaims.load("out.jsonl").claims
    assert not (folder / "out.jsonl.part").exists()


def test_a_part_stays_only_with_something_in_it(tmp_path: Path) -> None:
    """After an error what was written is there for the next run to replace; the file itself is as it was."""
    target = tmp_path / "run.jsonl"
    target.write_bytes(b"before")
    for written, left in ((b"", False), (b"some", True)):
        with pytest.raises(KeyError), part_file(target) as out:  # noqa: PT012 - the block is what is tried
            out.write(written)
            raise KeyError
        assert (tmp_path / "run.jsonl.part").exists() is left
        assert target.read_bytes() == b"before"
    with part_file(target) as out:
        out.write(b"after")
    assert [one.name for one in tmp_path.iterdir()] == ["run.jsonl"]
    assert target.read_bytes() == b"after"


def test_a_folder_is_made_by_one_run(tmp_path: Path) -> None:
    """One that is left by a killed run is replaced; one that somebody else made is not touched."""
    target = tmp_path / "tables"
    with part_folder(target), pytest.raises(ConfigError, match="Another run is writing"), part_folder(target):
        pass
    assert not list(tmp_path.iterdir())
    program = (
        "import os; from pathlib import Path; from llmclaims.config.part_files import part_folder\n"
        f"with part_folder(Path({str(target)!r})) as part:\n"
        "    (part / 'half').touch(); os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    assert (tmp_path / "tables.part" / "half").exists()
    with part_folder(target) as part:
        assert not (part / "half").exists()
    (tmp_path / "tables.part").mkdir()
    (tmp_path / "tables.part" / "mine").touch()
    with pytest.raises(ConfigError, match="was not made by this program"), part_folder(target):
        pass
    assert (tmp_path / "tables.part" / "mine").exists()
