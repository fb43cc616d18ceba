"""The OpenAI protocol (Chat Completions): OpenAI itself and every server that speaks it, by ``base_url``.

instructor builds the part of the body that asks for structure; the openai SDK carries one try over HTTP. Retries, time limits and the cache are the runner's.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from llmclaims.config.redaction import masked_url
from llmclaims.errors import ConfigError, ReplyError
from llmclaims.providers.base import Reply
from llmclaims.providers.beside import computed
from llmclaims.providers.endpoint import Endpoint, address_of, key_of
from llmclaims.providers.error_body import error_in
from llmclaims.providers.json_recovery import salvaged
from llmclaims.providers.structured_output import message_of, said_by, sendable, structure, usage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import AsyncOpenAI

    from llmclaims.config.settings import ProviderSettings
    from llmclaims.providers.base import Request
    from llmclaims.schema.usage import Usage

BASE_URL = "https://api.openai.com/v1"
_AS_IT_CAME = {"X-Stainless-Raw-Response": "true"}
"""What the SDK's own ``with_raw_response`` sets: the reply is handed over as it came."""


class OpenAI:
    """A ``Wire`` for the OpenAI protocol. ``name`` is the provider's name in the configuration."""

    protocol = "openai"

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is connected and nothing heavy imported before the first ``send``.

        Raises:
            ConfigError: the environment variable that should hold the key does not, or ``base_url`` is no address.
        """
        environ = os.environ if environ is None else environ
        self.name = name
        self.model = settings.model
        url = base_url(settings, environ)
        self.base_url = masked_url(url)
        self._settings = settings
        key = key_of(name, settings.api_key_env, environ)
        self._end = Endpoint(name, settings.model, url, settings.timeout, key, settings.output)
        self._client: AsyncOpenAI | None = None

    def __repr__(self) -> str:
        """Who it is; never the key."""
        return f"OpenAI({self.name!r}, {self.model!r})"

    def body(self, request: Request) -> dict[str, Any]:
        """The JSON body that asks for the answer; equal requests give equal bodies.

        The messages go in as they are: instructor fills its part in without seeing them, since it merges
        neighbours of one role, and would run a template engine over them if it were given a context.
        """
        asked, suffix = structure(request.answer, self._settings.output)
        messages = [{"role": one.role, "content": sendable(one.content)} for one in request.messages]
        if suffix and messages and messages[0]["role"] == "system":
            messages[0]["content"] += suffix
        elif suffix:
            messages.insert(0, {"role": "system", "content": suffix.lstrip()})
        return {"model": self.model, "messages": messages, **self._settings.parameters, **asked}

    async def send(self, body: Mapping[str, Any]) -> str:
        """One try: send the body and give back the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
            ConfigError: the configured parameters cannot be sent.
            CassetteError: a recorded run does not hold this exchange.
        """
        import openai  # takes a second to import

        client = self._client = self._client or self._connect()
        try:
            # The body goes in as it is: ``chat.completions`` knows OpenAI's parameters alone, looks through every
            # message for parts to convert, which costs a fifth of the time of a request, and takes 12 MB.
            reply: Any = await client.post(
                "/chat/completions", cast_to=object, body=dict(body), options={"headers": _AS_IT_CAME}
            )
        except openai.OpenAIError as error:
            raise self._mapped(error) from error
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"The parameters of {self.name!r} are not JSON ({error}); correct them."
            ) from error
        # JSON is UTF-8 (RFC 8259), whatever a header says. A server that repeats the key must not get it kept.
        raw = reply.content.decode("utf-8-sig", "replace")
        return await computed(lambda: self._end.keepable(raw), len(raw))

    def read(self, request: Request, raw: str) -> Reply:
        """Read a raw reply, salvaging the complete items of one that broke off.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer: an error in the form of a reply, or a refusal.
        """
        reply = self._end.parsed(raw, self.protocol)
        choices = self._choices(reply, raw)
        for choice in choices:
            refusal = message_of(choice).get("refusal")
            if refusal or choice.get("finish_reason") == "content_filter":
                words = str(refusal or "stopped by its content filter")
                raise self._end.fault(status=200, words=words, code="content_filter")
        said = said_by(choices)
        try:
            items, whole = salvaged(request.answer, said, self._end.who)
        except ValueError as error:
            raise self._end.unreadable(error, raw) from None
        model = str(reply.get("model") or self.model)
        return Reply(items, self.name, model, self.usage(raw), truncated=not whole, stopped=said.stopped)

    def usage(self, raw: str) -> Usage:
        """What a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        return usage_of(raw, self._settings.price)

    async def close(self) -> None:
        """Release the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _connect(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI  # takes a second to import

        from llmclaims.providers.connection import connected  # imports httpx2

        client = AsyncOpenAI(
            api_key=self._end.key,
            base_url=self._end.url,
            max_retries=0,
            timeout=None,
            http_client=connected(self._end),
        )
        if self._end.url != BASE_URL:  # the SDK takes these from the environment for any server
            client.organization = client.project = None
        return client

    def _choices(self, reply: dict[str, Any], raw: str) -> list[dict[str, Any]]:
        found = reply.get("choices")
        choices = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        error = reply.get("error") or next((one["error"] for one in choices if one.get("error")), None)
        if error:
            code = error.get("code") if isinstance(error, dict) else None
            status = code if isinstance(code, int) else 500
            raise self._end.answered(status, {}, error_in({"error": error}))
        if not choices:
            raise ReplyError(
                f"{self._end.who} sent no choices; check that base_url is a chat API.", reply=raw
            )
        return choices

    def _mapped(self, error: Exception) -> Exception:
        """Every exception of the SDK as one of ours."""
        import openai  # takes a second to import

        if isinstance(error, openai.APIStatusError):
            body = error_in(error.response.text or error.message)
            return self._end.answered(error.status_code, error.response.headers, body)
        return self._end.late() if isinstance(error, openai.APITimeoutError) else self._end.unreachable(error)


def base_url(settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
    """The server's address: the configured one, else the SDK's own variable, else OpenAI's.

    Raises:
        ConfigError: it is no HTTP address.
    """
    environ = os.environ if environ is None else environ
    return address_of(settings.base_url or environ.get("OPENAI_BASE_URL") or BASE_URL, environ)
