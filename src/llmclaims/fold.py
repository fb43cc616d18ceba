"""Typographic folding with a map back to raw offsets: the only place that knows about curly quotes.

An explicit table, never NFKC (which turns 10² into 102). Folded alike: canonical equivalents; quotation
marks, apostrophes and primes; hyphens, dashes and minus signs, and the blanks around them; ellipses; any
white space; ligatures, full-width and presentation forms. Dropped: soft hyphens, zero-width and directional
characters, Arabic and Hebrew vowel signs, a line break between CJK characters. Everything else counts:
diacritics, superscripts, homoglyphs, case, digits and how they are grouped.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

DROPPED = "\u00ad"
"""Stands for every character that is ignored, until it is dropped."""

_SINGLE = "'`´‘’‚‛′‵‹›ʹʻʼˈ׳՚❛❜❮❯＇\u2bbd"
_DOUBLE = '"“”„‟«»″‶‴‷⁗״❝❞〝〞〟＂「」『』｢｣⹂'
_DASHES = "-‐‑‒–—―−﹘﹣－⁃"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_IGNORED = [
    *range(0x200B, 0x2010), 0xAD, 0x61C, 0x180E, *range(0x202A, 0x202F), *range(0x2060, 0x2065),
    *range(0x2066, 0x206A), 0xFEFF, *range(0xFE00, 0xFE10),
    *range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5),
    *range(0x6E7, 0x6E9), *range(0x6EA, 0x6EE),
    *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7,
]  # fmt: skip
_FORMS = [*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18), *range(0xFB1D, 0xFDFC), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFFEF)]
"""Ligatures, presentation forms and full-width forms, which mean what their compatibility mapping says."""

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters of scripts that break lines anywhere, for a regular expression's set."""
_SIDE = f"{CJK}\u3001\u3002\u300a-\u3011"
_CJK_SIDE = re.compile(f"[{_SIDE}\uff01\uff0c\uff1a\uff1b\uff1f]")
_MARK = re.compile(r'(?<!\d)"')
"""A double mark that is no unit: 5" is five inches, 5' five feet."""


@cache
def _table() -> dict[int, str]:
    """One character for one character."""
    table = dict.fromkeys(map(ord, _SINGLE), "'") | dict.fromkeys(map(ord, _DOUBLE), '"')
    table |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _SPACES), " ")
    table |= dict.fromkeys(_IGNORED, DROPPED)
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


_BLANK = f"[ {DROPPED}]"


