"""Find a quote in a text, strictly: typography may differ, words may not.

``ground`` answers with the raw spans of the source and a tier (``exact``, ``typographic``, ``case``,
``ellipsis``), or with a code, a sentence and the nearest source words. Nothing is ever repaired: what comes
close explains the refusal. The same quote gets the same answer whatever else is asked before or beside it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from llmclaims.edges import cuts, forms_of, long_enough, word_count
from llmclaims.ellipsis import Gap, parts_of, stitch
from llmclaims.fold import DROPPED, Folded, caseless, fold, plain, without
from llmclaims.nearest import diagnose, widened
from llmclaims.sentences import paragraph_spans

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

Span = tuple[int, int]

MAX_WORDS = 60
_SHARP = re.compile("[ßẞ]")
_MOST, _TRIED = 100_000, 200_000
"""Places of the same words that are kept, and that are looked at."""


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
    """A text that is folded once, for many quotes. ``text`` is the raw text; the rest is made when needed."""

    def __init__(self, text: str) -> None:
        """Keep a text."""
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def turkic(self) -> bool:
        """Whether the text keeps a dotless i apart, as Turkish and Azerbaijani do, which have no w."""
        own = sum(map(self.text.count, "ıİğĞşŞ"))
        return 40 * own >= len(self.text) > 0 and 100 * self.text.count("w") < len(self.text)

    @cached_property
    def caseless(self) -> Folded:
        """The folded text without case."""
        return caseless(self.folded, turkic=self.turkic)

    @cached_property
    def loose(self) -> str:
        """The characters that may be left out at the ends of lines: a hyphen, in Thai a blank."""
        return "".join(sorted({self.folded.text[at] for at in self.folded.soft}))

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Where each paragraph stands."""
        return list(paragraph_spans(self.text))

    def without(self, characters: str, *, case: bool) -> Folded:
        """The folded text without some characters, made once."""
        known: dict[tuple[str, bool], Folded] = self.__dict__.setdefault("_without", {})
        key = (characters, case)
        if key not in known:
            known[key] = without(self.caseless if case else self.folded, characters)
        return known[key]


def prepare(text: str) -> Prepared:
    """Fold a text once, to look for many quotes in it.

    >>> prepare("“It’s  here,” she said.").folded.text
    "'It's here,' she said."
    """
    prepared = Prepared(text)
    prepared.folded  # noqa: B018 - made now, so that every quote finds it there
    return prepared


def ground(
    quote: str, text: str | Prepared, *, within: Span | None = None, near: Sequence[Span] = ()
) -> Grounding:
    r"""Find a quote in a text.

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
    >>> ground('"We don\'t know it."', "“We don’t know it,” she said.").spans
    [(1, 17)]
    """
    prepared = text if isinstance(text, Prepared) else Prepared(text)
    wording = _Wording(quote)
    if not long_enough(wording.raw):
        return _short(wording, prepared)
    found = _search(wording, prepared, within, near) or _stitched(wording, prepared, within)
    if isinstance(found, _Hit):
        return _placed(found, near, wording)
    if isinstance(found, Gap) and found.operator:
        message = f"The ellipsis leaves out “{found.operator}”, which turns the meaning: quote each part alone."
        return _refused("ELLIPSIS_DROPS_OPERATOR", message, prepared, (found.start, found.end))
    return _elsewhere(wording, prepared, within) or _explained(wording, prepared, within)


def ground_mention(
    mention: str, text: str | Prepared, *, within: Span | None = None, near: Sequence[Span] = ()
) -> Grounding:
    """Find a mention (a name, a trigger, a cue): as ``ground``, but of any length and without ellipsis."""
    prepared = text if isinstance(text, Prepared) else Prepared(text)
    wording = _Wording(mention, mention=True)
    if not any(map(str.isalnum, mention)):
        return _refused("TOO_SHORT", "There is no word in it: copy it from the source.", prepared)
    hit = _search(wording, prepared, within, near)
    if hit is not None:
        return _placed(hit, near, wording)
    missing = f"“{mention}” does not stand in the source: copy it letter by letter."
    return _elsewhere(wording, prepared, within) or _refused("QUOTE_NOT_FOUND", missing, prepared)


class _Wording:
    """What is looked for: as given, and folded with less and less around it; and the first place that cut a token."""

    def __init__(self, quote: str, *, mention: bool = False, bare: bool = False) -> None:
        self.raw = quote.strip().strip("\ufeff\u200b\u200e\u200f").strip()
        self.mention = mention
        self.cut: Span | None = None
        self._bare = bare
        self._folded: Folded | None = None
        self._forms: list[str] = []

    @property
    def folded(self) -> Folded:
        if self._folded is None:
            self._folded = fold(self.raw)
        return self._folded

    @property
    def forms(self) -> list[str]:
        if not self._forms:
            self._forms = [self.raw] if self._bare else forms_of(self.folded.text)
        return self._forms

    @cached_property
    def parts(self) -> list[str]:
        return parts_of(self.forms[-1]) if "..." in self.forms[-1] else [self.forms[-1]]


