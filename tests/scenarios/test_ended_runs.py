"""Runs that are killed or interrupted: what was answered is kept, and the next run sends only the rest."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.harbour import configure, records
from tests.support.loopback import EMPTY, STATEMENT, Answer, Loopback
from tests.support.processes import needs_fork, processes, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.support.processes import Started

pytestmark = needs_fork

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


def answering(first: int, released: threading.Event) -> Callable[[Mapping[str, Any]], Answer]:
    """Answers some requests at once, and the others when they are released."""
    left = iter(range(first))

    def react(body: Mapping[str, Any]) -> Answer:
        if next(left, None) is None:
            released.wait(120)
        return answer(body, 0.004)

    return react


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[[Path], Started]]:
    """Starts the command in a folder."""
    with processes() as found:
        yield lambda folder: found.start(folder, ARGS)


def prepare(folder: Path, server: Loopback) -> Path:
    """A folder with the article, a configuration and a cache of its own."""
    folder.mkdir()
    (folder / "boats.txt").write_text("Boats Leave\n\n" + "\n\n".join(PARAGRAPHS) + "\n", encoding="utf-8")
    configure(folder, server, concurrency=AT_ONCE, max_attempts=1)
    text = (folder / "llmclaims.toml").read_text(encoding="utf-8")
    (folder / "llmclaims.toml").write_text(f'cache_dir = "kept"\n{text}', encoding="utf-8")
    return folder


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
    for moment in range(20):
        loopback.requests.clear()
        folder = prepare(tmp_path / str(moment), loopback)
        answered, wait = chance.randrange(len(PARAGRAPHS) + 1), chance.random() * 0.02
        killed = threading.Event()
        loopback.default = answering(answered, killed)
        first = start(folder)
        # The request after those is not answered before the kill, so that the run cannot end meanwhile.
        until(lambda answered=answered: len(loopback.requests) >= min(answered + 1, len(PARAGRAPHS)))  # type: ignore[misc]
        time.sleep(wait)
        first.signal(signal.SIGKILL)
        ended = first.ended()
        killed.set()
        assert ended == -signal.SIGKILL or answered == len(PARAGRAPHS)  # with all answered it may be quicker
        loopback.settle()
        sent = len(loopback.requests)
        assert start(folder).ended() == 0
        summary = records(folder / "run.jsonl")[-1]
        usage = summary["usage"]
        assert len(loopback.requests) - sent == usage["requests"]
        assert usage["requests"] + usage["cache_hits"] == summary["done"] == len(PARAGRAPHS)
        assert usage["cache_hits"] >= sent - AT_ONCE
        assert body_of(folder) == undisturbed
        assert not (folder / "run.jsonl.part").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_finishes_what_is_in_flight(
    number: int, start: Callable[[Path], Started], loopback: Loopback, tmp_path: Path
) -> None:
    """What was sent is waited for and written, the rest is counted, how to go on is said: exit code 130."""
    told = threading.Event()
    loopback.default = answering(2, told)
    run = start(prepare(tmp_path / "run", loopback))
    until(lambda: len(loopback.requests) >= 2 + AT_ONCE)
    run.signal(number)
    until(lambda: "finishing what is under way" in run.said)
    told.set()
    assert run.ended() == 130
    assert "run the same command again to go on" in run.said
    summary = records(run.folder / "run.jsonl")[-1]
    sent = len(loopback.requests)
    assert summary["done"] == sent == 2 + AT_ONCE
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
    never = threading.Event()
    loopback.default = answering(4, never)
    run = start(prepare(tmp_path / "run", loopback))
    until(lambda: len(loopback.requests) >= 4 + AT_ONCE)
    run.signal(number)
    until(lambda: "finishing what is under way" in run.said)
    run.signal(number)
    assert run.ended() == 130
    never.set()
    assert "Stopped at once; run the same command again to go on" in run.said
    assert "Traceback" not in run.said
    assert "What was finished stands in run.jsonl.part" in run.said
    assert not (run.folder / "run.jsonl").exists()
    loopback.default = lambda body: answer(body, 0)
    loopback.requests.clear()
    assert start(run.folder).ended() == 0
    assert len(loopback.requests) == len(PARAGRAPHS) - 4
