"""Where a run of words may begin and end: never inside a word, a number, or between a number and its sign."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

from llmclaims.fold import CJK, DROPPED, plain

Span = tuple[int, int]

UNSPACED = re.compile(f"[{CJK}\u0e00-\u0edf\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""A character of a script that writes no blanks between words."""
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_CURRENCY = "$€£¥₹₽₩₪₺¢₴₦₫฿"
_BEFORE, _BEHIND = _CURRENCY + "+±#№~<>≤≥≈", _CURRENCY + "%‰°"
_SEPARATORS = ".,:/'·٫٬⁄"
_HYPHENS, _EN = "-‐‑⁃﹣－", "–−"
_APOSTROPHES = "'’ʼ＇‘‛′´`׳"
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s?(?!\w)", re.IGNORECASE)
_SUFFIX = re.compile(rf"[{_APOSTROPHES}](\w+)")
_HEAD = re.compile(r"[^\W\d_]{1,20}\Z")
_TAIL = re.compile(r"[^\W\d_]{1,20}")
_BROKEN_LEFT = re.compile(r"[^\W\d_][-\u00ad\u2010\u2011][^\S\r\n]*(?:\r\n|[\r\n\u2028\x85])\s*\Z")
_BROKEN_RIGHT = re.compile(r"[-\u00ad\u2010\u2011][^\S\r\n]*[\r\n\u2028\x85]\s*([^\W\d_])")
_GROUP_LEFT = re.compile(r"(?<!\d)\d{1,3}[^\S\r\n]\Z")
_GROUP_RIGHT = re.compile(r"[^\S\r\n]\d{3}(?!\d)")
_FAR, _NEAR, _WIDE = 64, 24, 40
"""Characters that are ignored and looked across, that are looked at of a word, and that are shown of one."""


@cache
def words_of(key: str) -> frozenset[str]:
    """A word list of grounding, by its key in the data file."""
    data = json.loads(files("llmclaims").joinpath("data/grounding.json").read_text(encoding="utf-8"))
    return frozenset(str(data[key]).split())


_ENGLISH = {
    "negators": ("verbal_negators", "nominal_negators"),
    "modals": ("modals", "hedge_adverbs", "hedge_adjectives"),
    "operators": ("verbal_negators", "nominal_negators", "hedge_adverbs", "modals", "cues"),
}


@cache
def listed(kind: str) -> frozenset[str]:
    """Negators, modals with hedges, or operators (both and verbs of saying), of every language there is a list for."""
    data = files("llmclaims").joinpath("data")
    english = json.loads(data.joinpath("en/rules.json").read_text(encoding="utf-8"))
    own = json.loads(data.joinpath("grounding.json").read_text(encoding="utf-8"))
    others = {
        "negators": [own["negators"]],
        "modals": [],
        "operators": [own["conditions"], *own["operators"].values()],
    }[kind]
    found = " ".join([*(str(english[key]) for key in _ENGLISH[kind]), *others]).split()
    return frozenset(found) | ({"without"} if kind != "modals" else set())


@cache
def _tuple(key: str) -> tuple[str, ...]:
    return tuple(words_of(key))


def cuts(text: str, start: int, end: int, *, mention: bool = False) -> bool:
    """Whether a span cuts a token of the raw text at either edge.

    A mention (a name, a trigger) may be one half of a compound ("Israel-US") and stand before a possessive
    or a Korean particle, unless the other half turns its meaning ("non-nuclear") or is a number; a quote not.
    """
    return _cut(text, start, behind=False, mention=mention) or _cut(text, end, behind=True, mention=mention)


def _cut(text: str, at: int, *, behind: bool, mention: bool) -> bool:
    """Whether an offset is inside a token; ``behind`` when it is the end of a span, not its start."""
    if not 0 < at < len(text):
        return False
    if text[at - 1] == " " and text[at].isalpha() and text[at - 2 : at - 1].isalpha():
        return False  # the commonest edges, at once
    if text[at] == " " and text[at - 1].isalpha():
        return False
    left, right = _back(text, at), _on(text, at)
    if _joined(text, at) or left < 0 or right >= len(text):
        return _joined(text, at)
    a, b = plain(text[left]), plain(text[right])
    if unicodedata.category(b)[0] == "M":
        return True  # a letter keeps its mark
    if _word(b) and _word(a):
        particle = mention and behind and _HANGUL.match(a) and not "\u1160" <= b <= "\u11ff"
        return _inside(text, left, right) and not particle
    if " " in (a, b):
        return _broken(text, at, left, right) or _across_blank(text, left, right, mention=mention)
    if a.isdigit() or b.isdigit():
        return _number(text, left, right)
    return _compound(text, left, right, mention=mention)


