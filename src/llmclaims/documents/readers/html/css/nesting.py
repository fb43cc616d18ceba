"""Rules within rules and scopes, said by selectors that need neither."""

from typing import Any

import tinycss2

from llmclaims.documents.readers.html.css.tokens import parsed, split, stripped
from llmclaims.documents.readers.html.css.work import TooMuchWorkError

_LONGEST = 4_000
"""Characters of selectors that are written anew."""


def nested(prelude: list[Any], parents: tuple[list[Any], ...]) -> list[Any]:
    """Return a rule's selectors with those of the rule around it put in for ``&``.

    Raises:
        TooMuchWorkError: they are longer than is read.
    """
    if not parents:
        return _with_parent(prelude, ":where(:root)") if _holds_parent(prelude) else prelude
    around = tinycss2.serialize(parents[-1])
    text = []
    for own in filter(None, map(stripped, split(prelude))):
        if _holds_parent(own):
            text.append(tinycss2.serialize(_with_parent(own, around)))
        else:
            text.append(f":is({around}) {tinycss2.serialize(own)}")
    return _tokens(",".join(text))


def _holds_parent(tokens: list[Any]) -> bool:
    return any(
        one == "&" or _holds_parent(getattr(one, "arguments", None) or getattr(one, "content", None) or [])
        for one in tokens
        if one.type in ("literal", "function", "[] block", "() block")
    )


def _with_parent(tokens: list[Any], around: str) -> list[Any]:
    found: list[Any] = []
    for one in tokens:
        if one == "&":
            found += parsed(f":is({around})")
        else:
            if one.type == "function":
                one.arguments = _with_parent(one.arguments, around)
            found.append(one)
    return found


def scope_of(prelude: list[Any]) -> tuple[str, str] | None:
    """Return selectors for the element of a scope and for what is in it; None where they cannot be told."""
    blocks = [one.content for one in prelude if one.type == "() block"]
    turned = [one for one in prelude if one.type == "ident"]
    if not blocks or (turned and (turned[0].lower_value != "to" or prelude.index(turned[0]) < 1)):
        return None
    inside, *limits = (tinycss2.serialize(one) for one in blocks)
    text = f":where({inside}, :where({inside}) *)"
    if limits:
        text += f":where(:not({limits[0]}, :where({limits[0]}) *))"
    return f":where({inside})", text


def scoped(prelude: list[Any], scope: tuple[str, str]) -> list[Any]:
    """Return the selectors of a rule in a scope.

    Raises:
        TooMuchWorkError: they are longer than is read.
    """
    root, inside = scope
    parts = []
    for part in split(prelude):
        own = tinycss2.serialize(stripped(part))
        placed = own.replace(":scope", root).replace("&", root)
        if own[:1] in tuple(">+~"):
            placed = f"{root} {own}"
        parts.append(own + inside if placed == own else placed)
    return _tokens(",".join(parts))


def _tokens(text: str) -> list[Any]:
    if len(text) > _LONGEST:
        raise TooMuchWorkError("selectors of rules within rules, longer than is read")
    return list(tinycss2.parse_component_value_list(text, skip_comments=True))
