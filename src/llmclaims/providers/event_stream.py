"""A raw reply as the one object that it stands for, also where a server streams it although nobody asked.

Event streams, lines of JSON, and a JSON list of chunks are put together into the reply that the protocol has
without streaming. A stream that ends before its end says so as the reason why it stopped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llmclaims.providers.relaxed_json import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Ending = Callable[[Any], str]

CUT = "stream_cut"
"""Why an answer ended whose stream broke off."""
_DONE = "[DONE]"
_LINE = re.compile(r"\r\n|\n|\r")


def whole_reply(raw: str, protocol: str) -> Any:
    """The reply in a raw text: as it stands there, or put together from its parts.

    Raises:
        ValueError: it is neither JSON nor a stream of it.
    """
    text = raw.strip()
    try:
        reply, end = decode(text, relaxed=False)
        if end == len(text):
            return _JOINED[protocol](_dicts(reply), _as_given) if isinstance(reply, list) else reply
    except ValueError:
        pass
    return _JOINED[protocol](*_chunks(text))


def _as_given(reason: Any) -> str:
    return str(reason or "")


def _chunks(text: str) -> tuple[list[dict[str, Any]], Ending]:
    """The objects of a stream in their order, and what makes of a reason to stop the one that counts.

    Raises:
        ValueError: it is no stream.
    """
    events = _events(text)
    done = any(one.strip() == _DONE for one in events)
    chunks, broken = [], False
    for event in (one.strip() for one in events):
        if event in (_DONE, ""):
            continue
        try:
            chunk, end = decode(event, relaxed=False)
            chunks.append(chunk)
            broken = broken or end < len(event)
        except ValueError:
            broken = True
    if not chunks:
        raise ValueError("no stream of JSON")
    return _dicts(chunks), lambda reason: CUT if broken or not (reason or done) else _as_given(reason)


def _events(text: str) -> list[str]:
    """The data of a stream's events, or its lines of JSON.

    Raises:
        ValueError: it is neither.
    """
    events: list[str] = []
    fresh = True
    for line in _LINE.split(text):
        if line.startswith("data:"):
            data = line[len("data:") :].removeprefix(" ")
            if fresh:
                events.append(data)
            else:
                events[-1] += "\n" + data
            fresh = False
        elif line.lstrip().startswith("{"):
            events.append(line)
            fresh = True
        elif not line.strip():
            fresh = True
        elif not line.startswith((":", "event:", "id:", "retry:")):
            raise ValueError("no stream of JSON")
    return events


def _dicts(found: Sequence[Any]) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)]


def _inside(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def _listed(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = holder.get(key)
    return _dicts(found) if isinstance(found, list) else []


def _place(holder: Mapping[str, Any]) -> str:
    return str(holder.get("index") or 0)


def _add_text(to: dict[str, Any], key: str, more: Any) -> None:
    if isinstance(more, str):
        to[key] = str(to.get(key) or "") + more


def _completion(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
    """Chunks of Chat Completions."""
    reply: dict[str, Any] = {}
    choices: dict[str, dict[str, Any]] = {}
    for chunk in chunks:
        reply |= {key: chunk[key] for key in ("error", "model", "usage") if chunk.get(key)}
        for one in _listed(chunk, "choices"):
            choice = choices.setdefault(_place(one), {"message": {}, "finish_reason": None})
            choice["finish_reason"] = one.get("finish_reason") or choice["finish_reason"]
            choice |= {"error": one["error"]} if one.get("error") else {}
            _add_delta(choice["message"], _inside(one, "delta") or _inside(one, "message"))
    for choice in choices.values():
        choice["finish_reason"] = ended(choice["finish_reason"])
        choice["message"]["tool_calls"] = list(choice["message"].get("tool_calls", {}).values())
    return {**reply, "choices": list(choices.values())}


def _add_delta(message: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for key in ("content", "reasoning_content", "reasoning", "thinking", "refusal"):
        _add_text(message, key, delta.get(key))
        for part in _listed(delta, key):
            _add_text(message, key, part.get("text"))
    for one in _listed(delta, "tool_calls"):
        call = message.setdefault("tool_calls", {}).setdefault(_place(one), {"function": {}})
        for key in ("name", "arguments"):
            _add_text(call["function"], key, _inside(one, "function").get(key))
    for key, more in _inside(delta, "function_call").items():
        _add_text(message.setdefault("function_call", {}), key, more)


def _message(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
    """Events of Anthropic's Messages."""
    reply: dict[str, Any] = {}
    usage: dict[str, Any] = {}
    blocks: dict[str, dict[str, Any]] = {}
    for chunk in chunks:
        message = _inside(chunk, "message")
        reply |= {key: one for key, one in message.items() if key not in ("content", "usage")}
        usage |= {**_inside(message, "usage"), **_inside(chunk, "usage")}
        reply |= {"error": chunk["error"]} if chunk.get("error") else {}
        if "index" in chunk:
            block = blocks.setdefault(_place(chunk), {})
            block |= {key: one for key, one in _inside(chunk, "content_block").items() if key != "input"}
            delta = _inside(chunk, "delta")
            _add_text(block, "text", delta.get("text"))
            _add_text(block, "thinking", delta.get("thinking"))
            _add_text(block, "input", delta.get("partial_json"))
        else:
            reply |= {key: one for key, one in _inside(chunk, "delta").items() if one}
    reply["stop_reason"] = ended(reply.get("stop_reason"))
    return {**reply, "usage": usage, "content": list(blocks.values())}


def _content(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
    """Chunks of Gemini's generateContent."""
    reply: dict[str, Any] = {}
    candidates: dict[str, dict[str, Any]] = {}
    for chunk in chunks:
        reply |= {key: one for key, one in chunk.items() if key != "candidates" and one}
        for one in _listed(chunk, "candidates"):
            candidate = candidates.setdefault(_place(one), {"content": {"parts": []}})
            candidate |= {key: said for key, said in one.items() if key != "content" and said}
            candidate["content"]["parts"] += _listed(_inside(one, "content"), "parts")
    for candidate in candidates.values():
        candidate["finishReason"] = ended(candidate.get("finishReason"))
    return {**reply, "candidates": list(candidates.values())} if candidates else reply


_JOINED: dict[str, Callable[[Sequence[Mapping[str, Any]], Ending], dict[str, Any]]] = {
    "openai": _completion,
    "anthropic": _message,
    "gemini": _content,
}
