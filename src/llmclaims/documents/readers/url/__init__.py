"""A URL: fetched only when the network is allowed, and only from where the public can.

A name is looked up once and the connection goes to the address that was looked at, so that a second answer of
the name server cannot lead elsewhere; redirections are followed the same way, each looked at anew. Proxies of
the environment are not used: they would look up the name themselves.
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
from contextlib import closing
from email.message import Message
from typing import BinaryIO, cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from llmclaims.documents.readers.registry import inputs
from llmclaims.documents.readers.source import HEAD, Articles, Raw
from llmclaims.documents.readers.url.body import Unusable, body_of, printable
from llmclaims.documents.readers.url.deadline import Deadline, TimelySocket
from llmclaims.errors import DocumentError

_REDIRECTIONS = 5
_MOVED = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}
_LONGEST = 254  # letters of a host
_HOST = re.compile(rf"[a-z0-9_.-]{{1,{_LONGEST}}}|[0-9a-f]*:[0-9a-f:.]+(?:%[a-z0-9_.-]+)?", re.IGNORECASE)
_HEADER = 200  # letters of a header that are looked at


class _Fetch:
    """One URL on its way: what was asked for, and until when it must be there."""

    def __init__(self, asked: Articles) -> None:
        self.asked = asked
        self.deadline = Deadline(asked.timeout)

    def fault(self, what: str) -> DocumentError:
        """Return the error of this URL."""
        return DocumentError(f"{self.asked.name} {what}.")


def fetched(asked: Articles) -> Raw:
    """Return what a URL holds.

    Raises:
        DocumentError: the network is not allowed, or the address is not the public's, does not answer in time,
            is too large, breaks off, or is no article.
    """
    if not asked.allow_network:
        raise DocumentError(
            f"{asked.name} is on the network, where nothing is sent unasked: --allow-network fetches it."
        )
    fetch = _Fetch(asked)
    try:
        return _followed(fetch)
    except TimeoutError as error:
        raise fetch.fault(
            f"did not answer within {asked.timeout:g} seconds: try again, or allow it more"
        ) from error
    except Unusable as error:
        raise fetch.fault(str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = printable(getattr(error, "strerror", None) or str(error)) or type(error).__name__
        raise fetch.fault(f"cannot be fetched ({reason}): check the address and the network") from error


def _followed(fetch: _Fetch) -> Raw:
    """Return what stands where the redirections of a URL end."""
    url = fetch.asked.name
    for _ in range(_REDIRECTIONS + 1):
        with closing(_connected(_parts(url, fetch), fetch)) as connection:
            answer = _answer(connection, url)
            if answer.status not in _MOVED:
                return _raw(answer, url, fetch)
            url = _moved(url, answer.headers.get("Location") or "", fetch)
    raise fetch.fault(f"redirects more than {_REDIRECTIONS} times: give the address that it ends at")


def _moved(url: str, location: str, fetch: _Fetch) -> str:
    if not location.strip():
        raise fetch.fault("redirects without saying where to: open it in a browser to see why")
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _no_address(error, fetch) from error


def _no_address(why: object, fetch: _Fetch) -> DocumentError:
    return fetch.fault(f"leads to an address that is none ({printable(str(why))}): check it")


def _parts(url: str, fetch: _Fetch) -> SplitResult:
    """Return a URL taken apart, its host in the letters of a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if ":" not in host and len(host) <= _LONGEST:  # what is longer is none, and slow to tell
            host = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        why = "a part of its host is empty, too long, or holds letters that no host has"
        raise _no_address(why, fetch) from error
    except ValueError as error:
        raise _no_address(error, fetch) from error
    if parts.scheme not in _PORTS:
        scheme = printable(parts.scheme) or "no"
        raise fetch.fault(f"leads to {scheme}: address, and only http and https are fetched: check it")
    if parts.username is not None:
        raise fetch.fault("holds a user name: give the address without it")
    if not _HOST.fullmatch(host) or port == 0:
        raise _no_address(f"it has no such host as {host!r}" if port != 0 else "port 0", fetch)
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{shown}:{port or _PORTS[parts.scheme]}")


