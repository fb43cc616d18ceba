"""Declarations: which are valid, and what shorthands stand for. Only what can hide or show text is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import tinycss2

from llmclaims.documents.readers.html.css.selectors import stripped
from llmclaims.documents.readers.html.css.shorthands import ANIMATION, FONT_SIZES, SHORTHANDS
from llmclaims.documents.readers.html.css.values import SCREEN, amount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
"""Words that every property takes."""
INHERITED = frozenset(
    {
        "visibility",
        "font-size",
        "line-height",
        "text-indent",
        "white-space",
        "letter-spacing",
        "color",
        "-webkit-text-fill-color",
        "-webkit-text-security",
        "text-shadow",
        "color-scheme",
    }
)
_DISPLAYS = frozenset(
    [
        "none",
        "contents",
        "block",
        "inline",
        "inline-block",
        "flow-root",
        "flex",
        "inline-flex",
        "grid",
        "inline-grid",
        "table",
        "inline-table",
        "table-row",
        "table-cell",
        "table-row-group",
        "table-header-group",
        "table-footer-group",
        "table-column",
        "table-column-group",
        "table-caption",
        "list-item",
        "ruby",
        "ruby-base",
        "ruby-text",
        "math",
        "-webkit-box",
        "-webkit-inline-box",
        "-webkit-flex",
        "-webkit-inline-flex",
        "flow",
    ]
)
_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "visibility": "visible hidden collapse",
        "content-visibility": "visible hidden auto",
        "position": "static relative absolute fixed sticky -webkit-sticky",
        "float": "none left right inline-start inline-end",
        "overflow-x": "visible hidden clip scroll auto overlay",
        "overflow-y": "visible hidden clip scroll auto overlay",
        "backface-visibility": "visible hidden",
        "-webkit-text-security": "none disc circle square",
        "box-sizing": "content-box border-box",
        "white-space": "normal nowrap pre pre-wrap pre-line break-spaces",
        "background-clip": "border-box padding-box content-box text border-area",
    }.items()
}
_SIZES = frozenset(
    [
        "auto",
        "none",
        "min-content",
        "max-content",
        "fit-content",
        "stretch",
        "-webkit-fill-available",
        "-webkit-min-content",
        "-webkit-max-content",
        "-webkit-fit-content",
        "content",
        "intrinsic",
        "min-intrinsic",
    ]
)
_LENGTHS: dict[str, frozenset[str]] = {
    **{name: frozenset({"auto"}) for name in ("left", "right", "top", "bottom")},
    **{f"margin-{side}": frozenset({"auto"}) for side in ("left", "right", "top", "bottom")},
    **{f"padding-{side}": frozenset() for side in ("left", "right", "top", "bottom")},
    **dict.fromkeys(("width", "height", "min-width", "min-height", "max-width", "max-height"), _SIZES),
    "font-size": FONT_SIZES | {"math"},
    "line-height": frozenset({"normal"}),
    "text-indent": frozenset({"hanging", "each-line"}),
    "letter-spacing": frozenset({"normal"}),
    "zoom": frozenset({"normal", "reset"}),
    "opacity": frozenset(),
}
_NOT_NEGATIVE = frozenset(
    ["font-size", "line-height", "zoom"]
    + [f"padding-{side}" for side in ("left", "right", "top", "bottom")]
    + ["width", "height", "min-width", "min-height", "max-width", "max-height"]
)
_UNITLESS = frozenset({"line-height", "zoom", "opacity"})
_FUNCTIONS: dict[str, frozenset[str]] = {
    "transform": frozenset(
        [
            "translate",
            "translatex",
            "translatey",
            "translatez",
            "translate3d",
            "scale",
            "scalex",
            "scaley",
            "scalez",
            "scale3d",
            "rotate",
            "rotatex",
            "rotatey",
            "rotatez",
            "rotate3d",
            "skew",
            "skewx",
            "skewy",
            "matrix",
            "matrix3d",
            "perspective",
        ]
    ),
    "filter": frozenset(
        [
            "opacity",
            "blur",
            "brightness",
            "contrast",
            "grayscale",
            "hue-rotate",
            "invert",
            "saturate",
            "sepia",
            "drop-shadow",
            "url",
        ]
    ),
    "clip-path": frozenset(["inset", "circle", "ellipse", "polygon", "path", "rect", "xywh", "shape", "url"]),
    "clip": frozenset({"rect"}),
}
_BOXES = frozenset(
    ["margin-box", "border-box", "padding-box", "content-box", "fill-box", "stroke-box", "view-box"]
)
_FREE = frozenset(
    [
        "translate",
        "scale",
        "rotate",
        "mask-image",
        "background-image",
        "text-shadow",
        "-webkit-text-stroke-width",
        "contain",
        "color-scheme",
        "grid-template-rows",
        *ANIMATION,
        "transform-origin",
        "-webkit-text-stroke-color",
        "flex-basis",
        "flex-grow",
        "mask-size",
        "contain-intrinsic-size",
        "contain-intrinsic-height",
        "overflow-clip-margin",
        "content",
        "offset-path",
    ]
)
"""Properties whose values are read where they are used; what cannot be read there counts as not said."""
_COLOURS = frozenset({"color", "background-color", "-webkit-text-fill-color"})
LONGHANDS = frozenset({*_WORDS, *_LENGTHS, *_FUNCTIONS, *_FREE, *_COLOURS, "display"})

_LOGICAL = {
    "inline-size": "width",
    "block-size": "height",
    "min-inline-size": "min-width",
    "min-block-size": "min-height",
    "max-inline-size": "max-width",
    "max-block-size": "max-height",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "overflow-inline": "overflow-x",
    "overflow-block": "overflow-y",
    **{
        f"{name}-{logical}": f"{name}-{side}"
        for name in ("margin", "padding")
        for logical, side in (
            ("inline-start", "left"),
            ("inline-end", "right"),
            ("block-start", "top"),
            ("block-end", "bottom"),
        )
    },
}
_PREFIXED = frozenset(
    [
        "transform",
        "filter",
        "clip-path",
        "opacity",
        "animation",
        *ANIMATION,
        "backface-visibility",
        "mask",
        "mask-image",
        "background-clip",
        "box-sizing",
    ]
)


class Declaration(NamedTuple):
    """One property and its value. ``whole``: the shorthand that the value is to be taken apart as, once it is known."""

    name: str
    value: tuple[Any, ...]
    important: bool = False
    whole: str = ""


def declared(nodes: Sequence[Any]) -> list[Declaration]:
    """The valid ones of a list of declarations, shorthands taken apart."""
    found: list[Declaration] = []
    for node in nodes:
        name = node.name if node.name.startswith("--") else named(node.lower_name)
        value = [one for one in node.value if one.type != "comment"]
        found += expanded(name, tuple(stripped(value)), important=node.important)
    return found


def inline(text: str) -> list[Declaration]:
    """The declarations of a ``style`` attribute."""
    nodes = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return declared([one for one in nodes if one.type == "declaration"])


def named(name: str) -> str:
    """The name that a property has without its prefix, and with sides in place of directions."""
    bare = name.removeprefix("-webkit-")
    return bare if bare != name and bare in _PREFIXED else _LOGICAL.get(name, name)


def expanded(name: str, value: tuple[Any, ...], *, important: bool = False) -> list[Declaration]:
    """A declaration, or those that a shorthand stands for; none if a browser would drop it."""
    if name.startswith("--"):
        return [Declaration(name, value, important)]
    if name == "all":
        keyword = word(value)
        return [Declaration(one, value, important) for one in sorted(LONGHANDS)] if keyword in WIDE else []
    longhands = SHORTHANDS[name].longhands if name in SHORTHANDS else (name,) if name in LONGHANDS else ()
    if not longhands:
        return []
    if uses_variables(value):
        return [Declaration(one, value, important, name) for one in longhands]
    if word(value) in WIDE:
        return [Declaration(one, value, important) for one in longhands]
    if name not in SHORTHANDS:
        return [Declaration(name, value, important)] if is_valid(name, value) else []
    parts = SHORTHANDS[name].parts(value)
    if parts is None or not all(is_valid(one, part) for one, part in parts.items()):
        return []
    return [Declaration(one, part, important) for one, part in parts.items()]


def word(value: Sequence[Any]) -> str:
    """The single word that a value is, in lower case, or nothing."""
    words = [one for one in value if one.type != "whitespace"]
    return str(words[0].lower_value) if len(words) == 1 and words[0].type == "ident" else ""


def uses_variables(value: Sequence[Any]) -> bool:
    """Whether ``var()`` stands anywhere in a value."""
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


def is_valid(name: str, value: Sequence[Any]) -> bool:
    """Whether a browser takes this for a value of the property."""
    words = [one for one in value if one.type != "whitespace"]
    if not words:
        return False
    if name in _FREE:
        return True
    test: Callable[[str, list[Any]], bool]
    if name == "display":
        test = _is_display
    elif name in _WORDS:
        test = _is_word
    elif name in _COLOURS:
        test = _is_colour
    elif name in _FUNCTIONS:
        test = _is_functions
    else:
        test = _is_length
    return test(name, words)


def _is_display(_name: str, words: list[Any]) -> bool:
    found = [one.lower_value if one.type == "ident" else "?" for one in words]
    return (
        len(found) <= 3
        and all(one in _DISPLAYS for one in found)
        and not (len(found) > 1 and "none" in found)
    )


def _is_word(name: str, words: list[Any]) -> bool:
    if name == "background-clip":
        words = [one for one in words if one != ","]
        return all(one.type == "ident" and one.lower_value in _WORDS[name] for one in words)
    return len(words) == 1 and words[0].type == "ident" and words[0].lower_value in _WORDS[name]


def _is_colour(_name: str, words: list[Any]) -> bool:
    from llmclaims.documents.readers.html.css.colours import is_colour

    return len(words) == 1 and is_colour(words[0])


def _is_functions(name: str, words: list[Any]) -> bool:
    if word(words) in ("none", "auto"):
        return (word(words) == "auto") == (name == "clip")
    if name in ("transform", "clip-path") and any(_lacks_unit(one) for one in words):
        return False
    return all(
        (one.type == "function" and one.lower_name in _FUNCTIONS[name])
        or (one.type == "url" and "url" in _FUNCTIONS[name])
        or (name == "clip-path" and one.type == "ident" and one.lower_value in _BOXES)
        for one in words
    )


_IN_PIXELS = frozenset(
    [
        *("translate", "translatex", "translatey", "translatez", "translate3d"),
        *("inset", "circle", "ellipse", "polygon", "rect", "xywh"),
    ]
)


def _lacks_unit(call: Any) -> bool:
    """Whether a function that takes lengths is given a number."""
    return (
        call.type == "function"
        and call.lower_name in _IN_PIXELS
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
        return (name in _UNITLESS or only.value == 0) and not (name in _NOT_NEGATIVE and only.value < 0)
    if only.type == "function" and only.lower_name in ("calc-size", "fit-content", "anchor", "anchor-size"):
        return True
    if only.type == "dimension" and name == "opacity":
        return False
    found = amount(words, SCREEN)
    return found is not None and (only.type == "function" or not (name in _NOT_NEGATIVE and found < 0))
