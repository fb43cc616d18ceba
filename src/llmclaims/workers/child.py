"""A worker process: it makes the work once, as it is told, and then does it on one piece after another.

It ends when the process that started it does, however that ends: its pipe is closed then.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from llmclaims.workers.messages import DONE, FAILED, PIECE, PLACES, READY, SETUP, STOP, Answer, read, write

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Work until the pipe ends."""
    heard, told = _pipes()
    worker = _Worker(told)
    threading.Thread(target=worker.listen, args=(heard,), name="llmclaims-orders", daemon=True).start()
    worker.work()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the standard streams for messages alone: what somebody prints goes to standard error."""
    heard, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return heard, told


class _Worker:
    """Hold the work and the pieces that have come."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told
        self._orders: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._is_busy = False
        self._work: Callable[[Any], Any] | None = None
        self._log = _Log()

    def listen(self, heard: BinaryIO) -> None:
        """Take orders while the work goes on: an end is obeyed at once."""
        while (order := read(heard)) is not None:
            if order[0] == STOP:
                self._stopped.set()
            else:
                self._orders.put(order)
        if self._is_busy:  # nobody waits for what is under way
            os._exit(0)
        self._orders.put(None)

    def work(self) -> None:
        """Do what is ordered, until the end."""
        while (order := self._orders.get()) is not None:
            self._is_busy = True
            letter, data = order
            if letter == PLACES:
                sys.path[:], level = pickle.loads(data)  # noqa: S301 - from the process that started this one
                self._log.begin(level)
            elif letter == SETUP:
                self._begin(data)
            elif letter == PIECE:
                self._do(data)
            self._is_busy = False

    def _begin(self, data: bytes) -> None:
        try:
            make, arguments = pickle.loads(data)  # noqa: S301 - likewise
            self._work = make(*arguments, stop=self._stopped.is_set)
        except Exception as error:  # noqa: BLE001 - then there is no such worker
            write(self._told, FAILED, str(error).encode("utf-8", "replace"))
        else:
            write(self._told, READY)

    def _do(self, data: bytes) -> None:
        assert self._work is not None
        try:
            value = self._work(pickle.loads(data))  # noqa: S301 - likewise
            answer = pickle.dumps(Answer(value, self._log.taken()), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - who asked does it then, and fails in the same way
            self._log.taken()
            write(self._told, FAILED, str(error).encode("utf-8", "replace"))
        else:
            write(self._told, DONE, answer)


class _Log(logging.Handler):
    """Keep what the library logs, for the other process to say."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[logging.LogRecord] = []

    def begin(self, level: int) -> None:
        """Keep what has this level, or a higher one."""
        logger = logging.getLogger("llmclaims")
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, in a form that can be sent."""
        record.msg, record.args = record.getMessage(), None
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        self._kept.append(record)

    def taken(self) -> tuple[logging.LogRecord, ...]:
        """Return what was kept, and forget it."""
        kept, self._kept = tuple(self._kept), []
        return kept


if __name__ == "__main__":
    main()
