"""Where sentences and paragraphs begin and end in an untouched text.

Rules for news, in linear time. Sentences: every run of final punctuation is looked at once, and the word
before it and the word behind it decide; the words are data (``data/en/abbreviations.json``). Where the rules
cannot tell, two sentences stay one: half a sentence would cut a quote in two, a long one only earns a flag.
Paragraphs: the line, or the block where the text is hard-wrapped.

Offsets are Unicode code points, 0-based, end exclusive.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.pieces import in_pieces

# Latin, Arabic, Urdu, Devanagari, Armenian and Ethiopic marks; the last need no space behind them.
_UNSPACED = "。！？｡"
_MARKS = ".!?…‽؟۔।॥։።" + _UNSPACED
_CLOSING = "\"'”’»›」』】）)]}″"
_OPENING = "\"'“‘«‹„‚「『【（([{¿¡`*_"
_QUOTES = frozenset("\"'”’»›」』")
_DASHES = "-–—"
_TERMINATOR = re.compile(rf"[{re.escape(_MARKS)}]++(?:[{re.escape(_CLOSING)}]|\[[0-9]{{1,4}}\])*")
_BLANK_LINE = re.compile(
    r"(?:\r\n|[\n\r\x85\u2028\u2029])[^\S\n\r\x85\u2028\u2029]*+(?:\r\n|[\n\r\x85\u2028\u2029])"
)
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_INITIAL = re.compile(r"(?:.*\.)?[^\W\d_a-z]")
_NEXT_INITIAL = re.compile(r"[^\W\d_]\.")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ENUMERATOR = re.compile(r"[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5}")
_HYPHEN = re.compile(r"[-–—/]")
_LOOK_BEHIND = 40
_LOOK_AHEAD = 80

# A form feed takes the line breaks beside it along: a page ends where a line does.
_LINE_END = re.compile(r"(?:\r\n|[\n\r])?\f(?:\r\n|[\n\r])?|\r\n|[\n\r\v\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u2060"
_LINE_FINAL = re.compile(r"[.!?…:;؟۔।。！？][\"'”’»›)\]]*$")
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)]|[a-z][.)])\s+\S")
_MIN_WIDTH, _MAX_WIDTH = 36, 130  # columns at which somebody might wrap a text
# Of the line breaks inside the blocks of a wrapped text: behind a full line, in mid-sentence, before a small letter.
_LEAST_SHARES = (0.5, 0.5, 0.2)
_MIN_OWN_LINES = 4  # a block shorter than this is not judged by itself
_OVERLONG = 40  # columns over the width: not a line of the wrapped text

Span = tuple[int, int]


class _Words(NamedTuple):
    """The word lists of one language."""

    titles: frozenset[str]
    before_number: frozenset[str]
    months: frozenset[str]
    times: frozenset[str]
    after_times: frozenset[str]
    general: frozenset[str]
    marked_names: frozenset[str]
    starters: frozenset[str]
    personal: frozenset[str]
    attribution: re.Pattern[str]


@cache
def _words(language: str = "en") -> _Words:
    """Load the word lists of a language once."""
    data = lists(language, "abbreviations")
    name = r"[^\W\d_][\w.'’-]*+"
    attribution = re.compile(rf"(?:{name}\s+){{1,4}}?(?:{any_of(data['reporting'])})\b")
    sets = {field: frozenset(data[field]) for field in _Words._fields if field != "attribution"}
    return _Words(attribution=attribution, **sets)


def split_sentences(text: str, start: int = 0) -> tuple[Span, ...]:
    """Split a text into sentences.

    Returns half-open spans in order and without overlap; ``start`` is added to all of them, for a text that
    is part of a longer one. No span begins or ends with white space, and every character that is not white
    space lies in one. What closes behind the full stop, a quotation mark or a bracket, is part of the sentence.
    """
    breaks = {*_punctuated_ends(text), *(match.start() for match in _BLANK_LINE.finditer(text)), len(text)}
    spans: list[Span] = []
    left = 0
    for right in sorted(breaks):
        part = text[left:right]
        visible = part.strip()
        if visible:
            first = start + left + part.index(visible)
            span = (first, first + len(visible))
            if spans and not any(character.isalnum() for character in visible):
                spans[-1] = (spans[-1][0], span[1])  # marks alone are no sentence
            else:
                spans.append(span)
        left = right
    return tuple(spans)


def _punctuated_ends(text: str) -> list[int]:
    """List where sentences end with their punctuation, closing quotation marks and brackets included."""
    ends: list[int] = []
    left = 0
    for match in _TERMINATOR.finditer(text):
        if _is_boundary(text, left, match):
            left = match.end()
            ends.append(left)
    return ends


def _is_boundary(text: str, left: int, match: re.Match[str]) -> bool:
    """Tell whether the punctuation at ``match`` ends the sentence that began at ``left``."""
    end = match.end()
    if end == len(text):
        return True
    run = match.group()
    mark = run.rstrip(_CLOSING + "[0123456789")
    closed = any(character in _QUOTES for character in run[len(mark) :])
    if not text[end].isspace():
        # Without spaces or case, what follows a closed quotation may be its attribution.
        return mark[-1] in _UNSPACED and (not closed or text[end] in _OPENING)
    following = text[end : end + _LOOK_AHEAD].lstrip()
    if not following or following[0] in _DASHES or following.lstrip(_OPENING)[:1].islower():
        return False
    if mark[-1] == "…" or mark.endswith(".."):
        return _word(following) not in _words().personal
    if mark[-1] in "!?":
        return not _goes_on(text, match.start(), following, closed=closed)
    return mark != "." or _is_full_stop(text, left, match.start(), following)


def _word(text: str) -> str:
    """Return the first word of a text, its apostrophe straight."""
    match = _WORD.match(text.lstrip(_OPENING))
    return match.group().replace("’", "'") if match else ""


def _token(text: str, left: int, mark: int) -> str:
    """Return the token that ends at ``mark``, without opening punctuation; "" behind white space."""
    head = text[max(left, mark - _LOOK_BEHIND) : mark]
    pieces = head.split()
    return pieces[-1].lstrip(_OPENING) if pieces and not head[-1].isspace() else ""


def _goes_on(text: str, mark: int, following: str, *, closed: bool) -> bool:
    """Tell whether a sentence goes on behind "!" or "?": a name with a mark in it, or the speaker's tag."""
    words = _words()
    if _token(text, 0, mark) + text[mark] in words.marked_names:
        return True
    return closed and words.attribution.match(following) is not None