@cache
def _places() -> re.Pattern[str]:
    """Where a fold changes the length of a text, after the table."""
    expanding = "".join(re.escape(one) for one in _long())
    return re.compile(
        rf"(?P<dash>{_BLANK}+-[- {DROPPED}]*|-[- {DROPPED}]+)"
        rf"|(?P<blank>{_BLANK}{{2,}}|{DROPPED})"
        rf"|(?P<mark>[\"'][\"'{DROPPED}]*[\"'])"
        rf"|(?P<wrap>(?<=[{_SIDE}]) (?=[{_SIDE}]))"
        rf"|(?P<dots>…(?:{_BLANK}?[.…])*|\.(?:{_BLANK}?[.…]){{2,}}|\.…)"
        rf"|(?P<form>[{expanding}])"
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
        change = self._last(at)
        if change is None:
            raw = at
        elif at < change.end:
            raw = change.raw_start
        else:
            raw = change.raw_end + at - change.end
        return self.inner.raw_start(raw) if self.inner else raw

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
        inside = change is not None and change.start < at < change.end
        return inside or bool(self.inner and self.inner.splits(at))

    def _last(self, at: int) -> _Change | None:
        index = bisect_right(self._starts, at) - 1
        # Of several changes at one place the dropped ones are empty: the last one that begins here counts.
        return self._changes[index] if index >= 0 else None


def fold(text: str) -> Folded:
    """Fold a text; never raises, in time linear in its length."""
    inner = None if text.isascii() else _composed(text)
    base = inner.text if inner else text
    plain = _MARK.sub("'", base.translate(_table()))
    pieces: list[str] = []
    changes: list[_Change] = []
    soft: list[int] = []
    done = size = 0
    for match in _places().finditer(plain):
        start, end = match.span()
        new = _replacement(match, base, plain)
        if new == plain[start:end]:
            continue
        pieces += (plain[done:start], new)
        size += start - done
        changes.append(_Change(size, size + len(new), start, end))
        if match.lastgroup == "dash" and _ends_line(base[start:end]) and plain[start - 1 : start].isalpha():
            soft.append(size)
        size += len(new)
        done = end
    pieces.append(plain[done:])
    return Folded("".join(pieces), changes, frozenset(soft), inner)


def _replacement(match: re.Match[str], base: str, plain: str) -> str:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "dash":
        return "-"
    if kind in ("blank", "wrap"):
        return "" if " " not in match.group() or _wraps(base, start, end) else " "
    if kind == "mark":
        inches = plain[max(start - 1, 0) : start].isdigit() and match.group().replace(DROPPED, "") == "''"
        return '"' if inches else "'"
    if kind == "dots":
        return "..." if len(match.group().replace("…", "...")) >= 3 else match.group()  # noqa: PLR2004 - dots
    return _long()[match.group()]


def _ends_line(raw: str) -> bool:
    return any(one in "\n\r\u2028\u2029\x85" for one in raw)


def _wraps(base: str, start: int, end: int) -> bool:
    """Whether blanks are a line break between two CJK characters, which no reader would write."""
    return (
        _ends_line(base[start:end])
        and start > 0
        and end < len(base)
        and bool(_CJK_SIDE.match(base[start - 1]))
        and bool(_CJK_SIDE.match(base[end]))
    )


_CLUSTER = re.compile(r".[^\x00-\x7f]+", re.DOTALL)
_LONGEST = 32
"""Marks on one letter that are composed together (Unicode's stream-safe format has 30): more would take long."""


def _composed(text: str) -> Folded | None:
    """The canonical composition (NFC) of a text; None where it is composed already."""
    pieces: list[str] = []
    changes: list[_Change] = []
    done = size = 0
    for run in _CLUSTER.finditer(text):
        for start, end in _clusters(run.group(), run.start()):
            old = text[start:end]
            new = unicodedata.normalize("NFC", old)
            if new == old:
                continue
            pieces += (text[done:start], new)
            size += start - done
            changes.append(_Change(size, size + len(new), start, end))
            size += len(new)
            done = end
    if not changes:
        return None
    pieces.append(text[done:])
    return Folded("".join(pieces), changes, frozenset())


def _clusters(run: str, offset: int) -> list[tuple[int, int]]:
    """Letters with the marks that follow them, where there are any."""
    found: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(run) + 1):
        if index < len(run) and index - start < _LONGEST and _continues(run[index]):
            continue
        if index - start > 1 or run[start] > "\xff":
            found.append((offset + start, offset + index))
        start = index
    return found


@cache
def _continues(character: str) -> bool:
    """Whether a character may compose with the one before it."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def mapped(folded: Folded, change: Callable[[str], str]) -> Folded:
    """A folded text put through a change of single characters, such as case folding."""
    whole = change(folded.text)
    if len(whole) == len(folded.text):
        return Folded(whole, [], frozenset(), folded)
    pieces: list[str] = []
    changes: list[_Change] = []
    size = 0
    for at, one in enumerate(folded.text):
        new = change(one)
        if len(new) != 1:
            changes.append(_Change(size, size + len(new), at, at + 1))
        pieces.append(new)
        size += len(new)
    return Folded("".join(pieces), changes, frozenset(), folded)


def without(folded: Folded, character: str) -> Folded:
    """A folded text without one character."""
    pieces = folded.text.split(character)
    changes: list[_Change] = []
    size = raw = 0
    for piece in pieces[:-1]:
        size += len(piece)
        raw += len(piece)
        changes.append(_Change(size, size, raw, raw + 1))
        raw += 1
    return Folded("".join(pieces), changes, frozenset(), folded)
