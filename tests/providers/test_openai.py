"""The OpenAI protocol: what is sent, byte for byte, and what is made of what comes back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import traceback

import httpx2
import openai
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
from llmclaims.providers.base import Message, Reply, is_wire
from llmclaims.providers.openai import OpenAI
from tests.support.loopback import EMPTY, FULL, STATEMENT, Answer, Fault, Loopback, request_for

OUTPUTS = ("json_schema", "tools", "json")
HOSTILE = "  He said {{ name }} “no”, {% if x %}\t</article>\n\n    indented 😀 \u2028 e\u0301  "


def once(loopback: Loopback, *messages: Message, text: str = "One.", **changes: object) -> Reply:
    """Ask once, without a runner."""

    async def ask() -> Reply:
        wire = OpenAI("local", loopback.settings(**changes))
        request = request_for(text, *messages)
        try:
            return wire.read(request, await wire.send(wire.body(request)))
        finally:
            await wire.close()

    return asyncio.run(ask())


def read(raw: str, output: str = "json_schema") -> Reply:
    """Read a reply that came from somewhere."""
    wire = OpenAI("local", ProviderSettings(model="m", output=output, base_url="http://127.0.0.1:9/v1"))
    return wire.read(request_for(), raw)


def raw_of(text: str | None, **changes: object) -> str:
    """A reply whose content is ``text``."""
    return Answer(text=text or "", **changes).reply({"model": "m"}).decode()


def test_it_is_a_wire() -> None:
    """The runner takes it for what it is."""
    assert is_wire(OpenAI("local", ProviderSettings(model="m")))


@pytest.mark.parametrize("output", OUTPUTS)
def test_messages_arrive_as_they_are(loopback: Loopback, output: str) -> None:
    """Neither a template engine nor a merger of neighbours touches the article, whatever it looks like."""
    given = (Message("system", "Find it.\n  {{ x }}"), Message("user", HOSTILE), Message("user", HOSTILE))
    once(loopback, *given, text=HOSTILE, output=output)
    sent = loopback.requests[0]["messages"]
    assert [one["content"] for one in sent[1:]] == [HOSTILE] * 3
    assert sent[0]["content"].startswith("Find it.\n  {{ x }}")
    assert "“no”".encode() in loopback.raw_requests[0]


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_fixed_part_is_the_same_bytes_in_every_request(loopback: Loopback, output: str) -> None:
    """All that stands before the paragraph is identical, so that a provider's prompt cache hits."""
    once(loopback, text="The first one.", output=output)
    once(loopback, text="Quite another.", output=output)
    one, other = (raw.decode().replace("The first one.", "Quite another.") for raw in loopback.raw_requests)
    assert one == other


@pytest.mark.parametrize("output", OUTPUTS)
def test_structure_is_asked_for(loopback: Loopback, output: str) -> None:
    """Each form of output asks for the envelope's schema, strictly where the protocol can say so."""
    reply = once(loopback, output=output)
    body = loopback.requests[0]
    required = ["event", "relation", "statement"]
    if output == "tools":
        function = body["tools"][0]["function"]
        assert function["strict"] is True
        assert sorted(function["parameters"]["required"]) == required
        assert function["parameters"]["additionalProperties"] is False
        assert body["tool_choice"]["function"]["name"] == function["name"]
    elif output == "json_schema":
        schema = body["response_format"]["json_schema"]
        assert schema["strict"] is True
        assert sorted(schema["schema"]["required"]) == required
    else:
        assert body["response_format"] == {"type": "json_object"}
        assert '"additionalProperties": false' in body["messages"][0]["content"]
    assert reply.items == FULL
    assert not reply.truncated


def test_parameters_of_other_servers_are_sent(loopback: Loopback) -> None:
    """A parameter that OpenAI does not have goes into the body as it is configured."""
    once(loopback, parameters={"top_k": 1, "temperature": 0, "chat_template_kwargs": {"thinking": False}})
    body = loopback.requests[0]
    assert (body["top_k"], body["temperature"], body["chat_template_kwargs"]) == (1, 0, {"thinking": False})


def test_parameters_that_are_no_json_are_a_configuration_error(loopback: Loopback) -> None:
    """TOML knows values that JSON does not."""
    with pytest.raises(ConfigError, match="parameters of 'local'"):
        once(loopback, parameters={"temperature": float("nan")})