def _broken(text: str, at: int, left: int, right: int) -> bool:
    """Whether a hyphen before an offset stands at the end of a line inside a word."""
    hyphen = left if plain(text[left]) == "-" else at
    if (
        plain(text[right]) != " "
        or (hyphen == at and text[at] != DROPPED)
        or not _BROKEN_RIGHT.match(text, hyphen)
    ):
        return False
    return _word(_at(text, hyphen, -1))


def _back(text: str, at: int) -> int:
    """The offset of the last character before ``at`` that counts; negative if there is none."""
    for index in range(at - 1, max(at - _FAR, 0) - 1, -1):
        if plain(text[index]) != DROPPED:
            return index
    return -1


def _on(text: str, at: int) -> int:
    """The offset of the first character from ``at`` on that counts; the length of the text if there is none."""
    for index in range(at, min(at + _FAR, len(text))):
        if plain(text[index]) != DROPPED:
            return index
    return len(text)


def _at(text: str, index: int, step: int) -> str:
    """The character that counts next to one, in either direction; empty at the ends of the text."""
    found = _back(text, index) if step < 0 else _on(text, index + 1)
    return plain(text[found]) if 0 <= found < len(text) else ""


def _word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character or " ")[0] == "M"


def _joined(text: str, at: int) -> bool:
    """Whether an emoji sequence goes on across an offset."""
    if "\U0001f3fb" <= text[at] <= "\U0001f3ff":
        return True
    return (text[at - 1] == "\u200d" and not text[at].isalnum()) or (
        text[at] == "\u200d" and unicodedata.category(text[at - 1]) in ("So", "Mn", "Sk")
    )


def _inside(text: str, left: int, right: int) -> bool:
    """Whether two letters or digits side by side are of one word or number."""
    a, b = text[left], text[right]
    if not (UNSPACED.match(a) or UNSPACED.match(b)):
        return True
    if a.isdigit() or b.isdigit():
        # A number and its counter belong together.
        return a.isdigit() or text.endswith("分之", 0, right)
    if text.endswith(_tuple("negating_prefixes"), 0, right) and not text.endswith(
        _tuple("not_negating"), 0, right
    ):
        return True
    if text.startswith(_tuple("negating_suffixes"), right) or a in "เแโใไ" or b in "ะาำๅๆ":
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
    """Whether a token goes on beyond a blank: "20 000", "5 %", "$ 5", a word hyphenated over a line break."""
    if plain(text[right]) == " ":
        a, follows = text[left], text[right + 1 : right + 2]
        if a.isdigit():
            run = text[max(left - 3, 0) : left + 1]
            grouped = _GROUP_RIGHT.match(text, right) and _GROUP_LEFT.search(run + " ")
            magnitude = _TAIL.match(text, right + 1)
            if magnitude and magnitude[0] in words_of("magnitudes"):
                return not mention
            return bool(grouped) or (follows in tuple(_BEHIND) and not text[right + 2 : right + 3].isdigit())
        return a in _CURRENCY and follows.isdigit()
    before = text[left - 1 : left]
    if text[right].isdigit():
        grouped = _GROUP_LEFT.search(text[max(left - 4, 0) : left + 1]) and _GROUP_RIGHT.match(
            " " + text[right : right + 4]
        )
        return bool(grouped) or (before in tuple(_CURRENCY) and not text[left - 2 : left - 1].isdigit())
    if text[right] in _BEHIND:
        return before.isdigit()
    broken = _BROKEN_LEFT.search(text, max(left - _NEAR, 0), left + 1)
    return broken is not None and text[right].isalpha() and not mention


