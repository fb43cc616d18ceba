"""The Gemini protocol: what Google's own SDK sends, and what is made of what comes back."""

from __future__ import annotations

import asyncio
import json
import traceback

import httpx2
import pytest
from google.genai import errors

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
from llmclaims.providers.gemini import Gemini
from tests.support.loopback import EMPTY, FULL, STATEMENT, Content, Fault, Loopback, request_for

OUTPUTS = ("json_schema", "tools", "json")
HOSTILE = "  He said {{ name }} “no”, {% if x %}\t</article>\n\n    indented 😀 \u2028 e\u0301  "
KEY = "AIza-planted-0123456789abcdef"


@pytest.fixture(autouse=True)
def _answers(loopback: Loopback) -> None:
    """The server speaks the Gemini protocol."""
    loopback.default = Content()


def once(loopback: Loopback, *messages: Message, text: str = "One.", **changes: object) -> Reply:
    """Ask once, without a runner."""

    async def ask() -> Reply:
        address = loopback.base_url.removesuffix("/v1")
        given = {
            "protocol": "gemini",
            "api_key_env": "MY_KEY",
            "base_url": address,
            "model": "MODEL",
        } | changes
        wire = Gemini("local", ProviderSettings(**given), environ={"MY_KEY": f" {KEY}\n"})
        request = request_for(text, *messages)
        try:
            return wire.read(request, await wire.send(wire.body(request)))
        finally:
            await wire.close()

    return asyncio.run(ask())


def wire(output: str = "json_schema", **changes: object) -> Gemini:
    """A wire that asks nobody."""
    return Gemini("local", ProviderSettings(protocol="gemini", model="MODEL", output=output, **changes))


def read(raw: str) -> Reply:
    """Read a reply that came from somewhere."""
    return wire().read(request_for(), raw)


def raw_of(text: str | None = None, *, tools: bool = False, **changes: object) -> str:
    """A reply with ``text`` in it, or with a call of the function."""
    body = {"tools": [{"functionDeclarations": [{"name": "answer"}]}]} if tools else {}
    return Content(text=text, **changes).reply(body).decode()


def test_it_is_a_wire() -> None:
    """The runner takes it for what it is."""
    assert is_wire(wire())


@pytest.mark.parametrize("output", OUTPUTS)
def test_messages_arrive_as_they_are(loopback: Loopback, output: str) -> None:
    """Nothing touches the article; the task is the system instruction, the model is in the address, the key is not."""
    given = (Message("system", "Find it.\n  {{ x }}"), Message("user", HOSTILE), Message("assistant", "{}"))
    once(loopback, *given, text=HOSTILE, output=output)
    body = loopback.requests[0]
    assert [(one["role"], one["parts"]) for one in body["contents"]] == [
        ("user", [{"text": HOSTILE}]), ("model", [{"text": "{}"}]), ("user", [{"text": HOSTILE}]),
    ]  # fmt: skip
    assert body["systemInstruction"]["parts"][0]["text"] == "Find it.\n  {{ x }}"
    assert loopback.paths == ["/v1beta/models/MODEL:generateContent"]
    assert loopback.headers[0]["x-goog-api-key"] == KEY
    assert "model" not in body


def test_two_models_are_two_requests() -> None:
    """What the cache looks a request up by names the model, although the body on the wire does not."""
    other = Gemini("local", ProviderSettings(protocol="gemini", model="OTHER"))
    assert wire().body(request_for()) != other.body(request_for())


@pytest.mark.parametrize("output", OUTPUTS)
def test_structure_is_asked_for(loopback: Loopback, output: str) -> None:
    """Each form of output asks for the envelope's schema as it is, and for nothing of the other forms."""
    reply = once(loopback, output=output)
    body = loopback.requests[0]
    schema = request_for().answer.model_json_schema()
    config = body.get("generationConfig", {})
    if output == "tools":
        (function,) = body["tools"][0]["functionDeclarations"]
        assert function["parametersJsonSchema"] == schema
        calling = body["toolConfig"]["functionCallingConfig"]
        assert calling == {"mode": "ANY", "allowedFunctionNames": [function["name"]]}
        assert "responseMimeType" not in config
    else:
        assert config["responseMimeType"] == "application/json"
        assert config.get("responseJsonSchema") == (schema if output == "json_schema" else None)
        assert "tools" not in body
        instruction = str(body["systemInstruction"])
        assert ("additionalProperties" in instruction) is (output == "json")
    assert reply.items == FULL
    assert (reply.model, reply.truncated) == ("MODEL-001", False)