def test_an_unpaired_surrogate_is_sent_as_a_replacement(loopback: Loopback) -> None:
    """A text that UTF-8 cannot carry is still asked about, its other characters in their places."""
    once(loopback, text="Torn \ud83d here.")
    assert loopback.requests[0]["messages"][-1]["content"] == "Torn \ufffd here."


E1 = {
    "ref": "e1", "quote": "the one quote", "trigger": "one", "type": "OTHER", "time": None, "location": None,
    "participants": [{"role": "actor", "mention": "It", "name": None}],
}  # fmt: skip
E2 = E1 | {"ref": "e2", "quote": 'a "second" quote {['}
TWO = json.dumps(EMPTY | {"event": [E1, E2]})
CUT = TWO[: TWO.index('"a \\"second') + 6]


@pytest.mark.parametrize(
    ("text", "events", "truncated"),
    [
        (TWO, [E1, E2], False),  # exactly as asked
        (f"```json\n{TWO}\n```", [E1, E2], False),  # in a fence
        (f"Here it is:\n```\n{TWO}\n```\nAnything else?", [E1, E2], False),  # in a fence, in prose
        (f"<think>{{'event': ...}} or {{\"event\": []}}?</think>{TWO}", [E1, E2], False),  # thinking aloud first
        (json.dumps({"name": "Answer", "arguments": json.loads(TWO)}), [E1, E2], False),  # a call written as content
        (json.dumps({"event": [E1], "statement": None}), [E1], False),  # null for nothing, one key left out
        (json.dumps(EMPTY | {"event": E1}), [E1], False),  # one item without its list
        ("{}", [], False),  # nothing found
        (TWO.replace("a \\", "a\n\\"), [E1, E2 | {"quote": 'a\n"second" quote {['}], False),  # a bare line break
        (CUT, [E1], True),  # broken off inside the second item
        (TWO[: TWO.index("}, {") + 1], [E1], True),  # broken off between two
        (TWO[:-1], [E1, E2], True),  # broken off at the very end
        ('{"event": [', [], True),  # broken off before the first
        ('{"event": [' * 3000, [], True),  # hostile nesting with the right key
        (TWO.replace("the one", 'the "one'), [E2], True),  # the first item spoilt by a bare quotation mark
        (TWO.replace('a \\"second\\"', 'a "second"'), [E1], True),  # the second one spoilt
        (f"```json\n{CUT}", [E1], True),  # broken off in a fence
    ],
)  # fmt: skip
@pytest.mark.parametrize("output", OUTPUTS)
def test_what_is_complete_is_read(output: str, text: str, events: list[object], *, truncated: bool) -> None:
    """Every complete item is kept as it came, none is completed, and what is missing is said."""
    body = (
        {"model": "m", "tools": [{"function": {"name": "Answer"}}]} if output == "tools" else {"model": "m"}
    )
    reply = read(Answer(text=text).reply(body).decode(), output)
    assert (reply.items["event"], reply.truncated) == (events, truncated)
    assert set(reply.items) == {"event", "statement", "relation"}


def test_a_server_that_ignores_the_tool_is_read_all_the_same() -> None:
    """Some servers answer in the content although a call was asked for, some the other way round."""
    assert read(raw_of(TWO), "tools").items["event"] == [E1, E2]
    called = Answer(text=TWO).reply({"model": "m", "tools": [{"function": {"name": "x"}}]}).decode()
    assert read(called, "json_schema").items["event"] == [E1, E2]


def test_several_calls_are_one_answer() -> None:
    """A model that calls the tool once an item loses none."""
    raw = json.loads(
        Answer(text=json.dumps({"event": [E1]})).reply({"model": "m", "tools": [{"function": {"name": "x"}}]})
    )
    calls = raw["choices"][0]["message"]["tool_calls"]
    calls.append(
        {"function": {"name": "x", "arguments": json.dumps({"event": [E2], "statement": [STATEMENT]})}}
    )
    reply = read(json.dumps(raw), "tools")
    assert (reply.items["event"], reply.items["statement"]) == ([E1, E2], [STATEMENT])


def test_content_in_parts_is_read() -> None:
    """Some servers give the content as a list of texts."""
    raw = json.loads(raw_of(""))
    raw["choices"][0]["message"]["content"] = [
        {"type": "text", "text": TWO[:50]},
        {"type": "text", "text": TWO[50:]},
    ]
    assert read(json.dumps(raw)).items["event"] == [E1, E2]


