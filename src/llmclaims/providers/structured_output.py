"""Chat Completions bodies and replies, without the network: what asks for structure, and what an answer holds."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from llmclaims.config.provider_settings import Price
from llmclaims.providers.event_stream import Joined, dicts, inside, whole_reply
from llmclaims.providers.json_recovery import Said
from llmclaims.schema.usage import Usage

_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
_NO_TEXT = frozenset(("thinking", "reasoning", "refusal", "image_url", "audio"))
_FINISHED = frozenset((
    "", "stop", "tool_calls", "function_call", "eos", "eos_token", "end_turn", "stop_sequence", "tool_use", "complete",
    "completed",
))  # fmt: skip
"""Why an answer may end that is all there. Any other reason, known or not, is believed: it is not whole."""


@lru_cache(maxsize=64)
def structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """Return the part of the body that asks for structure, and what it appends to the system message."""
    from instructor import Mode  # imports openai

    # instructor.processing says the same, but imports every vendor's SDK that is installed: 50 MB, two seconds.
    from instructor.v2.core.response import handle_response_model

    system = [{"role": "system", "content": ""}]
    _, built = handle_response_model(answer, mode=Mode[output.upper()], messages=system)
    suffix = built.pop("messages")[0]["content"]
    # instructor never says strict, without which a server does not hold the model to the schema.
    if "tools" in built:
        function = {**built["tools"][0]["function"], "strict": True}
        built["tools"] = [{"type": "function", "function": function}]
    elif "json_schema" in built["response_format"]:
        schema = {**built["response_format"]["json_schema"], "strict": True}
        built["response_format"] = {"type": "json_schema", "json_schema": schema}
    return built, suffix


def said_by(choices: Sequence[Mapping[str, Any]]) -> Said:
    """Return what the choices of a reply say: some servers put the text into one and the call into another."""
    texts: list[str] = []
    calls: list[tuple[str, Any]] = []
    thought: list[Any] = []
    for choice in choices:
        message = message_of(choice)
        called = [one.get("function") for one in dicts(message.get("tool_calls"))]
        functions = dicts([*called, message.get("function_call")])
        calls += [(str(one.get("name") or ""), one.get("arguments")) for one in functions]
        content = message.get("content", choice.get("text"))
        parts = content if isinstance(content, list) else [content]
        texts.append("".join(_text(part) for part in parts))
        thought += [message.get(key) for key in _THOUGHTS]
        thought += [part.get("thinking") for part in dicts(parts)]
    reasons = [str(choice.get("finish_reason") or "") for choice in choices]
    return Said(
        texts=tuple(texts),
        calls=tuple(calls),
        thought="\n".join(one for one in thought if isinstance(one, str)),
        stopped=next((one for one in reasons if one.casefold() not in _FINISHED), ""),
    )


def message_of(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message of a choice; an empty one where there is none."""
    return inside(choice, "message")


def _text(part: Any) -> str:
    """Return the text in one part of a content; a part that is the model's thinking has none, an object is an answer itself."""
    if isinstance(part, dict) and (isinstance(part.get("text"), str) or part.get("type") in _NO_TEXT):
        return "" if part.get("type") in _NO_TEXT else str(part["text"])
    return part if isinstance(part, str) else json.dumps(part) if part else ""


def usage_in(raw: str, joined: Joined, key: str) -> Mapping[str, Any]:
    """Return the counts in a raw reply; none where it has none, or is no reply."""
    try:
        reply = whole_reply(raw, joined)
    except ValueError:
        return {}
    return inside(reply, key) if isinstance(reply, dict) else {}


def priced(
    sent: int | None, received: int | None, cached: int, price: Price | None, written: float = 0.0
) -> Usage:
    """Return what so many tokens are and cost; ``sent`` includes ``cached``, and None is a count that is not known.

    ``written`` tokens cost as much as that many tokens sent, on top.
    """
    if sent is None or received is None:
        return Usage(requests=1, cost=None)
    cached = min(cached, sent)
    cost = None
    if price is not None:
        rate = price.input if price.cached_input is None else price.cached_input
        paid = (sent - cached + written) * price.input + cached * rate + received * price.output
        cost = paid / 1_000_000
    return Usage(1, 0, sent, cached, received, cost)
