"""The Gemini protocol (generateContent), through Google's own SDK, which the extra ``gemini`` brings.

The envelope's JSON schema goes in as it is (``responseJsonSchema``, ``parametersJsonSchema``). Retries, time
limits and the cache are the runner's.
"""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from llmclaims.documents.decoding import encodable
from llmclaims.errors import ConfigError
from llmclaims.providers.error_body import error_in
from llmclaims.providers.event_stream import inside, listed, place
from llmclaims.providers.http_wire import HttpWire
from llmclaims.providers.json_recovery import Said
from llmclaims.providers.structured_output import priced
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx2
    from google.genai import Client

    from llmclaims.providers.base import Reply, Request
    from llmclaims.providers.event_stream import Ending

VERSION = "v1beta"
_FUNCTION = "answer"
_SYSTEM = "Answer with one JSON object, and nothing else, that is valid under this JSON schema:\n"
_REFUSALS = frozenset((
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
))  # fmt: skip
_FINISHED = frozenset(("", "STOP", "FINISH_REASON_UNSPECIFIED"))
"""Why an answer may end that is all there. Any other reason, known or not, is believed: it is not whole."""
_NO_STATUS = 500


_BESIDE = frozenset(("safetySettings", "cachedContent", "labels", "serviceTier", "store"))
"""Parameters that stand beside ``generationConfig``, not in it."""