def test_a_length_limit_is_believed() -> None:
    """What looks complete may have been cut between two objects: the provider knows, and says so."""
    assert read(raw_of(TWO, finish="length")).truncated
    assert not read(raw_of(TWO, finish="stop")).truncated
    assert read(raw_of(CUT, finish="length")).truncated


def test_a_sparse_reply_is_read() -> None:
    """Servers leave out what the protocol asks for: id, date, roles."""
    assert read(json.dumps({"choices": [{"message": {"content": TWO}}]})).items["event"] == [E1, E2]


@pytest.mark.parametrize(
    "raw",
    [
        raw_of(""),  # empty
        raw_of("I am sorry, there is nothing here."),  # prose alone
        raw_of("null"),  # JSON, but nothing
        raw_of("[]"),  # no envelope
        raw_of('{"answer": 42}'),  # another envelope
        raw_of('{"event": "none"}'),  # no list
        raw_of("{" * 5000),  # hostile nesting
        '{"choices": []}',  # no choices
        '{"choices": [{"message": null}]}',  # no message
        '{"choices": ["?"]}',  # no object
        '{"choices": [{"message": {"content": null}}]}',  # no content
        '{"choices": [{"message": {"tool_calls": [{"function": {"arguments": "?"}}]}}]}',  # a call of nothing
        "<html>502</html>",  # no JSON
        "[1]",  # no object
        "",  # nothing at all
        "[" * 100_000,  # too deep for a parser
    ],
)
def test_what_cannot_be_read_is_said(raw: str) -> None:
    """An answer of which nothing can be used is an error that keeps the reply, never an empty result."""
    with pytest.raises(ReplyError) as caught:
        read(raw)
    assert caught.value.reply == raw


def test_a_refusal_is_final_and_in_the_providers_words() -> None:
    """Asking again does not help, so nobody does."""
    with pytest.raises(ProviderError, match="I cannot help with that") as caught:
        read(raw_of("", refusal="I cannot help with that"))
    assert not caught.value.retryable
    with pytest.raises(ProviderError, match="content filter") as caught:
        read(raw_of("", finish="content_filter"))
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("raw", "kind", "retryable"),
    [
        (
            '{"error": {"message": "upstream", "code": 502}}',
            ProviderUnavailableError,
            True,
        ),  # as OpenRouter says it
        ('{"error": "model is loading"}', ProviderUnavailableError, True),  # in words alone
        ('{"error": {"message": "slow down", "code": 429}, "choices": null}', ProviderRateLimitError, True),
        ('{"choices": [{"error": {"message": "no such key", "code": 401}}]}', ProviderAuthError, False),
    ],
)
def test_an_error_in_the_form_of_a_reply(raw: str, kind: type[ProviderError], *, retryable: bool) -> None:
    """HTTP 200 with an error inside is that error."""
    with pytest.raises(kind) as caught:
        read(raw)
    assert caught.value.retryable is retryable


