"""The columns of a page by where its pieces stand, where the order in which they are drawn tells nothing."""

from bisect import bisect_right
from collections.abc import Sequence

from llmclaims.documents.readers.pdf.pieces import Piece

_LEAST = 3  # lines that a column has
_GUTTER = 0.5  # of the line's height: no narrower gap parts columns
_CROSSING = 0.34  # of the lines may run across a gutter: titles, and what stands under both columns
_MOST = 2000  # pieces: a page of more is no page of an article
_TRIED = 50  # gaps, the best first
_PROSE = 8  # of the line's height: the width of most lines of a column


def columns(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces in groups, each of which is read from its top to its bottom, by where they stand alone."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    groups: list[list[Piece]] = []
    band: list[Piece] = []
    across: list[Piece] = []

    def close() -> None:
        nonlocal band
        groups.extend(columns([one for one in band if one.x1 <= gutter]))
        groups.extend(columns([one for one in band if one.x0 >= gutter]))
        band = []

    for piece in sorted(pieces, key=lambda one: (-one.y, one.x0)):
        if piece.x0 < gutter < piece.x1:
            if band:
                close()
            across.append(piece)
        else:
            if across:
                groups.append(across)
                across = []
            band.append(piece)
    close()
    if across:
        groups.append(across)
    return groups


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Find where two columns part: with lines enough on both sides, side by side, and few across."""
    if not pieces or len(pieces) > _MOST:
        return None
    starts, ends = sorted(one.x0 for one in pieces), sorted(one.x1 for one in pieces)
    least = _GUTTER * _height(pieces)
    found: list[tuple[int, float, float, float]] = []
    for edge in {round(end, 1) for end in ends}:
        first = bisect_right(starts, edge + 0.1)
        if len(starts) - first < _LEAST:
            continue
        crossing = first - bisect_right(ends, edge + 0.1)
        wide = starts[first] - edge
        if wide >= least and crossing <= _CROSSING * len(pieces):
            found.append((crossing, -wide, (edge + starts[first]) / 2, edge))
    for _, _, line, edge in sorted(found)[:_TRIED]:
        right = [one for one in pieces if one.x0 > edge + 0.1]
        left = [one for one in pieces if one.x1 <= edge + 0.1]
        if not _is_prose(left) or not _is_prose(right):
            continue  # the cells of a table are read row by row
        if min(_beside(left, right), _beside(right, left)) >= _LEAST:
            return line
    return None


def _is_prose(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are lines of sentences, and not words in a table."""
    widths = sorted(one.x1 - one.x0 for one in pieces)
    return bool(widths) and widths[len(widths) // 2] >= _PROSE * _height(pieces)


def _beside(these: Sequence[Piece], those: Sequence[Piece]) -> int:
    """Count the lines of these that stand at the height of those."""
    if not these or not those:
        return 0
    low, high = min(one.y for one in those), max(one.y for one in those)
    slack = _height(those) / 2
    inside = {round(one.y) for one in these if low - slack <= one.y <= high + slack}
    return len(inside)


def _height(pieces: Sequence[Piece]) -> float:
    return sorted(one.height for one in pieces)[len(pieces) // 2]
