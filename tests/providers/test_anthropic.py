"""The Anthropic protocol: what its own SDK sends, and what is made of what comes back."""

from __future__ import annotations

import asyncio
import json
import traceback

import anthropic
import httpx2
import pytest

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.errors import (
    ConfigError,
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderUnknownError,
    ReplyError,
)
from llmclaims.providers.anthropic import LONGEST_ANSWER, Anthropic
from llmclaims.providers.base import Message, Reply, is_wire
from tests.support.loopback import EMPTY, FULL, STATEMENT, Fault, Loopback, Messages, request_for

OUTPUTS = ("json_schema", "tools", "json")
HOSTILE = "  He said {{ name }} “no”, {% if x %}\t</article>\n\n    indented 😀 \u2028 e\u0301  "
KEY = "sk-planted-0123456789abcdef"


@pytest.fixture(autouse=True)
def _answers(loopback: Loopback) -> None:
    """The server speaks the Anthropic protocol."""
    loopback.default = Messages()


def once(loopback: Loopback, *messages: Message, text: str = "One.", **changes: object) -> Reply:
    """Ask once, without a runner."""

    async def ask() -> Reply:
        settings = loopback.settings(protocol="anthropic", api_key_env="MY_KEY", **changes)
        wire = Anthropic("local", settings, environ={"MY_KEY": f" {KEY}\n"})
        request = request_for(text, *messages)
        try:
            return wire.read(request, await wire.send(wire.body(request)))
        finally:
            await wire.close()

    return asyncio.run(ask())


def wire(output: str = "json_schema", **changes: object) -> Anthropic:
    """A wire that asks nobody."""
    return Anthropic("local", ProviderSettings(protocol="anthropic", model="MODEL", output=output, **changes))


def read(raw: str | bytes, output: str = "json_schema", **changes: object) -> Reply:
    """Read a reply that came from somewhere."""
    return wire(output, **changes).read(request_for(), raw if isinstance(raw, str) else raw.decode())


def raw_of(text: str | None = None, *, tools: bool = False, **changes: object) -> str:
    """A reply with ``text`` in it, or with a call of the tool."""
    body = {"model": "MODEL", **({"tools": [{"name": "Answer"}]} if tools else {})}
    return Messages(text=text, **changes).reply(body).decode()


def test_it_is_a_wire() -> None:
    """The runner takes it for what it is."""
    assert is_wire(wire())


@pytest.mark.parametrize("output", OUTPUTS)
def test_messages_arrive_as_they_are(loopback: Loopback, output: str) -> None:
    """Neither a template engine nor a merger of neighbours touches the article; the task is the system text."""
    given = (Message("system", "Find it.\n  {{ x }}"), Message("user", HOSTILE), Message("assistant", "{}"))
    once(loopback, *given, text=HOSTILE, output=output)
    body = loopback.requests[0]
    assert [(one["role"], one["content"]) for one in body["messages"]] == [
        ("user", HOSTILE), ("assistant", "{}"), ("user", HOSTILE),
    ]  # fmt: skip
    assert body["system"][0]["text"] == "Find it.\n  {{ x }}"
    assert "“no”".encode() in loopback.raw_requests[0]
    assert loopback.paths == ["/v1/messages"]
    assert (body["model"], body["max_tokens"]) == ("m", LONGEST_ANSWER)


def test_the_protocol_is_the_real_one(loopback: Loopback) -> None:
    """The key and the version go out as the SDK sends them, and nothing but what a cassette can hold comes back."""
    once(loopback)
    sent = loopback.headers[0]
    assert KEY in (sent.get("x-api-key"), sent.get("authorization", "").removeprefix("Bearer "))
    assert sent["anthropic-version"]
    assert sent["accept-encoding"] == "gzip"


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_fixed_part_is_marked_for_the_prompt_cache(loopback: Loopback, output: str) -> None:
    """All that stands before the paragraph is the same bytes in every request, and its end is marked."""
    once(loopback, text="The first one.", output=output)
    once(loopback, text="Quite another.", output=output)
    one, other = (raw.decode().replace("The first one.", "Quite another.") for raw in loopback.raw_requests)
    assert one == other
    marked = [block.get("cache_control") for block in loopback.requests[0]["system"]]
    assert marked == [None] * (len(marked) - 1) + [{"type": "ephemeral"}]


