"""Transforms: the size of letters after them, their place, and whether they show their face."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.css.tokens import idents, solid, split
from llmclaims.documents.readers.html.css.values import Ground, amount

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
    """Join ``translate``, ``rotate``, ``scale`` and ``transform``; None where they do nothing."""
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
    """Return the point that stays where it is, by default the middle."""
    found = [width / 2, height / 2]
    named = {"left": (0, 0.0), "right": (0, width), "top": (1, 0.0), "bottom": (1, height)}
    for number, one in enumerate(solid(value)[:2]):
        if one.type == "ident" and one.lower_value in named:
            axis, place = named[one.lower_value]
            found[axis] = place
        elif (stated := amount([one], ground._replace(whole=(width, height)[number]))) is not None:
            found[number] = stated
    return found[0], found[1]


def _calls(name: str, value: tuple[Any, ...]) -> list[tuple[str, list[list[Any]]]]:
    """Return the functions of a transform, each with its arguments."""
    words = solid(value)
    axes = idents(words)
    if not words or len(words) == len(axes) == 1:
        return []
    if name == "transform":
        return [(one.lower_name, split(one.arguments)) for one in words[:_MOST] if one.type == "function"]
    call = name + (axes[0] if axes and name == "rotate" else "")
    return [(call, [[one] for one in words if one.type != "ident"])]


def _matrix(
    call: str, arguments: Sequence[Sequence[Any]], ground: Ground, width: float, height: float
) -> Matrix:
    wholes = {0: height if call == "translatey" else width, 1: height} if "translate" in call else {}
    other = None if wholes else 1.0
    numbers = [
        amount(one, ground._replace(whole=wholes.get(number, other))) or 0.0
        for number, one in enumerate(arguments)
    ]
    if not numbers or call not in _MATRICES:
        return ONE
    try:
        return _MATRICES[call](*numbers)
    except TypeError:  # not as many numbers as it takes
        return ONE


def _moved(x: float, y: float = 0.0, z: float = 0.0, *_: float) -> Matrix:
    return ((1, 0, 0, x), (0, 1, 0, y), (0, 0, 1, z), ONE[3])


def _scaled(x: float, y: float | None = None, *_: float, z: float = 1.0) -> Matrix:
    return ((x, 0, 0, 0), (0, x if y is None else y, 0, 0), (0, 0, z, 0), ONE[3])


def _skewed(across: float, down: float = 0.0, *_: float) -> Matrix:
    right, below = math.tan(math.radians(across)), math.tan(math.radians(down))
    return ((1, right, 0, 0), (below, 1, 0, 0), *ONE[2:])


def _seen_from(distance: float, *_: float) -> Matrix:
    return (*ONE[:3], (0, 0, -1 / max(distance, 1.0), 1)) if distance > 0 else ONE


def _turned(*numbers: float) -> Matrix:
    """Return the turn by the last number, round the axis that the first three say, if there are four."""
    if len(numbers) != 4:
        return _turned(0.0, 0.0, 1.0, numbers[-1])
    length = math.hypot(*numbers[:3]) or 1.0
    x, y, z = (one / length for one in numbers[:3])
    turn = math.radians(numbers[3])
    cos, sin = _exact(math.cos(turn)), _exact(math.sin(turn))
    rest = 1 - cos
    return (
        (cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin, 0),
        (y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin, 0),
        (z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest, 0),
        ONE[3],
    )


_MATRICES: dict[str, Callable[..., Matrix]] = {
    **dict.fromkeys(("translate", "translatex", "translate3d"), _moved),
    "translatey": lambda y, *_: _moved(0.0, y),
    "translatez": lambda z, *_: _moved(0.0, 0.0, z),
    **dict.fromkeys(("scale", "scale3d"), _scaled),
    "scalex": lambda x, *_: _scaled(x, 1.0),
    "scaley": lambda y, *_: _scaled(1.0, y),
    "scalez": lambda z, *_: _scaled(1.0, z=z),
    **dict.fromkeys(("rotate", "rotate3d", "rotatez"), _turned),
    "rotatex": lambda *numbers: _turned(1.0, 0.0, 0.0, numbers[-1]),
    "rotatey": lambda *numbers: _turned(0.0, 1.0, 0.0, numbers[-1]),
    **dict.fromkeys(("skew", "skewx"), _skewed),
    "skewy": lambda down, *_: _skewed(0.0, down),
    "perspective": _seen_from,
    "matrix": lambda a, b, c, d, x, y: ((a, c, 0, x), (b, d, 0, y), *ONE[2:]),
    "matrix3d": lambda *numbers: (
        tuple(tuple(numbers[row::4]) for row in range(4)) if len(numbers) == 16 else ONE
    ),
}


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
