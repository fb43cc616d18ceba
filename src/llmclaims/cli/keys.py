"""Which providers are known, and for which of them a key is at hand. A key's value is never read here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.config.settings import ProviderSettings, Settings


@dataclass(frozen=True, slots=True)
class Known:
    """A provider by name; ``variable`` is the environment variable of its key, empty where it needs none."""

    name: str
    settings: ProviderSettings
    variable: str

    @property
    def ready(self) -> bool:
        """Whether its key is in the environment, or none is needed."""
        return not self.variable or bool(os.environ.get(self.variable))

    @property
    def option(self) -> str:
        """What to add to a command so that it is asked."""
        return f"--provider {self.name}" + ("" if self.settings.model else " --model NAME")

    @property
    def address(self) -> str:
        """Where it is asked, without user names, passwords and queries, which may hold a key."""
        from llmclaims.config.redaction import plain_url
        from llmclaims.errors import ConfigError
        from llmclaims.providers.registry import address

        try:
            found = address(self.settings)
        except ConfigError:  # to be seen as it is written
            found = self.settings.base_url
        return plain_url(found)


def known(settings: Settings) -> list[Known]:
    """Every provider: those of the configuration first, then those that need none."""
    from llmclaims.config.settings import PRESETS

    found = dict(settings.providers) | {
        name: one for name, one in PRESETS.items() if name not in settings.providers
    }
    return [Known(name, one, one.api_key_env) for name, one in found.items()]


def at_hand(settings: Settings) -> list[Known]:
    """The providers whose key is in the environment."""
    return [one for one in known(settings) if one.variable and one.ready]


def where_text_goes(settings: Settings, stages: Iterable[str]) -> str:
    """One sentence: who is asked in these stages, and at which host; "" where no text leaves for anybody.

    Raises:
        ConfigError: a configuration that nobody named would send it where it may not go.
    """
    from llmclaims.inference.health_check import used
    from llmclaims.providers.registry import check_destination

    asked = []
    for name, one in used(settings, stages).items():
        check_destination(name, one)
        if one.protocol != "builtin":
            asked.append(f"{name} ({one.model}) at {urlsplit(Known(name, one, '').address).netloc}")
    return f"the text goes to {', and to '.join(asked)}." if asked else ""
