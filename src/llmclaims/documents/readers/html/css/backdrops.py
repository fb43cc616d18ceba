"""Find a picture or a colour that lies behind a text without being around it: an empty element over its parent.

Light letters stand on such a one in most large pictures with a headline. Which of two elements with words lies upon the
other is not told.
"""

from dataclasses import replace

from llmclaims.documents.readers.html.css.cascade import Style
from llmclaims.documents.readers.html.css.colours import over
from llmclaims.documents.readers.html.css.looks import Look
from llmclaims.documents.readers.html.css.tokens import word
from llmclaims.documents.readers.html.css.values import Ground, amount

_WHOLE = 1_000.0
"""Pixels that stand for the size of a parent, which is not known: fewer are no cover."""
_FULL = 0.9 * _WHOLE


def is_placed(style: Style) -> bool:
    """Tell whether an element lies upon those before it that are placed, too."""
    return word(style.values.get("position", ())) in ("relative", "absolute", "fixed", "sticky")


def covers(style: Style) -> bool:
    """Tell whether an element is laid over the whole of what it stands in."""
    if word(style.values.get("position", ())) != "absolute":
        return False
    return _fills(style, "width", "left", "right") and _fills(style, "height", "top", "bottom")


def _fills(style: Style, size: str, start: str, end: str) -> bool:
    whole = Ground(whole=_WHOLE)
    length, *ends = (
        amount(style.values[name], whole) if name in style.values else None for name in (size, start, end)
    )
    if length is not None:
        return length >= _FULL and not ends[0]
    return ends == [0.0, 0.0]


def laid(above: Look, cover: Look, *, picture: bool) -> Look:
    """Return the look of a parent with what covers it behind those that follow; ``picture``: the cover is one."""
    if cover.gone or not cover.visible:
        return above
    if picture or cover.ground is None:
        return replace(above, ground=None)
    if above.ground is None or cover.ground == above.ground:
        return above
    return replace(
        above,
        ground=over(cover.ground._replace(alpha=cover.alpha), above.ground),
        named=(above.named[0], True),
    )
