"""Some worker processes and the pieces that they are given, each in a thread that waits for its process."""

from __future__ import annotations

import contextlib
import logging
import pickle
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from llmclaims.workers.process import Died, Process, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmclaims.workers.messages import Answer

TRIES = 2
"""Processes that may die of a piece: one of them may have been ended from outside."""


class Pool:
    """Processes that do pieces of one work. Closing it ends them, whatever they do."""

    def __init__(
        self, count: int, make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]
    ) -> None:
        """Begin to start ``count`` processes; in each ``make(*arguments, stop=...)`` returns what is called with pieces.

        ``stop`` tells there that nothing new is to be begun.

        Raises:
            Refused: it cannot be sent.
        """
        self.count = count
        self._setup = pickled((make, arguments))
        self._lock = threading.Lock()
        self._idle: list[Process] = []
        self._all: set[Process] = set()
        self.is_closed = self._is_stopped = False
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="llmclaims-worker")
        self._starting = [self._threads.submit(self._start_first) for _ in range(count)]

    @property
    def is_ready(self) -> bool:
        """Tell whether there is a process that can work."""
        return any(one.done() and one.exception() is None for one in self._starting)

    def wait(self) -> bool:
        """Wait until there is one, and tell whether there is."""
        return any(one.exception() is None for one in self._starting)

    def submit(self, piece: Any) -> Future[Answer]:
        """Have a piece done.

        The future raises Died where every process that it was given to ended, and Refused where it must be done here.
        """
        try:
            return self._threads.submit(self._done, piece)
        except RuntimeError:  # it is closed
            gone: Future[Answer] = Future()
            gone.set_exception(Died())
            return gone

    def stop(self) -> None:
        """Tell all that nothing new is to be begun: what is left is done in no time."""
        with self._lock:
            self._is_stopped = True
            told = list(self._all)
        for one in told:
            one.stop()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self.is_closed = True
            left = list(self._all)
            self._idle.clear()
        for one in left:
            one.kill()
        self._threads.shutdown(cancel_futures=True)
        for one in left:
            one.close()

    def _start_first(self) -> None:
        self._give_back(self._started())

    def _started(self) -> Process:
        """Start a process and have it make its work."""
        process = Process()
        with self._lock:
            self._all.add(process)
            is_closed, is_stopped = self.is_closed, self._is_stopped
        if is_closed:
            self._forget(process)
            raise Died
        try:
            process.begin(self._setup)
        except BaseException:
            self._forget(process)
            raise
        if is_stopped:
            process.stop()
        return process

    def _done(self, piece: Any) -> Answer:
        data = pickled(piece)
        for _ in range(TRIES):
            process = self._taken()
            try:
                answer = process.do(data)
            except Died:
                self._forget(process)
            except BaseException:
                self._give_back(process)
                raise
            else:
                self._give_back(process)
                return answer
        raise Died

    def _taken(self) -> Process:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._started()

    def _give_back(self, process: Process) -> None:
        with self._lock:
            if not self.is_closed:
                self._idle.append(process)

    def _forget(self, process: Process) -> None:
        with self._lock:
            self._all.discard(process)
        process.kill()
        process.close()


def pickled(value: Any) -> bytes:
    """Return a value in the form in which it is sent.

    Raises:
        Refused: it has none.
    """
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # what a user's own object does when it is pickled
        raise Refused(str(error)) from error


def told(answer: Answer) -> Any:
    """Say here what was logged there, and return the value."""
    for record in answer.logged:
        with contextlib.suppress(Exception):  # a handler of the user's that takes no such record
            logging.getLogger(record.name).handle(record)
    return answer.value
