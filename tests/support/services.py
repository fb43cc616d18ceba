"""Answers of services with a protocol of their own, as their own SDKs read them; xAI's server, which speaks gRPC."""

from __future__ import annotations

import json
import threading
from concurrent import futures
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import pytest

from llmclaims.errors import is_installed
from tests.support.loopback import Answer, Content, Fault, Messages

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Converse(Answer):
    """The answer as Bedrock's Converse gives it."""

    finish: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "inputTokens": 60,
            "cacheReadInputTokens": 40,
            "outputTokens": 20,
            "totalTokens": 120,
        }
    )

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        content: list[dict[str, Any]] = [{"text": text}]
        stopped = "end_turn"
        if "toolConfig" in body and self.text is None:
            name = body["toolConfig"]["tools"][0]["toolSpec"]["name"]
            content = [{"toolUse": {"toolUseId": "t1", "name": name, "input": dict(self.items)}}]
            stopped = "tool_use"
        if self.refusal:
            content, stopped = [{"text": self.refusal}], "guardrail_intervened"
        reply: dict[str, Any] = {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": {"length": "max_tokens"}.get(self.finish, self.finish) or stopped,
            "metrics": {"latencyMs": 5},
        }
        if self.usage is not None:
            reply["usage"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


@dataclass(frozen=True)
class CohereChat(Answer):
    """The answer as Cohere's second version of Chat gives it."""

    finish: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "billed_units": {"input_tokens": 1, "output_tokens": 1},
            "tokens": {"input_tokens": 100, "output_tokens": 20},
            "cached_tokens": 40,
        }
    )

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        message: dict[str, Any] = {"role": "assistant", "content": [{"type": "text", "text": text}]}
        stopped = "COMPLETE"
        if "tools" in body and self.text is None:
            call = {"name": body["tools"][0]["function"]["name"], "arguments": text}
            message = {
                "role": "assistant",
                "tool_plan": "I will answer.",
                "tool_calls": [{"id": "c1", "type": "function", "function": call}],
            }
            stopped = "TOOL_CALL"
        reply: dict[str, Any] = {
            "id": "c",
            "message": message,
            "finish_reason": {"length": "MAX_TOKENS"}.get(self.finish, self.finish) or stopped,
        }
        if self.usage is not None:
            reply["usage"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


def installed(module: str) -> tuple[pytest.MarkDecorator, ...]:
    """The marks of a test that needs a service's own SDK."""
    reason = "a service's own SDK is not installed; see CONTRIBUTING.md"
    return (pytest.mark.services, pytest.mark.skipif(not is_installed(module), reason=reason))


ANSWERS: Mapping[str, type[Answer]] = {
    "anthropic": Messages,
    "bedrock": Converse,
    "cohere": CohereChat,
    "google": Content,
}
"""How each service answers; whichever is not here answers as OpenAI does."""


class Grok:
    """xAI's server on localhost, by its own SDK's bindings: used as ``Loopback`` is, with its answers and faults."""

    def __init__(self) -> None:
        """It listens only inside the context."""
        self.script: list[Answer | Fault] = []
        self.default: Any = Answer()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self._port}"

    def __enter__(self) -> Self:
        """Listen on a free port."""
        import grpc
        from google.protobuf.json_format import MessageToDict
        from xai_sdk.proto import chat_pb2, chat_pb2_grpc, sample_pb2, usage_pb2

        told = self

        class Chat(chat_pb2_grpc.ChatServicer):  # type: ignore[misc, name-defined]
            def GetCompletion(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's own name
                body = MessageToDict(request, preserving_proto_field_name=True)
                with told._lock:
                    told.requests.append(body)
                    told.headers.append(dict(context.invocation_metadata()))
                    chosen = told.script.pop(0) if told.script else told.default
                chosen = chosen if isinstance(chosen, (Answer, Fault)) else chosen(body)
                if isinstance(chosen, Fault):
                    context.set_trailing_metadata(tuple((k.lower(), v) for k, v in chosen.headers.items()))
                    codes = {
                        429: "RESOURCE_EXHAUSTED",
                        401: "UNAUTHENTICATED",
                        404: "NOT_FOUND",
                        503: "UNAVAILABLE",
                    }
                    words = json.loads(chosen.body)["error"]["message"]
                    context.abort(grpc.StatusCode[codes.get(chosen.status, "INTERNAL")], words)
                text = json.dumps(chosen.items, ensure_ascii=False) if chosen.text is None else chosen.text
                message = chat_pb2.CompletionMessage(role=chat_pb2.ROLE_ASSISTANT, content=text)
                finish = sample_pb2.REASON_MAX_LEN if chosen.finish == "length" else sample_pb2.REASON_STOP
                if request.tools and chosen.text is None:
                    call = chat_pb2.FunctionCall(name=request.tools[0].function.name, arguments=text)
                    calls = [chat_pb2.ToolCall(id="1", function=call)]
                    message = chat_pb2.CompletionMessage(role=chat_pb2.ROLE_ASSISTANT, tool_calls=calls)
                    finish = sample_pb2.REASON_TOOL_CALLS
                usage = usage_pb2.SamplingUsage(
                    prompt_tokens=100, cached_prompt_text_tokens=40, completion_tokens=15, reasoning_tokens=5
                )
                output = chat_pb2.CompletionOutput(index=0, message=message, finish_reason=finish)
                return chat_pb2.GetChatCompletionResponse(
                    id="x", model="MODEL", outputs=[output], usage=usage if chosen.usage is not None else None
                )

        self._server = grpc.server(futures.ThreadPoolExecutor(4))
        chat_pb2_grpc.add_ChatServicer_to_server(Chat(), self._server)
        self._port = self._server.add_insecure_port("localhost:0")
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._server.stop(None)
