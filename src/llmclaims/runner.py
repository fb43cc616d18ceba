"""Asking a provider: how many at a time, how fast, how often, and what it costs.

The only place that knows about money and time. A ``Runner`` takes requests one by one, in any number at
once, and gives back replies: from the cache where it can, else over the wire with one layer of retries.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from llmclaims.errors import (
    CassetteMissingError,
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ReplyError,
)
from llmclaims.pace import Allowance, Slots, pause, until_stopped
from llmclaims.providers import Wire
from llmclaims.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from tenacity import RetryCallState

    from llmclaims.cache import Cache, OffLoop
    from llmclaims.config import ProviderSettings, Settings
    from llmclaims.providers import Provider, Reply, Request
    from llmclaims.recording import Recorder

logger = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds after which a request is not tried again, counted from its first try."""
UNREADABLE_TRIES = 2
"""How often a request is sent whose replies cannot be read: another sample may be readable."""
_TOKENS_A_CHARACTER = 0.25
"""An estimate for the first request; after that the last answer's own count is used."""
_UNANSWERED = Usage(requests=1)
ENDED = "the run was ended before its turn."


class Runner:
    """One provider, asked within its limits. An async context manager; for one event loop.

    ``usage`` is all that was spent through it, what failed included.
    """

    def __init__(  # noqa: PLR0913 - what a run shares, and two for tests
        self,
        provider: Provider | Wire,
        settings: ProviderSettings,
        *,
        cache: Cache | None = None,
        read_cache: bool = True,
        fallback: Runner | None = None,
        stop: Callable[[], bool] = bool,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``cache`` None: nothing is kept. ``read_cache`` False: replies are kept, but not read.

        ``stop`` is asked before each request; once it says True nothing more is sent, and what waits fails
        with a ``ProviderError`` whose ``attempts`` is 0 where it was never sent.
        """
        self.provider = provider
        self.settings = settings
        self.usage = Usage()
        self._kept = _off_loop(cache) if cache else None
        self._read_cache = read_cache
        self._fallback = fallback
        self._stop = stop
        self._sleep = sleep
        self._clock = clock
        self._slots = Slots(settings.concurrency)
        self._requests = Allowance(settings.requests_per_minute, clock)
        self._tokens = Allowance(settings.tokens_per_minute, clock)
        self._tokens_a_character = _TOKENS_A_CHARACTER
        self._resume = clock()
        self._stopped: ProviderError | None = None

    async def ask(self, request: Request) -> Reply:
        """An answer, from the cache or from the provider, or else from its fallback.

        Raises:
            ProviderError: no answer could be had. A refused key, or being told to wait longer than anybody
                would, ends the run: every later call raises the same at once, and nothing more is sent.
            ReplyError: the answers are unreadable as a whole.
            CassetteError: a recorded run does not hold the exchange.
        """
        try:
            if isinstance(self.provider, Wire):
                return await self._over(self.provider, request)
            reply = await self.provider(request)
            self.usage += reply.usage
        except (ProviderError, ReplyError) as error:
            if self._fallback is None:
                raise
            logger.info("%s; asking %s instead", error, self._fallback.provider.name)
            return await self._fallback.ask(request)
        return reply

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Release connections and the thread of the cache."""
        if isinstance(self.provider, Wire):
            await self.provider.close()
        if self._fallback is not None:
            await self._fallback.__aexit__()
        if self._kept is not None:
            await self._kept.close()

    async def _over(self, wire: Wire, request: Request) -> Reply:
        from llmclaims.cache import request_key

        body = wire.body(request)
        ask = _Ask(request, body, request_key(wire.protocol, wire.base_url, body))
        found = await self._found(wire, ask)
        if found is not None:
            return found
        try:
            return await self._persistently(wire, ask)
        except CassetteMissingError as error:
            raise _named(error, request) from error
        except (ProviderError, ReplyError) as error:
            error.attempts = ask.usage.requests
            raise

    async def _found(self, wire: Wire, ask: _Ask) -> Reply | None:
        """The reply in the cache; one that does not parse was paid for, but is no answer."""
        if self._kept is None or not self._read_cache:
            return None
        raw = await self._kept.get(ask.key)
        if raw is None:
            return None
        try:
            reply = wire.read(ask.request, raw)
        except (ProviderError, ReplyError):
            return None
        hit = Usage(cache_hits=1)
        self.usage += hit
        return replace(reply, usage=hit, attempts=0)

    async def _persistently(self, wire: Wire, ask: _Ask) -> Reply:
        """The one layer of retries."""
        from tenacity import AsyncRetrying, retry_if_exception

        # A policy for each request: one shared by concurrent calls mixes up their states.
        policy = AsyncRetrying(
            retry=retry_if_exception(ask.worth_another_try),
            stop=lambda state: self._enough(ask, state),
            wait=pause,
            sleep=self._sleep,
            reraise=True,
        )

        async def once() -> Reply:  # tenacity awaits only what it recognises as a coroutine function
            return await self._once(wire, ask)

        return await policy(once)

    def _enough(self, ask: _Ask, state: RetryCallState) -> bool:
        elapsed = self._clock() - ask.started + state.upcoming_sleep
        return state.attempt_number >= self.settings.max_attempts or elapsed > PATIENCE or self._stop()

    async def _once(self, wire: Wire, ask: _Ask) -> Reply:
        with self._watched(ask):
            raw = await self._sent(wire, ask)
            self._slots.answered()
            if self._kept is not None:
                await self._kept.put(ask.key, raw)
            spent = wire.usage(raw)
            self._spend(ask, spent)
            if ask.length and spent.input_tokens:
                took = spent.input_tokens + spent.output_tokens
                self._tokens.give_back(ask.tokens - took)
                self._tokens_a_character = took / ask.length
            reply = wire.read(ask.request, raw)
        return replace(reply, usage=ask.usage, attempts=ask.usage.requests)

    async def _sent(self, wire: Wire, ask: _Ask) -> str:
        async with self._slots:  # held by what is on the wire alone, not by what waits for another try
            await self._cleared(ask)
            try:
                async with asyncio.timeout(self.settings.timeout):
                    return await wire.send(ask.body)
            except TimeoutError:
                self._spend(ask, _UNANSWERED)
                raise ProviderUnavailableError(
                    f"{wire.name} ({wire.model}) did not answer within {self.settings.timeout:g} s; "
                    "raise timeout, or run the command again later.",
                    provider=wire.name,
                    model=wire.model,
                    retryable=True,
                ) from None
            except ProviderError:
                self._spend(ask, _UNANSWERED)
                raise

    async def _cleared(self, ask: _Ask) -> None:
        """Waits until the provider's limits and its last Retry-After let this request go."""
        if self.settings.tokens_per_minute:
            ask.length = len(json.dumps(ask.body, ensure_ascii=False))
            ask.tokens = ask.length * self._tokens_a_character
        wait = max(self._requests.take(1), self._tokens.take(ask.tokens), self._resume - self._clock())
        if wait > 0 and not self._stop():
            await self._sleep(wait)
        if self._stop():
            raise ProviderError(ENDED, provider=self.provider.name, model=self.provider.model)
        if self._stopped is not None:
            why = self._stopped
            raise type(why)(str(why), provider=why.provider, model=why.model)
        ask.started = ask.started or self._clock()

    @contextlib.contextmanager
    def _watched(self, ask: _Ask) -> Iterator[None]:
        """What one request learns about the provider holds for all the others."""
        try:
            yield
        except ProviderError as error:
            wait = error.retry_after or 0.0
            if isinstance(error, ProviderAuthError) or wait > PATIENCE:
                self._stopped = self._stopped or error
            elif isinstance(error, (ProviderRateLimitError, ProviderUnavailableError)):
                self._slots.overloaded()
                self._resume = max(self._resume, self._clock() + wait)
            raise
        except ReplyError:
            ask.unreadable += 1
            raise

    def _spend(self, ask: _Ask, spent: Usage) -> None:
        ask.usage += spent
        self.usage += spent


@dataclass(slots=True, eq=False)
class _Ask:
    """One request on its way: what was tried so far."""

    request: Request
    body: Mapping[str, Any]
    key: str
    started: float = 0.0
    length: int = 0
    tokens: float = 0.0
    unreadable: int = 0
    usage: Usage = field(default_factory=Usage)

    def worth_another_try(self, error: BaseException) -> bool:
        """Whether the same request may succeed where it just failed."""
        if isinstance(error, ReplyError):
            return self.unreadable < UNREADABLE_TRIES
        return isinstance(error, ProviderError) and error.retryable


def _off_loop(cache: Cache) -> OffLoop:
    from llmclaims.cache import OffLoop  # imports diskcache

    return OffLoop(cache)


def _named(error: CassetteMissingError, request: Request) -> CassetteMissingError:
    """The same, saying which paragraph it was about."""
    where = request.document.path or request.document.id
    return CassetteMissingError(f"{where}, paragraph {request.paragraph.index}: {error}", key=error.key)


def open_runner(
    settings: Settings,
    stage: str = "extract",
    recorder: Recorder | None = None,
    stop: Callable[[], bool] = bool,
) -> Runner:
    """The runner that the configuration names for a stage, with its chain of fallbacks and the reply cache.

    With a ``recorder`` there is no cache, and a replay does not wait between tries. ``stop`` as for Runner.

    Raises:
        ConfigError: a provider is unknown, has no model or no key, or falls back on itself, or the cache
            cannot be used.
    """
    from llmclaims.providers.registry import connect_chain

    providers = connect_chain(settings, stage)
    cache = None
    if recorder is None and any(isinstance(provider, Wire) for provider, _ in providers):
        from llmclaims.cache import Cache

        cache = Cache(settings.cache_dir)
    sleep = until_stopped(recorder.sleep if recorder else asyncio.sleep, stop)
    runner = None
    for provider, one in reversed(providers):
        runner = Runner(
            provider, one, cache=cache, read_cache=settings.cache, fallback=runner, stop=stop, sleep=sleep
        )
    assert runner is not None
    return runner
