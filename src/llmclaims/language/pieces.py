"""Paragraphs without end, in pieces: a line of 1 MB is read as many paragraphs.

What looks along a paragraph, rules and models alike, then costs in proportion to the text. A cut stands behind
a sentence, else at a blank, else where the limit is, and never at a line end: so it can be told from one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Span = tuple[int, int]

LONGEST = 20_000
"""Characters (Unicode code points) that one paragraph has at most; long ones in news have 2,000."""
_WINDOW = 4_000
"""Characters before the limit among which the place of the cut is looked for."""
_BLANK = re.compile(r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029](?=\S)")
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FINAL = frozenset('.!?…。！？؟۔।”"»’)')
_UNSPACED = "。！？"


def in_pieces(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, each that is longer than ``LONGEST`` in pieces without white space around them."""
    for start, end in spans:
        first = start
        while end - first > LONGEST:
            cut = _cut(text, first + LONGEST)
            yield first, _last(text, first, cut)
            first = cut
            while first < end and text[first].isspace():
                first += 1
        if first < end:
            yield first, end


def _cut(text: str, limit: int) -> int:
    """Find where a piece that may reach to ``limit`` ends: behind its last sentence, blank or character."""
    blanks = [match.start() for match in _BLANK.finditer(text, limit - _WINDOW, limit)]
    behind_sentences = (at for at in reversed(blanks) if text[at - 1] in _FINAL)
    unspaced = max(text.rfind(mark, limit - _WINDOW, limit) for mark in _UNSPACED) + 1
    return next(behind_sentences, unspaced or (blanks[-1] if blanks else limit))


def _last(text: str, start: int, end: int) -> int:
    """Return the end of ``text[start:end]`` without white space behind it."""
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def cut_paragraphs(text: str, spans: Iterable[Span]) -> int:
    """Count the paragraphs that were cut: neighbours that no line end parts are pieces of one."""
    cut, inside, before = 0, False, None
    for start, end in spans:
        joined = before is not None and not _LINE_END.search(text, before, start)
        cut += joined and not inside
        inside, before = joined, end
    return cut
