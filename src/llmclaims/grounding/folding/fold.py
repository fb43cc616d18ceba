"""Typographic folding with a map back to raw offsets: the only place that knows about curly quotes.

An explicit table, never NFKC (which turns 10² into 102). Folded alike: canonical equivalents; quotation
marks, apostrophes and primes; hyphens, dashes and minus signs, and the blanks around them; ellipses; any
white space; ligatures, small, full-width and presentation forms; a tilde that says from-to. Dropped: soft
hyphens, zero-width and directional characters, Arabic and Hebrew vowel signs, a line break between CJK
characters, blanks inside angle quotation marks or before "!?;:". Everything else counts: diacritics,
superscripts, homoglyphs, case, digits and how they are grouped.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from llmclaims.grounding.folding.characters import CJK, DROPPED, changed, marks, plain, several, signs, single
from llmclaims.grounding.folding.composition import composed
from llmclaims.grounding.folding.offsets import Folded, Making

__all__ = ["CJK", "DROPPED", "Folded", "caseless", "fold", "marks", "plain", "signs", "without"]

_CJK_SIDE = re.compile(f"[{CJK}\u3001\u3002\u300a-\u3011\uff01\uff0c\uff1a\uff1b\uff1f]")
_LOOSE_SIDE = re.compile("[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3]")
"""Characters of scripts that write blanks, but may break a line without one."""
_ODD = re.compile(r"[\"`\t-\r\x1c-\x1f]|[ '-](?=[ '!?;:-])|\.[ .]?\.|~")
"""What a fold may change in a text of plain characters."""
_SIGN = re.compile(r"-+\d")
_RANGE = re.compile(rf"(\w{DROPPED}*)~(?={DROPPED}*\w)")
"""A tilde between words or numbers is a wave dash; in front of a number it says "about"."""
_DOTS = "‧·・･∙⋅。｡"
"""Other dots that make an ellipsis, three or more side by side."""
_UNIT = re.compile(rf'\d{DROPPED}*"')
_MARK = re.compile(rf'(\d{DROPPED}*)?"|[\n\r\u2028\u2029\x85]')
"""A double mark, which may be a unit behind a digit, or the end of a line."""
_HANGUL = re.compile("[\uac00-\ud7a3]")
_NO_UNIT = "«»「」『』｢｣„‟"
_MANY = 24
"""Different signs in a text from which on one pass over it takes less time than one for each of them."""
_OPENERS = "([{-–—/'’ʼ"
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
    """Match where a fold may change a text, after the table; the commonest case first, for speed."""
    many = "".join(re.escape(one) for one in several())
    sides = f"{CJK}\u3001\u3002\u300a-\u3011\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3"
    return re.compile(
        rf"[-. {DROPPED}…'\"{many}](?:"
        rf"(?P<gone>(?<={DROPPED}){DROPPED}*+(?![-. …]))"
        rf"|(?=[^a-zA-Z0-9])(?:(?<=[-. {DROPPED}…])[-. {DROPPED}…]+|(?<= )(?=[!?;:'\"{sides}])"
        rf"|(?P<mark>(?<=['\"])[\"'{DROPPED}]*[\"']))"
        rf"|(?<=[{DROPPED}…])|(?<=['\"{sides}] )|(?P<form>(?<=[{many}]))"
        ")"
    )


def fold(text: str) -> Folded:
    """Fold a text; never raises, in time linear in its length."""
    if text.isascii() and not _ODD.search(text):
        return Making(text).folded()
    inner = None if text.isascii() else composed(text)
    base = inner.text if inner else text
    even = _even(base)
    made = Making(even)
    soft: list[int] = []
    forms = several()
    size = len(even)
    for match in _places().finditer(even):
        start, end = match.span()
        if match.lastgroup == "form":
            made.replace(start, end, forms[match.group()])
        elif match.lastgroup == "gone":
            made.replace(start, end, "")
        elif match.lastgroup == "mark":
            alike = len(set(base[start:end])) == 1 and even[start:end] == "''"
            made.replace(start, end, '"' if alike and even[max(start - 1, 0) : start].isdigit() else "'")
        elif end - start == 1 and even[start] == " " and start > 0 and end < size:
            low = max(start - 2, 0)
            new, loose = _one_blank(base[low : end + 2], start - low, even[start - 1] + even[end])
            if not new:
                made.replace(start, end, "")
            elif loose:
                soft.append(made.at(start))
        else:
            soft += _runs(made, base, even, start, end)
    return made.folded(frozenset(soft), inner)


def _even(base: str) -> str:
    """Return the text after the table, single and double marks alike, but for a unit: 5" is five inches, 5' five feet.

    A double mark behind a digit is a unit if none is open before it in its line.
    """
    characters = set(base)
    even = base
    for dot in characters.intersection(_DOTS):
        even = re.sub(f"{dot}{{3,}}", lambda dots: "…" * len(dots[0]), even)
    found = characters & changed()
    if len(found) > _MANY:
        even = even.translate(single())
    else:
        for one in found:
            even = even.replace(one, single()[ord(one)])
    if "~" in even:
        even = _RANGE.sub(r"\1-", even)
    if '"' not in even or not _UNIT.search(even):
        return even.replace('"', "'")
    pieces, done, opened = [], 0, False
    for match in _MARK.finditer(_lined(base, even)):
        at = match.end() - 1
        if even[at] != '"':
            opened = False
        elif match[1] and not opened and base[at] not in _NO_UNIT:
            pieces += [even[done:at].replace('"', "'"), '"']
            done = at + 1
        else:
            opened = not opened
    return "".join(pieces) + even[done:].replace('"', "'")


def _lined(base: str, even: str) -> str:
    """Return the text after the table, with its line ends."""
    return "".join(raw if raw in _LINE_ENDS else one for raw, one in zip(base, even, strict=True))


def _runs(made: Making, base: str, even: str, start: int, end: int) -> Iterator[int]:
    """Fold a run of dots, dashes and blanks; yield the offsets of those that may belong to the line alone."""
    last, done = "", start
    for part in _RUN.finditer(even, start, end):
        new, loose = _run(part, base, even, last if part.start() == done else "")
        made.replace(*part.span(), new)
        done = part.end()
        if part.lastgroup != "none":
            last = "" if new == ".." else part.lastgroup or ""
        if loose:
            yield made.at(part.end()) - 1


def _run(part: re.Match[str], base: str, even: str, last: str) -> tuple[str, bool]:
    """Fold a run of dots, dashes or blanks; tell also whether it may stand for nothing at a line's end."""
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


