"""Where a run of words may begin and end: never inside a word, a number, or between a number and its sign."""

import re
import unicodedata

from llmclaims.grounding.boundaries.compounds import BROKEN_RIGHT, compound
from llmclaims.grounding.boundaries.neighbours import NEAR, UNSPACED, back, beside, is_word, on
from llmclaims.grounding.boundaries.numbers import goes_on_before, goes_on_behind, number, spelled
from llmclaims.grounding.boundaries.words import sorted_of, words_of
from llmclaims.grounding.folding.fold import DROPPED, plain

Span = tuple[int, int]

_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_BROKEN_LEFT = re.compile(r"[^\W\d_][-\u00ad\u2010\u2011][^\S\r\n]*(?:\r\n|[\r\n\u2028\x85])\s*\Z")
_PAUSES = frozenset(',;:!?()"“”')
"""Marks that belong to no word or number beside which only letters and blanks stand."""
_ENDS = _PAUSES | {"."}
_WIDE = 40
"""Characters that are shown of a token."""


def cuts(text: str, start: int, end: int, *, mention: bool = False) -> bool:
    """Tell whether a span cuts a token of the raw text at either edge.

    A mention (a name, a trigger) may be one half of a compound ("Israel-US") and stand before a possessive
    or a Korean particle, unless the other half turns its meaning ("non-nuclear") or is a number; a quote not.
    """
    return cut(text, start, behind=False, mention=mention) or cut(text, end, behind=True, mention=mention)


def cut(text: str, at: int, *, behind: bool, mention: bool) -> bool:
    """Tell whether an offset is inside a token; ``behind`` when it is the end of a span, not its start."""
    if not 0 < at < len(text):
        return False
    blank = _between_words(text, at)
    if blank >= 0:
        return not mention and spelled(text, blank)  # the commonest edges, at once
    if _parted(text, at):
        return False
    left, right = back(text, at), on(text, at)
    if _joined(text, at) or left < 0 or right >= len(text):
        return _joined(text, at)
    a, b = plain(text[left]), plain(text[right])
    if unicodedata.category(b)[0] == "M":
        return True  # a letter keeps its mark
    if is_word(b) and is_word(a):
        particle = mention and behind and _HANGUL.match(a) and not "\u1160" <= b <= "\u11ff"
        return _inside(text, left, right) and not particle
    if " " in (a, b):
        return _broken(text, at, left, right) or _across_blank(text, left, right, mention=mention)
    if a.isdigit() or b.isdigit():
        return number(text, left, right)
    return compound(text, left, right, mention=mention)


def _between_words(text: str, at: int) -> int:
    """Return the blank between two words that an offset stands beside; negative if there is none."""
    if text[at] == " " and text[at - 1].isalpha():
        return at
    return at - 1 if text[at - 1] == " " and text[at].isalpha() and text[at - 2 : at - 1].isalpha() else -1


def _parted(text: str, at: int) -> bool:
    """Tell whether the characters at an edge show at once that it cuts nothing, as nearly all do."""
    before, here = text[at - 1], text[at]
    if here == " ":
        return before in _ENDS  # "dam.| The"
    if here in _ENDS:  # "dam|,", "dam|. The"
        closed = here != "." or text[at + 1 : at + 2] in ("", " ")
        return closed and before.isascii() and before.isalpha()
    if here.isascii() and here.isalpha():  # "“|We", "dam. |The"
        return before in _PAUSES or (before == " " and text[at - 2 : at - 1] in _ENDS)
    return False


def _broken(text: str, at: int, left: int, right: int) -> bool:
    """Tell whether a hyphen before an offset stands at the end of a line inside a word."""
    hyphen = left if plain(text[left]) == "-" else at
    if (
        plain(text[right]) != " "
        or (hyphen == at and text[at] != DROPPED)
        or not BROKEN_RIGHT.match(text, hyphen)
    ):
        return False
    return is_word(beside(text, hyphen, -1))


def _joined(text: str, at: int) -> bool:
    """Tell whether an emoji sequence goes on across an offset."""
    if "\U0001f3fb" <= text[at] <= "\U0001f3ff":
        return True
    return (text[at - 1] == "\u200d" and not text[at].isalnum()) or (
        text[at] == "\u200d" and unicodedata.category(text[at - 1]) in ("So", "Mn", "Sk")
    )


def _inside(text: str, left: int, right: int) -> bool:
    """Tell whether two letters or digits side by side are of one word or number."""
    a, b = text[left], text[right]
    if not (UNSPACED.match(a) or UNSPACED.match(b)):
        return True
    if a.isdigit() or b.isdigit():
        # A number and its counter belong together.
        return a.isdigit() or text.endswith("分之", 0, right)
    if text.endswith(sorted_of("negating_prefixes"), 0, right) and not text.endswith(
        sorted_of("not_negating"), 0, right
    ):
        return True
    if text.startswith(sorted_of("negating_suffixes"), right) or a in "เแโใไ" or b in "ะาำๅๆ":
        return True
    numerals = words_of("numerals")
    if b in numerals:
        return (
            a in numerals
            or (a in "点點" and text[left - 1 : left] in numerals)
            or text.endswith("分之", 0, right)
        )
    return b in "点點" and a in numerals and text[right + 1 : right + 2] in numerals


def _across_blank(text: str, left: int, right: int, *, mention: bool) -> bool:
    """Tell whether a token goes on beyond a blank: a number, or a word hyphenated over a line break."""
    if plain(text[right]) == " ":
        return goes_on_behind(text, left, right, mention=mention)
    if goes_on_before(text, left, right, mention=mention):
        return True
    broken = _BROKEN_LEFT.search(text, max(left - NEAR, 0), left + 1)
    return broken is not None and text[right].isalpha() and not mention


def widened(text: str, start: int, end: int) -> Span:
    """Return the span grown to the white space around it, as far as anybody would read."""
    low, high = max(start - _WIDE, 0), min(end + _WIDE, len(text))
    while start > low and not text[start - 1].isspace():
        start -= 1
    while end < high and not text[end].isspace():
        end += 1
    return start, end
