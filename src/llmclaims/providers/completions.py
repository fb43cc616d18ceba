"""Chat Completions bodies and replies, without the network: what asks for structure, and what an answer holds."""

from __future__ import annotations

import json
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from llmclaims.providers.salvage import salvaged
from llmclaims.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from llmclaims.config import Price


@lru_cache(maxsize=64)
def structure(answer: type[BaseModel], output: str) -> tuple[dict[str, Any], str]:
    """The part of the body that asks for structure, and what it appends to the system message."""
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


def _clean(answer: type[BaseModel], reply: Mapping[str, Any], output: str) -> dict[str, list[Any]] | None:
    """The items as instructor parses them; None where the answer is not exactly what was asked for."""
    from instructor import Mode  # imports openai
    from instructor.v2.core.response import process_response

    try:
        parsed = process_response(
            _completion(reply),  # type: ignore[type-var]  # it looks at attributes alone
            response_model=answer,
            stream=False,
            mode=Mode[output.upper()],
        )
        items = {key: getattr(parsed, key) for key in answer.model_fields}
    except Exception:  # noqa: BLE001 - instructor raises a dozen kinds here; salvage looks at the text itself
        return None
    # A model with defaults takes any object for an empty answer: believe only what was really filled.
    return items if parsed.model_fields_set and all(isinstance(one, list) for one in items.values()) else None


def _completion(reply: Mapping[str, Any]) -> SimpleNamespace:
    """A reply as instructor reads it. The SDK's own model of it takes as long to build as all the rest here."""
    choice = reply["choices"][0]
    message = dict.fromkeys(("content", "refusal", "tool_calls", "function_call")) | choice["message"]
    said = SimpleNamespace(message=_attributes(message), finish_reason=choice.get("finish_reason"))
    return SimpleNamespace(choices=[said])


def _attributes(value: Any) -> Any:
    """JSON with the entries of its objects as attributes."""
    if isinstance(value, dict):
        return SimpleNamespace(**{key: _attributes(one) for key, one in value.items()})
    return [_attributes(one) for one in value] if isinstance(value, list) else value


def _texts(message: Mapping[str, Any]) -> list[str]:
    """Where an answer may stand: the arguments of its calls, else its content, in one text or in parts."""
    calls = [call.get("function") for call in message.get("tool_calls") or () if isinstance(call, dict)]
    texts = [
        call.get("arguments") for call in (*calls, message.get("function_call")) if isinstance(call, dict)
    ]
    if not any(texts):
        content = message.get("content")
        parts = content if isinstance(content, list) else [content]
        texts = [
            "".join(
                str(part.get("text") or "") if isinstance(part, dict) else str(part or "") for part in parts
            )
        ]
    return [text if isinstance(text, str) else json.dumps(text) for text in texts if text is not None]


def sendable(text: str) -> str:
    """The text with each unpaired surrogate, which UTF-8 cannot carry, as U+FFFD: offsets stay the same."""
    if text.isascii():
        return text
    return (
        "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text) if _broken(text) else text
    )


def _broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def answer_items(
    answer: type[BaseModel], reply: Mapping[str, Any], message: Mapping[str, Any], output: str
) -> tuple[dict[str, list[Any]], bool]:
    """The items of an answer by the envelope's keys, and whether the answer was whole.

    Raises:
        ValueError: there is no answer; the message says what there is in its place.
    """
    texts = _texts(message)
    clean = _clean(answer, reply, output) if len(texts) == 1 else None
    if clean is not None:
        return clean, True
    return salvaged(answer, texts)


def usage_of(raw: str, price: Price | None) -> Usage:
    """What a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
    try:
        counts = json.loads(raw)["usage"]
        details = counts.get("prompt_tokens_details") or {}
        sent, received = int(counts["prompt_tokens"]), int(counts["completion_tokens"])
        cached = int(details.get("cached_tokens") or counts.get("prompt_cache_hit_tokens") or 0)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Usage(requests=1, cost=None)
    cost = None
    if price is not None:
        rate = price.input if price.cached_input is None else price.cached_input
        cost = ((sent - cached) * price.input + cached * rate + received * price.output) / 1_000_000
    return Usage(1, 0, sent, cached, received, cost)