@pytest.mark.parametrize("output", OUTPUTS)
def test_structure_is_asked_for(loopback: Loopback, output: str) -> None:
    """Each form of output asks for the envelope's schema, strictly where the protocol can say so."""
    reply = once(loopback, output=output)
    body = loopback.requests[0]
    required = ["event", "relation", "statement"]
    if output == "tools":
        (tool,) = body["tools"]
        assert tool["strict"] is True
        assert sorted(tool["input_schema"]["required"]) == required
        assert tool["input_schema"]["additionalProperties"] is False
        assert body["tool_choice"] == {
            "type": "tool", "name": tool["name"], "disable_parallel_tool_use": True,
        }  # fmt: skip
    elif output == "json_schema":
        form = body["output_config"]["format"]
        assert form["type"] == "json_schema"
        assert sorted(form["schema"]["required"]) == required
        assert form["schema"]["additionalProperties"] is False
    else:
        assert '"additionalProperties": false' in body["system"][1]["text"]
    assert {"tools", "output_config"} & set(body) == (
        {"tools"} if output == "tools" else {"output_config"} if output == "json_schema" else set()
    )
    assert reply.items == FULL
    assert (reply.model, reply.truncated) == ("m", False)


@pytest.mark.parametrize("output", ["json_schema", "tools"])
def test_limits_that_strict_output_refuses_are_left_out(output: str) -> None:
    """A user's own limits on lengths and numbers do not cost the request; a field of that name stays."""
    from llmclaims.schema.answer import envelope

    item = {
        "type": "object",
        "properties": {
            "quote": {"type": "string", "maxLength": 9},
            "maximum": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
            "kind": {"enum": ["minimum", "x"]},
        },
        "required": ["quote", "maximum", "kind"],
        "additionalProperties": False,
    }
    request = request_for()
    object.__setattr__(
        request, "answer", envelope("Own", {"own": {"type": "array", "maxItems": 3, "items": item}})
    )
    body = wire(output).body(request)
    schema = (
        body["tools"][0]["input_schema"] if output == "tools" else body["output_config"]["format"]["schema"]
    )
    own = schema["properties"]["own"]
    assert set(own) == {"type", "items"}
    assert own["items"]["properties"] == {
        "quote": {"type": "string"},
        "maximum": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "kind": {"enum": ["minimum", "x"]},
    }


def test_parameters_are_sent(loopback: Loopback) -> None:
    """A parameter goes into the body as it is configured, and one that shares its place with the schema stays."""
    once(loopback, parameters={"max_tokens": 50, "temperature": 0, "output_config": {"effort": "low"}})
    body = loopback.requests[0]
    assert (body["max_tokens"], body["temperature"]) == (50, 0)
    assert body["output_config"]["effort"] == "low"
    assert body["output_config"]["format"]["type"] == "json_schema"
    with pytest.raises(ConfigError, match="parameters of 'local'"):
        once(loopback, parameters={"temperature": float("nan")})


E1 = {
    "ref": "e1", "quote": "the one quote", "trigger": "one", "type": "OTHER", "time": None, "location": None,
    "participants": [{"role": "actor", "mention": "It", "name": None}],
}  # fmt: skip
E2 = E1 | {"ref": "e2", "quote": 'a "second" quote {['}
TWO = json.dumps(EMPTY | {"event": [E1, E2]})
CUT = TWO[: TWO.index('"a \\"second') + 6]


@pytest.mark.parametrize(
    ("raw", "events", "truncated"),
    [
        (raw_of(TWO), [E1, E2], False),  # exactly as asked
        (raw_of(f"```json\n{TWO}\n```"), [E1, E2], False),  # in a fence
        (raw_of(tools=True, items=EMPTY | {"event": [E1]}), [E1], False),  # in a call
        (raw_of(tools=True, items={"event": [E1]}, finish="max_tokens"), [E1], True),  # a call cut short
        (raw_of(CUT, finish="max_tokens"), [E1], True),  # a text cut short
        (raw_of(CUT, finish="model_context_window_exceeded"), [E1], True),  # the same for another reason
        (raw_of(TWO, finish="max_tokens"), [E1, E2], True),  # it may have had more to say
        (json.dumps({"content": [{"type": "thinking", "thinking": "{}"}, {"type": "text", "text": TWO}]}), [E1, E2], False),
        (json.dumps({"content": [{"type": "text", "text": TWO[:40]}, {"type": "text", "text": TWO[40:]}]}), [E1, E2], False),
        (json.dumps({"content": [{"type": "tool_use", "input": {"event": [one]}} for one in (E1, E2)]}), [E1, E2], False),
    ],
)  # fmt: skip
def test_what_is_complete_is_read(raw: str, events: list[object], *, truncated: bool) -> None:
    """Every complete item is kept as it came, none is completed, and what is missing is said."""
    reply = read(raw)
    assert (reply.items["event"], reply.truncated) == (events, truncated)


