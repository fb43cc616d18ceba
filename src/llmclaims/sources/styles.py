"""The styles of an HTML page: those in its own ``<style>`` elements and those in its tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Style = dict[str, str]
Sheet = dict[str, list[tuple[re.Match[str], Style]]]
"""Rules by the last class (``.name``), identity (``#name``) or tag that their selector asks for."""

_LONGEST = 200_000  # characters of one sheet
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT_BLOCK = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)")


def declarations(text: str) -> Style:
    """What a list of declarations says, by property, in lower case; the last of the same name counts."""
    found: Style = {}
    for part in re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL).split(";"):
        name, colon, value = part.partition(":")
        if colon:
            clean = " ".join(value.lower().replace("!important", " ").split())
            found[_unescaped(name).strip().lower()] = _unescaped(clean)
    return found


def _unescaped(text: str) -> str:
    """CSS may write any character as its number."""
    return re.sub(
        r"\\([0-9a-fA-F]{1,6})\s?",
        lambda one: chr(number) if (number := int(one[1], 16)) <= 0x10FFFF else "",
        text,
    )


def sheet_of(tree: Any) -> Sheet:
    """The page's own rules by the last class, identity or tag that they ask for; simple selectors alone."""
    found: Sheet = {}
    for element in tree.iter("style"):
        if (element.get("media") or "all").strip().lower() not in ("all", "screen", ""):
            continue
        text = re.sub(r"/\*.*?\*/|<!--|-->", " ", (element.text or "")[:_LONGEST], flags=re.DOTALL)
        for selectors, body in _RULE.findall(_AT_BLOCK.sub(" ", text)):
            style = declarations(body)
            if not any(name.startswith("background") for name in style):
                style.pop("color", None)  # what lies behind it is said elsewhere
            for selector in selectors.split(","):
                simple = _COMPOUND.fullmatch(selector.strip())
                if simple and selector.strip():
                    parts = re.findall(r"[.#][\w-]+", simple["rest"])
                    found.setdefault(parts[-1] if parts else simple["tag"].lower(), []).append(
                        (simple, style)
                    )
    return found


def style_of(element: Any, sheet: Sheet) -> Style:
    """What is declared for an element: by the page's own sheet, then inline."""
    own: Style = {}
    if sheet:
        for key in _keys(element):
            for selector, style in sheet.get(key, ()):
                if _fits(element, selector):
                    own.update(style)
    inline = element.get("style")
    return own | declarations(inline) if inline else own


def _keys(element: Any) -> Iterator[str]:
    yield "*"
    yield str(element.tag)
    for name in (element.get("class") or "").split():
        yield f".{name}"
    if element.get("id"):
        yield f"#{element.get('id')}"


def _fits(element: Any, selector: re.Match[str]) -> bool:
    if selector["tag"] not in (None, "*") and selector["tag"].lower() != element.tag:
        return False
    classes = (element.get("class") or "").split()
    parts = re.findall(r"([.#])([\w-]+)", selector["rest"])
    return all(name in classes if mark == "." else element.get("id") == name for mark, name in parts)
