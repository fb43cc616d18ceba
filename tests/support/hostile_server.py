"""A server on 127.0.0.1 that answers every request with whatever bytes it is given, endless ones too.

with Hostile(lambda: itertools.chain([HEAD], itertools.repeat(b"x" * 65536))) as server: ...
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Hostile:
    """Each connection gets one answer and is closed behind it; ``sent`` counts bytes, ``asked`` holds first lines."""

    def __init__(self, answer: Callable[[], Iterable[bytes]]) -> None:
        """``answer`` gives the bytes, the status line included."""
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.sent = 0
        self.asked: list[str] = []

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Listen."""
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more; what is under way ends with its connection."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as reading:
            self.asked.append(reading.readline().decode("latin-1").strip())
            length = 0
            while (line := reading.readline().strip().lower()) and line:
                if line.startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            reading.read(length)
            for piece in self._answer():
                connection.sendall(piece)
                self.sent += len(piece)
