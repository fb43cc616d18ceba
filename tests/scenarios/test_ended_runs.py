"""Runs that are killed or interrupted: what was answered is kept, and the next run sends only the rest."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from harbour import configure, records

from loopback import EMPTY, STATEMENT, Answer, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which Unix alone can")

PARAGRAPHS = [f"Ada Lund said boat number {number} sailed in the {number}th hour." for number in range(12)]
AT_ONCE = 3
ARGS = ["extract", "boats.txt", "-o", "run.jsonl", "--no-repair"]


def answer(body: Mapping[str, Any], delay: float) -> Answer:
    """The one statement in a paragraph."""
    turn = body["messages"][-1]["content"].rpartition("<paragraph-")[2]
    (number,) = (index for index, text in enumerate(PARAGRAPHS) if text in turn)
    said = PARAGRAPHS[number].removeprefix("Ada Lund said ").removesuffix(".")
    one = STATEMENT | {
        "quote": said,
        "speaker": "Ada Lund",
        "polarity": "positive",
        "claim": f"{said.capitalize()}.",
    }
    return Answer(EMPTY | {"statement": [one]}, delay=delay)


class Started:
    """One run of the command."""

    def __init__(self, starter: subprocess.Popen[str], folder: Path) -> None:
        """Start it in a folder."""
        assert starter.stdin is not None
        assert starter.stdout is not None
        self.folder, self._lines = folder, starter.stdout
        starter.stdin.write(json.dumps({"folder": str(folder), "args": ARGS}) + "\n")
        starter.stdin.flush()
        self.process = int(self._lines.readline())

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.process, number)

    def ended(self) -> int:
        """Wait for its end: the exit code, less than 0 for a signal that killed it."""
        return int(self._lines.readline())

    @property
    def said(self) -> str:
        """What it has printed on standard error."""
        return (self.folder / "err").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def starter() -> Iterator[subprocess.Popen[str]]:
    """A process that has imported everything and waits for jobs."""
    path = Path(__file__).with_name("starter.py")
    with subprocess.Popen(
        [sys.executable, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def start(starter: subprocess.Popen[str]) -> Callable[[Path], Started]:
    """Starts the command in a folder."""
    return lambda folder: Started(starter, folder)


def prepare(folder: Path, server: Loopback) -> Path:
    """A folder with the article, a configuration and a cache of its own."""
    folder.mkdir()
    (folder / "boats.txt").write_text("Boats Leave\n\n" + "\n\n".join(PARAGRAPHS) + "\n", encoding="utf-8")
    configure(folder, server, concurrency=AT_ONCE, max_attempts=1)
    text = (folder / "llmclaims.toml").read_text(encoding="utf-8")
    (folder / "llmclaims.toml").write_text(f'cache_dir = "kept"\n{text}', encoding="utf-8")
    return folder


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that must happen soon."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.001)


def body_of(folder: Path) -> tuple[dict[str, Any], bytes]:
    """A finished run: its first record without the time, and the bytes between the first record and the last."""
    first, *between, _ = (folder / "run.jsonl").read_bytes().splitlines(keepends=True)
    return json.loads(first) | {"started": None}, b"".join(between)


def test_killed_at_any_moment(start: Callable[[Path], Started], loopback: Loopback, tmp_path: Path) -> None:
    """Killed at twenty moments: the next run asks twice at most for what was in flight, and writes the same file."""
    loopback.default = lambda body: answer(body, 0.004)
    assert start(prepare(tmp_path / "undisturbed", loopback)).ended() == 0
    undisturbed = body_of(tmp_path / "undisturbed")
    assert len(loopback.requests) == len(PARAGRAPHS)
    chance = random.Random(20260206)
    killed = 0
    for moment in range(20):
        loopback.requests.clear()
        folder = prepare(tmp_path / str(moment), loopback)
        seen, wait = chance.randrange(len(PARAGRAPHS) + 1), chance.random() * 0.02
        first = start(folder)
        until(lambda seen=seen: len(loopback.requests) >= seen)  # type: ignore[misc]
        time.sleep(wait)
        first.signal(signal.SIGKILL)
        killed += first.ended() == -signal.SIGKILL
        sent = len(loopback.requests)
        assert start(folder).ended() == 0
        summary = records(folder / "run.jsonl")[-1]
        usage = summary["usage"]
        assert len(loopback.requests) - sent == usage["requests"]
        assert usage["requests"] + usage["cache_hits"] == summary["done"] == len(PARAGRAPHS)
        assert usage["cache_hits"] >= sent - AT_ONCE
        assert body_of(folder) == undisturbed
        assert not (folder / "run.jsonl.part").exists()
    assert killed >= 15  # a moment after the end kills nobody


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_finishes_what_is_in_flight(
    number: int, start: Callable[[Path], Started], loopback: Loopback, tmp_path: Path
) -> None:
    """What was sent is waited for and written, the rest is counted, how to go on is said: exit code 130."""
    loopback.default = lambda body: answer(body, 0.2)
    run = start(prepare(tmp_path / "run", loopback))
    until(lambda: len(loopback.requests) >= AT_ONCE)
    run.signal(number)
    assert run.ended() == 130
    assert "finishing what is under way" in run.said
    assert "run the same command again to go on" in run.said
    summary = records(run.folder / "run.jsonl")[-1]
    sent = len(loopback.requests)
    assert AT_ONCE <= summary["done"] == sent < len(PARAGRAPHS)
    assert summary["done"] + summary["skipped"] == summary["paragraphs"]
    assert any("interrupted" in one for one in summary["warnings"])
    loopback.default = lambda body: answer(body, 0)
    again = start(run.folder)
    assert again.ended() == 0
    assert len(loopback.requests) == len(PARAGRAPHS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_second_signal_stops_at_once(
    number: int, start: Callable[[Path], Started], loopback: Loopback, tmp_path: Path
) -> None:
    """Nobody waits for the answers any more: what is finished stands in the part, and how to go on is said."""
    late = {"delay": 0.0}

    def react(body: Mapping[str, Any]) -> Answer:
        late["delay"] = 0 if len(loopback.requests) <= 4 else 20
        return answer(body, late["delay"])

    loopback.default = react
    run = start(prepare(tmp_path / "run", loopback))
    until(lambda: len(loopback.requests) >= 4 + AT_ONCE)
    began = time.monotonic()
    run.signal(number)
    until(lambda: "finishing what is under way" in run.said)
    run.signal(number)
    assert run.ended() == 130
    assert time.monotonic() - began < 15
    assert "Stopped at once; run the same command again to go on" in run.said
    assert "Traceback" not in run.said
    assert "What was finished stands in run.jsonl.part" in run.said
    assert not (run.folder / "run.jsonl").exists()
    loopback.default = lambda body: answer(body, 0)
    loopback.requests.clear()
    assert start(run.folder).ended() == 0
    assert len(loopback.requests) == len(PARAGRAPHS) - 4
