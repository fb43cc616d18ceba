"""What the benchmarks of speed share: paragraphs, the answers to them, and a server that gives these in time.

The server speaks Chat Completions on 127.0.0.1, in a process of its own and on bare asyncio, so that it is never
what is measured. The path of the base URL chooses the answer's form and delay: ``/claims/even/v1`` answers
each request after 200 ms, ``tail`` one in ten after 2 s, ``once`` at once; ``/extractions/...`` holds the same
claims as langextract asks for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import random
import re
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

DELAY = 0.2
SLOW = 2.0
A_DOCUMENT = 10
"""Paragraphs in one generated article."""

_GIVEN = ("Ada", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ilse", "Jonas")
_FAMILY = ("Brandt", "Castell", "Duarte", "Eklund", "Ferro", "Grimaldi", "Hadley", "Ibsen", "Jarvi", "Kowal")
_PLACES = ("the lower lock", "the northern quay", "the old ferry terminal", "the grain silo", "the dry dock")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_NUMBER = re.compile(rb"file (\d{6})")


def people(number: int) -> tuple[str, str]:
    """Who acts and who speaks in a paragraph."""
    return (
        f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 10]}",
        f"{_GIVEN[(number + 3) % 10]} {_FAMILY[(number // 10 + 5) % 10]}",
    )


def paragraph(number: int) -> str:
    """One paragraph of news, which says its own number; no two are equal."""
    actor, speaker = people(number)
    place, day = _PLACES[number % 5], _DAYS[number % 5]
    return (
        f"{actor} opened {place} on {day}, a notice in file {number:06d} showed. "
        f"“We did not touch the dam,” harbour master {speaker} said. "
        f"{speaker} said the gates may reopen in May because the water is falling. "
        f"Crews moved {number + 12} barges from the basin on {day}."
    )


def articles(paragraphs: int) -> list[str]:
    """Articles with so many paragraphs between them, ten each, every one under a title of its own."""
    numbers = range(paragraphs)
    groups = [numbers[start : start + A_DOCUMENT] for start in range(0, paragraphs, A_DOCUMENT)]
    return [
        f"Harbour report {place}\n\n" + "".join(f"{paragraph(number)}\n\n" for number in group)
        for place, group in enumerate(groups, start=1)
    ]


def claims(number: int) -> dict[str, list[dict[str, Any]]]:
    """What a careful model answers about a paragraph: two events, two statements, nothing wrong with them."""
    actor, speaker = people(number)
    place, day = _PLACES[number % 5], _DAYS[number % 5]
    event = {
        "type": "OTHER",
        "quantity": None,
        "location": None,
        "modality": "asserted",
        "polarity": "positive",
    }
    said = {"speaker_name": speaker, "speaker_type": "person", "cue": "said", "time": None}
    events = [
        event
        | {
            "ref": "e1", "quote": f"{actor} opened {place} on {day}", "trigger": "opened", "location": place,
            "participants": [{"role": "actor", "mention": actor, "name": actor}], "time": day,
        },
        event
        | {
            "ref": "e2", "quote": f"Crews moved {number + 12} barges from the basin on {day}", "trigger": "moved",
            "participants": [{"role": "actor", "mention": "Crews", "name": None}], "time": day,
            "quantity": f"{number + 12} barges",
        },
    ]  # fmt: skip
    statements = [
        said
        | {
            "ref": "s1", "quote": "We did not touch the dam", "speaker": f"harbour master {speaker}",
            "act": "deny", "polarity": "negative", "claim": f"{speaker} did not touch the dam.",
        },
        said
        | {
            "ref": "s2", "quote": "the gates may reopen in May because the water is falling",
            "speaker": speaker, "act": "assert", "polarity": "positive",
            "claim": "The gates may reopen in May because the water is falling.",
        },
    ]  # fmt: skip
    return {"event": events, "statement": statements, "relation": []}


def extractions(number: int) -> dict[str, Any]:
    """The same claims in the form that langextract reads."""
    found = []
    for kind, items in claims(number).items():
        for item in items:
            rest = {key: value for key, value in item.items() if isinstance(value, str) and key != "quote"}
            found.append({kind: item["quote"], f"{kind}_attributes": rest})
    return {"extractions": found}


def delay(number: int, pace: str) -> float:
    """Seconds until the answer; of ``tail``, exactly one in ten is slow, at an uneven place."""
    if pace == "once":
        return 0.0
    slow = pace == "tail" and number % 10 == random.Random(number // 10).randrange(10)
    return SLOW if slow else DELAY


def work_conserving(paragraphs: int, at_once: int, pace: str) -> float:
    """Seconds that a pool which never idles takes: each answer goes to the slot that is free first."""
    slots = [0.0] * at_once
    for number in range(paragraphs):
        free = slots.index(min(slots))
        slots[free] += delay(number, pace)
    return max(slots)


class _Http(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as much of it as a client of this protocol sends."""

    counts: dict[str, Any]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport  # asyncio itself turns Nagle's algorithm off
        self._buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            found = re.search(rb"(?i)content-length: *(\d+)", head)
            size = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < size:
                return
            body = bytes(self._buffer[end + 4 : size])
            del self._buffer[:size]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        _, form, pace, *_ = head.split(b" ", 2)[1].decode().split("/")
        numbers = _NUMBER.findall(body)
        number = int(numbers[-1]) if numbers else 0  # what is asked about stands behind its context
        counts = self.counts
        counts["arrivals"].append(time.monotonic())
        counts["open"] += 1
        counts["most"] = max(counts["most"], counts["open"])
        asyncio.get_running_loop().call_later(delay(number, pace), self._send, form, number)

    def _send(self, form: str, number: int) -> None:
        self.counts["open"] -= 1
        if self._transport.is_closing():
            return
        answer = extractions(number) if form == "extractions" else claims(number)
        reply = completion(json.dumps(answer, ensure_ascii=False))
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(reply)
            + reply
        )


def completion(content: str) -> bytes:
    """A whole reply with this content."""
    message = {"role": "assistant", "content": content, "refusal": None}
    reply = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "model",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 1500, "completion_tokens": 400, "total_tokens": 1900},
    }
    return json.dumps(reply, ensure_ascii=False).encode()


def _serve(pipe: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        counts = {"arrivals": [], "open": 0, "most": 0}
        protocol = type("Http", (_Http,), {"counts": counts})
        server = await loop.create_server(protocol, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        over = asyncio.Event()

        def told() -> None:
            try:
                pipe.recv()
            except EOFError:
                over.set()
                return
            pipe.send(dict(counts))
            counts.update(arrivals=[], most=0)

        loop.add_reader(pipe.fileno(), told)
        await over.wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


class Server:
    """The running server: its address, and what it was asked since the last look."""

    def __init__(self, port: int, pipe: Connection) -> None:
        """``pipe`` leads to the process."""
        self.url = f"http://127.0.0.1:{port}"
        self._pipe = pipe

    def counts(self) -> dict[str, Any]:
        """``arrivals`` (moments) and the ``most`` at once since the last call, and how many are ``open`` now."""
        self._pipe.send("counts")
        found: dict[str, Any] = self._pipe.recv()
        return found


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server in a process of its own while the context lasts."""
    spawn = multiprocessing.get_context("spawn")  # a fork would share the ends of the pipe
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Server(ours.recv(), ours)
    finally:
        ours.close()
        process.join(5)
