"""Custom properties: ``--name`` declared, ``var(--name)`` put in."""

from collections.abc import Mapping, Sequence
from typing import Any

from tinycss2.ast import FunctionBlock

from llmclaims.documents.readers.html.css.tokens import Value, solid, word
from llmclaims.documents.readers.html.css.work import Work

Variables = dict[str, Value]

_MOST = 400
"""Tokens of a value with variables put in: a longer one counts as invalid."""
_DEEPEST = 20


def filled(own: Mapping[str, Value], above: Variables, work: Work) -> Variables:
    """Return the variables of an element: those above it and its own; one that asks for itself is none."""
    found = {name: value for name, value in above.items() if name not in own}
    for name, value in own.items():
        keyword = word(value)
        if keyword in ("inherit", "unset", "revert", "revert-layer"):
            if name in above:
                found[name] = above[name]
        elif keyword != "initial":
            result = resolved(value, above, work, own=own, asked=(name,))
            if result is not None:
                found[name] = tuple(result)
    return found


def resolved(
    value: Sequence[Any],
    known: Variables,
    work: Work,
    *,
    own: Mapping[str, Value] | None = None,
    asked: tuple[str, ...] = (),
) -> list[Any] | None:
    """Return a value with its variables put in; None where one is missing, or asks for itself."""
    if len(asked) > _DEEPEST:
        return None
    found: list[Any] = []
    for one in value:
        work.spend()
        if one.type != "function":
            found.append(one)
        elif one.lower_name == "var":
            put = _put(one.arguments, known, work, own or {}, asked)
            if put is None or len(found) + len(put) > _MOST:
                return None
            found += put
        else:
            inside = resolved(one.arguments, known, work, own=own, asked=asked)
            if inside is None:
                return None
            found.append(FunctionBlock(one.source_line, one.source_column, one.name, inside))
    return found


def _put(
    arguments: list[Any],
    known: Variables,
    work: Work,
    own: Mapping[str, Value],
    asked: tuple[str, ...],
) -> list[Any] | None:
    """Return the tokens in place of ``var(--name, fallback)``."""
    words = solid(arguments)
    if not words or words[0].type != "ident" or not words[0].value.startswith("--"):
        return None
    name = words[0].value
    if name in own:
        value = None if name in asked else resolved(own[name], known, work, own=own, asked=(*asked, name))
    else:
        value = list(known[name]) if name in known else None
    if value is not None:
        return value
    comma = next((number for number, one in enumerate(arguments) if one == ","), None)
    if comma is None:
        return None
    return resolved(arguments[comma + 1 :], known, work, own=own, asked=asked)
