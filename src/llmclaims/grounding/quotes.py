"""Find a quote in a text, strictly: typography may differ, words may not.

``ground`` answers with the raw spans of the source and a tier (``exact``, ``typographic``, ``case``,
``ellipsis``), or with a code, a sentence and the nearest source words. Nothing is ever repaired: what comes
close explains the refusal. The same quote gets the same answer whatever else is asked before or beside it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from llmclaims.grounding.boundaries.cuts import widened
from llmclaims.grounding.ellipsis import Gap, long_enough, stitch, word_count
from llmclaims.grounding.prepared import Hit, Prepared, Wording
from llmclaims.grounding.result import Grounding
from llmclaims.grounding.search import bounded, search
from llmclaims.schema.claims import Nearest

Span = tuple[int, int]

MAX_WORDS, MAX_PARTS = 60, 20
_BESIDE = 8
"""Places of the same words that are measured on either side of a mention."""


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
    wording = Wording(quote)
    if not long_enough(wording.raw):
        return _short(wording, prepared)
    found = search(wording, prepared, within, near) or _stitched(wording, prepared, within)
    if isinstance(found, Hit):
        return _placed(found, near, wording)
    if isinstance(found, Gap) and not found.operator:
        message = "The ellipsis jumps too far, or out of a paragraph: quote each part alone."
        return _refused("NOT_CONTIGUOUS", message, prepared, (found.start, found.end))
    if isinstance(found, Gap):
        message = (
            f"The ellipsis leaves out “{found.operator}”, which turns the meaning: quote each part alone."
        )
        return _refused("ELLIPSIS_DROPS_OPERATOR", message, prepared, (found.start, found.end))
    return _elsewhere(wording, prepared, within) or _explained(wording, prepared, within)


def ground_mention(
    mention: str, text: str | Prepared, *, within: Span | None = None, near: Sequence[Span] = ()
) -> Grounding:
    """Find a mention (a name, a trigger, a cue): as ``ground``, but of any length and without ellipsis."""
    prepared = text if isinstance(text, Prepared) else Prepared(text)
    settled = prepared.settled.get((mention, within))
    if settled is not None:
        return settled
    wording = Wording(mention, mention=True)
    if not any(map(str.isalnum, mention)):
        return _refused("TOO_SHORT", "There is no word in it: copy it from the source.", prepared)
    hit = search(wording, prepared, within, near)
    if hit is not None:
        found = _placed(hit, near, wording)
        if not found.others:
            prepared.settle(mention, within, found)
        return found
    missing = f"“{mention}” does not stand in the source: copy it letter by letter."
    return _elsewhere(wording, prepared, within) or _refused("QUOTE_NOT_FOUND", missing, prepared)


def _stitched(wording: Wording, prepared: Prepared, within: Span | None) -> Hit | Gap | None:
    """Return the parts of a quote with an ellipsis, in order and close together, or the gap that forbids it."""
    if not 2 <= len(wording.parts) <= MAX_PARTS or not all(map(long_enough, wording.parts)):
        return None
    places: list[list[Span]] = []
    for part in wording.parts:
        hit = search(Wording(part, bare=True), prepared, within)
        if hit is None:
            return None
        places.append([place[0] for place in hit.places])
    found = stitch(
        places, prepared.text, prepared.paragraphs if within is None else [within], prepared.language
    )
    return Hit("ellipsis", found) if isinstance(found, list) else found


def _placed(hit: Hit, near: Sequence[Span], wording: Wording) -> Grounding:
    """Return the place that the mentions beside it speak for, else the first, flagged."""
    places = hit.places
    if len(places) == 1 and wording.mention:
        return Grounding(found=True, spans=list(places[0]), tier=hit.tier)
    closest = [0] if len(places) == 1 else _closest(places, near)
    best = places[closest[0]]
    flags = ["AMBIGUOUS_SPAN"] if len(closest) > 1 and not wording.mention else []
    long = len(wording.raw) > 2 * MAX_WORDS and word_count(wording.raw) > MAX_WORDS
    flags += ["TOO_LONG"] if long and not wording.mention else []
    flags += ["ELLIPSIS_STITCHED"] if hit.tier == "ellipsis" else []
    others = places[: closest[0]] + places[closest[0] + 1 :]
    return Grounding(found=True, spans=list(best), tier=hit.tier, others=others, flags=tuple(flags))


def _closest(places: Sequence[list[Span]], near: Sequence[Span]) -> list[int]:
    """Return the indices of the places that are closest to a mention, at most two."""
    if not near:
        return [0, 1]
    found: list[int] = []
    least = -1
    for index in _around(places, near):
        start, end = places[index][0][0], places[index][-1][1]
        distance = min([max(one[0] - end, start - one[1], 0) for one in near])
        if least < 0 or distance < least:
            found, least = [index], distance
        elif distance == least and len(found) < len("ab"):
            found.append(index)
    return found


def _around(places: Sequence[list[Span]], near: Sequence[Span]) -> Iterable[int]:
    """Yield the indices of the places that may be the closest: of many, some on either side of each mention."""
    if len(places) <= 2 * _BESIDE * len(near):
        return range(len(places))
    middles = [bisect_left(places, one[0], key=lambda place: place[0][0]) for one in near]
    found = {index for at in middles for index in range(max(at - _BESIDE, 0), min(at + _BESIDE, len(places)))}
    return sorted(found)


def _refused(
    code: str,
    message: str,
    prepared: Prepared,
    place: Span | None = None,
    differences: tuple[tuple[str, str], ...] = (),
) -> Grounding:
    nearest = Nearest(start=place[0], end=place[1], text=prepared.text[slice(*place)]) if place else None
    return Grounding(found=False, code=code, message=message, nearest=nearest, differences=differences)


def _short(wording: Wording, prepared: Prepared) -> Grounding:
    """Return the refusal of too few words, with where they stand."""
    hit = search(wording, prepared, None) if any(map(str.isalnum, wording.raw)) else None
    message = "The quote is too short: give three words of the source or more."
    return _refused("TOO_SHORT", message, prepared, hit.places[0][0] if hit else None)


def _elsewhere(wording: Wording, prepared: Prepared, within: Span | None) -> Grounding | None:
    """Refuse words that do stand in the text: in another paragraph, or cut out of a longer token."""
    if wording.cut is not None:
        wide = widened(prepared.text, *wording.cut)
        message = f"It cuts a word or a number: the source has “{prepared.text[slice(*wide)]}”."
        return _refused("CUTS_TOKEN", message, prepared, wide)
    hit = (search(wording, prepared, None) or _stitched(wording, prepared, None)) if within else None
    if not isinstance(hit, Hit):
        return None
    place = hit.places[0][0][0], hit.places[0][-1][1]
    return _refused(
        "WRONG_PARAGRAPH", "It stands in the document, but not in this paragraph.", prepared, place
    )


def _explained(wording: Wording, prepared: Prepared, within: Span | None) -> Grounding:
    """Return the refusal of a quote that does not stand there, with what comes closest."""
    from llmclaims.grounding.near_miss.diagnose import diagnose  # most runs need none of it

    words = " ".join(wording.parts) if len(wording.parts) > 1 else wording.forms[-1]
    finding = diagnose(
        words, prepared.folded, prepared.caseless, within and bounded(within, len(prepared.text))
    )
    if 2 <= len(wording.parts) <= MAX_PARTS and not all(map(long_enough, wording.parts)):
        message = "A part of the quote beside its ellipsis is too short: give three words or more."
        return _refused("TOO_SHORT", message, prepared, finding.place, finding.differences)
    return _refused(finding.code, finding.message, prepared, finding.place, finding.differences)
