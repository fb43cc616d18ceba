"""What came over the line, kept before an SDK looks at it: the reply of a service as it is, whatever becomes of it then."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpx2

from llmclaims.providers.connection import LARGEST_REPLY, UnusableReplyError
from llmclaims.providers.proxies import proxy_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

_CHANGED = frozenset(("content-encoding", "content-length", "transfer-encoding", "connection"))
"""Headers that were about the bytes on the line."""


@dataclass(slots=True)
class Kept:
    """The reply to one request; ``status`` 0: none came."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def take(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        """Take in a reply."""
        self.status, self.content = status, content
        self.headers = {name: one for name, one in headers.items() if name.lower() not in _CHANGED}

    def take_object(self, reply: Any) -> None:
        """Take in what an SDK made of a reply that could not be seen itself."""
        if not self.status:
            self.take(200, {}, json.dumps(_plain(reply), ensure_ascii=False, default=str).encode())


KEPT: ContextVar[Kept] = ContextVar("kept")
"""Where the reply to the request under way goes."""


def client(module: str, url: str) -> Any:
    """Return an HTTP client of ``httpx`` or ``httpx2`` for an SDK, whose replies are kept.

    It follows no redirect, which could carry an article to a host that nobody named, has no time limit of its own,
    and asks what is local directly.
    """
    own = import_module(module)
    proxy = proxy_of(url)
    line = own.AsyncHTTPTransport(limits=own.Limits(max_connections=None), proxy=proxy)

    class Keeping(own.AsyncBaseTransport):  # type: ignore[misc, name-defined]  # the base of the SDK's own HTTP client
        async def handle_async_request(self, request: Any) -> Any:
            response = await line.handle_async_request(request)
            content = bytearray()
            try:
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > LARGEST_REPLY:
                        raise UnusableReplyError(
                            f"sent more than {LARGEST_REPLY / 2**20:,.0f} MB in one reply; "
                            "check base_url and the server behind it"
                        )
            finally:
                await response.aclose()
            kept = KEPT.get(Kept())  # which only what is asked for an answer has
            kept.take(response.status_code, response.headers, bytes(content))
            return own.Response(response.status_code, headers=kept.headers, content=bytes(content))

        async def aclose(self) -> None:
            await line.aclose()

    headers = {"Accept-Encoding": "gzip"}
    return own.AsyncClient(
        transport=Keeping(), timeout=None, follow_redirects=False, trust_env=False, headers=headers
    )


class Line(httpx2.AsyncBaseTransport):
    """Carry a request to whoever answers it, so that a recording sees what an SDK sends over a connection of its own."""

    def __init__(self, answered: Callable[[Mapping[str, Any]], Awaitable[Kept]]) -> None:
        """``answered`` takes the body."""
        self._answered = answered

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Give back the reply as it came."""
        kept = await self._answered(json.loads(await request.aread()))
        return httpx2.Response(kept.status, headers=kept.headers, content=kept.content)


def _plain(reply: Any) -> Any:
    """Return what an SDK made of a reply as JSON has it."""
    dump = getattr(reply, "model_dump", None)
    return dump(mode="json") if dump else reply
