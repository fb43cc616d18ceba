"""Where words stand in a prepared text: tier by tier, the best first, and never where they cut a token."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from llmclaims.grounding.boundaries.cuts import cuts
from llmclaims.grounding.folding.fold import CJK, Folded, fold, signs
from llmclaims.grounding.prepared import Hit, Prepared, Wording

Span = tuple[int, int]

_SHARP = re.compile("[ßẞ]")
_FIRST_SIGN = "\u0300"
"""Where the marks on letters begin in Unicode."""
_FEWEST, _FEW, _SHORT = 10, 1_000, 200
"""Places of the same words that are looked at without more ado; that are found again without a look, more being a
crowd; the words' length: see ``_patience``.
"""
_MANY = 20
"""Places of a crowd that are looked at on either side of a mention, and places of long words that are looked at."""
_MOST, _TRIED, _WALK = 100_000, 120_000, 10
"""Places of the same words that are kept, and that are looked at; the price of comparing letter by letter."""


@cache  # a range of so many letters takes long to compile, and few texts need it
def _blanks() -> re.Pattern[str]:
    """Return what finds where a blank may be left out: beside a quotation mark, in scripts that write few of them."""
    return re.compile(r"(?<!\w)['\"]|['\"](?!\w)|[\u0e00-\ud7a3]")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{CJK}\u0e00-\u109f\u1780-\u17ff\uac00-\ud7a3]")


def search(
    wording: Wording, prepared: Prepared, within: Span | None, near: Sequence[Span] = ()
) -> Hit | None:
    """Return the places of a quote as it stands, on the first tier that has one that cuts no token."""
    asked = (wording.raw, wording.mention, within)
    known = prepared.known.get(asked) or (None if near else prepared.everywhere.get(asked))
    if known is not None:
        return known
    hit = _plainly(wording, prepared, bounded(within, len(prepared.text)))
    if hit is not None and len(wording.raw) < _SHORT:
        prepared.keep(asked, hit)
    return hit or _searched(wording, prepared, within, near)


def _searched(wording: Wording, prepared: Prepared, within: Span | None, near: Sequence[Span]) -> Hit | None:
    """As ``search``, whatever the words and however often they stand there."""
    asked = (wording.raw, wording.mention, within)
    left = _TRIED
    for tier, places in _tiers(wording, prepared, within, near):
        kept: set[Span] = set()
        for place in islice(places, max(left, _TRIED // 100)):
            left -= 1
            if not prepared.cuts(*place, mention=wording.mention):
                kept.add(place)
                if len(kept) == _MOST:
                    break
            elif wording.cut is None:
                wording.cut = place
        if kept:
            hit = Hit(tier, [[place] for place in sorted(kept)])
            few = tier == "exact" and _TRIED - left < _FEW and len(wording.raw) < _SHORT
            if few and not _crowds(wording.raw, prepared, prepared.text, bounded(within, len(prepared.text))):
                prepared.keep(asked, hit)  # all were looked at, so that none near a mention was missed
            elif not near and len(wording.raw) < _SHORT:
                prepared.keep_everywhere(asked, hit)
            return hit
    return None


def _plainly(wording: Wording, prepared: Prepared, bounds: Span) -> Hit | None:
    """Return the places of words that stand there as they are, a few times at most; None decides nothing."""
    words, text = wording.raw, prepared.text
    size, found = len(words), []
    at = text.find(words, *bounds) if words else -1
    for _ in range(_FEWEST):
        if at < 0:
            break
        if _with_marks(text, at + size) == at + size and not cuts(
            text, at, at + size, mention=wording.mention
        ):
            found.append([(at, at + size)])
        at = text.find(words, at + 1, bounds[1])
    return Hit("exact", found) if found and at < 0 else None


def _tiers(
    wording: Wording, prepared: Prepared, within: Span | None, near: Sequence[Span]
) -> Iterator[tuple[str, Iterable[Span]]]:
    """For each tier, best first, where the words stand, edges not yet looked at."""
    bounds = bounded(within, len(prepared.text))
    yield "exact", _exact(wording.raw, prepared, bounds, near)
    own = wording.forms
    loose: str | None = None
    for tier, source in (("typographic", prepared.folded), ("case", prepared.caseless)):
        case = tier == "case"
        forms = [_casefold(form, turkic=prepared.turkic) for form in own] if case else own
        if forms[-1] in source.text:
            for form, cased in zip(forms, own, strict=True):
                own_case = cased if case else None
                yield tier, _spans(form, own_case, source, prepared, bounds, near)
        loose = _loose(wording, prepared) if loose is None else loose
        for form, cased in zip(forms, own, strict=True) if loose else ():
            yield tier, _loosely(form, cased, wording, prepared, bounds, loose, case=case)


def _loose(wording: Wording, prepared: Prepared) -> str:
    """Return the characters that may be left out in some places; no blanks for words that have no such place."""
    found = {wording.folded.text[at] for at in wording.folded.soft}
    blanks = _blanks().search(wording.forms[-1])
    return "".join(sorted(found.union(one for one in prepared.loose if blanks or one != " ")))


def bounded(within: Span | None, size: int) -> Span:
    """Return a paragraph's offsets, none outside the text; the whole text without one."""
    low, high = within or (0, size)
    return min(max(low, 0), size), min(max(high, 0), size)


