"""Colours as CSS writes them, as far as it takes to see that letters have that of what is behind them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import tinycss2
from tinycss2.color4 import parse_color

from llmclaims.sources.css.values import Ground, amount


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and how far it covers what is behind it, from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
CLEAR = Colour(0, 0, 0, 0)
NIGHT = Colour(18, 18, 18)
"""What a browser puts behind a page that is dark by its own word."""
_SYSTEM = {
    "canvas": WHITE,
    "canvastext": BLACK,
    "linktext": Colour(0, 0, 238),
    "visitedtext": Colour(85, 26, 139),
    "field": WHITE,
    "fieldtext": BLACK,
    "mark": Colour(255, 255, 0),
    "marktext": BLACK,
    "window": WHITE,
    "windowtext": BLACK,
    "background": WHITE,
    "graytext": Colour(128, 128, 128),
    "buttonface": Colour(239, 239, 239),
    "buttontext": BLACK,
}
_FUNCTIONS = frozenset(
    [
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "color-mix",
        "light-dark",
        "contrast-color",
        "device-cmyk",
    ]
)
_NEAR = 24
"""How far two colours may differ, in each part of 255, and still not be told apart by a reader."""
_D65 = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
_D50 = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))


def is_colour(token: Any) -> bool:
    """Whether a token is a colour of CSS, known here or not."""
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return True
    return (token.type == "function" and token.lower_name in _FUNCTIONS) or _parsed(token) is not None


def colour(token: Any, current: Colour | None = None) -> Colour | None:
    """The colour that a token names, ``current`` being that of the letters; None where it cannot be told."""
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return _SYSTEM[token.lower_value]
    if token.type == "function" and token.lower_name == "light-dark":
        first = next((one for one in token.arguments if one.type != "whitespace"), None)
        return None if first is None else colour(first, current)
    found = _parsed(token)
    if found is None or found == "currentcolor":
        return current if found else None
    try:
        red, green, blue = _srgb(found)
    except (ValueError, OverflowError, NotImplementedError, ZeroDivisionError):
        return None
    return Colour(_clipped(red) * 255, _clipped(green) * 255, _clipped(blue) * 255, float(found.alpha))


def legacy(text: str) -> Colour | None:
    """The colour of an attribute such as ``bgcolor``, with or without its sign."""
    for one in (text.strip(), f"#{text.strip()}"):
        token = tinycss2.parse_one_component_value(one)
        if token.type in ("ident", "hash") and (found := colour(token)) is not None:
            return found
    return None


def over(letters: Colour, ground: Colour) -> Colour:
    """What is seen where one colour lies on another that covers everything."""
    part = letters.alpha
    return Colour(
        *(part * one + (1 - part) * other for one, other in zip(letters[:3], ground[:3], strict=True))
    )


def same(letters: Colour, ground: Colour) -> bool:
    """Whether a reader could not tell letters from what is behind them."""
    seen = over(letters, ground)
    return max(abs(one - other) for one, other in zip(seen[:3], ground[:3], strict=True)) <= _NEAR


def _parsed(token: Any) -> Any:
    if token.type == "function" and token.lower_name in _FUNCTIONS:
        token = _reckoned(token)
    try:
        return parse_color(token)
    except (
        ValueError,
        TypeError,
        OverflowError,
        IndexError,
        AttributeError,
    ):  # of a function without arguments
        return None


def _reckoned(token: Any) -> Any:
    """The colour function with what it asks to be reckoned as numbers, all of one kind."""
    parts = [one for one in token.arguments if one.type != "whitespace"]
    mixed = token.lower_name in ("rgb", "rgba") and len({one.type for one in parts[:3] if one != ","}) > 1
    if not mixed and not any(one.type == "function" for one in parts):
        return token
    words = []
    for number, one in enumerate(parts):
        whole = 255.0 if token.lower_name.startswith("rgb") and number < 3 else 1.0
        value = amount([one], Ground(whole=whole))
        words.append(tinycss2.serialize([one]) if value is None or one == "," else f"{value:.6f}")
    return tinycss2.parse_one_component_value(f"{token.lower_name}({' '.join(words)})")


def _srgb(found: Any) -> tuple[float, float, float]:
    if found.space in ("lab", "lch"):
        return _gamma(found.to("xyz-d50").coordinates, _D50)
    if found.space in ("oklab", "oklch"):
        return _gamma(found.to("xyz-d65").coordinates, _D65)
    if found.space in ("xyz", "xyz-d65", "xyz-d50"):
        return _gamma(
            tuple(one or 0 for one in found.coordinates), _D50 if found.space.endswith("50") else _D65
        )
    if found.space in ("srgb", "hsl", "hwb"):
        red, green, blue = found.to("srgb").coordinates
        return red, green, blue
    red, green, blue = (one or 0.0 for one in found.coordinates)
    return red, green, blue  # a wider space: near enough to see that letters have the colour of their ground


def _gamma(xyz: tuple[float, ...], matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    straight = [sum(one * part for one, part in zip(row, xyz, strict=True)) for row in matrix]
    red, green, blue = (
        12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in straight
    )
    return red, green, blue


def _clipped(value: float) -> float:
    return 0.0 if math.isnan(value) else max(0.0, min(1.0, value))