@pytest.mark.parametrize(
    "raw",
    [
        raw_of(""),  # empty
        raw_of("I found nothing."),  # prose alone
        raw_of('{"answer": 42}'),  # another envelope
        raw_of(tools=True, items={}, finish="max_tokens").replace('"input": {}', '"input": null'),  # a call of nothing
        '{"content": []}',  # no blocks
        '{"content": null}',  # no content
        '{"type": "message"}',  # no content at all
        '{"content": ["?"]}',  # no blocks that are objects
        "<html>502</html>",  # no JSON
        "[1]",  # no object
        "",  # nothing at all
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(raw: str) -> None:
    """An answer of which nothing can be used is an error that keeps the reply, never an empty result."""
    with pytest.raises(ReplyError) as caught:
        read(raw)
    assert caught.value.reply == raw


def test_a_refusal_is_final_and_in_the_models_words() -> None:
    """Asking again does not help, so nobody does."""
    with pytest.raises(ProviderError, match="I will not") as caught:
        read(raw_of(refusal="I will not"))
    assert not caught.value.retryable
    refused = json.loads(raw_of("")) | {
        "stop_reason": "refusal",
        "stop_details": {"explanation": "too risky"},
    }
    with pytest.raises(ProviderError, match="too risky"):
        read(json.dumps(refused))


def test_usage_and_cost(loopback: Loopback) -> None:
    """Tokens as the server counted them: all that went in, read from the prompt cache, written to it, or neither."""
    price = Price(input=2.0, cached_input=0.5, output=8.0)
    usage = once(loopback, price=price).usage
    assert (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (100, 40, 20)
    assert usage.cost == pytest.approx((50 * 2.0 + 10 * 2.5 + 40 * 0.5 + 20 * 8.0) / 1e6)
    assert once(loopback).usage.cost is None  # no price is configured
    loopback.default = Messages(usage=None)
    assert once(loopback, price=price).usage.cost is None  # the server does not count


def said(kind: str, words: str) -> bytes:
    """An error as the protocol gives it."""
    return json.dumps(
        {"type": "error", "error": {"type": kind, "message": words}, "request_id": "r"}
    ).encode()


@pytest.mark.parametrize(
    ("fault", "kind", "retryable", "wait", "says"),
    [
        (Fault(400, said("invalid_request_error", "max_tokens: too large")), ProviderError, False, None, "max_tokens"),
        (Fault(400, said("invalid_request_error", "prompt is too long: 9 > 5")), ProviderError, False, None, "split it"),
        (Fault(400, said("invalid_request_error", "output_config.format: not for this model")), ProviderError, False, None, "output ="),
        (Fault(400, said("invalid_request_error", "Your credit balance is too low")), ProviderAuthError, False, None, "no credit"),
        (Fault(401, said("authentication_error", "invalid x-api-key")), ProviderAuthError, False, None, "check it"),
        (Fault(402, said("billing_error", "pay")), ProviderAuthError, False, None, "no credit"),
        (Fault(403, said("permission_error", "not yours")), ProviderAuthError, False, None, "check it"),
        (Fault(404, said("not_found_error", "model: NAME")), ProviderUnknownError, False, None, "know that model"),
        (Fault(404, b"<html>"), ProviderUnknownError, False, None, "know that address"),  # another server altogether
        (Fault(413, said("request_too_large", "32 MB")), ProviderError, False, None, "too long"),
        (Fault(429, said("rate_limit_error", "slow down")), ProviderRateLimitError, True, None, "concurrency"),
        (Fault(429, headers={"retry-after": "7"}), ProviderRateLimitError, True, 7.0, "concurrency"),
        (Fault(500, said("api_error", "internal")), ProviderUnavailableError, True, None, "internal"),
        (Fault(504, said("timeout_error", "late")), ProviderUnavailableError, True, None, "late"),
        (Fault(529, said("overloaded_error", "Overloaded")), ProviderUnavailableError, True, None, "overloaded"),
        (Fault(529, headers={"x-should-retry": "false"}), ProviderUnavailableError, False, None, "later"),
        (Fault(503, b"<html>busy</html>", content_type="text/html"), ProviderUnavailableError, True, None, "busy"),
        (Fault(500, b"\xff\xfe\x00bad"), ProviderUnavailableError, True, None, "later"),  # no text
        (Fault(307, headers={"Location": "http://elsewhere.invalid/"}), ProviderError, False, None, "redirect"),  # not followed
        (Fault(cut=True, body=b'{"content": [{"ty'), ProviderUnavailableError, True, None, "cannot be reached"),  # torn
        (Fault(200, said("overloaded_error", "busy")), ProviderUnavailableError, True, None, "busy"),  # an error as a success
    ],
)  # fmt: skip
def test_faults_become_our_errors(
    loopback: Loopback,
    fault: Fault,
    kind: type[ProviderError],
    wait: float | None,
    says: str,
    *,
    retryable: bool,
) -> None:
    """The class, whether to try again, when, and a sentence that says what to do."""
    loopback.default = fault
    with pytest.raises(ProviderError, match=says) as caught:
        once(loopback)
    assert type(caught.value) is kind
    assert (caught.value.retryable, caught.value.retry_after) == (retryable, wait)
    assert (caught.value.provider, caught.value.model) == ("local", "m")
    assert len(loopback.requests) == 1  # the SDK's own retries are off


@pytest.mark.refused_network
def test_a_host_that_is_not_there(loopback: Loopback) -> None:
    """A name that does not resolve may be a network that is down for a moment."""
    with pytest.raises(ProviderUnavailableError, match=r"cannot be reached at http://no-such-host\.invalid"):
        once(loopback, base_url="http://no-such-host.invalid")


def test_every_error_of_the_sdk_becomes_ours() -> None:
    """Whatever class the SDK has or adds, one of ours comes out."""
    request = httpx2.Request("POST", "http://127.0.0.1/v1/messages")
    public = [one for one in vars(anthropic).values() if isinstance(one, type)]
    classes = [one for one in public if issubclass(one, anthropic.APIStatusError)]
    assert len(classes) > 8
    for one in classes:
        status = getattr(one, "status_code", None)
        response = httpx2.Response(status if isinstance(status, int) else 418, request=request, text="no")
        assert isinstance(wire().mapped(one("no", response=response, body=None)), ProviderError)
    for other in (anthropic.APIConnectionError(request=request), anthropic.APITimeoutError(request)):
        assert isinstance(wire().mapped(other), ProviderUnavailableError)


def test_a_key_is_never_shown(loopback: Loopback) -> None:
    """Not in the message of a server that repeats it, not in a traceback, not in a repr."""
    loopback.default = Fault(401, said("authentication_error", f"invalid key {KEY}"))
    with pytest.raises(ProviderAuthError) as caught:
        once(loopback)
    one = Anthropic("local", loopback.settings(api_key_env="MY_KEY"), environ={"MY_KEY": KEY})
    shown = [str(caught.value), repr(caught.value), repr(one), repr(one.end)]
    assert not any(KEY in text for text in shown)
    assert KEY not in "".join(traceback.format_exception_only(caught.value))


def test_what_the_environment_adds_stays_out(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second credential and headers for another address are not sent to the configured one."""
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "tok-planted-1")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "key-planted-2")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-gateway: planted-3")
    once(loopback)
    assert "planted-1" not in str(loopback.headers)
    assert "planted-2" not in str(loopback.headers)
    assert "planted-3" not in str(loopback.headers)
    assert loopback.headers[0]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("configured", "environ", "expected"),
    [
        ("", {}, Anthropic.service),  # its own
        ("", {"ANTHROPIC_BASE_URL": "http://gate.example/v1/"}, "http://gate.example"),  # the SDK's variable
        (
            "http://127.0.0.1:8080/v1",
            {"ANTHROPIC_BASE_URL": "http://x"},
            "http://127.0.0.1:8080",
        ),  # pasted whole
        (
            "${PROXY_URL}/a",
            {"PROXY_URL": "https://p.example/"},
            "https://p.example/a",
        ),  # from the environment
    ],
)
def test_where_it_is_asked(configured: str, environ: dict[str, str], expected: str) -> None:
    """The configured address, else the SDK's variable, else the provider's own; the version is the protocol's."""
    settings = ProviderSettings(protocol="anthropic", model="MODEL", base_url=configured)
    assert Anthropic.address(settings, environ) == expected


def test_a_key_is_missing() -> None:
    """It is said before anything is sent, with the variable's name."""
    with pytest.raises(ConfigError, match="MY_KEY"):
        Anthropic(
            "a", ProviderSettings(protocol="anthropic", model="MODEL", api_key_env="MY_KEY"), environ={}
        )


def test_statements_come_through(loopback: Loopback) -> None:
    """What a call holds is what the pipeline gets."""
    assert once(loopback, output="tools").items["statement"] == [STATEMENT]
