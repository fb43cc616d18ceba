"""Typographic folding with a map back to raw offsets: the only place that knows about curly quotes.

An explicit table, never NFKC (which turns 10² into 102). Folded alike: canonical equivalents; quotation
marks, apostrophes and primes; hyphens, dashes and minus signs, and the blanks around them; ellipses; any
white space; ligatures, full-width and presentation forms. Dropped: soft hyphens, zero-width and directional
characters, Arabic and Hebrew vowel signs, a line break between CJK characters, blanks inside angle quotation
marks or before "!?;:". Everything else counts: diacritics, superscripts, homoglyphs, case, digits and how
they are grouped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.fold.mapping import Folded, Making
from llmclaims.fold.table import CJK, DROPPED, plain, several, signs, single

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CJK", "DROPPED", "Folded", "caseless", "fold", "plain", "signs", "without"]

_CJK_SIDE = re.compile(f"[{CJK}\u3001\u3002\u300a-\u3011\uff01\uff0c\uff1a\uff1b\uff1f]")
_LOOSE_SIDE = re.compile("[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3]")
"""Characters of scripts that write blanks, but may break a line without one."""
_ODD = re.compile(r"[\"`\t-\r\x1c-\x1f]|[ '-](?=[ '!?;:-])|\.[ .]?\.")
"""What a fold may change in a text of plain characters."""
_SIGN = re.compile(r"-+\d")
_MARK = re.compile(r'(?<!\d)"')
"""A double mark that is no unit: 5" is five inches, 5' five feet."""
_WIDTH = re.compile("[\uff10-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_OPENERS = "([{-–—/"
_LINE_ENDS = "\n\r\u2028\u2029\x85"


_BLANK = f"[ {DROPPED}]"
_RUN = re.compile(
    rf"(?P<dots>…(?:{_BLANK}?[.…])*|\.(?:{_BLANK}?[.…])+)"
    rf"|(?P<dash>-(?:[- {DROPPED}]*-)?)"
    rf"|(?P<none>{DROPPED}+)"
    rf"|(?P<lead> {_BLANK}*(?=…|\.…|\.{_BLANK}?\.{_BLANK}?[.…]|-))"
    rf"|(?P<blank> {_BLANK}*)"
)


@cache
def _places() -> re.Pattern[str]:
    """Where a fold may change a text, after the table; one set of characters comes first, so that it is fast."""
    many = "".join(re.escape(one) for one in several())
    sides = f"{CJK}\u3001\u3002\u300a-\u3011\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3"
    return re.compile(
        rf"[-. {DROPPED}…'\"{many}](?:"
        rf"(?P<gone>(?<={DROPPED}){DROPPED}*+(?![-. …]))|(?<=[-. {DROPPED}…])[-. {DROPPED}…]+|(?<=[{DROPPED}…])"
        rf"|(?<= )(?=[!?;:'\"])|(?<=['\"{sides}] )|(?<= )(?=[{sides}])"
        rf"|(?P<mark>(?<=['\"])[\"'{DROPPED}]*[\"'])|(?P<form>(?<=[{many}]))"
        ")"
    )


def fold(text: str) -> Folded:
    """Fold a text; never raises, in time linear in its length."""
    if text.isascii() and not _ODD.search(text):
        return Making(text).folded()
    inner = None if text.isascii() else _composed(text)
    base = inner.text if inner else text
    even = _MARK.sub("'", base.translate(single()))
    made = Making(even)
    soft: list[int] = []
    forms = several()
    for match in _places().finditer(even):
        start, end = match.span()
        if match.lastgroup == "form":
            made.replace(start, end, forms[match.group()])
        elif match.lastgroup == "gone":
            made.replace(start, end, "")
        elif match.lastgroup == "mark":
            inches = even[max(start - 1, 0) : start].isdigit() and match.group().replace(DROPPED, "") == "''"
            made.replace(start, end, '"' if inches else "'")
        else:
            soft += _runs(made, base, even, start, end)
    return made.folded(frozenset(soft), inner)


def _runs(made: Making, base: str, even: str, start: int, end: int) -> Iterator[int]:
    """Fold a run of dots, dashes and blanks; yield the offsets of those that may belong to the line alone."""
    last = ""
    for part in _RUN.finditer(even, start, end):
        new, loose = _run(part, base, even, last)
        made.replace(*part.span(), new)
        if part.lastgroup != "none":
            last = "" if new == ".." else part.lastgroup or ""
        if loose:
            yield made.at(part.end()) - 1


def _run(part: re.Match[str], base: str, even: str, last: str) -> tuple[str, bool]:
    """What a run of dots, of dashes or of blanks becomes, and whether it may stand for nothing at a line's end."""
    start, end = part.span()
    kind, old = part.lastgroup, part.group()
    if kind == "dots":
        return ("..." if "…" in old or old.count(".") >= 3 else old), False
    if kind == "dash":
        behind = _blanks_end(even, end)
        loose = base[start:end] in ("-", "\u2010", "\u2011") and _ends_line(base[end:behind])
        letters = even[max(start - 9, 0) : start].rstrip(DROPPED)[-1:] + even[behind : behind + 1]
        return "-", loose and len(letters) == 2 and letters.isalpha()
    if kind == "none":
        return "", False
    head = start
    while head and even[head - 1] == DROPPED:
        head -= 1
    if kind == "lead":
        return (" " if _SIGN.match(even, end) and even[max(head - 1, 0)] != "-" else ""), False
    if last in ("dots", "dash") or not 0 < head <= end < len(even):
        return ("" if last in ("dots", "dash") else " "), False
    return _blank(base, (head, end), even[head - 1] + even[end])


def _blank(base: str, place: tuple[int, int], sides: str) -> tuple[str, bool]:
    """A run of white space: one blank, or nothing where typography puts one that carries no meaning."""
    start, end = place
    raw = base[start:end]
    if sides.isascii() and sides[1] not in "!?;:'" and sides[0] != "'" and DROPPED not in raw:
        return " ", False
    before, after = base[start - 1], base[end]
    breaks = _ends_line(raw)
    if sides[1] in "!?;:" or (breaks and DROPPED in raw and before.isalpha() and after.isalpha()):
        return "", False
    if _inner(base, start, end):
        return "", False
    left, right = _CJK_SIDE.match(before), _CJK_SIDE.match(after)
    if breaks and (left or right) and (left or not before.isalnum()) and (right or not after.isalnum()):
        return "", False
    if left and right:
        return " ", False
    if (left and after.isalnum() and not _HANGUL.match(after)) or (
        right and before.isalnum() and not _HANGUL.match(before)
    ):
        return "", False
    return " ", bool(breaks and _LOOSE_SIDE.match(before) and _LOOSE_SIDE.match(after))


def _inner(base: str, start: int, end: int) -> bool:
    """Whether blanks stand between angle quotation marks and the words inside them, as in French."""
    opened = base[start - 1] in "«‹" and (
        start < 2 or base[start - 2] in _OPENERS or base[start - 2].isspace()
    )
    closes = base[end] in "»›" and (end + 1 >= len(base) or not base[end + 1].isalnum())
    return opened or closes


def _blanks_end(even: str, at: int) -> int:
    while at < len(even) and even[at] in (" ", DROPPED):
        at += 1
    return at


def _ends_line(raw: str) -> bool:
    return any(one in _LINE_ENDS for one in raw)


_LONGEST = 32
"""Marks on one letter that are composed together (Unicode's stream-safe format has 30): more would take long."""
_WIDTHS = str.maketrans(
    {
        chr(c): unicodedata.normalize("NFKC", chr(c))
        for c in (*range(0xFF10, 0xFF5B), *range(0xFF66, 0xFFA0))
        if chr(c).isalnum()
    }
)
"""Letters in full or half width, which compose with marks only when they are as wide as these."""


def _composed(text: str) -> Folded | None:
    """The canonical composition (NFC) of a text; None where it is composed already."""
    if _WIDTH.search(text):
        text = text.translate(_WIDTHS)
    if unicodedata.is_normalized("NFC", text):
        return None
    made = Making(text)
    for cluster in _clusters(text).finditer(text):
        made.replace(*cluster.span(), unicodedata.normalize("NFC", cluster.group()))
    return made.folded()


def _clusters(text: str) -> re.Pattern[str]:
    """Letters with the marks that follow them, and single characters that compose to another."""
    characters = sorted(set(text))
    marks = re.escape("".join(filter(_continues, characters)))
    alone = "".join(one for one in characters if not unicodedata.is_normalized("NFC", one))
    single = f"|[{re.escape(alone)}]" if alone else ""
    return re.compile(f"(?s:.)[{marks}]{{1,{_LONGEST}}}{single}" if marks else f"[{re.escape(alone)}]")


@cache
def _continues(character: str) -> bool:
    """Whether a character may compose with the one before it."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


_WIDE = re.compile("[ßİŉǰΐΰևẖ-ẚẞὐὒὔὖᾀ-ᾯᾲ-ᾴᾶᾷᾼῂ-ῄῆῇῌῒΐῖῗῢΰῤῦῧῲ-ῴῶῷῼﬀ-ﬆﬓ-ﬗ]")
"""Characters that become several when they lose their case."""


def caseless(folded: Folded, *, turkic: bool) -> Folded:
    """A folded text without case; in Turkish and Azerbaijani, I goes with ı and İ with i."""
    text = folded.text.replace("I", "ı").replace("İ", "i") if turkic else folded.text
    made = Making(text)
    for match in () if text.isascii() else _WIDE.finditer(text):
        made.replace(*match.span(), match.group().casefold())
    whole = made.folded(frozenset(), folded)
    whole.text = whole.text.casefold()
    return whole


def without(folded: Folded, characters: str) -> Folded:
    """A folded text without some characters."""
    made = Making(folded.text)
    for match in re.finditer(f"[{re.escape(characters)}]+", folded.text):
        made.replace(*match.span(), "")
    return made.folded(frozenset(), folded)
