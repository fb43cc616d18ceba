"""Where a request goes, and what may come back: proxies, queries, passwords, packed and endless replies."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.errors import ConfigError, ProviderError, ProviderUnavailableError
from llmclaims.inference.health_check import check
from llmclaims.inference.runner import Runner
from llmclaims.pipeline.batch.service import Service
from llmclaims.providers import connection
from llmclaims.providers.base import is_wire
from llmclaims.providers.proxies import is_local, proxy_of
from llmclaims.providers.registry import connect
from llmclaims.providers.time_limit import time_limit
from tests.support.hostile_server import Hostile
from tests.support.loopback import Answer, Content, Loopback, Messages, Output, request_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmclaims.providers.base import Reply

pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

ANSWERS: dict[str, type[Answer]] = {
    "openai": Answer,
    "responses": Output,
    "anthropic": Messages,
    "gemini": Content,
}
PATHS = {
    "openai": "/v1/chat/completions",
    "responses": "/v1/responses",
    "anthropic": "/v1/messages",
    "gemini": "/v1beta/models/m:generateContent",
}
MB = 2**20
REPLY = Answer().reply({"model": "m"})


def ask(protocol: str, base_url: str, **changes: Any) -> Reply:
    """Ask a server once, through a runner."""
    given = {"protocol": protocol, "model": "m", "base_url": base_url, "max_attempts": 1} | changes
    settings = ProviderSettings(**given)

    async def once() -> Reply:
        async with Runner(connect("local", settings), settings) as runner:
            return await runner.ask(request_for())

    return asyncio.run(once())


def head(*headers: str) -> bytes:
    """The beginning of an answer whose end is the end of the connection."""
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: application/json", *headers, "\r\n"]).encode()


def endless(*headers: str, piece: bytes, first: bytes = b"") -> Callable[[], Iterable[bytes]]:
    """An answer that never ends."""
    return lambda: itertools.chain([head(*headers), first], itertools.repeat(piece))


def deflated(data: bytes, wbits: int) -> bytes:
    """Data as zlib packs it: 31 is gzip, 15 zlib, -15 deflate with no header."""
    work = zlib.compressobj(wbits=wbits)
    return work.compress(data) + work.flush()


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of 1 MB, so that the tests are quick."""
    monkeypatch.setattr(connection, "LARGEST_REPLY", MB)


ZEROS = bytes(2 * MB)
EMPTY_BLOCKS = (
    b"\x00\x00\x00\xff\xff" * 10_000
)  # stored blocks of length 0: packed bytes that unpack to nothing


@pytest.mark.parametrize("protocol", list(ANSWERS))
@pytest.mark.usefixtures("_small")
def test_a_reply_that_never_ends_is_left(protocol: str) -> None:
    """Memory does not fill up: the reply is an error once it is larger than any answer, and is not tried again."""
    with Hostile(endless(piece=b" " * 65_536)) as server:
        with pytest.raises(ProviderError, match=r"local \(m\) sent more than 1 MB in one reply") as caught:
            ask(protocol, server.base_url, max_attempts=3)
        assert not caught.value.retryable
        assert len(server.asked) == 1
        assert server.sent < 16 * MB


