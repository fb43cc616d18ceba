"""Words that signs hold together: "well-known", "can't", "U.S.", "AT&T", "°C"."""

import re

from llmclaims.grounding.boundaries.neighbours import (
    APOSTROPHES,
    EN,
    HYPHENS,
    UNSPACED,
    beside,
    head,
    is_word,
    tail,
)
from llmclaims.grounding.boundaries.numbers import CURRENCY
from llmclaims.grounding.boundaries.words import words_of
from llmclaims.grounding.folding.fold import plain

BROKEN_RIGHT = re.compile(r"[-\u00ad\u2010\u2011][^\S\r\n]*[\r\n\u2028\x85]\s*([^\W\d_])")
"""A hyphen at the end of a line, and the letter that the next line begins with."""
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?(?!\w)", re.IGNORECASE)
_CONTRACTED = re.compile(rf"[{re.escape(APOSTROPHES)}](?:m|re|ve|ll|d)(?!\w)", re.IGNORECASE)
"""A verb that leans on who does it ("I’m", "they’ll"); a negation ("can’t") never stands apart."""
_SUFFIX = re.compile(rf"[{APOSTROPHES}](\w+)")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")


def compound(text: str, left: int, right: int, *, mention: bool) -> bool:
    """Tell whether letters and the sign beside them are of one token: "well|-known", "can|'t", "U|.S.", "AT|&T"."""
    a, b = plain(text[left]), plain(text[right])
    if is_word(a):
        sign, word, far = right, a, beside(text, right, 1)
    elif is_word(b):
        sign, word, far = left, b, beside(text, left, -1)
    else:
        before, after = beside(text, left, -1), beside(text, right, 1)
        signed = a in "-+±~<>≤≥" and b in CURRENCY + "." and (before.isdigit() or not is_word(before))
        dated = a == "." and b == "-" and before.isdigit()  # "5.-7. May"
        return (signed or dated) and after.isdigit()
    mark = plain(text[sign])
    if mark == "-":
        return _hyphened(text, sign, far, behind=sign == right, mention=mention)
    if mark in CURRENCY and sign == right:
        return far.isdigit()
    if mark == "°":
        return True
    if mark == "'" and sign == left and far.isdigit() and text[sign] in APOSTROPHES:
        return text[sign - 1].isdigit()  # an ending behind a number: "5'te"
    if not far.isalpha():
        return False
    if mark == "'" and text[sign] in APOSTROPHES:
        return not (_HANGUL.match(word + far) or UNSPACED.match(word)) and _apostrophe(
            text, sign, left=sign == left, mention=mention
        )
    if mark == ".":
        return len(head(text, sign)) == 1 or text[sign + 1 : sign + 2].islower()
    return mark in "@&·" or (mark == "/" and not mention) or (mark == '"' and "\u05d0" <= word <= "\u05ea")


def _hyphened(text: str, hyphen: int, far: str, *, behind: bool, mention: bool) -> bool:
    """Tell whether a hyphen holds together what stands on its two sides."""
    if behind and (broken := BROKEN_RIGHT.match(text, hyphen)):
        return not mention or broken[1].islower()
    if not is_word(far):
        return False
    turned = head(text, hyphen) in words_of("prefixes")
    if text[hyphen] not in HYPHENS:
        return text[hyphen] in EN and turned
    if not mention:
        return True
    if behind:
        return far.isdigit() or tail(text, hyphen + 1) in words_of("turning_suffixes")
    return far.isdigit() or turned


def _apostrophe(text: str, mark: int, *, left: bool, mention: bool) -> bool:
    """Tell whether an apostrophe holds together what stands on its two sides."""
    if left:
        return head(text, mark) not in words_of("elisions")
    if not mention:
        return True
    suffix = _SUFFIX.match(text, mark)
    named = text[mark - len(head(text, mark)) : mark][:1].isupper()
    return (
        not _POSSESSIVE.match(text, mark)
        and not _CONTRACTED.match(text, mark)
        and not (named and suffix and suffix[1].lower() in words_of("case_endings"))
    )
