"""A raw reply as the one object that it stands for, also where a server streams it although nobody asked.

Event streams, lines of JSON, and a JSON list of chunks are put together into the reply that the protocol has
without streaming. A stream that ends before its end says so as the reason why it stopped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llmclaims.providers.relaxed_json import decode

Ending = Callable[[Any], str]
Joined = Callable[[Sequence[Mapping[str, Any]], Ending], dict[str, Any]]

CUT = "stream_cut"
"""Why an answer ended whose stream broke off."""
_DONE = "[DONE]"
_LINE = re.compile(r"\r\n|\n|\r")


def whole_reply(raw: str, joined: Joined) -> Any:
    """Return the reply in a raw text: as it stands there, or put together from its parts by ``joined``.

    Raises:
        ValueError: it is neither JSON nor a stream of it.
    """
    text = raw.strip()
    try:
        reply, end = decode(text, relaxed=False)
        if end == len(text):
            return joined(dicts(reply), _as_given) if isinstance(reply, list) else reply
    except ValueError:
        pass
    return joined(*_chunks(text))


def _as_given(reason: Any) -> str:
    return str(reason or "")


def _chunks(text: str) -> tuple[list[dict[str, Any]], Ending]:
    """Return the objects of a stream in their order, and what makes of a reason to stop the one that counts.

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
    return dicts(chunks), lambda reason: CUT if broken or not (reason or done) else _as_given(reason)


def _events(text: str) -> list[str]:
    """Return the data of a stream's events, or its lines of JSON.

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


def dicts(found: Any) -> list[dict[str, Any]]:
    """Return the objects in a list, none where it is no list."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def inside(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under a key, an empty one where there is none."""
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def listed(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects in a list under a key."""
    return dicts(holder.get(key))


def place(holder: Mapping[str, Any]) -> str:
    """Return the place of a part among those of its kind."""
    return str(holder.get("index") or 0)


def add_text(to: dict[str, Any], key: str, more: Any) -> None:
    """Append a text to what stands under a key."""
    if isinstance(more, str):
        to[key] = str(to.get(key) or "") + more
