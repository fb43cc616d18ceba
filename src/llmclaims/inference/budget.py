"""Money before it is spent: what a request is likely to take, and a limit that counts what is in flight."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.errors import ConfigError, ProviderError
from llmclaims.providers.registry import BUILTIN, wire_class
from llmclaims.schema.usage import Usage

CHARACTERS_A_TOKEN = 4
"""The usual rule of thumb for English; no model's own tokenizer is at hand."""
TYPICAL_ANSWER = 1195
LONGEST_ANSWER = 3858
"""Output tokens of an answer about 1,000 characters of paragraphs, the median of those in cassettes/, and of the longest of them;
each is about a whole article (n = 3, from 10,300 to 15,434 characters), at four characters a token."""


def length(body: Mapping[str, Any]) -> int:
    """Return the number of characters of a request's body, written as JSON."""
    return len(json.dumps(body, ensure_ascii=False))


def tokens_of(characters: int) -> int:
    """Estimate the tokens of so many characters, rounded up."""
    return -(-characters // CHARACTERS_A_TOKEN)


def cost_of(input_tokens: float, output_tokens: float, price: Price) -> float:
    """Return what so many tokens cost when the provider has none of them in its own cache."""
    return (input_tokens * price.input + output_tokens * price.output) / 1_000_000


def answer_limit(settings: ProviderSettings) -> int | None:
    """Return the most output tokens that the configured parameters allow one answer, None where they do not say."""
    names = () if settings.protocol == BUILTIN else wire_class(settings.protocol).answer_limits
    limits = [settings.parameters.get(name) for name in names]
    return next((limit for limit in limits if isinstance(limit, int)), None)


class Forecast:
    """What one provider's next request is likely to take, learnt from what it answered."""

    def __init__(self, settings: ProviderSettings) -> None:
        """Before the first answer it is a guess, and ``learnt`` is False."""
        self.learnt = False
        self._price = settings.price
        self._limit = answer_limit(settings)
        self._tokens_a_character = self._most_input = 1 / CHARACTERS_A_TOKEN
        self._longest = LONGEST_ANSWER

    def tokens(self, characters: int) -> float:
        """Tokens, in and out, of a request of so many characters, as in the last answer."""
        return characters * self._tokens_a_character

    def cost(self, characters: int) -> float:
        """Return what such a request costs if its answer is as long as the longest so far; 0.0 without a price."""
        if self._price is None:
            return 0.0
        longest = self._longest if self._limit is None else min(self._longest, self._limit)
        return cost_of(characters * self._most_input, longest, self._price)

    def learn(self, characters: int, spent: Usage) -> None:
        """Take in what an answer really took; one that does not say teaches nothing but that it came."""
        self.learnt = True
        if not characters or not spent.input_tokens:
            return
        self._tokens_a_character = (spent.input_tokens + spent.output_tokens) / characters
        self._most_input = max(self._most_input, spent.input_tokens / characters)
        self._longest = max(self._longest, spent.output_tokens)


@dataclass(slots=True)
class Hold:
    """Money set aside for one request on the wire."""

    budget: Budget | None = None
    amount: float = 0.0

    def settle(self, cost: float | None) -> None:
        """Replace the amount by what the request cost, once; None, an unknown cost, leaves it spent."""
        budget, self.budget = self.budget, None
        if budget is not None:
            budget.settle(self.amount, self.amount if cost is None else cost)


class Budget:
    """What a run may cost at most, shared by all who are asked in it; for one event loop.

    A request is sent only if its forecast fits beside what was spent and what is set aside for the requests
    in flight. One that does not fit waits for those; if it does not fit even then, the budget has ``ended``
    and nothing more is sent. The limit can be passed only by answers in flight that are longer than every
    one before them, and a provider's first request goes out alone, so that the others know what one takes.
    """

    def __init__(self, limit: float | None, *, kept: bool = True) -> None:
        """``limit`` in the currency of the prices, None for no limit. ``kept``: answers go to the cache."""
        self.limit = limit
        self.spent = 0.0
        self.ended = ""
        self._kept = kept
        self._held = 0.0
        self._in_flight = 0
        self._settled = asyncio.Event()

    async def hold(self, forecast: Forecast, characters: int) -> Hold:
        """Set aside what a request is likely to cost, as soon as that is settled.

        Raises:
            ProviderError: it does not fit any more.
        """
        if self.limit is None:
            return Hold()
        while not self.ended:
            amount = forecast.cost(characters)
            fits = self.spent + self._held + amount <= self.limit
            if fits and (forecast.learnt or not self._in_flight):
                self._held += amount
                self._in_flight += 1
                return Hold(self, amount)
            if not self._in_flight:
                self.ended = self._why(amount)
                self._settled.set()
                break
            self._settled.clear()
            await self._settled.wait()
        raise ProviderError(self.ended)

    def settle(self, amount: float, cost: float) -> None:
        """Free an amount that was set aside and count the cost in its place; ``Hold.settle`` calls it."""
        self._in_flight -= 1
        self._held = self._held - amount if self._in_flight else 0.0
        self.spent += cost
        self._settled.set()

    def _why(self, amount: float) -> str:
        further = (
            "run the command again with a higher --max-cost, and the answers so far come free from the cache."
            if self._kept
            else "run the command again with a higher --max-cost."
        )
        return (
            f"the limit of {self.limit:g} on the cost is reached ({self.spent:.4f} spent, and the next request "
            f"may cost {amount:.4f}); {further}"
        )


def budget_for(
    limit: float | None, asked: Iterable[tuple[str, ProviderSettings]], *, kept: bool = True
) -> Budget:
    """Return the budget of a run in which those named may be asked.

    Raises:
        ConfigError: there is a limit, and somebody in the chain has no price to hold it by.
    """
    for name, settings in asked if limit is not None else ():
        if settings.price is None and settings.protocol != BUILTIN:
            raise ConfigError(
                f"--max-cost cannot be kept, because the price of {name!r} is unknown; add price = "
                f"{{ input = ..., output = ... }} to [providers.{name}] (0 for a server of your own), "
                "or leave out --max-cost."
            )
    return Budget(limit, kept=kept)
