"""The OpenAI protocol (Chat Completions): OpenAI itself and every server that speaks it, by ``base_url``.

The openai SDK carries one try over HTTP. Retries, time limits and the cache are the runner's.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from llmclaims.documents.decoding import encodable
from llmclaims.providers.endpoint import Endpoint, key_of
from llmclaims.providers.error_body import error_in
from llmclaims.providers.event_stream import add_text, inside, listed, place
from llmclaims.providers.http_wire import HttpWire, text_in
from llmclaims.providers.structured_output import (
    message_of,
    priced,
    said_by,
    structure,
    usage_in,
)
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx2
    from openai import AsyncOpenAI

    from llmclaims.config.provider_settings import Price, ProviderSettings
    from llmclaims.providers.base import Reply, Request
    from llmclaims.providers.event_stream import Ending
    from llmclaims.providers.openai_batches import Batches

_AS_IT_CAME = {"X-Stainless-Raw-Response": "true"}
"""What the SDK's own ``with_raw_response`` sets: the reply is handed over as it came."""


class OpenAI(HttpWire):
    """Speak the OpenAI protocol."""

    protocol = "openai"
    path: ClassVar[str] = "/chat/completions"
    service = "https://api.openai.com/v1"
    url_variable = "OPENAI_BASE_URL"
    keys = ("OPENAI_API_KEY",)
    answer_limits: ClassVar[tuple[str, ...]] = ("max_completion_tokens", "max_tokens")
    strict_output = ("tools", "json_schema")

    def body(self, request: Request) -> dict[str, Any]:
        """Return the JSON body that asks for the answer; equal requests give equal bodies."""
        asked, suffix = structure(self.form(request.answer), self.settings.output)
        messages = [{"role": one.role, "content": encodable(one.content)} for one in request.messages]
        if suffix and messages and messages[0]["role"] == "system":
            messages[0]["content"] += suffix
        elif suffix:
            messages.insert(0, {"role": "system", "content": suffix.lstrip()})
        return {"model": self.model, "messages": messages, **self.settings.parameters, **asked}

    async def exchange(self, body: Mapping[str, Any]) -> str:
        """Send a body and return the reply as it came."""
        # The body goes in as it is: ``chat.completions`` knows OpenAI's parameters alone, looks through every
        # message for parts to convert, which costs a fifth of the time of a request, and takes 12 MB.
        reply = await self.client.post(
            self.path, cast_to=object, body=dict(body), options={"headers": _AS_IT_CAME}
        )
        return text_in(reply.content)

    def mapped(self, error: Exception) -> Exception | None:
        """Return an exception of the SDK as one of ours."""
        import openai  # takes a second to import

        return (
            self.end.of_sdk(error, openai) if isinstance(error, openai.OpenAIError) else super().mapped(error)
        )

    def connected(self, http: httpx2.AsyncClient) -> AsyncOpenAI:
        """Return the SDK's client over a connection."""
        return sdk_client(self.end, http)

    @override
    def read(self, request: Request, raw: str) -> Reply:
        reply = self.parsed(raw)
        choices = self._choices(reply, raw)
        for choice in choices:
            refusal = message_of(choice).get("refusal")
            if refusal or choice.get("finish_reason") == "content_filter":
                words = str(refusal or "stopped by its content filter")
                raise self.end.fault(status=200, words=words, code="content_filter")
        return self.reply(request, raw, said_by(choices), reply.get("model"))

    def usage(self, raw: str) -> Usage:
        """Return what a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        return usage_of(raw, self.settings.price)

    @classmethod
    def batches(
        cls, name: str, settings: ProviderSettings, environ: Mapping[str, str] | None = None
    ) -> Batches:
        """Return what speaks to the protocol's batch service.

        Raises:
            ConfigError: the key is missing, or the address is none.
        """
        from llmclaims.providers.openai_batches import Batches

        key = key_of(name, settings.api_key_env, os.environ if environ is None else environ)
        end = Endpoint(name, "batch service", cls.address(settings, environ), settings.timeout, key)
        return Batches(end, sdk_client)

    def _choices(self, reply: dict[str, Any], raw: str) -> list[dict[str, Any]]:
        choices = listed(reply, "choices")
        error = reply.get("error") or next((one["error"] for one in choices if one.get("error")), None)
        if error:
            code = error.get("code") if isinstance(error, dict) else None
            status = code if isinstance(code, int) else 500
            raise self.end.answered(status, {}, error_in({"error": error}))
        if not choices:
            raise self.end.nothing_in(raw, "no choices; check that base_url is a chat API")
        return choices

    @staticmethod
    def joined(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
        """Put chunks of Chat Completions together."""
        reply: dict[str, Any] = {}
        choices: dict[str, dict[str, Any]] = {}
        for chunk in chunks:
            reply |= {key: chunk[key] for key in ("error", "model", "usage") if chunk.get(key)}
            for one in listed(chunk, "choices"):
                choice = choices.setdefault(place(one), {"message": {}, "finish_reason": None})
                choice["finish_reason"] = one.get("finish_reason") or choice["finish_reason"]
                choice |= {"error": one["error"]} if one.get("error") else {}
                _add_delta(choice["message"], inside(one, "delta") or inside(one, "message"))
        for choice in choices.values():
            choice["finish_reason"] = ended(choice["finish_reason"])
            choice["message"]["tool_calls"] = list(choice["message"].get("tool_calls", {}).values())
        return {**reply, "choices": list(choices.values())}


def sdk_client(end: Endpoint, http: httpx2.AsyncClient) -> AsyncOpenAI:
    """Return the SDK's client for an address, over a connection."""
    from openai import AsyncOpenAI  # takes a second to import

    client = AsyncOpenAI(api_key=end.key, base_url=end.url, max_retries=0, timeout=None, http_client=http)
    if end.url != OpenAI.service:  # the SDK takes these from the environment for any server
        client.organization = client.project = None
    return client


def usage_of(raw: str, price: Price | None) -> Usage:
    """Return what a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
    counts = usage_in(raw, OpenAI.joined, "usage")
    details = inside(counts, "prompt_tokens_details")
    sent, received = count(counts.get("prompt_tokens")), count(counts.get("completion_tokens"))
    cached = count(details.get("cached_tokens")) or count(counts.get("prompt_cache_hit_tokens")) or 0
    return priced(sent, received, cached, price)


def _add_delta(message: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for key in ("content", "reasoning_content", "reasoning", "thinking", "refusal"):
        add_text(message, key, delta.get(key))
        for part in listed(delta, key):
            add_text(message, key, part.get("text"))
    for one in listed(delta, "tool_calls"):
        call = message.setdefault("tool_calls", {}).setdefault(place(one), {"function": {}})
        for key in ("name", "arguments"):
            add_text(call["function"], key, inside(one, "function").get(key))
    for key, more in inside(delta, "function_call").items():
        add_text(message.setdefault("function_call", {}), key, more)
