"""How fast a provider may be asked: so many at once, so much a minute, and how long to wait after a failure."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from llmclaims.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tenacity import RetryCallState

    from llmclaims.config.provider_settings import ProviderSettings

_LONGEST_PAUSE = 60.0
_PIECE = 0.25

GRACE = 2.0
"""Seconds for which a provider that has never answered may be out of reach: it may be starting just now."""
PROBE = 0.5
"""Seconds between two requests to a provider that is out of reach and has never answered."""
_BURST = 6.0
"""Seconds' worth of an allowance that may go out at once."""


class Allowance:
    """So much a minute, let through evenly after a short burst; None is no limit."""

    def __init__(self, per_minute: int | None, clock: Callable[[], float]) -> None:
        """``clock`` counts seconds."""
        self._rate = (per_minute or 0) / 60
        self._most = self._left = self._rate * _BURST
        self._clock = clock
        self._then = clock()

    def take(self, amount: float) -> float:
        """Take an amount, and return how many seconds to wait before it is used."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._then) * self._rate) - amount
        self._then = now
        return max(0.0, -self._left / self._rate)

    def give_back(self, amount: float) -> None:
        """Corrects what was taken on an estimate; less than nothing takes more."""
        self._left += amount


class Slots:
    """So many at once, in the order of asking; fewer while the provider is overloaded.

    The number is halved on overload, once for all requests that were under way then, and grows back by one
    for each round of answers (additive increase, multiplicative decrease, as in TCP).
    """

    def __init__(self, most: int) -> None:
        """Start with all of them."""
        self._most = most
        self._limit = float(most)
        self._busy = 0
        self._reported = 0
        self._alone = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """Return how many may be busy now."""
        return 1 if self._alone else int(self._limit)

    def overloaded(self) -> None:
        """Slow down: the provider cannot keep up."""
        if self._reported <= 0:
            self._limit = max(1.0, self._limit / 2)
            self._reported = self._busy

    def absent(self) -> None:
        """Nobody is there: one request at a time finds out when somebody is."""
        self._alone = True

    def answered(self) -> None:
        """Speed up again: the provider kept up."""
        self._alone = False
        self._limit = min(float(self._most), self._limit + 1 / self._limit)

    async def __aenter__(self) -> None:
        """Wait for a slot."""
        if self._busy < self.limit and not self._waiting:
            self._busy += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                await self.__aexit__()
            raise

    async def __aexit__(self, *_: object) -> None:
        """Give the slot to the caller that waits longest."""
        self._busy -= 1
        self._reported -= 1
        while self._waiting and self._busy < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)


class Pace:
    """Hold how fast one provider is asked now: its slots, its allowances, and how long to wait."""

    def __init__(self, settings: ProviderSettings, clock: Callable[[], float]) -> None:
        """Start at full speed; ``clock`` counts seconds."""
        self.slots = Slots(settings.concurrency)
        self.tokens = Allowance(settings.tokens_per_minute, clock)
        self._requests = Allowance(settings.requests_per_minute, clock)
        self._clock = clock
        self._resume = clock()
        self._absent_since: float | None = None

    def take(self, tokens: float) -> float:
        """Take a request of so many tokens, and return how many seconds it has to wait."""
        return max(self._requests.take(1), self.tokens.take(tokens), self._resume - self._clock())

    def overloaded(self, wait: float) -> None:
        """Slow down, and ask nothing for so many seconds."""
        self.slots.overloaded()
        self._resume = max(self._resume, self._clock() + wait)

    def absent(self) -> bool:
        """Look with one request at a time whether anybody comes; True once that was tried for ``GRACE``."""
        now = self._clock()
        if self._absent_since is None:
            self._absent_since = now
        self.slots.absent()
        self._resume = now + PROBE
        return now - self._absent_since >= GRACE


def until_stopped(
    sleep: Callable[[float], Awaitable[None]], stop: Callable[[], bool]
) -> Callable[[float], Awaitable[None]]:
    """Return a ``sleep`` in short pieces, which ends early once ``stop`` says True: nobody waits out a minute then."""

    async def piecewise(seconds: float) -> None:
        while seconds > 0 and not stop():
            await sleep(min(seconds, _PIECE))
            seconds -= _PIECE

    return piecewise


def pause(state: RetryCallState) -> float:
    """Return what the provider asked for, else an exponential wait with full jitter."""
    from tenacity import wait_random_exponential  # not needed by builtin

    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ProviderError) else None
    return float(wait_random_exponential(multiplier=1, max=_LONGEST_PAUSE)(state)) if asked is None else asked
