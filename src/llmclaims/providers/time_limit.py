"""A time limit that counts the network alone: it stands still while this program keeps its own event loop busy."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

_TICKS = 20
_LONGEST_TICK = 0.5
_LATE = 0.05
"""Seconds by which a tick may come late before the loop counts as held."""


@contextlib.asynccontextmanager
async def time_limit(seconds: float) -> AsyncIterator[Callable[[float], None]]:
    """Raise ``TimeoutError`` once what is inside has waited for so many seconds; what it gives adds more of them.

    The time is counted in ticks. One that comes late says that the loop was held, by the verification of a large
    answer or by the program around us: meanwhile a reply that had arrived could not be taken, so it counts as one tick,
    and if it is the last, what is ready has one more.
    """
    loop = asyncio.get_running_loop()
    tick = min(seconds / _TICKS, _LONGEST_TICK)
    left = seconds
    spared = False
    timer: asyncio.TimerHandle
    async with asyncio.timeout(None) as scope:

        def count(since: float, due: float) -> None:
            nonlocal left, timer, spared
            now = loop.time()
            held = now - due > tick + _LATE
            left -= tick if held else now - since
            if left > 0:
                timer = later(now, tick if held else min(tick, left))
            elif held and not spared:
                spared = True
                timer = later(now, tick)
            else:
                scope.reschedule(now)

        def later(now: float, wait: float) -> asyncio.TimerHandle:
            return loop.call_at(now + wait, count, now, now + wait)

        def more(seconds: float) -> None:
            nonlocal left
            left += seconds

        timer = later(loop.time(), tick)
        try:
            yield more
        finally:
            timer.cancel()
