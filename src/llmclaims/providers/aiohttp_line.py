"""The line that carries a client's bytes over aiohttp: a third of the processor's time that httpx's own takes.

It stands where ``httpx2.AsyncHTTPTransport`` does, below ``connection.Exchange``, and behaves as that one does, its errors
included: no redirect is followed, no cookie is kept, no reply is unpacked, and the environment is not read.
"""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator, Iterator

import aiohttp
import httpx2
from yarl import URL

_IDLE = 5.0
"""Seconds for which a connection is kept open between two requests, as httpx keeps it."""
_LONGEST_FIELD = 100 * 1024
"""Bytes of one header; httpx takes as many for all of them together."""
_MOST_FIELDS = 256
_NOT_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What aiohttp would add to a request by itself."""
_NO_LIMIT = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Time is not counted here: see ``time_limit``."""


def takes(proxy: str | None) -> bool:
    """Tell whether aiohttp speaks through this proxy; None, which is no proxy, is taken as well."""
    return proxy is None or proxy.startswith("http://")


class AiohttpLine(httpx2.AsyncBaseTransport):
    """Connections to one server, opened as they are needed; for one event loop."""

    def __init__(self, proxy: str | None, *, encrypted: bool) -> None:
        """``proxy`` is one that ``takes`` is true of; ``encrypted`` says that the server is asked over TLS.

        Raises:
            ValueError: the proxy's address is none.
        """
        self._proxy = URL(proxy) if proxy else None
        if self._proxy is not None and not self._proxy.host:
            raise ValueError("it names no host")
        # Certificates take 30 ms and some MB, so they are read where they are needed.
        self._tls = httpx2.create_ssl_context() if encrypted else None
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return the reply once its headers are there.

        Raises:
            httpx2.TransportError: there is none.
        """
        # What a busy loop has not taken in yet may be the end of a connection: it must not be used again.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with _as_httpx():
            reply = await self._connected().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=_body(request),
                allow_redirects=False,
                proxy=self._proxy,
            )
        return httpx2.Response(
            reply.status,
            headers=list(reply.raw_headers),
            stream=_Body(reply),
            request=request,
            extensions={
                "http_version": b"HTTP/1.1",
                "reason_phrase": (reply.reason or "").encode("ascii", "replace"),
            },
        )

    async def aclose(self) -> None:
        """Release the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    keepalive_timeout=_IDLE,
                    ssl=self._tls or True,
                    resolver=aiohttp.ThreadedResolver(),  # the system's, whatever else is installed
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=_NO_LIMIT,
                auto_decompress=False,
                skip_auto_headers=_NOT_ADDED,
                trust_env=False,
                max_line_size=_LONGEST_FIELD,
                max_field_size=_LONGEST_FIELD,
                max_headers=_MOST_FIELDS,
            )
        return self._session


class _Body(httpx2.AsyncByteStream):
    """A reply's body, as it comes."""

    def __init__(self, reply: aiohttp.ClientResponse) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for piece in self._reply.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """Give up what has not come; a connection whose reply is whole has gone back already."""
        if not self._reply.content.is_eof():
            self._reply.close()


def _body(request: httpx2.Request) -> bytes | httpx2.AsyncByteStream:
    """Return what a request sends: as it is, or, of a file, as it is read."""
    try:
        return request.content
    except httpx2.RequestNotRead:
        assert isinstance(request.stream, httpx2.AsyncByteStream)
        return request.stream


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise the exceptions of httpx for those of aiohttp, whose own words may name a proxy and its password."""
    try:
        yield
    except aiohttp.ClientConnectorError as error:
        raise httpx2.ConnectError(_words(error.os_error)) from error.os_error
    except aiohttp.ClientHttpProxyError as error:
        raise httpx2.ProxyError(f"{error.status} {error.message}") from None
    except aiohttp.ServerDisconnectedError:
        raise httpx2.RemoteProtocolError("the server closed the connection without a reply") from None
    except aiohttp.ClientOSError as error:
        raise httpx2.ReadError(_words(error)) from None
    except aiohttp.ClientPayloadError:
        raise httpx2.RemoteProtocolError("the reply broke off") from None
    except aiohttp.ClientResponseError:
        raise httpx2.RemoteProtocolError("what came is no HTTP reply") from None
    except aiohttp.InvalidURL:
        raise httpx2.UnsupportedProtocol("the address is none that can be asked") from None
    except aiohttp.ClientError as error:
        raise httpx2.NetworkError(type(error).__name__) from None


def _words(error: OSError) -> str:
    """Return what the system says of an error; asyncio's own words are those of a programmer."""
    if error.errno is not None and error.errno > 0 and not isinstance(error, ssl.SSLError):
        return os.strerror(error.errno)
    return str(error.strerror or error) or type(error).__name__
