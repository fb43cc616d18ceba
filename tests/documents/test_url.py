"""URLs: only when the network is allowed, only from the public, in time and in size."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from llmclaims.documents.readers import Articles, read
from llmclaims.documents.readers import url as url_module
from llmclaims.documents.readers.url import _is_public
from llmclaims.errors import DocumentError

TEXT = "The ferry sank on Monday. “It was old,” said Ann Lee, who had sailed on it."
PAGE = f"<!doctype html><html><body><article><h1>Ferry sinks</h1><p>{TEXT}</p></article></body></html>"


class Newspaper(BaseHTTPRequestHandler):
    """A site with pages of every kind."""

    disable_nagle_algorithm = True

    def do_GET(self):
        """Answer by the path."""
        self.server.seen.append((self.path, dict(self.headers)))
        kind, _, rest = self.path.strip("/").partition("/")
        getattr(self, f"page_{kind}", self.page_missing)(rest)

    def give(self, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        """An answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_article(self, _):
        """A page."""
        self.give(PAGE.encode())

    def page_western(self, _):
        """A page whose encoding only the server says."""
        self.give(PAGE.encode("cp1252"), "text/html; charset=windows-1252")

    def page_text(self, _):
        """A text."""
        self.give(TEXT.encode(), "text/plain; charset=utf-8")

    def page_packed(self, _):
        """A page that is packed."""
        self.give(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def page_bomb(self, _):
        """A small answer that unpacks to a large one."""
        self.give(gzip.compress(b" " * 30_000_000), Content_Encoding="gzip")

    def page_moved(self, rest):
        """Somewhere else."""
        self.give(b"", status=302, Location=rest.replace("~", "/") if ":" in rest else f"/{rest}")

    def page_round(self, _):
        """Round and round."""
        self.give(b"", status=301, Location="/round")

    def page_picture(self, _):
        """No article."""
        self.give(b"\x89PNG", "image/png")

    def page_large(self, _):
        """More than is wanted."""
        self.give(PAGE.encode() + b" " * 200_000)

    def page_slow(self, _):
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def page_missing(self, _):
        """Not found."""
        self.give(b"", status=404)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    """The newspaper on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Newspaper)
    server.daemon_threads, server.seen = True, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def fetched(site, page: str, **more):
    """What is read from a page of the site, which is in the own network."""
    url = f"http://127.0.0.1:{site.server_port}/{page}"
    return read(Articles(url, allow_network=True, **{"allow_private": True} | more))


def test_nothing_is_sent_unless_the_network_is_allowed(site):
    """The error says which option fetches it, and the site has seen nobody."""
    before = len(site.seen)
    url = f"http://127.0.0.1:{site.server_port}/article"
    with pytest.raises(DocumentError, match="--allow-network fetches it"):
        read(url)
    assert len(site.seen) == before


@pytest.mark.parametrize("page", ["article", "western", "packed", "moved/article", "moved/moved/article"])
def test_a_page_is_read_like_one_on_disk(page, site):
    """Encoding from the server, packing and redirections; the record says where the network led to."""
    found = fetched(site, page)
    assert found.text == f"# Ferry sinks\n\n{TEXT}\n"
    assert found.path.endswith(page)
    assert found.origin.url.endswith(page.rpartition("/")[2])


def test_a_text_is_read_as_text(site):
    """The content type decides where there is no name."""
    assert fetched(site, "text").text == TEXT


def test_the_site_is_told_who_asks_and_nothing_else(site):
    """No cookie, no key, and the host as it was named."""
    fetched(site, "article")
    headers = site.seen[-1][1]
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert headers["Host"] == f"127.0.0.1:{site.server_port}"
    assert headers["User-Agent"].startswith("llmclaims/")


REFUSED = [
    # what the site does not have, and what is no article
    ("nothing", {}, "answers 404"),
    ("picture", {}, "is image/png, not an article"),
    # too large, also only when unpacked
    ("large", {"max_bytes": 100_000}, "is larger than 100,000 bytes"),
    ("bomb", {}, "is larger than 20,000,000 bytes"),
    # too slow, though something comes all the time
    ("slow", {"timeout": 0.4}, "did not answer within 0.4 seconds"),
    # round in a circle
    ("round", {}, "redirects more than 5 times"),
    # to what is not fetched
    ("moved/file:~~~etc~passwd", {}, "only http and https are fetched"),
    ("moved/ftp:~~127.0.0.1~x", {}, "only http and https are fetched"),
    ("moved/http:~~user:word@127.0.0.1~x", {}, "holds a user name"),
    ("moved/http:~~127.0.0.1:99999~x", {}, "leads to an address that is none"),
    # into the own network, which was not asked for
    ("article", {"allow_private": False}, "leads into the own network (127.0.0.1)"),
]


@pytest.mark.parametrize(("page", "more", "said"), REFUSED)
def test_what_is_not_fetched_is_one_sentence(page, more, said, site):
    """Each reason is said, with the address that was asked for."""
    with pytest.raises(DocumentError) as error:
        fetched(site, page, **more)
    assert said in str(error.value)
    assert str(error.value).startswith("http://127.0.0.1")


def test_a_name_that_leads_into_the_own_network_is_refused(site, monkeypatch):
    """Whatever a name looks like: the address it has decides, every one of them, and it is looked up once."""
    asked = []

    def look_up(host, port, **_):
        asked.append(host)
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))
        inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))
        return [public, inside]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(DocumentError, match=r"leads into the own network \(10\.0\.0\.7\)"):
        read(Articles("https://news.example/article", allow_network=True))
    assert asked == ["news.example"]


def test_the_connection_goes_to_the_address_that_was_looked_at(site, monkeypatch):
    """A second look-up could lead elsewhere: there is none."""
    asked = []

    def look_up(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    url = f"http://news.example:{site.server_port}/article"
    found = read(Articles(url, allow_network=True, allow_private=True))
    assert found.title == "Ferry sinks"
    assert asked == ["news.example"]
    assert site.seen[-1][1]["Host"] == f"news.example:{site.server_port}"


@pytest.mark.parametrize("host", ["127.0.0.2", "rebound.example", "0.0.0.0"])
def test_a_redirection_into_the_own_network_is_refused(host, site, monkeypatch):
    """Each step is looked at anew: what was the public's at first need not be at the second."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1", "10.0.0.7"]])

    def look_up(name, port, **_):
        found = next(answers) if name == "rebound.example" else [name]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(url_module, "_is_public", lambda address: address == "127.0.0.1")
    before = len(site.seen)
    url = f"http://rebound.example:{site.server_port}/moved/moved/http:~~{host}:{site.server_port}~article"
    with pytest.raises(DocumentError, match="leads into the own network"):
        read(Articles(url, allow_network=True))
    assert len(site.seen) - before == 2


ADDRESSES = [
    # the public's
    ("93.184.216.34", True),
    ("2606:2800:220:1::1", True),
    # one's own machine and network, in all their spellings
    ("127.0.0.1", False),
    ("0.0.0.0", False),
    ("10.1.2.3", False),
    ("172.16.0.1", False),
    ("192.168.1.1", False),
    ("100.64.0.1", False),
    ("169.254.169.254", False),
    ("224.0.0.1", False),
    ("255.255.255.255", False),
    ("::1", False),
    ("::", False),
    ("fe80::1%eth0", False),
    ("fd00::1", False),
    ("ff02::1", False),
    ("::ffff:127.0.0.1", False),
    ("::ffff:10.0.0.1", False),
    ("64:ff9b::7f00:1", False),
    ("2002:7f00:1::", False),
    # what carries an address of the public's is the public's
    ("2002:5db8:d822::", True),
    ("64:ff9b::5db8:d822", True),
    ("::ffff:93.184.216.34", True),
    # and what carries one of the own network, or may, is not
    ("2001:0:a00:1:0:0:a247:27dd", False),
    ("2001:0:5db8:d822:0:0:f5ff:fffe", False),
    ("2002:c0a8:101::1", False),
    ("64:ff9b::a9fe:a9fe", False),
    ("64:ff9b:1::5db8:d822", False),
    ("64:ff9b:1:ffff::1", False),
    ("::93.184.216.34", False),
    ("::127.0.0.1", False),
    ("::ffff:0:93.184.216.34", False),
    # one's own site, as it was once written
    ("fec0::1", False),
    ("feff:ffff::1", False),
    # nobody's, or set aside for trials, protocols and books
    ("0.1.2.3", False),
    ("100.127.255.254", False),
    ("192.0.0.8", False),
    ("192.0.0.200", False),
    ("192.0.2.1", False),
    ("192.88.99.1", False),
    ("198.18.0.1", False),
    ("198.19.255.255", False),
    ("198.51.100.1", False),
    ("203.0.113.1", False),
    ("239.255.255.250", False),
    ("240.0.0.1", False),
    ("100::1", False),
    ("2001:2::1", False),
    ("2001:10::1", False),
    ("2001:db8::1", False),
    ("3fff::1", False),
    ("5f00::1", False),
    ("4000::1", False),
    # next to them
    ("100.63.255.255", True),
    ("100.128.0.1", True),
    ("198.17.255.255", True),
    ("198.20.0.1", True),
    ("172.32.0.1", True),
    ("223.255.255.1", True),
    ("2001:200::1", True),
    ("2a00:1450:4001::1", True),
]


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_which_addresses_are_the_publics(address, public):
    """An address of the own network is told however it is written."""
    assert _is_public(address) is public


@pytest.mark.refused_network
def test_no_network_is_one_sentence():
    """A name that cannot be looked up says so."""
    with pytest.raises(DocumentError, match=r"cannot be fetched \(.*\): check the address and the network"):
        read(Articles("https://news.example/article", allow_network=True))