@dataclass(frozen=True, slots=True)
class _Hit:
    """Every place of a quote on the best tier that has one; each place a list of spans."""

    tier: str
    places: list[list[Span]]


def _search(
    wording: _Wording, prepared: Prepared, within: Span | None, near: Sequence[Span] = ()
) -> _Hit | None:
    """The places of a quote as it stands, on the first tier that has one that cuts no token."""
    tried = min(_TRIED, 1000 + 4 * len(prepared.text) // max(len(wording.raw), 1))  # each costs the quote's length
    for tier, places in _tiers(wording, prepared, within, near):
        kept: set[Span] = set()
        for place in islice(places, tried):
            if not cuts(prepared.text, *place, mention=wording.mention):
                kept.add(place)
                if len(kept) == _MOST:
                    break
            elif wording.cut is None:
                wording.cut = place
        if kept:
            return _Hit(tier, [[place] for place in sorted(kept)])
    return None


def _tiers(
    wording: _Wording, prepared: Prepared, within: Span | None, near: Sequence[Span] = ()
) -> Iterator[tuple[str, Iterable[Span]]]:
    """For each tier, best first, where the words stand, edges not yet looked at."""
    bounds = _bounds(within, len(prepared.text))
    yield "exact", _exact(wording.raw, prepared.text, bounds, near)
    own = wording.forms
    loose = prepared.loose or "".join({wording.folded.text[at] for at in wording.folded.soft})
    for tier, source in (("typographic", prepared.folded), ("case", prepared.caseless)):
        case = tier == "case"
        forms = [_casefold(form, turkic=prepared.turkic) for form in own] if case else own
        if forms[-1] in source.text:
            for form, cased in zip(forms, own, strict=True):
                yield tier, _spans(form, cased if case else None, source, prepared.text, bounds, near)
        if loose:
            yield tier, _loosely(forms[-1], wording, prepared, bounds, loose, case=case)


def _bounds(within: Span | None, size: int) -> Span:
    low, high = within or (0, size)
    return max(low, 0), min(high, size)


def _occurrences(words: str, text: str, bounds: Span, near: Sequence[Span]) -> Iterator[int]:
    """Where words stand, those around the mentions first; none is missed, some come twice."""
    low, high = bounds
    at = text.find(words, low, high) if words else -1
    if at < 0:
        return
    for start, end in near:
        for found in (text.rfind(words, low, min(end, high)), text.find(words, max(start, low), high)):
            if found >= 0:
                yield found
    while at >= 0:
        yield at
        at = text.find(words, at + 1, high)


def _exact(words: str, text: str, bounds: Span, near: Sequence[Span]) -> Iterator[Span]:
    for at in _occurrences(words, text, bounds, near):
        end = at + len(words)
        if _with_marks(text, end) == end:  # a letter keeps its vowel sign
            yield at, end


def _spans(
    form: str, cased: str | None, source: Folded, text: str, bounds: Span, near: Sequence[Span]
) -> Iterator[Span]:
    """The raw spans of folded words between two raw offsets; one that splits a raw character is none.

    ``cased`` is the form with its case, for words without it.
    """
    folded = [(source.folded(start), source.folded(end)) for start, end in near]
    for at in _occurrences(form, source.text, (source.folded(bounds[0]), source.folded(bounds[1])), folded):
        stop = at + len(form)
        if source.splits(at) or source.splits(stop):
            continue
        start, end = source.raw_start(at), _with_marks(text, source.raw_end(stop))
        if form[0] == "-" and form[1:2].isdigit() and not text[start + 1 : start + 2].isdigit():
            continue  # the source has a dash where the quote has a sign
        if cased and _SHARP.search(cased + text[start:end]) and not _agrees(fold(text[start:end]), cased, case=True):
            continue
        yield start, end


def _with_marks(text: str, end: int) -> int:
    """The end behind the ignorable vowel signs that belong to the last letter."""
    while end < len(text) and plain(text[end]) == DROPPED and unicodedata.category(text[end])[0] == "M":
        end += 1
    return end


def _casefold(words: str, *, turkic: bool) -> str:
    if turkic:
        words = words.replace("i\u0307", "i").replace("I", "ı").replace("İ", "i")
    return words.casefold()


def _loosely(
    bare: str, wording: _Wording, prepared: Prepared, bounds: Span, loose: str, *, case: bool
) -> Iterator[Span]:
    """Places that differ only in what may be left out at the end of a line, in the source or in the quote."""
    source = prepared.without(loose, case=case)
    words = bare.translate(dict.fromkeys(map(ord, loose)))
    own = wording.forms[-1]
    shift = wording.folded.text.find(own)
    soft = {at - shift for at in wording.folded.soft}
    for start, end in _spans(words, None, source, prepared.text, bounds, ()):
        if _agrees(fold(prepared.text[start:end]), own, soft, case=case):
            yield start, end


def _agrees(source: Folded, words: str, soft: Container[int] = (), *, case: bool) -> bool:
    """Whether two folded runs are the same but for soft characters and, if asked, case (ß is SS, never ss)."""
    mine, at, other = source.text, 0, 0
    while at < len(mine) or other < len(words):
        one, two = mine[at : at + 1], words[other : other + 1]
        if one == two or (case and one and two and one not in "ßẞ" and two not in "ßẞ" and _alike(one, two)):
            at, other = at + 1, other + 1
        elif at in source.soft:
            at += 1
        elif other in soft:
            other += 1
        elif case and one and two and one + two in ("ßẞ", "ẞß"):
            at, other = at + 1, other + 1
        elif case and one in ("ß", "ẞ") and words.startswith("SS", other):
            at, other = at + 1, other + 2
        elif case and two in ("ß", "ẞ") and mine.startswith("SS", at):
            at, other = at + 2, other + 1
        else:
            return False
    return True


def _alike(one: str, two: str) -> bool:
    return one.casefold() == two.casefold() or {one, two} in ({"I", "ı"}, {"İ", "i"})


def _stitched(wording: _Wording, prepared: Prepared, within: Span | None) -> _Hit | Gap | None:
    """The parts of a quote with an ellipsis, in order and close together, or the gap that forbids it."""
    if len(wording.parts) < 2 or not all(map(long_enough, wording.parts)):
        return None
    places: list[list[Span]] = []
    for part in wording.parts:
        hit = _search(_Wording(part, bare=True), prepared, within)
        if hit is None:
            return None
        places.append([place[0] for place in hit.places])
    found = stitch(places, prepared.text, prepared.paragraphs if within is None else [within])
    return _Hit("ellipsis", found) if isinstance(found, list) else found


def _placed(hit: _Hit, near: Sequence[Span], wording: _Wording) -> Grounding:
    """The place that the mentions beside it speak for, else the first, flagged."""
    places = hit.places
    distances = [_distance(place, near) for place in places] if near else [0] * len(places)
    least = min(distances)
    best = places[distances.index(least)]
    flags = ["AMBIGUOUS_SPAN"] if distances.count(least) > 1 and not wording.mention else []
    flags += ["TOO_LONG"] if word_count(wording.raw) > MAX_WORDS and not wording.mention else []
    flags += ["ELLIPSIS_STITCHED"] if hit.tier == "ellipsis" else []
    others = [place for place in places if place is not best]
    return Grounding(True, list(best), hit.tier, others=others, flags=tuple(flags))


def _distance(place: list[Span], near: Sequence[Span]) -> int:
    """Characters between a place and the closest mention, 0 where they touch or nothing is near."""
    start, end = place[0][0], place[-1][1]
    return min((max(one[0] - end, start - one[1], 0) for one in near), default=0)


def _refused(
    code: str, message: str, prepared: Prepared, place: Span | None = None, differences: tuple[tuple[str, str], ...] = ()
) -> Grounding:
    nearest = Nearest(*place, prepared.text[slice(*place)]) if place else None
    return Grounding(False, code=code, message=message, nearest=nearest, differences=differences)


def _short(wording: _Wording, prepared: Prepared) -> Grounding:
    """The refusal of too few words, with where they stand."""
    hit = _search(wording, prepared, None) if any(map(str.isalnum, wording.raw)) else None
    message = "The quote is too short: give three words of the source or more."
    return _refused("TOO_SHORT", message, prepared, hit.places[0][0] if hit else None)


def _elsewhere(wording: _Wording, prepared: Prepared, within: Span | None) -> Grounding | None:
    """Why words that do stand in the text are refused: in another paragraph, or cut out of a longer token."""
    if wording.cut is not None:
        wide = widened(prepared.text, *wording.cut)
        message = f"It cuts a word or a number: the source has “{prepared.text[slice(*wide)]}”."
        return _refused("CUTS_TOKEN", message, prepared, wide)
    hit = (_search(wording, prepared, None) or _stitched(wording, prepared, None)) if within else None
    if not isinstance(hit, _Hit):
        return None
    place = hit.places[0][0][0], hit.places[0][-1][1]
    return _refused("WRONG_PARAGRAPH", "It stands in the document, but not in this paragraph.", prepared, place)


def _explained(wording: _Wording, prepared: Prepared, within: Span | None) -> Grounding:
    """The refusal of a quote that does not stand there, with what comes closest."""
    words = " ".join(wording.parts) if len(wording.parts) > 1 else wording.forms[-1]
    finding = diagnose(words, prepared.folded, prepared.caseless, within and _bounds(within, len(prepared.text)))
    if len(wording.parts) > 1 and not all(map(long_enough, wording.parts)):
        message = "A part of the quote beside its ellipsis is too short: give three words or more."
        return _refused("TOO_SHORT", message, prepared, finding.place, finding.differences)
    return _refused(finding.code, finding.message, prepared, finding.place, finding.differences)
