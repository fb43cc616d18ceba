"""What carries a request, aiohttp or httpx, makes no difference: the same is sent, taken, refused and said."""

from __future__ import annotations

import asyncio
import gc
import itertools
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any, Self

import pytest
import trustme

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.errors import ProviderError, ProviderUnavailableError, ProviderUnreachableError
from llmclaims.inference.runner import Runner
from llmclaims.pipeline.batch.service import Service
from llmclaims.providers.aiohttp_line import takes
from llmclaims.providers.connection import connected
from llmclaims.providers.endpoint import Endpoint
from llmclaims.providers.registry import connect
from tests.support.hostile_server import Hostile
from tests.support.loopback import Answer, Fault, Loopback, request_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from llmclaims.providers.base import Reply

pytestmark = pytest.mark.usefixtures("line")

REPLY = Answer().reply({"model": "m"})
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(REPLY),
    REPLY,
)


def ask(base_url: str, times: int = 1, at_once: int = 1, busy: float = 0.0, **changes: Any) -> list[Reply]:
    """Ask a server so many times over one runner, each in one try unless ``changes`` say otherwise.

    Between the rounds the loop is held for ``busy`` seconds, as the verification of an answer holds it.
    """
    settings = ProviderSettings(**({"model": "m", "base_url": base_url, "max_attempts": 1} | changes))

    async def all_of_them() -> list[Reply]:
        async with Runner(connect("local", settings), settings) as runner:
            found: list[Reply] = []
            for _ in range(times // at_once):
                found += await asyncio.gather(*(runner.ask(request_for()) for _ in range(at_once)))
                time.sleep(busy)  # noqa: ASYNC251 - that is its point
            return found

    return asyncio.run(all_of_them())


def refused(base_url: str, **changes: Any) -> ProviderError:
    """The error of a server that gives no answer."""
    with pytest.raises(ProviderError) as caught:
        ask(base_url, **changes)
    return caught.value


def test_the_same_is_sent(loopback: Loopback, line: str) -> None:
    """No header more, none less, none otherwise: a gateway that lets one client through lets the other through."""
    ask(loopback.base_url)
    sent = loopback.headers[0]
    assert sent["host"] == loopback.base_url.split("/")[2]
    assert sent["accept-encoding"] == "gzip"
    assert sent["user-agent"].startswith("AsyncOpenAI/")
    assert int(sent["content-length"]) == len(loopback.raw_requests[0])
    named = {name for name in sent if not name.startswith("x-stainless-")}
    assert named == {
        "host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent",
        "authorization",
    }, line  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        # hangs up
        (list, ProviderUnavailableError, "cannot be reached"),
        # breaks off within its headers
        (lambda: [b"HTTP/1.1 200 OK\r\nContent-"], ProviderUnavailableError, "cannot be reached"),
        # another protocol altogether
        (lambda: [b"SSH-2.0-OpenSSH_9.6\r\n" * 40], ProviderUnavailableError, "cannot be reached"),
        # headers without an end: more than any server sends
        (
            lambda: itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-A: b\r\n" * 1000)),
            ProviderUnavailableError,
            "cannot be reached",
        ),
        (
            lambda: itertools.chain([b"HTTP/1.1 200 OK\r\nX-A: "], itertools.repeat(b"b" * 65_536)),
            ProviderUnavailableError,
            "cannot be reached",
        ),
        # a length that is none
        (
            lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"],
            ProviderUnavailableError,
            "cannot be reached",
        ),
        # another address: neither follows
        (
            lambda: [b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:9/v1\r\nContent-Length: 0\r\n\r\n"],
            ProviderError,
            "answers with a redirect",
        ),
    ],
)
def test_the_same_is_refused(
    answer: Callable[[], Iterable[bytes]], kind: type[ProviderError], says: str
) -> None:
    """In the same words, and to be tried again or not alike."""
    with Hostile(answer) as server:
        error = refused(server.base_url)
        assert server.sent < 2**22  # it did not fill the memory
        assert len(server.asked) == 1
    assert type(error) is kind
    assert error.retryable is (kind is ProviderUnavailableError)
    assert says in str(error)
    assert "aiohttp" not in str(error)


def test_long_headers_are_taken() -> None:
    """As gateways send them: policies of 20 KB, and a hundred fields."""
    fields = b"".join(b"X-%d: y\r\n" % number for number in range(100))
    policy = b"Content-Security-Policy: " + b"a" * 20_000 + b"\r\n"
    answer = WHOLE.replace(b"\r\n", b"\r\n" + policy + fields, 1)
    with Hostile(lambda: [answer]) as server:
        assert ask(server.base_url)[0].items["statement"]


