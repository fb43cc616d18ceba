"""What the shorthands of CSS stand for, as far as it can hide or show text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import tinycss2

from llmclaims.documents.readers.html.css.selectors import split

if TYPE_CHECKING:
    from collections.abc import Callable

Value = tuple[Any, ...]
Parts = dict[str, Value]

_SIDES = ("top", "right", "bottom", "left")
_SYSTEM_FONTS = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})
FONT_SIZES = frozenset(
    [
        "xx-small",
        "x-small",
        "small",
        "medium",
        "large",
        "x-large",
        "xx-large",
        "xxx-large",
        "smaller",
        "larger",
    ]
)


class Shorthand(NamedTuple):
    """``parts`` takes a value apart; None: it is none."""

    longhands: tuple[str, ...]
    parts: Callable[[Value], Parts | None]


def _words(value: Value) -> list[Any]:
    return [one for one in value if one.type != "whitespace"]


def _value(text: str) -> Value:
    return tuple(tinycss2.parse_component_value_list(text))


def _sides(names: tuple[str, ...]) -> Shorthand:
    """One to four values, from the top and to the right; or one or two."""

    def parts(value: Value) -> Parts | None:
        words = _words(value)
        if not 1 <= len(words) <= len(names):
            return None
        if len(names) == 2:
            return {names[0]: (words[0],), names[1]: (words[-1],)}
        places = ((0, 0, 0, 0), (0, 1, 0, 1), (0, 1, 2, 1), (0, 1, 2, 3))[len(words) - 1]
        return {name: (words[place],) for name, place in zip(names, places, strict=True)}

    return Shorthand(names, parts)


def _font(value: Value) -> Parts | None:
    words = _words(value)
    if len(words) == 1 and words[0].type == "ident" and words[0].lower_value in _SYSTEM_FONTS:
        return {"font-size": _value("13px"), "line-height": _value("normal")}
    for number, one in enumerate(words):
        weight = one.type == "number" and (one.value >= 1 or number + 1 >= len(words))
        if (
            (one.type in ("dimension", "percentage") and not _is_stretch(words, number))
            or (one.type == "number" and not weight)
            or (one.type == "function")
            or (one.type == "ident" and one.lower_value in FONT_SIZES)
        ):
            rest = words[number + 1 :]
            line = _value("normal")
            if rest and rest[0] == "/":
                line, rest = tuple(rest[1:2]), rest[2:]
            return {"font-size": (one,), "line-height": line} if rest and line else None
    return None


def _is_stretch(words: list[Any], number: int) -> bool:
    """Whether an angle follows ``oblique``."""
    return words[number].type == "dimension" and words[number].lower_unit in ("deg", "rad", "turn", "grad")


def _background(value: Value) -> Parts | None:
    from llmclaims.documents.readers.html.css.colours import is_colour

    words = _words(value)
    layers = 1 + sum(one == "," for one in words)
    colours = [one for one in words if is_colour(one)]
    if len(colours) > 1:
        return None
    images = [
        one
        for one in words
        if one.type == "url" or (one.type == "function" and not is_colour(one) and "gradient" in one.lower_name)
        or (one.type == "function" and one.lower_name in ("url", "image-set", "-webkit-image-set", "element", "image"))
    ]  # fmt: skip
    clip = [one for one in words if one.type == "ident" and one.lower_value == "text"]
    return {
        "background-color": (colours[0],) if colours and (layers >= 1) else _value("transparent"),
        "background-image": tuple(images) or _value("none"),
        "background-clip": (clip[0],) if clip else _value("border-box"),
    }


def _mask(value: Value) -> Parts | None:
    images = tuple(one for one in _words(value) if one.type in ("function", "url"))
    return {"mask-image": images or _value("none")}


_FILLS = frozenset({"forwards", "backwards", "both"})
_DIRECTIONS = frozenset({"reverse", "alternate", "alternate-reverse"})
_CURVES = frozenset({"ease", "linear", "ease-in", "ease-out", "ease-in-out", "step-start", "step-end"})
ANIMATION = {
    "animation-name": "none",
    "animation-duration": "0s",
    "animation-delay": "0s",
    "animation-fill-mode": "none",
    "animation-iteration-count": "1",
    "animation-direction": "normal",
    "animation-play-state": "running",
}


def _animation(value: Value) -> Parts | None:
    """Lists of what each of the animations in a list says."""
    found: dict[str, list[Any]] = {name: [] for name in ANIMATION}
    for part in split(value):
        own = _one_animation(_words(tuple(part)))
        for name, words in own.items():
            found[name] += [*(_value(",") if found[name] else ()), *words]
    return {name: tuple(words) for name, words in found.items()}


def _one_animation(words: list[Any]) -> Parts:
    parts: Parts = {name: _value(text) for name, text in ANIMATION.items()}
    times = 0
    for one in words:
        if one.type == "dimension" and one.lower_unit in ("s", "ms"):
            parts["animation-delay" if times else "animation-duration"] = (one,)
            times += 1
        elif one.type == "number" or (one.type == "ident" and one.lower_value == "infinite"):
            parts["animation-iteration-count"] = (one,)
        elif one.type == "ident" and one.lower_value in _FILLS:
            parts["animation-fill-mode"] = (one,)
        elif one.type == "ident" and one.lower_value in _DIRECTIONS:
            parts["animation-direction"] = (one,)
        elif one.type == "ident" and one.lower_value == "paused":
            parts["animation-play-state"] = (one,)
        elif one.type in ("ident", "string") and one.value.lower() not in (
            *_CURVES,
            "none",
            "normal",
            "running",
        ):
            parts["animation-name"] = (one,)
    return parts


def _stroke(value: Value) -> Parts | None:
    from llmclaims.documents.readers.html.css.colours import is_colour

    widths = tuple(one for one in _words(value) if one.type in ("dimension", "number"))
    shades = tuple(one for one in _words(value) if is_colour(one))
    if not widths:
        return None
    return {
        "-webkit-text-stroke-width": widths[:1],
        "-webkit-text-stroke-color": shades[:1] or _value("currentcolor"),
    }


def _flex(value: Value) -> Parts | None:
    """What ``flex`` says of how large an item begins, and whether it grows."""
    words = _words(value)
    if len(words) == 1 and words[0].type == "ident":
        grows = {"none": "0", "initial": "0", "auto": "1"}.get(words[0].lower_value)
        return None if grows is None else {"flex-grow": _value(grows), "flex-basis": _value("auto")}
    numbers = [one for one in words if one.type == "number"]
    bases = [one for one in words if one.type in ("dimension", "percentage", "function", "ident")]
    basis = (bases[0],) if bases else (numbers[2],) if len(numbers) > 2 else _value("0px")
    return {"flex-grow": (numbers[0],) if numbers else _value("1"), "flex-basis": basis}


SHORTHANDS: dict[str, Shorthand] = {
    "margin": _sides(tuple(f"margin-{side}" for side in _SIDES)),
    "padding": _sides(tuple(f"padding-{side}" for side in _SIDES)),
    "inset": _sides(_SIDES),
    "margin-inline": _sides(("margin-left", "margin-right")),
    "margin-block": _sides(("margin-top", "margin-bottom")),
    "padding-inline": _sides(("padding-left", "padding-right")),
    "padding-block": _sides(("padding-top", "padding-bottom")),
    "inset-inline": _sides(("left", "right")),
    "inset-block": _sides(("top", "bottom")),
    "overflow": _sides(("overflow-x", "overflow-y")),
    "font": Shorthand(("font-size", "line-height"), _font),
    "background": Shorthand(("background-color", "background-image", "background-clip"), _background),
    "mask": Shorthand(("mask-image",), _mask),
    "animation": Shorthand(tuple(ANIMATION), _animation),
    "flex": Shorthand(("flex-grow", "flex-basis"), _flex),
    "-webkit-text-stroke": Shorthand(("-webkit-text-stroke-width", "-webkit-text-stroke-color"), _stroke),
}