def test_a_long_answer_is_taken() -> None:
    """The limit is far above what any model gives: a reply of 20 MB is no attack."""
    with Hostile(lambda: [head(), b" " * 20 * MB, REPLY]) as server:
        assert ask("openai", server.base_url).items["statement"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        # small on the wire
        (lambda: [head("Content-Encoding: gzip"), deflated(ZEROS, 31)], "sent more than 1 MB"),
        (lambda: [head("Content-Encoding: deflate"), deflated(ZEROS, 15)], "sent more than 1 MB"),
        (lambda: [head("Content-Encoding: deflate"), deflated(ZEROS, -15)], "sent more than 1 MB"),
        # many small members, each far below the limit
        (endless("Content-Encoding: gzip", piece=gzip.compress(bytes(MB // 4))), "sent more than 1 MB"),
        # unpacks to nothing, and never ends
        (
            endless("Content-Encoding: gzip", piece=EMPTY_BLOCKS, first=gzip.compress(b"")[:10]),
            "sent more than 1 MB",
        ),
        # packed twice: the first layer alone would take all the time there is
        (
            lambda: [head("Content-Encoding: gzip, gzip"), gzip.compress(gzip.compress(b"{}"))],
            "packs its replies as 'gzip, gzip'",
        ),
        # what was not asked for, and needs a package
        (lambda: [head("Content-Encoding: br"), b"\x0b\x00\x80{}\x03"], "packs its replies as 'br'"),
        (lambda: [head("Content-Encoding: zstd"), b"\x28\xb5\x2f\xfd"], "packs its replies as 'zstd'"),
    ],
)
@pytest.mark.usefixtures("_small")
def test_a_packed_reply_is_bounded_too(answer: Callable[[], Iterable[bytes]], says: str) -> None:
    """However it is packed, no more than an answer's length is unpacked."""
    with Hostile(answer) as server, pytest.raises(ProviderError, match=says) as caught:
        ask("openai", server.base_url)
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", REPLY),
        ("gzip", gzip.compress(REPLY)),
        ("GZIP", gzip.compress(REPLY) + b"\0" * 20),  # padded, as some gateways do
        ("x-gzip", gzip.compress(REPLY[:50]) + gzip.compress(REPLY[50:])),  # two members
        ("deflate", deflated(REPLY, 15)),
        ("deflate", deflated(REPLY, -15)),  # as some servers understand the word
    ],
)
def test_a_packed_reply_is_read(encoding: str, body: bytes) -> None:
    """Gzip and deflate in all their forms, in one piece or byte by byte."""
    for pieces in ([body], [body[place : place + 1] for place in range(len(body))]):
        with Hostile(lambda pieces=pieces: [head(f"Content-Encoding: {encoding}"), *pieces]) as server:
            assert ask("openai", server.base_url).items["statement"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: [
            head("Content-Encoding: gzip"),
            gzip.compress(REPLY)[:-12],
        ],  # cut in the middle of the stream
        lambda: [head("Content-Encoding: gzip"), gzip.compress(REPLY)[:-8] + bytes(8)],  # a wrong checksum
        lambda: [head("Content-Encoding: gzip"), REPLY],  # not packed at all
        lambda: [head(f"Content-Length: {len(REPLY) + 1}"), REPLY],  # shorter than it says
        lambda: [head("Transfer-Encoding: chunked"), b'5\r\n{"a":\r\n'],  # no last chunk
    ],
)
def test_a_reply_that_came_damaged_is_asked_again(answer: Callable[[], Iterable[bytes]]) -> None:
    """Half a reply is none."""
    with Hostile(answer) as server, pytest.raises(ProviderUnavailableError) as caught:
        ask("openai", server.base_url)
    assert caught.value.retryable


def dripping(first: bytes, drop: bytes) -> Callable[[], Iterable[bytes]]:
    """An answer of which a little comes all the time, so that no single wait is long."""

    def answer() -> Iterable[bytes]:
        yield first
        while True:
            time.sleep(0.02)
            yield drop

    return answer


@pytest.mark.parametrize("protocol", list(ANSWERS))
@pytest.mark.parametrize(
    "answer",
    [
        dripping(b"HTTP/1.1 200 ", b"O"),  # the status line
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),  # headers
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),  # promises
        dripping(head(), b" "),  # the body
        dripping(head("Transfer-Encoding: chunked"), b"1;x=y\r\n \r\n"),  # chunks
    ],
)
def test_a_reply_that_drips_is_left_in_time(protocol: str, answer: Callable[[], Iterable[bytes]]) -> None:
    """The time limit is for the whole exchange, whatever comes meanwhile."""
    began = time.monotonic()
    with (
        Hostile(answer) as server,
        pytest.raises(ProviderUnavailableError, match=r"did not answer within 0\.3 s"),
    ):
        ask(protocol, server.base_url, timeout=0.3)
    assert time.monotonic() - began < 60


def test_a_batch_service_that_drips_or_never_ends_is_left(tmp_path: Any) -> None:
    """A service's status is bounded in time, as is a file that comes too slowly; no half of it passes for a file."""
    settings = {"model": "m", "max_attempts": 1, "timeout": 0.3}
    with Hostile(dripping(head(), b" ")) as server:
        provider = ProviderSettings(base_url=server.base_url, **settings)
        with Service("local", provider) as service:
            with pytest.raises(ProviderUnavailableError, match=r"did not answer within 0\.3 s"):
                service.retrieve("batch_1")
            with pytest.raises(ProviderUnavailableError, match=r"did not answer within 0\.3 s"):
                service.download("file_1", tmp_path / "answers.jsonl")
    assert not (tmp_path / "answers.jsonl").exists()