@pytest.mark.parametrize(
    "answer",
    [
        WHOLE,  # closed behind it, although nothing said so
        WHOLE.replace(b"\r\n", b"\r\nConnection: close\r\n", 1),
        WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
    ],
)
def test_a_connection_that_was_closed_is_not_used_again(answer: bytes) -> None:
    """Nothing is sent into it, and no try is lost: a request into a dead line may have been paid for."""
    with Hostile(lambda: [answer]) as server:
        found = ask(server.base_url, times=20, at_once=4, busy=0.1, concurrency=4)
        assert [one.attempts for one in found] == [1] * 20
        assert len(server.asked) == 20


def test_a_connection_that_is_open_is_used_again(loopback: Loopback) -> None:
    """Four at a time need four connections, however many requests there are."""
    opened = []
    loopback.connected = opened.append  # type: ignore[method-assign]
    ask(loopback.base_url, times=40, at_once=4, concurrency=4)
    assert opened.count(1) == 4
    assert opened.count(-1) <= 4


def test_many_at_once_go_out_at_once(loopback: Loopback) -> None:
    """No client has a limit of its own below that of the settings: nobody is answered before all are there."""
    there = threading.Barrier(150)

    def answered(_: Any) -> Answer:
        there.wait(60)
        return Answer()

    loopback.default = answered
    assert len(ask(loopback.base_url, times=150, at_once=150, concurrency=150)) == 150


def test_cookies_come_back_alike(loopback: Loopback) -> None:
    """What a server sets is kept above the line, once: a line with a jar of its own would send it twice."""
    ask(loopback.base_url, times=2)
    assert [one.get("cookie") for one in loopback.headers] == [None, "session=do-not-record"]


@pytest.mark.refused_network
def test_a_name_that_nobody_knows_is_said() -> None:
    """As a server that is not there."""
    error = refused("http://models.example/v1")
    assert type(error) is ProviderUnreachableError
    assert "cannot be reached at http://models.example/v1" in str(error)


def test_a_port_that_nobody_listens_at_is_said() -> None:
    """As a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert type(refused(f"http://127.0.0.1:{port}/v1")) is ProviderUnreachableError


def test_a_proxy_that_refuses_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the way to an encrypted server the proxy's refusal is its own."""
    with Hostile(lambda: [b"HTTP/1.1 407 No Entry\r\nContent-Length: 0\r\n\r\n"]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url.replace("//", "//mole:s3cret-word@"))
        error = refused("https://models.example/v1")
    assert proxy.asked == ["CONNECT models.example:443 HTTP/1.1"]
    assert type(error) is ProviderUnavailableError
    assert "407 No Entry" in str(error)
    assert "s3cret-word" not in str(error)


def test_a_proxy_that_is_not_there_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Like a server that is not there."""
    monkeypatch.setenv("HTTP_PROXY", "http://mole:s3cret-word@127.0.0.1:9")
    error = refused("http://models.example/v1")
    assert type(error) is ProviderUnreachableError
    assert "s3cret-word" not in str(error)


@pytest.mark.parametrize(
    ("proxy", "taken"),
    [
        (None, True),
        ("http://proxy.example:3128", True),
        ("https://proxy.example:3128", False),  # the way to the proxy itself is encrypted
        ("socks5://proxy.example:1080", False),  # another protocol
    ],
)
def test_what_one_client_cannot_speak_to_goes_over_the_other(proxy: str | None, *, taken: bool) -> None:
    """Or a proxy's password would go to it in the clear."""
    assert takes(proxy) is taken


def test_a_proxy_gets_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the environment has it, letters that an address cannot hold included."""
    with _Noting() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.replace("//", "//mole:p%40ss@"))
        assert ask("http://models.example/v1")[0].items["statement"]
    assert proxy.lines[0] == "POST http://models.example/v1/chat/completions HTTP/1.1"
    assert "proxy-authorization: basic bw9szTpwqhnz".lower() in [one.lower() for one in proxy.lines]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs certificates."""
    return trustme.CA()


