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
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

DROPPED = "\u00ad"
"""Stands for every character that is ignored, until it is dropped."""

_SINGLE = "'`´‘’‚‛′‵‹›ʹʻʼˈ׳՚❛❜❮❯＇\u2bbd"
_DOUBLE = '"“”„‟«»″‶‴‷⁗״❝❞〝〞〟＂「」『』｢｣⹂﹁﹂﹃﹄'
_DASHES = "-‐‑‒–—―−﹘﹣－⁃֊־᠆⸗⸚⸺⸻〜〰︱︲"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_IGNORED = [
    *range(0x200B, 0x2010), 0xAD, 0x34F, 0x61C, *range(0x180B, 0x180F), *range(0x202A, 0x202F),
    *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
    *range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5),
    *range(0x6E7, 0x6E9), *range(0x6EA, 0x6EE),
    *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7,
]  # fmt: skip
_FORMS = [*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18), *range(0xFB1D, 0xFDFC), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFFEF)]
"""Ligatures, presentation forms and full-width forms, which mean what their compatibility mapping says."""

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters of scripts that break lines anywhere, for a regular expression's set."""
_CJK_SIDE = re.compile(f"[{CJK}\u3001\u3002\u300a-\u3011\uff01\uff0c\uff1a\uff1b\uff1f]")
_THAI_SIDE = re.compile("[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff]")
_SIGN = re.compile(r"-+\d")
_MARK = re.compile(r'(?<!\d)"')
"""A double mark that is no unit: 5" is five inches, 5' five feet."""
_WIDTH = re.compile("[\uff10-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_OPENERS = "([{-–—/"
_LINE_ENDS = "\n\r\u2028\u2029\x85"


@cache
def _table() -> dict[int, str]:
    """One character for one character."""
    table = dict.fromkeys(map(ord, _SINGLE), "'") | dict.fromkeys(map(ord, _DOUBLE), '"')
    table |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _SPACES), " ")
    table |= dict.fromkeys(_IGNORED, DROPPED) | dict.fromkeys(map(ord, "…⋯‥"), "…")
    for code in _FORMS:
        plain = unicodedata.normalize("NFKC", chr(code)).translate(table)
        if len(plain) == 1 and code not in table:
            table[code] = plain
    return table


@cache
def _long() -> dict[str, str]:
    """One character that stands for several."""
    table = _table()
    found = {}
    for code in _FORMS:
        plain = unicodedata.normalize("NFKC", chr(code)).translate(table).replace(DROPPED, "")
        if len(plain) > 1:
            found[chr(code)] = plain
    return found


def plain(character: str) -> str:
    """What the table makes of one character: ``DROPPED`` if it is ignored, itself if it counts as it is."""
    return _table().get(ord(character), character) if character else ""


_BLANK = f"[ {DROPPED}]"
_RUN = re.compile(
    rf"(?P<dots>…(?:{_BLANK}?[.…])*|\.(?:{_BLANK}?[.…])+)"
    rf"|(?P<dash>-(?:[- {DROPPED}]*-)?)"
    rf"|(?P<lead>{_BLANK}+(?=…|\.…|\.{_BLANK}?\.{_BLANK}?[.…]|-))"
    rf"|(?P<blank>{_BLANK}+)"
)


@cache
def _places() -> re.Pattern[str]:
    """Where a fold may change a text, after the table; one set of characters comes first, so that it is fast."""
    many = "".join(re.escape(one) for one in _long())
    sides = f"{CJK}\u3001\u3002\u300a-\u3011\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff"
    return re.compile(
        rf"[-. {DROPPED}…'\"{many}](?:"
        rf"(?<=[-. {DROPPED}…])[-. {DROPPED}…]+|(?<=[{DROPPED}…])"
        rf"|(?<= )(?=[!?;:'\"])|(?<=['\"{sides}] )|(?<= )(?=[{sides}])"
        rf"|(?P<mark>(?<=['\"])[\"'{DROPPED}]*[\"'])|(?P<form>(?<=[{many}]))"
        ")"
    )


class _Change(NamedTuple):
    """A region that a fold changed: ``[start, end)`` of the folded text stands for ``[raw_start, raw_end)``."""

    start: int
    end: int
    raw_start: int
    raw_end: int


class Folded:
    """A folded text and the way back to the raw one.

    ``text`` is the folded text. ``soft`` holds the offsets into it of hyphens that stood at the end of a
    line, which may belong to the word or to the line.
    """

    __slots__ = ("_changes", "_raw_starts", "_starts", "inner", "soft", "text")

    def __init__(self, text: str, changes: list[_Change], soft: frozenset[int], inner: Folded | None = None) -> None:
        """``inner`` is a fold that was made before this one, whose text this one's raw offsets mean."""
        self.text = text
        self.soft = soft
        self.inner = inner
        self._changes = changes
        self._starts = [change.start for change in changes]
        self._raw_starts = [change.raw_start for change in changes]

    def raw_start(self, at: int) -> int:
        """The raw offset where the character at ``at`` of the folded text begins."""
        own = self.outer(at)
        return self.inner.raw_start(own) if self.inner else own

    def outer(self, at: int) -> int:
        """The offset into the text that was folded where the character at ``at`` begins, ``inner`` left alone."""
        change = self._last(at)
        if change is None:
            return at
        return change.raw_start if at < change.end else change.raw_end + at - change.end

    def raw_end(self, at: int) -> int:
        """The raw offset where the character before ``at`` of the folded text ends."""
        change = self._last(at - 1)
        if change is None:
            raw = at
        elif at <= change.end and change.end > change.start:
            raw = change.raw_end
        else:
            raw = change.raw_end + at - change.end
        return self.inner.raw_end(raw) if self.inner else raw

    def folded(self, raw: int) -> int:
        """The offset into the folded text of the first character that begins at or behind a raw offset."""
        if self.inner:
            raw = self.inner.folded(raw)
        index = bisect_right(self._raw_starts, raw) - 1
        if index < 0:
            return raw
        change = self._changes[index]
        if raw == change.raw_start:
            return change.start
        if raw < change.raw_end:
            return change.end
        return change.end + raw - change.raw_end

    def splits(self, at: int) -> bool:
        """Whether an edge at ``at`` falls inside a raw character that stands for several, such as a ligature."""
        change = self._last(at)
        if change is not None and change.start < at < change.end:
            return True
        return bool(self.inner and self.inner.splits(self.outer(at)))

    def _last(self, at: int) -> _Change | None:
        index = bisect_right(self._starts, at) - 1
        # Of several changes at one place the dropped ones are empty: the last one that begins here counts.
        return self._changes[index] if index >= 0 else None


def fold(text: str) -> Folded:
    """Fold a text; never raises, in time linear in its length."""
    inner = None if text.isascii() else _composed(text)
    base = inner.text if inner else text
    plain = _MARK.sub("'", base.translate(_table()))
    made = _Made(plain)
    soft: list[int] = []
    for match in _places().finditer(plain):
        start, end = match.span()
        if match.lastgroup == "form":
            made.replace(start, end, _long()[match.group()])
        elif match.lastgroup == "mark":
            inches = plain[max(start - 1, 0) : start].isdigit() and match.group().replace(DROPPED, "") == "''"
            made.replace(start, end, '"' if inches else "'")
        else:
            last = ""
            for part in _RUN.finditer(plain, start, end):
                new, loose = _run(part, base, plain, last)
                made.replace(*part.span(), new)
                last = "" if new == ".." else part.lastgroup or ""
                if loose:
                    soft.append(made.size + part.end() - made.done - 1)
    return made.folded(frozenset(soft), inner)


class _Made:
    """A text while it is put together from changed and unchanged pieces."""

    __slots__ = ("changes", "done", "pieces", "size", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[str] = []
        self.changes: list[_Change] = []
        self.done = self.size = 0

    def replace(self, start: int, end: int, new: str) -> None:
        """Put something else for ``[start, end)``."""
        if new == self.text[start:end]:
            return
        self.pieces += (self.text[self.done : start], new)
        begin = self.size + start - self.done
        self.size = begin + len(new)
        self.changes.append(_Change(begin, self.size, start, end))
        self.done = end

    def folded(self, soft: frozenset[int] = frozenset(), inner: Folded | None = None) -> Folded:
        """What has come of it."""
        self.pieces.append(self.text[self.done :])
        return Folded("".join(self.pieces), self.changes, soft, inner)


def _run(part: re.Match[str], base: str, plain: str, last: str) -> tuple[str, bool]:
    """What a run of dots, of dashes or of blanks becomes, and whether it may stand for nothing at a line's end."""
    start, end = part.span()
    kind, old = part.lastgroup, part.group()
    if kind == "dots":
        return ("..." if "…" in old or old.count(".") >= 3 else old), False
    if kind == "dash":
        behind = _blanks_end(plain, end)
        loose = base[start:end] in ("-", "\u2010", "\u2011") and _ends_line(base[end:behind])
        return "-", loose and plain[max(start - 9, 0) : start].rstrip(DROPPED)[-1:].isalpha() and plain[behind : behind + 1].isalpha()
    if " " not in old:
        return "", False
    before, after = plain[start - 1 : start] if start else "", plain[end : end + 1]
    if kind == "lead":
        return (" " if _SIGN.match(plain, end) and before != "-" else ""), False
    if last in ("dots", "dash"):
        return "", False
    return _blank(base, start, end, before + after)


def _blank(base: str, start: int, end: int, sides: str) -> tuple[str, bool]:
    """A run of white space: one blank, or nothing where typography puts one that carries no meaning."""
    raw = base[start:end]
    if len(sides) < 2 or (sides.isascii() and sides[1] not in "!?;:'" and sides[0] != "'" and DROPPED not in raw):
        return " ", False
    before, after = base[start - 1], base[end]
    breaks = _ends_line(raw)
    if sides[1] in "!?;:" or (breaks and DROPPED in raw and before.isalpha() and after.isalpha()):
        return "", False
    if _inner(base, start, end):
        return "", False
    left, right = _CJK_SIDE.match(before), _CJK_SIDE.match(after)
    if (left and (right and breaks or after.isalnum() and not right and not _HANGUL.match(after))) or (
        right and not left and before.isalnum() and not _HANGUL.match(before)
    ):
        return "", False
    return " ", bool(breaks and _THAI_SIDE.match(before) and _THAI_SIDE.match(after))


def _inner(base: str, start: int, end: int) -> bool:
    """Whether blanks stand between angle quotation marks and the words inside them, as in French."""
    opened = base[start - 1] in "«‹" and (start < 2 or base[start - 2] in _OPENERS or base[start - 2].isspace())
    closes = base[end] in "»›" and (end + 1 >= len(base) or not base[end + 1].isalnum())
    return opened or closes


def _blanks_end(plain: str, at: int) -> int:
    while at < len(plain) and plain[at] in (" ", DROPPED):
        at += 1
    return at


def _ends_line(raw: str) -> bool:
    return any(one in _LINE_ENDS for one in raw)


_LONGEST = 32
"""Marks on one letter that are composed together (Unicode's stream-safe format has 30): more would take long."""
_WIDTHS = str.maketrans({chr(c): unicodedata.normalize("NFKC", chr(c)) for c in (*range(0xFF10, 0xFF5B), *range(0xFF66, 0xFFA0)) if chr(c).isalnum()})
"""Letters in full or half width, which compose with marks only when they are as wide as these."""


def _composed(text: str) -> Folded | None:
    """The canonical composition (NFC) of a text; None where it is composed already."""
    if _WIDTH.search(text):
        text = text.translate(_WIDTHS)
    if unicodedata.is_normalized("NFC", text):
        return None
    made = _Made(text)
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
    made = _Made(text)
    for match in () if text.isascii() else _WIDE.finditer(text):
        made.replace(*match.span(), match.group().casefold())
    whole = made.folded(frozenset(), folded)
    whole.text = whole.text.casefold()
    return whole


def without(folded: Folded, characters: str) -> Folded:
    """A folded text without some characters."""
    made = _Made(folded.text)
    for match in re.finditer(f"[{re.escape(characters)}]+", folded.text):
        made.replace(*match.span(), "")
    return made.folded(frozenset(), folded)
