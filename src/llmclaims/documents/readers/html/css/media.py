"""Conditions of at-rules: what ``@media`` and ``@supports`` ask for, answered for a desktop's screen.

The screen is 1280 by 800 pixels, light, with a mouse, and scripts are on. An answer is True, False, or None
where it cannot be told.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 1280, 800
_LENGTHS = {
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
    "vw": WIDTH / 100,
    "vh": HEIGHT / 100,
}
_DENSITIES = {"dppx": 1.0, "x": 1.0, "dpi": 1 / 96, "dpcm": 2.54 / 96}
_NUMBERS = {
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
_WORDS = {
    "orientation": {"landscape"},
    "hover": {"hover"},
    "any-hover": {"hover"},
    "pointer": {"fine"},
    "any-pointer": {"fine"},
    "prefers-color-scheme": {"light"},
    "prefers-reduced-motion": {"no-preference"},
    "prefers-reduced-data": {"no-preference"},
    "prefers-reduced-transparency": {"no-preference"},
    "prefers-contrast": {"no-preference"},
    "forced-colors": {"none"},
    "inverted-colors": {"none"},
    "scripting": {"enabled"},
    "update": {"fast"},
    "overflow-block": {"scroll"},
    "overflow-inline": {"scroll"},
    "display-mode": {"browser"},
    "color-gamut": {"srgb"},
    "dynamic-range": {"standard"},
    "video-dynamic-range": {"standard"},
    "scan": {"progressive"},
    "grid": {"0"},
}
_NOT_SET = {"none", "no-preference", "0", ""}
"""Words by which a feature that is named alone counts as absent."""
_SURE = {
    "display": {"block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "contents", "flow-root", "none"},
    "position": {"static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"},
    "opacity": {"0", "1"},
    "color": {"red", "black", "white", "green"},
    "width": {"fit-content", "max-content", "min-content", "0", "auto"},
    "visibility": {"hidden", "visible"},
    "object-fit": {"cover", "contain"},
    "gap": {"1px", "1rem", "0"},
    "aspect-ratio": {"1", "1 / 1"},
}  # fmt: skip
"""Declarations that every browser of today supports; of others a page's condition is not taken for certain."""


def media(tokens: Sequence[Any]) -> bool:
    """Whether a list of media queries is meant for the screen; an empty one is."""
    from llmclaims.documents.readers.html.css.selectors import split, stripped

    parts = [stripped(part) for part in split(tokens)]
    if len(parts) == 1 and not parts[0]:
        return True
    return any(bool(_query(part)) for part in parts)


def _query(tokens: list[Any]) -> bool | None:
    """One query: a type of medium, conditions, or both."""
    words = [one for one in tokens if one.type != "whitespace"]
    turned = False
    if [one.type for one in words[:2]] == ["ident", "ident"] and words[0].lower_value in ("not", "only"):
        turned = words[0].lower_value == "not"
        words = words[1:]
    if words and words[0].type == "ident" and words[0].lower_value != "not":
        kind = words[0].lower_value
        if kind in ("and", "or", "only", "layer"):
            return False
        fits: bool | None = kind in ("all", "screen")
        if len(words) > 1:
            if words[1].type != "ident" or words[1].lower_value != "and":
                return False
            rest = condition(words[2:], _feature)
            fits = False if not fits else rest
        return not fits if turned and fits is not None else fits
    return condition(words, _feature)


def condition(tokens: Sequence[Any], test: Callable[[Any], bool | None]) -> bool | None:
    """Tests in brackets joined by ``and`` or ``or``, or turned round by ``not``."""
    words = [one for one in tokens if one.type != "whitespace"]
    if words and words[0].type == "ident" and words[0].lower_value == "not":
        found = condition(words[1:], test) if len(words) == 2 else None
        return None if found is None else not found
    if not words:
        return None
    values: list[bool | None] = []
    joints = set()
    for number, word in enumerate(words):
        if number % 2:
            joints.add(word.lower_value if word.type == "ident" else "?")
        else:
            values.append(_bracketed(word, test))
    if len(words) % 2 == 0 or not joints <= {"and", "or"} or len(joints) > 1:
        return None
    if "or" in joints:
        return True if True in values else None if None in values else False
    return False if False in values else None if None in values else True