def test_usage_and_cost(loopback: Loopback) -> None:
    """Tokens as the server counted them; cached ones at their own price."""
    price = Price(input=2.0, cached_input=0.5, output=8.0)
    usage = once(loopback, price=price).usage
    assert (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (100, 40, 20)
    assert usage.cost == pytest.approx((60 * 2.0 + 40 * 0.5 + 20 * 8.0) / 1e6)
    assert once(loopback).usage.cost is None  # no price is configured
    loopback.default = Answer(usage=None)
    assert once(loopback, price=price).usage.cost is None  # the server does not count


@pytest.mark.parametrize(
    ("fault", "kind", "retryable", "wait", "says"),
    [
        (Fault(400), ProviderError, False, None, "model and parameters"),  # a bad request stays bad
        (Fault(400, b'{"error": {"message": "response_format is not supported"}}'), ProviderError, False, None, "output ="),
        (Fault(400, b'{"error": {"message": "m", "code": "context_length_exceeded"}}'), ProviderError, False, None, "too long"),
        (Fault(400, b'{"error": {"message": "m", "code": "content_policy_violation"}}'), ProviderError, False, None, "refuses"),
        (Fault(401), ProviderAuthError, False, None, "none was sent"),  # this server is asked without one
        (Fault(402), ProviderAuthError, False, None, "credit"),  # an empty account
        (Fault(403), ProviderAuthError, False, None, "none was sent"),
        (Fault(403, b'{"error": {"message": "input was flagged"}}'), ProviderError, False, None, "refuses"),  # this text only
        (Fault(404), ProviderUnknownError, False, None, "base_url"),  # no such model
        (Fault(404, b'{"error": {"message": "This model is only supported in v1/responses and not in v1/chat/completions."}}'), ProviderUnknownError, False, None, 'protocol = "responses"'),
        (Fault(400, b'{"error": {"message": "Unsupported parameter: max_tokens. Use max_completion_tokens instead."}}'), ProviderError, False, None, "max_completion_tokens"),
        (Fault(400, b'{"error": {"message": "Unsupported value: temperature does not support 0 with this model.", "code": "unsupported_value"}}'), ProviderError, False, None, "temperature.*parameters|parameters.*temperature"),
        (Fault(408), ProviderUnavailableError, True, None, "later"),  # the server gave up waiting
        (Fault(413), ProviderError, False, None, "too long"),
        (Fault(422), ProviderError, False, None, "parameters"),
        (Fault(429), ProviderRateLimitError, True, None, "concurrency"),  # without a time
        (Fault(429, headers={"Retry-After": "7"}), ProviderRateLimitError, True, 7.0, "concurrency"),
        (Fault(429, b'{"error": {"message": "m", "code": "insufficient_quota"}}'), ProviderAuthError, False, None, "credit"),
        (Fault(500), ProviderUnavailableError, True, None, "out of sorts"),  # in the server's own words
        (Fault(500, headers={"x-should-retry": "false"}), ProviderUnavailableError, False, None, "later"),
        (Fault(501), ProviderError, False, None, "parameters"),  # never will
        (Fault(503, b"<html>busy</html>", content_type="text/html"), ProviderUnavailableError, True, None, "busy"),
        (Fault(503, headers={"retry-after-ms": "250"}), ProviderUnavailableError, True, 0.25, "later"),
        (Fault(307, headers={"Location": "http://elsewhere.invalid/"}), ProviderError, False, None, "redirect"),  # not followed
        (Fault(500, b"\xff\xfe\x00bad"), ProviderUnavailableError, True, None, "later"),  # no text
        (Fault(cut=True, body=b'{"choices": [{"mess'), ProviderUnavailableError, True, None, "cannot be reached"),  # torn
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


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, b'{"choices": [{"mess'),  # cut short, but the connection says it is all
        Fault(200, b""),  # nothing
        Fault(200, b"\xff\xfe\xff"),  # no UTF-8
        Fault(200, b"data: {}\n\n", content_type="text/event-stream"),  # a stream that nobody asked for
    ],
)
def test_an_unreadable_success_is_a_reply_error(loopback: Loopback, fault: Fault) -> None:
    """HTTP 200 with nonsense is no answer."""
    loopback.default = fault
    with pytest.raises(ReplyError):
        once(loopback)


def test_a_wrong_content_type_does_not_matter(loopback: Loopback) -> None:
    """What counts is the body, which is UTF-8 whatever the header says."""
    body = Answer(text=json.dumps(EMPTY | {"event": [E1 | {"quote": "“Ünïcode”"}]})).reply({"model": "m"})
    loopback.default = Fault(200, body, content_type="text/plain; charset=latin-1")
    assert once(loopback).items["event"][0]["quote"] == "“Ünïcode”"


@pytest.mark.refused_network
def test_a_host_that_is_not_there(loopback: Loopback) -> None:
    """A name that does not resolve may be a network that is down for a moment."""
    with pytest.raises(
        ProviderUnavailableError, match=r"cannot be reached at http://no-such-host\.invalid"
    ) as caught:
        once(loopback, base_url="http://no-such-host.invalid/v1")
    assert caught.value.retryable


KNOWN = {
    "OpenAIError", "APIError", "APIResponseValidationError", "APIStatusError",
    "APIConnectionError", "APITimeoutError", "BadRequestError", "AuthenticationError", "OAuthError",
    "PermissionDeniedError", "NotFoundError", "ConflictError", "UnprocessableEntityError", "RateLimitError",
    "InternalServerError", "LengthFinishReasonError", "ContentFilterFinishReasonError",
    "WebSocketConnectionClosedError", "WebSocketQueueFullError",
}  # fmt: skip


