"""What goes through the pipes between this process and a worker: a letter, a length and a pickle."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import logging

PLACES, SETUP, PIECE, STOP = b"P", b"M", b"W", b"S"
"""Where modules are found, how the work is made, a piece of it, and that nothing new is to be begun."""
READY, DONE, FAILED = b"R", b"D", b"F"
_HEAD = struct.Struct(">cQ")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a piece, and what was logged meanwhile."""

    value: Any
    logged: tuple[logging.LogRecord, ...] = ()


def write(out: IO[bytes], letter: bytes, data: bytes = b"") -> None:
    """Send one message."""
    out.write(_HEAD.pack(letter, len(data)))
    out.write(data)
    out.flush()


def read(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return the next message, None where the other side has ended."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    letter, size = _HEAD.unpack(head)
    data = pipe.read(size)
    return (letter, data) if len(data) == size else None
