"""Transforms: how large letters are after them, where they go, and whether they show their face."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.documents.readers.html.css.values import Ground, amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Matrix = tuple[tuple[float, ...], ...]
_MOST = 100  # functions of one element's transforms

ONE: Matrix = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))


class Shift(NamedTuple):
    """What a transform does to a box: ``size`` of its letters, in parts of one; its place, in pixels; its face.

    ``turned``: it shows its back.
    """

    size: float
    wide: float
    x: float
    y: float
    turned: bool


def transform_of(
    values: Mapping[str, tuple[Any, ...]], ground: Ground, width: float, height: float
) -> Shift | None:
    """What ``translate``, ``rotate``, ``scale`` and ``transform`` do together; None where they do nothing."""
    matrix: Matrix = ONE
    for name in ("translate", "rotate", "scale", "transform"):
        for call, arguments in _calls(name, values.get(name, ())):
            matrix = _times(matrix, _matrix(call, arguments, ground, width, height))
    if matrix == ONE:
        return None
    near = matrix[3][3]
    if near <= 0:
        return Shift(0.0, 0.0, 0.0, 0.0, turned=False)  # behind who looks
    (a, c, x), (b, d, y) = ([row[0] / near, row[1] / near, row[3] / near] for row in matrix[:2])
    flat = a * d - b * c
    right, down = _origin(values.get("transform-origin", ()), ground, width, height)
    wide = math.hypot(a, b)
    x += right - a * right - c * down + min(0.0, a * width)
    y += down - b * right - d * down + min(0.0, d * height)
    return Shift(math.sqrt(abs(flat)), wide, x, y, turned=flat < 0 and matrix[2][2] < 0)


def _origin(value: tuple[Any, ...], ground: Ground, width: float, height: float) -> tuple[float, float]:
    """The point that stays where it is: the middle, if nothing else is said."""
    words = [one for one in value if one.type != "whitespace"]
    found = [width / 2, height / 2]
    named = {"left": (0, 0.0), "right": (0, width), "top": (1, 0.0), "bottom": (1, height)}
    for number, one in enumerate(words[:2]):
        if one.type == "ident" and one.lower_value in named:
            axis, place = named[one.lower_value]
            found[axis] = place
        elif (stated := amount([one], ground._replace(whole=(width, height)[number]))) is not None:
            found[number] = stated
    return found[0], found[1]


def _calls(name: str, value: tuple[Any, ...]) -> list[tuple[str, list[list[Any]]]]:
    words = [one for one in value if one.type != "whitespace"]
    if not words or (len(words) == 1 and words[0].type == "ident"):
        return []
    if name != "transform":
        axes = [one.lower_value for one in words if one.type == "ident"]
        call = name + (axes[0] if axes and name == "rotate" else "")
        return [(call, [[one] for one in words if one.type != "ident"])]
    found = []
    for one in words[:_MOST]:
        if one.type == "function":
            parts: list[list[Any]] = [[]]
            for piece in one.arguments:
                if piece == ",":
                    parts.append([])
                else:
                    parts[-1].append(piece)
            found.append((one.lower_name, parts))
    return found


def _matrix(
    call: str, arguments: Sequence[Sequence[Any]], ground: Ground, width: float, height: float
) -> Matrix:
    wholes = (height,) if call == "translatey" else (width, height)
    given = [
        amount(
            one,
            ground._replace(
                whole=(wholes[number] if number < len(wholes) else None) if "translate" in call else 1.0
            ),
        )
        for number, one in enumerate(arguments)
    ]
    numbers = [0.0 if one is None else one for one in given]
    if not numbers:
        return ONE
    if call.startswith("translate"):
        return _moved(call, numbers)
    if call.startswith("scale"):
        return _scaled(call, numbers)
    if call.startswith("rotate"):
        return _rotated(call, numbers)
    if call.startswith("skew"):
        across = 0.0 if call == "skewy" else numbers[0]
        down = numbers[0] if call == "skewy" else numbers[1] if len(numbers) > 1 else 0.0
        return ((1, math.tan(math.radians(across)), 0, 0), (math.tan(math.radians(down)), 1, 0, 0), *ONE[2:])
    if call == "perspective" and numbers[0] > 0:
        return (*ONE[:3], (0, 0, -1 / max(numbers[0], 1.0), 1))
    if call == "matrix" and len(numbers) == 6:
        a, b, c, d, x, y = numbers
        return ((a, c, 0, x), (b, d, 0, y), *ONE[2:])
    if call == "matrix3d" and len(numbers) == 16:
        return tuple(tuple(numbers[row::4]) for row in range(4))
    return ONE


def _moved(call: str, numbers: list[float]) -> Matrix:
    x, y = (
        (0.0, numbers[0]) if call == "translatey" else (numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
    )
    deep = numbers[2] if len(numbers) > 2 else 0.0
    if call == "translatez":
        x, y, deep = 0.0, 0.0, numbers[0]
    return ((1, 0, 0, x), (0, 1, 0, y), (0, 0, 1, deep), ONE[3])


def _scaled(call: str, numbers: list[float]) -> Matrix:
    across, down, deep = numbers[0], numbers[1] if len(numbers) > 1 else numbers[0], 1.0
    if call == "scalex":
        down = 1.0
    elif call == "scaley":
        across = 1.0
    elif call == "scalez":
        across, down, deep = 1.0, 1.0, numbers[0]
    return ((across, 0, 0, 0), (0, down, 0, 0), (0, 0, deep, 0), ONE[3])


def _rotated(call: str, numbers: list[float]) -> Matrix:
    turn = math.radians(numbers[-1])
    axis = {"rotatex": (1.0, 0.0, 0.0), "rotatey": (0.0, 1.0, 0.0)}.get(call, (0.0, 0.0, 1.0))
    if len(numbers) == 4:
        length = math.hypot(*numbers[:3]) or 1.0
        axis = (numbers[0] / length, numbers[1] / length, numbers[2] / length)
    x, y, z = axis
    cos, sin = _exact(math.cos(turn)), _exact(math.sin(turn))
    rest = 1 - cos
    return (
        (cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin, 0),
        (y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin, 0),
        (z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest, 0),
        ONE[3],
    )


def _exact(value: float) -> float:
    return 0.0 if abs(value) < 1e-9 else value


def _times(one: Matrix, other: Matrix) -> Matrix:
    columns = list(zip(*other, strict=True))
    return tuple(
        tuple(_bounded(sum(a * b for a, b in zip(row, column, strict=True))) for column in columns)
        for row in one
    )


def _bounded(value: float) -> float:
    return max(-1e12, min(value, 1e12)) if value == value else 0.0  # noqa: PLR0124 - what is no number is not itself
