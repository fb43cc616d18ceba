"""A process in which PDFs are read, with limits of time and memory: started when needed, kept for the next."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llmclaims.workers.launch import launched

_MODULE = "llmclaims.documents.readers.pdf.child"
_SPARE = 2  # processes that wait for the next file
_IDLE = 60.0  # seconds that they wait
_PATIENCE = 4  # of the seconds of the processor: a busy machine needs longer
_START = 60  # seconds that a process may take to begin
_MOST = 1_000_000_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: ``seconds`` of the processor, and bytes of ``memory`` besides its own size."""

    seconds: int = 30
    memory: int = 500_000_000

    @property
    def megabytes(self) -> int:
        """The memory as messages say it."""
        return self.memory // 1_000_000


class Gone(Exception):  # noqa: N818 - no error, but that there is nobody to ask
    """The process had ended by itself before it was asked, or cannot be started."""


def ask(data: bytes, limits: Limits, spans: Sequence[tuple[int, int]] = ()) -> dict[str, Any]:
    """Return what the process says of a PDF; ``fault`` "time" or "memory" when the file was its end.

    ``spans`` are parts of its text whose boxes are wanted.

    Raises:
        Gone: no process can be started.
    """
    with contextlib.suppress(IndexError, Gone):  # there is none, or it had gone
        return _answer(_spare.pop(), data, limits, spans)
    return _answer(_started(), data, limits, spans)


def _answer(
    child: subprocess.Popen[bytes], data: bytes, limits: Limits, spans: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    asked = json.dumps(
        {"size": len(data), "seconds": limits.seconds, "memory": limits.memory, "spans": list(spans)}
    )
    said, late = _exchange(child, asked.encode("ascii") + b"\n" + data, limits.seconds * _PATIENCE)
    if said is None:
        late = late or child.returncode == -getattr(signal, "SIGXCPU", 0)
        return {"fault": "time" if late else "memory"}
    if "gone" in said:
        _end(child)
        raise Gone
    if len(_spare) < _SPARE and said.get("fault") != "memory":
        _spare.append(child)
    else:
        _end(child)
    return said


def _started() -> subprocess.Popen[bytes]:
    try:
        child = launched(_MODULE, str(_IDLE), errors=subprocess.DEVNULL)
    except OSError as error:
        raise Gone from error
    ready, _ = _exchange(child, b"", _START)
    if ready is None:
        raise Gone
    return child


def _exchange(
    child: subprocess.Popen[bytes], sent: bytes, seconds: float
) -> tuple[dict[str, Any] | None, bool]:
    """Send, and return the answer and whether time ran out; no answer means that the process has ended."""
    assert child.stdin is not None
    assert child.stdout is not None
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    try:
        timer.start()
        with contextlib.suppress(OSError):  # it has ended, and the answer says how
            child.stdin.write(sent)
            child.stdin.flush()
        line = child.stdout.readline(_MOST)
        if line.endswith(b"\n"):
            said: dict[str, Any] = json.loads(line)
            return said, False
    except BaseException:
        _end(child)
        raise
    finally:
        timer.cancel()
    _end(child)
    return None, late.is_set()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    child.wait()


def _end_all() -> None:
    while _spare:
        _end(_spare.pop())


_spare: list[subprocess.Popen[bytes]] = []
atexit.register(_end_all)
if hasattr(os, "register_at_fork"):  # a copy of this process leaves them to it
    os.register_at_fork(after_in_child=_spare.clear)
