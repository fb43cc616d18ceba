"""Where a provider is, with which key it is asked, and what goes wrong on the way: the same for every wire protocol."""

import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from llmclaims.config.redaction import SHORTEST_KEY, Redactor, plain_url, redactor, url_secrets
from llmclaims.errors import (
    CassetteError,
    ConfigError,
    ProviderError,
    ProviderUnavailableError,
    ProviderUnreachableError,
    ReplyError,
    is_installed,
)
from llmclaims.providers.error_body import ErrorBody, error_in
from llmclaims.providers.http_errors import Fault, provider_error, retry_after
from llmclaims.providers.proxies import is_local

NO_KEY = "none"
"""What is sent to a server that wants no key: the SDKs insist on one."""
_READ = 2000
_LOOKED_AT = 100_000
_SHORTEST_SECRET = 6
"""Characters; a shorter value in an address stands in ordinary words, too."""
_PROXIES = ("http", "https", "all")
_UNCONNECTED = frozenset({"ConnectError", "ConnectTimeout", "ClientConnectorError"})
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider's name in the configuration, its model, address and key; ``timeout`` is in seconds.

    ``base_url`` is the whole address, with its query and password: never shown, and no SDK is given it.
    """

    name: str
    model: str
    base_url: str
    timeout: float
    key: str = field(default=NO_KEY, repr=False)
    output: str = ""

    @property
    def who(self) -> str:
        """Return the provider and its model, as messages name them."""
        return f"{self.name} ({self.model})"

    @property
    def url(self) -> str:
        """Return the address without user name, password and query: for an SDK, and for messages."""
        return plain_url(self.base_url)

    @property
    def secrets(self) -> frozenset[str]:
        """Return what nobody may see: the key, and what may be one in the address."""
        return _secrets(self.base_url, "" if self.key == NO_KEY else self.key)

    def fault(
        self, *, status: int, words: str, code: str = "", wait: float | None = None, **said: bool | None
    ) -> ProviderError:
        """Return the error for an HTTP status and the provider's words; ``said`` holds ``again`` and ``spent`` of Fault."""
        words, keyed = self.hidden(words), self.key != NO_KEY
        fault = Fault(
            self.name, self.model, status, words, code, wait, **said, output=self.output, keyed=keyed
        )
        return provider_error(fault)

    def answered(
        self, status: int, headers: Mapping[str, str], body: ErrorBody, *, spent: bool | None = None
    ) -> ProviderError:
        """Return the error for a response that is none; ``headers`` as they came, in whatever case.

        What they say about waiting counts before what the body says; ``spent`` counts where the body says nothing.
        """
        lower = {key.lower(): value for key, value in headers.items()}
        again = {"true": True, "false": False}.get(lower.get("x-should-retry", ""))
        wait = retry_after(lower, time.time())
        shown = self.hidden(body.words[:_LOOKED_AT])[:_READ]  # in this order: half a key is not found
        return self.fault(
            status=status,
            words=shown,
            code=body.code,
            wait=body.wait if wait is None else wait,
            again=again,
            spent=spent if body.spent is None else body.spent,
        )

    def late(self) -> ProviderUnavailableError:
        """Return the error for an answer that did not come in time."""
        return self._unavailable(f"did not answer within {self.timeout:g} s")

    def unreachable(self, error: BaseException) -> Exception:
        """Return the error for a connection that failed or broke; a recording that lacks the exchange looks the same to an SDK."""
        for cause in causes(error):
            if isinstance(cause, CassetteError):
                return cause
            if (
                type(cause).__name__ == "UnusableReplyError"
            ):  # connection's own; named, so that no import turns back
                return ProviderError(f"{self.who} {cause}.", provider=self.name, model=self.model)
        why = self.hidden(str(error.__cause__ or error)) or type(error.__cause__ or error).__name__
        direct = is_local(urlsplit(self.url).hostname or "") and any(
            getproxies().get(one) for one in _PROXIES
        )
        by = ", which is local and asked without the proxy," if direct else ""
        kind = ProviderUnreachableError if _unconnected(error) else ProviderUnavailableError
        return self._unavailable(f"cannot be reached at {self.url}{by} ({why})", kind)

    def of_sdk(self, error: Any, sdk: Any) -> Exception:
        """Return the error for an exception of an SDK that OpenAI's generator made: all of them are alike."""
        if isinstance(error, sdk.APIStatusError):
            body = error_in(error.response.text or error.message)
            return self.answered(error.status_code, error.response.headers, body)
        return self.late() if isinstance(error, sdk.APITimeoutError) else self.unreachable(error)

    def nothing_in(self, raw: str, instead: str) -> ReplyError:
        """Return the error for a reply with nothing in it to use; ``instead`` says what there is, and what to do."""
        return ReplyError(f"{self.who} sent {instead}.", reply=raw)

    def hidden(self, words: str) -> str:
        """Return a text without the key, in whatever form: some servers repeat the one they refuse."""
        return redactor(self.secrets)(words)

    def keepable(self, reply: str) -> str:
        """Return a reply as it may be kept: a server that repeats the key does not get it onto the disk.

        A key as short as a word ("ollama") is none, and stays: the answer may speak of it.
        """
        return _keeping(self.secrets)(reply)

    def _unavailable(
        self, what: str, kind: type[ProviderUnavailableError] = ProviderUnavailableError
    ) -> ProviderUnavailableError:
        return kind(
            f"{self.who} {what}; check the network and base_url, or run the command again later.",
            provider=self.name,
            model=self.model,
            retryable=True,
        )


