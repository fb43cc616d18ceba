"""Tell what clipping, masks and filters leave of a box."""

from typing import Any

from llmclaims.documents.readers.html.css.boxes import LEAST
from llmclaims.documents.readers.html.css.colours import Colour, shades_in
from llmclaims.documents.readers.html.css.tokens import four, solid, split, word
from llmclaims.documents.readers.html.css.values import Ground, amount

_BLUR = 4.0
"""Pixels: letters that are blurred so much cannot be read."""


def nothing_left(value: tuple[Any, ...], ground: Ground, width: float, height: float) -> bool:
    """Tell whether a ``clip-path`` leaves nothing of a box; a path that is not understood may leave nothing."""
    one = next((one for one in value if one.type in ("url", "function")), None)
    if one is None or one.type == "url":
        return one is not None
    name, parts = one.lower_name, [solid(part) for part in split(one.arguments)]
    if name in ("inset", "rect", "xywh"):
        return _no_rectangle(name, parts[0], ground, width, height)
    if name in ("circle", "ellipse"):
        return _no_ellipse(name, parts[0], ground, width, height)
    return _no_polygon(parts, ground, width, height) if name == "polygon" else True


def clipped_away(value: tuple[Any, ...], ground: Ground, width: float, height: float) -> bool:
    """Tell whether a ``clip`` of old leaves nothing."""
    for one in value:
        if one.type == "function":
            words = [part for part in solid(one.arguments) if part != ","]
            top, right, bottom, left = ([amount([part], ground) for part in words] + [None] * 4)[:4]
            return _is_nothing((left, right, width), (top, bottom, height))
    return False


def _is_nothing(
    across: tuple[float | None, float | None, float],
    down: tuple[float | None, float | None, float],
    part: float = 0.25,
) -> bool:
    """Tell whether a rectangle shows too little; each side of it: from where, to where, and of how much.

    Of what is small itself, the ``part`` of it that is too little.
    """
    return any(
        min(whole if end is None else end, whole) - max(start or 0.0, 0.0) <= min(LEAST, whole * part)
        for start, end, whole in (across, down)
    )


def opacity_left(value: tuple[Any, ...]) -> float:
    """Return the opacity that filters leave to a text, from 0 to 1."""
    left = 1.0
    for one in value:
        if one.type != "function":
            continue
        first = amount(one.arguments, Ground(whole=1.0))
        if one.lower_name == "opacity" and first is not None:
            left *= max(0.0, min(1.0, first))
        elif one.lower_name == "blur" and first is not None and first >= _BLUR:
            left = 0.0
    return left


def masked_out(value: tuple[Any, ...], size: tuple[Any, ...]) -> bool:
    """Tell whether masks let nothing through; a picture that is not looked at may let nothing through."""
    stated = [found for one in size if (found := amount([one], Ground())) is not None]
    if value and stated and min(stated) <= LEAST:
        return True
    layers = [one for one in value if one.type in ("function", "url")]
    return bool(layers) and not any(_lets_through(one) for one in layers)


def _lets_through(layer: Any) -> bool:
    if layer.type == "url" or "gradient" not in layer.lower_name:
        return False
    shades = shades_in(layer.arguments)
    return not shades or any(one.alpha > 0.05 for one in shades)


def shade_of(layers: tuple[Any, ...]) -> Colour | None:
    """Return the one colour that pictures come to, if they are gradients of it; None: they are none, or pictures."""
    shades: list[Colour] = []
    for layer in layers:
        if layer.type != "function" or "gradient" not in layer.lower_name:
            return None
        shades += shades_in(layer.arguments)
    first = shades[0] if shades else None
    clear = all(one.alpha <= 0.05 for one in shades)
    return first if first is not None and (clear or all(one == first for one in shades)) else None


def recoloured(value: tuple[Any, ...], shade: Colour) -> Colour:
    """Apply filters that darken, lighten and invert to a colour."""
    parts = [one / 255 for one in shade[:3]]
    for one in value:
        if one.type != "function":
            continue
        given = amount(one.arguments, Ground(whole=1.0))
        strength = 1.0 if given is None else given
        if one.lower_name == "brightness":
            parts = [min(1.0, part * strength) for part in parts]
        elif one.lower_name == "invert":
            parts = [part + min(1.0, strength) * (1 - 2 * part) for part in parts]
    return Colour(parts[0] * 255, parts[1] * 255, parts[2] * 255, shade.alpha)


def _amounts(tokens: list[Any], ground: Ground, wholes: tuple[float, ...]) -> list[float | None]:
    return [
        amount([one], ground._replace(whole=wholes[number % len(wholes)]))
        for number, one in enumerate(tokens)
    ]


def _no_rectangle(name: str, tokens: list[Any], ground: Ground, width: float, height: float) -> bool:
    place = next((number for number, one in enumerate(tokens) if word([one]) == "round"), len(tokens))
    words = tokens[:place]
    if name == "inset":
        if not 1 <= len(words) <= 4:
            return True
        top, right, bottom, left = (one or 0.0 for one in _amounts(four(words), ground, (height, width)))
        return _is_nothing((left, width - right, width), (top, height - bottom, height))
    if name == "xywh":
        x, y, wide, high = (one or 0.0 for one in (_amounts(words, ground, (width, height)) + [0.0] * 4)[:4])
        return _is_nothing((x, x + wide, width), (y, y + high, height), part=1e9)
    edges = (_amounts(words, ground, (height, width)) + [None] * 4)[:4]
    return _is_nothing((edges[3], edges[1], width), (edges[0], edges[2], height), part=1e9)


def _no_ellipse(name: str, tokens: list[Any], ground: Ground, width: float, height: float) -> bool:
    place = next((number for number, one in enumerate(tokens) if word([one]) == "at"), len(tokens))
    radii, centre = tokens[:place], tokens[place + 1 :]
    sizes = _amounts(radii, ground, (width, height) if name == "ellipse" else ((width + height) / 2,))
    known = [one for one in sizes if one is not None]
    if any(one <= LEAST / 2 for one in known):
        return True
    if len(centre) == 2 and any(word([one]) == "closest-side" for one in radii):
        right, down = (one or 0.0 for one in _amounts(centre, ground, (width, height)))
        return min(abs(right), abs(width - right), abs(down), abs(height - down)) <= LEAST / 2
    if len(centre) == 2 and known:
        x, y = _amounts(centre, ground, (width, height))
        across, down = known[0], known[-1]
        if x is not None and not -across + LEAST < x < width + across - LEAST:
            return True
        return y is not None and not -down + LEAST < y < height + down - LEAST
    return False


def _no_polygon(parts: list[list[Any]], ground: Ground, width: float, height: float) -> bool:
    points = []
    for part in parts:
        if len(part) == 2 and all(one.type != "ident" for one in part):
            x, y = (one or 0.0 for one in _amounts(part, ground, (width, height)))
            points.append((max(0.0, min(x, width)), max(0.0, min(y, height))))
    if len(points) < 3:
        return True
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    area = abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs)) / 2
    return area <= LEAST * LEAST * 4
