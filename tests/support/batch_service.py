"""A batch service on 127.0.0.1, for tests: files, batches and their whole life, and chat completions for direct runs.

    with BatchService(answer) as service:
        service.life = ["validating", "in_progress"]      # what each look shows, until the test decides
        service.finish("expired", answered=0.5)           # half of the requests have an answer

It refuses what the real service refuses: a file that is no JSON Lines, a custom_id that stands twice, too many
requests. ``faults`` go wrong on command, and ``hang_at`` holds one request for ever, before or after its effect.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.loopback import Answer

CHAT = "/v1/chat/completions"
STATES = (
    "validating",
    "failed",
    "in_progress",
    "finalizing",
    "completed",
    "expired",
    "cancelling",
    "cancelled",
)
LAST = frozenset({"failed", "completed", "expired", "cancelled"})
UNANSWERED = {
    "expired": ("batch_expired", "This request could not be executed before the completion window expired."),
    "cancelled": ("batch_cancelled", "This request was cancelled before it was executed."),
}


@dataclass
class Wrong:
    """What goes wrong: with the requests whose ``METHOD path`` matches, ``times`` times.

    ``status`` 0 is a connection that is cut; ``after``: only when the request has had its effect; ``half``:
    in the middle of the answer.
    """

    match: str
    status: int = 500
    times: int = 1
    after: bool = False
    half: bool = False
    body: Mapping[str, Any] | str = field(default_factory=lambda: {"error": {"message": "out of sorts"}})
    headers: Mapping[str, str] = field(default_factory=lambda: {"retry-after-ms": "1"})


class RefusedError(Exception):
    """A request that the service does not take."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


