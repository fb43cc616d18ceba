"""A job on a batch service, killed between any two steps: no batch twice, no paid answer lost, the same claims."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.batch_service import BatchService
from tests.support.harbour import ARTICLE, PARAGRAPHS, configure, records, whole
from tests.support.processes import Processes, needs_fork, processes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_fork

SUBMIT = ["batch", "submit", "boats.txt", "--job", "news"]
IN_TWO = [*SUBMIT, "--batch-requests", "2"]
COLLECT = ["batch", "collect", "--job", "news", "-o", "run.jsonl"]
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def commands() -> Iterator[Processes]:
    """Starts the command as processes of their own."""
    with processes() as found:
        yield found


@pytest.fixture
def service() -> Iterator[BatchService]:
    """A batch service whose batches are in progress until the test ends them."""
    with BatchService(whole) as found:
        found.life = ["validating", "in_progress"]
        yield found


def prepare(folder: Path, service: BatchService) -> Path:
    """A folder with the article, a configuration and a cache of its own."""
    folder.mkdir()
    (folder / "boats.txt").write_text(ARTICLE, encoding="utf-8")
    configure(folder, service.base_url, max_attempts=2)
    text = (folder / "llmclaims.toml").read_text(encoding="utf-8")
    (folder / "llmclaims.toml").write_text(f'cache_dir = "kept"\n{text}', encoding="utf-8")
    return folder


def said(folder: Path) -> str:
    """What the last command printed on standard error."""
    return (folder / "err").read_text(encoding="utf-8")


def body_of(folder: Path) -> list[dict[str, Any]]:
    """A finished run without its first and last record, in which times and usage stand."""
    return records(folder / "run.jsonl")[1:-1]


@pytest.fixture
def direct(commands: Processes, service: BatchService, tmp_path: Path) -> list[dict[str, Any]]:
    """What a direct run makes of the same answers."""
    folder = prepare(tmp_path / "direct", service)
    assert commands.run(folder, ["extract", "boats.txt", "-o", "run.jsonl"]) == 0, said(folder)
    service.log.clear()
    return body_of(folder)


def gone_on(commands: Processes, folder: Path, args: list[str], first: int) -> None:
    """The same command again, after one that may have been killed: it ends well, or has nothing left to do."""
    assert first in (0, KILLED), said(folder)
    if first == KILLED and commands.run(folder, args) != 0:
        assert args[1] == "submit"
        assert "under way" in said(folder)


def check(commands: Processes, service: BatchService, folder: Path, direct: list[dict[str, Any]]) -> None:
    """Nothing was asked or counted twice, the run is a direct one's, nothing is left to ask or lying about."""
    assert len(set(service.asked())) == len(service.asked()) == len(PARAGRAPHS)
    assert body_of(folder) == direct
    job = json.loads((folder / "news.batch.json").read_text(encoding="utf-8"))
    assert job["spent"]["requests"] == len(PARAGRAPHS)
    names = {one.name for one in folder.iterdir()}
    assert names == {"boats.txt", "llmclaims.toml", "kept", "news.batch.json", "run.jsonl", "out", "err"}
    made = len(service.batches)
    assert commands.run(folder, ["batch", "submit", "--job", "news"]) == 0, said(folder)
    assert len(service.batches) == made


def test_killed_before_each_change_on_disk(
    commands: Processes, service: BatchService, tmp_path: Path, direct: list[dict[str, Any]]
) -> None:
    """Killed before each rename, removal or new folder of a submit and a collect, the same commands go on."""
    die, killed = 0, 1
    while killed:
        die += 1
        folder = prepare(tmp_path / str(die), service)
        service.batches.clear()
        first = commands.run(folder, SUBMIT, die)
        gone_on(commands, folder, SUBMIT, first)
        service.finish()
        second = commands.run(folder, COLLECT, die)
        gone_on(commands, folder, COLLECT, second)
        check(commands, service, folder, direct)
        killed = (first == KILLED) + (second == KILLED)
    assert die > 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_during_each_request(
    moment: str, commands: Processes, service: BatchService, tmp_path: Path, direct: list[dict[str, Any]]
) -> None:
    """Killed while each request waits for its answer, before or after the service has acted on it."""
    service.hang_after = moment == "after"
    number, killed = 0, 1
    while killed:
        number += 1
        folder = prepare(tmp_path / str(number), service)
        service.batches.clear()
        first = killed_at(number, commands, service, folder, IN_TWO)
        gone_on(commands, folder, IN_TWO, first)
        assert len(service.batches) == 2, service.log
        service.finish()
        second = killed_at(number, commands, service, folder, COLLECT)
        gone_on(commands, folder, COLLECT, second)
        check(commands, service, folder, direct)
        killed = (first == KILLED) + (second == KILLED)
    assert number == 5  # two uploads and two batches; two looks and two downloads


def killed_at(number: int, commands: Processes, service: BatchService, folder: Path, args: list[str]) -> int:
    """Run a command and kill it when its request of that number waits; its exit code."""
    service.log.clear()
    service.hang(number)
    run = commands.start(folder, args)
    ended = run.ended_or(service.hanging)
    if ended is None:
        run.signal(signal.SIGKILL)
        ended = run.ended()
    service.hang(0)
    return ended


def test_killed_in_each_round_with_expiry(
    commands: Processes, service: BatchService, tmp_path: Path, direct: list[dict[str, Any]]
) -> None:
    """Half of a batch expires, the next submit is killed after each of its requests: only the rest is asked."""
    for number in range(1, 5):
        folder = prepare(tmp_path / str(number), service)
        service.batches.clear()
        assert commands.run(folder, SUBMIT) == 0, said(folder)
        service.finish("expired", answered=0.5)
        first = killed_at(number, commands, service, folder, SUBMIT)
        gone_on(commands, folder, SUBMIT, first)
        assert [len(service.lines_of(one["input_file_id"])) for one in service.batches.values()] == [4, 2]
        service.finish()
        assert commands.run(folder, COLLECT) == 0, said(folder)
        assert body_of(folder) == direct


def test_two_processes_do_not_work_on_one_job(
    commands: Processes, service: BatchService, tmp_path: Path
) -> None:
    """While one submits, another one is told so; when the first is killed, nothing stands in the way."""
    folder = prepare(tmp_path / "here", service)
    service.hang(1)
    run = commands.start(folder, SUBMIT)
    assert service.hanging.wait(30)
    line = "import sys; from llmclaims.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", line, *SUBMIT], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, "Another process works on news.batch.json" in done.stderr) == (2, True)
    run.signal(signal.SIGKILL)
    assert run.ended() == KILLED
    service.hang(0)
    assert commands.run(folder, SUBMIT) == 0, said(folder)
    assert len(service.batches) == 1