def _occurrences(
    words: str, prepared: Prepared, text: str, bounds: Span, near: Sequence[Span]
) -> Iterator[int]:
    """Find where words stand; where they are a crowd and there are mentions, only around these, some twice."""
    if near and _crowds(words, prepared, text, bounds):
        yield from _beside(words, text, bounds, near)
        return
    low, high = bounds
    at = text.find(words, low, high) if words else -1
    patience = _patience(words, text)
    while at >= 0 and patience:
        yield at
        patience -= 1
        at = text.find(words, at + 1, high)


def _crowds(words: str, prepared: Prepared, text: str, bounds: Span) -> bool:
    """Tell whether words stand so often that not all of their places are looked at beside a mention; counted once.

    ``text`` is that of the prepared text, or a fold of it, which it keeps.
    """
    asked = (words, id(text), bounds)
    if asked not in prepared.counted:
        prepared.count(asked, crowd=_is_crowd(words, text, bounds))
    return prepared.counted[asked]


def _is_crowd(words: str, text: str, bounds: Span) -> bool:
    at, high = bounds
    for _ in range(min(_FEW, _patience(words, text))):
        at = text.find(words, at, high) + 1 if words else 0
        if not at:
            return False
    return True


def _beside(words: str, text: str, bounds: Span, near: Sequence[Span]) -> Iterator[int]:
    """Find where words stand around the mentions, some places on either side of each; some come twice."""
    low, high = bounds
    for start, end in near if words else ():
        at = text.rfind(words, low, min(end, high))
        for _ in range(_MANY):
            if at < 0:
                break
            yield at
            at = text.rfind(words, low, at + len(words) - 1)
        at = text.find(words, max(start, low), high)
        for _ in range(_MANY):
            if at < 0:
                break
            yield at
            at = text.find(words, at + 1, high)


