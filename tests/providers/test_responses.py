"""OpenAI's Responses protocol: what is asked, and what its answers say; all else is as with Chat Completions."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import Price
from llmclaims.errors import ProviderError, ProviderRateLimitError, ProviderUnavailableError, ReplyError
from llmclaims.providers.base import is_wire
from llmclaims.providers.registry import connect
from tests.support.loopback import FULL, Fault, Loopback, Output, request_for

if TYPE_CHECKING:
    from llmclaims.providers.base import Reply

OUTPUTS = ("json_schema", "tools", "json")


def once(loopback: Loopback, **changes: Any) -> Reply:
    """Ask once and read the reply."""
    wire = connect("local", loopback.settings(protocol="responses", **changes))
    assert is_wire(wire)
    request = request_for()

    async def ask() -> str:
        try:
            return await wire.send(wire.body(request))
        finally:
            await wire.close()

    return wire.read(request, asyncio.run(ask()))


@pytest.mark.parametrize("output", OUTPUTS)
def test_structure_is_asked_for(loopback: Loopback, output: str) -> None:
    """Each form of output asks for the envelope's schema, and nothing is left at the service."""
    loopback.default = Output(thought="A minister speaks.")
    assert once(loopback, output=output).items == FULL
    body = loopback.requests[0]
    assert loopback.paths == ["/v1/responses"]
    assert body["store"] is False
    assert body["input"][-1] == {"role": "user", "content": request_for().messages[-1].content}
    required = ["event", "relation", "statement"]
    if output == "tools":
        (tool,) = body["tools"]
        assert (tool["type"], tool["strict"]) == ("function", True)
        assert sorted(tool["parameters"]["required"]) == required
        assert body["tool_choice"] == {"type": "function", "name": tool["name"]}
    elif output == "json_schema":
        form = body["text"]["format"]
        assert (form["type"], form["strict"]) == ("json_schema", True)
        assert sorted(form["schema"]["required"]) == required
    else:
        assert body["text"] == {"format": {"type": "json_object"}}
        assert "json_schema" in body["input"][0]["content"]


def test_parameters_are_sent(loopback: Loopback) -> None:
    """How hard it thinks, how long it may answer; what belongs to the text's form stands beside it."""
    loopback.default = Output()
    parameters = {
        "reasoning": {"effort": "low"},
        "max_output_tokens": 900,
        "text": {"verbosity": "low"},
        "store": True,
    }
    once(loopback, parameters=parameters)
    body = loopback.requests[0]
    assert (body["reasoning"], body["max_output_tokens"], body["store"]) == ({"effort": "low"}, 900, True)
    assert body["text"].keys() == {"verbosity", "format"}


def test_usage_and_cost(loopback: Loopback) -> None:
    """Tokens as the server counted them; cached ones at their own price, thinking among those that came."""
    loopback.default = Output()
    usage = once(loopback, price=Price(input=2.0, cached_input=0.5, output=8.0)).usage
    assert (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (100, 40, 20)
    assert usage.cost == pytest.approx((60 * 2.0 + 40 * 0.5 + 20 * 8.0) / 1e6)


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (Output(refusal="I would rather not"), ProviderError, "I would rather not"),
        (Output(text="", finish="content_filter"), ProviderError, "content filter"),
        (Fault(200, b'{"error": {"code": "server_error", "message": "upstream"}, "output": []}'), ProviderUnavailableError, "upstream"),
        (Fault(200, b'{"error": {"code": "rate_limit_exceeded", "message": "slow down"}}'), ProviderRateLimitError, "slow down"),
        (Fault(200, b'{"error": {"code": "invalid_prompt", "message": "flagged"}, "status": "failed"}'), ProviderError, "flagged"),
        (Fault(200, b'{"status": "ok"}'), ReplyError, "speaks the Responses protocol"),
        (Fault(200, json.dumps({"choices": []}).encode()), ReplyError, "speaks the Responses protocol"),
        (Fault(200, b'{"status": "completed", "output": []}'), ReplyError, "an empty answer"),
        (Fault(200, b"<html>Welcome</html>"), ReplyError, "no JSON object"),
        (Fault(429), ProviderRateLimitError, "slow down"),
        (Fault(503), ProviderUnavailableError, "out of sorts"),
    ],
)  # fmt: skip
def test_what_is_no_answer(loopback: Loopback, reply: Any, kind: type[Exception], says: str) -> None:
    """A refusal, an error in the place of an answer, another protocol: each is told as what it is."""
    loopback.default = reply
    with pytest.raises((ProviderError, ReplyError), match=says) as caught:
        once(loopback)
    assert type(caught.value) is kind
    assert len(loopback.requests) == 1
