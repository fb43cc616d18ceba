"""The order in which a person reads the pieces of a page: column by column, around what spans them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

_LEAST = 3  # lines that a column has
_GUTTER = 0.5  # of the line's height: no narrower gap parts columns
_CROSSING = 0.34  # of the lines may run across a gutter: titles, and what stands under both columns
_MOST = 2000  # pieces: a page of more is no page of an article
_TRIED = 50  # gaps, the best first
_SAME_ROW = 0.35  # of the line's height


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that stand together on one line of a page.

    Coordinates are points from the page's lower left corner: ``x0`` to ``x1``, the base line ``y``; ``height``
    is that of the line. ``column`` counts the columns in the order in which they are read.
    """

    text: str
    x0: float
    x1: float
    y: float
    height: float
    bold: bool = False
    page: int = 0
    column: int = 0


def rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the lines of a page in reading order, each whole and numbered with its column."""
    found: list[Piece] = []
    for number, group in enumerate(_columns(list(pieces))):
        found.extend(replace(line, column=number) for line in _joined(group))
    return found


def _columns(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces in groups, each of which is read from its top to its bottom."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    groups: list[list[Piece]] = []
    band: list[Piece] = []
    across: list[Piece] = []

    def close() -> None:
        nonlocal band
        groups.extend(_columns([one for one in band if one.x1 <= gutter]))
        groups.extend(_columns([one for one in band if one.x0 >= gutter]))
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
        if min(_beside(left, right), _beside(right, left)) >= _LEAST:
            return line
    return None


def _beside(these: Sequence[Piece], those: Sequence[Piece]) -> int:
    """Count the lines of these stand at the height of those."""
    if not these or not those:
        return 0
    low, high = min(one.y for one in those), max(one.y for one in those)
    slack = _height(those) / 2
    inside = {round(one.y) for one in these if low - slack <= one.y <= high + slack}
    return len(inside)


def _height(pieces: Sequence[Piece]) -> float:
    return sorted(one.height for one in pieces)[len(pieces) // 2]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of one column as whole lines, from the top."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.y):
        if lines and abs(lines[-1][0].y - piece.y) <= _SAME_ROW * max(piece.height, lines[-1][0].height):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_line(sorted(line, key=lambda one: one.x0)) for line in lines]


def _line(parts: Sequence[Piece]) -> Piece:
    main = max(parts, key=lambda one: len(one.text))
    text = " ".join(one.text for one in parts)
    return replace(
        main, text=text, x0=parts[0].x0, x1=max(one.x1 for one in parts), bold=all(one.bold for one in parts)
    )
