"""Declarations: which are valid, and what shorthands stand for. Only what can hide or show text is looked at."""

from collections.abc import Sequence
from typing import Any

import tinycss2

from llmclaims.documents.readers.html.css.colours import is_colour
from llmclaims.documents.readers.html.css.shorthands import SHORTHANDS, SIDES
from llmclaims.documents.readers.html.css.tokens import (
    Declaration,
    Value,
    idents,
    names,
    solid,
    stripped,
    texts,
    word,
)
from llmclaims.documents.readers.html.css.values import SCREEN, amount

WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
"""Words that every property takes."""
_ANIMATION = frozenset(texts("animation"))
_NAMES = names("properties")
_WORDS, _FUNCTIONS = names("words"), names("functions")
_PADDINGS = [f"padding-{side}" for side in SIDES]
_EXTENTS = ["width", "height", "min-width", "min-height", "max-width", "max-height"]
_LENGTHS = {
    **names("lengths"),
    **dict.fromkeys([*SIDES, *(f"margin-{side}" for side in SIDES)], frozenset({"auto"})),
    **dict.fromkeys(_PADDINGS, frozenset[str]()),
    **dict.fromkeys(_EXTENTS, _NAMES["sizes"]),
}
_NOT_NEGATIVE = frozenset(["font-size", "line-height", "zoom", *_PADDINGS, *_EXTENTS])
_FREE = _NAMES["free"] | _ANIMATION
_PREFIXED = _NAMES["prefixed"] | _ANIMATION
LONGHANDS = frozenset({*_WORDS, *_LENGTHS, *_FUNCTIONS, *_FREE, *_NAMES["colours"]})

_DIRECTIONS = {"inline-start": "left", "inline-end": "right", "block-start": "top", "block-end": "bottom"}
_LOGICAL = {
    "overflow-inline": "overflow-x",
    "overflow-block": "overflow-y",
    **{f"{limit}inline-size": f"{limit}width" for limit in ("", "min-", "max-")},
    **{f"{limit}block-size": f"{limit}height" for limit in ("", "min-", "max-")},
    **{f"inset-{logical}": side for logical, side in _DIRECTIONS.items()},
    **{
        f"{name}-{logical}": f"{name}-{side}"
        for name in ("margin", "padding")
        for logical, side in _DIRECTIONS.items()
    },
}


def declared(nodes: Sequence[Any]) -> list[Declaration]:
    """Return the valid ones of a list of declarations, shorthands taken apart."""
    found: list[Declaration] = []
    for node in nodes:
        name = node.name if node.name.startswith("--") else _named(node.lower_name)
        value = [one for one in node.value if one.type != "comment"]
        found += expanded(name, tuple(stripped(value)), important=node.important)
    return found


def inline(text: str) -> list[Declaration]:
    """Return the declarations of a ``style`` attribute."""
    nodes = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return declared([one for one in nodes if one.type == "declaration"])


def _named(name: str) -> str:
    """Return the name of a property without its prefix, and with sides in place of directions."""
    bare = name.removeprefix("-webkit-")
    return bare if bare != name and bare in _PREFIXED else _LOGICAL.get(name, name)


def expanded(name: str, value: Value, *, important: bool = False) -> list[Declaration]:
    """Return a declaration, or those that a shorthand stands for; none if a browser would drop it."""
    if name.startswith("--"):
        return [Declaration(name, value, important)]
    is_wide = word(value) in WIDE
    if name == "all":
        return [Declaration(one, value, important) for one in sorted(LONGHANDS)] if is_wide else []
    shorthand = SHORTHANDS.get(name)
    longhands = shorthand.longhands if shorthand else (name,) if name in LONGHANDS else ()
    if longhands and _uses_variables(value):
        return [Declaration(one, value, important, name) for one in longhands]
    if is_wide:
        return [Declaration(one, value, important) for one in longhands]
    parts = shorthand.parts(value) if shorthand else dict.fromkeys(longhands, value)
    if parts is None or not all(_is_valid(one, part) for one, part in parts.items()):
        return []
    return [Declaration(one, part, important) for one, part in parts.items()]


def _uses_variables(value: Sequence[Any]) -> bool:
    """Tell whether ``var()`` stands anywhere in a value."""
    pending = list(value)
    while pending:
        one = pending.pop()
        if one.type == "function":
            if one.lower_name == "var":
                return True
            pending += one.arguments
        elif one.type in ("() block", "[] block", "{} block"):
            pending += one.content
    return False


def _is_valid(name: str, value: Sequence[Any]) -> bool:
    """Tell whether a browser takes this for a value of the property."""
    words = solid(value)
    if not words or name in _FREE:
        return bool(words)
    if name in _WORDS:
        return _is_words(name, words)
    if name in _NAMES["colours"]:
        return len(words) == 1 and is_colour(words[0])
    if name in _FUNCTIONS:
        return _is_functions(name, words)
    return _is_length(name, words)


def _is_words(name: str, words: list[Any]) -> bool:
    if name == "background-clip":
        words = [one for one in words if one != ","]
    elif len(words) > (3 if name == "display" else 1) or (len(words) > 1 and "none" in idents(words)):
        return False
    return all(one.type == "ident" and one.lower_value in _WORDS[name] for one in words)


def _is_functions(name: str, words: list[Any]) -> bool:
    if word(words) in ("none", "auto"):
        return (word(words) == "auto") == (name == "clip")
    if name in ("transform", "clip-path") and any(_lacks_unit(one) for one in words):
        return False
    return all(
        (one.type == "function" and one.lower_name in _FUNCTIONS[name])
        or (one.type == "url" and "url" in _FUNCTIONS[name])
        or (name == "clip-path" and one.type == "ident" and one.lower_value in _NAMES["boxes"])
        for one in words
    )


def _lacks_unit(call: Any) -> bool:
    """Tell whether a function that takes lengths is given a number."""
    return (
        call.type == "function"
        and call.lower_name in _NAMES["in_pixels"]
        and any(one.type == "number" and one.value != 0 for one in call.arguments)
    )


def _is_length(name: str, words: list[Any]) -> bool:
    if name == "text-indent":
        words = [one for one in words if not (one.type == "ident" and one.lower_value in _LENGTHS[name])]
    if len(words) != 1:
        return False
    (only,) = words
    if only.type == "ident":
        return only.lower_value in _LENGTHS[name]
    if only.type == "number":
        may_be = name in _NAMES["unitless"] or only.value == 0
        return may_be and not (name in _NOT_NEGATIVE and only.value < 0)
    if only.type == "function" and only.lower_name in ("calc-size", "fit-content", "anchor", "anchor-size"):
        return True
    if only.type == "dimension" and name == "opacity":
        return False
    found = amount(words, SCREEN)
    return found is not None and (only.type == "function" or not (name in _NOT_NEGATIVE and found < 0))
