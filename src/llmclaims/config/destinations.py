"""Decide where articles and keys may go: the services of a key, and what an unnamed configuration may ask for.

A ``llmclaims.toml`` that merely lies in the working folder may be anybody's. It may name the known services at
their own addresses, each with its own key, and servers of the own network; only one on this machine gets a key
of another name. Whatever else it asks for is refused until somebody names the file.
"""

import ipaddress
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.errors import ConfigError

SERVICES = {
    "OPENAI_API_KEY": ("api.openai.com", "eu.api.openai.com", "us.api.openai.com"),
    "ANTHROPIC_API_KEY": ("api.anthropic.com",),
    "GEMINI_API_KEY": ("generativelanguage.googleapis.com",),
    "GOOGLE_API_KEY": ("generativelanguage.googleapis.com",),
    "GROQ_API_KEY": ("api.groq.com",),
    "MISTRAL_API_KEY": ("api.mistral.ai",),
    "OPENROUTER_API_KEY": ("openrouter.ai",),
    "DEEPSEEK_API_KEY": ("api.deepseek.com",),
    "CEREBRAS_API_KEY": ("api.cerebras.ai",),
    "CO_API_KEY": ("api.cohere.com",),
    "FIREWORKS_API_KEY": ("api.fireworks.ai",),
    "PERPLEXITY_API_KEY": ("api.perplexity.ai",),
    "TOGETHER_API_KEY": ("api.together.xyz",),
    "WRITER_API_KEY": ("api.writer.com",),
    "XAI_API_KEY": ("api.x.ai",),
}
"""The hosts that the key in each variable is for."""
_VARIABLES = {"AZURE_OPENAI_ENDPOINT": "AZURE_OPENAI_API_KEY"}
"""Variables that hold the address of a service of the user's, and the key for it."""
_FROM_VARIABLE = re.compile(r"\$\{(\w+)\}((?:/[\w.~/-]*)?)", re.ASCII)
_PLAIN = re.compile(
    r"https?://(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:[/?][\w./?&=~:-]*)?", re.ASCII
)
"""An address that no two readers can read in two ways: no user name, no backslash, no escape, no letter but ASCII."""
_NAME = re.compile(r"[a-z][a-z0-9-]{2,}")
LOCAL_DOMAINS = (".localhost", ".local", ".localdomain", ".lan", ".internal", ".home.arpa")
"""Endings of names that only the own network knows."""
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")


def key_for(table: ProviderSettings, url: str) -> str:
    """Return the variable of a provider's key where it may be sent to ``url`` too, else ""."""
    variable = table.api_key_env
    parts = _parts(url)
    known = parts is not None and _is_service(parts, SERVICES.get(variable, ()))
    return variable if known or (table.base_url and _origin(table.base_url) == _origin(url)) else ""


def check_provider(
    name: str,
    settings: ProviderSettings,
    environ: Mapping[str, str] | None = None,
    *,
    own_keys: Iterable[str],
) -> None:
    """Refuse a provider of an unnamed configuration whose text or key would go where it may not.

    ``environ`` holds the addresses that stand in variables, by default the process's own environment;
    ``own_keys`` are the keys of the protocol's own service, which is asked where no address is given.

    Raises:
        ConfigError: names the file, the host and the variable, and how to allow it.
    """
    if _is_allowed(settings, os.environ if environ is None else environ, own_keys):
        return
    key = f"the key in {settings.api_key_env} and " if settings.api_key_env else ""
    raise ConfigError(
        f"{settings.unnamed_file}: [providers.{name}] would send {key}the text of articles to "
        f"{_host(settings)}; {_way_out(settings.unnamed_file)}"
    )


def refuse_provider(name: str, settings: ProviderSettings, what: str) -> NoReturn:
    """Refuse a provider of an unnamed configuration; ``what`` says what it would do.

    Raises:
        ConfigError: names the file, and how to allow it.
    """
    file = settings.unnamed_file
    raise ConfigError(f"{file}: [providers.{name}] {what}; {_way_out(file)}")


