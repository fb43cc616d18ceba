"""A provider by its settings. A protocol's file, and the vendor's code, is imported when it is asked for."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module

from llmclaims.config.provider_settings import GROUP, SHIPPED, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError
from llmclaims.providers.base import Provider, Wire
from llmclaims.providers.http_wire import HttpWire

BUILTIN = "builtin"


@cache
def wire_class(protocol: str) -> type[HttpWire]:
    """Return the class that speaks a protocol, any but ``builtin``.

    Raises:
        ConfigError: the entry point that names it cannot be loaded, or is no ``HttpWire``.
    """
    if protocol in SHIPPED:
        module, _, name = SHIPPED[protocol].partition(":")
        shipped: type[HttpWire] = getattr(import_module(module), name)
        return shipped
    from importlib.metadata import entry_points

    entry = next(iter(entry_points(group=GROUP, name=protocol)), None)
    where = f"The entry point {protocol!r} of {GROUP}"
    if entry is None:
        raise ConfigError(f"{where} is gone; install its package, or choose another protocol.")
    try:
        found = entry.load()
    except Exception as error:
        raise ConfigError(f"{where} cannot be loaded ({error}); repair or remove its package.") from error
    if not (isinstance(found, type) and issubclass(found, HttpWire)):
        raise ConfigError(
            f"{where} is no llmclaims.providers.http_wire.HttpWire; repair or remove its package."
        )
    found.protocol = protocol
    return found


def check_destination(
    name: str, settings: ProviderSettings, environ: Mapping[str, str] | None = None
) -> None:
    """Refuse a provider of an unnamed configuration whose text or key would go where it may not.

    Raises:
        ConfigError: names the file, the host and the variable, and how to allow it.
    """
    if settings.unnamed_file and settings.protocol != BUILTIN:
        wire_class(settings.protocol).check_destination(name, settings, environ)


def connect(
    name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
) -> Provider | Wire:
    """Return what answers under ``name``. Keys come from ``environ``, the process's own by default.

    Raises:
        ConfigError: the key is missing, the protocol is not installed, or a configuration that nobody named
            would send text or a key where it may not.
    """
    if settings.protocol == BUILTIN:
        from llmclaims.providers.builtin.extractor import Builtin

        return Builtin()
    check_destination(name, settings, environ)
    return wire_class(settings.protocol)(name, settings, environ=environ)


def connect_chain(settings: Settings, stage: str) -> list[tuple[Provider | Wire, ProviderSettings]]:
    """Return the stage's provider, then its fallbacks, each with its settings.

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


def used(settings: Settings, stages: Iterable[str] | None = None) -> dict[str, ProviderSettings]:
    """Return all providers that a run under this configuration may ask, by name: each stage's and its fallbacks.

    ``stages`` None: all that the configuration names, and "extract".

    Raises:
        ConfigError: one of them is unknown or has no model.
    """
    found: dict[str, ProviderSettings] = {}
    for stage in ("extract", *settings.stages) if stages is None else stages:
        name, one = settings.for_stage(stage)
        found.setdefault(name, one)
        while one.fallback is not None and one.fallback not in found:
            name, one = one.fallback, settings.named(one.fallback)
            found[name] = one
    return found


def address(settings: ProviderSettings, *, environ: Mapping[str, str] | None = None) -> str:
    """Return the URL that a provider is asked at, "" for one that is not asked over a network.

    Raises:
        ConfigError: it is no HTTP address.
    """
    return "" if settings.protocol == BUILTIN else wire_class(settings.protocol).address(settings, environ)


def key_variable(settings: ProviderSettings) -> str:
    """Return the environment variable of a provider's key, "" where it needs none.

    Raises:
        ConfigError: the settings name one that cannot be used, or no service.
    """
    return "" if settings.protocol == BUILTIN else wire_class(settings.protocol).key_variable(settings)


def missing(settings: ProviderSettings) -> str:
    """Return the extra that brings what a provider needs and is not installed, "" where all is there."""
    return "" if settings.protocol == BUILTIN else wire_class(settings.protocol).missing(settings)
