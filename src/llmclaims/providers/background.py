"""Work in the background of an event loop, which goes on while the work waits or computes."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")

_LARGE = 200_000
"""Characters: some ten times an ordinary answer, and a tenth of a second's work."""


class BackgroundReader(Generic[Item]):
    """Read items in one thread, one item each time that it is asked for.

    Nobody waits for the thread to end: one that is held by a pipe without an end goes with the process.
    """

    def __init__(self, items: Iterator[Item]) -> None:
        """``items`` is read in this object's thread alone."""
        self._items = items
        self._asked: queue.SimpleQueue[asyncio.Future[Item | None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self) -> asyncio.Future[Item | None]:
        """Begin to read the next item; the result is None at the end. Errors of the iterator are raised."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="llmclaims-reader", daemon=True)
            self._thread.start()
        answer: asyncio.Future[Item | None] = asyncio.get_running_loop().create_future()
        self._asked.put(answer)
        return answer

    def close(self) -> None:
        """Let go of the thread, which closes the iterator once the item under way has come."""
        self._asked.put(None)

    def _work(self) -> None:
        while (answer := self._asked.get()) is not None:
            try:
                found, error = next(self._items, None), None
            except BaseException as caught:  # noqa: BLE001 - handed to who asked
                found, error = None, caught
            try:
                answer.get_loop().call_soon_threadsafe(_give, answer, found, error)
            except RuntimeError:  # the loop is closed: nobody waits any more
                break
        close = getattr(self._items, "close", None)
        if close is not None:
            close()


async def computed(work: Callable[[], Item], size: int) -> Item:
    """Do some work, in a thread of its own where its ``size``, in characters, is large, and return the result.

    The loop goes on meanwhile: replies that have arrived are taken, and an interrupt is heard.
    """
    if size < _LARGE:
        return work()
    reader = BackgroundReader(_once(work))
    try:
        found = await reader.ask()
    finally:
        reader.close()
    assert found is not None
    return found[0]


def _once(work: Callable[[], Item]) -> Iterator[tuple[Item]]:
    yield (work(),)


def _give(answer: asyncio.Future[Item | None], found: Item | None, error: BaseException | None) -> None:
    if answer.cancelled():
        return
    if error is None:
        answer.set_result(found)
    else:
        answer.set_exception(error)
