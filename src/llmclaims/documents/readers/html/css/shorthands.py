"""Take the shorthands of CSS apart, as far as they can hide or show text."""

from collections.abc import Callable
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.css.animations import animation
from llmclaims.documents.readers.html.css.colours import is_colour
from llmclaims.documents.readers.html.css.tokens import Value, four, idents, names, parsed, solid, texts, word

Parts = dict[str, Value]

SIDES = ("top", "right", "bottom", "left")
_SYSTEM_FONTS = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})
_FONT_SIZES = names("lengths")["font-size"] - {"math"}
_PICTURES = frozenset({"url", "image-set", "-webkit-image-set", "element", "image"})


class Shorthand(NamedTuple):
    """The properties that a shorthand stands for; ``parts`` takes a value apart, and gives None where it is none."""

    longhands: tuple[str, ...]
    parts: Callable[[Value], Parts | None]


def _sides(pattern: str, sides: tuple[str, ...] = SIDES) -> Shorthand:
    """Return the shorthand of four sides, or of two."""
    longhands = tuple(pattern.format(side) for side in sides)

    def parts(value: Value) -> Parts | None:
        words = solid(value)
        if not 1 <= len(words) <= len(sides):
            return None
        return {name: (one,) for name, one in zip(longhands, four(words), strict=False)}

    return Shorthand(longhands, parts)


def _font(value: Value) -> Parts | None:
    words = solid(value)
    if word(words) in _SYSTEM_FONTS:
        return {"font-size": parsed("13px"), "line-height": parsed("normal")}
    for number, one in enumerate(words):
        if _is_size(one, last=number + 1 >= len(words)):
            rest = words[number + 1 :]
            line = parsed("normal")
            if rest and rest[0] == "/":
                line, rest = tuple(rest[1:2]), rest[2:]
            return {"font-size": (one,), "line-height": line} if rest and line else None
    return None


def _is_size(one: Any, *, last: bool) -> bool:
    """Tell whether a word of ``font`` is the size: no weight, and no angle of ``oblique``."""
    if one.type == "number":
        return one.value < 1 and not last
    if one.type == "dimension":
        return one.lower_unit not in ("deg", "rad", "turn", "grad")
    return one.type in ("percentage", "function") or (one.type == "ident" and one.lower_value in _FONT_SIZES)


def _background(value: Value) -> Parts | None:
    words = solid(value)
    colours = [one for one in words if is_colour(one)]
    if len(colours) > 1:
        return None
    images = tuple(one for one in words if one.type == "url" or _is_picture(one))
    return {
        "background-color": tuple(colours) or parsed("transparent"),
        "background-image": images or parsed("none"),
        "background-clip": parsed("text" if "text" in idents(words) else "border-box"),
    }


def _is_picture(one: Any) -> bool:
    if one.type != "function":
        return False
    return one.lower_name in _PICTURES or ("gradient" in one.lower_name and not is_colour(one))


def _mask(value: Value) -> Parts | None:
    return {"mask-image": tuple(one for one in value if one.type in ("function", "url")) or parsed("none")}


def _stroke(value: Value) -> Parts | None:
    widths = tuple(one for one in value if one.type in ("dimension", "number"))
    shades = tuple(one for one in value if is_colour(one))
    if not widths:
        return None
    return {
        "-webkit-text-stroke-width": widths[:1],
        "-webkit-text-stroke-color": shades[:1] or parsed("currentcolor"),
    }


def _flex(value: Value) -> Parts | None:
    """Say how large an item begins, and whether it grows."""
    words = solid(value)
    if word(words):
        grows = {"none": "0", "initial": "0", "auto": "1"}.get(word(words))
        return None if grows is None else {"flex-grow": parsed(grows), "flex-basis": parsed("auto")}
    numbers = [one for one in words if one.type == "number"]
    bases = [one for one in words if one.type in ("dimension", "percentage", "function", "ident")]
    basis = (bases or numbers[2:])[:1]
    return {"flex-grow": tuple(numbers[:1]) or parsed("1"), "flex-basis": tuple(basis) or parsed("0px")}


SHORTHANDS: dict[str, Shorthand] = {
    "margin": _sides("margin-{}"),
    "padding": _sides("padding-{}"),
    "inset": _sides("{}"),
    "margin-inline": _sides("margin-{}", ("left", "right")),
    "margin-block": _sides("margin-{}", ("top", "bottom")),
    "padding-inline": _sides("padding-{}", ("left", "right")),
    "padding-block": _sides("padding-{}", ("top", "bottom")),
    "inset-inline": _sides("{}", ("left", "right")),
    "inset-block": _sides("{}", ("top", "bottom")),
    "overflow": _sides("overflow-{}", ("x", "y")),
    "font": Shorthand(("font-size", "line-height"), _font),
    "background": Shorthand(("background-color", "background-image", "background-clip"), _background),
    "mask": Shorthand(("mask-image",), _mask),
    "animation": Shorthand(tuple(texts("animation")), animation),
    "flex": Shorthand(("flex-grow", "flex-basis"), _flex),
    "-webkit-text-stroke": Shorthand(("-webkit-text-stroke-width", "-webkit-text-stroke-color"), _stroke),
}
