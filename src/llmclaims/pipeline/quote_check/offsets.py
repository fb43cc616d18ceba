"""Offsets in the units of other programs: JavaScript, Java and C# count UTF-16, Go, Rust and C count bytes."""

from bisect import bisect_left

from llmclaims.errors import DocumentError

Span = tuple[int, int]

CODE_POINTS = "code-points"
UNITS = {CODE_POINTS: "code points", "utf-16": "UTF-16 code units", "bytes": "bytes of UTF-8"}
"""Each unit as an option names it, and in words; what we count ourselves stands first."""

_DIGITS = 16
"""Digits that no offset has."""


class Offsets:
    """The offsets of one text in a unit; made once, for many spans."""

    def __init__(self, text: str, unit: str) -> None:
        """Go over a text once; ``unit`` is one of ``UNITS``."""
        self._size = len(text)
        self._starts: list[int] = []  # of each character that is wider than one unit, in units
        self._wide: list[tuple[int, int]] = []  # its place in the text, and the unit behind it
        if unit == CODE_POINTS or text.isascii():
            return
        at = extra = 0
        for at, one in enumerate(text):
            more = _width(one, unit) - 1
            if more:
                self._starts.append(at + extra)
                extra += more
                self._wide.append((at, at + extra + 1))

    def span(self, span: Span) -> Span | None:
        """Return a span in code points; None where it splits a character, is turned round or leaves the text."""
        start, end = self._point(span[0]), self._point(span[1])
        if start is None or end is None or not 0 <= start <= end <= self._size:
            return None
        return start, end

    def _point(self, unit: int) -> int | None:
        before = bisect_left(self._starts, unit)
        if not before:
            return unit
        at, behind = self._wide[before - 1]
        return None if unit < behind else at + 1 + unit - behind


def _width(one: str, unit: str) -> int:
    point = ord(one)
    if unit == "utf-16":
        return 1 + (point > 0xFFFF)
    return 1 + (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)


def offsets_told(start: object, end: object, *, binding: bool) -> Span | None:
    """Return the offsets that a file gives; None where it gives none, or no numbers and they are not ``binding``.

    Raises:
        DocumentError: they are no numbers, and the quote must stand there.
    """
    if start in (None, "") or end in (None, ""):
        return None
    numbers = _number(start), _number(end)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0], numbers[1]
    if binding:
        raise DocumentError(f"its offsets are {start!r} and {end!r}: write whole numbers.")
    return None


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    text = str(value).strip().removesuffix(".0")  # as data frames write whole numbers beside empty cells
    return int(text) if text.isdecimal() and len(text) < _DIGITS else None
