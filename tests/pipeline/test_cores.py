"""Articles are read in several processes: the same records in the same order, whatever happens to a process."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.documents.readers import Articles
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.pipeline.cores import pieces
from llmclaims.pipeline.extract import records
from llmclaims.runs.records import Run, Summary
from llmclaims.workers import spread
from serving import articles
from tests.support.command_line import LINE
from tests.support.command_line import llmclaims as command

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
MANY = 8
"""Articles, ten of whose paragraphs make one."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles of every kind that goes its own way: read, refused, in parts, in another language, of other bytes."""
    place = tmp_path / "articles"
    place.mkdir()
    for number, text in enumerate(articles(10 * MANY)):
        (place / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    (place / "empty.txt").write_text("  \n", encoding="utf-8")
    (place / "french.txt").write_text(
        "Le maire a déclaré que le pont restera fermé jusqu’à la fin du mois de mai.\n\n" * 4,
        encoding="utf-8",
    )
    (place / "old.txt").write_bytes(
        "Der Hafen\n\nThe mayor said “the pier is café-coloured” on Monday – nobody laughed.\n".encode(
            "cp1252"
        )
    )
    (place / "page.html").write_text(
        f"<html><head><title>Quay</title></head><body><p>{articles(10)[0]}</p></body></html>",
        encoding="utf-8",
    )
    (place / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    return place


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two articles or so: everything happens many times."""
    monkeypatch.setattr(pieces, "_MOST", 2)


def told(source: Any, **named: Any) -> list[Any]:
    """All records of a run, without what differs between equal ones."""
    found = []
    for one in records(source, **named):
        if isinstance(one, Run):
            found.append(("run", one.settings))
        elif isinstance(one, Summary):
            found.append((one.paragraphs, one.done, one.failed, one.proposed, one.accepted, one.warnings))
        else:
            found.append(one)
    return found


@pytest.mark.usefixtures("few_at_a_time")
def test_records_and_their_order_are_the_same(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever cannot be read is where it was, with the same words; so are warnings, in the summary and in the log."""
    (folder / "table.xlsx").write_bytes(b"left out")
    said = []
    for workers in (1, 2):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "llmclaims"):
            said.append((told(folder, workers=workers), [one.getMessage() for one in caplog.records]))
    assert said[0] == said[1]
    found, logged = said[0]
    assert sum(isinstance(one, llmclaims.Failure) for one in found) >= 3
    assert any("left out" in one for one in logged)
    assert "was detected" in str(found[-1])


@pytest.mark.usefixtures("few_at_a_time")
def test_rows_of_a_table_are_spread_too(tmp_path: Path) -> None:
    """Rows are read here and worked on there; a row that cannot be read stands where it stood."""
    rows = [json.dumps({"id": f"a{number}", "text": text}) for number, text in enumerate(articles(10 * MANY))]
    rows.insert(5, json.dumps({"id": "none", "text": None}))
    (tmp_path / "table.jsonl").write_text("\n".join(rows), encoding="utf-8")
    given = Articles(tmp_path / "table.jsonl", id_column="id")
    assert told(given, workers=3) == told(given, workers=1)
    documents = [
        llmclaims.Document.from_text(text, id=str(number)) for number, text in enumerate(articles(10 * 6))
    ]
    alone = told(documents, workers=1, published="2026-02-06")
    assert told(documents, workers=2, published="2026-02-06") == alone


@pytest.mark.parametrize("name", ["nowhere.txt", "empty.txt"])
def test_the_only_source_is_refused_as_ever(folder: Path, name: str) -> None:
    """An error, not a record."""
    with pytest.raises(DocumentError, match=name):
        told(folder / name, workers=2)


def test_what_says_no_number_is_refused() -> None:
    """In the call, like any setting."""
    with pytest.raises(ConfigError, match="workers"):
        told("a.txt", workers=0)


@pytest.mark.usefixtures("few_at_a_time")
def test_progress_goes_up_to_all(folder: Path) -> None:
    """Paragraphs done never go back, are never more than those planned, and end as all of them."""
    seen: list[tuple[int, int]] = []
    result = llmclaims.extract(folder, workers=2, progress=lambda done, planned: seen.append((done, planned)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert all(done <= planned for done, planned in seen)
    assert seen[-1] == (result.summary.paragraphs,) * 2


@pytest.mark.usefixtures("few_at_a_time")
def test_an_event_ends_a_run(folder: Path) -> None:
    """What was done before is kept, the rest is counted as skipped, in order."""
    stop = threading.Event()
    run = llmclaims.extract(folder, workers=2, stop=stop, progress=lambda done, _: done > 20 and stop.set())
    summary = run.summary
    assert summary.done > 20
    assert summary.skipped > 0
    assert summary.done + summary.skipped + summary.failed == summary.paragraphs
    assert [one.id for one in run.documents] == [
        one.id for one in llmclaims.extract(folder, workers=1).documents
    ]
    assert any("interrupted" in one for one in summary.warnings)


@pytest.mark.usefixtures("few_at_a_time")
def test_a_run_that_nobody_reads_on_ends_quietly(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Its processes are gone, and nothing is said of what they had under way."""
    found = records(folder, workers=2)
    for _ in range(40):
        next(found)
    found.close()
    gc.collect()
    assert not caplog.records


def _started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are started from now on, by their numbers."""
    from llmclaims.workers import process

    begin, numbers = process._started, []

    def noted() -> subprocess.Popen[bytes]:
        child = begin()
        numbers.append(child.pid)
        return child

    monkeypatch.setattr(process, "_started", noted)
    return numbers


def test_processes_are_started_where_that_pays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One short article starts none, nor does a machine with one core; a run that goes on does, and writes the same."""
    numbers = _started(monkeypatch)
    monkeypatch.setenv("LLMCLAIMS_WORKERS", "2")
    llmclaims.extract(folder / "000.txt")
    assert not numbers
    alone = told(folder, workers=1)
    monkeypatch.setattr(spread, "_PAYS", 0.0)
    monkeypatch.setattr(spread, "MOST", 2)
    assert told(folder) == alone
    assert len(numbers) == 2
    monkeypatch.setenv("LLMCLAIMS_WORKERS", "1")
    assert told(folder) == alone
    assert len(numbers) == 2


@pytest.mark.parametrize(
    ("quota", "wanted"), [("200000 100000", 2), ("max 100000", 64), ("50000 100000", 1), ("", 64)]
)
def test_cores_are_those_that_may_be_used(
    quota: str, wanted: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container's share counts, not the cores of its machine."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    (tmp_path / "cpu.max").write_text(quota, encoding="ascii")
    monkeypatch.setattr(spread, "_QUOTA", tmp_path / "cpu.max")
    assert spread.cores() == wanted


RULE = """
import os, pathlib, sys
import llmclaims

@llmclaims.rule("X1", {"TOO_MANY": "reject"}, example="two")
def ends(case):
    \"\"\"Ends a worker process, as a lack of memory does: at one article, always or once.\"\"\"
    here = sys.modules["__main__"].__spec__
    if here and here.name == "llmclaims.workers.child" and "file 000050" in case.document.text:
        with open("died", "a") as file:
            file.write("x")
        if os.environ["TIMES"] == "always" or len(pathlib.Path("died").read_text()) == 1:
            os.kill(os.getpid(), 9)
    return ()
"""


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@needs_signals
def test_a_process_that_dies_loses_nothing(folder: Path, tmp_path: Path) -> None:
    """Ended once, what it did is done again; ended each time by one article, that one is reported and all others are there."""
    (tmp_path / "ending.py").write_text(RULE, encoding="utf-8")
    asked = ("extract", "articles", "--rules", "ending")
    assert (
        command(*asked, "-o", "alone.jsonl", cwd=tmp_path, TIMES="").returncode == 1
    )  # an empty file is among them
    command(*asked, "--workers", "2", "-o", "once.jsonl", cwd=tmp_path, TIMES="once")
    alone, once = _lines(tmp_path / "alone.jsonl"), _lines(tmp_path / "once.jsonl")
    assert alone[1:-1] == once[1:-1]
    assert alone[-1]["digest"] == once[-1]["digest"]
    done = command(*asked, "--workers", "2", "-o", "always.jsonl", cwd=tmp_path, TIMES="always")
    assert "005.txt ended each process that read it" in done.stderr
    lost = next(one["id"] for one in alone if one.get("path") == "articles/005.txt")
    rest = [
        one for one in _lines(tmp_path / "always.jsonl")[1:-1] if "ended each" not in one.get("message", "")
    ]
    assert rest == [one for one in alone[1:-1] if lost not in (one.get("document"), one.get("id"))]
    assert command("verify", "always.jsonl", "--rules", "ending", cwd=tmp_path, TIMES="").returncode == 0


SCRIPT = """
import pathlib, llmclaims
with open("ran", "a") as file:
    file.write("x")
found = llmclaims.extract(sorted(pathlib.Path("articles").glob("0*.txt")), workers=2)
print(len(found.documents))
"""


def test_a_script_without_a_guard_runs_once(folder: Path, tmp_path: Path) -> None:
    """A worker does not run the user's own module again, as a process of multiprocessing would."""
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{len(list(folder.glob('0*.txt')))}\n", "")
    assert (tmp_path / "ran").read_text(encoding="utf-8") == "x"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A long run in two processes, the first articles of which are written."""
    (tmp_path / "long.jsonl").write_text(
        "".join(json.dumps({"text": text}) + "\n" for text in articles(6000)), encoding="utf-8"
    )
    process = subprocess.Popen(
        [*LINE, "extract", "long.jsonl", "--workers", "2", "-o", "run.jsonl"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    part = tmp_path / "run.jsonl.part"
    while process.poll() is None and not (part.exists() and part.stat().st_size > 10_000):
        time.sleep(0.05)
    yield process
    process.kill()
    process.communicate()


def _workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that it started."""
    found = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(number) for one in found for number in one.read_text(encoding="ascii").split()]


def _is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="processes are looked up in /proc"
)


def _gone(numbers: list[int]) -> bool:
    until = time.monotonic() + 60
    while any(map(_is_alive, numbers)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(_is_alive, numbers))


@needs_signals
@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_finishes_what_is_under_way(
    running: subprocess.Popen[str], number: int, tmp_path: Path
) -> None:
    """What is finished is written, the rest counted, how to go on said: exit code 130, and no process is left."""
    workers = _workers_of(running)
    assert len(workers) == 2
    running.send_signal(number)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 130, said
    assert "run the same command again to start over" in said
    assert "Traceback" not in said
    summary = _lines(tmp_path / "run.jsonl")[-1]
    assert 0 < summary["done"] < summary["paragraphs"] == 6000 == summary["done"] + summary["skipped"]
    assert _gone(workers)


@needs_signals
@needs_proc
def test_a_second_signal_stops_at_once(running: subprocess.Popen[str], tmp_path: Path) -> None:
    """Nobody waits for what is under way: the processes are gone, what was finished stands in the part."""
    workers = _workers_of(running)
    running.send_signal(signal.SIGTERM)
    time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert _gone(workers)
    assert (tmp_path / "run.jsonl.part").exists() or (tmp_path / "run.jsonl").exists()


@needs_signals
@needs_proc
def test_a_killed_run_leaves_no_process(running: subprocess.Popen[str]) -> None:
    """They end when the pipe from their parent does."""
    workers = _workers_of(running)
    assert len(workers) == 2
    running.kill()
    running.wait()
    assert _gone(workers)