def test_parameters_are_sent(loopback: Loopback) -> None:
    """A parameter goes where the protocol has it."""
    unsafe = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}]
    once(loopback, parameters={"temperature": 0, "maxOutputTokens": 50, "safetySettings": unsafe})
    body = loopback.requests[0]
    assert (body["generationConfig"]["temperature"], body["generationConfig"]["maxOutputTokens"]) == (0, 50)
    assert body["safetySettings"] == unsafe
    with pytest.raises(ConfigError, match="of 'local' cannot be sent"):
        once(loopback, parameters={"temperature": float("nan")})
    with pytest.raises(ConfigError, match="The model"):
        once(loopback, model="../MODEL?x=1")


def test_an_unpaired_surrogate_is_sent_as_a_replacement(loopback: Loopback) -> None:
    """A text that UTF-8 cannot carry is still asked about, its other characters in their places."""
    once(loopback, text="Torn \ud83d here.")
    assert loopback.requests[0]["contents"][-1]["parts"] == [{"text": "Torn \ufffd here."}]


E1 = {
    "ref": "e1", "quote": "the one quote", "trigger": "one", "type": "OTHER", "time": None, "location": None,
    "participants": [{"role": "actor", "mention": "It", "name": None}],
}  # fmt: skip
E2 = E1 | {"ref": "e2", "quote": 'a "second" quote {['}
TWO = json.dumps(EMPTY | {"event": [E1, E2]})
CUT = TWO[: TWO.index('"a \\"second') + 6]


def parts(*found: object) -> str:
    """A reply of these parts."""
    return json.dumps({"candidates": [{"content": {"parts": list(found)}, "finishReason": "STOP"}]})


@pytest.mark.parametrize(
    ("raw", "events", "truncated"),
    [
        (raw_of(TWO), [E1, E2], False),  # exactly as asked
        (raw_of(f"```json\n{TWO}\n```"), [E1, E2], False),  # in a fence
        (raw_of(TWO, thought='{"event": []}'), [E1, E2], False),  # after thinking aloud
        (raw_of(tools=True, items=EMPTY | {"event": [E1]}), [E1], False),  # in a call
        (raw_of(tools=True, items={"event": [E1]}, finish="MAX_TOKENS"), [E1], True),  # a call cut short
        (raw_of(CUT, finish="MAX_TOKENS"), [E1], True),  # a text cut short
        (raw_of(TWO, finish="MAX_TOKENS"), [E1, E2], True),  # it may have had more to say
        (parts({"text": TWO[:40]}, {"text": TWO[40:]}), [E1, E2], False),  # in several parts
        (parts(*({"functionCall": {"args": {"event": [one]}}} for one in (E1, E2))), [E1, E2], False),  # in several calls
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
        '{"candidates": []}',  # nobody answers
        '{"candidates": [{"finishReason": "MAX_TOKENS"}]}',  # all the tokens went into thinking
        '{"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL", "content": {}}]}',  # a call that is none
        '{"candidates": ["?"]}',  # no object
        '{"candidates": [{"content": {"parts": ["?"]}}]}',  # no parts that are objects
        '{"candidates": [{"content": {"parts": [{"functionCall": {}}]}}]}',  # a call of nothing
        "<html>502</html>",  # no JSON
        "[1]",  # no object
        "",  # nothing at all
    ],
)
def test_what_cannot_be_read_is_said(raw: str) -> None:
    """An answer of which nothing can be used is an error that keeps the reply, never an empty result."""
    with pytest.raises(ReplyError) as caught:
        read(raw)
    assert caught.value.reply == raw


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ('{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}', "PROHIBITED_CONTENT"),  # the article
        ('{"candidates": [{"finishReason": "SAFETY"}]}', "SAFETY"),  # the answer
        ('{"candidates": [{"finishReason": "RECITATION", "finishMessage": "as it stands"}]}', "as it stands"),
        ('{"candidates": [{"finishReason": "SPII"}]}', "SPII"),
    ],
)
def test_a_refusal_is_final_and_says_why(raw: str, says: str) -> None:
    """Asking again does not help, so nobody does."""
    with pytest.raises(ProviderError, match=says) as caught:
        read(raw)
    assert not caught.value.retryable


