"""Each service's own SDK, opened through instructor's public API.

``from_provider`` where it takes the address, the connection and no retries; else the SDK's client is made here and
given to instructor's factory for it. Whoever opens one sees to three things: its retries are off, since the runner's
are the only ones; it asks the address that was told; and its replies are kept.
"""

from __future__ import annotations

import contextvars
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import instructor

from llmclaims.providers.background import computed
from llmclaims.providers.endpoint import Endpoint
from llmclaims.providers.instructor.kept import KEPT, client
from llmclaims.providers.proxies import proxy_of

Create = Callable[..., Awaitable[Any]]
"""Asks for one answer; raises what the SDK raises."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A service that can be asked, and how its connections are released."""

    create: Create
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an SDK is opened for: a service's name, its model, address and key, and the mode of instructor.

    ``at_once`` is how many requests may be under way, ``region`` where the service is, "" where it is not anywhere.
    """

    service: str
    model: str
    end: Endpoint
    mode: Any
    at_once: int
    region: str


def opened(sdk: str, wanted: Wanted) -> Opened:
    """Open a service; ``sdk`` is the name of a function here.

    Raises:
        whatever the SDK raises for a configuration that it does not take.
    """
    found: Opened = _OPENERS[sdk](wanted)
    return found


def _openai(wanted: Wanted) -> Opened:
    http, end = client("httpx2", wanted.end.url), wanted.end
    made = instructor.from_provider(
        f"openai/{wanted.model}", async_client=True, mode=wanted.mode, api_key=end.key, base_url=end.url,
        max_retries=0, timeout=None, http_client=http,
    )  # fmt: skip
    if wanted.service != "openai":  # the SDK takes these from the environment for any server
        sdk: Any = made.client
        sdk.organization = sdk.project = None
    return Opened(made.create, http.aclose)


def _anthropic(wanted: Wanted) -> Opened:
    from anthropic import AsyncAnthropic

    http = client("httpx2", wanted.end.url)
    return _made(instructor.from_anthropic, AsyncAnthropic, wanted, http)


def _groq(wanted: Wanted) -> Opened:
    from groq import AsyncGroq

    return _made(instructor.from_groq, AsyncGroq, wanted, client("httpx", wanted.end.url))


def _cerebras(wanted: Wanted) -> Opened:
    from cerebras.cloud.sdk import AsyncCerebras

    http = client("httpx", wanted.end.url)
    return _made(instructor.from_cerebras, AsyncCerebras, wanted, http, warm_tcp_connection=False)


def _writer(wanted: Wanted) -> Opened:
    from writerai import AsyncWriter

    return _made(instructor.from_writer, AsyncWriter, wanted, client("httpx", wanted.end.url))


def _made(factory: Any, sdk: Any, wanted: Wanted, http: Any, **more: Any) -> Opened:
    """Open one of the SDKs that OpenAI's generator made: all of them are alike."""
    end = wanted.end
    own = sdk(api_key=end.key, base_url=end.url, max_retries=0, timeout=None, http_client=http, **more)
    return Opened(factory(own, mode=wanted.mode, model=wanted.model).create, http.aclose)


def _mistral(wanted: Wanted) -> Opened:
    try:
        from mistralai.client import Mistral
    except ImportError:  # before its version 2
        from mistralai import Mistral

    http, end = client("httpx", wanted.end.url), wanted.end
    own = Mistral(api_key=end.key, server_url=end.url, async_client=http, retry_config=None)
    made = instructor.from_mistral(own, mode=wanted.mode, use_async=True, model=wanted.model)
    return Opened(made.create, http.aclose)


def _cohere(wanted: Wanted) -> Opened:
    from cohere import AsyncClientV2

    http, end = client("httpx", wanted.end.url), wanted.end
    own = AsyncClientV2(
        api_key=end.key, base_url=end.url, httpx_client=http, log_warning_experimental_features=False
    )
    made = instructor.from_cohere(own, mode=wanted.mode, model=wanted.model)

    async def create(**asked: Any) -> Any:
        return await made.create(**asked, request_options={"max_retries": 0})

    return Opened(create, http.aclose)


def _google(wanted: Wanted, version: str, **more: Any) -> Opened:
    from google.genai import types

    http, end = client("httpx2", wanted.end.url), wanted.end
    options = types.HttpOptions(base_url=end.url, api_version=version, httpx_async_client=http)
    made = instructor.from_provider(
        f"google/{wanted.model}", async_client=True, mode=wanted.mode, http_options=options, **more
    )
    return Opened(made.create, http.aclose)


def _gemini(wanted: Wanted) -> Opened:
    return _google(wanted, "v1beta", api_key=wanted.end.key, vertexai=False)


def _vertexai(wanted: Wanted) -> Opened:
    return _google(wanted, "v1", vertexai=True, location=wanted.region)


