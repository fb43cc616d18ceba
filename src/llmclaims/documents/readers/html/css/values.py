"""Lengths and numbers as CSS writes them, ``calc()`` and its kin included, in pixels."""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.css.tokens import solid, split, word

WIDTH, HEIGHT = 1280, 800
"""Pixels of the window in which a page is looked at."""
_MOST = 1e7
_DEEPEST = 30


class Ground(NamedTuple):
    """What relative lengths refer to: sizes of letters in pixels, and ``whole``, which 100 % is; None: unknown."""

    letter: float = 16.0
    root: float = 16.0
    whole: float | None = None
    line: float = 19.2


SCREEN = Ground(whole=float(WIDTH))

_FIXED = {"px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54, "pt": 4 / 3, "pc": 16.0}
_LETTERS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0}
_ROOT = {"rem": 1.0, "rex": 0.5, "rch": 0.5, "rcap": 0.7, "ric": 1.0, "rlh": 1.2}
_WINDOW = {"w": WIDTH, "i": WIDTH, "max": WIDTH, "h": HEIGHT, "b": HEIGHT, "min": HEIGHT}
_PARTS = {
    f"{kind}{side}": size / 100 for kind in ("v", "sv", "lv", "dv", "cq") for side, size in _WINDOW.items()
}
NO_LENGTHS = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0, "s": 1.0, "ms": 0.001}
"""Units of angles, in degrees, and of times, in seconds."""
_CONSTANTS = {"pi": math.pi, "e": math.e, "infinity": math.inf, "-infinity": -math.inf, "nan": math.nan}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "clamp": lambda low, value, high: max(low, min(value, high)),
    "abs": abs,
    "sign": lambda one: math.copysign(1, one) if one else 0.0,
    "sin": lambda one: math.sin(math.radians(one)),
    "cos": lambda one: math.cos(math.radians(one)),
    "tan": lambda one: math.tan(math.radians(one)),
    "sqrt": math.sqrt,
    "pow": math.pow,
    "exp": math.exp,
    "hypot": math.hypot,
    "log": math.log,
    "mod": lambda one, other: one % other,
    "rem": math.fmod,
    "round": lambda one, step=1.0: round(one / step) * step,
    "env": lambda one=0.0: one,
}


def amount(tokens: Sequence[Any], ground: Ground) -> float | None:
    """Return the pixels, degrees, seconds or number that one value comes to; None where it is no such value.

    A percentage comes to None where it is not known of what.
    """
    words = solid(tokens)
    if len(words) != 1:
        return None
    try:
        found = _one(words[0], ground, 0)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError):
        return None
    return None if found is None else _bounded(found)


def _bounded(value: float) -> float:
    return 0.0 if math.isnan(value) else max(-_MOST, min(value, _MOST))


def _one(token: Any, ground: Ground, depth: int) -> float | None:
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return None if ground.whole is None else token.value * ground.whole / 100
    if token.type == "dimension":
        return _dimension(token.value, token.lower_unit, ground)
    if token.type == "function":
        return _function(token, ground, depth + 1)
    if token.type == "() block":
        return _sum(token.content, ground, depth + 1)
    if token.type == "ident" and depth:
        return _CONSTANTS.get(token.lower_value)
    return None


def _dimension(value: float, unit: str, ground: Ground) -> float | None:
    for table, factor in (
        (_FIXED, 1.0),
        (_LETTERS, ground.letter),
        (_ROOT, ground.root),
        (_PARTS, 1.0),
        (NO_LENGTHS, 1.0),
        ({"lh": 1.0}, ground.line),
    ):
        if unit in table:
            return float(value) * table[unit] * factor
    return None


def _function(token: Any, ground: Ground, depth: int) -> float | None:
    if depth > _DEEPEST:
        return None
    name = token.lower_name.removeprefix("-webkit-")
    if name == "calc":
        return _sum(token.arguments, ground, depth)
    if name not in _FUNCTIONS:
        return None
    parts = split(token.arguments)
    if name == "env" or (name == "round" and len(parts) > 1 and word(parts[0])):
        parts = parts[1:]
    values = [_sum(part, ground, depth) for part in parts]
    known = [one for one in values if one is not None]
    return float(_FUNCTIONS[name](*known)) if len(known) == len(values) else None


def _sum(tokens: Sequence[Any], ground: Ground, depth: int) -> float | None:
    """Terms with signs between them; products bind more tightly."""
    if depth > _DEEPEST:
        return None
    words = solid(tokens)
    total, sign = 0.0, 1.0
    product: float | None = None
    turn: Callable[[float, float], float] | None = None
    for one in words:
        if one.type == "literal":
            if one.value in "*/" and product is not None and turn is None:
                turn = operator.mul if one.value == "*" else operator.truediv
            elif one.value in "+-" and product is not None and turn is None:
                total, product, sign = total + sign * product, None, 1.0 if one.value == "+" else -1.0
            else:
                return None
            continue
        value = _one(one, ground, depth or 1)
        if value is None or (product is not None and turn is None):
            return None
        product, turn = (value if product is None or turn is None else turn(product, value)), None
    return None if product is None or turn is not None else total + sign * product
