"""What every protocol over HTTP has in common: key and address, the connection, one try, errors and the reply.

A protocol is a subclass that says how a request is asked (``body``), sent (``exchange``) and read (``read``,
``usage``); see ``docs/howto/adding.md`` for one in a package of its own.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from llmclaims.config.destinations import check_provider
from llmclaims.config.redaction import masked_url
from llmclaims.documents.decoding import encodable
from llmclaims.errors import ConfigError, is_installed
from llmclaims.providers.background import computed
from llmclaims.providers.base import Reply, Wire
from llmclaims.providers.endpoint import Endpoint, address_of, key_of, require
from llmclaims.providers.error_body import error_in
from llmclaims.providers.event_stream import whole_reply
from llmclaims.providers.json_recovery import salvaged
from llmclaims.providers.proxies import is_local
from llmclaims.providers.structured_output import usage_in
from llmclaims.schema.answer import with_every_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx2
    from pydantic import BaseModel

    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.providers.base import Request
    from llmclaims.providers.event_stream import Ending
    from llmclaims.providers.json_recovery import Said


class HttpWire(Wire):
    """Hold one provider that is asked over HTTP; a subclass adds its protocol.

    ``name`` is the provider's name in the configuration, ``end`` its address and key.
    """

    protocol: str = ""
    """The name of the protocol; the registry sets it."""
    service: ClassVar[str] = ""
    """The address of the protocol's own service, which is asked where the configuration names none."""
    url_variable: ClassVar[str] = ""
    """The environment variable that may hold another address, before ``service``."""
    version: ClassVar[str] = ""
    """What an SDK adds to the address by itself, so that it is taken off."""
    keys: ClassVar[tuple[str, ...]] = ()
    """The variables whose keys are for the protocol's own service."""
    sdk: ClassVar[tuple[str, str] | None] = None
    """The module that the protocol needs, and the extra that brings it."""
    answer_limits: ClassVar[tuple[str, ...]] = ("max_tokens",)
    """Parameters that limit the output tokens of one answer."""
    strict_output: ClassVar[tuple[str, ...]] = ()
    """Forms of output in which the protocol's own service wants every key of an answer."""
    batches: ClassVar[Callable[..., Any] | None] = None
    """What speaks to the protocol's batch service; None where there is none."""

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Take in the settings; nothing is connected and no SDK imported before the first request.

        Raises:
            ConfigError: the SDK is not installed, there is no key, or ``base_url`` is no address.
        """
        if self.sdk is not None:
            require(self.sdk[0], name, self.sdk[1])
        environ = os.environ if environ is None else environ
        self.name = name
        self.model = settings.model
        self.settings = settings
        url = self.address(settings, environ)
        self.base_url = masked_url(url)
        self._every_key = self.wants_every_key(settings, environ)
        key = key_of(name, settings.api_key_env, environ)
        self.end = Endpoint(name, settings.model, url, settings.timeout, key, settings.output)
        self._client: Any = None
        self._http: httpx2.AsyncClient | None = None

    def __repr__(self) -> str:
        """Name it; never the key."""
        return f"{type(self).__name__}({self.name!r}, {self.model!r})"

    @classmethod
    def address(cls, settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
        """Return the server's address: the configured one, else that of the variable, else the own service's.

        Raises:
            ConfigError: it is no HTTP address.
        """
        environ = os.environ if environ is None else environ
        url = settings.base_url or environ.get(cls.url_variable) or cls.service
        return address_of(url, environ, without=cls.version)

    @classmethod
    def key_variable(cls, settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:  # noqa: ARG003 - see subclasses
        """Return the environment variable that the key is taken from, "" where none is sent.

        Raises:
            ConfigError: the settings name one that cannot be used.
        """
        return settings.api_key_env

    @classmethod
    def missing(cls, settings: ProviderSettings) -> str:  # noqa: ARG003 - see subclasses
        """Return the extra that brings what is not installed, "" where all is there."""
        return "" if cls.sdk is None or is_installed(cls.sdk[0]) else cls.sdk[1]

    @classmethod
    def check_destination(
        cls, name: str, settings: ProviderSettings, environ: Mapping[str, str] | None = None
    ) -> None:
        """Refuse a provider of an unnamed configuration whose text or key would go where it may not.

        Raises:
            ConfigError: names the file, the host and the variable, and how to allow it.
        """
        check_provider(name, settings, environ, own_keys=cls.keys)

    @staticmethod
    def text_of(body: Mapping[str, Any]) -> str:
        """Return the text of a body's messages, by which a recording is sorted and named.

        Raises:
            KeyError, TypeError: it is a body of another protocol.
        """
        return "\n".join(str(message["content"]) for message in body["messages"])

    @staticmethod
    def joined(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:  # noqa: ARG004 - see subclasses
        """Put the chunks of a stream together that a server sends although nobody asked for one.

        Raises:
            ValueError: the protocol has none.
        """
        raise ValueError("no stream")

    async def exchange(self, body: Mapping[str, Any]) -> str:
        """Send a body and return the reply as it came; whatever is raised goes through ``mapped``."""
        raise NotImplementedError

    async def send(self, body: Mapping[str, Any]) -> str:
        """Send the body once, and return the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
            ConfigError: the configured parameters cannot be sent.
            CassetteError: a recorded run does not hold this exchange.
        """
        try:
            raw = await self.exchange(body)
        except Exception as error:
            mapped = self.mapped(error)
            if mapped is None:
                raise
            raise mapped from error
        # A server that repeats the key must not get it kept.
        return await computed(lambda: self.end.keepable(raw), len(raw))

    def mapped(self, error: Exception) -> Exception | None:
        """Return the error of this library for one of the exchange; None for one that stays as it is."""
        import httpx2

        if isinstance(error, httpx2.HTTPStatusError):
            response = error.response
            return self.end.answered(response.status_code, response.headers, error_in(response.text))
        if isinstance(error, httpx2.TimeoutException):
            return self.end.late()
        if isinstance(error, httpx2.HTTPError):
            return self.end.unreachable(error)
        if isinstance(error, (TypeError, ValueError)):
            return ConfigError(f"The parameters of {self.name!r} are not JSON ({error}); correct them.")
        return None

    def form(self, answer: type[BaseModel]) -> type[BaseModel]:
        """Return the envelope in the form that is demanded of this server."""
        return with_every_key(answer) if self._every_key else answer

    @classmethod
    def wants_every_key(cls, settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> bool:
        """Tell whether an answer must have every key, null where there is nothing: strict output of a service wants it.

        Raises:
            ConfigError: the address is none.
        """
        if settings.every_key is not None or settings.output not in cls.strict_output:
            return bool(settings.every_key)
        return not is_local(urlsplit(cls.address(settings, environ)).hostname or "")

    @property
    def client(self) -> Any:
        """Return what sends requests, connected when it is first needed."""
        if self._client is None:
            from llmclaims.providers.connection import connected  # imports httpx2

            self._http = connected(self.end)
            self._client = self.connected(self._http)
        return self._client

    def connected(self, http: httpx2.AsyncClient) -> Any:
        """Return the SDK's client over a connection; without an SDK the connection itself."""
        return http

    async def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> str:
        """Send a body to a path below the address, or to a URL, and return the reply as it came."""
        content = encodable(json.dumps(dict(body), ensure_ascii=False, allow_nan=False)).encode()
        named = {"Content-Type": "application/json", **(headers or {})}
        reply = await self.client.post(
            path if "://" in path else self.end.url + path, content=content, headers=named
        )
        reply.raise_for_status()
        return text_in(reply.content)

    async def close(self) -> None:
        """Release the connections."""
        http, self._http, self._client = self._http, None, None
        if http is not None:
            await http.aclose()

    def parsed(self, raw: str) -> dict[str, Any]:
        """Return a raw reply as the JSON object that it is, or that its stream stands for.

        Raises:
            ReplyError: it is none.
        """
        try:
            reply = whole_reply(raw, self.joined)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            raise self.end.nothing_in(raw, "no JSON object; check that base_url is an API")
        return reply

    def counts(self, raw: str, key: str = "usage") -> Mapping[str, Any]:
        """Return the counts of tokens in a raw reply; none where it has none, or is no reply."""
        return usage_in(raw, self.joined, key)

    def reply(self, request: Request, raw: str, said: Said, model: object = None) -> Reply:
        """Return the reply with what is complete of what was said; ``model`` is the one that the server names.

        Raises:
            ReplyError: nothing in it can be read.
        """
        try:
            found = salvaged(request.answer, said, self.end.who)
        except ValueError as error:
            raise self.end.nothing_in(raw, f"{error}; try another model or form of output") from None
        return Reply(
            items=found.items,
            provider=self.name,
            model=str(model or self.model),
            usage=self.usage(raw),
            truncated=not found.whole,
            stopped=said.stopped,
            entries=found.entries,
        )


def text_in(content: bytes) -> str:
    """Return the text of a reply: JSON is UTF-8 (RFC 8259), whatever a header says."""
    return content.decode("utf-8-sig", "replace")
