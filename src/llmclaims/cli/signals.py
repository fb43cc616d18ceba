"""Ctrl-C and SIGTERM: a run finishes what is under way, since it is paid for; a second signal always ends it.

Python runs a signal's handler in the main thread alone, between two steps of it. A thread of its own watches,
so that a process whose main thread waits for something that never comes ends too.
"""

import contextlib
import os
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from llmclaims.cli.console import say

INTERRUPTED = 130
_PATIENCE = 3.0
"""Seconds that a command has to put down what it holds after a second signal."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_ending = threading.Event()


def is_ending() -> bool:
    """Tell whether a signal has ended the command: threads that wait for something must not be waited for."""
    return _ending.is_set()


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let a signal raise KeyboardInterrupt; a second one ends the process, whatever it does meanwhile."""
    if threading.current_thread() is not threading.main_thread():  # nobody else may handle signals
        yield
        return
    _ending.clear()
    with _watched(), _handled(_end):
        yield


@contextlib.contextmanager
def stoppable() -> Iterator[threading.Event]:
    """Let the first signal set an event; the second one raises KeyboardInterrupt."""
    stop = threading.Event()

    def ask() -> None:
        if stop.is_set():
            _end()
        stop.set()
        say("finishing what is under way; press Ctrl-C again to stop at once.")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    with _handled(ask):
        yield stop


def _end() -> None:
    """Unwind the command; when it unwinds already, leave at once."""
    if _ending.is_set():
        os._exit(INTERRUPTED)
    _ending.set()
    raise KeyboardInterrupt


@contextlib.contextmanager
def _handled(act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` for a signal, in place of what was called before."""

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's call
        act()

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    """Count the signals beside the main thread, which may be held by what does not look at them."""
    heard, told = socket.socketpair()
    told.settimeout(0)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(heard,), name="llmclaims-signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()


def _watch(heard: socket.socket) -> None:
    """End the process a while after the second signal, and at the third."""
    count = 0
    with heard:
        while numbers := heard.recv(16):
            count += sum(number in _SIGNALS for number in numbers)
            if count > 2 or (count == 2 and not select.select([heard], [], [], _PATIENCE)[0]):
                os._exit(INTERRUPTED)
