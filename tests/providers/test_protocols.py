"""Every wire protocol through the whole line: cached, recorded, replayed, estimated, and without its SDK."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.provider_settings import PRESETS, Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError
from llmclaims.pipeline.estimate import estimate
from llmclaims.providers.base import is_wire
from llmclaims.providers.registry import address, connect
from tests.support.loopback import EMPTY, STATEMENT, Answer, Content, Fault, Loopback, Messages, Output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ANSWERS: Mapping[str, type[Answer]] = {
    "openai": Answer,
    "responses": Output,
    "anthropic": Messages,
    "gemini": Content,
}
pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

OUTPUTS = ("json_schema", "tools", "json")
KEY = "sk-planted-0123456789abcdef"
ARTICLE = """The Plan of the Minister

The minister said “we will not go” on Tuesday in Lund. It rained all day, she added, on all of them 😀.

The minister said “we will not go” again on Friday, and nobody asked her why she would not.
"""


def settings_for(loopback: Loopback, protocol: str, output: str, **changes: Any) -> Settings:
    """Settings that lead to the loopback server, with a key in a variable whose name does not tell."""
    one = {
        "protocol": protocol,
        "output": output,
        "api_key_env": "MY_LLM",
        "max_attempts": 2,
        "model": "MODEL",
    }
    provider = loopback.settings(**(one | changes))
    return Settings(provider="local", providers={"local": provider}, request_characters=0)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that must not be found again."""
    monkeypatch.setenv("MY_LLM", KEY)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article in a file."""
    path = tmp_path / "news.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def answering(protocol: str) -> Callable[[Mapping[str, Any]], Answer]:
    """A statement that holds, and one whose quote is made up and stays withdrawn when it is asked about."""
    invented = STATEMENT | {"ref": "s2", "quote": "we will certainly go to the moon"}
    found = ANSWERS[protocol](EMPTY | {"statement": [STATEMENT, invented]})
    withdrawn = ANSWERS[protocol]({"repairs": []})
    return lambda body: withdrawn if "repairs" in json.dumps(body) else found


def told(found: llmclaims.Extraction) -> list[tuple[object, ...]]:
    """What a run found, without its times and costs."""
    return [
        *((one.id, one.quote, one.provider, one.model) for one in found.claims),
        *((one.paragraph, one.code) for one in found.rejections),
        *((one.paragraph, one.error) for one in found.failures),
    ]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_a_run_is_recorded_and_replayed(
    protocol: str,
    output: str,
    article: Path,
    loopback: Loopback,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The replay is the run again, with the server gone and no key; the recording holds the article and no secret."""
    words = json.dumps({"error": {"message": f"not now, {KEY}", "type": "overloaded_error"}}).encode()
    loopback.script = [Fault(503, words, headers={"Retry-After": "0.05"})]
    loopback.default = answering(protocol)
    first = llmclaims.extract(
        article, settings=settings_for(loopback, protocol, output, concurrency=1), record=tmp_path / "rec"
    )
    sent = len(loopback.requests)
    assert len(first.claims) == 2
    assert first.rejections
    assert first.failures == ()
    written = b"".join(path.read_bytes() for path in (tmp_path / "rec").iterdir())
    assert KEY.encode() not in written
    assert b"planted" not in written
    assert "on all of them 😀".encode() in written
    assert "said “we will not go” on Tuesday".encode() in b" ".join(written.split())
    assert b"do-not-record" not in written
    monkeypatch.delenv("MY_LLM")
    again = llmclaims.extract(article, settings=Settings(), replay=tmp_path / "rec")
    assert told(again) == told(first)
    assert len(loopback.requests) == sent


@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_a_second_run_sends_nothing(protocol: str, article: Path, loopback: Loopback) -> None:
    """What was paid for comes from the cache, and is verified again."""
    loopback.default = answering(protocol)
    settings = settings_for(loopback, protocol, "json_schema", price=Price(input=1.0, output=2.0))
    settings = settings.model_copy(update={"checks": ()})  # this server's answers are none to a reading
    first = llmclaims.extract(article, settings=settings)
    sent = len(loopback.requests)
    again = llmclaims.extract(article, settings=settings)
    assert len(loopback.requests) == sent
    assert told(again) == told(first)
    assert again.summary.usage.requests == 0
    assert again.summary.usage.cost == 0.0
    assert first.summary.usage.input_tokens == 100 * sent
    assert first.summary.usage.cost