class BatchService:
    """The service, in a thread while the context lasts. ``answer`` says what the model answers to a body.

    ``life`` is what a batch shows at one look after the other, the last one for ever; ``fails`` may give the
    status with which one request fails. ``log`` holds each request as "METHOD path".
    """

    def __init__(self, answer: Callable[[Mapping[str, Any]], Answer]) -> None:
        self.answer = answer
        self.life: list[str] = ["completed"]
        self.fails: Callable[[Mapping[str, Any]], int] = lambda _: 0
        self.refuse: list[dict[str, Any]] = []
        self.most_requests, self.most_bytes, self.page = 50_000, 200_000_000, 100
        self.faults: list[Wrong] = []
        self.hang_at, self.hang_after = 0, False
        self.hanging = threading.Event()
        self.log: list[str] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.chat: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.served = True
        self.lock = threading.RLock()
        self._lives: dict[str, list[str]] = {}
        self._numbers = itertools.count(1)
        self._open = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    @property
    def base_url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": self}))
        serve = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        serve.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        assert self._server is not None
        self._open.set()
        self._server.shutdown()
        self._server.server_close()

    def finish(self, status: str = "completed", *, answered: float = 1.0, only: str | None = None) -> None:
        """Bring the batches that are under way to an end, with answers to a part of their requests."""
        with self.lock:
            for batch in self.batches.values():
                if batch["status"] not in LAST and only in (None, batch["id"]):
                    self._lives[batch["id"]] = []
                    self._end(batch, status, answered)

    def hang(self, number: int) -> None:
        """Hold the request of that number, counted from the next one; 0 lets all go that are held."""
        with self.lock:
            self._open.set()
            self._open = threading.Event()
            self.hanging.clear()
            self.hang_at = len(self.log) + number if number else 0

    def lines_of(self, file: str) -> list[dict[str, Any]]:
        """A file's lines."""
        return [json.loads(line) for line in self.contents[file].splitlines()]

    def asked(self) -> list[str]:
        """The custom_id of every request of every batch that did not fail its validation."""
        good = [one for one in self.batches.values() if one["status"] != "failed"]
        return [line["custom_id"] for one in good for line in self.lines_of(one["input_file_id"])]

    def wait_open(self) -> None:
        """Hold a request until the test is over."""
        still = self._open
        self.hanging.set()
        still.wait(60)

    def handle(self, method: str, path: str, query: Mapping[str, list[str]], raw: bytes, kind: str) -> Any:
        """What the service answers: an object, or bytes.

        Raises:
            RefusedError: it does not take the request.
        """
        with self.lock:
            match method, path.removeprefix("/v1").strip("/").split("/"):
                case "POST", ["chat", "completions"]:
                    body = json.loads(raw)
                    self.chat.append(body)
                    return self.answer(body).reply(body)
                case _ if not self.served:
                    raise RefusedError(404, "Not Found")
                case "POST", ["files"]:
                    return self._upload(raw, kind)
                case "GET", ["files", name, "content"]:
                    self._file(name)
                    return self.contents[name]
                case "DELETE", ["files", name]:
                    self._file(name)
                    del self.files[name]
                    return {"id": name, "object": "file", "deleted": True}
                case "POST", ["batches"]:
                    return self._create(json.loads(raw))
                case "GET", ["batches"]:
                    return self._list(query)
                case "GET", ["batches", name]:
                    return self._look(self._batch(name))
                case "POST", ["batches", name, "cancel"]:
                    return self._cancel(self._batch(name))
        raise RefusedError(404, f"Unknown request URL: {method} {path}.")

    def _upload(self, raw: bytes, kind: str) -> dict[str, Any]:
        if not kind.startswith("multipart/form-data"):
            raise RefusedError(400, "'file' is a required property")
        parts = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw).get_payload()
        form = {one.get_param("name", header="content-disposition"): one for one in parts}
        if form["purpose"].get_payload() != "batch":
            raise RefusedError(400, "'purpose' is not one of ['batch']")
        content = form["file"].get_payload(decode=True)
        name = form["file"].get_filename()
        if not name.endswith(".jsonl"):
            raise RefusedError(400, "Invalid file format. Must be .jsonl")
        return self._keep(content, name, "batch")

    def _keep(self, content: bytes, name: str, purpose: str) -> dict[str, Any]:
        made = {
            "id": f"file-{next(self._numbers)}", "object": "file", "bytes": len(content), "created_at": _now(),
            "filename": name, "purpose": purpose, "status": "processed",
        }  # fmt: skip
        self.contents[made["id"]] = content
        self.files[made["id"]] = made
        return made

    def _create(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked.get("endpoint") != CHAT or asked.get("completion_window") != "24h":
            raise RefusedError(400, "Invalid value: endpoint or completion_window", "invalid_value")
        about = asked.get("metadata") or {}
        if len(about) > 16 or any(len(key) > 64 or len(value) > 512 for key, value in about.items()):
            raise RefusedError(400, "Invalid metadata", "invalid_value")
        if asked.get("input_file_id") not in self.files:
            raise RefusedError(
                400, f"Cannot find file {asked.get('input_file_id')}, or it does not have access to it."
            )
        found = self._wrong(self.contents[asked["input_file_id"]])
        if self.refuse:
            found = [self.refuse.pop(0)]
        batch = {
            "id": f"batch_{next(self._numbers)}", "object": "batch", "endpoint": CHAT, "completion_window": "24h",
            "input_file_id": asked["input_file_id"], "status": "validating", "created_at": _now(),
            "output_file_id": None, "error_file_id": None, "errors": None, "metadata": about,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
        }  # fmt: skip
        self.batches[batch["id"]] = batch
        self._lives[batch["id"]] = ["failed"] if found else list(self.life)
        if found:
            batch["_errors"] = {"object": "list", "data": found}
        return _shown(batch)

    def _wrong(self, content: bytes) -> list[dict[str, Any]]:
        """What a validation finds in a file of requests."""
        found: list[tuple[str, int | None, str]] = []
        lines = content.splitlines()
        if not lines:
            found.append(("empty_file", None, "The file is empty."))
        if len(lines) > self.most_requests or len(content) > self.most_bytes:
            found.append(("too_large", None, "The file holds more than a batch may hold."))
        seen: set[str] = set()
        models: set[str] = set()
        for number, line in enumerate(lines, 1):
            try:
                one = json.loads(line.decode())
                assert set(one) == {"custom_id", "method", "url", "body"}
                assert (one["method"], one["url"]) == ("POST", CHAT)
                assert isinstance(one["custom_id"], str)
                assert one["custom_id"]
                models.add(one["body"]["model"])
                assert one["body"]["messages"]
            except (ValueError, KeyError, TypeError, AssertionError):
                found.append(("invalid_json_line", number, "This line is not parseable as valid request."))
                continue
            if one["custom_id"] in seen:
                found.append(
                    ("duplicate_custom_id", number, "The custom_id for this request is a duplicate.")
                )
            seen.add(one["custom_id"])
        if len(models) > 1:
            found.append(("mismatched_model", None, "The model is not the same in all requests."))
        return [{"code": code, "line": line, "message": said, "param": None} for code, line, said in found]

    def _look(self, batch: dict[str, Any]) -> dict[str, Any]:
        """One look at a batch brings it one step on."""
        life = self._lives[batch["id"]]
        if life and batch["status"] not in LAST:
            self._end(batch, life[0], 1.0)
            if len(life) > 1:
                life.pop(0)
        return _shown(batch)

    def _end(self, batch: dict[str, Any], status: str, answered: float) -> None:
        """Bring a batch to a status; where it is the last, with its files."""
        batch["status"] = status
        if status == "failed":
            batch["errors"] = batch.get("_errors") or {"object": "list", "data": []}
        if status not in LAST - {"failed"}:
            return
        lines = self.lines_of(batch["input_file_id"])
        done = int(len(lines) * answered)
        good, bad = [], []
        for number, line in enumerate(lines):
            if number >= done:
                code, said = UNANSWERED.get(status, UNANSWERED["expired"])
                bad.append(_line(line, None, {"code": code, "message": said}))
            elif failed := self.fails(line["body"]):
                said = {"error": {"message": "refused", "type": "invalid_request_error", "code": None}}
                bad.append(_line(line, {"status_code": failed, "request_id": "r", "body": said}, None))
            else:
                reply = json.loads(self.answer(line["body"]).reply(line["body"]))
                good.append(_line(line, {"status_code": 200, "request_id": "r", "body": reply}, None))
        random.Random(len(lines)).shuffle(good)
        batch["request_counts"] = {"total": len(lines), "completed": len(good), "failed": len(bad)}
        for key, kept in (("output_file_id", good), ("error_file_id", bad)):
            if kept:
                text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept)
                batch[key] = self._keep(text.encode(), f"{batch['id']}_{key}.jsonl", "batch_output")["id"]

    def _cancel(self, batch: dict[str, Any]) -> dict[str, Any]:
        if batch["status"] in LAST:
            raise RefusedError(409, f"Cannot cancel a batch with status '{batch['status']}'.")
        batch["status"] = "cancelling"
        self._lives[batch["id"]] = []
        return _shown(batch)

    def _list(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """A page of batches, the newest first."""
        found = list(self.batches.values())[::-1]
        after = query.get("after", [""])[0]
        ids = [one["id"] for one in found]
        begin = ids.index(after) + 1 if after else 0
        end = begin + min(int(query.get("limit", ["20"])[0]), self.page)
        data = [_shown(one) for one in found[begin:end]]
        return {"object": "list", "data": data, "has_more": end < len(found)} | (
            {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {}
        )

    def _file(self, name: str) -> dict[str, Any]:
        if name not in self.files:
            raise RefusedError(404, f"No such File object: {name}")
        return self.files[name]

    def _batch(self, name: str) -> dict[str, Any]:
        if name not in self.batches:
            raise RefusedError(404, f"No batch found with id '{name}'.")
        return self.batches[name]


def _line(asked: Mapping[str, Any], response: Any, error: Any) -> dict[str, Any]:
    return {"id": "batch_req_1", "custom_id": asked["custom_id"], "response": response, "error": error}


def _shown(batch: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in batch.items() if not key.startswith("_")}


def _now() -> int:
    return int(time.time())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: BatchService

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        service = self.service
        parts = urlsplit(self.path)
        what = f"{self.command} {parts.path}"
        raw = self._body()
        with service.lock:
            service.log.append(what)
            service.keys.add(self.headers.get("Authorization", ""))
            number = len(service.log)
            wrong = next((one for one in service.faults if one.times and re.search(one.match, what)), None)
            if wrong:
                wrong.times -= 1
        hangs = number == service.hang_at
        if hangs and not service.hang_after:
            service.wait_open()
            return self._cut()
        if wrong and not wrong.after and not wrong.half:
            return self._go_wrong(wrong)
        try:
            query = parse_qs(parts.query)
            found = service.handle(self.command, parts.path, query, raw, self.headers.get("Content-Type", ""))
            status = 200
        except RefusedError as error:
            said = {
                "message": error.message,
                "type": "invalid_request_error",
                "param": None,
                "code": error.code,
            }
            found, status = {"error": said}, error.status
        if hangs:
            service.wait_open()
            return self._cut()
        if wrong and not wrong.half:
            return self._go_wrong(wrong)
        return self._send(
            status, found if isinstance(found, bytes) else json.dumps(found).encode(), {}, wrong
        )

    def _body(self) -> bytes:
        """The body of the request; a file on its way comes in pieces of unknown number."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _go_wrong(self, wrong: Wrong) -> None:
        if not wrong.status:
            return self._cut()
        body = wrong.body if isinstance(wrong.body, str) else json.dumps(wrong.body)
        return self._send(wrong.status, body.encode(), wrong.headers, None)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], half: Wrong | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        if half:
            self.wfile.flush()
            self._cut()

    def _cut(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