def _is_full_stop(text: str, left: int, mark: int, following: str) -> bool:
    """Tell a full stop from the point of an abbreviation, by the token before and the word behind."""
    words = _words()
    token = _token(text, left, mark)
    short = _HYPHEN.split(token)[-1].lstrip(_OPENING)
    numbered = (
        mark - left <= _LOOK_BEHIND and text[left:mark].strip() == token and _ENUMERATOR.fullmatch(token)
    )
    if numbered or token in words.titles or short in words.titles:
        return False
    word = _word(following)
    if short in words.before_number:
        return not following[0].isdigit()
    if short in words.times:
        return word not in words.after_times
    if short in words.months or (_INITIAL.fullmatch(short) and not _DOTTED.fullmatch(short)):
        return word in words.starters and not _NEXT_INITIAL.match(following)
    if short in words.general or _DOTTED.fullmatch(short):
        return word in words.starters or following[0] in "\"'“‘«"
    return True


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """Cut a text into paragraphs: each non-empty line, or the block where the text is hard-wrapped.

    Returns half-open spans in order, without white space around the paragraphs; one without end in pieces.
    """
    blocks = _blocks(text)
    width = _wrap_width(text, [block for block in blocks if len(block) > 1])
    spans: list[Span] = []
    for block in blocks:
        own = width or (_wrap_width(text, [block]) if len(block) >= _MIN_OWN_LINES else None)
        spans.extend(_joined(text, block, own) if own else block)
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


def _joined(text: str, block: list[Span], width: int) -> list[Span]:
    """Join the lines of a hard-wrapped block, except where a new paragraph starts inside it."""
    indents = [_indent(text, start) for start, _ in block]
    opening = _opening_indent(text, block, indents)
    paragraphs = [block[0]]
    for before, span, indent in zip(block, block[1:], indents[1:], strict=False):
        alone = paragraphs[-1] == before
        parted = _parts(text[slice(*before)], text[slice(*span)], width, alone=alone)
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
