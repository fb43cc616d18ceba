"""A provider by its settings. Vendor code is imported inside its own case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.config import ProviderSettings
    from llmclaims.providers import Provider, Wire


def connect(
    name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
) -> Provider | Wire:
    """Whoever answers under ``name``. Keys come from ``environ``, the process's own by default.

    Raises:
        ConfigError: the key is missing, or the protocol is not installed.
    """
    match settings.protocol:
        case "builtin":
            from llmclaims.providers.builtin import Builtin  # noqa: PLC0415

            return Builtin()
        case "openai":
            from llmclaims.providers.openai import OpenAI  # noqa: PLC0415

            return OpenAI(name, settings, environ=environ)
        case other:
            raise ConfigError(
                f'Provider {name!r} speaks {other!r}, which this version does not; use protocol = "openai" or "builtin".'
            )


def address(settings: ProviderSettings, *, environ: Mapping[str, str] | None = None) -> str:
    """The URL that a provider is asked at, "" for one that is not asked over a network."""
    if settings.protocol == "openai":
        from llmclaims.providers.openai import base_url  # noqa: PLC0415

        return base_url(settings, environ)
    return settings.base_url
