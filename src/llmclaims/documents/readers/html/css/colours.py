"""Read colours as CSS writes them, well enough to see that letters have that of their ground."""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import tinycss2
from tinycss2.color4 import parse_color

from llmclaims.documents.readers.html.css.tokens import names, parsed, solid, split, texts, word
from llmclaims.documents.readers.html.css.values import Ground, amount


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and how far it covers what is behind it, from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
NIGHT = Colour(18, 18, 18)
"""The ground of a page that asks for a dark scheme."""
_SYSTEM = texts("system_colours")
_FUNCTIONS = names("colours")["functions"]
_NEAR = 24
"""How far two colours may differ, in each part of 255, and still not be told apart by a reader."""
_D65 = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
_D50 = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))


def is_colour(token: Any) -> bool:
    """Tell whether a token is a colour of CSS, known here or not."""
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return True
    return (token.type == "function" and token.lower_name in _FUNCTIONS) or _parsed(token) is not None


def colour(token: Any, current: Colour | None = None) -> Colour | None:
    """Return the colour that a token names, ``current`` being that of the letters; None where it cannot be told."""
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return colour(parsed(_SYSTEM[token.lower_value])[0])
    if token.type == "function" and token.lower_name == "light-dark":
        first = solid(token.arguments)[:1]
        return colour(first[0], current) if first else None
    found = _parsed(token)
    if found is None or found == "currentcolor":
        return current if found else None
    try:
        red, green, blue = (_clipped(one) * 255 for one in _srgb(found))
    except (ValueError, OverflowError, NotImplementedError, ZeroDivisionError):
        return None
    return Colour(red, green, blue, float(found.alpha))


def shades_in(tokens: Iterable[Any], current: Colour | None = None) -> list[Colour]:
    """Return the colours among some tokens."""
    return [shade for one in tokens if (shade := colour(one, current)) is not None]


def legacy(text: str) -> Colour | None:
    """Return the colour of an attribute such as ``bgcolor``, with or without its sign."""
    for one in (text.strip(), f"#{text.strip()}"):
        token = tinycss2.parse_one_component_value(one)
        if token.type in ("ident", "hash") and (found := colour(token)) is not None:
            return found
    return None


def over(letters: Colour, ground: Colour) -> Colour:
    """Lay one colour on another that is opaque."""
    part = letters.alpha
    return Colour(
        *(part * one + (1 - part) * other for one, other in zip(letters[:3], ground[:3], strict=True))
    )


def same(letters: Colour, ground: Colour) -> bool:
    """Tell whether a reader could not tell letters from what is behind them."""
    seen = over(letters, ground)
    return max(abs(one - other) for one, other in zip(seen[:3], ground[:3], strict=True)) <= _NEAR


def _parsed(token: Any) -> Any:
    if token.type == "function" and token.lower_name in _FUNCTIONS:
        token = _mixed(token) if token.lower_name == "color-mix" else _reckoned(_plain(token))
    try:
        return parse_color(token)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):  # of one without arguments
        return None


def _reckoned(token: Any) -> Any:
    """Return the colour function with what it asks to be reckoned as numbers, all of one kind."""
    parts = solid(token.arguments)
    is_rgb = token.lower_name.startswith("rgb")
    mixed = is_rgb and len({one.type for one in parts[:3] if one != ","}) > 1
    if not mixed and not any(one.type == "function" or word([one]) == "none" for one in parts):
        return token
    words = []
    for number, one in enumerate(parts):
        whole = 255.0 if is_rgb and number < 3 else 1.0
        value = 0.0 if word([one]) == "none" else amount([one], Ground(whole=whole))
        words.append(tinycss2.serialize([one]) if value is None or one == "," else f"{value:.6f}")
    return tinycss2.parse_one_component_value(f"{token.lower_name}({' '.join(words)})")


def _plain(token: Any) -> Any:
    """Take a colour made from another for that other, with the strength that it states."""
    words = solid(token.arguments)
    if len(words) < 2 or word(words[:1]) != "from":
        return token
    base = colour(words[1])
    slash = next((number for number, one in enumerate(words) if one == "/"), None)
    alpha = None if slash is None else amount(words[slash + 1 : slash + 2], Ground(whole=1.0))
    return token if base is None else _written(base if alpha is None else base._replace(alpha=alpha))


def _mixed(token: Any) -> Any:
    """Mix two colours by their shares, whatever the space."""
    parts = split(token.arguments)[1:]
    shades = [shades_in(part) for part in parts]
    if len(shades) != 2 or not all(shades):
        return token
    first, second = (
        next((one.value / 100 for one in part if one.type == "percentage"), None) for part in parts
    )
    first = (0.5 if second is None else 1 - second) if first is None else first
    second = 1 - first if second is None else second
    total = (first + second) or 1.0
    (one, *_), (other, *_) = shades
    weights = first * one.alpha / total, second * other.alpha / total
    alpha = sum(weights) or 1e-9
    red, green, blue = (
        (a * weights[0] + b * weights[1]) / alpha for a, b in zip(one[:3], other[:3], strict=True)
    )
    return _written(Colour(red, green, blue, sum(weights) * min(1.0, first + second)))


def _written(shade: Colour) -> Any:
    red, green, blue, alpha = (f"{one:.6f}" for one in shade)
    return tinycss2.parse_one_component_value(f"rgb({red} {green} {blue} / {alpha})")


def _srgb(found: Any) -> tuple[float, ...]:
    if found.space in ("lab", "lch"):
        return _gamma(found.to("xyz-d50").coordinates, _D50)
    if found.space in ("oklab", "oklch"):
        return _gamma(found.to("xyz-d65").coordinates, _D65)
    if found.space in ("hsl", "hwb"):
        return tuple(found.to("srgb").coordinates)
    stated = tuple(one or 0.0 for one in found.coordinates)
    if found.space in ("xyz", "xyz-d65", "xyz-d50"):
        return _gamma(stated, _D50 if found.space.endswith("50") else _D65)
    return stated  # a wider space: near enough to see that letters have the colour of their ground


def _gamma(xyz: tuple[float, ...], matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    straight = [sum(one * part for one, part in zip(row, xyz, strict=True)) for row in matrix]
    return tuple(12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in straight)


def _clipped(value: float) -> float:
    return 0.0 if math.isnan(value) else max(0.0, min(1.0, value))
