"""Asking a provider: how many at a time, how fast, how often, and what it costs.

The only place that knows about money and time. A ``Runner`` takes requests one by one, in any number at
once, and gives back replies: from the cache where it can, else over the wire with one layer of retries.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from llmclaims.errors import (
    CassetteMissingError,
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderUnknownError,
    ProviderUnreachableError,
    ReplyError,
)
from llmclaims.inference.async_cache import AsyncCache
from llmclaims.inference.budget import Budget, Forecast, length
from llmclaims.inference.rate_limit import Pace
from llmclaims.inference.retry import PATIENCE, Ask, FirstAnswer, Retries
from llmclaims.providers.background import computed
from llmclaims.providers.base import is_wire
from llmclaims.schema.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.inference.cache import Cache
    from llmclaims.providers.base import Provider, Reply, Request, Wire

logger = logging.getLogger(__name__)

_UNANSWERED = Usage(requests=1)
ENDED = "the run was ended before its turn."


class Runner:
    """One provider, asked within its limits. An async context manager; for one event loop.

    ``usage`` is all that was spent through it, what failed included; ``budget`` may be shared with others.
    """

    def __init__(  # noqa: PLR0913 - what a run shares, and two for tests
        self,
        provider: Provider | Wire,
        settings: ProviderSettings,
        *,
        cache: Cache | None = None,
        read_cache: bool = True,
        fallback: Runner | None = None,
        budget: Budget | None = None,
        stop: Callable[[], bool] = bool,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``cache`` None: nothing is kept. ``read_cache`` False: replies are kept, but not read.

        ``budget`` is shared with the fallback; once it has ended nothing more is sent, as with ``stop``.
        ``stop`` is asked before each request; once it says True nothing more is sent, and what waits fails
        with a ``ProviderError`` whose ``attempts`` is 0 where it was never sent.
        """
        self.provider = provider
        self.settings = settings
        self.usage = Usage()
        self._kept = AsyncCache(cache) if cache else None
        self._read_cache = read_cache
        self._fallback = fallback
        self._stop = stop
        self._sleep = sleep
        self._clock = clock
        self._retries = Retries(settings.max_attempts, stop, sleep, clock)
        self._pace = Pace(settings, clock)
        self._forecast = Forecast(settings)
        self.budget = budget or Budget(None)
        self._stopped: ProviderError | None = None
        self._answered_once = False
        self._first = FirstAnswer(settings.concurrency)

    @property
    def spent(self) -> Usage:
        """Return what was spent here and by every fallback, what failed included."""
        return self.usage + self._fallback.spent if self._fallback else self.usage

    @property
    def ended(self) -> str:
        """Say why nothing more is sent, "" while something is."""
        if self.budget.ended or self._stop():
            return self.budget.ended or "it was interrupted."
        if self._stopped is None:
            return ""
        return self._fallback.ended if self._fallback else str(self._stopped)

    async def ask(self, request: Request) -> Reply:
        """Return an answer, from the cache or from the provider, or else from its fallback.

        Raises:
            ProviderError: no answer could be had. A refused key, being told to wait longer than anybody
                would, and, before there was any answer, an unknown model, a server that is not there, or ``FEW``
                requests that failed for good end the run: every later call raises the same at once, and
                nothing more is sent.
            ReplyError: the answers are unreadable as a whole.
            CassetteError: a recorded run does not hold the exchange.
        """
        try:
            provider = self.provider
            if is_wire(provider):
                return await self._over(provider, request)
            reply = await provider(request)  # type: ignore[operator]  # a Provider: mypy does not narrow the rest
            self.usage += reply.usage
        except (ProviderError, ReplyError) as error:
            if self._fallback is None or self.budget.ended:
                raise
            logger.info("%s; asking %s instead", error, self._fallback.provider.name)
            return await self._fallback.ask(request)
        return reply

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Release connections and the thread of the cache."""
        if is_wire(self.provider):
            await self.provider.close()
        if self._fallback is not None:
            await self._fallback.__aexit__()
        if self._kept is not None:
            await self._kept.close()

    async def _over(self, wire: Wire, request: Request) -> Reply:
        from llmclaims.inference.cache import request_key

        body = wire.body(request)
        ask = Ask(request, body, request_key(wire.protocol, wire.base_url, body))
        found = await self._found(wire, ask)
        if found is not None:
            return found
        try:
            return await self.fetch(wire, ask)
        except CassetteMissingError as error:
            raise ask.located(error) from error
        except (ProviderError, ReplyError) as error:
            if isinstance(error, ProviderUnreachableError) and not self._answered_once:
                self._stopped = self._stopped or error
            unsent = self._stopped is not None and error is not self._stopped and not ask.reached
            error.attempts = 0 if unsent else ask.usage.requests
            raise

    async def fetch(self, wire: Wire, ask: Ask) -> Reply:
        """Ask over the wire, with its tries; a dry run puts something else here.

        Raises:
            ProviderError: no answer could be had.
            ReplyError: the answers are unreadable as a whole.
        """
        try:
            return await self._retries(ask, lambda one: self._once(wire, one))
        except ProviderError as error:
            if not self.ended and self._first.is_hopeless(error):
                self._stopped = error
            raise
        finally:
            self._first.finished(ask)

    async def _found(self, wire: Wire, ask: Ask) -> Reply | None:
        """Return the reply in the cache; one that does not parse, or broke off at once, is none.

        Raises:
            ProviderError, ReplyError: it is no answer, and its paragraphs were asked about each by itself for that.
        """
        if self._kept is None or not self._read_cache:
            return None
        raw = await self._kept.get(ask.key)
        if raw is None:
            return None
        try:
            reply = await computed(lambda: ask.read(wire, raw), len(raw))
        except (ProviderError, ReplyError) as error:
            if ask.request.can_be_split and error.about_text:
                error.attempts = 1  # an earlier run's
                raise
            logger.info("a reply on disk is no answer and is asked for again: %s", error)
            return None
        except Exception:  # it is anybody's, and must not stick
            logger.exception("a reply on disk breaks the reader and is asked for again")
            return None
        if reply.truncated and not any(reply.items.values()) and not ask.request.can_be_split:
            return None
        return self.hit(ask, reply)

    def hit(self, ask: Ask, reply: Reply) -> Reply:  # noqa: ARG002 - for a dry run, which looks at what is known
        """Return an answer from the disk, which costs nothing now."""
        self.usage += Usage(cache_hits=1)
        return replace(reply, attempts=0)

    async def _once(self, wire: Wire, ask: Ask) -> Reply:
        with self._watched(ask), ask.held():
            raw = await self._sent(wire, ask)
            self._pace.slots.answered()
            spent = await computed(lambda: wire.usage(raw), len(raw))
            self._forecast.learn(ask.length, spent)
            self._spend(ask, spent)
            if spent.input_tokens:
                self._pace.tokens.give_back(ask.tokens - spent.input_tokens - spent.output_tokens)
            reply = await computed(lambda: ask.read(wire, raw), len(raw))
            self._first.read()
        return replace(reply, attempts=ask.usage.requests)

    async def _sent(self, wire: Wire, ask: Ask) -> str:
        # Hold the slot until the reply is on disk: a crash then loses at most ``concurrency`` replies.
        raw = None
        while raw is None:
            await self._first.turn(ask)
            async with self._pace.slots:
                if self._first.keeps_back(ask):  # something failed while it waited for a slot
                    continue
                self._first.begun(ask)
                await self._cleared(ask)
                raw = await self._answered(wire, ask)
                if self._kept is not None:
                    await self._kept.put(ask.key, raw)
        if self._kept is not None:
            await self._kept.settle()  # nothing is shown of it before it is safe from a power cut
        return raw

    async def _answered(self, wire: Wire, ask: Ask) -> str:
        try:
            raw = await ask.sent(wire, self.settings.timeout)
        except ProviderError as error:
            ask.reached = ask.reached or not isinstance(error, ProviderUnreachableError)
            self._spend(ask, _UNANSWERED)
            raise
        ask.reached = self._answered_once = True
        self._first.unread.add(ask)
        return raw

    async def _cleared(self, ask: Ask) -> None:
        """Wait until the provider's limits, its last Retry-After and the budget let this request go."""
        self._check_open()
        if self.settings.tokens_per_minute or self.budget.limit is not None:
            ask.length = ask.length or length(ask.body)
            ask.tokens = self._forecast.tokens(ask.length)
        wait = self._pace.take(ask.tokens)
        if wait > 0 and not self._stop():
            await self._sleep(wait)
        ask.hold = await self.budget.hold(self._forecast, ask.length)
        try:
            self._check_open()
        except ProviderError:
            ask.hold.settle(0.0)
            raise
        ask.started = ask.started or self._clock()

    def _check_open(self) -> None:
        """Refuse to send once the run was ended, the key was refused or the budget is spent."""
        if self._stop() or self.budget.ended:
            why = ENDED if self._stop() else self.budget.ended
            raise ProviderError(why, provider=self.provider.name, model=self.provider.model)
        if (why_not := self._stopped) is not None:
            raise type(why_not)(str(why_not), provider=why_not.provider, model=why_not.model)

    @contextlib.contextmanager
    def _watched(self, ask: Ask) -> Iterator[None]:
        """Let what one request learns about the provider hold for all the others."""
        try:
            yield
        except ProviderError as error:
            self._first.failed(error)
            wait = error.retry_after or 0.0
            unknown = isinstance(error, ProviderUnknownError) and not self._answered_once
            if isinstance(error, ProviderAuthError) or unknown or wait > PATIENCE:
                self._stopped = self._stopped or error
            elif isinstance(error, ProviderUnreachableError) and not self._answered_once:
                if self._pace.absent():
                    error.retryable = False
                    self._stopped = self._stopped or error
            elif isinstance(error, (ProviderRateLimitError, ProviderUnavailableError)):
                self._pace.overloaded(wait)
            raise
        except ReplyError:
            self._first.read()
            ask.unreadable += 1
            raise
        finally:
            self._first.unread.discard(ask)

    def _spend(self, ask: Ask, spent: Usage) -> None:
        ask.hold.settle(spent.cost)
        ask.usage += spent
        self.usage += spent
