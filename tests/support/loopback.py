"""A small server that speaks the OpenAI protocol on 127.0.0.1, for tests: it answers, or fails, as told.

    with Loopback() as server:
        server.script = [Answer(FULL), Fault(status=429, headers={"Retry-After": "2"})]

What the script does not cover, ``server.default`` answers.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.documents.document import Document
from llmclaims.providers.base import Message, Request
from llmclaims.schema.answer import answer_model
from llmclaims.schema.news import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


STATEMENT = {
    "ref": "s1", "quote": "we will not go", "speaker": "The minister", "speaker_name": None, "speaker_type": "person",
    "cue": "said", "act": "assert", "polarity": "negative", "claim": "The minister will not go.", "time": None,
}  # fmt: skip
EMPTY = {"event": [], "statement": [], "relation": []}
FULL = EMPTY | {"statement": [STATEMENT]}


def request_for(text: str = "The minister said “we will not go”.", *before: Message) -> Request:
    """What is asked about a document of one paragraph."""
    document = Document.from_text(f"{text}\n", id="d1", path="d1.txt")
    messages = (
        (*before, Message("user", text)) if before else (Message("system", "Find it."), Message("user", text))
    )
    answer = answer_model(DEFAULT_SCHEMA)
    return Request("extract", messages, answer, document, document.paragraphs[:1], DEFAULT_SCHEMA)


@dataclass(frozen=True)
class Answer:
    """A completion whose content, or tool call where one was asked for, is ``items`` as JSON.

    ``text`` stands in its place when given; ``delay`` is in seconds.
    """

    items: Mapping[str, Any] = field(default_factory=lambda: FULL)
    text: str | None = None
    finish: str = "stop"
    refusal: str | None = None
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "prompt_tokens": 100,
            "completion_tokens": 20,
            "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 40},
        }
    )
    delay: float = 0.0

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": self.refusal}
        if "tools" in body:
            call = {"name": body["tools"][0]["function"]["name"], "arguments": text}
            message |= {
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
            }
        reply = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": self.finish}],
        }
        if self.usage is not None:
            reply["usage"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Messages(Answer):
    """The same answer as the Anthropic protocol gives it."""

    finish: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "input_tokens": 50,
            "cache_creation_input_tokens": 10,
            "cache_read_input_tokens": 40,
            "output_tokens": 20,
        }
    )

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        content: list[dict[str, Any]] = [{"type": "text", "text": text}]
        stopped = "end_turn"
        if "tools" in body and self.text is None:
            name = body["tools"][0]["name"]
            content = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": dict(self.items)}]
            stopped = "tool_use"
        if self.refusal:
            content, stopped = [{"type": "text", "text": self.refusal}], "refusal"
        reply = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": self.finish or stopped,
            "stop_sequence": None,
        }
        if self.usage is not None:
            reply["usage"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Output(Answer):
    """The same answer as OpenAI's Responses protocol gives it; ``finish`` is why it is incomplete."""

    finish: str = ""
    thought: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 40},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 5},
            "total_tokens": 120,
        }
    )

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        thoughts = [{"type": "summary_text", "text": self.thought}] if self.thought else []
        said: dict[str, Any] = {"type": "output_text", "text": text, "annotations": []}
        if self.refusal:
            said = {"type": "refusal", "refusal": self.refusal}
        item: dict[str, Any] = {
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [said],
        }
        if "tools" in body and self.text is None:
            item = {
                "type": "function_call",
                "call_id": "c",
                "name": body["tools"][0]["name"],
                "arguments": text,
            }
        reply: dict[str, Any] = {
            "id": "resp_1",
            "object": "response",
            "model": body["model"],
            "status": "incomplete" if self.finish else "completed",
            "error": None,
            "incomplete_details": {"reason": self.finish} if self.finish else None,
            "output": [{"type": "reasoning", "id": "r", "summary": thoughts}, item],
        }
        if self.usage is not None:
            reply["usage"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Content(Answer):
    """The same answer as the Gemini protocol gives it; ``thought`` is what the model shows of its thinking."""

    finish: str = "STOP"
    thought: str = ""
    usage: Mapping[str, Any] | None = field(
        default_factory=lambda: {
            "promptTokenCount": 100,
            "cachedContentTokenCount": 40,
            "candidatesTokenCount": 15,
            "thoughtsTokenCount": 5,
            "totalTokenCount": 120,
        }
    )

    def reply(self, body: Mapping[str, Any]) -> bytes:
        """The whole reply to a request, as JSON."""
        text = json.dumps(self.items, ensure_ascii=False) if self.text is None else self.text
        parts: list[dict[str, Any]] = [{"text": self.thought, "thought": True}] if self.thought else []
        if "tools" in body and self.text is None:
            name = body["tools"][0]["functionDeclarations"][0]["name"]
            parts.append({"functionCall": {"name": name, "args": dict(self.items)}})
        else:
            parts.append({"text": text})
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": self.finish, "index": 0}
        reply: dict[str, Any] = {"candidates": [candidate], "modelVersion": "MODEL-001", "responseId": "r"}
        if self.refusal:
            reply = {"promptFeedback": {"blockReason": self.refusal}, "modelVersion": "MODEL-001"}
        if self.usage is not None:
            reply["usageMetadata"] = dict(self.usage)
        return json.dumps(reply, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Fault:
    """Anything but an answer: a status with headers and a body, a hang, or a connection cut in the middle.

    ``cut`` ends the connection behind the body, which is announced as twice as long; without a body, behind nothing.
    ``drip`` is the pause, in seconds, before each byte of the body.
    """

    status: int = 500
    body: bytes = b'{"error": {"message": "the server is out of sorts"}}'
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay: float = 0.0
    cut: bool = False
    drip: float = 0.0


Reaction = Answer | Fault


class Loopback:
    """The server, running in a thread while the context lasts.

    ``script`` is used up reaction by reaction, ``default`` answers the rest; either may be a function of
    the request's body. ``requests`` holds the bodies as they came, ``headers`` what came with them, ``paths``
    where to, with their queries.
    """

    def __init__(self) -> None:
        """It listens only inside the context."""
        self.script: list[Reaction] = []
        self.default: Reaction | Callable[[Mapping[str, Any]], Reaction] = Answer()
        self.requests: list[dict[str, Any]] = []
        self.raw_requests: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.connections = 0
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def settings(self, **changes: Any) -> ProviderSettings:
        """A provider's settings that lead here."""
        return ProviderSettings(**({"model": "m", "base_url": self.base_url} | changes))

    @property
    def base_url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        """Listen on a free port."""
        handler = type("Handler", (_Handler,), {"loopback": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def react(self, raw: bytes, headers: dict[str, str]) -> tuple[dict[str, Any], Reaction]:
        """Note a request and choose what to do about it."""
        body = json.loads(raw)
        with self._lock:
            self.raw_requests.append(raw)
            self.requests.append(body)
            self.headers.append(headers)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            chosen = self.script.pop(0) if self.script else self.default
        return body, chosen if isinstance(chosen, (Answer, Fault)) else chosen(body)

    def done(self) -> None:
        """Note that a request was answered."""
        with self._lock:
            self.at_once -= 1

    def connected(self, change: int) -> None:
        """Note that a connection was opened or closed."""
        with self._lock:
            self.connections += change

    def settle(self) -> None:
        """Wait until all that clients sent before they were killed has been read."""
        assert self._server is not None
        # Connections are taken in order: once this one has been, so have all that were there before.
        with socket.create_connection(self._server.server_address[:2]) as last:
            last.sendall(b"GET / HTTP/1.0\r\n\r\n")
            last.recv(1)
        end = time.monotonic() + 120
        while self.connections:
            assert time.monotonic() < end, "a client still holds its connection"
            time.sleep(0.001)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    loopback: Loopback

    def setup(self) -> None:
        self.loopback.connected(1)
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.loopback.connected(-1)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.loopback.paths.append(self.path)
        body, reaction = self.loopback.react(raw, {key.lower(): value for key, value in self.headers.items()})
        try:
            if reaction.delay:
                time.sleep(reaction.delay)
            if isinstance(reaction, Answer):
                self._send(200, reaction.reply(body), {}, "application/json")
            elif reaction.cut:
                self._cut(reaction.body)
            else:
                self._send(
                    reaction.status, reaction.body, reaction.headers, reaction.content_type, reaction.drip
                )
        finally:
            self.loopback.done()

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str], content_type: str, drip: float = 0.0
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=do-not-record")
        self.send_header("openai-organization", "org-do-not-record")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not drip:
            self.wfile.write(body)
            return
        for place in range(len(body)):
            time.sleep(drip)
            self.wfile.write(body[place : place + 1])
            self.wfile.flush()

    def _cut(self, body: bytes) -> None:
        if body:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) * 2))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