def _connected(parts: SplitResult, fetch: _Fetch) -> http.client.HTTPConnection:
    """Return a connection to the one address that was looked at."""
    host, port = cast("str", parts.hostname), cast("int", parts.port)
    family, address = _looked_up(host, port, fetch)
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(fetch.deadline.left())
        plain.connect(address)
        plain.settimeout(fetch.deadline.left())
        if parts.scheme == "https":
            # A stream that ends without TLS saying so was cut off.
            plain = ssl.create_default_context().wrap_socket(
                plain, server_hostname=host, suppress_ragged_eofs=False
            )
    except BaseException:
        plain.close()
        raise
    connection = http.client.HTTPConnection(host, port)
    connection.response_class = _Final
    connection.sock = TimelySocket(plain, fetch.deadline)
    connection.default_port = _PORTS[parts.scheme]  # what the Host header leaves out
    return connection


class _Final(http.client.HTTPResponse):
    """The answer itself; of what a server says before it (``103 Early Hints``), the standard library passes over 100 alone."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc] # the one place where it is read
            if not 100 < status < 200 or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            http.client.parse_headers(self.fp)


def _looked_up(host: str, port: int, fetch: _Fetch) -> tuple[int, tuple[str, int]]:
    """Return the first address of a host; where one of them is not the public's none is used."""
    found = fetch.deadline.wait_for(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    for *_, address in found:
        if not fetch.asked.allow_private and not _is_public(str(address[0])):
            raise fetch.fault(
                f"leads into the own network ({address[0]}): --allow-private fetches from there"
            )
    family, *_, address = found[0]
    return family, cast("tuple[str, int]", address)


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # an address of IPv4 behind a translator
_UNICAST = ipaddress.ip_network("2000::/3")  # where the public's addresses of IPv6 are
_RESERVED = [
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24",  # protocols
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # protocols, and tunnels of Teredo, which are told apart before
        "2001:db8::/32",  # documentation
        "3ffe::/16",  # an early trial
        "3fff::/20",  # documentation
    )
]
"""Addresses that are nobody's on the public network, whether or not this version of Python knows it."""


def _is_public(address: str) -> bool:
    """Tell whether an address is the public's: of those that carry one of IPv4, whether that one is."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _TRANSLATED:
            carried.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        inner = [one for one in carried if one is not None]
        if inner:
            return all(_is_public(str(one)) for one in inner)
        if found not in _UNICAST:
            return False
    reserved = any(found in one for one in _RESERVED)
    return found.is_global and not found.is_multicast and not reserved


def _answer(connection: http.client.HTTPConnection, url: str) -> http.client.HTTPResponse:
    from llmclaims.config.version import version

    parts = urlsplit(url)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    target += f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    kinds = ", ".join(sorted({kind for one in inputs().values() for kind in one.media_types}))
    headers = {"User-Agent": f"llmclaims/{version()}", "Accept": kinds, "Accept-Encoding": "gzip"}
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _raw(answer: http.client.HTTPResponse, url: str, fetch: _Fetch) -> Raw:
    if answer.status != 200:
        status = f"{answer.status} {printable(answer.reason)}".rstrip()
        raise fetch.fault(f"answers {status}: open it in a browser to see why")
    kind, charset = _stated(answer)
    if not any(kind in one.media_types for one in inputs().values()):
        raise fetch.fault(f"is {printable(kind)}, not an article: give a page, a PDF or a text")
    data = body_of(answer, fetch.asked.max_bytes)
    stream = cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", io.BytesIO(data))))
    return Raw(fetch.asked.name, stream, data[:HEAD], media_type=kind, charset=charset, url=url)


def _stated(answer: http.client.HTTPResponse) -> tuple[str, str]:
    """Return what kind of content a server says it sends, and its encoding, where it says a possible one."""
    stated = Message()
    stated["Content-Type"] = (answer.headers.get("Content-Type") or "")[:_HEADER]
    try:
        return stated.get_content_type(), stated.get_content_charset() or ""
    except ValueError:  # a zero in the encoding's name
        return stated.get_content_type(), ""
