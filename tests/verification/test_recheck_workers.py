"""A run is checked in several processes: the same problems in the same order, whatever is wrong with it."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

import large
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.schema.annotations import Cited
from llmclaims.verification import recheck as checking
from llmclaims.verification.recheck import document_groups as groups
from llmclaims.verification.recheck import recheck
from tests.support.command_line import llmclaims

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = 40
EACH = 4


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of many short articles, with relations between them."""
    path = tmp_path_factory.mktemp("run") / "run.jsonl"
    large.write_run(path, ARTICLES * EACH, each=EACH)
    return path


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two articles, of which few wait: everything happens many times."""
    monkeypatch.setattr(groups, "_A_PIECE", 2 * (EACH + 1))
    monkeypatch.setattr(groups, "AHEAD", 1)
    monkeypatch.setattr(checking, "_SMALL", 10_000)


def _broken(path: Path, into: Path, seed: int) -> Path:
    """The run with a tenth of its lines altered, some dropped, doubled or cut off."""
    draw = random.Random(seed)
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    changes = [draw.choice(CHANGES) if draw.random() < 0.1 else "" for _ in lines]
    told = [
        one
        for text, change in zip(lines, changes, strict=True)
        for one in [_altered(text, change)] * _times(change)
    ]
    into.write_text("".join(f"{one}\n" for one in (first, *told)), encoding="utf-8")
    return into


CHANGES = ("word", "offset", "drop", "double", "cut", "kind")


def _altered(text: str, change: str) -> str:
    record = json.loads(text)
    if change == "word":
        return text.replace(" the ", " some ")
    if change == "offset" and record.get("spans"):
        record["spans"][0][0] += 1
        return json.dumps(record)
    if change == "kind":
        return json.dumps(record | {"record": "promise"})
    return text[:-9] if change == "cut" else text


def _times(change: str) -> int:
    return {"drop": 0, "double": 2}.get(change, 1)


@pytest.mark.usefixtures("few_at_a_time")
def test_what_is_found_and_its_order_are_the_same(whole: Path, tmp_path: Path) -> None:
    """A whole run, and one with every kind of fault in it: the same problems, notes and tally, one after the other."""
    for path in (whole, _broken(whole, tmp_path / "1.jsonl", 1), _broken(whole, tmp_path / "2.jsonl", 2)):
        alone = list(recheck(path, workers=1))
        assert list(recheck(path, workers=2)) == alone
        assert len(alone) > 20 or path == whole
    both = [tmp_path / "1.jsonl", whole, tmp_path / "2.jsonl"]
    assert list(recheck(both, workers=3)) == list(recheck(both, workers=1))


def test_small_files_are_checked_side_by_side(whole: Path, tmp_path: Path) -> None:
    """A folder of runs of one article each, one cut off, one no run at all, and a large one among them: as one by one."""
    folder = tmp_path / "runs"
    folder.mkdir()
    for number in range(20):
        large.write_run(folder / f"{number:02d}.jsonl", EACH, across=False, each=EACH)
    lines = (folder / "07.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "07.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    (folder / "12.jsonl").write_text("no run\n", encoding="utf-8")
    (folder / "13.jsonl").write_bytes(whole.read_bytes())
    alone = list(recheck(folder, workers=1))
    assert {one.code for one in alone[:-1]} == {"SUMMARY_MISSING", "RUN_INVALID"}
    assert list(recheck(folder, workers=2)) == alone


@pytest.mark.usefixtures("few_at_a_time")
def test_texts_from_a_folder_reach_the_processes(whole: Path, tmp_path: Path) -> None:
    """A run that was saved without its texts is checked against the documents, one of which is missing."""
    records = [json.loads(line) for line in whole.read_text(encoding="utf-8").splitlines()]
    texts = [one["text"] for one in records if one["record"] == "document"]
    folder = tmp_path / "articles"
    folder.mkdir()
    for place, text in enumerate(texts[1:]):
        (folder / f"{place:03d}.txt").write_text(text, encoding="utf-8")
    bare = tmp_path / "bare.jsonl"
    bare.write_text(
        "".join(json.dumps({k: v for k, v in one.items() if k != "text"}) + "\n" for one in records),
        encoding="utf-8",
    )
    alone = list(recheck(bare, documents=folder, workers=1))
    assert "DOCUMENT_MISSING" in {one.code for one in alone[:-1]}
    assert list(recheck(bare, documents=folder, workers=2)) == alone


class Promise(Cited):
    """A model of the user's own."""


class Unsendable(Cited):
    """A model that stands in a notebook: no other process can import it."""


Unsendable.__module__ = "__main__"


@pytest.mark.parametrize("model", [Promise, Unsendable], ids=["importable", "of a notebook"])
def test_models_of_the_users_own(model: type[Cited], whole: Path) -> None:
    """A model that another process cannot import costs nothing but the other processes."""
    assert list(recheck(whole, schema=[model], workers=2)) == list(recheck(whole, schema=[model], workers=1))


def test_a_number_that_is_none_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the call as in the environment."""
    with pytest.raises(ConfigError, match="workers is 0: give a number of processes"):
        list(recheck(whole, workers=0))
    monkeypatch.setenv("LLMCLAIMS_WORKERS", "many")
    with pytest.raises(ConfigError, match="LLMCLAIMS_WORKERS is 'many'"):
        list(recheck(whole))


def test_a_file_that_is_no_run_is_refused_as_ever(tmp_path: Path) -> None:
    """The error comes out of the processes' hands."""
    (tmp_path / "a.jsonl").write_text('{"record":"event"}\n', encoding="utf-8")
    with pytest.raises(DocumentError, match="does not begin with a run"):
        list(recheck(tmp_path / "a.jsonl", workers=2))


RULE = """
import os, sys
import llmclaims

@llmclaims.rule("X1", {"TOO_MANY": "reject"}, example="two")
def count(case):
    \"\"\"Notes where it is asked, and ends there where it is told to.\"\"\"
    here = sys.modules["__main__"].__spec__
    name = "worker" if here and here.name == "llmclaims.workers.child" else "called"
    with open(name, "a") as file:
        file.write(f"{os.getpid()}\\n")
    if name == "worker" and os.environ.get("DIES"):
        os._exit(9)
    return ()
"""


def test_rules_of_the_users_own_are_asked_in_every_process(whole: Path, tmp_path: Path) -> None:
    """They are imported there, and nothing is left to the process that was called."""
    (tmp_path / "counted.py").write_text(RULE, encoding="utf-8")
    done = llmclaims(
        "verify", str(whole), "--rules", "counted", "--workers", "2", "--policy", "as-run", cwd=tmp_path
    )
    assert (done.returncode, done.stderr.count("Digest")) == (0, 1), done.stderr
    assert len(set((tmp_path / "worker").read_text(encoding="utf-8").split())) == 2
    assert not (tmp_path / "called").exists()


def test_a_process_that_dies_takes_nothing_along(whole: Path, tmp_path: Path) -> None:
    """What processes died of is checked by the one that was called."""
    (tmp_path / "counted.py").write_text(RULE, encoding="utf-8")
    asked = ("verify", str(whole), "--rules", "counted")
    alone = llmclaims(*asked, "--workers", "1", cwd=tmp_path)
    dying = llmclaims(*asked, "--workers", "2", cwd=tmp_path, DIES="yes")
    assert (dying.returncode, dying.stdout, dying.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert "all hold" in dying.stdout
    assert (tmp_path / "worker").exists()
