"""What stands on a page and is no part of its text: its number, what repeats on others, and the numbers of its lines."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

from llmclaims.documents.readers.pdf.pieces import Page, Piece, same_row

_MARGIN = 0.12  # of the page's height, where heads and page numbers stand
_REPEATED = 0.4  # of the pages
_ROW, _LINE = 8, 4  # points
_CLOSE, _SERIES = 8, 3  # the head of a chapter stands on so many pages near one another
_ALONE = 1.5  # of the line's height, from a page's number to the text
_NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—|]?\s*(?:[0-9]{1,4}|[ivxlc]{1,6})\s*[-–—|]?(?:\s*(?:of|/|von|de)\s*[0-9]{1,4})?",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"^(?:#|[ivxlc]+)\b\s*[|·•—–-]?\s*|\s*[|·•—–-]?\s*(?:#|\b[ivxlc]+)$")
_Place = tuple[str, int]
_STEPS = {1, 2, 5, 10}  # in which the lines of a page are numbered
_NUMBERED = 4  # lines at least
_NEARLY_ALL = 0.8
_MANY, _EVENLY, _LINES = 10, 0.2, 1.2  # numbers down a margin, how evenly, and pieces beside each of them
_ALIGNED = 3  # points
_PROSE = 10  # of the line's height: the width of most lines that are numbered


def without_furniture(pages: Sequence[Page]) -> list[list[Piece]]:
    """Return the pieces of each page without its number, its head and foot, and the numbers of its lines."""
    repeated = _repeated(pages)
    return [
        _without_line_numbers(_without_margin(page, number, repeated, len(pages)))
        for number, page in enumerate(pages)
    ]


def _without_margin(page: Page, number: int, repeated: Mapping[_Place, list[int]], pages: int) -> list[Piece]:
    """Return a page without its number and without what stands in the margin of others as well."""
    kept = []
    heights, edges = sorted(one.y for one in page.pieces), _edges(page.pieces)
    for piece in page.pieces:
        left, right = edges[round(piece.y / _LINE)]
        within = left < piece.x0 and piece.x1 < right  # a cell of a table
        is_number = not within and _NUMBER.fullmatch(piece.text.strip())
        if _in_margin(piece, page):
            text, row = _place(piece)
            here = repeated[text, row]
            others = max(
                here, *(here + repeated.get((text, near), []) for near in (row - 1, row + 1)), key=len
            )
            if is_number or (len(others) > 1 and len(others) >= pages * _REPEATED):
                continue
            close = sum(abs(other - number) < _CLOSE for other in others)
            if close >= _SERIES and _is_outermost(piece, heights):
                continue
        elif is_number and _stands_alone(piece, heights):
            continue
        kept.append(piece)
    return kept


def _edges(pieces: Sequence[Piece]) -> dict[int, tuple[float, float]]:
    """Return where each row of a page begins and ends."""
    found: dict[int, tuple[float, float]] = {}
    for one in pieces:
        left, right = found.get(round(one.y / _LINE), (one.x0, one.x1))
        found[round(one.y / _LINE)] = min(left, one.x0), max(right, one.x1)
    return found


def _repeated(pages: Sequence[Page]) -> dict[_Place, list[int]]:
    """On which pages a piece of the margin stands, by its text without numbers and its place."""
    found: dict[_Place, list[int]] = {}
    for number, page in enumerate(pages):
        for place in {_place(piece) for piece in page.pieces if _in_margin(piece, page)}:
            found.setdefault(place, []).append(number)
    return found


def _place(piece: Piece) -> _Place:
    text = re.sub(r"[0-9]+", "#", " ".join(piece.text.split()).casefold())
    return _ROMAN.sub("", text), round(piece.y / _ROW)


def _in_margin(piece: Piece, page: Page) -> bool:
    return not _MARGIN < (piece.y - page.bottom) / (page.top - page.bottom) < 1 - _MARGIN


def _is_outermost(piece: Piece, heights: Sequence[float]) -> bool:
    """Tell whether no line of text stands between a piece and the edge of its page."""
    near = piece.height / 2
    return piece.y - heights[0] < near or heights[-1] - piece.y < near


def _stands_alone(piece: Piece, heights: Sequence[float]) -> bool:
    """Tell whether a piece stands above or below all others of its page, and apart from them."""
    far = _ALONE * piece.height
    return len(heights) > 1 and (piece.y + far < heights[1] or piece.y - far > heights[-2])


def _without_line_numbers(pieces: Sequence[Piece]) -> list[Piece]:
    numbers = {id(piece) for series in _series(pieces) if _counts_lines(series, pieces) for piece in series}
    return [piece for piece in pieces if id(piece) not in numbers]


def _series(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the numbers of a page that stand one under the other, from the top, by their right edge or their left."""
    digits = [one for one in pieces if one.text.strip().isdecimal()]
    for edge in (attrgetter("x1"), attrgetter("x0")):
        groups: list[list[Piece]] = []
        for piece in sorted(digits, key=edge):
            if groups and edge(piece) - edge(groups[-1][0]) <= _ALIGNED:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        yield from (sorted(group, key=lambda one: -one.y) for group in groups if len(group) >= _NUMBERED)


def _counts_lines(series: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Tell whether numbers count lines: each stands beside one of sentences, and as many lines on as it counts on."""
    steps = Counter(int(two.text) - int(one.text) for one, two in pairwise(series))
    step, times = steps.most_common(1)[0]
    if step not in _STEPS or times < _NEARLY_ALL * (len(series) - 1):
        return False
    own = {id(one) for one in series}
    lines = sorted((one for one in pieces if id(one) not in own), key=attrgetter("y"))
    beside = [_widest_beside(number, lines) for number in series]
    if _runs_down_the_margin(series, lines):
        return True
    if sum(width > 0 for width in beside) < _NEARLY_ALL * len(series) or median(beside) < _PROSE:
        return False
    return step > 1 or len(series) > _NUMBERED


def _runs_down_the_margin(series: Sequence[Piece], lines: Sequence[Piece]) -> bool:
    """Tell whether many numbers stand evenly to one side of all else, and beside each no more than a line."""
    gaps = sorted(one.y - two.y for one, two in pairwise(series))
    outside = lines and (
        max(one.x1 for one in series) < min(one.x0 for one in lines)
        or min(one.x0 for one in series) > max(one.x1 for one in lines)
    )
    if not outside or len(series) < _MANY or gaps[-1] - gaps[0] > _EVENLY * gaps[-1]:
        return False
    cells = sum(len(_beside(number, lines)) for number in series)
    return cells <= _LINES * len(series)


def _beside(number: Piece, lines: Sequence[Piece]) -> list[Piece]:
    """Return the pieces on a number's base line; ``lines`` go up the page."""
    first = bisect_left(lines, number.y - number.height, key=attrgetter("y"))
    last = bisect_left(lines, number.y + number.height, key=attrgetter("y"))
    return [one for one in lines[first:last] if same_row(one, number)]


def _widest_beside(number: Piece, lines: Sequence[Piece]) -> float:
    """Return the width of the widest piece on a number's base line, in its heights."""
    return max(((one.x1 - one.x0) / one.height for one in _beside(number, lines)), default=0.0)