def test_the_time_limit_stands_still_while_the_loop_is_held() -> None:
    """A program that was busy for longer than the limit still takes the reply that came meanwhile."""

    async def busy_while_it_comes() -> str:
        coming = asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.3)
        async with time_limit(0.5):
            await asyncio.sleep(0)
            time.sleep(1.0)  # noqa: ASYNC251 - holds the loop, as verifying a large answer does
            await coming
            for _ in range(5):  # a reply is read in several steps
                await asyncio.sleep(0)
        return "taken"

    assert asyncio.run(busy_while_it_comes()) == "taken"


def test_the_time_limit_ends_what_waits() -> None:
    """A loop that is held now and then does not keep a silent server for ever."""

    async def waits() -> None:
        async with time_limit(0.2):
            while True:
                time.sleep(0.005)  # noqa: ASYNC251 - as ordinary work does
                await asyncio.sleep(0.005)

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(waits())
    assert 0.2 <= time.monotonic() - began < 60


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A proxy that the environment names for everything; what reaches it is in ``asked``."""
    with Hostile(lambda: [b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"]) as found:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, found.base_url)
        yield found


@pytest.mark.parametrize("protocol", list(ANSWERS))
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_local_server_is_asked_directly(
    proxy: Hostile, loopback: Loopback, protocol: str, host: str
) -> None:
    """The text of an article does not go to a proxy on its way to this machine, in a run or in a check."""
    loopback.default = ANSWERS[protocol]()
    url = loopback.base_url.replace("127.0.0.1", host).removesuffix("/v1")
    url += "/v1" if protocol == "openai" else ""
    assert ask(protocol, url).items["statement"]
    loopback.default = ANSWERS[protocol]({"sentence": [{"quote": "It rained all day."}]})
    assert check("local", ProviderSettings(protocol=protocol, model="m", base_url=url)).works
    assert not proxy.asked


def test_a_local_batch_service_is_asked_directly(proxy: Hostile) -> None:
    """The same for a batch's requests."""
    with Hostile(lambda: [head(), b'{"id": "batch_1", "object": "batch"}']) as server:
        settings = ProviderSettings(model="m", base_url=f"{server.base_url}/v1?api-version=7")
        with Service("local", settings) as service:
            assert service.retrieve("batch_1").id == "batch_1"
    assert server.asked == ["GET /v1/batches/batch_1?api-version=7 HTTP/1.1"]
    assert not proxy.asked


@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_a_server_elsewhere_is_asked_through_the_proxy(proxy: Hostile, protocol: str) -> None:
    """As the environment says."""
    with pytest.raises(ProviderUnavailableError):
        ask(protocol, "http://models.example")
    assert proxy.asked[0].startswith("POST http://models.example/")


def test_a_local_server_that_is_not_there_names_the_way_it_was_asked(proxy: Hostile) -> None:
    """Whoever relies on the proxy for private addresses sees why it fails."""
    with pytest.raises(ProviderUnavailableError, match="is local and asked without the proxy"):
        ask("openai", "http://127.0.0.1:9/v1")


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1"])
@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_a_proxy_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, loopback: Loopback, protocol: str, named: str
) -> None:
    """In one sentence, and only where it would be used."""
    monkeypatch.setenv("ALL_PROXY", named)
    with pytest.raises(ConfigError, match="that the environment names cannot be used"):
        ask(protocol, "https://models.example")
    loopback.default = ANSWERS[protocol]()
    assert ask(protocol, loopback.base_url.removesuffix("/v1") + ("/v1" if protocol == "openai" else ""))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LocalHost.", True),  # any case, and with the root's dot
        ("box.localhost", True),
        ("printer.local", True),
        ("gpu01", True),  # a bare name is of this network
        ("host.docker.internal", True),
        ("127.8.9.1", True),  # all of 127.0.0.0/8
        ("127.1", True),  # an old form of the same
        ("0x7f000001", True),
        ("2130706433", True),
        ("0.0.0.0", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),  # IPv4 within IPv6
        ("fe80::1%eth0", True),
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("192.168.0.7", True),
        ("100.100.1.1", True),  # carriers and overlay networks
        ("fd12::7", True),
        ("172.32.0.1", False),  # just beside the private range
        ("8.8.8.8", False),
        ("2600::1", False),
        ("api.example.com", False),
        ("localhost.example.com", False),  # local by its beginning alone
        ("mylocal.com", False),
        ("127.0.0.1.example.com", False),
    ],
)
def test_what_is_local(host: str, *, local: bool) -> None:
    """It is this machine and its own network."""
    assert is_local(host) is local


