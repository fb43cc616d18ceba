"""Letters of one line of a page to its words: where a space stands between them, and which of them are raised."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from llmclaims.documents.readers.pdf.pieces import LOWERED, RAISED, Piece
from llmclaims.documents.readers.pdf.visible import Letter

_WORD = 0.12  # of the line's height: parts words of letters that are set apart
_UNSPACED = 0.2  # of the line's height: parts words between which pdfium sees no space
_APART = 0.06, 0.8  # of the line's height: how far letters are set apart, where a line is
_LEAST = 6  # pairs of letters by which that is told


def piece_of(run: Sequence[Letter], page: int) -> Iterator[Piece]:
    """Yield the piece of a line that these letters are; none where nothing is drawn."""
    drawn = [one for one in run if not one.text.isspace()]
    if not drawn:
        return
    height = sorted(one.height for one in drawn)[len(drawn) // 2]
    base = sorted(one.y for one in drawn if one.height >= 0.9 * height) or [drawn[0].y]
    y = base[len(base) // 2]
    apart, small, high = _set_apart(drawn, height), 0.85 * height, y + 0.15 * height
    parts: list[str] = []
    places: list[int] = []
    end, said, typed, up = drawn[0].x0, False, False, False
    for one in run:
        if one.text.isspace():
            said, typed = True, typed or one.paint is not None
            continue
        raised = one.height < small and one.y > high
        gap = one.x0 - end - apart
        put = LOWERED if up and not raised else ""
        if parts and (typed or gap > _UNSPACED * height or (said and (not apart or gap > _WORD * height))):
            put += " "
        if raised and not up:
            put += RAISED
        parts.append(put + one.text)
        places += [-1] * len(put)
        places.append(one.number)
        end, said, typed, up = one.x1, False, False, raised
    if up:
        parts.append(LOWERED)
        places.append(-1)
    bold = sum(one.paint is not None and one.paint.bold for one in drawn) > len(drawn) / 2
    x0, x1 = min(one.x0 for one in drawn), max(one.x1 for one in drawn)
    yield Piece("".join(parts), x0, x1, y, height, bold, page, letters=tuple(places))


def _set_apart(drawn: Sequence[Letter], height: float) -> float:
    """Return by how much the letters of a line are set apart, as in headings; 0 where they are not.

    pdfium then puts a space between any two of them, and only those that were typed can be believed.
    """
    gaps = [two.x0 - one.x1 for one, two in pairwise(drawn) if one.text.isalpha() and two.text.isalpha()]
    if len(gaps) < _LEAST:
        return 0.0
    usual, (least, most) = median(gaps), _APART
    return usual if least * height < usual < most * height else 0.0