def test_why_nothing_came_is_said() -> None:
    """An answer that ran out of tokens before its first word says so."""
    with pytest.raises(ReplyError, match="it stopped with MAX_TOKENS"):
        read('{"candidates": [{"finishReason": "MAX_TOKENS"}]}')


def test_usage_and_cost(loopback: Loopback) -> None:
    """Tokens as the server counted them; what it thought is paid for as an answer."""
    price = Price(input=2.0, cached_input=0.5, output=8.0)
    usage = once(loopback, price=price).usage
    assert (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (100, 40, 20)
    assert usage.cost == pytest.approx((60 * 2.0 + 40 * 0.5 + 20 * 8.0) / 1e6)
    assert once(loopback).usage.cost is None  # no price is configured
    loopback.default = Content(usage=None)
    assert once(loopback, price=price).usage.cost is None  # the server does not count


def said(code: int, status: str, words: str, *details: object) -> bytes:
    """An error as the protocol gives it."""
    error = {"code": code, "message": words, "status": status, "details": list(details)}
    return json.dumps({"error": error}).encode()


QUOTA = "You exceeded your current quota, please check your plan and billing details."
RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}
MINUTE, DAY = (
    {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": f"RequestsPer{one}PerProject"}]}
    for one in ("Minute", "Day")
)  # fmt: skip
BAD_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}


