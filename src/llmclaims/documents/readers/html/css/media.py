"""Answer the conditions of at-rules, ``@media`` and ``@supports``, for a desktop's screen.

The screen is 1280 by 800 pixels, light, with a mouse, and scripts are on. An answer is True, False, or None
where it cannot be told.
"""

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import tinycss2

from llmclaims.documents.readers.html.css.tokens import idents, names, solid, split, stripped, word
from llmclaims.documents.readers.html.css.values import HEIGHT, NO_LENGTHS, SCREEN, WIDTH, amount

_DENSITIES = {"dppx": 1.0, "x": 1.0, "dpi": 1 / 96, "dpcm": 2.54 / 96}
_NUMBERS: dict[str, float] = {
    "width": WIDTH,
    "device-width": WIDTH,
    "height": HEIGHT,
    "device-height": HEIGHT,
    "aspect-ratio": WIDTH / HEIGHT,
    "device-aspect-ratio": WIDTH / HEIGHT,
    "resolution": 1,
    "-webkit-device-pixel-ratio": 1,
    "color": 8,
    "monochrome": 0,
    "color-index": 0,
}
_SIGNS = {"<": operator.lt, ">": operator.gt, "=": operator.eq, "<=": operator.le, ">=": operator.ge}
_NOT_SET = {"none", "no-preference", "0"}
"""Words by which a feature that is named alone counts as absent."""


def media(tokens: Sequence[Any]) -> bool:
    """Tell whether a list of media queries is meant for the screen; an empty one is."""
    parts = [solid(part) for part in split(tokens)]
    return parts == [[]] or any(_query(part) for part in parts)


def _query(words: list[Any]) -> bool | None:
    """Answer one query: a type of medium, conditions, or both."""
    turned = False
    if [one.type for one in words[:2]] == ["ident", "ident"] and words[0].lower_value in ("not", "only"):
        turned = words[0].lower_value == "not"
        words = words[1:]
    if not words or words[0].type != "ident" or words[0].lower_value == "not":
        return condition(words, _feature)
    kind = words[0].lower_value
    if kind in ("and", "or", "only", "layer") or (len(words) > 1 and idents(words[1:2]) != ["and"]):
        return False
    fits: bool | None = kind in ("all", "screen")
    if fits and len(words) > 1:
        fits = condition(words[2:], _feature)
    return not fits if turned and fits is not None else fits


def condition(tokens: Sequence[Any], test: Callable[[Any], bool | None]) -> bool | None:
    """Answer tests in brackets joined by ``and`` or ``or``, or turned round by ``not``."""
    words = solid(tokens)
    if idents(words[:1]) == ["not"]:
        found = condition(words[1:], test) if len(words) == 2 else None
        return None if found is None else not found
    joints = {one.lower_value if one.type == "ident" else "?" for one in words[1::2]}
    if len(words) % 2 == 0 or not joints <= {"and", "or"} or len(joints) > 1:
        return None
    values = [_bracketed(one, test) for one in words[::2]]
    decisive = "or" in joints
    return decisive if decisive in values else None if None in values else not decisive


def _bracketed(one: Any, test: Callable[[Any], bool | None]) -> bool | None:
    if one.type != "() block":
        return test(one) if one.type == "function" else None
    inside = solid(one.content)
    if inside and (inside[0].type in ("() block", "function") or idents(inside[:1]) == ["not"]):
        return condition(inside, test)
    return test(inside)


def _feature(tokens: Any) -> bool | None:
    """Answer for a feature in brackets: alone, with a value, or between limits."""
    if not isinstance(tokens, list) or not tokens:
        return None
    name = tokens[0].lower_value if tokens[0].type == "ident" else ""
    signs = [one.value for one in tokens if one.type == "literal" and one.value in "<>=:"]
    if ":" in signs:
        return _stated(name, tokens[2:]) if name and len(tokens) > 2 else None
    if signs:
        return _between(tokens)
    if len(tokens) > 1 or not name:
        return None
    if name in _NUMBERS:
        return _NUMBERS[name] != 0
    return names("media")[name].isdisjoint(_NOT_SET) if name in names("media") else None


def _stated(name: str, value: list[Any]) -> bool | None:
    if name in names("media") and len(value) == 1:
        text = value[0].lower_value if value[0].type == "ident" else getattr(value[0], "representation", "?")
        return text in names("media")[name]
    for prefix, holds in (("min-", operator.ge), ("max-", operator.le), ("", operator.eq)):
        bare = name.removeprefix(prefix) if not name.startswith("-webkit-") else name.replace(prefix, "", 1)
        if (prefix == "" or bare != name) and bare in _NUMBERS:
            number = _number(value)
            return None if number is None else bool(holds(_NUMBERS[bare], number))
    return None


def _between(tokens: list[Any]) -> bool | None:
    """Answer ``width >= 600px`` or ``400px <= width < 900px``: every comparison that is written must hold."""
    parts: list[list[Any]] = [[]]
    signs: list[str] = []
    for one in tokens:
        if one.type == "literal" and one.value in _SIGNS:
            if parts[-1]:
                parts.append([])
                signs.append(one.value)
            elif signs:
                signs[-1] += one.value
        else:
            parts[-1].append(one)
    numbers = [_NUMBERS.get(word(part)) if word(part) else _number(part) for part in parts]
    known = [one for one in numbers if one is not None]
    if not 2 <= len(known) <= 3 or len(known) != len(numbers) or not _SIGNS.keys() >= set(signs):
        return None
    return all(_SIGNS[sign](*pair) for sign, pair in zip(signs, pairwise(known), strict=True))


def _number(tokens: list[Any]) -> float | None:
    """Return a length in pixels, a density, a ratio or a plain number."""
    if len(tokens) == 3 and tokens[1] == "/":
        one, other = _number(tokens[:1]), _number(tokens[2:])
        return one / other if one is not None and other else None
    if len(tokens) != 1:
        return None
    (only,) = tokens
    if only.type == "dimension":
        if only.lower_unit in _DENSITIES:
            return float(only.value) * _DENSITIES[only.lower_unit]
        return None if only.lower_unit in NO_LENGTHS else amount(tokens, SCREEN)
    return amount(tokens, SCREEN) if only.type in ("number", "function") else None


def supports(tokens: Sequence[Any]) -> bool | None:
    """Tell whether a browser supports what ``@supports`` asks for, as far as it is certain."""
    return condition(tokens, _supported)


def _supported(asked: Any) -> bool | None:
    if not isinstance(asked, list):
        return None  # selector(), font-tech() and the like
    if len(asked) < 3 or asked[0].type != "ident" or asked[1] != ":":
        return None
    name = asked[0].lower_value
    if name.startswith("--"):
        return True
    if name.startswith(("-moz-", "-ms-", "-o-", "-khtml-")):
        return False
    value = tinycss2.serialize(stripped(asked[2:])).lower().replace(" ", "")
    return True if value in names("supports").get(name, ()) else None
