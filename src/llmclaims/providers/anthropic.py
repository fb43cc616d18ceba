"""The Anthropic protocol (Messages), through its own SDK, which the extra ``anthropic`` brings.

instructor builds the tool and the instructions; the form ``json_schema`` is the protocol's own structured
output. Retries, time limits and the cache are the runner's.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmclaims.config.redaction import masked_url
from llmclaims.errors import ConfigError, ReplyError
from llmclaims.providers.base import Reply
from llmclaims.providers.beside import computed
from llmclaims.providers.endpoint import Endpoint, address_of, key_of, require
from llmclaims.providers.error_body import error_in
from llmclaims.providers.json_recovery import Said, salvaged
from llmclaims.providers.structured_output import priced, sendable, usage_in
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anthropic import AsyncAnthropic
    from pydantic import BaseModel

    from llmclaims.config.settings import Price, ProviderSettings
    from llmclaims.providers.base import Request

BASE_URL = "https://api.anthropic.com"
LONGEST_ANSWER = 8192
"""``max_tokens`` where the parameters do not say: the protocol insists on one."""
_WRITE_RATE = 1.25
"""What a token costs that goes into the provider's prompt cache, as a multiple of an input token."""
_FINISHED = frozenset((None, "", "end_turn", "tool_use", "stop_sequence", "stop"))
"""Why an answer may end that is all there. Any other reason, known or not, is believed: it is not whole."""
_UNCONSTRAINED = frozenset((
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "title",
))  # fmt: skip
"""What strict output refuses: an item that breaks a limit is judged by itself later."""


