"""Servers that drip, break off, lie or never end: one deadline for all of it, and half an article is none."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import socket
import struct
import threading
import time
import zlib

import pytest

import llmclaims
from llmclaims.documents.readers import Articles, read
from llmclaims.errors import DocumentError

TEXT = b"The ferry sank on Monday, said Ann Lee. It was old, she told the board, and had been repaired four times."
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(TEXT)
GZIP = OK + b"Content-Encoding: gzip\r\n"
PAUSE = 0.03  # seconds between drops
RESET = object()


def long(body: bytes, more: bytes = b"", *, lacks: int = 0) -> bytes:
    """An answer that says how long it is, and may lack its last bytes."""
    return OK + more + b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) - lacks]


def drops(*first: bytes, then: bytes = b"x"):
    """Some bytes, and then one after another for ever, slowly."""
    yield from first
    while True:
        yield PAUSE
        yield then


def flood(*first: bytes, then: bytes):
    """Some bytes, and then more as fast as they go."""
    yield from first
    yield from itertools.repeat(then)


def moved(to: bytes) -> list[bytes]:
    """A redirection."""
    return [b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n"]


class Server:
    """Answers every connection with what the path's steps say: bytes, a pause in seconds, or a reset."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.steps: dict[str, object] = {}
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        """Take connections until the socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        """Play the steps of a path."""
        with connection, contextlib.suppress(OSError, IndexError):
            asked = connection.recv(65_536)
            name = asked.split()[1].decode() if asked.startswith(b"GET ") else "/tls"
            made = self.steps[name]
            for step in made() if callable(made) else made:
                if step is RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                elif isinstance(step, float):
                    time.sleep(step)
                else:
                    connection.sendall(step)


@pytest.fixture(scope="module")
def server():
    """The server on a port of this machine."""
    found = Server()
    yield found
    found.socket.close()


def fetched(server: Server, steps, *, scheme: str = "http", **more) -> str:
    """What is read when the server plays these steps."""
    name = "/tls" if scheme == "https" else f"/{len(server.steps)}"
    server.steps[name] = steps
    url = f"{scheme}://127.0.0.1:{server.port}{name}"
    return read(Articles(url, allow_network=True, allow_private=True, **{"max_bytes": 300_000} | more)).text


ENDLESS = {
    "says nothing": lambda: [5.0],
    "drips its status": lambda: drops(b"HTTP/1.1 2"),
    "drips the words of its status": lambda: drops(b"HTTP/1.1 200 "),
    "drips a header": lambda: drops(OK + b"X: "),
    "drips headers": lambda: drops(OK, then=b"X: y\r\n"),
    "drips 100 Continue": lambda: drops(then=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "floods 100 Continue": lambda: flood(then=b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "floods early hints": lambda: flood(then=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "drips the headers of 100 Continue": lambda: drops(b"HTTP/1.1 100 Continue\r\n", then=b"X: y\r\n"),
    "stops behind its headers": lambda: [OK + b"Content-Length: 100\r\n\r\n", 5.0],
    "stops in its body": lambda: [OK + b"Content-Length: 1000\r\n\r\n", TEXT, 5.0],
    "stops in a body without a length": lambda: [OK + b"\r\n", TEXT, 5.0],
    "drips its body": lambda: drops(OK + b"\r\n"),
    "drips a packed body": lambda: drops(GZIP + b"\r\n" + PACKED[:20], then=b"\0"),
    "drips the length of a chunk": lambda: drops(CHUNKED, then=b"0"),
    "drips the extension of a chunk": lambda: drops(CHUNKED + b"5;"),
    "drips a chunk": lambda: drops(CHUNKED + b"fffff\r\n"),
    "drips chunks": lambda: drops(CHUNKED, then=b"1\r\nx\r\n"),
    "drips a trailer": lambda: drops(CHUNKED + b"5\r\nhello\r\n0\r\nX: "),
    "drips trailers": lambda: drops(CHUNKED + b"5\r\nhello\r\n0\r\n", then=b"X: y\r\n"),
    "floods trailers": lambda: flood(CHUNKED + b"5\r\nhello\r\n0\r\n", then=b"X: y\r\n" * 100),
    "stops between chunk and end": lambda: [CHUNKED + b"5\r\nhello\r\n", 5.0],
}


@pytest.mark.parametrize("name", ENDLESS)
def test_one_deadline_holds_for_the_whole_exchange(name, server):
    """Wherever a server drips, the time that was allowed is the time that it takes."""
    begin = time.monotonic()
    with pytest.raises(DocumentError, match=r"did not answer within 0\.3 seconds: try again"):
        fetched(server, ENDLESS[name], timeout=0.3)
    assert 0.25 < time.monotonic() - begin < 3


def test_redirections_share_the_deadline(server):
    """Each is quick enough, all together are not."""
    server.steps["/slow"] = lambda: [0.2, *moved(b"/slow")]
    with pytest.raises(DocumentError, match=r"did not answer within 0\.5 seconds"):
        fetched(server, moved(b"/slow"), timeout=0.5)


TLS = {
    "says nothing": lambda: [5.0],
    "drips a record": lambda: drops(b"\x16\x03\x03\x40\x00"),
    "drips records": lambda: drops(then=b"\x16\x03\x03\x00\x04\x02\x00\x01\x00"),
}


@pytest.mark.parametrize("name", TLS)
def test_the_deadline_holds_for_the_handshake(name, server):
    """TLS that never gets done is given up in time."""
    begin = time.monotonic()
    with pytest.raises(DocumentError, match=r"did not answer within 0\.3 seconds|cannot be fetched"):
        fetched(server, TLS[name], scheme="https", timeout=0.3)
    assert time.monotonic() - begin < 3


def test_the_deadline_holds_for_the_name_server(monkeypatch):
    """A look-up that never ends is not waited for."""
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(20))
    begin = time.monotonic()
    with pytest.raises(DocumentError, match=r"did not answer within 0\.2 seconds"):
        read(Articles("http://news.example/", allow_network=True, timeout=0.2))
    assert time.monotonic() - begin < 3
    answered.set()


CUT, LARGE, DAMAGED = (
    "ended before it was whole: try again",
    "is larger than 300,000 bytes",
    "arrived damaged",
)
NOT_ASKED = "which was not asked for"
DEFLATE = zlib.compress(TEXT)
REFUSED = {
    # half an article
    "a body that lacks one byte": ([long(TEXT, lacks=1)], CUT),
    "a body that lacks all": ([long(TEXT, lacks=len(TEXT))], CUT),
    "a body that is reset": ([long(TEXT, lacks=40), 0.1, RESET], CUT),
    "a chunk that breaks off": ([CHUNKED + b"50\r\n" + TEXT[:60]], CUT),
    "no last chunk": ([CHUNKED + b"%x\r\n" % len(TEXT) + TEXT + b"\r\n"], CUT),
    "nothing behind a chunk": ([CHUNKED + b"%x\r\n" % len(TEXT) + TEXT], CUT),
    "half the length of a chunk": ([CHUNKED + b"5\r\nhello\r\n1"], CUT),
    "no chunk at all": ([CHUNKED], CUT),
    "a gzip stream that breaks off": ([long(PACKED[:50], b"Content-Encoding: gzip\r\n")], CUT),
    "a gzip stream without its sum": ([long(PACKED[:-8], b"Content-Encoding: gzip\r\n")], CUT),
    "a gzip stream that lacks one byte": ([GZIP + b"\r\n" + PACKED[:-1]], CUT),
    "a gzip stream without a length": ([GZIP + b"\r\n" + PACKED[:60]], CUT),
    "a gzip stream in chunks that breaks off": (
        [GZIP + b"Transfer-Encoding: chunked\r\n\r\n28\r\n" + PACKED[:40] + b"\r\n0\r\n\r\n"],
        CUT,
    ),
    "a second gzip member that breaks off": (
        [long(PACKED + PACKED[:40], b"Content-Encoding: gzip\r\n")],
        CUT,
    ),
    "an empty gzip stream": ([long(b"", b"Content-Encoding: gzip\r\n")], CUT),
    # not what it says
    "a gzip stream with a wrong sum": (
        [long(PACKED[:-8] + b"\0" * 8, b"Content-Encoding: gzip\r\n")],
        DAMAGED,
    ),
    "no gzip stream": ([long(TEXT, b"Content-Encoding: gzip\r\n")], DAMAGED),
    "something behind a gzip stream": ([long(PACKED + b"and more", b"Content-Encoding: gzip\r\n")], DAMAGED),
    "too many gzip members": ([long(gzip.compress(b"") * 2000, b"Content-Encoding: gzip\r\n")], DAMAGED),
    "another packing": ([long(DEFLATE, b"Content-Encoding: deflate\r\n")], NOT_ASKED),
    "two packings": ([long(PACKED, b"Content-Encoding: br\r\nContent-Encoding: gzip\r\n")], NOT_ASKED),
    "another coding of the transfer": (
        [OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
        NOT_ASKED,
    ),
    "a second coding of the transfer": (
        [OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
        NOT_ASKED,
    ),
    "two lengths": ([OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello you"], "in one number"),
    "a length that is none": ([OK + b"Content-Length: long\r\n\r\nhello"], "in one number"),
    "a length below nothing": ([OK + b"Content-Length: -1\r\n\r\nhello"], "in one number"),
    "a chunk below nothing": ([CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n"], CUT),
    "a chunk of no number": ([CHUNKED + b"many\r\nhello\r\n0\r\n\r\n"], CUT),
    "a chunk larger than it is": ([CHUNKED + b"ffffffffffffffffff\r\nhello"], CUT),
    # too much
    "a length beyond the limit": ([OK + b"Content-Length: 300001\r\n\r\n"], LARGE),
    "a body without end": (lambda: flood(OK + b"\r\n", then=TEXT * 100), LARGE),
    "chunks without end": (lambda: flood(CHUNKED, then=b"1000\r\n" + b"x" * 4096 + b"\r\n"), LARGE),
    "a bomb": ([long(gzip.compress(b" " * 50_000_000), b"Content-Encoding: gzip\r\n")], LARGE),
    "a bomb in the second member": (
        [long(PACKED + gzip.compress(b" " * 5_000_000), b"Content-Encoding: gzip\r\n")],
        LARGE,
    ),
    "packed nothings without end": (lambda: flood(GZIP + b"\r\n" + PACKED, then=b"\0" * 4096), LARGE),
    # no answer
    "a status line without end": (lambda: flood(b"HTTP/1.1 200 ", then=b"x" * 4096), "cannot be fetched"),
    "a header without end": (lambda: flood(OK + b"X: ", then=b"x" * 4096), "cannot be fetched"),
    "headers without end": (
        lambda: flood(OK, then=b"X: y\r\n" * 50),
        "cannot be fetched (got more than 100 headers)",
    ),
    "an extension of a chunk without end": (
        lambda: flood(CHUNKED + b"5;", then=b"x" * 4096),
        "cannot be fetched",
    ),
    "no HTTP": ([b"220 mail.example ESMTP\r\n"], "cannot be fetched"),
    "HTTP/2": ([b"HTTP/2 200\r\n\r\n"], "cannot be fetched"),
    "a status that is none": ([b"HTTP/1.1 2xx OK\r\n\r\n"], "cannot be fetched"),
    "nothing": ([], "cannot be fetched"),
    "a reset at once": ([RESET], "cannot be fetched"),
    # no article
    "no content": ([b"HTTP/1.1 204 No Content\r\n\r\n"], "answers 204 No Content"),
    "a part": ([long(TEXT).replace(b"200 OK", b"206 Partial Content")], "answers 206 Partial Content"),
    "words that steer the screen": (
        [b"HTTP/1.1 404 \x1b[2J\x07gone\r\n\r\n"],
        "answers 404 [2J gone: open it",
    ),
    "a kind that steers the screen": (
        [long(TEXT).replace(b"text/plain", b"te\x1bxt/x")],
        "is te xt/x, not an article",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_whole_is_not_read(name, server):
    """Half an article, more than is wanted and no article are one sentence each, and never a text."""
    steps, said = REFUSED[name]
    with pytest.raises(DocumentError) as error:
        fetched(server, steps, timeout=20)
    assert said in str(error.value)
    assert str(error.value).startswith("http://127.0.0.1")
    assert str(error.value).isprintable()


WHOLE = {
    "with its length": [long(TEXT)],
    "with its length twice": [OK + b"Content-Length: %d\r\n" % len(TEXT) * 2 + b"\r\n" + TEXT],
    "with something behind it": [long(TEXT) + b"HTTP/1.1 200 OK\r\n"],
    "until the end": [OK + b"\r\n" + TEXT],
    "byte by byte": [*(bytes([one]) for one in long(TEXT))],
    "in chunks": [
        CHUNKED
        + b"a;x=y\r\n"
        + TEXT[:10]
        + b"\r\n%X\r\n" % len(TEXT[10:])
        + TEXT[10:]
        + b"\r\n0\r\nX: y\r\n\r\n"
    ],
    "in chunks, with a length too": [
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n")
        + b"%x\r\n" % len(TEXT)
        + TEXT
        + b"\r\n0\r\n\r\n"
    ],
    "packed": [long(PACKED, b"Content-Encoding: gzip\r\n")],
    "packed, by another name": [long(PACKED, b"Content-Encoding: X-GZip\r\n")],
    "packed in members": [
        long(
            gzip.compress(TEXT[:30]) + gzip.compress(b"") + gzip.compress(TEXT[30:]),
            b"Content-Encoding: gzip\r\n",
        )
    ],
    "packed and padded": [long(PACKED + b"\0" * 50, b"Content-Encoding: gzip\r\n")],
    "packed, byte by byte": [GZIP + b"\r\n", *(bytes([one]) for one in PACKED)],
    "behind early hints": [
        b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + long(TEXT)
    ],
    "behind 100 Continue": [b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 3 + long(TEXT)],
    "not packed, as it says": [long(TEXT, b"Content-Encoding: identity\r\n")],
    "in an encoding that is none": [long(TEXT).replace(b"text/plain", b"text/plain; charset=undefined")],
    "in an encoding with a zero": [long(TEXT).replace(b"text/plain", b"text/plain; charset*=a%00b''c")],
    "as a kind of 60,000 marks": [long(TEXT).replace(b"text/plain", b"text/plain" + b';"' * 30_000)],
    "by HTTP/1.0": [long(TEXT).replace(b"HTTP/1.1", b"HTTP/1.0")],
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_whole_is_read(name, server):
    """Every way in which servers send an article gives its text."""
    assert fetched(server, WHOLE[name], timeout=20) == TEXT.decode()


NOWHERE = [
    # hosts that are none
    (b"http://a..b/", "leads to an address that is none"),
    (b"http://.b/", "leads to an address that is none"),
    (b"http://" + b"a" * 64 + b".example/", "leads to an address that is none"),
    (b"http://" + b"ab." * 100 + b"example/", "leads to an address that is none"),
    (b"http://" + b"\xe9" * 3000 + b".example/", "leads to an address that is none"),
    (b"http://xn--\xe9.example/", "leads to an address that is none"),
    (b"http://a b/", "leads to an address that is none"),
    (b"http://a%00b/", "leads to an address that is none"),
    (b"http://a\x00b/", "leads to an address that is none"),
    (b"http://<script>/", "leads to an address that is none"),
    (b"http://:80/", "leads to an address that is none"),
    (b"http://[::1/", "leads to an address that is none"),
    (b"http://[nothing]/", "leads to an address that is none"),
    (b"http://127.0.0.1:port/", "leads to an address that is none"),
    (b"http://127.0.0.1:0/", "leads to an address that is none"),
    (b"//a..b/", "leads to an address that is none"),
    # no place to go to
    (b"", "redirects without saying where to"),
    (b"   ", "redirects without saying where to"),
    # what is not fetched
    (b"data:text/plain,hello", "only http and https are fetched"),
    (b"javascript:alert(1)", "only http and https are fetched"),
    (b"gopher://127.0.0.1/", "only http and https are fetched"),
    (b"http://user@127.0.0.1/", "holds a user name"),
]


@pytest.mark.parametrize(("to", "said"), NOWHERE)
def test_a_redirection_to_nowhere_is_one_sentence(to, said, server):
    """Whatever a server calls an address."""
    with pytest.raises(DocumentError) as error:
        fetched(server, moved(to), timeout=20)
    assert said in str(error.value)
    assert str(error.value).isprintable()


def test_bad_addresses_do_not_end_a_run(server, tmp_path):
    """Each is its own failure; the articles before and behind them are read."""
    article = tmp_path / "article.txt"
    article.write_bytes(TEXT)
    server.steps |= {"/good": [long(TEXT)], "/cut": [long(TEXT, lacks=5)], "/bad": moved(b"http://a..b/")}
    here = f"http://127.0.0.1:{server.port}"
    urls = [
        f"{here}/good",
        f"{here}/cut",
        f"{here}/bad",
        "http://a..b/",
        "http://[::1/",
        f"http://{'a' * 70}.example/",
    ]
    places = [Articles(url, allow_network=True, allow_private=True) for url in urls]
    result = llmclaims.extract([*places, article])
    assert [one.path for one in result.documents] == [urls[0], str(article)]
    assert [one.document for one in result.failures] == urls[1:]
