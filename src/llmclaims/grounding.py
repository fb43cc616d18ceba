"""Find a quote in a text, strictly: typography may differ, words may not.

``ground`` answers with the raw spans of the source and a tier (``exact``, ``typographic``, ``case``,
``ellipsis``), or with a code, a sentence and the nearest source words. Nothing is ever repaired: what comes
close explains the refusal. The same quote gets the same answer whatever else is asked before or beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from llmclaims.edges import UNSPACED, cuts
from llmclaims.ellipsis import Gap, parts_of, stitch
from llmclaims.fold import Folded, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.nearest import Index

Span = tuple[int, int]

MIN_WORDS, MIN_SHORT, MIN_UNSPACED, MAX_WORDS = 3, 12, 6, 60
_MOST = 100
"""Places of the same words that are looked at; more are no help to anybody."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The source words that come closest to a quote; offsets into the raw text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where a quote stands, or why it does not.

    ``spans`` are half-open code-point offsets into the raw text, more than one only for a quote with an
    ellipsis; ``others`` are further places where it stands just as well; ``flags`` are codes that do not
    refuse it. When it is not found, ``code`` and ``message`` say why, ``nearest`` where the closest words
    stand, and ``differences`` holds pairs of (words of the quote, words of the source).
    """

    found: bool
    spans: list[Span] = field(default_factory=list)
    tier: str | None = None
    code: str | None = None
    message: str = ""
    nearest: Nearest | None = None
    differences: tuple[tuple[str, str], ...] = ()
    others: list[list[Span]] = field(default_factory=list)
    flags: tuple[str, ...] = ()


class Prepared:
    """A text that is folded once, for many quotes. ``text`` is the raw text."""

    def __init__(self, text: str) -> None:
        """Fold a text; the rest is made when it is first needed."""
        self.text = text
        self.folded = fold(text)

    @cached_property
    def turkic(self) -> bool:
        """Whether the text keeps a dotless i apart, as Turkish and Azerbaijani do."""
        return 150 * (self.text.count("ı") + self.text.count("İ")) >= len(self.text)

    @cached_property
    def caseless(self) -> Folded:
        """The folded text without case."""
        return _caseless(self.folded, turkic=self.turkic)

    @cached_property
    def unhyphenated(self) -> Folded:
        """The folded text without hyphens, for words that are hyphenated over a line break."""
        return _without_hyphens(self.folded)

    @cached_property
    def index(self) -> Index:
        """Where each word stands."""
        from llmclaims.nearest import Index  # noqa: PLC0415 - only a refusal needs it

        return Index(self.folded)


def prepare(text: str) -> Prepared:
    """Fold a text once, to look for many quotes in it.

    >>> prepare("“It’s  here,” she said.").folded.text
    "'It's here,' she said."
    """
    return Prepared(text)


def ground(
    quote: str, text: str | Prepared, *, within: Span | None = None, near: Sequence[Span] = ()
) -> Grounding:
    """Find a quote in a text.

    Args:
        quote: the words to find. Its own quotation marks, final punctuation and outer ellipses do not count.
        text: the source, raw or prepared.
        within: the paragraph in which it must stand, half-open offsets into the raw text.
        near: spans of mentions that tell several places of the same words apart: the nearest is taken.

    Returns:
        The spans and the tier, or the code of the refusal with the nearest source words. Never raises.

    >>> ground("it's here", "“It’s  here,” she said.").code
    'TOO_SHORT'
    >>> ground("It's here, she", "“It’s  here,” she said.").found
    False
    >>> ground('"We don\\'t know it."', "“We don’t know it,” she said.").spans
    [(1, 17)]
    """
    prepared = text if isinstance(text, Prepared) else prepare(text)
    forms = _forms(quote)
    if not long_enough(forms[-1]):
        return _refused("TOO_SHORT", "The quote is too short: give three words of the source or more.")
    parts = parts_of(forms[-1])
    found = _search(forms, prepared, within) or _stitched(parts, prepared, within)
    if isinstance(found, _Hit):
        return _placed(found, near, forms[-1])
    if isinstance(found, Gap) and found.operator:
        place = Nearest(found.start, found.end, prepared.text[found.start : found.end])
        message = f"The ellipsis leaves out “{found.operator}”, which turns the meaning."
        return _refused("ELLIPSIS_DROPS_OPERATOR", message, place)
    return _explained(forms, parts, prepared, within)


def ground_mention(
    mention: str, text: str | Prepared, *, within: Span | None = None, near: Sequence[Span] = ()
) -> Grounding:
    """Find a mention (a name, a trigger, a cue): as ``ground``, but of any length and without ellipsis."""
    prepared = text if isinstance(text, Prepared) else prepare(text)
    forms = _forms(mention)
    if not any(one.isalnum() for one in forms[-1]):
        return _refused("TOO_SHORT", "There is no word in it.")
    hit = _search(forms, prepared, within, mention=True)
    if hit is not None:
        return _placed(hit, near, forms[-1], mention=True)
    return _elsewhere(forms, prepared, within, mention=True) or _refused(
        "QUOTE_NOT_FOUND", f"“{mention}” does not stand in the source."
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    """Every place of a quote on the best tier that has one; each place a list of spans."""

    tier: str
    places: list[list[Span]]
    stitched: bool = False


_MARKS = "'\""
_FINAL = ".,;:!? -"
_OUTER = re.compile(r"^(?:[\[(]?\.\.\.[\])]?[\s,;]*)+|(?:[\s,;]*[\[(]?\.\.\.[\])]?)+$")


def _forms(quote: str) -> list[str]:
    """The raw quote, then its folded form with less and less around it; the last is its bare words."""
    raw = quote.strip().strip("\ufeff\u200b\u200e\u200f")
    folded = fold(raw).text.strip()
    marks = _OUTER.sub("", folded).strip().strip(_MARKS).strip()
    marks = _OUTER.sub("", marks).strip()
    bare = marks.strip(_MARKS).rstrip(_FINAL + _MARKS).lstrip(_FINAL[:-1] + _MARKS)
    if folded[:1] == "-" and bare[:1].isdigit():
        bare = "-" + bare  # a sign, not a dash
    wrapped = folded[:1] in _MARKS and folded[-1:] in _MARKS
    forms = [raw]
    for one in (marks, bare) if wrapped else (folded, marks, bare):
        if one != forms[-1] or len(forms) == 1:
            forms.append(one)
    return forms


def long_enough(words: str) -> bool:
    """Whether folded words are enough to be a quote, counted by script (V02)."""
    unspaced = len(UNSPACED.findall(words))
    if unspaced:
        return sum(one.isalnum() for one in words) >= MIN_UNSPACED
    tokens = [token for token in words.split() if any(one.isalnum() for one in token)]
    return len(tokens) >= MIN_WORDS or (len(tokens) == MIN_WORDS - 1 and len(words) >= MIN_SHORT)


def _search(forms: list[str], prepared: Prepared, within: Span | None, *, mention: bool = False) -> _Hit | None:
    """The places of a quote as it stands, on the first tier that has one."""
    for tier, places in _tiers(forms, prepared, within):
        good = [place for place in places if not _broken(place, prepared.text, mention=mention)]
        if good:
            return _Hit(tier, [[place] for place in good])
    return None


def _tiers(forms: list[str], prepared: Prepared, within: Span | None) -> Iterator[tuple[str, list[Span]]]:
    """For each tier, best first, where the words stand, edges not yet looked at."""
    raw, *folded = forms
    low, high = within or (0, len(prepared.text))
    yield "exact", [(at, at + len(raw)) for at in _find(raw, prepared.text, low, high)]
    for form in folded:
        yield "typographic", _spans(form, prepared.folded, low, high, prepared.text)
    if prepared.folded.soft or fold(raw).soft:
        yield "typographic", _hyphenated(forms[-1], fold(raw), prepared, (low, high))
    for form in folded[-2:]:
        lowered = _casefold(form, turkic=prepared.turkic)
        yield "case", _spans(lowered, prepared.caseless, low, high, prepared.text)


def _find(words: str, text: str, low: int, high: int) -> Iterator[int]:
    at = text.find(words, low, high) if words else -1
    count = 0
    while at >= 0 and count < _MOST:
        yield at
        count += 1
        at = text.find(words, at + 1, high)


def _spans(words: str, folded: Folded, low: int, high: int, text: str) -> list[Span]:
    """The raw spans of folded words between two raw offsets; one that splits a raw character is none."""
    start, end = folded.folded(low), folded.folded(high)
    found = []
    for at in _find(words, folded.text, start, end):
        stop = at + len(words)
        if not folded.splits(at) and not folded.splits(stop):
            found.append((folded.raw_start(at), _with_marks(text, folded.raw_end(stop), high)))
    return found


def _with_marks(text: str, end: int, high: int) -> int:
    """The end behind the ignorable vowel signs that belong to the last letter."""
    while end < high and ("\u0591" <= text[end] <= "\u05c7" or "\u0610" <= text[end] <= "\u06ed") and not text[end].isalnum():
        if fold(text[end]).text:
            break
        end += 1
    return end


def _broken(place: Span, text: str, *, mention: bool) -> bool:
    return place[0] >= place[1] or cuts(text, *place, mention=mention)


def _casefold(words: str, *, turkic: bool) -> str:
    return (words.replace("I", "ı").replace("İ", "i") if turkic else words).casefold()


def _caseless(folded: Folded, *, turkic: bool) -> Folded:
    from llmclaims.fold import mapped  # noqa: PLC0415

    return mapped(folded, lambda one: _casefold(one, turkic=turkic))


def _without_hyphens(folded: Folded) -> Folded:
    from llmclaims.fold import without  # noqa: PLC0415

    return without(folded, "-")


def _hyphenated(words: str, quote: Folded, prepared: Prepared, bounds: Span) -> list[Span]:
    """Places that differ only in hyphens at the end of a line, in the source or in the quote."""
    found = []
    bare = words.replace("-", "")
    for start, end in _spans(bare, prepared.unhyphenated, *bounds, prepared.text):
        first, last = prepared.folded.folded(start), prepared.folded.folded(end)
        shift = quote.text.find(words)
        loose = {at - shift for at in quote.soft}
        if _same_but_soft(prepared.folded, (first, last), words, loose):
            found.append((start, end))
    return found


def _same_but_soft(source: Folded, place: Span, words: str, loose: set[int]) -> bool:
    at, other = place[0], 0
    while at < place[1] or other < len(words):
        mine = source.text[at] if at < place[1] else ""
        theirs = words[other] if other < len(words) else ""
        if mine == theirs:
            at, other = at + 1, other + 1
        elif mine == "-" and at in source.soft:
            at += 1
        elif theirs == "-" and other in loose:
            other += 1
        else:
            return False
    return True


def _stitched(parts: list[str], prepared: Prepared, within: Span | None) -> _Hit | Gap | None:
    """The parts of a quote with an ellipsis, in order and close together, or the gap that forbids it."""
    if len(parts) < 2 or not all(long_enough(part) for part in parts):  # noqa: PLR2004 - an ellipsis joins two
        return None
    places: list[list[Span]] = []
    for part in parts:
        hit = _search([part, part], prepared, within)
        if hit is None:
            return None
        places.append([place[0] for place in hit.places])
    found = stitch(places, prepared.text)
    if isinstance(found, list):
        return _Hit("ellipsis", found, stitched=True)
    return found


def _placed(hit: _Hit, near: Sequence[Span], words: str, *, mention: bool = False) -> Grounding:
    """The place that the mentions beside it speak for, else the first, flagged."""
    places = hit.places
    ranked = sorted(places, key=lambda place: (_distance(place, near), place[0]))
    best, rest = ranked[0], ranked[1:]
    tied = [place for place in rest if _distance(place, near) == _distance(best, near)]
    flags = ["AMBIGUOUS_SPAN"] if tied and not mention else []
    flags += ["TOO_LONG"] if len(words.split()) > MAX_WORDS else []
    flags += ["ELLIPSIS_STITCHED"] if hit.stitched else []
    others = sorted(place for place in places if place is not best)
    return Grounding(True, list(best), hit.tier, others=others, flags=tuple(flags))


def _distance(place: list[Span], near: Sequence[Span]) -> int:
    """Characters between a place and the closest mention, 0 where they touch or nothing is near."""
    start, end = place[0][0], place[-1][1]
    return min((max(one[0] - end, start - one[1], 0) for one in near), default=0)


def _refused(code: str, message: str, nearest: Nearest | None = None, differences: tuple[tuple[str, str], ...] = ()) -> Grounding:
    return Grounding(False, code=code, message=message, nearest=nearest, differences=differences)


def _elsewhere(forms: list[str], prepared: Prepared, within: Span | None, *, mention: bool = False) -> Grounding | None:
    """Why words that do stand in the text are refused: in another paragraph, or cut out of a longer token."""
    for _, places in _tiers(forms, prepared, within):
        for start, end in places:
            wide = _widened(prepared.text, start, end)
            text = prepared.text[wide[0] : wide[1]]
            return _refused("CUTS_TOKEN", f"It cuts a word or a number: the source has “{text}”.", Nearest(*wide, text))
    hit = _search(forms, prepared, None, mention=mention) if within else None
    if hit is None:
        return None
    (start, end) = hit.places[0][0]
    found = Nearest(start, end, prepared.text[start:end])
    return _refused("WRONG_PARAGRAPH", "It stands in the document, but not in this paragraph.", found)


def _widened(text: str, start: int, end: int) -> Span:
    """The span grown to the white space around it."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _explained(forms: list[str], parts: list[str], prepared: Prepared, within: Span | None) -> Grounding:
    """The refusal of a quote that does not stand there, with what comes closest."""
    from llmclaims.nearest import diagnose  # noqa: PLC0415 - only a refusal needs it

    elsewhere = _elsewhere(forms, prepared, within)
    if elsewhere is not None:
        return elsewhere
    if len(parts) > 1 and not all(long_enough(part) for part in parts):
        return _refused("TOO_SHORT", "A part of the quote beside its ellipsis is too short: give three words or more.")
    finding = diagnose(forms[-1], parts, prepared, within)
    place = Nearest(*finding.place, prepared.text[slice(*finding.place)]) if finding.place else None
    return _refused(finding.code, finding.message, place, finding.differences)
