"""The Anthropic protocol (Messages), through its own SDK, which the extra ``anthropic`` brings.

The form ``json_schema`` is the protocol's own structured output. Retries, time limits and the cache are the runner's.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from llmclaims.documents.decoding import encodable
from llmclaims.providers.error_body import error_in
from llmclaims.providers.event_stream import add_text, inside, listed, place
from llmclaims.providers.http_wire import HttpWire, text_in
from llmclaims.providers.json_recovery import Said
from llmclaims.providers.structured_output import function_of, json_task, priced
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx2
    from anthropic import AsyncAnthropic
    from pydantic import BaseModel

    from llmclaims.providers.base import Reply, Request
    from llmclaims.providers.event_stream import Ending

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


class Anthropic(HttpWire):
    """Speak the Messages protocol."""

    protocol = "anthropic"
    service = "https://api.anthropic.com"
    url_variable = "ANTHROPIC_BASE_URL"
    version = "/v1"
    keys = ("ANTHROPIC_API_KEY",)
    sdk = ("anthropic", "anthropic")
    strict_output = ("tools", "json_schema")

    def body(self, request: Request) -> dict[str, Any]:
        """Return the JSON body that asks for the answer; equal requests give equal bodies.

        The fixed part in front is marked for the provider's prompt cache: every paragraph repeats it.
        """
        asked, suffix = _structure(self.form(request.answer), self.settings.output)
        fixed = [encodable(one.content) for one in request.messages if one.role == "system"]
        system: list[dict[str, Any]] = [{"type": "text", "text": text} for text in (*fixed, suffix) if text]
        if system:
            system[-1]["cache_control"] = {"type": "ephemeral"}
        told: dict[str, Any] = {"system": system} if system else {}
        parameters = dict(self.settings.parameters)
        if "output_config" in asked:
            asked = {"output_config": {**parameters.pop("output_config", {}), **asked["output_config"]}}
        return {
            "model": self.model,
            "max_tokens": LONGEST_ANSWER,
            **told,
            "messages": [
                {"role": one.role, "content": encodable(one.content)}
                for one in request.messages
                if one.role != "system"
            ],
            **parameters,
            **asked,
        }

    async def exchange(self, body: Mapping[str, Any]) -> str:
        """Send a body and return the reply as it came."""
        # The body goes in as it is, past the SDK's own idea of the parameters there are.
        reply = await self.client.messages.with_raw_response.create(
            model="", max_tokens=1, messages=(), extra_body=dict(body), timeout=None
        )
        return text_in(reply.http_response.content)

    def mapped(self, error: Exception) -> Exception | None:
        """Return an exception of the SDK as one of ours."""
        import anthropic  # takes a second to import

        if isinstance(error, anthropic.AnthropicError):
            return self.end.of_sdk(error, anthropic)
        return super().mapped(error)

    def connected(self, http: httpx2.AsyncClient) -> AsyncAnthropic:
        """Return the SDK's client over a connection."""
        from anthropic import AsyncAnthropic  # takes a second to import

        client = AsyncAnthropic(
            api_key=self.end.key, base_url=self.end.url, max_retries=0, timeout=None, http_client=http
        )
        client.auth_token = None  # the SDK takes a second credential from the environment,
        if self.settings.base_url:  # and headers that are meant for the address that stands there
            client._custom_headers = {}  # noqa: SLF001 - there is no public way
        return client

    @override
    def read(self, request: Request, raw: str) -> Reply:
        reply = self.parsed(raw)
        if error := reply.get("error"):
            raise self.end.answered(500, {}, error_in({"error": error}))
        blocks = listed(reply, "content")
        stopped = reply.get("stop_reason")
        if stopped == "refusal":
            raise self.end.fault(status=200, words=_refusal(reply, blocks), code="content_filter")
        if "content" not in reply:
            raise self.end.nothing_in(raw, "no message; check that base_url is an API")
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
        return self.reply(request, raw, said, reply.get("model"))

    def usage(self, raw: str) -> Usage:
        """Return what a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        counts = self.counts(raw)
        fresh, received = count(counts.get("input_tokens")), count(counts.get("output_tokens"))
        written = count(counts.get("cache_creation_input_tokens")) or 0
        cached = count(counts.get("cache_read_input_tokens")) or 0
        sent = None if fresh is None else fresh + written + cached
        return priced(sent, received, cached, self.settings.price, written=(_WRITE_RATE - 1) * written)

    @staticmethod
    def joined(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
        """Put events of Messages together."""
        reply: dict[str, Any] = {}
        usage: dict[str, Any] = {}
        blocks: dict[str, dict[str, Any]] = {}
        for chunk in chunks:
            message = inside(chunk, "message")
            reply |= {key: one for key, one in message.items() if key not in ("content", "usage")}
            usage |= {**inside(message, "usage"), **inside(chunk, "usage")}
            reply |= {"error": chunk["error"]} if chunk.get("error") else {}
            if "index" in chunk:
                block = blocks.setdefault(place(chunk), {})
                block |= {key: one for key, one in inside(chunk, "content_block").items() if key != "input"}
                delta = inside(chunk, "delta")
                add_text(block, "text", delta.get("text"))
                add_text(block, "thinking", delta.get("thinking"))
                add_text(block, "input", delta.get("partial_json"))
            else:
                reply |= {key: one for key, one in inside(chunk, "delta").items() if one}
        reply["stop_reason"] = ended(reply.get("stop_reason"))
        return {**reply, "usage": usage, "content": list(blocks.values())}


@lru_cache(maxsize=64)
def _structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """Return the part of the body that asks for structure, and what it appends to the system text."""
    import anthropic.resources.messages  # noqa: F401 - within the first request its import would count as waiting

    if output == "json_schema":
        form = {"type": "json_schema", "schema": _unconstrained(answer.model_json_schema())}
        return {"output_config": {"format": form}}, ""
    if output == "json":
        return {}, json_task(answer)
    name, about, parameters = function_of(answer)
    tool = {"name": name, "description": about, "input_schema": _unconstrained(parameters), "strict": True}
    choice = {"type": "tool", "name": name, "disable_parallel_tool_use": True}
    return {"tools": [tool], "tool_choice": choice}, ""


def _unconstrained(node: Any) -> Any:
    """Return a schema without the limits that strict output refuses."""
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


def _refusal(reply: Mapping[str, Any], blocks: list[dict[str, Any]]) -> str:
    """Return the words of a refusal, wherever they stand."""
    why = inside(reply, "stop_details").get("explanation")
    text = "".join(str(one.get("text") or "") for one in blocks)
    return str(why or text or "the model refuses")


def _text(block: Mapping[str, Any], kind: str) -> str:
    """Return the text of a block of this kind, "" of any other."""
    text = block.get(kind)
    return text if block.get("type") == kind and isinstance(text, str) else ""
