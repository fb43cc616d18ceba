"""One request on its way: what was tried so far, and when another try is worth it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import place_of
from llmclaims.errors import (
    CassetteMissingError,
    ProviderError,
    ProviderUnavailableError,
    ProviderUnreachableError,
    ReplyError,
)
from llmclaims.inference.budget import Hold
from llmclaims.inference.rate_limit import pause
from llmclaims.providers.prompt_length import refuse_cut_prompt
from llmclaims.providers.time_limit import time_limit
from llmclaims.schema.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from tenacity import RetryCallState

    from llmclaims.providers.base import Reply, Request, Wire

PATIENCE = 600.0
"""Seconds after which a request is not tried again, counted from its first try."""
FEW = 5
"""Requests that a provider may fail for good without ever having answered: the others would fail alike."""
UNREADABLE_TRIES = 2
"""How often a request is sent whose replies cannot be read: another sample may be readable."""


@dataclass(slots=True, eq=False)
class Ask:
    """One request and its tries. ``length`` is in characters; ``hold`` is the money set aside for this try.

    ``reached`` says that one of the tries found somebody, whatever came of it.
    """

    request: Request
    body: Mapping[str, Any]
    key: str
    started: float = 0.0
    length: int = 0
    tokens: float = 0.0
    hold: Hold = field(default_factory=Hold)
    unreadable: int = 0
    reached: bool = False
    usage: Usage = field(default_factory=Usage)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold one try: money still set aside at its end was for a reply that never came, or that nobody waited for."""
        try:
            yield
        finally:
            self.hold.settle(None)

    async def sent(self, wire: Wire, seconds: float) -> str:
        """Send it once, within so many seconds, and return the raw reply.

        Raises:
            ProviderError: there is none.
        """
        try:
            async with time_limit(seconds):
                return await wire.send(self.body)
        except TimeoutError:
            self.hold.settle(None)  # it may have been worked on, and then it is paid for
            raise ProviderUnavailableError(
                f"{wire.name} ({wire.model}) did not answer within {seconds:g} s; "
                "raise timeout, or run the command again later.",
                provider=wire.name,
                model=wire.model,
                retryable=True,
            ) from None

    def read(self, wire: Wire, raw: str) -> Reply:
        """Return a reply to the whole request, as the wire reads it.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer, or answers a prompt that was cut.
        """
        reply = wire.read(self.request, raw)
        refuse_cut_prompt(self.request, reply)
        return reply

    def located(self, error: CassetteMissingError) -> CassetteMissingError:
        """Return the same error, saying which paragraph it was about."""
        message = f"{place_of(self.request.document, *self.request.paragraphs)}: {error}"
        return CassetteMissingError(message, key=error.key)

    def worth_another_try(self, error: BaseException) -> bool:
        """Tell whether the same request may succeed where it just failed."""
        if isinstance(error, ReplyError):
            return self.unreadable < UNREADABLE_TRIES
        return isinstance(error, ProviderError) and error.retryable


class FirstAnswer:
    """What a provider makes of a run before its first answer is read; from then on it is believed to answer again.

    Until then the line is not sent faster than it is read: twice ``concurrency`` requests are under way at most.
    Once something has failed, no more than ``FEW`` are: if all of them fail for good, nobody else need wait for
    the same. ``unread`` holds the requests whose replies are there and not read yet.
    """

    def __init__(self, concurrency: int) -> None:
        """Begin with nothing known."""
        self._most = max(FEW, 2 * concurrency)
        self.unread: set[Ask] = set()
        self._is_there = False
        self._has_failed = False
        self._in_vain = 0
        self._begun: set[Ask] = set()
        self._read_first: set[Ask] = set()
        self._news = asyncio.Event()

    async def turn(self, ask: Ask) -> None:
        """Wait until a request may be tried."""
        while self.keeps_back(ask):
            await self._news.wait()

    def keeps_back(self, ask: Ask) -> bool:
        """Tell whether a request has to wait for what becomes of others."""
        if self._is_there:
            return False
        return ask not in self._begun and len(self._begun) >= (FEW if self._has_failed else self._most)

    def begun(self, ask: Ask) -> None:
        """Take in that a request is tried."""
        self._begun.add(ask)

    def failed(self, error: ProviderError) -> None:
        """Take in that one try failed; a server that is out of reach is looked for in another way."""
        self._has_failed |= not (error.about_text or isinstance(error, ProviderUnreachableError))

    def is_hopeless(self, error: ProviderError) -> bool:
        """Tell whether what failed for good was one too many, and no reply that is there may still be an answer."""
        if self._is_there or error.about_text:
            return False
        self._in_vain += 1
        if self._in_vain == FEW:
            self._read_first = set(self.unread)
        return self._in_vain >= FEW and not self._read_first & self.unread

    def read(self) -> None:
        """Take in that there was an answer."""
        self._is_there = True
        self._tell()

    def finished(self, ask: Ask) -> None:
        """Take in that a request is through, whatever came of it."""
        self._begun.discard(ask)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


@dataclass(frozen=True, slots=True)
class Retries:
    """The one layer of retries: so many tries, within ``PATIENCE``, until ``stop`` says True."""

    most: int
    stop: Callable[[], bool]
    sleep: Callable[[float], Awaitable[None]]
    clock: Callable[[], float] = time.monotonic

    async def __call__(self, ask: Ask, once: Callable[[Ask], Awaitable[Reply]]) -> Reply:
        """Try until it works or it is enough; what the last try raised comes out."""
        try:
            return await once(ask)  # nearly always all there is: a policy is built for the others
        except (ProviderError, ReplyError) as error:
            if not ask.worth_another_try(error):
                raise
            first: Exception | None = error
        from tenacity import AsyncRetrying, retry_if_exception

        # A policy for each request: one shared by concurrent calls mixes up their states.
        policy = AsyncRetrying(
            retry=retry_if_exception(ask.worth_another_try),
            stop=lambda state: self._enough(ask, state),
            wait=pause,
            sleep=self.sleep,
            reraise=True,
        )

        async def one_try() -> Reply:  # tenacity awaits only what it recognises as a coroutine function
            nonlocal first
            if first is not None:
                failed, first = first, None
                raise failed
            return await once(ask)

        return await policy(one_try)

    def _enough(self, ask: Ask, state: RetryCallState) -> bool:
        elapsed = self.clock() - ask.started + state.upcoming_sleep
        return state.attempt_number >= self.most or elapsed > PATIENCE or self.stop()
