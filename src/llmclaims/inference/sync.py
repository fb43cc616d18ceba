"""The synchronous face of an asynchronous stream, which also works where an event loop runs already."""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")

_WAITING = 64
"""Bundles of items that may wait for the reader before the writer waits for it."""
_BUNDLE = 16
"""Items that are handed over at once, at most: the threads change places once for the items of one paragraph."""
_PAUSE = 0.01
"""Seconds after which a writer that waits looks again."""
_PATIENCE = 2.0
"""Seconds that a stream has to end when it is closed early; what is held by a computation goes on behind it."""


class _End:
    """Say that the stream is over, and why."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def iterate(make: Callable[[], AsyncIterator[Item]]) -> Iterator[Item]:
    """Run an asynchronous iterator on a loop in its own thread and give its items as they come.

    Closing the iterator cancels what is under way. An exception of the stream is raised here.
    """
    bundles: queue.SimpleQueue[tuple[Item, ...] | _End] = queue.SimpleQueue()  # a tenth of what a Queue costs
    gone, over = threading.Event(), threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(
        target=_work, args=(loop, make, bundles, gone, over), name="llmclaims", daemon=True
    )
    thread.start()
    try:
        while not isinstance(bundle := bundles.get(), _End):
            yield from bundle
        if bundle.error is not None:
            raise bundle.error
    finally:
        gone.set()
        if thread.is_alive() and not loop.is_closed():
            _cancel(loop, over)
        thread.join(_PATIENCE)


def _work(
    loop: asyncio.AbstractEventLoop,
    make: Callable[[], AsyncIterator[Item]],
    bundles: queue.SimpleQueue[tuple[Item, ...] | _End],
    gone: threading.Event,
    over: threading.Event,
) -> None:
    """Pump the stream into the queue until it ends; what ended it goes last. ``over`` is set when it has."""
    ready: list[Item] = []

    def hand_over() -> None:
        if ready:
            bundles.put(tuple(ready))
            ready.clear()

    async def pump() -> None:
        stream = make()
        try:
            async for item in stream:
                if not ready:
                    loop.call_soon(hand_over)  # with all that comes before the stream waits for something
                ready.append(item)
                if len(ready) >= _BUNDLE:
                    hand_over()
                if bundles.qsize() >= _WAITING:
                    hand_over()
                    await asyncio.to_thread(_wait_for_room, bundles, gone)
        finally:
            hand_over()
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator has it

    asyncio.set_event_loop(loop)
    error: BaseException | None = None
    try:
        loop.run_until_complete(loop.create_task(pump()))
    except (Exception, asyncio.CancelledError) as caught:  # noqa: BLE001 - handed to the reader
        error = caught
    finally:
        over.set()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    _wait_for_room(bundles, gone)
    bundles.put(_End(error))


def _wait_for_room(bundles: queue.SimpleQueue[Any], gone: threading.Event) -> None:
    """Wait for the reader, unless there is none any more."""
    while not gone.is_set() and bundles.qsize() >= _WAITING:
        gone.wait(_PAUSE)


def _cancel(loop: asyncio.AbstractEventLoop, over: threading.Event) -> None:
    def stop() -> None:
        if over.is_set():  # what is under way now only closes the loop
            return
        for task in asyncio.all_tasks(loop):
            task.cancel()

    try:
        loop.call_soon_threadsafe(stop)
    except RuntimeError:  # closed in between: nothing is left to cancel
        return