@lru_cache(maxsize=1024)
def _one_blank(around: str, at: int, sides: str) -> tuple[str, bool]:
    """As ``_blank``, for a blank alone and what stands around it, which is often the same."""
    return _blank(around, (at, at + 1), sides)


def _blank(base: str, place: tuple[int, int], sides: str) -> tuple[str, bool]:
    """Return a run of white space: one blank, or nothing where typography puts one that carries no meaning."""
    start, end = place
    raw = base[start:end]
    if sides.isascii() and sides[1] not in "!?;:'" and sides[0] != "'" and DROPPED not in raw:
        return " ", False
    before, after = base[start - 1], base[end]
    if "'" in sides or '"' in sides:
        return _beside_mark(base, start, end, sides)
    breaks = _ends_line(raw)
    split = breaks and DROPPED in re.split(r"\s", raw, maxsplit=1)[0]
    if sides[1] in "!?;:" or (split and before.isalpha() and after.isalpha()):
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


def _beside_mark(base: str, start: int, end: int, sides: str) -> tuple[str, bool]:
    """Blanks beside a quotation mark, which mean nothing but between two digits: none, or one that may be left out."""
    if sides[1] in "!?;:" or _inner(base, start, end):
        return "", False
    left = base[start - 2 : start - 1] if sides[0] in "'\"" and start > 1 else sides[0]
    right = base[end + 1 : end + 2] if sides[1] in "'\"" else sides[1]
    return " ", not (left.isdigit() and right.isdigit())


def _inner(base: str, start: int, end: int) -> bool:
    """Tell whether blanks stand between angle quotation marks and the words inside them, as in French."""
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


_WIDE = re.compile("[ßİŉǰΐΰևẖ-ẚẞὐὒὔὖᾀ-ᾯᾲ-ᾴᾶᾷᾼῂ-ῄῆῇῌῒΐῖῗῢΰῤῦῧῲ-ῴῶῷῼﬀ-ﬆﬓ-ﬗ]")
"""Characters that become several when they lose their case."""


def caseless(folded: Folded, *, turkic: bool) -> Folded:
    """Return a folded text without case; in Turkish and Azerbaijani, I goes with ı and İ with i."""
    text = folded.text.replace("I", "ı").replace("İ", "i") if turkic else folded.text
    made = Making(text)
    for match in () if text.isascii() else _WIDE.finditer(text):
        made.replace(*match.span(), match.group().casefold())
    whole = made.folded(frozenset(), folded)
    whole.text = whole.text.casefold()
    return whole


def without(folded: Folded, characters: str) -> Folded:
    """Return a folded text without some characters."""
    made = Making(folded.text)
    made.drop([match.start() for match in re.finditer(f"[{re.escape(characters)}]", folded.text)])
    return made.folded(frozenset(), folded)