class Anthropic:
    """A ``Wire`` for the Messages protocol. ``name`` is the provider's name in the configuration."""

    protocol = "anthropic"

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is connected and nothing heavy imported before the first request.

        Raises:
            ConfigError: the SDK is not installed, there is no key, or ``base_url`` is no address.
        """
        require("anthropic", name, "anthropic")
        environ = os.environ if environ is None else environ
        self.name = name
        self.model = settings.model
        url = base_url(settings, environ)
        self.base_url = masked_url(url)
        self._settings = settings
        key = key_of(name, settings.api_key_env, environ)
        self._end = Endpoint(name, settings.model, url, settings.timeout, key, settings.output)
        self._client: AsyncAnthropic | None = None

    def __repr__(self) -> str:
        """Who it is; never the key."""
        return f"Anthropic({self.name!r}, {self.model!r})"

    def body(self, request: Request) -> dict[str, Any]:
        """The JSON body that asks for the answer; equal requests give equal bodies.

        The fixed part in front is marked for the provider's prompt cache: every paragraph repeats it.
        """
        asked, suffix = _structure(request.answer, self._settings.output)
        fixed = [sendable(one.content) for one in request.messages if one.role == "system"]
        system: list[dict[str, Any]] = [{"type": "text", "text": text} for text in (*fixed, suffix) if text]
        if system:
            system[-1]["cache_control"] = {"type": "ephemeral"}
        told: dict[str, Any] = {"system": system} if system else {}
        parameters = dict(self._settings.parameters)
        if "output_config" in asked:
            asked = {"output_config": {**parameters.pop("output_config", {}), **asked["output_config"]}}
        return {
            "model": self.model,
            "max_tokens": LONGEST_ANSWER,
            **told,
            "messages": [
                {"role": one.role, "content": sendable(one.content)}
                for one in request.messages
                if one.role != "system"
            ],
            **parameters,
            **asked,
        }

    async def send(self, body: Mapping[str, Any]) -> str:
        """One try: send the body and give back the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
            ConfigError: the configured parameters cannot be sent.
            CassetteError: a recorded run does not hold this exchange.
        """
        import anthropic  # takes a second to import

        client = self._client = self._client or self._connect()
        try:
            # The body goes in as it is, past the SDK's own idea of the parameters there are.
            reply = await client.messages.with_raw_response.create(
                model="", max_tokens=1, messages=(), extra_body=dict(body), timeout=None
            )
        except anthropic.AnthropicError as error:
            raise self._mapped(error) from error
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"The parameters of {self.name!r} are not JSON ({error}); correct them."
            ) from error
        raw = reply.http_response.content.decode("utf-8-sig", "replace")
        return await computed(lambda: self._end.keepable(raw), len(raw))

    def read(self, request: Request, raw: str) -> Reply:
        """Read a raw reply, salvaging the complete items of one that broke off.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer: an error in the form of a reply, or a refusal.
        """
        reply = self._end.parsed(raw, self.protocol)
        if error := reply.get("error"):
            raise self._end.answered(500, {}, error_in({"error": error}))
        content = reply.get("content")
        blocks = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
        stopped = reply.get("stop_reason")
        if stopped == "refusal":
            raise self._end.fault(status=200, words=_said(reply, blocks), code="content_filter")
        if "content" not in reply:
            raise ReplyError(f"{self._end.who} sent no message; check that base_url is an API.", reply=raw)
        said = Said(
            texts=("".join(_text(one, "text") for one in blocks),),
            calls=tuple(
                (str(one.get("name") or ""), one.get("input"))
                for one in blocks
                if one.get("type") == "tool_use"
            ),
            thought="".join(_text(one, "thinking") for one in blocks),
            stopped="" if stopped in _FINISHED else str(stopped),
        )
        try:
            items, whole = salvaged(request.answer, said, self._end.who)
        except ValueError as error:
            raise self._end.unreadable(error, raw) from None
        model = str(reply.get("model") or self.model)
        return Reply(items, self.name, model, self.usage(raw), truncated=not whole, stopped=said.stopped)

    def usage(self, raw: str) -> Usage:
        """What a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        return _usage(raw, self._settings.price)

    async def close(self) -> None:
        """Release the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _connect(self) -> AsyncAnthropic:
        from anthropic import AsyncAnthropic  # takes a second to import

        from llmclaims.providers.connection import connected  # imports httpx2

        client = AsyncAnthropic(
            api_key=self._end.key,
            base_url=self._end.url,
            max_retries=0,
            timeout=None,
            http_client=connected(self._end),
        )
        client.auth_token = None  # the SDK takes a second credential from the environment,
        if self._settings.base_url:  # and headers that are meant for the address that stands there
            client._custom_headers = {}  # noqa: SLF001 - there is no public way
        return client

    def _mapped(self, error: Exception) -> Exception:
        """Every exception of the SDK as one of ours."""
        import anthropic  # takes a second to import

        if isinstance(error, anthropic.APIStatusError):
            body = error_in(error.response.text or error.message)
            return self._end.answered(error.status_code, error.response.headers, body)
        late = isinstance(error, anthropic.APITimeoutError)
        return self._end.late() if late else self._end.unreachable(error)


def base_url(settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
    """The server's address without the version: the configured one, else the SDK's own variable, else Anthropic's.

    Raises:
        ConfigError: it is no HTTP address.
    """
    environ = os.environ if environ is None else environ
    url = settings.base_url or environ.get("ANTHROPIC_BASE_URL") or BASE_URL
    return address_of(url, environ, without="/v1")


@lru_cache(maxsize=64)
def _structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """The part of the body that asks for structure, and what it appends to the system text."""
    import anthropic.resources.messages  # noqa: F401 - within the first request its import would count as waiting
    from instructor import Mode, Provider  # imports openai
    from instructor.v2.core.response import handle_response_model

    if output == "json_schema":
        form = {"type": "json_schema", "schema": _unconstrained(answer.model_json_schema())}
        return {"output_config": {"format": form}}, ""
    mode = Mode[output.upper()]
    _, built = handle_response_model(answer, mode=mode, provider=Provider.ANTHROPIC, messages=[])
    suffix = "".join(one["text"] for one in built.pop("system", ()))
    built.pop("messages")
    if "tools" in built:
        tool = {**built["tools"][0], "strict": True}  # which instructor never says
        built["tools"] = [tool | {"input_schema": _unconstrained(tool["input_schema"])}]
    return built, suffix


def _unconstrained(node: Any) -> Any:
    """A schema without the limits that strict output refuses."""
    if isinstance(node, list):
        return [_unconstrained(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _unconstrained(one) for name, one in value.items()}
        if key == "properties"
        else value
        if key in ("enum", "const")
        else _unconstrained(value)
        for key, value in node.items()
        if key not in _UNCONSTRAINED
    }


def _said(reply: Mapping[str, Any], blocks: list[dict[str, Any]]) -> str:
    """The words of a refusal, wherever they stand."""
    details = reply.get("stop_details")
    why = details.get("explanation") if isinstance(details, dict) else None
    text = "".join(str(one.get("text") or "") for one in blocks)
    return str(why or text or "the model refuses")


def _text(block: Mapping[str, Any], kind: str) -> str:
    """The text of a block of this kind, "" of any other."""
    text = block.get(kind)
    return text if block.get("type") == kind and isinstance(text, str) else ""


def _usage(raw: str, price: Price | None) -> Usage:
    counts = usage_in(raw, "anthropic", "usage")
    fresh, received = count(counts.get("input_tokens")), count(counts.get("output_tokens"))
    written = count(counts.get("cache_creation_input_tokens")) or 0
    cached = count(counts.get("cache_read_input_tokens")) or 0
    sent = None if fresh is None else fresh + written + cached
    return priced(sent, received, cached, price, written=(_WRITE_RATE - 1) * written)
