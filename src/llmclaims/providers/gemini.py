"""The Gemini protocol (generateContent), through Google's own SDK, which the extra ``gemini`` brings.

The envelope's JSON schema goes in as it is (``responseJsonSchema``, ``parametersJsonSchema``). Retries, time
limits and the cache are the runner's.
"""

from __future__ import annotations

import importlib
import json
import os
from typing import TYPE_CHECKING, Any

from llmclaims.config.redaction import masked_url
from llmclaims.errors import ConfigError
from llmclaims.providers.base import Reply
from llmclaims.providers.beside import computed
from llmclaims.providers.endpoint import Endpoint, address_of, key_of, require
from llmclaims.providers.error_body import error_in
from llmclaims.providers.json_recovery import Said, salvaged
from llmclaims.providers.structured_output import priced, sendable, usage_in
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.genai import Client

    from llmclaims.config.settings import Price, ProviderSettings
    from llmclaims.providers.base import Request

BASE_URL = "https://generativelanguage.googleapis.com"
VERSION = "v1beta"
_FUNCTION = "answer"
_SYSTEM = "Answer with one JSON object, and nothing else, that is valid under this JSON schema:\n"
_REFUSALS = frozenset((
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
))  # fmt: skip
_FINISHED = frozenset(("", "STOP", "FINISH_REASON_UNSPECIFIED"))
"""Why an answer may end that is all there. Any other reason, known or not, is believed: it is not whole."""
_NO_STATUS = 500


class Gemini:
    """A ``Wire`` for the Gemini protocol. ``name`` is the provider's name in the configuration."""

    protocol = "gemini"

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is connected and nothing heavy imported before the first request.

        Raises:
            ConfigError: the SDK is not installed, there is no key, or ``base_url`` is no address.
        """
        require("google.genai", name, "gemini")
        environ = os.environ if environ is None else environ
        self.name = name
        self.model = settings.model
        url = base_url(settings, environ)
        self.base_url = masked_url(url)
        self._settings = settings
        key = key_of(name, settings.api_key_env, environ)
        self._end = Endpoint(name, settings.model, url, settings.timeout, key, settings.output)
        self._client: Client | None = None
        self._http: Any = None

    def __repr__(self) -> str:
        """Who it is; never the key."""
        return f"Gemini({self.name!r}, {self.model!r})"

    def body(self, request: Request) -> dict[str, Any]:
        """The JSON body that asks for the answer, and the model, which the protocol puts into the address.

        ``parameters`` belong to ``generationConfig``, except where the protocol has them beside it.
        """
        importlib.import_module("google.genai.types")  # within the first request it would count as waiting
        schema = request.answer.model_json_schema()
        told = [sendable(one.content) for one in request.messages if one.role == "system"]
        config: dict[str, Any] = {}
        beside: dict[str, Any] = {}
        for name, value in self._settings.parameters.items():
            (beside if name in _BESIDE else config)[name] = value
        if self._settings.output == "tools":
            function = {"name": _FUNCTION, "description": "The answer.", "parametersJsonSchema": schema}
            beside["tools"] = [{"functionDeclarations": [function]}]
            calling = {"mode": "ANY", "allowedFunctionNames": [_FUNCTION]}
            beside["toolConfig"] = {"functionCallingConfig": calling}
        else:
            config["responseMimeType"] = "application/json"
            if self._settings.output == "json_schema":
                config["responseJsonSchema"] = schema
            else:
                told.append(_SYSTEM + json.dumps(schema))
        return {
            "model": self.model,
            **({"systemInstruction": {"parts": [{"text": text} for text in told]}} if told else {}),
            "contents": [
                {
                    "role": "model" if one.role == "assistant" else "user",
                    "parts": [{"text": sendable(one.content)}],
                }
                for one in request.messages
                if one.role != "system"
            ],
            **beside,
            **({"generationConfig": config} if config else {}),
        }

    async def send(self, body: Mapping[str, Any]) -> str:
        """One try: send the body and give back the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
            ConfigError: the configured parameters or the model's name cannot be sent.
            CassetteError: a recorded run does not hold this exchange.
        """
        import httpx2
        from google.genai import errors, types  # takes a second to import

        client = self._client = self._client or self._connect()
        try:
            # The body goes in as it is, past the SDK's own idea of the parameters there are.
            content = {name: value for name, value in body.items() if name != "model"}
            json.dumps(content, allow_nan=False)
            config = types.GenerateContentConfig(
                should_return_http_response=True, http_options=types.HttpOptions(extra_body=content)
            )
            reply = await client.aio.models.generate_content(
                model=str(body["model"]), contents="-", config=config
            )
        except errors.APIError as error:
            raise self._mapped(error) from error
        except httpx2.TimeoutException as error:
            raise self._end.late() from error
        except httpx2.HTTPError as error:
            raise self._end.unreachable(error) from error
        except UnicodeDecodeError as error:  # an error whose body is no text; the SDK loses its status
            raise self._end.fault(status=_NO_STATUS, words="no text") from error
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"The model or the parameters of {self.name!r} cannot be sent ({error}); correct them."
            ) from error
        held = reply.sdk_http_response
        raw = (held.body or "" if held else "").removeprefix("\ufeff")
        return await computed(lambda: self._end.keepable(raw), len(raw))

    def read(self, request: Request, raw: str) -> Reply:
        """Read a raw reply, salvaging the complete items of one that broke off.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer: an error in the form of a reply, or a refusal.
        """
        reply = self._end.parsed(raw, self.protocol)
        if isinstance(error := reply.get("error"), dict):
            status = error.get("code")
            status = status if isinstance(status, int) else _NO_STATUS
            raise self._end.answered(status, {}, error_in(reply), spent=False)
        found = reply.get("candidates")
        candidates = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        for candidate in candidates or [{}]:
            if refused := _refusal(reply, candidate):
                raise self._end.fault(status=200, words=refused, code="content_filter")
        said = _said_by(candidates)
        try:
            items, whole = salvaged(request.answer, said, self._end.who)
        except ValueError as error:
            raise self._end.unreadable(error, raw) from None
        model = str(reply.get("modelVersion") or self.model)
        return Reply(items, self.name, model, self.usage(raw), truncated=not whole, stopped=said.stopped)

    def usage(self, raw: str) -> Usage:
        """What a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        return _usage(raw, self._settings.price)

    async def close(self) -> None:
        """Release the connections."""
        client, self._client = self._client, None
        http, self._http = self._http, None
        if client is not None:
            client.close()
        if http is not None:
            await http.aclose()

    def _connect(self) -> Client:
        import httpx2
        from google.genai import Client, types  # takes a second to import

        from llmclaims.providers.connection import connected

        async def utf8(response: httpx2.Response) -> None:
            response.encoding = "utf-8"  # JSON is UTF-8 (RFC 8259), whatever a header says

        self._http = connected(self._end)
        self._http.event_hooks = {"response": [utf8]}
        unused = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)))
        return Client(
            api_key=self._end.key,
            vertexai=False,  # whatever the environment says: that is another service
            http_options=types.HttpOptions(
                base_url=self._end.url,
                api_version=VERSION,
                timeout=max(1, round(self._settings.timeout * 1000)),
                httpx_async_client=self._http,
                httpx_client=unused,  # else the SDK makes one, with the environment's proxies
            ),
        )

    def _mapped(self, error: Any) -> Exception:
        """An error of the SDK as one of ours; ``error`` is an ``APIError`` of its own."""
        headers = dict(getattr(error.response, "headers", None) or {})
        body = error_in(error.details or str(getattr(error.response, "text", "") or ""))
        return self._end.answered(error.code or _NO_STATUS, headers, body, spent=False)