def _bedrock(wanted: Wanted) -> Opened:
    import boto3
    from botocore.config import Config

    end, proxy = wanted.end, proxy_of(wanted.end.url)
    seconds = {"connect_timeout": end.timeout, "read_timeout": end.timeout}
    config = Config(
        retries={"total_max_attempts": 1},
        max_pool_connections=wanted.at_once,
        proxies={urlsplit(end.url).scheme: proxy} if proxy else {},
        **seconds,
    )
    own = boto3.client("bedrock-runtime", region_name=wanted.region, endpoint_url=end.url, config=config)

    def keep(response_dict: Any, **_: Any) -> None:
        headers, content = response_dict["headers"], response_dict["body"]
        if int(headers.get("content-length") or 0) > len(content):  # which this SDK takes for a reply
            raise ConnectionError("the reply broke off")
        KEPT.get().take(response_dict["status_code"], headers, content)

    own.meta.events.register("before-parse.bedrock-runtime.Converse", keep)
    made = instructor.from_bedrock(own, mode=wanted.mode, model=wanted.model)

    async def create(**asked: Any) -> Any:
        # instructor's asynchronous client for it blocks the event loop, and with it all other requests.
        context = contextvars.copy_context()
        return await computed(lambda: context.run(lambda: made.create(**asked)), sys.maxsize)

    async def close() -> None:
        own.close()

    return Opened(create, close)


def _xai(wanted: Wanted) -> Opened:
    from google.protobuf.json_format import MessageToJson
    from xai_sdk.aio.client import Client

    end = wanted.end
    parts = urlsplit(end.url)
    options = [("grpc.enable_retries", 0), ("grpc.enable_http_proxy", int(bool(proxy_of(end.url))))]
    own = Client(
        api_key=end.key,
        api_host=parts.netloc,
        timeout=end.timeout,
        channel_options=options,
        use_insecure_channel=parts.scheme == "http",
    )
    make = own.chat.create

    def chat(**asked: Any) -> Any:
        made = make(**asked)
        sample, parse = made.sample, made.parse

        async def sampled() -> Any:
            return keep(await sample())

        async def parsed(shape: Any) -> Any:
            reply, read = await parse(shape)
            return keep(reply), read

        made.sample, made.parse = sampled, parsed
        return made

    def keep(reply: Any) -> Any:
        text = MessageToJson(reply.proto, preserving_proto_field_name=True, ensure_ascii=False)
        KEPT.get().take(200, {}, text.encode())
        return reply

    own.chat.create = chat  # instructor has no hook for this service's replies
    made = instructor.from_xai(own, mode=wanted.mode, model=wanted.model)

    async def create(**asked: Any) -> Any:
        import grpc

        try:
            return await made.create(**asked)
        except grpc.RpcError as error:
            _keep_failure(error)
            raise

    return Opened(create, own.close)


_STATUSES = {
    "INVALID_ARGUMENT": 400, "OUT_OF_RANGE": 400, "FAILED_PRECONDITION": 400, "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403, "NOT_FOUND": 404, "ABORTED": 409, "ALREADY_EXISTS": 409, "RESOURCE_EXHAUSTED": 429,
    "UNIMPLEMENTED": 501, "UNAVAILABLE": 503, "DEADLINE_EXCEEDED": 408,
}  # fmt: skip
"""The HTTP status that gRPC's own documentation gives each of its codes; any other is 500."""


def _keep_failure(error: Any) -> None:
    """Keep an error of gRPC as HTTP would say it; one of the connection stays the exception that it is."""
    words, code = str(error.details() or ""), error.code().name
    if code == "UNAVAILABLE" and "connect" in words.lower():
        raise ConnectionRefusedError(words) from error
    body = json.dumps({"error": {"message": words, "code": code.lower()}}).encode()
    headers = {str(name): str(value) for name, value in error.trailing_metadata() or ()}
    KEPT.get().take(_STATUSES.get(code, 500), headers, body)


def _other(wanted: Wanted) -> Opened:
    """Open a service that only instructor knows, where and as it opens it."""
    key: dict[str, Any] = {"api_key": wanted.end.key} if wanted.end.secrets else {}
    made = instructor.from_provider(
        f"{wanted.service}/{wanted.model}", async_client=True, mode=wanted.mode, **key
    )
    made.on("completion:response", lambda reply: KEPT.get().take_object(reply))
    own: Any = made.client
    if hasattr(own, "max_retries"):
        own.max_retries = 0

    async def close() -> None:
        for name in ("aclose", "close"):
            if callable(release := getattr(own, name, None)):
                left = release()
                if isinstance(left, Awaitable):
                    await left
                return

    return Opened(made.create, close)


_OPENERS: dict[str, Callable[[Wanted], Opened]] = {
    "openai": _openai, "anthropic": _anthropic, "bedrock": _bedrock, "cerebras": _cerebras, "cohere": _cohere,
    "google": _gemini, "groq": _groq, "mistral": _mistral, "other": _other,
    "vertexai": _vertexai, "writer": _writer, "xai": _xai,
}  # fmt: skip
