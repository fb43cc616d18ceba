"""How a run comes to its runners: who is asked for a stage, with its fallbacks, the reply cache and the budget."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from llmclaims.config.settings import Settings
from llmclaims.inference.budget import budget_for
from llmclaims.inference.rate_limit import until_stopped
from llmclaims.inference.recording import Recorder
from llmclaims.inference.runner import Runner
from llmclaims.providers.base import is_wire

Opener = Callable[..., Runner]
"""How a run comes to its runners: ``open_runner``, or what is called in its place."""


def open_runner(
    settings: Settings,
    stage: str = "extract",
    recorder: Recorder | None = None,
    stop: Callable[[], bool] = bool,
    beside: Runner | None = None,
    make: Callable[..., Runner] = Runner,
) -> Runner:
    """Return the runner that the configuration names for a stage, with its chain of fallbacks and the reply cache.

    With a ``recorder`` there is no cache, and a replay does not wait between tries. ``stop`` as for Runner.
    ``beside`` is another runner of the run, whose budget this one shares. ``make`` makes a runner, as ``Runner`` does.

    Raises:
        ConfigError: a provider is unknown, has no model or no key, or falls back on itself, the cache
            cannot be used, or there is a limit on the cost and no price to hold it by.
    """
    from llmclaims.providers.registry import connect_chain

    providers = connect_chain(settings, stage)
    cache = None
    if recorder is None and any(is_wire(provider) for provider, _ in providers):
        from llmclaims.inference.cache import Cache

        cache = Cache(settings.cache_dir)
    asked = [(provider.name, one) for provider, one in providers]
    limit = None if recorder is not None and recorder.mode == "replay" else settings.max_cost
    budget = budget_for(limit, asked, kept=cache is not None and settings.cache)
    shared = {
        "cache": cache,
        "read_cache": settings.cache,
        "budget": beside.budget if beside else budget,  # one limit holds for all that a run asks
        "stop": stop,
        "sleep": until_stopped(recorder.sleep if recorder else asyncio.sleep, stop),
    }
    runner = None
    for provider, one in reversed(providers):
        runner = make(provider, one, fallback=runner, **shared)
    assert runner is not None
    return runner


@asynccontextmanager
async def stage_runner(
    settings: Settings,
    stage: str,
    runner: Runner,
    recorder: Recorder | None = None,
    stop: Callable[[], bool] = bool,
    opener: Opener | None = None,
) -> AsyncIterator[Runner]:
    """Yield who answers in a stage: one of its own for ``[stages]``, which shares the budget, else the run's ``runner``.

    ``opener`` opens that one; None: as the configuration has it. Errors as for ``open_runner``.
    """
    if stage not in settings.stages:
        yield runner
        return
    async with (opener or open_runner)(settings, stage, recorder, stop=stop, beside=runner) as own:
        yield own