def _bracketed(word: Any, test: Callable[[Any], bool | None]) -> bool | None:
    if word.type == "() block":
        inside = [one for one in word.content if one.type not in ("whitespace", "comment")]
        first = inside[0] if inside else None
        if first is not None and (
            first.type in ("() block", "function") or (first.type == "ident" and first.lower_value == "not")
        ):
            return condition(inside, test)
        return test(inside)
    return test(word) if word.type == "function" else None


def _feature(tokens: Any) -> bool | None:
    """A feature in brackets: alone, with a value, or between limits."""
    if not isinstance(tokens, list) or not tokens:
        return None
    names = [one for one in tokens if one.type == "ident"]
    signs = "".join(one.value for one in tokens if one.type == "literal" and one.value in "<>=:")
    if ":" in signs:
        return (
            _stated(tokens[0].lower_value, tokens[2:])
            if tokens[0].type == "ident" and len(tokens) > 2
            else None
        )
    if signs:
        return _between(tokens)
    if len(tokens) == 1 and names:
        name = names[0].lower_value
        if name in _NUMBERS:
            return _NUMBERS[name] != 0
        return _WORDS[name].isdisjoint(_NOT_SET) if name in _WORDS else None
    return None


def _stated(name: str, value: list[Any]) -> bool | None:
    if name in _WORDS and len(value) == 1:
        word = value[0]
        text = word.lower_value if word.type == "ident" else getattr(word, "representation", "?")
        return text in _WORDS[name]
    for prefix, holds in (("min-", "__ge__"), ("max-", "__le__"), ("", "__eq__")):
        bare = name.removeprefix(prefix) if not name.startswith("-webkit-") else name.replace(prefix, "", 1)
        if (prefix == "" or bare != name) and bare in _NUMBERS:
            number = _number(value)
            return None if number is None else bool(getattr(float(_NUMBERS[bare]), holds)(number))
    return None


def _between(tokens: list[Any]) -> bool | None:
    """``width >= 600px``, ``400px <= width < 900px``: every comparison that is written must hold."""
    parts: list[list[Any]] = [[]]
    signs: list[str] = []
    for one in tokens:
        if one.type == "literal" and one.value in ("<", ">", "=", "<=", ">="):
            if parts[-1]:
                parts.append([])
                signs.append(one.value)
            elif signs:
                signs[-1] += one.value
        else:
            parts[-1].append(one)
    numbers = [_named(part) for part in parts]
    known = [one for one in numbers if one is not None]
    if not 2 <= len(known) <= 3 or len(known) != len(numbers):
        return None
    held = {"<": "__lt__", ">": "__gt__", "=": "__eq__", "<=": "__le__", ">=": "__ge__"}
    if any(sign not in held for sign in signs):
        return None
    pairs = pairwise(known)
    return all(getattr(one, held[sign])(other) for (one, other), sign in zip(pairs, signs, strict=True))


def _named(tokens: list[Any]) -> float | None:
    if len(tokens) == 1 and tokens[0].type == "ident":
        found = _NUMBERS.get(tokens[0].lower_value)
        return None if found is None else float(found)
    return _number(tokens)


def _number(tokens: list[Any]) -> float | None:
    """A length in pixels, a density, a ratio or a plain number."""
    if len(tokens) == 3 and tokens[1] == "/":
        one, other = _number(tokens[:1]), _number(tokens[2:])
        return one / other if one is not None and other else None
    if len(tokens) != 1:
        return None
    (only,) = tokens
    if only.type == "number":
        return float(only.value)
    if only.type == "dimension":
        unit = _LENGTHS.get(only.lower_unit, _DENSITIES.get(only.lower_unit))
        return None if unit is None else float(only.value) * unit
    if only.type == "function":
        from llmclaims.documents.readers.html.css.values import SCREEN, amount

        found = amount([only], SCREEN)
        return None if found is None else found
    return None


def supports(tokens: Sequence[Any]) -> bool | None:
    """Whether a browser supports what ``@supports`` asks for, as far as it is certain."""
    return condition(tokens, _supported)


def _supported(asked: Any) -> bool | None:
    from llmclaims.documents.readers.html.css.selectors import stripped

    if not isinstance(asked, list):
        return None  # selector(), font-tech() and the like
    if len(asked) < 3 or asked[0].type != "ident" or asked[1] != ":":
        return None
    name = asked[0].lower_value
    if name.startswith("--"):
        return True
    if name.startswith(("-moz-", "-ms-", "-o-", "-khtml-")):
        return False
    import tinycss2

    value = tinycss2.serialize(stripped(asked[2:])).lower()
    return True if value in _SURE.get(name, ()) else None