def check_places(file: Path, folders: Iterable[tuple[str, str | None]], names: Iterable[str]) -> None:
    """Refuse folders outside its own, and names that are paths, in an unnamed configuration.

    Raises:
        ConfigError: names the file and the entry, and how to allow it.
    """
    home = file.absolute().parent
    for entry, folder in folders:
        if folder is not None and not (home / Path(folder).expanduser()).resolve().is_relative_to(
            home.resolve()
        ):
            raise ConfigError(f"{file}: {entry} = {folder!r} leads out of its folder; {_way_out(str(file))}")
    for name in names:
        if not _PLAIN_NAME.fullmatch(name):
            raise ConfigError(f"{file}: {name!r} is no plain name of a prompt; {_way_out(str(file))}")


def liberties(
    file: str,
    disable: Sequence[str],
    prompts: str | None,
    cache_dir: str | None,
    *,
    unread: bool = False,
    taught: bool = False,
) -> str:
    """Say in one sentence what an unnamed configuration changes in the checking or the answers; else ""."""
    taken = [f"turns rules off ({', '.join(disable)})"] if disable else []
    if unread:
        taken.append("has nothing read a second time")
    if prompts is not None:
        taken.append(f"asks with the prompts in {prompts!r}")
    if taught:
        taken.append("teaches the model by instructions or examples of its own")
    if cache_dir is not None:
        taken.append(f"takes answers from {cache_dir!r}")
    if not taken:
        return ""
    return f"{file}, which nobody named, {' and '.join(taken)}; name it with --config if you trust it, else delete it."


def _way_out(file: str) -> str:
    from platformdirs import user_config_path

    return (
        f"nobody named that file: if you trust it, name it with --config {file} (in Python, config={file!r}), "
        f"or move it to {user_config_path('llmclaims')}."
    )


def _is_allowed(settings: ProviderSettings, environ: Mapping[str, str], own_keys: Iterable[str]) -> bool:
    variable, url = settings.api_key_env, settings.base_url
    if not url:
        return variable in ("", *own_keys)
    if named := _FROM_VARIABLE.fullmatch(url):
        if variable in ("", _VARIABLES.get(named.group(1), "")) and named.group(1) in _VARIABLES:
            return True
        url = environ.get(named.group(1), "").strip() + named.group(2)
    parts = _parts(url)
    if parts is None:
        return False
    if _is_local(parts[1]):
        return not variable or _is_this_machine(parts[1])
    hosts = SERVICES.get(variable, ()) if variable else [one for some in SERVICES.values() for one in some]
    return _is_service(parts, hosts)


def _is_service(parts: tuple[str, str, int | None], hosts: Iterable[str]) -> bool:
    scheme, host, port = parts
    return scheme == "https" and port in (None, 443) and host in hosts


def _parts(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of an address that cannot be read in two ways, None of any other."""
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None


def _origin(url: str) -> object:
    named = _FROM_VARIABLE.fullmatch(url)
    return named.group(1) if named else _parts(url) or url


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_this_machine(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def _is_local(host: str) -> bool:
    """Tell whether a host is this machine or in its own network: a private address, or a name only known there.

    Stricter than ``providers.proxies.is_local``, which decides who is asked directly: here a doubt means no.
    """
    address = _address(host)
    if address:
        return address.is_loopback or (address.is_private and not address.is_link_local)
    return bool(_NAME.fullmatch(host)) or host.endswith(LOCAL_DOMAINS)


def _host(settings: ProviderSettings) -> str:
    """Tell where it would go, as far as that can be told without showing what a variable or an address holds."""
    if not settings.base_url:
        return f"the service of the {settings.protocol} protocol"
    if named := re.match(r"\$\{(\w+)\}", settings.base_url):
        return f"the address that begins with the variable {named.group(1)}"
    if hidden := re.search(r"\$\{(\w+)\}", settings.base_url):
        return f"an address that holds the variable {hidden.group(1)}"
    try:
        parts = urlsplit(settings.base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        return "an address that is none"
    if not any(host in hosts for hosts in SERVICES.values()):
        return host
    scheme = "http://" if parts.scheme == "http" else ""
    return f"{scheme}{host}{f':{port}' if port else ''}"
