"""A URL: fetched only when the network is allowed, and only from where the public can.

A name is looked up once and the connection goes to the address that was looked at, so that a second answer of
the name server cannot lead elsewhere; redirections are followed the same way, each looked at anew. Proxies of
the environment are not used: they would look up the name themselves.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import quote, urljoin, urlsplit

from llmclaims.errors import DocumentError
from llmclaims.sources.articles import HEAD, Raw
from llmclaims.sources.registry import inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.sources.articles import Articles

_REDIRECTIONS = 5
_MOVED = {301, 302, 303, 307, 308}
_CHUNK = 65_536  # bytes
_PORTS = {"http": 80, "https": 443}


class _Fetch:
    """One URL on its way: what was asked for, and until when it must be there (in seconds of the monotonic clock)."""

    def __init__(self, asked: Articles) -> None:
        self.asked = asked
        self.until = time.monotonic() + asked.timeout

    def left(self) -> float:
        """Seconds that are left, for the next step."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise self.fault(
                f"did not answer within {self.asked.timeout:g} seconds: try again, or allow it more"
            )
        return left

    def fault(self, what: str) -> DocumentError:
        """The error of this URL."""
        return DocumentError(f"{self.asked.name} {what}.")


def fetched(asked: Articles) -> Raw:
    """What a URL holds.

    Raises:
        DocumentError: the network is not allowed, or the address is not the public's, does not answer in time,
            is too large, or is no article.
    """
    if not asked.allow_network:
        raise DocumentError(
            f"{asked.name} is on the network, where nothing is sent unasked: --allow-network fetches it."
        )
    fetch, url = _Fetch(asked), asked.name
    try:
        for _ in range(_REDIRECTIONS + 1):
            with closing(_connected(url, fetch)) as connection:
                answer = _answer(connection, url)
                if answer.status not in _MOVED:
                    return _raw(answer, url, fetch)
                url = urljoin(url, answer.headers.get("Location") or "")
    except (OSError, http.client.HTTPException, zlib.error) as error:
        fetch.left()
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise fetch.fault(f"cannot be fetched ({reason}): check the address and the network") from error
    raise fetch.fault(f"redirects more than {_REDIRECTIONS} times: give the address that it ends at")


def _connected(url: str, fetch: _Fetch) -> http.client.HTTPConnection:
    """A connection to the one address that was looked at."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise fetch.fault(f"leads to an address that is none ({error}): check it") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise fetch.fault(
            f"leads to {parts.scheme or 'no'}: address, and only http and https are fetched: check it"
        )
    if parts.username is not None:
        raise fetch.fault("holds a user name: give the address without it")
    host, port = parts.hostname, port or _PORTS[parts.scheme]
    family, address = _looked_up(host, port, fetch)
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(fetch.left())
        plain.connect(address)
        plain.settimeout(fetch.left())
        secure = parts.scheme == "https"
        stream = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except BaseException:
        plain.close()
        raise
    connection = http.client.HTTPConnection(host, port)
    connection.sock = stream
    if not secure and port == _PORTS["http"]:
        return connection
    connection.default_port = _PORTS[parts.scheme]  # what the Host header leaves out
    return connection


def _looked_up(host: str, port: int, fetch: _Fetch) -> tuple[int, tuple[str, int]]:
    """The first address of a host; where one of them is not the public's none is used."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if not fetch.asked.allow_private and not _is_public(str(address[0])):
            raise fetch.fault(
                f"leads into the own network ({address[0]}): --allow-private fetches from there"
            )
    family, *_, address = found[0]
    return family, cast("tuple[str, int]", address)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in ipaddress.ip_network("64:ff9b::/96"):  # an address of IPv4 behind a translator
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def _answer(connection: http.client.HTTPConnection, url: str) -> http.client.HTTPResponse:
    from llmclaims import __version__

    parts = urlsplit(url)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    target += f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    kinds = ", ".join(sorted({kind for one in inputs().values() for kind in one.media_types}))
    headers = {"User-Agent": f"llmclaims/{__version__}", "Accept": kinds, "Accept-Encoding": "gzip"}
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _raw(answer: http.client.HTTPResponse, url: str, fetch: _Fetch) -> Raw:
    if answer.status != 200:
        raise fetch.fault(
            f"answers {answer.status} {answer.reason}".rstrip() + ": open it in a browser to see why"
        )
    kind = answer.headers.get_content_type()
    if not any(kind in one.media_types for one in inputs().values()):
        raise fetch.fault(f"is {kind}, not an article: give a page, a PDF or a text")
    data = b"".join(_limited(answer, fetch))
    stream = cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", io.BytesIO(data))))
    charset = answer.headers.get_content_charset() or ""
    return Raw(fetch.asked.name, stream, data[:HEAD], media_type=kind, charset=charset, url=url)


def _limited(answer: http.client.HTTPResponse, fetch: _Fetch) -> Iterator[bytes]:
    """The body, unpacked, as long as it is within time and size."""
    packed = (answer.headers.get("Content-Encoding") or "identity").lower()
    if packed not in ("identity", "gzip"):
        raise fetch.fault(f"is packed as {packed}, which was not asked for: save the page and give the file")
    unpack = zlib.decompressobj(wbits=31) if packed == "gzip" else None
    most = fetch.asked.max_bytes
    size = 0
    while True:
        fetch.left()
        part = answer.read1(_CHUNK)
        if not part:
            return
        whole = unpack.decompress(part, most + 1) if unpack else part
        size += len(whole)
        if size > most or (unpack and unpack.unconsumed_tail):
            raise fetch.fault(f"is larger than {most:,} bytes: save it and give the file, or allow more")
        yield whole