@pytest.mark.parametrize(
    ("url", "exceptions", "direct"),
    [
        ("https://api.example.com/v1", "", False),
        ("https://api.example.com/v1", "*", True),
        ("https://api.example.com/v1", "example.com", True),  # all below it
        ("https://api.example.com/v1", ".example.com", True),
        ("https://api.example.com/v1", "*.example.com", True),
        ("https://api.example.com/v1", "API.Example.COM.", True),
        ("https://api.example.com/v1", "ample.com", False),  # no part of a name
        ("https://api.example.com/v1", "www.example.com", False),
        ("https://api.example.com/v1", "first.org, example.com", True),  # a list
        ("https://api.example.com/v1", "first.org example.com", True),  # parted by blanks
        ("https://api.example.com/v1", "api.example.com:443", True),  # the port it has by default
        ("https://api.example.com:8443/v1", "api.example.com:443", False),
        ("https://api.example.com:8443/v1", "https://api.example.com:8443", True),
        ("http://8.8.8.8/v1", "8.8.8.8", True),
        ("http://8.8.8.8/v1", "8.8.0.0/16", True),  # a network
        ("http://8.8.8.8/v1", "8.9.0.0/16", False),
        ("http://8.8.8.8:80/v1", "8.8.8.8:80", True),
        ("http://[2600::1]/v1", "2600::/16", True),
        ("http://[2600::1]:80/v1", "[2600::1]:80", True),
        ("http://[2600::1]:81/v1", "[2600::1]:80", False),
        ("http://api.example.com/v1", ",, ,", False),
    ],
)
def test_no_proxy_holds(url: str, exceptions: str, *, direct: bool) -> None:
    """In all the forms that other programs understand."""
    proxies = {"http": "proxy.example:3128", "https": "http://proxy.example:3128", "no": exceptions}
    assert proxy_of(url, proxies) == (None if direct else "http://proxy.example:3128")


@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_a_query_and_a_password_go_with_each_request(loopback: Loopback, protocol: str) -> None:
    """The query stands at the end of each URL as it is written; the password is sent as HTTP has it."""
    loopback.default = ANSWERS[protocol]()
    url = loopback.base_url.removesuffix("/v1") + ("/v1/" if protocol in ("openai", "responses") else "/")
    query = "?api-version=2024-10-21&flag&code=a%2Fb%20c"
    ask(protocol, url.replace("127", "us%40er:pass@127") + query + "#part")
    assert loopback.paths == [PATHS[protocol] + query]
    assert loopback.headers[0]["authorization"] == "Basic dXNAZXI6cGFzcw=="


def test_a_query_of_the_environments_address_stands_at_the_end(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the address is put together from a variable and a path."""
    monkeypatch.setenv("MY_SERVER", loopback.base_url.removesuffix("/v1") + "/?a=1")
    ask("openai", "${MY_SERVER}/v1/?b=2")
    assert loopback.paths == ["/v1/chat/completions?a=1&b=2"]


def test_answers_stay_paid_for_when_a_key_in_the_address_changes() -> None:
    """What the cache knows a server by holds no secret, and tells servers apart."""

    def known_as(url: str) -> str:
        wire = connect("local", ProviderSettings(model="m", base_url=url))
        assert is_wire(wire)
        return wire.base_url

    assert known_as("http://h.example/v1?code=one") == known_as("http://h.example/v1?code=two")
    assert known_as("http://h.example/v1?api-version=1") != known_as("http://h.example/v1?api-version=2")
    assert known_as("http://h.example/v1/") == "http://h.example/v1"
