"""What stands beside an offset of a raw text, characters that are ignored aside."""

import re
import unicodedata

from llmclaims.grounding.folding.fold import CJK, DROPPED, plain

UNSPACED = re.compile(f"[{CJK}\u0e00-\u0edf\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""A character of a script that writes no blanks between words."""
APOSTROPHES = "'’ʼ＇‘‛′´`׳"
HYPHENS, EN = "-‐‑⁃﹣－", "–−"
NEAR = 24
"""Characters that are looked at of a word."""
_FAR = 64
_HEAD = re.compile(r"[^\W\d_]{1,20}\Z")
_TAIL = re.compile(r"[^\W\d_]{1,20}")


def back(text: str, at: int) -> int:
    """Return the offset of the last character before ``at`` that counts; negative if there is none."""
    for index in range(at - 1, max(at - _FAR, 0) - 1, -1):
        if plain(text[index]) != DROPPED:
            return index
    return -1


def on(text: str, at: int) -> int:
    """Return the offset of the first character from ``at`` on that counts; the length of the text if there is none."""
    for index in range(at, min(at + _FAR, len(text))):
        if plain(text[index]) != DROPPED:
            return index
    return len(text)


def beside(text: str, index: int, step: int) -> str:
    """Return the character that counts next to one, in either direction; empty at the ends of the text."""
    found = back(text, index) if step < 0 else on(text, index + 1)
    return plain(text[found]) if 0 <= found < len(text) else ""


def is_word(character: str) -> bool:
    """Tell whether a character is of a word: a letter, a digit, a mark on one, a low line."""
    return character.isalnum() or character == "_" or unicodedata.category(character or " ")[0] == "M"


def head(text: str, end: int) -> str:
    """Return the letters that end at an offset, in lower case."""
    found = _HEAD.search(text, max(end - NEAR, 0), end)
    return found[0].lower() if found else ""


def tail(text: str, start: int) -> str:
    """Return the letters that begin at an offset, in lower case."""
    found = _TAIL.match(text, start)
    return found[0].lower() if found else ""
