"""One deadline for all that an exchange over the network does, however slowly the other side drips."""

from __future__ import annotations

import io
import queue
import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

_Found = TypeVar("_Found")
_DAY = 86_400.0  # seconds; sockets know no endless ones


class Deadline:
    """Until when something must be done."""

    def __init__(self, seconds: float) -> None:
        """Count so many seconds from now, a day at most."""
        self._end = time.monotonic() + min(seconds, _DAY)

    def left(self) -> float:
        """Return the seconds that are left for the next step.

        Raises:
            TimeoutError: there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def wait_for(self, do: Callable[[], _Found]) -> _Found:
        """Return what a call that knows no limit of time gives, such as looking up a name.

        Raises:
            TimeoutError: it is not done in time. It ends by itself, and nobody waits for it.
        """
        done: queue.SimpleQueue[tuple[_Found | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                done.put((do(), None))
            except Exception as error:  # noqa: BLE001 - it is raised again, where it is waited for
                done.put((None, error))

        threading.Thread(target=run, daemon=True).start()
        try:
            found, error = done.get(timeout=self.left())
        except queue.Empty:
            raise TimeoutError from None
        if error is not None:
            raise error
        return found  # type: ignore[return-value] # what the call gave


class TimelySocket:
    """A socket as ``http.client`` uses one: every step of sending and receiving is within the deadline."""

    def __init__(self, plain: socket.socket, deadline: Deadline) -> None:
        """Take over a socket that is connected."""
        self._plain, self._deadline = plain, deadline

    def sendall(self, data: bytes) -> None:
        """Send it all."""
        self._plain.settimeout(self._deadline.left())
        self._plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - http.client reads bytes alone
        """Return what is received, as a file."""
        return io.BufferedReader(_Received(self._plain, self._deadline))

    def close(self) -> None:
        """Close the socket once what is received is closed too."""
        self._plain.close()


class _Received(io.RawIOBase):
    def __init__(self, plain: socket.socket, deadline: Deadline) -> None:
        self._plain, self._deadline = plain, deadline
        self._stream = plain.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self._plain.settimeout(self._deadline.left())
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()
