"""The OpenAI protocol (Chat Completions): OpenAI itself and every server that speaks it, by ``base_url``.

instructor builds the part of the body that asks for structure and parses a clean answer; the openai SDK
carries one try over HTTP. Retries, time limits and the cache are the runner's.
"""

from __future__ import annotations

import json
import os
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmclaims.errors import CassetteError, ConfigError, ProviderError, ProviderUnavailableError, ReplyError
from llmclaims.providers import Reply
from llmclaims.providers.faults import Fault, provider_error, retry_after
from llmclaims.providers.salvage import salvage
from llmclaims.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import AsyncOpenAI
    from pydantic import BaseModel

    from llmclaims.config import ProviderSettings
    from llmclaims.providers import Request

BASE_URL = "https://api.openai.com/v1"
_NO_KEY = "none"
"""What is sent to a server that wants no key: the SDK insists on one."""


class OpenAI:
    """A ``Wire`` for the OpenAI protocol. ``name`` is the provider's name in the configuration."""

    protocol = "openai"

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is connected and nothing heavy imported before the first ``send``.

        Raises:
            ConfigError: the environment variable that should hold the key does not.
        """
        environ = os.environ if environ is None else environ
        self.name = name
        self.model = settings.model
        self.base_url = (settings.base_url or environ.get("OPENAI_BASE_URL") or BASE_URL).rstrip("/")
        self._settings = settings
        self._key = _key(name, settings.api_key_env, environ)
        self._client: AsyncOpenAI | None = None

    def __repr__(self) -> str:
        """Who it is; never the key."""
        return f"OpenAI({self.name!r}, {self.model!r})"

    def body(self, request: Request) -> dict[str, Any]:
        """The JSON body that asks for the answer; equal requests give equal bodies.

        The messages go in as they are: instructor fills its part in without seeing them, since it merges
        neighbours of one role, and would run a template engine over them if it were given a context.
        """
        structure, suffix = _structure(request.answer, self._settings.output)
        messages = [{"role": one.role, "content": _sendable(one.content)} for one in request.messages]
        if suffix and messages and messages[0]["role"] == "system":
            messages[0]["content"] += suffix
        elif suffix:
            messages.insert(0, {"role": "system", "content": suffix.lstrip()})
        return {"model": self.model, "messages": messages, **self._settings.parameters, **structure}

    async def send(self, body: Mapping[str, Any]) -> str:
        """One try: send the body and give back the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
            CassetteError: a recorded run does not hold this exchange.
        """
        import openai  # noqa: PLC0415 - takes a second to import

        rest = {key: value for key, value in body.items() if key not in ("model", "messages")}
        client = self._client = self._client or self._connect()
        try:
            # What is not a message goes in as it is: the SDK knows OpenAI's parameters, not other servers'.
            reply = await client.chat.completions.with_raw_response.create(
                model=body["model"], messages=body["messages"], extra_body=rest
            )
            return reply.text
        except openai.OpenAIError as error:
            raise self._mapped(error) from error
        except UnicodeError as error:  # raised while the body of an error is decoded
            raise self._unavailable(f"sent an answer that is no text ({error})") from error

    def read(self, request: Request, raw: str) -> Reply:
        """Read a raw reply, salvaging the complete items of one that broke off.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer: an error in the form of a reply, or a refusal.
        """
        reply = self._parsed(raw)
        choice = self._choice(reply, raw)
        message = choice.get("message") or {}
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            words = message.get("refusal") or "stopped by its content filter"
            raise self._fault(status=200, words=str(words), code="content_filter")
        items, whole = self._items(request.answer, reply, message, raw)
        return Reply(
            items, self.name, str(reply.get("model") or self.model), self.usage(raw), truncated=not whole
        )

    def usage(self, raw: str) -> Usage:
        """What a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        try:
            counts = json.loads(raw)["usage"]
            details = counts.get("prompt_tokens_details") or {}
            tokens = int(counts["prompt_tokens"]), int(counts["completion_tokens"])
            cached = int(details.get("cached_tokens") or 0)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Usage(requests=1, cost=None)
        return Usage(1, 0, tokens[0], cached, tokens[1], self._cost(tokens[0], cached, tokens[1]))

    async def close(self) -> None:
        """Release the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _connect(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient  # noqa: PLC0415 - takes a second to import

        # A redirect could carry the article to a host that nobody named.
        http = DefaultAsyncHttpxClient(timeout=self._settings.timeout, follow_redirects=False)
        client = AsyncOpenAI(
            api_key=self._key,
            base_url=self.base_url,
            max_retries=0,
            timeout=self._settings.timeout,
            http_client=http,
        )
        if self.base_url != BASE_URL:  # the SDK takes these from the environment for any server
            client.organization = client.project = None
        return client

    def _cost(self, sent: int, cached: int, received: int) -> float | None:
        price = self._settings.price
        if price is None:
            return None
        rate = price.input if price.cached_input is None else price.cached_input
        return ((sent - cached) * price.input + cached * rate + received * price.output) / 1_000_000

    def _parsed(self, raw: str) -> dict[str, Any]:
        try:
            reply = json.loads(raw)
        except (ValueError, RecursionError):
            reply = None
        if not isinstance(reply, dict):
            raise ReplyError(f"{self._who()} sent no JSON object; check that base_url is an API.", reply=raw)
        return reply

    def _choice(self, reply: dict[str, Any], raw: str) -> dict[str, Any]:
        choices = reply.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        error = reply.get("error") or choice.get("error")
        if error:
            words = error if isinstance(error, dict) else {"message": error}
            code = words.get("code")
            status = code if isinstance(code, int) else 500
            raise self._fault(status=status, words=str(words.get("message") or ""), code=str(code or ""))
        if not choice:
            raise ReplyError(f"{self._who()} sent no choices; look at the reply.", reply=raw)
        return choice

    def _items(
        self, answer: type[BaseModel], reply: dict[str, Any], message: dict[str, Any], raw: str
    ) -> tuple[dict[str, list[Any]], bool]:
        keys = tuple(answer.model_fields)
        texts = _texts(message)
        clean = _clean(answer, reply, self._settings.output) if len(texts) == 1 else None
        if clean is not None:
            return clean, True
        items: dict[str, list[Any]] = {key: [] for key in keys}
        whole, found = True, False
        for text in texts:  # several calls of the tool are one answer in several parts
            try:
                part, part_whole = salvage(text, keys)
            except ValueError:
                whole = False
                continue
            found = True
            whole &= part_whole
            for key in keys:
                items[key].extend(part[key])
        if not found:
            what = (
                "an empty answer" if not any(texts) else "an answer that holds no JSON of the kind asked for"
            )
            raise ReplyError(f"{self._who()} sent {what}; try another model or form of output.", reply=raw)
        return items, whole

    def _who(self) -> str:
        return f"{self.name} ({self.model})"

    def _mapped(self, error: Exception) -> Exception:
        """Every exception of the SDK as one of ours."""
        import openai  # noqa: PLC0415 - takes a second to import

        for cause in _causes(error):
            if isinstance(cause, CassetteError):
                return cause
        if isinstance(error, openai.APIStatusError):
            body = error.body if isinstance(error.body, dict) else {}
            headers = {key.lower(): value for key, value in error.response.headers.items()}
            words = body.get("message") or error.response.text or error.message
            again = {"true": True, "false": False}.get(headers.get("x-should-retry", ""))
            wait = retry_after(headers, time.time())
            code = str(body.get("code") or body.get("type") or "")
            return self._fault(status=error.status_code, words=str(words), code=code, wait=wait, again=again)
        if isinstance(error, openai.APITimeoutError):
            return self._unavailable(f"did not answer within {self._settings.timeout:g} s")
        cause = error.__cause__ or error
        return self._unavailable(f"cannot be reached at {_host(self.base_url)} ({self._hidden(str(cause))})")

    def _fault(
        self, *, status: int, words: str, code: str = "", wait: float | None = None, again: bool | None = None
    ) -> ProviderError:
        words = self._hidden(words)
        return provider_error(Fault(self.name, self.model, status, words, code, wait, again))

    def _unavailable(self, what: str) -> ProviderUnavailableError:
        return ProviderUnavailableError(
            f"{self._who()} {what}; check the network and base_url, or run the command again later.",
            provider=self.name,
            model=self.model,
            retryable=True,
        )

    def _hidden(self, words: str) -> str:
        return words if self._key == _NO_KEY else words.replace(self._key, "***")


def _key(name: str, variable: str, environ: Mapping[str, str]) -> str:
    if not variable:
        return _NO_KEY
    key = environ.get(variable, "").strip()
    if not key:
        raise ConfigError(f"Provider {name!r} needs a key; set the environment variable {variable}.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigError(f"{variable} holds characters that no key has; copy the key into it once more.")
    return key


@lru_cache(maxsize=64)
def _structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """The part of the body that asks for structure, and what it appends to the system message."""
    from instructor import Mode  # noqa: PLC0415 - imports openai
    from instructor.processing.response import handle_response_model  # noqa: PLC0415

    system = [{"role": "system", "content": ""}]
    _, built = handle_response_model(answer, mode=Mode[output.upper()], messages=system)
    suffix = built.pop("messages")[0]["content"]
    # instructor never says strict, without which a server does not hold the model to the schema.
    if "tools" in built:
        function = {**built["tools"][0]["function"], "strict": True}
        built["tools"] = [{"type": "function", "function": function}]
    elif "json_schema" in built["response_format"]:
        schema = {**built["response_format"]["json_schema"], "strict": True}
        built["response_format"] = {"type": "json_schema", "json_schema": schema}
    return built, suffix


def _clean(answer: type[BaseModel], reply: dict[str, Any], output: str) -> dict[str, list[Any]] | None:
    """The items as instructor parses them; None where the answer is not exactly what was asked for."""
    from instructor import Mode  # noqa: PLC0415 - imports openai
    from instructor.processing.response import process_response  # noqa: PLC0415
    from openai.types.chat import ChatCompletion  # noqa: PLC0415

    try:
        completion = ChatCompletion.construct(**reply)
        parsed = process_response(completion, response_model=answer, stream=False, mode=Mode[output.upper()])
        items = {key: getattr(parsed, key) for key in answer.model_fields}
    except Exception:  # noqa: BLE001 - instructor raises a dozen kinds here; salvage looks at the text itself
        return None
    # A model with defaults takes any object for an empty answer: believe only what was really filled.
    return items if parsed.model_fields_set and all(isinstance(one, list) for one in items.values()) else None


def _texts(message: Mapping[str, Any]) -> list[str]:
    """Where an answer may stand: the arguments of its calls, else its content, in one text or in parts."""
    calls = [call.get("function") or {} for call in message.get("tool_calls") or () if isinstance(call, dict)]
    calls += [message["function_call"]] if isinstance(message.get("function_call"), dict) else []
    texts = [call.get("arguments") for call in calls]
    if not any(texts):
        content = message.get("content")
        parts = content if isinstance(content, list) else [content]
        texts = [
            "".join(
                str(part.get("text") or "") if isinstance(part, dict) else str(part or "") for part in parts
            )
        ]
    return [text if isinstance(text, str) else json.dumps(text) for text in texts if text is not None]


def _sendable(text: str) -> str:
    """The text with each unpaired surrogate, which UTF-8 cannot carry, as U+FFFD: offsets stay the same."""
    if text.isascii():
        return text
    return (
        "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text) if _broken(text) else text
    )


def _broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _causes(error: BaseException | None) -> list[BaseException]:
    """An exception and what led to it, outermost first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _host(url: str) -> str:
    return url.rpartition("@")[2] if "@" in url else url