def all_of(kind: type[Exception]) -> set[type[Exception]]:
    """A class and everything derived from it."""
    return {kind}.union(*(all_of(one) for one in kind.__subclasses__()))


def test_no_error_of_the_sdk_is_unmapped() -> None:
    """A class that the SDK adds is looked at by a person before it is believed to be mapped well."""
    names = list(vars(openai).items())  # looking at one may import what stands behind it
    public = {one for name, one in names if isinstance(one, type) and not name.startswith("_")}
    errors = {one for one in public if issubclass(one, openai.OpenAIError)} | all_of(openai.APIError)
    assert {one.__name__ for one in errors} == KNOWN


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 422, 429, 500, 529])
def test_every_status_error_of_the_sdk_becomes_ours(status: int) -> None:
    """Whatever class the SDK chooses for a status, one of ours comes out."""
    wire = OpenAI("local", ProviderSettings(model="m"))
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    client = openai.AsyncOpenAI(api_key="none", base_url="http://127.0.0.1/v1")
    error = client._make_status_error_from_response(httpx2.Response(status, request=request, text="no"))
    assert isinstance(wire.mapped(error), ProviderError)


def test_a_key_is_never_shown(loopback: Loopback) -> None:
    """Not in the message of a server that repeats it, not in a traceback, not in a repr."""
    key = "sk-planted-0123456789abcdef"
    loopback.default = Fault(401, json.dumps({"error": {"message": f"Incorrect key {key}"}}).encode())
    wire = OpenAI("local", loopback.settings(api_key_env="MY_KEY"), environ={"MY_KEY": f" {key}\n"})

    async def ask() -> None:
        try:
            await wire.send(wire.body(request_for()))
        finally:
            await wire.close()

    with pytest.raises(ProviderAuthError) as caught:
        asyncio.run(ask())
    assert loopback.headers[0]["authorization"] == f"Bearer {key}"
    shown = [str(caught.value), repr(caught.value), repr(wire)]
    assert not any(key in text for text in shown)
    assert key not in "".join(traceback.format_exception_only(caught.value))


@pytest.mark.parametrize("value", ["", "  ", "two words", "ключ", "a\nb"])
def test_a_key_that_is_none_is_said_before_anything_is_sent(value: str) -> None:
    """A missing or mangled key names the variable, and never its value."""
    with pytest.raises(ConfigError, match="MY_KEY") as caught:
        OpenAI("local", ProviderSettings(model="m", api_key_env="MY_KEY"), environ={"MY_KEY": value})
    assert not value.strip() or value not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["localhost:11434/v1", "ftp://x/v1", "http://", "http://host:port/v1", "http://u:secret@/v1"]
)
def test_an_address_that_is_none(url: str) -> None:
    """A slip in base_url is said at once, without a password that may stand in it."""
    with pytest.raises(ConfigError, match="base_url") as caught:
        OpenAI("local", ProviderSettings(model="m", base_url=url))
    assert "secret" not in str(caught.value)


def test_the_address_from_the_sdks_own_variable() -> None:
    """Whoever routes the SDK through a gateway means this program, too; the configuration stands above it."""
    environ = {"OPENAI_BASE_URL": "https://gateway.example/v1/"}
    assert OpenAI("o", ProviderSettings(model="m"), environ=environ).base_url == "https://gateway.example/v1"
    named = ProviderSettings(model="m", base_url="http://127.0.0.1:1/v1")
    assert OpenAI("o", named, environ=environ).base_url == "http://127.0.0.1:1/v1"
    assert OpenAI("o", ProviderSettings(model="m"), environ={}).base_url == "https://api.openai.com/v1"


def test_an_account_is_not_told_to_other_servers(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK would send OpenAI's organisation to any server."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-mine")
    once(loopback)
    assert not {"openai-organization", "openai-project"} & loopback.headers[0].keys()


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """Vendors' packages take a second to import, which `--help` and a replay's error message do not have."""
    code = (
        "import sys, llmclaims.inference.runner, llmclaims.inference.recording, llmclaims.providers.openai, llmclaims.providers.registry;"
        "print(sorted({'openai', 'instructor', 'vcr', 'httpx2', 'tenacity', 'diskcache'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