@pytest.mark.parametrize(
    ("trusted", "name", "works"),
    [
        (True, "localhost", True),
        (True, "127.0.0.1", True),
        (False, "localhost", False),  # signed by nobody that this machine knows
        (True, "other.example", False),  # somebody else's certificate
    ],
)
def test_certificates_are_checked(
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    trusted: bool,
    name: str,
    works: bool,
) -> None:
    """By the authorities of the environment's SSL_CERT_FILE, and for the server's own name."""
    if trusted:
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    host = "127.0.0.1" if name == "127.0.0.1" else "localhost"
    with _Encrypted(authority, name) as server:
        url = f"https://{host}:{server.port}/v1"
        if works:
            assert ask(url)[0].items["statement"]
            return
        error = refused(url)
    assert type(error) is ProviderUnreachableError
    assert "certificate" in str(error).lower()
    assert server.read == b""  # neither text nor key came through


@pytest.mark.filterwarnings(
    # httpx leaves the socket of a handshake that was given up to the garbage collector
    "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ProviderUnreachableError),  # a port without encryption
        (b"", ProviderUnavailableError),  # a server that never begins with it
    ],
)
def test_a_server_that_does_not_encrypt_is_said(answer: bytes, kind: type[ProviderError]) -> None:
    """It gets nothing to read, and is waited for as long as any other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = []

        def speak() -> None:
            held.append(listening.accept()[0])
            held[0].sendall(answer)

        threading.Thread(target=speak, daemon=True).start()
        error = refused(f"https://localhost:{listening.getsockname()[1]}/v1", timeout=2.0)
        held[0].close()
    assert type(error) is kind
    del error
    gc.collect()


def test_a_file_of_requests_is_sent_whole(tmp_path: Path) -> None:
    """It is read as it is sent, and its length is said before."""
    lines = b'{"custom_id": "1"}\n' * 50_000
    (tmp_path / "requests.jsonl").write_bytes(lines)
    with _Noting(b'{"id": "file_1", "object": "file"}') as server:
        settings = ProviderSettings(model="m", base_url=server.base_url + "/v1")
        with Service("local", settings) as service:
            assert service.upload(tmp_path / "requests.jsonl") == "file_1"
    assert lines in server.body
    assert f"content-length: {len(server.body)}" in [one.lower() for one in server.lines]


def test_a_reply_that_nobody_waits_for_frees_its_connection(loopback: Loopback) -> None:
    """One that came too late is not taken for the answer to the next request."""
    loopback.script = [Answer({"statement": [{"quote": "late"}]}, delay=1.0)]
    settings = {"timeout": 0.2, "max_attempts": 2}
    found = ask(loopback.base_url, **settings)[0]
    assert found.attempts == 2
    assert "late" not in str(found.items)


def test_an_error_keeps_its_words_and_headers(loopback: Loopback) -> None:
    """Status, words and the wait that is asked for come through."""
    body = b'{"error": {"message": "too many"}}'
    loopback.script = [Fault(429, body, {"Retry-After": "7"})]
    error = refused(loopback.base_url)
    assert error.retry_after == 7.0
    assert "too many" in str(error)


def test_closing_twice_is_no_error() -> None:
    """Nor is closing what was never used."""

    async def twice() -> None:
        http = connected(Endpoint("local", "m", "http://127.0.0.1:9/v1", 1.0))
        await http.aclose()
        await http.aclose()

    asyncio.run(twice())


class _Noting:
    """A server that notes what it reads, and answers each request with one reply."""

    def __init__(self, reply: bytes = REPLY) -> None:
        self.lines: list[str] = []
        self.body = b""
        self._reply = reply
        self._listening = socket.create_server(("127.0.0.1", 0))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(60)
        self._listening.close()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rb") as reading:
            length = 0
            while line := reading.readline().decode().strip():
                self.lines.append(line)
                if line.lower().startswith("content-length:"):
                    length = int(line.split(":")[1])
            self.body = reading.read(length)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(self._reply)}\r\n\r\n"
            connection.sendall(head.encode() + self._reply)


class _Encrypted:
    """A server behind TLS that answers one request; ``read`` is what it got to see."""

    def __init__(self, authority: trustme.CA, name: str) -> None:
        self.read = b""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self._tls)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(60)
        self._listening.close()

    def _serve(self) -> None:
        plain, _ = self._listening.accept()
        try:
            with self._tls.wrap_socket(plain, server_side=True) as connection:
                self.read = connection.recv(65_536)
                connection.sendall(WHOLE)
                while connection.recv(65_536):
                    pass
        except OSError:
            plain.close()
