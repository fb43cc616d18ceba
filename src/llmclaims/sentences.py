"""Sentences as spans of the untouched text.

A rule-based splitter for news. It looks at every run of final punctuation once and decides from the word
before it and the word behind it, so its time grows with the length of the text and with nothing else.
The words are data (``data/en/abbreviations.json``). Where the rules cannot tell, two sentences stay one:
half a sentence would cut a quote, a long one only earns a flag.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# Final punctuation: Latin, CJK, Arabic and Urdu, Devanagari, Armenian, Ethiopic; then what closes with it.
_UNSPACED = "。！？｡"
_MARKS = ".!?…‽؟۔।॥։።" + _UNSPACED
_CLOSING = "\"'”’»›」』】）)]}″"
_OPENING = "\"'“‘«‹„‚「『【（([{¿¡`*_"
_QUOTES = frozenset("\"'”’»›」』")
_DASHES = "-–—"
_TERMINATOR = re.compile(rf"[{re.escape(_MARKS)}]++(?:[{re.escape(_CLOSING)}]|\[[0-9]{{1,4}}\])*+")
_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x85\u2028\u2029])[^\S\n\r\x85\u2028\u2029]*+(?:\r\n|[\n\r\x85\u2028\u2029])\s*+")
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ENUMERATOR = re.compile(r"[0-9]{1,3}|[A-Za-z]|[ivxlIVXL]{1,5}")
_TOKEN_LIMIT = 40
_NAME_LIMIT = 80


class _Words(NamedTuple):
    """The word lists of one language."""

    titles: frozenset[str]
    before_number: frozenset[str]
    months: frozenset[str]
    times: frozenset[str]
    after_times: frozenset[str]
    general: frozenset[str]
    marked_names: frozenset[str]
    starters: frozenset[str]
    attribution: re.Pattern[str]


@cache
def _words(language: str = "en") -> _Words:
    """Load the word lists of a language once."""
    source = files("llmclaims").joinpath("data", language, "abbreviations.json")
    lists: dict[str, list[str]] = json.loads(source.read_text(encoding="utf-8"))
    verbs = "|".join(sorted(lists["reporting"]))
    name = r"[^\W\d_][\w.'’-]*+"
    attribution = re.compile(rf"(?:{name}\s+){{1,4}}?(?:{verbs})\b")
    sets = {field: frozenset(lists[field]) for field in _Words._fields if field != "attribution"}
    return _Words(attribution=attribution, **sets)


def split_sentences(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Split a text into sentences.

    Returns half-open ``(start, end)`` spans in Unicode code points, in order and without overlap; ``start``
    is added to all of them, for a text that is part of a longer one. No span begins or ends with white
    space, and every character that is not white space lies in one.
    """
    ends = sorted({*_punctuated_ends(text), *(match.start() for match in _BLANK_LINE.finditer(text)), len(text)})
    spans: list[tuple[int, int]] = []
    left = 0
    for right in ends:
        part = text[left:right]
        stripped = part.strip()
        if stripped:
            first = left + len(part) - len(part.lstrip())
            spans.append((start + first, start + first + len(stripped)))
        left = right
    return tuple(spans)


def _punctuated_ends(text: str) -> list[int]:
    """Where a sentence ends with its punctuation, closing quotation marks and brackets included."""
    ends: list[int] = []
    left = 0
    for match in _TERMINATOR.finditer(text):
        end = match.end()
        if _is_boundary(text, left, match):
            ends.append(end)
            left = end
    return ends


def _is_boundary(text: str, left: int, match: re.Match[str]) -> bool:
    """Whether the punctuation at ``match`` ends the sentence that began at ``left``."""
    end = match.end()
    if end == len(text):
        return True
    mark = match.group().rstrip(_CLOSING + "[0123456789") or match.group()
    closed = any(character in _QUOTES for character in match.group()[len(mark) :])
    if mark[-1] in _UNSPACED and not text[end].isspace():
        # Without spaces or case, what follows a closed quotation may be its attribution.
        return not (closed and text[end] not in _OPENING)
    if not text[end].isspace():
        return False
    following = _following(text, end)
    if not following or following[0] in _DASHES:
        return False
    if following.lstrip(_OPENING)[:1].islower():
        return False
    if "…" in mark or mark.endswith(".."):
        return _word(following) not in {"I", "I'm", "I've", "I'd", "I'll"}
    if mark[-1] in "!?":
        return not _goes_on(text, match.start(), end, closed=closed)
    return mark != "." or _full_stop(text, left, match.start(), following)


def _following(text: str, end: int) -> str:
    """The beginning of what follows ``end``, without its white space."""
    return text[end : end + _NAME_LIMIT].lstrip()


def _word(text: str) -> str:
    """The first word of a text, with straight apostrophes."""
    match = _WORD.match(text.lstrip(_OPENING))
    return match.group().replace("’", "'") if match else ""


def _goes_on(text: str, mark: int, end: int, *, closed: bool) -> bool:
    """Whether a sentence goes on behind "!" or "?": a name with a mark in it, or the speaker's tag."""
    words = _words()
    if _token(text, mark) + text[mark] in words.marked_names:
        return True
    return closed and words.attribution.match(_following(text, end)) is not None


def _token(text: str, mark: int, left: int = 0) -> str:
    """The token that ends at ``mark``, without opening punctuation."""
    head = text[max(left, mark - _TOKEN_LIMIT) : mark]
    pieces = head.split()
    if not pieces or head[-1].isspace():
        return ""
    return pieces[-1].lstrip(_OPENING)


def _full_stop(text: str, left: int, mark: int, following: str) -> bool:
    """Whether a single full stop ends a sentence, from the token before and the word behind."""
    words = _words()
    token = _token(text, mark, left)
    if not token:
        return True
    if text[left:mark].strip() == token and _ENUMERATOR.fullmatch(token):
        return False
    short = re.split(r"[-–—/]", token)[-1].lstrip(_OPENING) or token
    word = _word(following)
    if token in words.titles or short in words.titles:
        return False
    if short in words.before_number:
        return not following[0].isdigit()
    if short in words.times:
        return word not in words.after_times
    if short in words.months:
        return word in words.starters
    if len(short) == 1 or short in words.general or _DOTTED.fullmatch(short):
        return word in words.starters or (following[0] in _OPENING and following[0] not in "([")
    return True