@lru_cache(maxsize=64)
def _secrets(url: str, key: str) -> frozenset[str]:
    found = {one for one in url_secrets(url) if len(one) >= _SHORTEST_SECRET}
    return frozenset(found | {key} if key else found)


@lru_cache(maxsize=64)
def _keeping(secrets: frozenset[str]) -> Redactor:
    return redactor(frozenset(one for one in secrets if len(one) >= SHORTEST_KEY))


def key_of(name: str, variable: str, environ: Mapping[str, str]) -> str:
    """Return the key in an environment variable; ``NO_KEY`` where none is configured.

    Raises:
        ConfigError: the variable holds none, or something that cannot be one.
    """
    if not variable:
        return NO_KEY
    key = environ.get(variable, "").strip()
    if not key:
        raise ConfigError(f"Provider {name!r} needs a key; set the environment variable {variable}.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigError(f"{variable} holds characters that no key has; copy the key into it once more.")
    return key


def address_of(url: str, environ: Mapping[str, str], *, without: str = "") -> str:
    """Return an address that can be asked: ``${NAME}`` at its start is the environment variable of that name.

    Its path ends without a slash and without ``without``, a version that an SDK adds by itself; its query, which
    either part may have, stands at its end.

    Raises:
        ConfigError: the variable is not set, or the outcome is no HTTP address.
    """
    path, query = _parted(url)
    if named := _VARIABLE.match(path):
        start, first = _parted(environ.get(named.group(1), "").strip())
        if not start:
            raise ConfigError(
                f"base_url starts with the environment variable {named.group(1)}, which is not set; set it to the server's address."
            )
        rest = path[named.end() :]
        path = start.removesuffix(rest) + rest
        query = "&".join(one for one in (first, query) if one)
    try:
        parts = urlsplit(path)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        shown = (
            f"variable {named.group(1)}, where base_url starts," if named else f"base_url {plain_url(path)!r}"
        )
        raise ConfigError(f"{shown} is no address; write it as http://HOST:PORT/v1 or https://HOST/v1.")
    path = path.removesuffix(without).rstrip("/")
    return f"{path}?{query}" if query else path


def _parted(url: str) -> tuple[str, str]:
    """Return an address without the slash at its end, and its query; what follows a # goes to no server."""
    path, _, query = url.partition("#")[0].partition("?")
    return path.rstrip("/"), query.strip("&?")


def require(module: str, name: str, extra: str) -> None:
    """See that the SDK of a protocol is installed, without importing it.

    Raises:
        ConfigError: it is not; the message names the extra that brings it.
    """
    if not is_installed(module):
        raise ConfigError(
            f'Provider {name!r} needs a package that is not installed; run: pip install "llmclaims[{extra}]".'
        )


def causes(error: BaseException | None) -> list[BaseException]:
    """Return an exception and what led to it, outermost first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _unconnected(error: BaseException) -> bool:
    """Tell whether there was no connection at all. The HTTP clients are told by name: each is imported late or never."""
    return any(
        isinstance(one, (ConnectionRefusedError, socket.gaierror)) or type(one).__name__ in _UNCONNECTED
        for one in causes(error)
    )
