"""What an HTML page holds and does not show: taken out before anything reads it.

Out go what no browser shows as text (scripts, comments, ``noscript``, ``template``, form fields), what the page
hides by attribute (``hidden``, ``aria-hidden``), by style, inline or in its own ``<style>`` (no display, no
visibility, no opacity, no size, off the screen, clipped away, the colour of its background), and what the
usual class names keep for screen readers alone. A style sheet that stands elsewhere is not fetched: what only
that hides is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmclaims.sources.colours import colour, same
from llmclaims.sources.styles import sheet_of, style_of

if TYPE_CHECKING:
    from llmclaims.sources.styles import Sheet, Style

_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "textarea",
        "select",
        "option",
        "input",
        "button",
        "datalist",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "math",
    ]
)
"""Elements whose content is no text of the page."""
_BESIDE = frozenset({"nav", "header", "footer", "aside"})
"""Menus are hidden on every page: words there are taken out and not counted."""
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Hidden until a script shows them, if at all: a page shows its article."""
_CLASSES = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "d-none",
        "u-hidden",
        "is-hidden",
        "invisible",
        "offscreen",
        "element-invisible",
        "a11y-hidden",
    ]
)
_LENGTH = re.compile(r"(-?[0-9]*\.?[0-9]+)\s*(px|em|rem|pt|ex|ch|vw|vh|%|in|cm|mm)?")
_PIXELS = {
    "em": 16,
    "rem": 16,
    "pt": 1.33,
    "ex": 8,
    "ch": 8,
    "vw": 13,
    "vh": 8,
    "%": 10,
    "in": 96,
    "cm": 38,
    "mm": 3.8,
}
_AWAY = -500  # pixels: further left or up is off the screen
_TINY = 2  # pixels: smaller letters are not for readers
_FAINT = 0.05


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element passes on to those in it."""

    visible: bool = True
    tiny: bool = False
    away: bool = False  # by text-indent
    colour: tuple[int, int, int] | None = None
    clear: bool = False  # letters that have no colour
    ground: tuple[int, int, int] | None = None
    beside: bool = False


def take_out(tree: Any) -> int:
    """Take everything hidden out of an lxml tree, in place; how many words a style or an attribute hid."""
    sheet = sheet_of(tree)
    _silence(tree)
    hidden = 0
    looks = {tree: _look(tree, _Look(), sheet)}
    pending = [tree]
    while pending:
        parent = pending.pop()
        for element in list(parent):
            style = style_of(element, sheet)
            if _gone(element, style):
                hidden += 0 if looks[parent].beside else _words("".join(element.itertext()))
                _drop(element)
                continue
            looks[element] = _look(element, looks[parent], sheet)
            pending.append(element)
        hidden += _blanked(parent, looks.pop(parent))
        parent.attrib.pop("style", None)  # it is judged, and who reads on need not judge it again
    return hidden


def _silence(tree: Any) -> None:
    """Take out comments and what is no text, uncounted: nobody would call it hidden."""
    for element in list(tree.iter()):
        if element is not tree and (not isinstance(element.tag, str) or element.tag in _SILENT):
            _drop(element)


def _drop(element: Any) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)


def _blanked(element: Any, look: _Look) -> int:
    """Take the element's own text out where it cannot be seen; that of elements in it is their own affair."""
    unseen = not look.visible or look.tiny or look.away or look.clear
    if not unseen and not (look.colour is not None and same(look.colour, look.ground)):
        return 0
    own = [element.text or "", *(child.tail or "" for child in element)]
    element.text = " " if element.text else None
    for child in element:
        child.tail = " " if child.tail else None
    return 0 if look.beside else sum(_words(one) for one in own)


def _words(text: str) -> int:
    return len(text.split())


def _look(element: Any, above: _Look, sheet: Sheet) -> _Look:
    style = style_of(element, sheet)
    look = replace(above, beside=above.beside or element.tag in _BESIDE)
    if (visibility := style.get("visibility")) and element.tag not in _WHOLE:
        look = replace(look, visible=visibility not in ("hidden", "collapse"))
    if "font-size" in style:
        size = _pixels(style["font-size"])
        relative = style["font-size"].endswith(("em", "%")) and not style["font-size"].endswith("rem")
        look = replace(look, tiny=(look.tiny and relative) or (size is not None and size < _TINY))
    if "text-indent" in style:
        look = replace(look, away=(_pixels(style["text-indent"]) or 0) < _AWAY)
    letters = style.get("-webkit-text-fill-color") or style.get("color") or element.get("color")
    if letters and letters not in ("inherit", "currentcolor"):
        look = replace(look, colour=colour(letters), clear=_is_clear(letters))
    ground = style.get("background-color") or style.get("background") or element.get("bgcolor")
    if ground and (found := colour(ground)) is not None:
        look = replace(look, ground=found)
    elif (ground and "url(" in ground) or "gradient" in (ground or "") or "background-image" in style:
        look = replace(look, ground=(128, 128, 128))  # a picture: no colour of letters is that
    return look


def _is_clear(letters: str) -> bool:
    alpha = re.search(r"(?:rgba|hsla)\([^)]*[,/]\s*([0-9.]+%?)\s*\)", letters)
    return letters == "transparent" or (alpha is not None and _number(alpha[1]) <= _FAINT)


def _gone(element: Any, style: Style) -> bool:
    """Whether an element is not shown, with everything in it."""
    if element.tag in _WHOLE:
        return False
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if not _CLASSES.isdisjoint((element.get("class") or "").split()):
        return True
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True
    if "opacity" in style and _number(style["opacity"]) <= _FAINT:
        return True
    return _is_off_screen(style) or _is_clipped(style)


def _is_off_screen(style: Style) -> bool:
    placed = style.get("position") in ("absolute", "fixed", "relative", "sticky")
    sides = ("left", "top", "right", "bottom") if placed else ()
    moved = [*sides, "margin-left", "margin-top", "margin"]
    if any((_pixels(style.get(side, "").split(" ")[0]) or 0) < _AWAY for side in moved):
        return True
    transform = style.get("transform", "")
    if re.search(r"scale[xy3d]*\(\s*0*\.?0+\s*[,)]", transform):
        return True
    shift = re.search(r"translate[xy3d]*\(([^)]*)\)", transform)
    return shift is not None and any((_pixels(part) or 0) < _AWAY for part in shift[1].split(","))


def _is_clipped(style: Style) -> bool:
    if re.search(r"rect\(\s*(?:0(?:px)?|1px)[\s,]+(?:0|1)", style.get("clip", "")):
        return True
    if re.search(
        r"(?:inset\(\s*(?:[5-9][0-9]|100)%|circle\(\s*0|polygon\(\s*0(?:px)?\s+0(?:px)?\s*\))",
        style.get("clip-path", ""),
    ):
        return True
    small = [_pixels(style[side]) for side in ("width", "height", "max-height", "max-width") if side in style]
    cut = style.get("overflow", style.get("overflow-y", style.get("overflow-x", ""))) in ("hidden", "clip")
    return cut and any(one is not None and one <= 1 for one in small)


def _pixels(value: str) -> float | None:
    found = _LENGTH.match(value.strip())
    return float(found[1]) * _PIXELS.get(found[2] or "px", 1) if found else None


def _number(value: str) -> float:
    try:
        return float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        return 1.0