_BESIDE = frozenset(("safetySettings", "cachedContent", "labels", "serviceTier", "store"))
"""Parameters that stand beside ``generationConfig``, not in it."""


def base_url(settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
    """The server's address without the version: the configured one, else the SDK's own variable, else Google's.

    Raises:
        ConfigError: it is no HTTP address.
    """
    environ = os.environ if environ is None else environ
    url = settings.base_url or environ.get("GOOGLE_GEMINI_BASE_URL") or BASE_URL
    return address_of(url, environ, without=f"/{VERSION}")


def _refusal(reply: Mapping[str, Any], candidate: Mapping[str, Any]) -> str:
    """Why the provider will not answer; "" where it does."""
    feedback = reply.get("promptFeedback")
    blocked = feedback.get("blockReason") if isinstance(feedback, dict) else None
    if blocked:
        return str(feedback.get("blockReasonMessage") or f"the text is blocked ({blocked})")  # type: ignore[union-attr]  # a dict where it says so
    reason = candidate.get("finishReason")
    if reason in _REFUSALS:
        return str(candidate.get("finishMessage") or f"the answer was stopped ({reason})")
    return ""


def _said_by(candidates: list[dict[str, Any]]) -> Said:
    """What the candidates of a reply say."""
    parts = []
    for candidate in candidates:
        content = candidate.get("content")
        found = content.get("parts") if isinstance(content, dict) else None
        parts.append([one for one in found if isinstance(one, dict)] if isinstance(found, list) else [])
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


def _usage(raw: str, price: Price | None) -> Usage:
    counts = usage_in(raw, "gemini", "usageMetadata")
    sent, cached = count(counts.get("promptTokenCount")), count(counts.get("cachedContentTokenCount")) or 0
    received = [count(counts.get(key)) or 0 for key in ("candidatesTokenCount", "thoughtsTokenCount")]
    return priced(sent, sum(received), cached, price)
