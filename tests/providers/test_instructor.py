"""Every service that instructor knows: asked by its own SDK, once, and read as it answers, whatever becomes of it there."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx2
import instructor
import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import (
    ConfigError,
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderUnknownError,
    ReplyError,
)
from llmclaims.pipeline.estimate import estimate
from llmclaims.providers import structured_output
from llmclaims.providers.base import is_wire
from llmclaims.providers.instructor.services import SERVICES
from llmclaims.providers.registry import address, check_destination, connect
from tests.support.hostile_server import Hostile
from tests.support.loopback import EMPTY, FULL, STATEMENT, Answer, Fault, Loopback, request_for
from tests.support.services import ANSWERS, Grok, installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from llmclaims.providers.base import Reply, Request, Wire

KEY = "sk-planted-0123456789abcdef"
OUTPUTS = ("json_schema", "tools", "json")
ALWAYS = ("openai", "deepseek", "openrouter", "anthropic", "google")
SDKS = {
    "bedrock": "boto3", "cerebras": "cerebras.cloud.sdk", "cohere": "cohere", "groq": "groq", "mistral": "mistralai",
    "writer": "writerai", "xai": "xai_sdk",
}  # fmt: skip
EVERY = [*ALWAYS, *(pytest.param(name, marks=installed(module)) for name, module in SDKS.items())]
BY_HTTP = [one for one in EVERY if getattr(one, "values", ("",))[0] != "xai"]
TEXT = "The minister  said “we will not go” {{ twice }}.\n\n  {% if %} 😀"
"""What a template engine, or somebody who tidies up, would change."""


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that must not be found again, and the credentials that Amazon's SDK looks for by itself."""
    monkeypatch.setenv("MY_LLM", KEY)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-sent-to-anybody-0123456789")
    monkeypatch.setenv("AWS_SESSION_TOKEN", KEY)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The server of the service that the test asks."""
    name = request.getfixturevalue("service")
    with Grok() if name == "xai" else Loopback() as found:
        found.default = ANSWERS.get(name, Answer)()
        yield found


def settings_of(service: str, server: Any, **changes: Any) -> ProviderSettings:
    """Settings that lead to the server."""
    key = "" if service == "bedrock" else "MY_LLM"
    url = server.base_url.removesuffix("/v1")
    one = {"protocol": "instructor", "model": f"{service}/MODEL", "base_url": url, "api_key_env": key}
    return ProviderSettings(**(one | changes))


def sent(wire: Wire, request: Request, times: int = 1) -> list[str]:
    """Raw replies to the same request, all sent at once."""

    async def ask() -> list[str]:
        try:
            return await asyncio.gather(*(wire.send(wire.body(request)) for _ in range(times)))
        finally:
            await wire.close()

    return asyncio.run(ask())


def once(service: str, server: Any, text: str = TEXT, **changes: Any) -> Reply:
    """Ask once and read the reply."""
    wire = connect("one", settings_of(service, server, **changes))
    assert is_wire(wire)
    request = request_for(text)
    (raw,) = sent(wire, request)
    return wire.read(request, raw)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("service", EVERY)
def test_it_is_asked_once_and_read(service: str, server: Any, output: str) -> None:
    """The article arrives as it is, every item comes back, and the tokens are counted, the cached ones too."""
    reply = once(service, server, output=output)
    assert reply.items == FULL
    assert (reply.truncated, reply.stopped, reply.provider) == (False, "", "one")
    usage = reply.usage
    assert (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (100, 40, 20)
    assert len(server.requests) == 1
    body = json.dumps(server.requests[0], ensure_ascii=False)
    assert json.dumps(TEXT, ensure_ascii=False)[1:-1] in body
    assert "Find it." in body
    assert "polarity" in body  # the schema
    headers = " ".join(server.headers[0].values())
    assert KEY in headers


@pytest.mark.parametrize("service", EVERY)
def test_an_answer_that_does_not_parse_is_kept(service: str, server: Any) -> None:
    """It was paid for: what is whole of it is read, what is none is said, and its tokens count."""
    make = ANSWERS.get(service, Answer)
    text = json.dumps({"statement": [STATEMENT, STATEMENT]})[:-40]
    stopped = {"google": "MAX_TOKENS", "anthropic": "max_tokens"}.get(service, "length")
    server.script = [make(text=text, finish=stopped), make(text="I found nothing of that kind.")]
    reply = once(service, server)
    assert reply.items["statement"] == [STATEMENT]
    assert reply.truncated
    wire = connect("one", settings_of(service, server))
    assert is_wire(wire)
    (raw,) = sent(wire, request_for())
    assert "I found nothing of that kind." in raw
    with pytest.raises(ReplyError, match="no JSON of the kind"):
        wire.read(request_for(), raw)
    assert wire.usage(raw).output_tokens == 20
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "headers", "kind", "wait"),
    [
        (429, {"Retry-After": "7"}, ProviderRateLimitError, 7.0),  # with the time that it asks to wait
        (401, {}, ProviderAuthError, None),  # a key that is refused
        (404, {}, ProviderUnknownError, None),  # no such model
        (503, {}, ProviderUnavailableError, None),  # overloaded
        (500, {}, ProviderUnavailableError, None),  # a slip
    ],
)
@pytest.mark.parametrize("service", EVERY)
def test_a_fault_is_told_once(
    service: str,
    server: Any,
    status: int,
    headers: dict[str, str],
    kind: type[ProviderError],
    wait: float | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither instructor nor the SDK tries again by itself; the service's words are passed on, without the key."""
    server.default = Fault(status, json.dumps({"error": {"message": f"not you, {KEY}"}}).encode(), headers)
    with caplog.at_level(logging.DEBUG), pytest.raises(ProviderError, match="not you") as caught:
        once(service, server)
    assert type(caught.value) is kind
    assert caught.value.retry_after == wait
    assert KEY not in str(caught.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize("service", BY_HTTP)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault(307, headers={"Location": "http://elsewhere.invalid/"}), "redirect"),  # not followed
        (Fault(cut=True, body=b'{"choices": [{"mess'), "cannot be reached"),  # torn
    ],
)
def test_what_happens_to_a_connection(service: str, server: Any, fault: Fault, says: str) -> None:
    """It goes nowhere else, and what breaks is told as with any wire."""
    server.default = fault
    with pytest.raises(ProviderError, match=says):
        once(service, server)
    assert len(server.requests) == 1


