"""Colours as CSS writes them, as far as it takes to see that letters have that of their background."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
_NAMED: dict[str, Colour] = {
    "white": WHITE,
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "floralwhite": (255, 250, 240),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
    "maroon": (128, 0, 0),
}
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})[0-9a-f]{0,2}\b")
_RGB = re.compile(r"rgba?\(\s*([0-9.]+%?)[\s,]+([0-9.]+%?)[\s,]+([0-9.]+%?)")
_HSL = re.compile(r"hsla?\(\s*([0-9.]+)(?:deg)?[\s,]+([0-9.]+)%[\s,]+([0-9.]+)%")
_NEAR = 24
"""How far two colours may differ, in each part of 255, and still not be told apart by a reader."""


def colour(value: str) -> Colour | None:
    """The colour that a CSS value names, or None where it names none that is known here."""
    text = value.strip().lower()
    if found := _HEX.search(text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(text):
        red, green, blue = (_part(one) for one in found.groups())
        return red, green, blue
    if found := _HSL.search(text):
        import colorsys

        turn, full, light = (float(one) for one in found.groups())
        shares = colorsys.hls_to_rgb(turn / 360 % 1, light / 100, full / 100)
        return round(shares[0] * 255), round(shares[1] * 255), round(shares[2] * 255)
    return next((_NAMED[word] for word in re.findall(r"[a-z]+", text) if word in _NAMED), None)


def same(letters: Colour, ground: Colour | None) -> bool:
    """Whether a reader could not tell letters from what is behind them; a page is white where nothing is said."""
    return max(abs(one - other) for one, other in zip(letters, ground or WHITE, strict=True)) <= _NEAR


def _part(value: str) -> int:
    number = float(value.rstrip("%"))
    return min(255, round(number * 2.55 if value.endswith("%") else number))
