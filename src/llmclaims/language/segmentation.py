"""Where sentences end in an untouched text: rules for news, in linear time.

Every run of final punctuation is looked at once, and the word before it and the word behind it decide; the words
are data (``data/en/abbreviations.json``). Where the rules cannot tell, two sentences stay one: half a sentence would
cut a quote in two, a long one only earns a flag. Offsets are Unicode code points, 0-based, end exclusive.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lexicon import any_of, lists

if TYPE_CHECKING:
    from llmclaims.schema.annotations import Span

# Latin, Arabic, Urdu, Devanagari, Armenian and Ethiopic marks; the last need no space behind them.
_UNSPACED = "。！？｡"
_MARKS = ".!?…‽؟۔।॥։።" + _UNSPACED
_CLOSING = "\"'”’»›」』】）)]}″"
_OPENING = "\"'“‘«‹„‚「『【（([{¿¡`*_"
_QUOTES = frozenset("\"'”’»›」』")
_DASHES = "-–—"
_SPACED_DOTS = r"\.(?:[ \xa0]\.(?!\w))++"
_TERMINATOR = re.compile(
    rf"(?:{_SPACED_DOTS}|[{re.escape(_MARKS)}])[{re.escape(_MARKS)}]*+"
    rf"(?:[{re.escape(_CLOSING)}]|\[[0-9]{{1,4}}\])*"
)
_ELLIPSIS = re.compile(rf"{_SPACED_DOTS}\.*|\.{{2,}}|…\.*|\.+…")
_BLANK_LINE = re.compile(
    r"(?:\r\n|[\n\r\x85\u2028\u2029])[^\S\n\r\x85\u2028\u2029]*+(?:\r\n|[\n\r\x85\u2028\u2029])"
)
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_INITIAL = re.compile(r"(?:.*\.)?[^\W\d_a-z]")
_NEXT_INITIAL = re.compile(r"[^\W\d_]\.")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ENUMERATOR = re.compile(r"[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5}")
_HYPHEN = re.compile(r"[-–—/]")
_OMITTED = frozenset({"[]", "()"})
_LOOK_BEHIND = 40
_LOOK_AHEAD = 80


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
    time_alone: re.Pattern[str]


@cache
def _words(language: str = "en") -> _Words:
    """Load the word lists of a language once."""
    data = lists(language, "abbreviations") or lists("en", "abbreviations")
    name = r"[^\W\d_][\w.'’-]*+"
    apposition = r",\s+(?:an?|the|who|[0-9])[^,;:.!?“”\"]{0,40},\s+"
    attribution = re.compile(
        rf"(?:{name}\s+){{1,4}}?(?:{any_of(data['reporting'])})\b"
        rf"|(?:{name}\s+){{0,3}}?{name}{apposition}(?:{any_of(data['reporting'])})\b"
    )
    opener = rf"(?:(?:{any_of(data['time_openers'])})\s+)?"
    time_alone = re.compile(
        rf"{opener}(?:\w+\.?\s+)?[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?(?:{any_of(data['times'])})"
    )
    patterns = ("attribution", "time_alone")
    sets = {field: frozenset(data[field]) for field in _Words._fields if field not in patterns}
    return _Words(attribution=attribution, time_alone=time_alone, **sets)


def split_sentences(text: str, start: int = 0, language: str = "en") -> tuple[Span, ...]:
    """Split a text into sentences.

    Returns half-open spans in order and without overlap; ``start`` is added to all of them, for a text that
    is part of a longer one. No span begins or ends with white space, and every character that is not white
    space lies in one. What closes behind the full stop, a quotation mark or a bracket, is part of the sentence.
    """
    breaks = {
        *_punctuated_ends(text, _words(language)),
        *(match.start() for match in _BLANK_LINE.finditer(text)),
        len(text),
    }
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


def _punctuated_ends(text: str, words: _Words) -> list[int]:
    """List where sentences end with their punctuation, closing quotation marks and brackets included."""
    ends: list[int] = []
    left = 0
    for match in _TERMINATOR.finditer(text):
        if _is_boundary(text, left, match, words):
            left = match.end()
            ends.append(left)
    return ends


def _is_boundary(text: str, left: int, match: re.Match[str], words: _Words) -> bool:
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
    if _ELLIPSIS.fullmatch(mark):
        word = _word(following)
        omitted = text[match.start() - 1 : match.start()] + run[len(mark) :][:1] in _OMITTED
        return word not in words.personal and (not omitted or word in words.starters)
    if mark[-1] in "!?":
        return not _goes_on(text, match.start(), following, words, closed=closed)
    return mark != "." or _is_full_stop(text, left, match.start(), following, words)


def _word(text: str) -> str:
    """Return the first word of a text, its apostrophe straight."""
    match = _WORD.match(text.lstrip(_OPENING))
    return match.group().replace("’", "'") if match else ""


def _token(text: str, left: int, mark: int) -> str:
    """Return the token that ends at ``mark``, without opening punctuation; "" behind white space."""
    head = text[max(left, mark - _LOOK_BEHIND) : mark]
    pieces = head.split()
    return pieces[-1].lstrip(_OPENING) if pieces and not head[-1].isspace() else ""


def _goes_on(text: str, mark: int, following: str, words: _Words, *, closed: bool) -> bool:
    """Tell whether a sentence goes on behind "!" or "?": a name with a mark in it, or the speaker's tag."""
    if _token(text, 0, mark) + text[mark] in words.marked_names:
        return True
    return closed and words.attribution.match(following) is not None


def _is_full_stop(text: str, left: int, mark: int, following: str, words: _Words) -> bool:
    """Tell a full stop from the point of an abbreviation, by the token before and the word behind."""
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
        alone = mark - left <= _LOOK_BEHIND and words.time_alone.fullmatch(text[left:mark].strip())
        return word not in words.after_times and not alone
    if short in words.months or (_INITIAL.fullmatch(short) and not _DOTTED.fullmatch(short)):
        return word in words.starters and not _NEXT_INITIAL.match(following)
    if short in words.general or _DOTTED.fullmatch(short):
        return word in words.starters or following[0] in "\"'“‘«"
    return True
