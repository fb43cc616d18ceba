"""One limit on the cost for all workers: the money stands in one place, and each draws what it needs next.

Equal shares would end one worker's part while another has money left, and give a worker that died a second
share. What a dead worker had drawn and not spent is not given to anybody: the limit holds all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.errors import ProviderError
from llmclaims.inference.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from llmclaims.inference.budget import Forecast, Hold

DRAWS = 20
"""Times that each worker may draw an equal part, if nobody needs more."""


class Purse:
    """What is left of a limit; an actor of its own in a cluster."""

    def __init__(self, limit: float) -> None:
        """``limit`` in the currency of the prices."""
        self._left = limit

    def draw(self, amount: float) -> float:
        """As much of an amount as is left, which is gone then."""
        drawn = min(amount, self._left)
        self._left -= drawn
        return drawn


class DrawnBudget(Budget):
    """A worker's budget, which grows by what it draws from the purse and ends when that is empty."""

    def __init__(self, total: float, portion: float, draw: Callable[[float], Awaitable[float]]) -> None:
        """``total`` is the limit of all workers, ``portion`` what is drawn at a time, where that is enough."""
        super().__init__(0.0)
        self._total = total
        self._portion = portion
        self._draw = draw
        self._empty = False

    async def hold(self, forecast: Forecast, characters: int) -> Hold:
        """Set aside what a request is likely to cost, drawn first where it is not there.

        Raises:
            ProviderError: it does not fit any more.
        """
        while True:
            await self._fill(forecast.cost(characters))
            try:
                return await super().hold(forecast, characters)
            except ProviderError:
                if self._empty:
                    raise
                self.ended = ""  # an answer taught that the next one takes more than was drawn for it

    async def _fill(self, amount: float) -> None:
        assert self.limit is not None
        short = self.spent + self._held + amount - self.limit
        if short <= 0 or self._empty:
            return
        wanted = max(short, self._portion)
        drawn = await self._draw(wanted)
        self.limit += drawn
        self._empty = drawn < wanted

    def _why(self, amount: float) -> str:
        return (
            f"the limit of {self._total:g} on the cost, which all workers share, is reached (the next request may "
            f"cost {amount:.4f}); run it again with a higher max_cost, and the answers so far come free from the cache."
        )
