"""The reply cache for an event loop: SQLite stays in a thread of its own, the trips to it are shared."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from llmclaims.inference.cache import Cache

Item = TypeVar("Item")
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class AsyncCache:
    """A cache for an event loop.

    What it is given is kept even when the caller is cancelled. A cache that fails is said once and then left
    alone: it must not cost a run its answers.
    """

    def __init__(self, cache: Cache) -> None:
        """``cache`` may be shared; ``close`` closes this thread's connection alone."""
        self._cache = cache
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="llmclaims-cache")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="llmclaims-disk")
        self._waiting: deque[tuple[str, str]] = deque()
        self._is_called = False
        self._writing: asyncio.Future[None]
        self._reads = _Trips[str, dict[str, str | None] | None](
            lambda keys: self._run(self._thread, cache.get_all, keys)
        )
        self._syncs = _Trips[None, None](lambda _: self._run(self._disk, cache.sync))
        self._broken = False

    async def get(self, key: str) -> str | None:
        """Return the raw reply under a key, None where there is none or the cache has failed."""
        found = await self._reads.join(key)
        return found[key] if found else None

    async def put(self, key: str, raw: str) -> None:
        """Keep a raw reply; when this returns a killed process does not lose it, unless the cache has failed."""
        if self._broken:
            return
        self._waiting.append((key, raw))
        if not self._is_called:  # else a writing is to begin yet, and takes this reply along
            self._is_called = True
            self._writing = self._begun(self._thread, self._write)
        await self._outcome(self._writing)

    async def settle(self) -> None:
        """Wait until what was put before is safe from a power cut."""
        await self._syncs.join(None)

    async def close(self) -> None:
        """Write what is waiting and close the connection."""
        await self._syncs.ended()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._cache.close)
        self._thread.shutdown(wait=True)
        self._disk.shutdown(wait=True)

    def _write(self) -> None:
        """Write all that waits at once: replies that came while the disk was busy do not queue for it one by one."""
        self._is_called = False  # before the look at what waits, or what comes now would wait for nobody
        replies = []
        with contextlib.suppress(IndexError):
            while True:
                replies.append(self._waiting.popleft())
        if replies:
            self._cache.put_all(replies)

    async def _run(
        self, thread: ThreadPoolExecutor, method: Callable[..., Result], *arguments: Any
    ) -> Result | None:
        return None if self._broken else await self._outcome(self._begun(thread, method, *arguments))

    @staticmethod
    def _begun(
        thread: ThreadPoolExecutor, method: Callable[..., Result], *arguments: Any
    ) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(thread, method, *arguments)

    async def _outcome(self, work: asyncio.Future[Result]) -> Result | None:
        """Return what comes of some work, which goes on even if its caller is cancelled; None if the cache fails."""
        try:
            return await asyncio.shield(work)
        except ConfigError as error:
            if not self._broken:
                self._broken = True
                logger.error("%s The run goes on without it, and keeps no further answer.", error)  # noqa: TRY400 - a sentence, without a traceback
            return None


class _Trips(Generic[Item, Result]):
    """Make one trip at a time; a caller that comes while one is under way goes along with the next."""

    def __init__(self, go: Callable[[list[Item]], Awaitable[Result]]) -> None:
        self._go = go
        self._way = asyncio.Lock()
        self._next: tuple[list[Item], asyncio.Task[Result]] | None = None

    async def join(self, item: Item) -> Result:
        """Take part in the next trip; what it brings back."""
        if self._next is None:
            items: list[Item] = []
            self._next = items, asyncio.create_task(self._set_out(items))
        items, trip = self._next
        items.append(item)
        return await asyncio.shield(trip)

    async def ended(self) -> None:
        """Wait for the trip that somebody has joined and left."""
        if self._next is not None:
            await self._next[1]

    async def _set_out(self, items: list[Item]) -> Result:
        async with self._way:
            self._next = None
            return await self._go(items)
