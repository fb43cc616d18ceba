"""One worker process, seen from the one that gives it work."""

from __future__ import annotations

import contextlib
import logging
import pickle
import subprocess
import sys
import threading

from llmclaims.workers.launch import launched
from llmclaims.workers.messages import DONE, PIECE, PLACES, READY, SETUP, STOP, Answer, read, write

_MODULE = "llmclaims.workers.child"


class Died(Exception):  # noqa: N818 - a fact about the process, which its pool deals with
    """The process ended before it had answered."""


class Refused(Exception):  # noqa: N818 - a fact about the work, which the process that asked does itself then
    """The work, or a piece of it, cannot be done in another process."""


class Process:
    """A process that does pieces, one at a time."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            Died: it cannot be started.
        """
        self._writing = threading.Lock()
        self._child = _started()
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._stdin, self._stdout = self._child.stdin, self._child.stdout

    def begin(self, setup: bytes) -> None:
        """Have it make its work; ``setup`` is the pickle of what makes it, and of the arguments.

        Raises:
            Died: it ended meanwhile.
            Refused: the work cannot be made there.
        """
        level = logging.getLogger("llmclaims").getEffectiveLevel()
        self._send(PLACES, pickle.dumps((sys.path, level)))
        self._send(SETUP, setup)
        letter, data = self._heard()
        if letter != READY:
            raise Refused(data.decode("utf-8", "replace"))

    def do(self, piece: bytes) -> Answer:
        """Return what it makes of a piece, which is pickled.

        Raises:
            Died: it ended meanwhile.
            Refused: the piece, or what came of it, cannot be sent, or the work broke on it.
        """
        self._send(PIECE, piece)
        letter, data = self._heard()
        if letter != DONE:
            raise Refused(data.decode("utf-8", "replace"))
        answer: Answer = pickle.loads(data)  # noqa: S301 - from a process of our own
        return answer

    def stop(self) -> None:
        """Tell it to begin nothing new; what is under way it ends."""
        with contextlib.suppress(Died):
            self._send(STOP)

    def kill(self) -> None:
        """End it at once; whoever waits for its answer is told that it died."""
        self._child.kill()
        self._child.wait()

    def close(self) -> None:
        """Release its pipes, once nobody reads them."""
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()

    def _send(self, letter: bytes, data: bytes = b"") -> None:
        try:
            with self._writing:
                write(self._stdin, letter, data)
        except (OSError, ValueError) as error:  # its end of the pipe is closed, or ours
            raise Died from error

    def _heard(self) -> tuple[bytes, bytes]:
        try:
            found = read(self._stdout)
        except (OSError, ValueError) as error:
            raise Died from error
        if found is None:
            raise Died
        return found


def _started() -> subprocess.Popen[bytes]:
    if getattr(sys, "frozen", False) or not sys.executable:
        raise Died  # the executable is the user's own program
    try:
        return launched(_MODULE)
    except OSError as error:
        raise Died from error
