"""A limit that holds for a whole run, divided among the workers that keep it.

Nobody counts for all of them while they work: each keeps its share of the requests and tokens a minute and of the
requests at once, rounded down, and together they keep the limit. The cost is not divided, see ``purse``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.config.settings import PRESETS
from llmclaims.errors import ConfigError
from llmclaims.inference.budget import budget_for

if TYPE_CHECKING:
    from llmclaims.config.settings import ProviderSettings, Settings


def share(settings: Settings, workers: int) -> Settings:
    """The settings of one of so many workers. Folders are named in full: a worker may stand elsewhere.

    Raises:
        ConfigError: a provider cannot be used, there is a limit on the cost and no price to hold it by, or
            there are more workers than a limit allows.
    """
    if workers < 1:
        raise ConfigError(f"workers is {workers}: one at least is needed.")
    asked = _asked(settings)
    budget_for(settings.max_cost, asked.items())
    return settings.model_copy(
        update={
            "providers": settings.providers
            | {name: _shared(name, one, workers) for name, one in asked.items()},
            "concurrency": None,  # it stands in each provider now
            "max_cost": None,  # the purse holds it
            "cache_dir": _in_full(settings.cache_dir),
            "prompts": _in_full(settings.prompts),
        }
    )


def _asked(settings: Settings) -> dict[str, ProviderSettings]:
    """Every provider that a run may ask, fallbacks included, by its name; the model is the one in its own table."""
    found: dict[str, ProviderSettings] = {}
    for stage in ("extract", *settings.stages):
        name: str | None
        name, one = settings.for_stage(stage)
        while name is not None and name not in found:
            table = settings.providers.get(name) or PRESETS[name]
            found[name] = table.model_copy(update={"concurrency": one.concurrency})
            name = one.fallback
            one = one if name is None else settings.named(name)
    return found


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
    """A folder that means the same wherever a process was started; one under ``~`` stays each node's own."""
    return folder if folder is None or folder.startswith("~") else str(Path(folder).absolute())