def _number(text: str, left: int, right: int) -> bool:
    """Whether a digit and the sign beside it are of one number: "12|.8", "$|5", "5|%", "−|5", "5|-year"."""
    a, b = plain(text[left]), plain(text[right])
    if a.isdigit():
        after = _at(text, right, 1)
        if b in _BEHIND or text[right] in "′″" or (b in _SEPARATORS and after.isdigit()):
            return True
        if b == "-":
            return after.isdigit() or (text[right] in _HYPHENS + _EN and _word(after))
        return (b == "/" and _word(after)) or (b in "'\"" and _unit(text, right))
    before = _at(text, left, -1)
    if a in _BEFORE or (a in _SEPARATORS and before.isdigit()):
        return True
    if a in ".,":
        return not _word(before) and before not in tuple(".,!?…")  # .5 without its zero
    if a == "-":
        return before.isdigit() or (
            text[left] in _HYPHENS + _EN and (text[left] in _HYPHENS or not _word(before))
        )
    return a == "/" and _word(before)


def _unit(text: str, at: int) -> bool:
    """Whether a straight mark behind a digit is feet or inches: there is no quotation that it could close."""
    line = text[max(at - 400, 0) : at].rpartition("\n")[2]
    if text[at] == '"':
        return line.count('"') % 2 == 0 and not any(one in line for one in "“„«")
    if text[at] != "'":
        return text[at] in _APOSTROPHES and text[at + 1 : at + 2].isalpha()
    return text[at + 1 : at + 2].isalpha() or not re.search(r"(?<!\w)['‘]", line)


def _compound(text: str, left: int, right: int, *, mention: bool) -> bool:
    """Whether letters and the sign beside them are of one token: "well|-known", "can|'t", "U|.S.", "AT|&T"."""
    a, b = plain(text[left]), plain(text[right])
    if _word(a):
        sign, word, far = right, a, _at(text, right, 1)
    elif _word(b):
        sign, word, far = left, b, _at(text, left, -1)
    else:
        signed = a in "-+±~<>≤≥" and b in _CURRENCY + "." and not _word(_at(text, left, -1))
        return signed and _at(text, right, 1).isdigit()
    mark = plain(text[sign])
    if mark == "-":
        return _hyphened(text, sign, far, behind=sign == right, mention=mention)
    if mark in _CURRENCY and sign == right:
        return far.isdigit()
    if not far.isalpha():
        return False
    if mark == "'" and text[sign] in _APOSTROPHES:
        return not (_HANGUL.match(word + far) or UNSPACED.match(word)) and _apostrophe(
            text, sign, left=sign == left, mention=mention
        )
    if mark == ".":
        head = _head(text, sign)
        return len(head) == 1 or text[sign + 1 : sign + 2].islower()
    return mark in "@&·" or (mark == "/" and not mention) or (mark == '"' and "\u05d0" <= word <= "\u05ea")


def _hyphened(text: str, hyphen: int, far: str, *, behind: bool, mention: bool) -> bool:
    """Whether a hyphen holds together what stands on its two sides."""
    if behind and (broken := _BROKEN_RIGHT.match(text, hyphen)):
        return not mention or broken[1].islower()
    if not _word(far):
        return False
    turned = _head(text, hyphen) in words_of("prefixes")
    if text[hyphen] not in _HYPHENS:
        return text[hyphen] in _EN and turned
    if not mention:
        return True
    if behind:
        tail = _TAIL.match(text, hyphen + 1)
        return far.isdigit() or bool(tail and tail[0].lower() in words_of("turning_suffixes"))
    return far.isdigit() or turned


def _apostrophe(text: str, mark: int, *, left: bool, mention: bool) -> bool:
    """Whether an apostrophe holds together what stands on its two sides."""
    if left:
        return _head(text, mark) not in words_of("elisions")
    if not mention:
        return True
    suffix = _SUFFIX.match(text, mark)
    named = text[mark - len(_head(text, mark)) : mark][:1].isupper()
    return not _POSSESSIVE.match(text, mark) and not (
        named and suffix and suffix[1].lower() in words_of("case_endings")
    )


def _head(text: str, end: int) -> str:
    """The letters that end at an offset, in lower case."""
    found = _HEAD.search(text, max(end - _NEAR, 0), end)
    return found[0].lower() if found else ""


def widened(text: str, start: int, end: int) -> Span:
    """The span grown to the white space around it, as far as anybody would read."""
    low, high = max(start - _WIDE, 0), min(end + _WIDE, len(text))
    while start > low and not text[start - 1].isspace():
        start -= 1
    while end < high and not text[end].isspace():
        end += 1
    return start, end
