"""The command, again and again, each time as a process of its own that can be killed at any moment."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which Unix alone can")


class Processes:
    """Starts the command; see ``starter.py``, which is the parent of all that it starts."""

    def __init__(self, starter: subprocess.Popen[bytes]) -> None:
        """Give orders to a starter."""
        self._starter = starter
        self._numbers = itertools.count(1)
        self._codes: dict[int, int] = {}

    def start(self, folder: Path, args: Sequence[str], die: int = 0) -> Started:
        """Start the command in a folder."""
        number = next(self._numbers)
        self.order(job=number, folder=str(folder), args=list(args), die=die)
        return Started(self, number, folder)

    def order(self, **order: object) -> None:
        """Send an order."""
        assert self._starter.stdin is not None
        self._starter.stdin.write(json.dumps(order).encode() + b"\n")
        self._starter.stdin.flush()

    def code(self, number: int, *, wait: bool = True) -> int | None:
        """The exit code of a job, less than 0 for a signal that killed it; None where nobody waits and it runs."""
        assert self._starter.stdout is not None
        while number not in self._codes:
            if not wait and not select.select([self._starter.stdout], [], [], 0)[0]:
                return None
            told = json.loads(self._starter.stdout.readline())
            self._codes[told["job"]] = told["code"]
        return self._codes[number]

    def run(self, folder: Path, args: Sequence[str], die: int = 0) -> int:
        """Start the command, and wait for its end: its exit code."""
        return self.start(folder, args, die).ended()


class Started:
    """One process that runs the command."""

    def __init__(self, processes: Processes, number: int, folder: Path) -> None:
        """Hold on to a job."""
        self._processes, self._number, self.folder = processes, number, folder

    def signal(self, number: int) -> None:
        """Send it a signal; nothing happens where it has ended."""
        self._processes.order(job=self._number, signal=number)

    def ended(self) -> int:
        """Wait for its end: the exit code, less than 0 for a signal that killed it."""
        code = self._processes.code(self._number)
        assert code is not None
        return code

    def ended_or(self, event: threading.Event) -> int | None:
        """Wait for its end or for an event: the exit code, or None where the event comes first."""
        while not event.wait(0.002):
            if (code := self._processes.code(self._number, wait=False)) is not None:
                return code
        return None

    @property
    def said(self) -> str:
        """What it has printed on standard error."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / "err").read_text(encoding="utf-8")
        return ""


@contextlib.contextmanager
def processes() -> Iterator[Processes]:
    """A process that has imported everything and waits for orders; it ends with all that it started."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("starter.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as starter:
        yield Processes(starter)
        assert starter.stdin is not None
        starter.stdin.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that must happen; only a machine that stands still takes this long."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.001)
