"""Where a run of words may begin and end: never inside a word, a number, or between a number and its sign."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

from llmclaims.fold import CJK

UNSPACED = re.compile(f"[{CJK}\u0e00-\u0edf\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""A character of a script that writes no blanks between words."""
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SIGNS_BEFORE = "$€£¥₹₽₩₪₺¢+±−#№~<>≤≥"
_SIGNS_BEHIND = "%‰°€£¥₹₽₩₪₺$¢′″²³"
_HYPHENS = "-‐‑⁃"
_APOSTROPHES = "'’ʼ＇"
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s?(?!\w)", re.IGNORECASE)


@cache
def words_of(key: str) -> frozenset[str]:
    """A word list of grounding, by its key in the data file."""
    data = json.loads(files("llmclaims").joinpath("data/grounding.json").read_text(encoding="utf-8"))
    return frozenset(str(data[key]).split())


def cuts(text: str, start: int, end: int, *, mention: bool = False) -> bool:
    """Whether a span cuts a token of the raw text at either edge.

    A mention (a name, a trigger) may be one half of a compound ("Israel-US"), unless the other half turns
    its meaning ("non-nuclear") or is a number; a quote may not.
    """
    return _cuts_left(text, start, mention=mention) or _cuts_right(text, end, mention=mention)


def _word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _cuts_left(text: str, at: int, *, mention: bool) -> bool:
    before, first = text[at - 1 : at], text[at : at + 1]
    if not before or not first:
        return False
    if unicodedata.category(first)[0] == "M":
        return True
    if _word(before) and _word(first):
        return _inside(before, first)
    if not _word(first):
        return False
    if first.isdigit() and before in ".,:/" and text[at - 2 : at - 1].isdigit():
        return True
    if first.isdigit() and (before in _SIGNS_BEFORE or (before in _HYPHENS and not _word(text[at - 2 : at - 1] or " "))):
        return True
    if before in _HYPHENS and _word(text[at - 2 : at - 1] or " "):
        return not mention or _turns(text, at - 1)
    if before in _APOSTROPHES and text[at - 2 : at - 1].isalpha():
        return _head(text, at - 1) not in words_of("elisions")
    return False


def _cuts_right(text: str, at: int, *, mention: bool) -> bool:
    last, after = text[at - 1 : at], text[at : at + 1]
    if not after or not last:
        return False
    if unicodedata.category(after)[0] == "M" or (_word(last) and _word(after)):
        return not (mention and _HANGUL.match(last)) and _inside(last, after)
    if not _word(last):
        return last in _SIGNS_BEFORE[:10] and after.isdigit()
    if last.isdigit() and (after in _SIGNS_BEHIND or (after in ".,:/" and text[at + 1 : at + 2].isdigit())):
        return True
    if after in _HYPHENS and _word(text[at + 1 : at + 2] or " "):
        return not mention or last.isdigit()
    if after in _APOSTROPHES and text[at + 1 : at + 2].isalpha():
        return not _POSSESSIVE.match(text, at)
    return False


def _inside(left: str, right: str) -> bool:
    """Whether two characters side by side are of one word or number."""
    if UNSPACED.match(left) or UNSPACED.match(right):
        # A number and its counter belong together; letters of these scripts stand side by side anyway.
        return left.isdigit() and (right.isdigit() or bool(UNSPACED.match(right))) or (
            unicodedata.category(right)[0] == "M"
        )
    return True


def _head(text: str, end: int) -> str:
    """The letters that end at an offset."""
    start = end
    while start > 0 and end - start < 8 and text[start - 1].isalpha():  # noqa: PLR2004 - longer than any elision
        start -= 1
    return text[start:end].lower()


def _turns(text: str, hyphen: int) -> bool:
    """Whether what stands before a hyphen is a number or a prefix that turns the word behind it."""
    head = _head(text, hyphen)
    return text[hyphen - 1].isdigit() or head in words_of("prefixes")
