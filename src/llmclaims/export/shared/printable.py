"""Text of others made safe for a terminal: articles and answers are data, never instructions to a screen."""

from __future__ import annotations

import re

_BLANK = re.compile(r"[\s\x85]+")
_CONTROL = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: cursor moves, colours, titles, bells
    "\u202a-\u202e\u2066-\u2069"  # turn the reading order of what follows around
    "\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # cannot be written
    "\U000e0000-\U000e007f"  # tags: text that no font shows
    "]"
)


def printable(text: str) -> str:
    """Text on one line: white space runs become one space, control characters their escapes, as Python writes them.

    Direction marks and joiners stay, since scripts need them; what can reorder or hide the words around it
    does not.
    """
    return _CONTROL.sub(_escape, _BLANK.sub(" ", text))


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")
