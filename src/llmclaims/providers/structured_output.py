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


# What instructor's public API builds, in our own words: asking it for that imports every vendor's SDK that is installed,
# and wants a client of one. A test holds the two together.
_JSON_TASK = """
{margin}As a genius expert, your task is to understand the content and provide
{margin}the parsed objects in json that match the following json_schema:
{gap}
{margin}{schema}

{margin}Make sure to return an instance of the JSON, not the schema itself
"""
_MARGIN = " " * 12


@lru_cache(maxsize=64)
def structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """Return the part of the body that asks for structure, and what it appends to the system message."""
    if output == "json":
        return {"response_format": {"type": "json_object"}}, "\n\n" + json_task(answer, gap="\n")
    # instructor never says strict, without which a server does not hold the model to the schema.
    if output == "json_schema":
        schema = {"name": answer.__name__, "schema": answer.model_json_schema(), "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}, ""
    name, about, parameters = function_of(answer)
    parameters = {**parameters, "required": sorted(parameters["required"])}
    function = {"name": name, "description": about, "parameters": parameters, "strict": True}
    choice = {"type": "function", "function": {"name": name}}
    return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}, ""


def function_of(answer: type[BaseModel]) -> tuple[str, str, dict[str, Any]]:
    """Return an envelope as a function to call: its name, what it is for, and the schema of its parameters."""
    name = answer.__name__
    schema = {key: one for key, one in answer.model_json_schema().items() if key != "title"}
    about = f"Correctly extracted `{name}` with all the required parameters with correct types"
    return name, about, schema


def json_task(answer: type[BaseModel], gap: str = "") -> str:
    """Return the words that ask for JSON where nothing else can; ``gap`` is the space before the schema."""
    schema = json.dumps(answer.model_json_schema(), indent=2, ensure_ascii=False)
    return _JSON_TASK.format(margin=_MARGIN, gap=gap, schema=schema)


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
