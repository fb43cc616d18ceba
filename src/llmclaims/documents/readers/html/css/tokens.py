"""Lists of tokens taken apart, and the tables of names that the modules here share (``tables.toml``)."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import tinycss2

Value = tuple[Any, ...]
"""The tokens of a property's value."""
_BLANK = ("whitespace", "comment")


@cache
def resource(name: str) -> str:
    """Read a file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("tables.toml"))


def texts(table: str) -> Mapping[str, str]:
    """Return one of the tables, as it is written."""
    return _tables()[table]


@cache
def names(table: str) -> Mapping[str, frozenset[str]]:
    """Return one of the tables, each of its texts as a set of words."""
    return {name: frozenset(text.split()) for name, text in texts(table).items()}


def parsed(text: str) -> Value:
    """Parse a value."""
    return tuple(tinycss2.parse_component_value_list(text))


def solid(tokens: Iterable[Any]) -> list[Any]:
    """Return the tokens that are neither white space nor comments."""
    return [one for one in tokens if one.type not in _BLANK]


def word(tokens: Sequence[Any]) -> str:
    """Return the single word that a value is, in lower case; "" where it is anything else."""
    found = tokens if len(tokens) == 1 else solid(tokens)
    return str(found[0].lower_value) if len(found) == 1 and found[0].type == "ident" else ""


def idents(tokens: Iterable[Any]) -> list[str]:
    """Return the words among the tokens, in lower case."""
    return [one.lower_value for one in tokens if one.type == "ident"]


def split(tokens: Iterable[Any]) -> list[list[Any]]:
    """Return the parts between commas, without comments."""
    parts: list[list[Any]] = [[]]
    for piece in tokens:
        if piece == ",":
            parts.append([])
        elif piece.type != "comment":
            parts[-1].append(piece)
    return parts


def stripped(tokens: Sequence[Any]) -> list[Any]:
    """Return the tokens without white space around them."""
    found = list(tokens)
    while found and found[0].type == "whitespace":
        del found[0]
    while found and found[-1].type == "whitespace":
        found.pop()
    return found


def four(values: Sequence[Any]) -> list[Any]:
    """Return one to four values as those of the four sides: from the top and to the right."""
    places = ((0, 0, 0, 0), (0, 1, 0, 1), (0, 1, 2, 1), (0, 1, 2, 3))[len(values) - 1]
    return [values[place] for place in places]


class Declaration(NamedTuple):
    """One property and its value. ``whole``: the shorthand that the value is to be taken apart as, once it is known."""

    name: str
    value: Value
    important: bool = False
    whole: str = ""
