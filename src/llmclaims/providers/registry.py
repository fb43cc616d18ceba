"""A provider by its settings. Vendor code is imported inside its own case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.config.destinations import check_provider
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.config.settings import ProviderSettings, Settings
    from llmclaims.providers.base import Provider, Wire


def connect(
    name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
) -> Provider | Wire:
    """Whoever answers under ``name``. Keys come from ``environ``, the process's own by default.

    Raises:
        ConfigError: the key is missing, the protocol is not installed, or a configuration that nobody named
            would send text or a key where it may not.
    """
    check_provider(name, settings, environ)
    match settings.protocol:
        case "builtin":
            from llmclaims.providers.builtin.extractor import Builtin

            return Builtin()
        case "openai":
            from llmclaims.providers.openai import OpenAI

            return OpenAI(name, settings, environ=environ)
        case "anthropic":
            from llmclaims.providers.anthropic import Anthropic

            return Anthropic(name, settings, environ=environ)
        case "gemini":
            from llmclaims.providers.gemini import Gemini

            return Gemini(name, settings, environ=environ)


def connect_chain(settings: Settings, stage: str) -> list[tuple[Provider | Wire, ProviderSettings]]:
    """Whoever answers in a stage, and after that whoever stands in for it, each with its settings.

    Raises:
        ConfigError: a provider is unknown, has no model or no key, or falls back on itself.
    """
    name, found = settings.for_stage(stage)
    chain = {name: found}
    while (following := found.fallback) is not None:
        if following in chain:
            raise ConfigError(
                f"Provider {following!r} falls back on itself; take one fallback out of the circle."
            )
        chain[following] = found = settings.named(following)
    return [(connect(name, one), one) for name, one in chain.items()]


def address(settings: ProviderSettings, *, environ: Mapping[str, str] | None = None) -> str:
    """The URL that a provider is asked at, "" for one that is not asked over a network.

    Raises:
        ConfigError: it is no HTTP address.
    """
    match settings.protocol:
        case "openai":
            from llmclaims.providers.openai import base_url as openai_url

            return openai_url(settings, environ)
        case "anthropic":
            from llmclaims.providers.anthropic import base_url as anthropic_url

            return anthropic_url(settings, environ)
        case "gemini":
            from llmclaims.providers.gemini import base_url as gemini_url

            return gemini_url(settings, environ)
        case "builtin":
            return ""