@pytest.mark.parametrize(
    ("fault", "kind", "retryable", "wait", "says"),
    [
        (Fault(400, said(400, "INVALID_ARGUMENT", "bad field")), ProviderError, False, None, "bad field"),
        (Fault(400, said(400, "INVALID_ARGUMENT", "API key not valid.", BAD_KEY)), ProviderAuthError, False, None, "check it"),
        (Fault(400, said(400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (5).")), ProviderError, False, None, "split it"),
        (Fault(400, said(400, "INVALID_ARGUMENT", "JSON mode is not enabled: response_json_schema")), ProviderError, False, None, "output ="),
        (Fault(401, said(401, "UNAUTHENTICATED", "no")), ProviderAuthError, False, None, "check it"),
        (Fault(403, said(403, "PERMISSION_DENIED", "not yours")), ProviderAuthError, False, None, "check it"),
        (Fault(404, said(404, "NOT_FOUND", "models/MODEL is not found")), ProviderUnknownError, False, None, "know that model"),
        (Fault(404, b"<html>"), ProviderUnknownError, False, None, "know that address"),  # another server altogether
        (Fault(429, said(429, "RESOURCE_EXHAUSTED", QUOTA, MINUTE, RETRY)), ProviderRateLimitError, True, 34.5, "concurrency"),
        (Fault(429, said(429, "RESOURCE_EXHAUSTED", QUOTA), headers={"Retry-After": "7"}), ProviderRateLimitError, True, 7.0, "slow down"),
        (Fault(429, said(429, "RESOURCE_EXHAUSTED", QUOTA, DAY, RETRY)), ProviderAuthError, False, 34.5, "no credit"),  # until tomorrow
        (Fault(500, said(500, "INTERNAL", "internal")), ProviderUnavailableError, True, None, "internal"),
        (Fault(503, said(503, "UNAVAILABLE", "The model is overloaded.")), ProviderUnavailableError, True, None, "overloaded"),
        (Fault(503, b"[" + said(503, "UNAVAILABLE", "in a list") + b"]"), ProviderUnavailableError, True, None, "in a list"),
        (Fault(504, said(504, "DEADLINE_EXCEEDED", "late")), ProviderUnavailableError, True, None, "late"),
        (Fault(503, b"<html>busy</html>", content_type="text/html"), ProviderUnavailableError, True, None, "busy"),
        (Fault(500, b"\xff\xfe\x00bad"), ProviderUnavailableError, True, None, "later"),  # no text
        (Fault(500, b"null"), ProviderUnavailableError, True, None, "later"),  # no object
        (Fault(307, headers={"Location": "http://elsewhere.invalid/"}), ProviderError, False, None, "redirect"),  # not followed
        (Fault(cut=True, body=b'{"candidates": [{'), ProviderUnavailableError, True, None, "cannot be reached"),  # torn
        (Fault(200, said(503, "UNAVAILABLE", "busy")), ProviderUnavailableError, True, None, "busy"),  # an error as a success
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
    assert (caught.value.provider, caught.value.model) == ("local", "MODEL")
    assert len(loopback.requests) == 1  # the SDK's own retries are off


def test_a_wrong_content_type_does_not_matter(loopback: Loopback) -> None:
    """What counts is the body, which is UTF-8 whatever the header says."""
    body = raw_of(json.dumps(EMPTY | {"event": [E1 | {"quote": "“Ünïcode”"}]}, ensure_ascii=False))
    loopback.default = Fault(200, body.encode(), content_type="text/plain; charset=latin-1")
    assert once(loopback).items["event"][0]["quote"] == "“Ünïcode”"


@pytest.mark.refused_network
def test_a_host_that_is_not_there(loopback: Loopback) -> None:
    """A name that does not resolve may be a network that is down for a moment."""
    with pytest.raises(ProviderUnavailableError, match=r"cannot be reached at http://no-such-host\.invalid"):
        once(loopback, base_url="http://no-such-host.invalid")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 429, 500, 599])
def test_every_status_error_of_the_sdk_becomes_ours(status: int) -> None:
    """Whatever class the SDK chooses for a status, one of ours comes out."""
    response = httpx2.Response(status, text="no")
    with pytest.raises(errors.APIError) as caught:
        errors.APIError.raise_for_response(response)
    assert isinstance(wire().mapped(caught.value), ProviderError)


def test_a_key_is_never_shown(loopback: Loopback) -> None:
    """Not in the message of a server that repeats it, not in a traceback, not in a repr."""
    loopback.default = Fault(401, said(401, "UNAUTHENTICATED", f"invalid key {KEY}"))
    with pytest.raises(ProviderAuthError) as caught:
        once(loopback)
    one = Gemini("local", loopback.settings(api_key_env="MY_KEY"), environ={"MY_KEY": KEY})
    shown = [str(caught.value), repr(caught.value), repr(one), repr(one.end)]
    assert not any(KEY in text for text in shown)
    assert KEY not in "".join(traceback.format_exception_only(caught.value))


def test_what_the_environment_says_stays_out(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither another key nor a switch to another service changes where a run goes."""
    monkeypatch.setenv("GOOGLE_API_KEY", "key-planted-1")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v9")
    once(loopback)
    assert loopback.paths == ["/v1beta/models/MODEL:generateContent"]
    assert loopback.headers[0]["x-goog-api-key"] == KEY
    assert "planted-1" not in str(loopback.headers)


@pytest.mark.parametrize(
    ("configured", "environ", "expected"),
    [
        ("", {}, Gemini.service),  # its own
        ("", {"GOOGLE_GEMINI_BASE_URL": "http://gate.example/"}, "http://gate.example"),  # the SDK's variable
        ("https://gate.example/g/v1beta/", {}, "https://gate.example/g"),  # pasted whole
    ],
)
def test_where_it_is_asked(configured: str, environ: dict[str, str], expected: str) -> None:
    """The configured address, else the SDK's variable, else the provider's own; the version is the protocol's."""
    settings = ProviderSettings(protocol="gemini", model="MODEL", base_url=configured)
    assert Gemini.address(settings, environ) == expected


def test_statements_come_through(loopback: Loopback) -> None:
    """What a call holds is what the pipeline gets."""
    assert once(loopback, output="tools").items["statement"] == [STATEMENT]
