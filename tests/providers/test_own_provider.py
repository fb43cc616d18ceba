"""A provider of one's own: one file in a package outside, told by an entry point."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError
from llmclaims.pipeline.batch.collected import check_options
from llmclaims.pipeline.options import Options
from llmclaims.providers import registry
from tests.support import ROOT
from tests.support.command_line import printed_by
from tests.support.doc_pages import blocks
from tests.support.loopback import Fault, Loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = next(
    one.body
    for one in blocks((ROOT / "docs" / "howto" / "adding.md").read_text("utf-8"))
    if one.title == "my_providers.py"
)
KEY = "gw-planted-0123456789abcdef"
ARTICLE = "The minister said “we will not go” on Tuesday in Lund, and it rained all day.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: Loopback) -> Iterator[Path]:
    """A working folder with a configuration, beside an installed package with the file of the documentation."""
    package = tmp_path / "package"
    known = package / "my_claims-1.0.dist-info"
    known.mkdir(parents=True)
    (package / "my_providers.py").write_text(FILE, "utf-8")
    (package / "my_broken.py").write_text("import nothing_of_that_name\n", "utf-8")
    (known / "METADATA").write_text("Name: my-claims\nVersion: 1.0\n")
    entries = "gateway = my_providers:Gateway\nbroken = my_broken:Gateway\nodd = my_providers:json\n"
    (known / "entry_points.txt").write_text(f"[llmclaims.providers]\n{entries}")
    monkeypatch.syspath_prepend(str(package))
    monkeypatch.setenv("GATEWAY_KEY", KEY)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "news.txt").write_text(ARTICLE, "utf-8")
    address = loopback.base_url.removesuffix("/v1")
    (here / "gateway.toml").write_text(
        "".join(
            f'[providers.{name}]\nprotocol = "{protocol}"\nmodel = "large"\nbase_url = "{address}"\n'
            'api_key_env = "GATEWAY_KEY"\nmax_attempts = 2\nprice = { input = 1.0, output = 2.0 }\n'
            for name, protocol in (("newsroom", "gateway"), ("lost", "broken"), ("strange", "odd"))
        ),
        "utf-8",
    )
    registry.wire_class.cache_clear()
    yield here
    registry.wire_class.cache_clear()
    for name in ("my_providers", "my_broken"):
        sys.modules.pop(name, None)


def test_it_is_asked_and_its_answers_are_kept(folder: Path, loopback: Loopback) -> None:
    """The request is its own, the claim is verified, the cost is known, and the second run asks nobody."""
    first = llmclaims.extract("news.txt", provider="newsroom", config="gateway.toml", check=False)
    assert [one.quote for one in first.claims] == ["we will not go"]
    assert (first.claims[0].provider, first.claims[0].model) == ("newsroom", "large")
    assert first.summary.usage.cost == pytest.approx((100 * 1.0 + 20 * 2.0) / 1e6)
    assert loopback.paths == ["/generate"]
    assert loopback.headers[0]["x-key"] == KEY
    assert "“we will not go”" in loopback.requests[0]["text"]
    again = llmclaims.extract("news.txt", provider="newsroom", config="gateway.toml", check=False)
    assert again.claims == first.claims
    assert len(loopback.requests) == 1


def test_it_is_recorded_and_replayed(folder: Path, loopback: Loopback) -> None:
    """Without its key in the recording, and with the gateway gone."""
    first = llmclaims.extract("news.txt", provider="newsroom", config="gateway.toml", record="kept")
    asked = len(loopback.requests)
    assert all(KEY not in one.read_text("utf-8") for one in (folder / "kept").iterdir())
    again = llmclaims.extract("news.txt", replay="kept")
    assert again.claims == first.claims
    assert len(loopback.requests) == asked


def test_what_goes_wrong_is_told_as_with_any_provider(folder: Path, loopback: Loopback) -> None:
    """A status, a reply that is none, and parameters that are not JSON."""
    loopback.script = [Fault(401, b'{"error": "no such key"}'), Fault(200, b"<html>")]
    refused = llmclaims.extract("news.txt", provider="newsroom", config="gateway.toml")
    assert "newsroom (large) does not accept the key; check it [HTTP 401" in refused.failures[0].message
    unread = llmclaims.extract("news.txt", provider="newsroom", config="gateway.toml")
    assert unread.failures == ()  # another try was answered


def test_the_command_knows_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is listed with its address and key, and asked by name."""
    code, out, _ = printed_by(capsys, "providers", "newsroom", "--config", "gateway.toml")
    assert code == 0
    assert "newsroom  large  GATEWAY_KEY set  http://127.0.0.1:" in out
    asked = ("--provider", "newsroom", "--config", "gateway.toml", "--format", "table", "--no-check")
    code, out, _ = printed_by(capsys, "extract", "news.txt", *asked)
    assert code == 0
    assert "“we will not go”" in out


@pytest.mark.parametrize(
    ("provider", "why"),
    [
        ("lost", r"The entry point 'broken' of llmclaims\.providers cannot be loaded \(No module named 'nothing_of"),
        ("strange", r"The entry point 'odd' of llmclaims\.providers is no llmclaims\.providers\.http_wire\.HttpWire;"),
    ],
)  # fmt: skip
def test_one_that_cannot_be_used_is_one_sentence(folder: Path, provider: str, why: str) -> None:
    """It says which entry point, and what to do."""
    with pytest.raises(ConfigError, match=why):
        llmclaims.extract("news.txt", provider=provider, config="gateway.toml")


def test_a_protocol_that_nobody_brings_is_named(folder: Path) -> None:
    """With those that there are, the installed ones, too."""
    (folder / "gateway.toml").write_text('[providers.x]\nprotocol = "pigeon"\n', "utf-8")
    with pytest.raises(
        ConfigError, match=r"providers\.x\.protocol: .*'builtin', 'broken', 'gateway' or 'odd'"
    ):
        llmclaims.extract("news.txt", config="gateway.toml")


def test_a_configuration_that_nobody_named_may_ask_its_own_service_alone(folder: Path) -> None:
    """With the key that the class names, or none; not with another's key, and nowhere else."""
    own = ProviderSettings(protocol="gateway", model="large", api_key_env="GATEWAY_KEY")
    assert registry.connect("newsroom", own.found_in("llmclaims.toml")).name == "newsroom"
    for change in ({"api_key_env": "OPENAI_API_KEY"}, {"base_url": "https://elsewhere.example"}):
        table = own.model_copy(update=change).found_in("llmclaims.toml")
        with pytest.raises(ConfigError, match="would send the key in"):
            registry.connect("newsroom", table, environ={"OPENAI_API_KEY": KEY, "GATEWAY_KEY": KEY})


def test_it_goes_without_a_batch(folder: Path) -> None:
    """Nobody says how its batch service is spoken to, which is told at once."""
    settings = Settings.load("gateway.toml", provider="newsroom")
    with pytest.raises(ConfigError, match="speaks the gateway protocol, and a batch is written for"):
        check_options(Options(settings=settings))