@pytest.mark.parametrize("service", EVERY)
def test_a_server_that_is_not_there(service: str, server: Any) -> None:
    """One sentence says where it was looked for."""
    with pytest.raises(ProviderUnavailableError, match=r"cannot be reached at http://127\.0\.0\.1:9"):
        once(service, server, base_url="http://127.0.0.1:9", timeout=5)


@pytest.mark.parametrize("service", ["openai", pytest.param("groq", marks=installed("groq"))])
def test_an_endless_reply_is_given_up(service: str) -> None:
    """It takes no more memory than any answer may."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    with Hostile(lambda: itertools.chain([head], itertools.repeat(b"x" * 65536))) as server:
        with pytest.raises(ProviderError, match="more than 32 MB"):
            once(service, server)
        assert server.sent < 80 * 2**20


@pytest.mark.parametrize("service", BY_HTTP)
def test_a_slow_service_holds_nobody_up(service: str, server: Any) -> None:
    """Four requests are under way at a time, although one SDK knows no other way than to wait."""
    server.default = ANSWERS.get(service, Answer)(delay=0.5)
    wire = connect("one", settings_of(service, server))
    assert is_wire(wire)
    assert len(sent(wire, request_for(), times=4)) == 4
    assert server.most_at_once == 4


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article in a file."""
    path = tmp_path / "news.txt"
    path.write_text(
        "The Minister\n\nThe minister said “we will not go” on Tuesday in Lund 😀.\n", encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("service", EVERY)
def test_a_run_is_cached_recorded_and_replayed(
    service: str, server: Any, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Around every service stands what stands around any: nothing is paid twice, and no secret is written."""
    make = ANSWERS.get(service, Answer)
    full, none = make(EMPTY | {"statement": [STATEMENT]}), make({"decisions": []})
    server.default = lambda body: full if "we will not go" in json.dumps(body) else none
    one = settings_of(service, server)
    settings = Settings(provider="one", providers={"one": one}, checks=(), link=False)
    first = llmclaims.extract(article, settings=settings)
    assert [claim.quote for claim in first.claims] == ["we will not go"]
    asked = len(server.requests)
    assert llmclaims.extract(article, settings=settings).claims == first.claims
    assert len(server.requests) == asked
    recorded = llmclaims.extract(article, settings=settings, record=tmp_path / "rec")
    asked = len(server.requests)
    written = b"".join(path.read_bytes() for path in (tmp_path / "rec").iterdir())
    assert b"planted" not in written
    assert "on Tuesday in Lund 😀".encode() in written
    monkeypatch.delenv("MY_LLM")
    again = llmclaims.extract(article, settings=Settings(), replay=tmp_path / "rec")
    assert [claim.id for claim in again.claims] == [claim.id for claim in recorded.claims]
    assert len(server.requests) == asked


def test_the_model_may_stand_where_models_stand(
    article: Path, loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--provider instructor --model SERVICE/NAME`` needs no file; the service's own key and address are taken."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", loopback.base_url)
    settings = Settings(provider="instructor", model="openai/NAME", checks=(), link=False)
    found = llmclaims.extract(article, settings=settings, record=tmp_path / "rec")
    assert [claim.model for claim in found.claims] == ["NAME"]
    assert loopback.headers[0]["authorization"] == f"Bearer {KEY}"
    assert b"planted" not in b"".join(path.read_bytes() for path in (tmp_path / "rec").iterdir())
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL")
    again = llmclaims.extract(article, settings=Settings(), replay=tmp_path / "rec")
    assert [claim.id for claim in again.claims] == [claim.id for claim in found.claims]


def test_a_service_that_is_newer_than_the_table(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked as instructor opens it; an answer that instructor cannot parse is kept by its hook."""

    def from_provider(model: str, **asked: Any) -> Any:
        import openai

        assert model == "newcomer/NAME"
        client = openai.AsyncOpenAI(api_key=asked["api_key"], base_url=loopback.base_url, max_retries=9)
        return instructor.from_openai(client, mode=asked["mode"], model="NAME")

    monkeypatch.setattr(instructor, "from_provider", from_provider)
    settings = ProviderSettings(protocol="instructor", model="newcomer/NAME", api_key_env="MY_LLM")
    wire = connect("one", settings)
    assert is_wire(wire)
    loopback.script = [Answer(text='{"statement": [')]
    (raw,) = sent(wire, request_for())
    assert json.loads(raw)["usage"]["completion_tokens"] == 20
    loopback.default = Fault(503)
    wire = connect("one", settings)
    assert is_wire(wire)
    with pytest.raises(ProviderUnavailableError):
        sent(wire, request_for())
    assert len(loopback.requests) == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model": "NAME"}, "names no service; write it before the model, as in bedrock/NAME"),
        ({"model": "/NAME"}, "names no service"),
        ({"model": "groq/"}, "names no service"),
        ({"model": "perplexity/NAME", "output": "tools"}, 'set output = "json_schema"'),
        ({"model": "deepseek/NAME", "api_key_env": "MINE"}, "set the environment variable MINE"),
        ({"model": "azure_openai/NAME"}, "set AZURE_OPENAI_ENDPOINT or base_url"),
        ({"model": "openai/NAME", "base_url": "localhost:1"}, "is no address"),
        ({"model": "openai/NAME", "base_url": "http://me:secret@127.0.0.1:1"}, "a query or a password"),
        ({"model": "openai/NAME", "base_url": "http://127.0.0.1:1?key=1"}, "a query or a password"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(changes: dict[str, Any], says: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError, match=says):
        connect("one", ProviderSettings(protocol="instructor", **changes), environ={})


def test_a_key_is_missed_when_something_is_sent(article: Path) -> None:
    """An estimate needs none; a run says which variable it wants, and is no run of failures."""
    settings = Settings(provider="instructor", model="deepseek/NAME")
    assert estimate(article, settings=settings).requests >= 1
    with pytest.raises(ConfigError, match="needs a key; set the environment variable DEEPSEEK_API_KEY"):
        llmclaims.extract(article, settings=settings)


@pytest.mark.parametrize("name", sorted(SDKS))
def test_a_missing_sdk_names_its_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence can be copied."""
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    with pytest.raises(ConfigError, match=rf'pip install "llmclaims\[{SERVICES[name].extra}\]"\.$'):
        connect("one", ProviderSettings(protocol="instructor", model=f"{name}/NAME"))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_an_address_and_takes_its_own_key_there(name: str) -> None:
    """Its own key goes to its own address, and to no other that is configured."""
    environ = {
        "AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com",
        "DATABRICKS_HOST": "https://mine.cloud.databricks.com",
    }
    own = ProviderSettings(protocol="instructor", model=f"{name}/NAME")
    url = address(own, environ=environ)
    assert url.startswith("http://127.0.0.1:11434" if name == "ollama" else "https://")
    service = SERVICES[name]
    if not service.ambient:
        assert service.key_variable(own, environ) == (service.keys[0] if service.keys else "")
        elsewhere = own.model_copy(update={"base_url": "http://127.0.0.1:1"})
        assert service.key_variable(elsewhere, environ) == ""
    else:
        with pytest.raises(ConfigError, match="leave api_key_env out"):
            service.key_variable(own.model_copy(update={"api_key_env": "MY_LLM"}), environ)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model": "groq/NAME"}, ""),  # its own service, its own key
        ({"model": "bedrock/NAME"}, ""),  # its own service, with the credentials that are there
        ({"model": "cohere/NAME", "api_key_env": "CO_API_KEY"}, ""),
        ({"model": "groq/NAME", "parameters": {"temperature": 0}}, ""),
        ({"model": "openai/NAME", "base_url": "http://127.0.0.1:1/v1"}, ""),  # this machine
        ({"model": "groq/NAME", "api_key_env": "OPENAI_API_KEY"}, "OPENAI_API_KEY"),  # another's key
        ({"model": "groq/NAME", "base_url": "https://evil.example"}, "evil.example"),  # elsewhere
        ({"model": "bedrock/NAME", "base_url": "http://127.0.0.1:1"}, "where bedrock sends it"),  # signed for anybody
        ({"model": "bedrock/arn:aws:bedrock:us-east-1:1:x/y"}, "where bedrock sends it"),  # another's account
        ({"model": "litellm/NAME"}, "where litellm sends it"),  # nobody knows where
        ({"model": "google/NAME", "parameters": {"config": {"http_options": {}}}}, "'config'"),  # an address among them
        ({"model": "openai/NAME", "parameters": {"extra_headers": {"Host": "evil.example"}}}, "'extra_headers'"),
    ],
)  # fmt: skip
def test_a_configuration_that_nobody_named(changes: dict[str, Any], says: str) -> None:
    """It may ask the services that are known, at their own addresses and with their own keys, and no more."""
    settings = ProviderSettings(protocol="instructor", **changes).found_in("llmclaims.toml")
    if not says:
        check_destination("one", settings, {})
        return
    with pytest.raises(ConfigError, match=says) as caught:
        check_destination("one", settings, {})
    assert "--config llmclaims.toml" in str(caught.value)
    check_destination("one", settings.found_in(""), {})


@pytest.mark.parametrize("output", OUTPUTS)
def test_our_own_words_are_those_of_instructor(output: str) -> None:
    """The direct wire builds what instructor's public API builds; that it adds "strict" is all."""
    told: list[dict[str, Any]] = []

    def answered(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(500)

    client = instructor.from_provider(
        "openai/NAME", async_client=True, mode=instructor.Mode[output.upper()], api_key="k", max_retries=0,
        http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answered)),
    )  # fmt: skip
    client.on("completion:kwargs", lambda **asked: told.append(asked))
    answer = request_for().answer
    messages: Any = [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]
    with pytest.raises(Exception, match="500"):
        asyncio.run(client.create(response_model=answer, messages=messages, max_retries=0))
    asked, suffix = structured_output.structure(answer, output)
    theirs = {key: one for key, one in told[0].items() if key not in ("messages", "model")}
    assert without_strict(asked) == without_strict(theirs)
    assert told[0]["messages"][0]["content"] == f"S{suffix}"


def without_strict(node: Any) -> Any:
    """A value without the word that instructor leaves out."""
    if isinstance(node, dict):
        return {key: without_strict(one) for key, one in node.items() if key != "strict"}
    return [without_strict(one) for one in node] if isinstance(node, list) else node
