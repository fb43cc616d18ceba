"""Every test is alone with itself: no network but loopback, no key, a home and a cache of its own."""

from __future__ import annotations

import os
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCAL = ("127.0.0.1", "::1", "localhost")
_OURS = re.compile(
    r"^(LLMCLAIMS|OPENAI|AZURE|ANTHROPIC|GEMINI|GOOGLE)_|KEY|TOKEN|SECRET|PASSWORD|PROXY", re.IGNORECASE
)

# How long an example takes says how busy the machine is; what must be fast is timed in benchmarks/.
settings.register_profile(
    "any machine", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which a test that is skipped fails the run: where all that it needs is installed."""
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run with skipped tests where none may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.option.no_skips and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers: about a network that is not there, and about an engine that may not be there."""
    config.addinivalue_line("markers", "refused_network: the test tries to reach the network, and must not")
    config.addinivalue_line("markers", "services: the test needs the SDK of a service that instructor asks")
    config.addinivalue_line("markers", "llama_server: the test runs a real llama-server, where there is one")


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection that leaves the machine, and fail the test that tried one unannounced."""
    tried: list[Any] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in _LOCAL:
            tried.append(address)
            raise OSError(f"the tests have no network: {address}")
        return connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if (host.decode() if isinstance(host, bytes) else host) not in (*_LOCAL, None):
            tried.append(host)
            raise socket.gaierror(socket.EAI_NONAME, f"the tests have no network: {host}")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    if request.node.get_closest_marker("refused_network") is None:
        assert not tried, f"the test tried to reach {tried[0]}"


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every key out of the environment, and give the test a home with nothing in it."""
    for name in list(os.environ):
        if _OURS.search(name):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv(
        "LLMCLAIMS_WORKERS", "1"
    )  # or how busy the machine is would decide what a test runs through


@pytest.fixture
def loopback() -> Iterator[Any]:
    """A server on 127.0.0.1 that speaks the OpenAI protocol."""
    from tests.support.loopback import Loopback

    with Loopback() as server:
        yield server


@pytest.fixture(params=["aiohttp", "httpx"])
def line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both clients that carry a request: the one that is taken, and the one for proxies that it does not speak to."""
    from llmclaims.providers import connection

    if request.param == "httpx":
        monkeypatch.setattr(connection, "takes", lambda _: False)
    return str(request.param)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a scripted wire in place of the provider."""
    from llmclaims.providers import registry
    from tests.support.scripted import Scripted

    def put(script: Any, delays: Any = None) -> Scripted:
        wire = Scripted(script, delays)
        monkeypatch.setattr(registry, "connect", lambda *_args, **_named: wire)
        return wire

    return put
