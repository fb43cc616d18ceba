"""Replies of services with a form of their own, as Chat Completions has it, so that one reader reads them all.

Whatever is not of the form is left as it is: an error in place of an answer, say.
"""

from collections.abc import Mapping
from typing import Any

from llmclaims.providers.event_stream import dicts, inside, listed
from llmclaims.schema.usage import count

_FILTERS = frozenset(("guardrail_intervened", "content_filtered", "ERROR_TOXIC"))


def as_chat(form: str, reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply as Chat Completions has it; ``form`` is one of ``FORMS``, any other is that already."""
    return _FORMS[form](reply) if form in _FORMS else reply


def _bedrock(reply: dict[str, Any]) -> dict[str, Any]:
    """Read an answer of Bedrock's Converse."""
    message = inside(inside(reply, "output"), "message")
    if not message:
        return reply
    blocks = listed(message, "content")
    calls = [inside(one, "toolUse") for one in blocks if "toolUse" in one]
    thought = [inside(inside(one, "reasoningContent"), "reasoningText").get("text") for one in blocks]
    counts = inside(reply, "usage")
    fresh, received = count(counts.get("inputTokens")), count(counts.get("outputTokens"))
    cached, written = (count(counts.get(f"cache{one}InputTokens")) or 0 for one in ("Read", "Write"))
    sent = None if fresh is None else fresh + cached + written
    return _chat(
        reply,
        text="".join(one["text"] for one in blocks if isinstance(one.get("text"), str)),
        calls=[(one.get("name"), one.get("input")) for one in calls],
        thought="".join(one for one in thought if isinstance(one, str)),
        stopped=reply.get("stopReason"),
        counts=(sent, cached, received),
    )


def _cohere(reply: dict[str, Any]) -> dict[str, Any]:
    """Read an answer of Cohere's second version of Chat."""
    message = inside(reply, "message")
    if not message:
        return reply
    parts = message.get("content")
    told = [one for one in dicts(parts) if one.get("type") != "thinking"]
    calls = [inside(one, "function") for one in listed(message, "tool_calls")]
    thought = [one.get("thinking") for one in dicts(parts)] + [message.get("tool_plan")]
    usage = inside(reply, "usage")
    counts = inside(usage, "tokens") or inside(usage, "billed_units")
    return _chat(
        reply,
        text=parts if isinstance(parts, str) else "".join(str(one.get("text") or "") for one in told),
        calls=[(one.get("name"), one.get("arguments")) for one in calls],
        thought="".join(one for one in thought if isinstance(one, str)),
        stopped=reply.get("finish_reason"),
        counts=(
            count(counts.get("input_tokens")),
            count(usage.get("cached_tokens")) or 0,
            count(counts.get("output_tokens")),
        ),
    )


def _xai(reply: dict[str, Any]) -> dict[str, Any]:
    """Read an answer of xAI's GetCompletion, its protocol buffer written as JSON."""
    outputs = listed(reply, "outputs")
    if not outputs:
        return reply
    messages = [inside(one, "message") for one in outputs]
    calls = [inside(one, "function") for message in messages for one in listed(message, "tool_calls")]
    reasons = [str(one.get("finish_reason") or "").removeprefix("REASON_").lower() for one in outputs]
    counts = inside(reply, "usage")
    received = [count(counts.get(one)) for one in ("completion_tokens", "reasoning_tokens")]
    known = any(one is not None for one in received)
    return _chat(
        reply,
        text="".join(str(one.get("content") or "") for one in messages),
        calls=[(one.get("name"), one.get("arguments")) for one in calls],
        thought="".join(str(one.get("reasoning_content") or "") for one in messages),
        stopped=next((one for one in reasons if one not in ("stop", "tool_calls")), "stop"),
        counts=(
            count(counts.get("prompt_tokens")),
            count(counts.get("cached_prompt_text_tokens")) or 0,
            sum(one or 0 for one in received) if known else None,
        ),
    )


def _chat(
    reply: Mapping[str, Any],
    *,
    text: str,
    calls: list[tuple[Any, Any]],
    thought: str,
    stopped: Any,
    counts: tuple[int | None, int, int | None],
) -> dict[str, Any]:
    reason = str(stopped or "")
    reason = "tool_calls" if reason == "TOOL_CALL" else "content_filter" if reason in _FILTERS else reason
    functions = [{"name": name, "arguments": given} for name, given in calls]
    message = {
        "content": text,
        "reasoning_content": thought,
        "tool_calls": [{"function": one} for one in functions],
    }
    sent, cached, received = counts
    usage = {
        "prompt_tokens": sent,
        "prompt_tokens_details": {"cached_tokens": cached},
        "completion_tokens": received,
    }
    return {
        "model": reply.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": usage,
    }


_FORMS = {"bedrock": _bedrock, "cohere": _cohere, "xai": _xai}