@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_an_estimate_needs_no_key_and_sends_nothing(
    protocol: str, article: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests, tokens and cost before a run."""
    monkeypatch.delenv("MY_LLM")
    settings = settings_for(loopback, protocol, "json_schema", price=Price(input=1.0, output=2.0))
    found = estimate(article, settings=settings)
    assert loopback.requests == []
    assert found.requests >= found.paragraphs == 2
    assert found.input_tokens > 1000
    assert found.cost
    assert found.cost > 0


@pytest.mark.parametrize(
    ("protocol", "module", "extra"),
    [("anthropic", "anthropic", "anthropic"), ("gemini", "google.genai", "gemini")],
)
def test_a_missing_sdk_is_one_sentence(
    protocol: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names the extra, before anything is read or sent; a missing parent package is the same."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == module else find(name, *rest)
    )
    with pytest.raises(ConfigError, match=rf'pip install "llmclaims\[{extra}\]"\.$'):
        connect("one", ProviderSettings(protocol=protocol, model="MODEL"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: importlib.import_module("no_such_parent"))
    with pytest.raises(ConfigError, match=rf"llmclaims\[{extra}\]"):
        connect("one", ProviderSettings(protocol=protocol, model="MODEL"))


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("openai", "https://api.openai.com/v1"),
        ("anthropic", "https://api.anthropic.com"),
        ("gemini", "https://generativelanguage.googleapis.com"),
        ("azure", "https://mine.openai.azure.com/openai/v1"),
        ("groq", "https://api.groq.com/openai/v1"),
        ("mistral", "https://api.mistral.ai/v1"),
        ("openrouter", "https://openrouter.ai/api/v1"),
        ("deepseek", "https://api.deepseek.com/v1"),
        ("ollama", "http://127.0.0.1:11434/v1"),
        ("vllm", "http://127.0.0.1:8000/v1"),
        ("llamacpp", "http://127.0.0.1:8080/v1"),
    ],
)
def test_a_preset_needs_no_file(name: str, start: str) -> None:
    """A name and a model are enough; a key is asked for exactly where the server is not on this machine."""
    settings = Settings.load(environ={}, provider=name, model="MODEL").for_stage("extract")[1]
    environ = {"AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com/"}
    assert address(settings, environ=environ) == start
    assert bool(settings.api_key_env) is start.startswith("https://")
    if settings.api_key_env:
        with pytest.raises(ConfigError, match=settings.api_key_env):
            connect(name, settings, environ=environ)
        environ[settings.api_key_env] = KEY
    assert is_wire(connect(name, settings, environ=environ))


def test_every_preset_is_in_the_table() -> None:
    """A preset that is added is looked at; what instructor reaches has a table of its own."""
    (mark,) = test_a_preset_needs_no_file.pytestmark
    assert {row[0] for row in mark.args[1]} == PRESETS.keys() - {"builtin", "instructor"}


def test_local_servers_are_asked_for_constrained_decoding() -> None:
    """Servers on this machine hold the model to the schema, so they are asked to."""
    assert {PRESETS[name].output for name in ("ollama", "vllm", "llamacpp")} == {"json_schema"}


def test_azure_without_its_address_says_which_variable() -> None:
    """There is no address to guess: each customer has one."""
    settings = PRESETS["azure"].model_copy(update={"model": "MODEL"})
    with pytest.raises(ConfigError, match="AZURE_OPENAI_ENDPOINT"):
        connect("azure", settings, environ={"AZURE_OPENAI_API_KEY": KEY})


@pytest.mark.parametrize(
    ("table", "protocol", "url", "variable"),
    [
        ('model = "m"', "openai", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),  # adds to the preset
        (
            'model = "m"\nbase_url = "http://127.0.0.1:1/v1"',
            "openai",
            "http://127.0.0.1:1/v1",
            "",
        ),  # stands alone
        ('model = "m"\nprotocol = "gemini"', "gemini", "", ""),  # stands alone
    ],
)
def test_a_table_of_a_presets_name(
    tmp_path: Path, table: str, protocol: str, url: str, variable: str
) -> None:
    """A model alone keeps the preset's address and key; with another address the key stays at home."""
    path = tmp_path / "c.toml"
    path.write_text(f'provider = "groq"\n[providers.groq]\n{table}\n', encoding="utf-8")
    found = Settings.load(path, environ={}).for_stage("extract")[1]
    assert (found.protocol, found.base_url, found.api_key_env, found.model) == (protocol, url, variable, "m")
