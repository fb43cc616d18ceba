"""The one HTTP connection that every protocol is spoken over: where it goes, and how much may come back.

The SDKs are given a client whose transport stands here. It chooses between the proxy and the direct way, puts
the query and the password of ``base_url`` into each request (no SDK, log or recording sees them), unpacks what
comes, and ends a reply that is larger than any answer. Time is not counted here: see ``time_limit``.
"""

import base64
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx2

from llmclaims.config.redaction import guard_logs, plain_url
from llmclaims.errors import ConfigError
from llmclaims.providers.aiohttp_line import AiohttpLine, takes
from llmclaims.providers.endpoint import Endpoint
from llmclaims.providers.proxies import proxy_of

LARGEST_REPLY = 32 * 2**20
"""Bytes, packed and unpacked: ten times the longest answer that any model gives."""
_PIECE = 2**16
_KEPT_OPEN = 100
_LOGGERS = ("openai", "anthropic", "google_genai", "httpx2", "httpcore2", "aiohttp")


class UnusableReplyError(httpx2.RequestError):
    """A reply that cannot be taken, and would be no better at another try; the message goes on a provider's name."""


def connected(end: Endpoint, largest: int | None = None) -> httpx2.AsyncClient:
    """Return a client for the server of an endpoint, whose address may have a query, a user name and a password.

    It follows no redirect, which could carry an article and a key to a host that nobody named, and has no time
    limit of its own. ``largest`` is what a reply may take, ``LARGEST_REPLY`` by default. What the SDKs log is freed of the endpoint's secrets from here on.

    Raises:
        ConfigError: the proxy that the environment names cannot be used.
    """
    proxy = proxy_of(end.base_url)
    try:
        line = _line(end.base_url, proxy)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        why = "SOCKS needs `pip install socksio`" if isinstance(error, ImportError) else str(error)
        raise ConfigError(
            f"The proxy {plain_url(proxy or '')} that the environment names cannot be used ({why}); "
            "correct HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, or name the server in NO_PROXY."
        ) from error
    guard_logs(_LOGGERS, end.secrets)
    return httpx2.AsyncClient(
        transport=Exchange(line, end.base_url, largest or LARGEST_REPLY),
        timeout=None,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "gzip"},  # not what a server needs another package for
    )


def _line(url: str, proxy: str | None) -> httpx2.AsyncBaseTransport:
    """Return what carries the bytes: aiohttp, whose connections cost less, or httpx where aiohttp cannot go.

    Raises:
        ImportError, ValueError, httpx2.InvalidURL: the proxy cannot be used.
    """
    if takes(proxy):
        return AiohttpLine(proxy, encrypted=urlsplit(url).scheme == "https")
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=_KEPT_OPEN)
    return httpx2.AsyncHTTPTransport(limits=limits, proxy=proxy)


class Exchange(httpx2.AsyncBaseTransport):
    """Requests to one server, completed and bounded. A recording replaces ``handle_async_request``."""

    def __init__(self, line: httpx2.AsyncBaseTransport, url: str, largest: int) -> None:
        """``line`` carries the bytes; ``url`` is the whole ``base_url``; ``largest`` is in bytes."""
        self._line = line
        self._query = urlsplit(url).query.encode("utf-8")
        self._authorization = _basic(url)
        self._largest = largest

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and give back the reply, which is unpacked while it is read.

        Raises:
            UnusableReplyError: it is packed in a way that was not asked for.
        """
        response = await self._line.handle_async_request(self._completed(request))
        packings = _packings(response.headers)
        if packings and (len(packings) > 1 or packings[0] not in _KNOWN):
            await response.aclose()
            named = ", ".join(packings)[:_SHOWN]
            raise UnusableReplyError(
                f"packs its replies as {named!r}, which was not asked for; turn that off there"
            )
        if packings:
            for name in ("content-encoding", "content-length"):
                response.headers.pop(name, None)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, self._largest, packed=bool(packings))
        return response

    async def aclose(self) -> None:
        """Release the connections."""
        await self._line.aclose()

    def _completed(self, request: httpx2.Request) -> httpx2.Request:
        extensions = {**request.extensions, "timeout": {}}  # see time_limit
        headers, url = request.headers, request.url
        if not self._query and not self._authorization:
            request.extensions = extensions
            return request
        if self._query:
            mark = b"&" if b"?" in url.raw_path else b"?"
            url = url.copy_with(raw_path=url.raw_path + mark + self._query)
        if self._authorization:
            headers = headers.copy()
            headers["Authorization"] = self._authorization
        return httpx2.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=extensions
        )


class _Bounded(httpx2.AsyncByteStream):
    """A reply's body, unpacked, which ends with an error once it is too large."""

    def __init__(self, stream: httpx2.AsyncByteStream, largest: int, *, packed: bool) -> None:
        self._stream = stream
        self._largest = largest
        self._unpack = _Unpacking() if packed else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        came = size = 0
        async for raw in self._stream:
            came += len(raw)
            for piece in self._unpack(raw) if self._unpack else (raw,):
                size += len(piece)
                self._check(size)
                yield piece
            self._check(came)
        if self._unpack and not self._unpack.ended:
            raise httpx2.RemoteProtocolError("the packed reply broke off")

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _check(self, size: int) -> None:
        if size > self._largest:
            raise UnusableReplyError(
                f"sent more than {self._largest / 2**20:,.0f} MB in one reply; check base_url and the server behind it"
            )


_KNOWN = ("gzip", "x-gzip", "deflate")
_SHOWN = 60


def _packings(headers: httpx2.Headers) -> list[str]:
    named = [one.strip().lower() for one in headers.get("content-encoding", "").split(",")]
    return [one for one in named if one not in ("", "identity")]


class _Unpacking:
    """Unpack gzip (of several members, too) and deflate (with or without its header), piece by piece."""

    def __init__(self) -> None:
        self._work: Any = None

    @property
    def ended(self) -> bool:
        """Tell whether what came is whole; a reply without any body is."""
        return self._work is None or self._work.eof

    def __call__(self, raw: bytes) -> Iterator[bytes]:
        full = False
        try:
            while raw or full:
                if self._work is None or self._work.eof:
                    raw = raw if self._work is None else raw.lstrip(b"\0")  # padding behind the last member
                    if not raw:
                        return
                    self._work = zlib.decompressobj(_form(raw))
                piece = self._work.decompress(raw, _PIECE)
                yield piece
                raw = self._work.unused_data if self._work.eof else self._work.unconsumed_tail
                full = len(piece) == _PIECE and not self._work.eof
        except zlib.error as error:
            raise httpx2.DecodingError(f"the packed reply cannot be unpacked ({error})") from error


def _form(raw: bytes) -> int:
    """Return the ``wbits`` of zlib for what begins like this: gzip, zlib, or deflate without a header."""
    if raw[:1] == b"\x1f":
        return zlib.MAX_WBITS | 16
    zlib_header = raw[0] & 15 == 8 and (len(raw) < 2 or int.from_bytes(raw[:2], "big") % 31 == 0)
    return zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS


def _basic(url: str) -> str:
    """Return the header for a user name and a password in an address, "" where there is none."""
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at:
        return ""
    name, _, password = user.partition(":")
    pair = f"{unquote(name)}:{unquote(password)}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"
