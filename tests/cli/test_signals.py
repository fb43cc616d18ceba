"""A second signal always ends a command, whatever it waits for; what is finished by then is written."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of this kind are sent on Unix alone")

TEXT = "The quay reopened on Monday.\n\n“The crane will stay,” said Ida Moe, the harbour master.\n"
MAIN = "from llmclaims.cli import main; main()"
QUICK = "import llmclaims.cli.signals as waiting; waiting._PATIENCE = 0.3\n"
SPIN = "while True: pass\n"
STUCK = (  # a lock that is taken twice: no signal wakes who waits for it
    "import ctypes\nlock = ctypes.create_string_buffer(64)\nsystem = ctypes.CDLL(None)\n"
    "system.pthread_mutex_lock(lock), system.pthread_mutex_lock(lock)\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, a run over it, and modules that keep whoever imports them."""
    (tmp_path / "quay.txt").write_text(TEXT, encoding="utf-8")
    for name, code in (("spin", SPIN), ("stuck", STUCK)):
        (tmp_path / f"{name}.py").write_text(f"open('begun', 'w').close()\n{code}", encoding="utf-8")
    llmclaims.extract(tmp_path / "quay.txt", settings=Settings()).save(tmp_path / "run.jsonl")
    return tmp_path


class Running:
    """The command line in a process of its own, in a folder."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self._said, self._process = folder / "said", process

    @property
    def said(self) -> str:
        """What it has printed on standard error."""
        return self._said.read_text(encoding="utf-8")

    def until(self, file: Path, holds: str = "") -> None:
        """Wait for a file with some words in it."""
        end = time.monotonic() + 30
        while not (file.exists() and holds in file.read_text(encoding="utf-8")):
            assert self._process.poll() is None, self.said
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.01)

    def signal(self, number: int, times: int = 1) -> None:
        """Send a signal; those that wait together would count as one."""
        for _ in range(times):
            self._process.send_signal(number)
            time.sleep(0.05)

    def stop(self, number: int) -> None:
        """Send one signal, see it answered, and send another."""
        self.signal(number)
        self.until(self._said, "finishing what is under way")
        self.signal(number)

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        return self._process.wait(120)


@contextlib.contextmanager
def running(folder: Path, program: str, *args: str) -> Iterator[Running]:
    """Begin a command; what is left of it at the end is killed."""
    command = [sys.executable, "-c", program, *args]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stderr=said) as process,
    ):
        try:
            yield Running(folder, process)
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_input_without_an_end_does_not_keep_what_is_finished(number: int, folder: Path) -> None:
    """The article before it is written although standard input never ends, and two signals end the wait."""
    part = folder / "new.jsonl.part"
    with running(folder, MAIN, "extract", "quay.txt", "-", "-o", "new.jsonl") as run:
        run.until(part, holds='"record":"statement"')
        run.stop(number)
        assert run.ended() == 130
    assert "What was finished stands in new.jsonl.part" in run.said
    assert "Stopped at once" in run.said
    assert "Traceback" not in run.said
    kinds = [json.loads(line)["record"] for line in part.read_text(encoding="utf-8").splitlines()]
    assert kinds[:2] == ["run", "document"]


HELD = [
    # one signal interrupts what is Python's own, in each command that reads runs
    (["verify", "run.jsonl", "--schema", "spin:Any"], 1),
    (["export", "run.jsonl", "--to", "csv", "-o", "tables", "--schema", "spin:Any"], 1),
    (["link", "run.jsonl", "-o", "linked.jsonl", "--schema", "spin:Any"], 1),
    # extract would finish what is under way
    (["extract", "quay.txt", "--schema", "spin:Any"], 2),
    # what does not look at signals is not waited for
    (["verify", "run.jsonl", "--schema", "stuck:Any"], 2),
    (["extract", "quay.txt", "--schema", "stuck:Any"], 2),
]


@pytest.mark.parametrize(("args", "signals"), HELD)
def test_a_computation_is_ended(args: list[str], signals: int, folder: Path) -> None:
    """With 130, however it is held, and without a traceback."""
    with running(folder, QUICK + MAIN, *args) as run:
        run.until(folder / "begun")
        run.signal(signal.SIGTERM, signals)
        assert run.ended() == 130
    assert "Traceback" not in run.said
    assert not (folder / "tables.part").exists()


BUSY = [
    # a reader that computes without an end
    "import llmclaims.documents.readers.text as one; one.from_bytes = spin",
    # a verifier that does
    "import llmclaims.verification.paragraph as one; one.verify = one.draft_from = spin",
]


@pytest.mark.parametrize("held", BUSY)
def test_a_stage_that_never_ends_is_ended(held: str, folder: Path) -> None:
    """The line itself computes, beside the thread that signals come to."""
    program = (
        f"{QUICK}def spin(*_, **__):\n    open('begun', 'w').close()\n    {SPIN}\n{held}\nimport llmclaims.inference.sync\n"
        f"llmclaims.inference.sync._PATIENCE = 0.1\n{MAIN}"
    )
    with running(folder, program, "extract", "quay.txt", "-o", "new.jsonl") as run:
        run.until(folder / "begun")
        run.stop(signal.SIGINT)
        assert run.ended() == 130
    assert "Traceback" not in run.said


def test_a_third_signal_waits_for_nothing(folder: Path) -> None:
    """Neither for the time that the second one gives, nor for the interpreter."""
    patient = QUICK.replace("0.3", "60")
    with running(folder, patient + MAIN, "verify", "run.jsonl", "--schema", "stuck:Any") as run:
        run.until(folder / "begun")
        run.signal(signal.SIGINT, 3)
        assert run.ended() == 130
