"""Ctrl-C: what is under way is paid for, so it is finished and written first; a second one ends at once."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

from llmclaims.cli.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextlib.contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that the first interrupt sets."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's call
        stop.set()
        signal.signal(signal.SIGINT, before)
        say("finishing what is under way; press Ctrl-C again to stop at once.")

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
