"""The synchronous face: order, errors, an early end, and a loop that runs already."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from llmclaims.inference.sync import iterate


async def _count(upto: int) -> AsyncIterator[int]:
    for number in range(upto):
        await asyncio.sleep(0)
        yield number


def test_items_come_in_order() -> None:
    """More items than fit in the queue arrive, in order."""
    assert list(iterate(lambda: _count(1000))) == list(range(1000))


def test_it_works_inside_a_running_loop() -> None:
    """A notebook has a loop of its own; reading there must not raise."""

    async def notebook() -> list[int]:
        return list(iterate(lambda: _count(5)))

    assert asyncio.run(notebook()) == [0, 1, 2, 3, 4]


def test_an_error_reaches_the_reader_behind_what_came_before() -> None:
    """What was ready is given first, then the error itself is raised."""

    async def broken() -> AsyncIterator[int]:
        yield 1
        raise ValueError("no more")

    stream = iterate(broken)
    assert next(stream) == 1
    with pytest.raises(ValueError, match="no more"):
        next(stream)


def test_an_early_end_cancels_what_is_under_way() -> None:
    """Closing the stream stops its work, runs its cleanup and leaves no thread behind."""
    closed = threading.Event()

    async def endless() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.sleep(3600)
            yield 2
        finally:
            closed.set()

    stream = iterate(endless)
    assert next(stream) == 1
    stream.close()  # type: ignore[attr-defined]
    assert closed.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "llmclaims"]
