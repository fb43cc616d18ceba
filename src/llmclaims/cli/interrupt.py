"""Ctrl-C and SIGTERM: what is under way is paid for, so it is finished and written; a second one ends at once."""

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
    """An event that the first signal sets; the second one raises KeyboardInterrupt."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's call
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        say("finishing what is under way; press Ctrl-C again to stop at once.")

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
