"""Where paragraphs begin and end in an untouched text, in linear time.

A paragraph is a line, or a block where the text is hard-wrapped. One without end is cut into pieces, so that rules
and models cost in proportion to the text: behind a sentence, else at a blank, else where the limit is, and never at
a line end, so that a cut can be told from one. Offsets are Unicode code points, 0-based, end exclusive.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmclaims.schema.annotations import Span

# A form feed takes the line breaks beside it along: a page ends where a line does.
_LINE_END = re.compile(r"(?:\r\n|[\n\r])?\f(?:\r\n|[\n\r])?|\r\n|[\n\r\v\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u2060"
_LINE_FINAL = re.compile(r"[.!?…:;؟۔।。！？][\"'”’»›)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)]|[a-z][.)])\s+\S")
_MIN_WIDTH, _MAX_WIDTH = 36, 130  # columns at which somebody might wrap a text
# Of the line breaks inside the blocks of a wrapped text: behind a full line, in mid-sentence, before a small letter.
_LEAST_SHARES = (0.5, 0.5, 0.2)
_MIN_OWN_LINES = 4  # a block shorter than this is not judged by itself
_OVERLONG = 40  # columns over the width: not a line of the wrapped text

LONGEST = 20_000
"""Characters (Unicode code points) that one paragraph has at most; long ones in news have 2,000."""
_WINDOW = 4_000
"""Characters before the limit among which the place of the cut is looked for."""
_BLANK = re.compile(r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029](?=\S)")
_ANY_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FINAL = frozenset('.!?…。！？؟۔।”"»’)')
_UNSPACED = "。！？"


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """Cut a text into paragraphs: each non-empty line, or the block where the text is hard-wrapped.

    Returns half-open spans in order, without white space around the paragraphs; one without end in pieces.
    """
    blocks = _blocks(text)
    several = [block for block in blocks if len(block) > 1]
    width = _wrap_width(text, several)
    tight = len(several) == 1  # no blank lines part the paragraphs
    spans: list[Span] = []
    for block in blocks:
        own = width or (_wrap_width(text, [block]) if len(block) >= _MIN_OWN_LINES else None)
        spans.extend(_joined(text, block, own, tight=tight) if own else block)
    return tuple(in_pieces(text, spans))


def _blocks(text: str) -> list[list[Span]]:
    """List the non-empty lines of a text in blocks that blank lines part, without white space around."""
    blocks: list[list[Span]] = [[]]
    left = 0
    ends = [match.span() for match in _LINE_END.finditer(text)]
    for right, following in [*ends, (len(text), len(text))]:
        line = text[left:right]
        visible = _stripped(line)
        if visible:
            first = left + line.index(visible)
            blocks[-1].append((first, first + len(visible)))
        elif blocks[-1]:
            blocks.append([])
        left = following
    return [block for block in blocks if block]


def _stripped(line: str) -> str:
    """Return a line without white space and invisible characters around it."""
    previous = None
    while line != previous:
        previous, line = line, line.strip().strip(_INVISIBLE)
    return line


def _wrap_width(text: str, blocks: list[list[Span]]) -> int | None:
    """Find the column at which a text was hard-wrapped; None where it was not.

    In wrapped text most line breaks inside blocks stand in mid-sentence, before a word that would not have
    fitted. Verse and lists break early, and their next line begins with a capital.
    """
    pairs = [(text[a:b], text[c:d]) for block in blocks for (a, b), (c, d) in pairwise(block)]
    pairs = [(line, following) for line, following in pairs if not _BULLET.match(following)]
    if not pairs:
        return None
    widths = sorted(len(line) for line, _ in pairs)
    width = widths[int(0.95 * (len(widths) - 1) + 0.5)]
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    full = sum(len(line) + _next_word(following) > 0.9 * width for line, following in pairs)
    open_ended = [following for line, following in pairs if not _LINE_FINAL.search(line)]
    small = sum(_is_small(following) for following in open_ended)
    shares = (full / len(pairs), len(open_ended) / len(pairs), small / len(pairs))
    wrapped = all(share >= least for share, least in zip(shares, _LEAST_SHARES, strict=True))
    return width if wrapped else None


def _next_word(following: str) -> int:
    """Count the columns that the next line's first word would have needed, space included."""
    return 1 + min(len(following.split(maxsplit=1)[0]), 20)


def _is_small(following: str) -> bool:
    """Tell whether a line begins with a small letter, a letter that has no case, or a digit."""
    first = following.lstrip("\"'“‘(`$€£")[:1]
    return first.isdigit() or (first.isalpha() and not first.isupper())


def _joined(text: str, block: list[Span], width: int, *, tight: bool) -> list[Span]:
    """Join the lines of a hard-wrapped block, except where a new paragraph starts inside it.

    ``tight`` says that the block is all there is: paragraphs then end inside it, wherever the next word had room.
    """
    indents = [_indent(text, start) for start, _ in block]
    opening = _opening_indent(text, block, indents)
    paragraphs = [block[0]]
    for before, span, indent in zip(block, block[1:], indents[1:], strict=False):
        alone = paragraphs[-1] == before
        line, following = text[slice(*before)], text[slice(*span)]
        parted = _parts(line, following, width, alone=alone) or (
            tight and len(line) + _next_word(following) <= width and bool(_SENTENCE_END.search(line))
        )
        if parted or (opening is not None and indent == opening):
            paragraphs.append(span)
        else:
            paragraphs[-1] = (paragraphs[-1][0], span[1])
    return paragraphs


def _indent(text: str, start: int) -> int:
    """Count the white-space characters before a line's first character."""
    left = start
    while left > 0 and text[left - 1] in " \t\xa0\u3000":
        left -= 1
    return start - left


def _opening_indent(text: str, block: list[Span], indents: list[int]) -> int | None:
    """Find the indentation that opens a paragraph, where a block has exactly two levels of it."""
    levels = sorted(set(indents))
    if len(levels) != len(("opening", "continuing")):
        return None
    for level in levels:
        before = [
            text[slice(*span)] for span, indent in zip(block, indents[1:], strict=False) if indent == level
        ]
        if before and all(_LINE_FINAL.search(line) or len(line) < _MIN_WIDTH for line in before):
            return level
    return None


def _parts(line: str, following: str, width: int, *, alone: bool) -> bool:
    """Tell whether a paragraph ends between two lines: at a list item, a short last line or a heading."""
    if _BULLET.match(following) or len(line) > width + _OVERLONG:
        return True
    if len(line) + _next_word(following) > 0.8 * width:
        return False
    return bool(_LINE_FINAL.search(line)) or (alone and not following[:1].islower())


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
        joined = before is not None and not _ANY_LINE_END.search(text, before, start)
        cut += joined and not inside
        inside, before = joined, end
    return cut
