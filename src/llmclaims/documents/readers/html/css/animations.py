"""Animations: their shorthand, and the frame at which each stands when a reader looks."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.css.tokens import (
    Declaration,
    Value,
    names,
    parsed,
    solid,
    split,
    stripped,
    texts,
    word,
)
from llmclaims.documents.readers.html.css.values import Ground, amount

_LONG = 60
"""Seconds after which nobody waits for an animation to begin or to end."""


class Frame(NamedTuple):
    """One key frame of an animation: where it stands, from 0 to 1, and what it declares."""

    place: float
    declarations: list[Declaration]


def animation(value: Value) -> dict[str, Value]:
    """Take the shorthand apart: for each property, a list of what each of the animations says."""
    found: dict[str, list[Any]] = {name: [] for name in texts("animation")}
    for part in split(value):
        for name, words in _one(solid(part)).items():
            found[name] += [*(parsed(",") if found[name] else ()), *words]
    return {name: tuple(words) for name, words in found.items()}


def _one(words: list[Any]) -> dict[str, Value]:
    parts = {name: parsed(text) for name, text in texts("animation").items()}
    times = 0
    for one in words:
        text = one.value.lower() if one.type in ("ident", "string") else ""
        said = [name for name, known in names("animation_words").items() if text in known]
        if one.type == "dimension" and one.lower_unit in ("s", "ms"):
            parts["animation-delay" if times else "animation-duration"] = (one,)
            times += 1
        elif one.type == "number":
            parts["animation-iteration-count"] = (one,)
        elif text and (not said or one.type == "string"):
            parts["animation-name"] = (one,)
        elif text and said[0] in parts:
            parts[said[0]] = (one,)
    return parts


def held(values: Mapping[str, Value], frames: Mapping[str, list[Frame]]) -> list[Declaration]:
    """Return the declarations of the frames at which animations stand when a reader looks."""
    lists = {
        name: [tuple(stripped(part)) for part in split(values.get(name, ()))] for name in texts("animation")
    }
    found: list[Declaration] = []
    for number, one in enumerate(lists["animation-name"]):
        name = one[0].value if one and one[0].type in ("ident", "string") else ""
        if name in frames:
            place = _place({key: parts[number % len(parts)] for key, parts in lists.items()})
            found += [said for frame in frames[name] if frame.place == place for said in frame.declarations]
    return found


def _place(own: Mapping[str, Value]) -> float | None:
    """Return where an animation stands; None: at none of its frames."""
    fill, direction = word(own["animation-fill-mode"]), word(own["animation-direction"])
    count = next((one.value for one in own["animation-iteration-count"] if one.type == "number"), 1)
    first, last = (1.0, 0.0) if direction in ("reverse", "alternate-reverse") else (0.0, 1.0)
    if direction.startswith("alternate") and count % 2 == 0:
        last = first
    delay, duration = _seconds(own["animation-delay"]), _seconds(own["animation-duration"])
    if delay >= _LONG:
        return first if fill in ("backwards", "both") else None
    if word(own["animation-play-state"]) == "paused" or duration + delay >= _LONG:
        return first
    endless = word(own["animation-iteration-count"]) == "infinite"
    return last if endless or fill in ("forwards", "both") else None


def _seconds(value: Value) -> float:
    return amount(value[:1], Ground()) or 0.0
