"""Items out of an answer that is not quite the JSON that was asked for: the same for every wire protocol.

Models wrap JSON in fences and prose, put it inside another object, break off at a length limit, or spoil one
item. Every item that is complete is kept as it came; none is completed or guessed.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel

_DECODER = json.JSONDecoder(strict=False)
_OBJECT = re.compile(r"\{(?=\s*[\"}])")
_PATIENCE = 100
"""Failed attempts to decode in one text: what bounds the work on hostile input."""


def salvaged(answer: type[BaseModel], texts: Sequence[str]) -> tuple[dict[str, list[Any]], bool]:
    """The items of an answer that stands in one text or several, and whether it was whole.

    Raises:
        ValueError: there is no answer; the message says what there is in its place.
    """
    items: dict[str, list[Any]] = {key: [] for key in answer.model_fields}
    whole, found = True, False
    for text in texts:  # several calls of the tool are one answer in several parts
        try:
            part, part_whole = salvage(text, required(answer))
        except ValueError:
            whole = False
            continue
        found, whole = True, whole and part_whole
        for key, more in part.items():
            items[key].extend(more)
    if not found:
        raise ValueError(
            "an answer that holds no JSON of the kind asked for" if any(texts) else "an empty answer"
        )
    return items, whole


@lru_cache(maxsize=64)
def required(answer: type[BaseModel]) -> dict[str, frozenset[str]]:
    """The keys of the envelope, and what an item under each must have by the schema that was sent."""
    shown = answer.model_json_schema().get("properties", {})
    return {
        key: frozenset(shown.get(key, {}).get("items", {}).get("required", ())) for key in answer.model_fields
    }


def salvage(text: str, required: Mapping[str, frozenset[str]]) -> tuple[dict[str, list[Any]], bool]:
    """The items of an answer by key, and whether the answer was whole.

    ``required`` maps each key of the envelope to the fields that its items must have. Of several whole answers in one text the last counts: what stands before is
    a model thinking aloud, or quoting the article.

    Raises:
        ValueError: there is no answer in the text, not even a part of one.
    """
    whole = _whole(text, tuple(required))
    if whole is not None:
        return {key: _as_list(whole.get(key)) for key in required}, True
    items = _parts(text, required)
    if items is None:
        raise ValueError("no answer in the text")
    return items, False


def _whole(text: str, keys: Sequence[str]) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = {} if text.strip() == "{}" else None
    position, patience = 0, _PATIENCE
    while patience and (start := _OBJECT.search(text, position)):
        value, position = _decoded(text, start.start())
        if position < 0:
            position, patience = start.end(), patience - 1
        else:
            found = _envelope(value, keys) or found
    return found


def _envelope(value: Any, keys: Sequence[str]) -> Mapping[str, Any] | None:
    """The envelope in a decoded object: itself, or one that a call or a wrapper holds one level down."""
    if not isinstance(value, dict):
        return None
    held = [value, *(one for one in value.values() if isinstance(one, dict))]
    return next((one for one in held if any(isinstance(one.get(key), (list, dict)) for key in keys)), None)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _parts(text: str, required: Mapping[str, frozenset[str]]) -> dict[str, list[Any]] | None:
    """The complete items of a broken answer; None where not even the head of a list is to be found."""
    names = "|".join(re.escape(key) for key in required)
    mark = re.compile(rf'"({names})"\s*:\s*\[|\{{(?=\s*")')
    items: dict[str, list[Any]] = {key: [] for key in required}
    current, position, patience = "", 0, _PATIENCE
    while patience and (found := mark.search(text, position)):
        position = found.end()
        if found.group(1):
            current = found.group(1)
        elif current:
            value, end = _decoded(text, found.start())
            if end < 0:
                patience -= 1
            elif _is_item(value, required[current]):
                items[current].append(value)
                position = end
    return items if current else None


def _is_item(value: Mapping[str, Any], required: frozenset[str]) -> bool:
    """Whether an object is an item itself, and not one that is nested in a broken item."""
    return 2 * len(required & value.keys()) >= len(required)


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON value at ``start`` and where it ends; -1 where there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, -1