def _patience(words: str, text: str, cost: int = 1) -> int:
    """Bound the places that are looked at: each takes the length of the words, all together some times the text."""
    most = _TRIED if len(words) < _SHORT else _MANY
    return min(most, (200_000 + 4 * len(text)) // cost // max(len(words), 1) + 10)


def _exact(words: str, prepared: Prepared, bounds: Span, near: Sequence[Span]) -> Iterator[Span]:
    text = prepared.text
    for at in _occurrences(words, prepared, text, bounds, near):
        end = at + len(words)
        if _with_marks(text, end) == end:  # a letter keeps its vowel sign
            yield at, end


def _spans(
    form: str,
    cased: str | None,
    source: Folded,
    prepared: Prepared,
    bounds: Span,
    near: Sequence[Span],
) -> Iterator[Span]:
    """Yield the raw spans of folded words between two raw offsets; one that splits a raw character is none.

    ``cased`` is the form with its case, for words without it.
    """
    text = prepared.text
    walks = _patience(form, text, _WALK)
    folded = [(source.folded(start), source.folded(end)) for start, end in near]
    inside = source.folded(bounds[0]), source.folded(bounds[1])
    for at in _occurrences(form, prepared, source.text, inside, folded):
        stop = at + len(form)
        if source.splits(at) or source.splits(stop):
            continue
        start, end = source.raw_start(at), _with_marks(text, source.raw_end(stop))
        if form[0] == "-" and form[1:2].isdigit() and not text[start + 1 : start + 2].isdigit():
            continue  # the source has a dash where the quote has a sign
        if cased and _SHARP.search(text[start:end] + cased):
            walks -= 1
            if walks < 0:
                return
            if not _agrees(fold(text[start:end]), cased, case=True):
                continue
        yield start, end


def _with_marks(text: str, end: int) -> int:
    """Return the end behind the ignorable vowel signs that belong to the last letter."""
    if text[end : end + 1] < _FIRST_SIGN:
        return end
    found = signs().match(text, end)
    return found.end() if found else end


def _casefold(words: str, *, turkic: bool) -> str:
    if turkic:
        words = words.replace("i\u0307", "i").replace("I", "ı").replace("İ", "i")
    return words.casefold()


def _loosely(
    form: str, own: str, wording: Wording, prepared: Prepared, bounds: Span, loose: str, *, case: bool
) -> Iterator[Span]:
    """Places that differ only in what may be left out at the end of a line, in the source or in the quote."""
    words = form.translate(dict.fromkeys(map(ord, loose)))
    if words not in prepared.reduced(loose, case=case):
        return
    source = prepared.without(loose, case=case)
    shift = wording.folded.text.find(own)
    soft = {at - shift for at in wording.folded.soft}
    places = _spans(words, None, source, prepared, bounds, ())
    whole = prepared.folded
    for start, end in islice(places, _patience(words, prepared.text, _WALK)):
        if _agrees(whole, own, soft, case=case, place=(whole.folded(start), whole.folded(end))):
            yield start, end


def _agrees(
    source: Folded, words: str, soft: Container[int] = (), *, case: bool, place: Span | None = None
) -> bool:
    """Tell whether two folded runs are the same but for soft characters and, if asked, case (ß is SS, never ss)."""
    mine, other = source.text, 0
    at, stop = place or (0, len(mine))
    while at < stop or other < len(words):
        one, two = (mine[at] if at < stop else ""), words[other : other + 1]
        if one == two or (case and one and two and one not in "ßẞ" and two not in "ßẞ" and _alike(one, two)):
            at, other = at + 1, other + 1
        elif at < stop and at in source.soft and not (one == " " and _glued(words, other)):
            at += 1
        elif other in soft and not (two == " " and _glued(mine, at)):
            other += 1
        elif case and one and two and one + two in ("ßẞ", "ẞß"):
            at, other = at + 1, other + 1
        elif case and one in ("ß", "ẞ") and words.startswith("SS", other):
            at, other = at + 1, other + 2
        elif case and two in ("ß", "ẞ") and mine.startswith("SS", at, stop):
            at, other = at + 2, other + 1
        else:
            return False
    return True


def _glued(text: str, at: int) -> bool:
    """Tell whether a quotation mark at an offset stands between two words and nothing else does: no blank parts them.

    Blanks inside quotation marks mean nothing, nor do those that scripts without blanks write beside them.
    """
    start = end = at
    while text[start - 1 : start] in ("'", '"'):
        start -= 1
    while text[end : end + 1] in ("'", '"'):
        end += 1
    before, after = text[max(start - 2, 0) : start], text[end : end + 1]
    if start == end or not before or not after or _unspaced().search(before + after):
        return False
    return (before[-1].isalnum() or before[-1] in ".,;:!?)]%") and (after.isalnum() or after in "([")


def _alike(one: str, two: str) -> bool:
    return one.casefold() == two.casefold() or {one, two} in ({"I", "ı"}, {"İ", "i"})
