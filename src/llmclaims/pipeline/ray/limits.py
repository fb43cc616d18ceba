"""The limits of a run, kept by all its workers together.

Each worker keeps an equal share, rounded down, of the requests at once and of the requests and tokens a minute. The
cost is not divided: equal shares would end one worker's part while another has money left, and give a worker that
died a second share. It stands in one place, and each draws what it needs next; what a dead worker had drawn and not
spent is not given to anybody: the limit holds all the same.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from llmclaims.config.provider_settings import PRESETS, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError, ProviderError
from llmclaims.inference.budget import Budget, Forecast, Hold, budget_for
from llmclaims.providers.registry import used

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


def share(settings: Settings, workers: int) -> Settings:
    """Return the settings of one of so many workers. Folders are named in full: a worker may stand elsewhere.

    Raises:
        ConfigError: a provider cannot be used, there is a limit on the cost and no price to hold it by, or
            there are more workers than a limit allows.
    """
    if workers < 1:
        raise ConfigError(f"workers is {workers}: one at least is needed.")
    asked = {  # the model stays the one in its own table
        name: (settings.providers.get(name) or PRESETS[name]).model_copy(
            update={"concurrency": one.concurrency}
        )
        for name, one in used(settings).items()
    }
    budget_for(settings.max_cost, asked.items())
    return settings.model_copy(
        update={
            "providers": settings.providers
            | {name: _shared(name, one, workers) for name, one in asked.items()},
            "concurrency": None,  # it stands in each provider now
            "max_cost": None,  # the purse holds it
            "workers": 1,  # Ray has started as many as it wants
            "cache_dir": _in_full(settings.cache_dir),
            "prompts": _in_full(settings.prompts),
        }
    )


def _shared(name: str, settings: ProviderSettings, workers: int) -> ProviderSettings:
    if settings.protocol == "builtin":
        return settings  # it asks nobody: each worker has a processor of its own
    limits = {
        limit: getattr(settings, limit)
        for limit in ("concurrency", "requests_per_minute", "tokens_per_minute")
    }
    for limit, most in limits.items():
        if most is not None and most < workers:
            raise ConfigError(
                f"{limit} = {most} of provider {name!r} cannot be divided among {workers} workers; take at most "
                f"{most}, or raise the limit."
            )
    return settings.model_copy(
        update={limit: most // workers for limit, most in limits.items() if most is not None}
    )


def _in_full(folder: str | None) -> str | None:
    """Return a folder that means the same wherever a process was started; one under ``~`` stays each node's own."""
    return folder if folder is None or folder.startswith("~") else str(Path(folder).absolute())