class Gemini(HttpWire):
    """Speak the Gemini protocol."""

    protocol = "gemini"
    service = "https://generativelanguage.googleapis.com"
    url_variable = "GOOGLE_GEMINI_BASE_URL"
    version = f"/{VERSION}"
    keys = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    sdk = ("google.genai", "gemini")
    answer_limits = ("maxOutputTokens",)

    @staticmethod
    def text_of(body: Mapping[str, Any]) -> str:
        """Return the text of a body's messages."""
        return "\n".join(str(part["text"]) for one in body["contents"] for part in one["parts"])

    def body(self, request: Request) -> dict[str, Any]:
        """Return the JSON body that asks for the answer, and the model, which the protocol puts into the address.

        ``parameters`` belong to ``generationConfig``, except where the protocol has them beside it.
        """
        importlib.import_module("google.genai.types")  # within the first request it would count as waiting
        schema = self.form(request.answer).model_json_schema()
        told = [encodable(one.content) for one in request.messages if one.role == "system"]
        config: dict[str, Any] = {}
        beside: dict[str, Any] = {}
        for name, value in self.settings.parameters.items():
            (beside if name in _BESIDE else config)[name] = value
        if self.settings.output == "tools":
            function = {"name": _FUNCTION, "description": "The answer.", "parametersJsonSchema": schema}
            beside["tools"] = [{"functionDeclarations": [function]}]
            calling = {"mode": "ANY", "allowedFunctionNames": [_FUNCTION]}
            beside["toolConfig"] = {"functionCallingConfig": calling}
        else:
            config["responseMimeType"] = "application/json"
            if self.settings.output == "json_schema":
                config["responseJsonSchema"] = schema
            else:
                told.append(_SYSTEM + json.dumps(schema))
        return {
            "model": self.model,
            **({"systemInstruction": {"parts": [{"text": text} for text in told]}} if told else {}),
            "contents": [
                {
                    "role": "model" if one.role == "assistant" else "user",
                    "parts": [{"text": encodable(one.content)}],
                }
                for one in request.messages
                if one.role != "system"
            ],
            **beside,
            **({"generationConfig": config} if config else {}),
        }

    async def exchange(self, body: Mapping[str, Any]) -> str:
        """Send a body and return the reply as it came."""
        from google.genai import types  # takes a second to import

        # The body goes in as it is, past the SDK's own idea of the parameters there are.
        content = {name: value for name, value in body.items() if name != "model"}
        json.dumps(content, allow_nan=False)
        config = types.GenerateContentConfig(
            should_return_http_response=True, http_options=types.HttpOptions(extra_body=content)
        )
        reply = await self.client.aio.models.generate_content(
            model=str(body["model"]), contents="-", config=config
        )
        held = reply.sdk_http_response
        return (held.body or "" if held else "").removeprefix("\ufeff")

    def mapped(self, error: Exception) -> Exception | None:
        """Return an exception of the SDK as one of ours."""
        from google.genai import errors  # takes a second to import

        if isinstance(error, errors.APIError):
            headers = dict(getattr(error.response, "headers", None) or {})
            body = error_in(error.details or str(getattr(error.response, "text", "") or ""))
            return self.end.answered(error.code or _NO_STATUS, headers, body, spent=False)
        if isinstance(error, UnicodeDecodeError):  # an error whose body is no text; the SDK loses its status
            return self.end.fault(status=_NO_STATUS, words="no text")
        if isinstance(error, (TypeError, ValueError)):
            return ConfigError(
                f"The model or the parameters of {self.name!r} cannot be sent ({error}); correct them."
            )
        return super().mapped(error)

    def connected(self, http: httpx2.AsyncClient) -> Client:
        """Return the SDK's client over a connection."""
        import httpx2
        from google.genai import Client, types  # takes a second to import

        async def utf8(response: httpx2.Response) -> None:
            response.encoding = "utf-8"  # JSON is UTF-8 (RFC 8259), whatever a header says

        http.event_hooks = {"response": [utf8]}
        unused = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)))
        return Client(
            api_key=self.end.key,
            vertexai=False,  # whatever the environment says: that is another service
            http_options=types.HttpOptions(
                base_url=self.end.url,
                api_version=VERSION,
                timeout=max(1, round(self.settings.timeout * 1000)),
                httpx_async_client=http,
                httpx_client=unused,  # else the SDK makes one, with the environment's proxies
            ),
        )

    async def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            self._client.close()
        await super().close()

    @override
    def read(self, request: Request, raw: str) -> Reply:
        reply = self.parsed(raw)
        if isinstance(error := reply.get("error"), dict):
            status = error.get("code")
            status = status if isinstance(status, int) else _NO_STATUS
            raise self.end.answered(status, {}, error_in(reply), spent=False)
        candidates = listed(reply, "candidates")
        for candidate in candidates or [{}]:
            if refused := _refusal(reply, candidate):
                raise self.end.fault(status=200, words=refused, code="content_filter")
        return self.reply(request, raw, _said_by(candidates), reply.get("modelVersion"))

    def usage(self, raw: str) -> Usage:
        """Return what a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        counts = self.counts(raw, "usageMetadata")
        sent = count(counts.get("promptTokenCount"))
        cached = count(counts.get("cachedContentTokenCount")) or 0
        received = [count(counts.get(key)) or 0 for key in ("candidatesTokenCount", "thoughtsTokenCount")]
        return priced(sent, sum(received), cached, self.settings.price)

    @staticmethod
    def joined(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
        """Put chunks of generateContent together."""
        reply: dict[str, Any] = {}
        candidates: dict[str, dict[str, Any]] = {}
        for chunk in chunks:
            reply |= {key: one for key, one in chunk.items() if key != "candidates" and one}
            for one in listed(chunk, "candidates"):
                candidate = candidates.setdefault(place(one), {"content": {"parts": []}})
                candidate |= {key: said for key, said in one.items() if key != "content" and said}
                candidate["content"]["parts"] += listed(inside(one, "content"), "parts")
        for candidate in candidates.values():
            candidate["finishReason"] = ended(candidate.get("finishReason"))
        return {**reply, "candidates": list(candidates.values())} if candidates else reply


def _refusal(reply: Mapping[str, Any], candidate: Mapping[str, Any]) -> str:
    """Say why the provider will not answer; "" where it does."""
    feedback = inside(reply, "promptFeedback")
    if blocked := feedback.get("blockReason"):
        return str(feedback.get("blockReasonMessage") or f"the text is blocked ({blocked})")
    reason = candidate.get("finishReason")
    if reason in _REFUSALS:
        return str(candidate.get("finishMessage") or f"the answer was stopped ({reason})")
    return ""


def _said_by(candidates: list[dict[str, Any]]) -> Said:
    """Return what the candidates of a reply say."""
    parts = [listed(inside(candidate, "content"), "parts") for candidate in candidates]
    every = [one for held in parts for one in held]
    calls = [one["functionCall"] for one in every if isinstance(one.get("functionCall"), dict)]
    reasons = [str(one.get("finishReason") or "") for one in candidates]
    return Said(
        texts=tuple(
            "".join(str(one.get("text") or "") for one in held if not one.get("thought")) for held in parts
        ),
        calls=tuple((str(one.get("name") or ""), one.get("args")) for one in calls),
        thought="".join(str(one.get("text") or "") for one in every if one.get("thought")),
        stopped=next((one for one in reasons if one not in _FINISHED), ""),
    )
