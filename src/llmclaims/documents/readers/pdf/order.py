"""The order in which a person reads a page: that in which the file draws it, unless the places tell otherwise.

What follows one another in the file and on the page, line under line, is a run. Most files draw run after run as
they are read: then that order holds. Where they do not, where the runs stand decides: what is above goes first, then
what is to the left. A file that draws its lines in no order is read by its columns alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from llmclaims.documents.readers.pdf.columns import columns
from llmclaims.documents.readers.pdf.pieces import Piece, joined, line_of, same_row, with_initials

_BELOW = 3.0  # of the line's height: no further below does a run go on
_OVERLAP = 0.3  # of the narrower line
_SIZE = 0.2  # of the line's height: letters of another size are another run
_RUNS = 200  # a page of more is drawn in no order, or is a drawing
_SMALL = 3  # lines: a run of no more may have been drawn out of turn
_FEW = 4  # one in so many runs
_LONG = 2.0  # lines that a run has, where the file draws in some order
_TURNS = 3  # from one column to another and back
_SPACE = 1.3  # of the usual distance between lines
_EDGE = 0.15  # of the width: columns whose right edges are further apart are two


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that the file draws one under the other; each is the pieces of a row."""

    rows: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for row in self.rows for piece in row]


@dataclass(frozen=True, slots=True)
class _Block:
    """A run with the place that it takes: ``top`` and ``bottom`` are its first and last base line."""

    run: _Run
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def lines(self) -> int:
        return len(self.run.rows)


def rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the lines of a page in reading order, each whole and numbered with its column.

    ``pieces`` come in the order in which the file draws them.
    """
    found: list[Piece] = []
    number = -1
    before: list[Piece] = []
    for group in _paragraphs(_groups(with_initials(pieces))):
        if not before or not _goes_on(before, group):
            number, before = number + 1, []
        found.extend(replace(line, column=number) for line in group)
        before.extend(group)
    return found


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the lines of a page in groups, in reading order."""
    runs = _runs(pieces)
    ordered = _in_order([_block(run) for run in runs]) if len(runs) <= _RUNS else None
    if ordered is None or any(_spans_columns(block.run) for block in ordered):
        return [joined(group) for group in columns(list(pieces))]
    return [[line_of(row) for row in block.run.rows] for block in ordered]


def _spans_columns(run: _Run) -> bool:
    """Tell whether the rows of a run go across columns: the file draws them row by row."""
    return any(len(row) > 1 for row in run.rows) and len(columns(run.pieces)) > 1


def _paragraphs(groups: Iterable[list[Piece]]) -> Iterator[list[Piece]]:
    """Yield the groups, each cut where more space stands between its lines than usual: there a column may end."""
    for group in groups:
        gaps = sorted(one.y - two.y for one, two in pairwise(group))
        usual = gaps[len(gaps) // 2] if gaps else 0.0
        begin = 0
        for number, (one, two) in enumerate(pairwise(group), start=1):
            if one.y - two.y > _SPACE * usual:
                yield group[begin:number]
                begin = number
        yield group[begin:]


def _goes_on(before: Sequence[Piece], group: Sequence[Piece]) -> bool:
    """Tell whether lines stand in the column of those before them: below, and between the same edges."""
    left, right = min(one.x0 for one in group), max(one.x1 for one in group)
    own_left, own_right = min(one.x0 for one in before), max(one.x1 for one in before)
    if before[-1].y <= group[0].y or min(right, own_right) <= max(left, own_left):
        return False
    several = min(len(before), len(group)) >= _SMALL
    return not several or abs(right - own_right) <= _EDGE * max(right - left, own_right - own_left)


def _runs(pieces: Sequence[Piece]) -> list[_Run]:
    rows_: list[list[Piece]] = []
    for piece in pieces:
        if rows_ and same_row(rows_[-1][0], piece) and _beside(rows_[-1][-1], piece):
            rows_[-1].append(piece)
        else:
            rows_.append([piece])
    runs: list[list[tuple[Piece, ...]]] = []
    for row in map(tuple, rows_):
        if runs and _follows(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [_Run(tuple(run)) for run in runs]


def _beside(one: Piece, two: Piece) -> bool:
    return two.x0 >= one.x1 - one.height / 2 or two.x1 <= one.x0 + one.height / 2


def _follows(one: Sequence[Piece], two: Sequence[Piece]) -> bool:
    """Tell whether a row stands under another, as the next line of it."""
    height = max(one[0].height, two[0].height)
    if not 0 < one[0].y - two[0].y <= _BELOW * height or abs(one[0].height - two[0].height) > _SIZE * height:
        return False
    (left, right), (own_left, own_right) = _extent(one), _extent(two)
    narrower = min(right - left, own_right - own_left)
    return min(right, own_right) - max(left, own_left) > _OVERLAP * narrower


def _extent(row: Sequence[Piece]) -> tuple[float, float]:
    return min(one.x0 for one in row), max(one.x1 for one in row)


def _block(run: _Run) -> _Block:
    x0, x1 = _extent(run.pieces)
    return _Block(run, x0, x1, run.rows[0][0].y, run.rows[-1][0].y)


def _in_order(blocks: list[_Block]) -> list[_Block] | None:
    """Return the blocks as they are read; None where the file draws them in no order."""
    if _woven(blocks):
        return None
    out_of_turn = _out_of_turn(blocks)
    if not out_of_turn:
        return blocks
    rest = [one for number, one in enumerate(blocks) if number not in out_of_turn]
    if not any(one.lines > _SMALL for one in rest):
        return None
    small = all(blocks[number].lines <= _SMALL for number in out_of_turn)
    if small and len(out_of_turn) <= max(2, len(blocks) // _FEW):
        for number in sorted(out_of_turn):
            rest.insert(_place(rest, blocks[number]), blocks[number])
        return rest
    if sum(one.lines for one in blocks) < _LONG * len(blocks):
        return None
    return _by_place(blocks)


def _woven(blocks: Sequence[_Block]) -> bool:
    """Tell whether the file draws the lines of columns in turns: what goes on under a run is not what comes after it."""
    turns = sum(
        _follows(one.run.rows[-1], three.run.rows[0]) and (one.x1 < two.x0 or two.x1 < one.x0)
        for one, two, three in zip(blocks, blocks[1:], blocks[2:], strict=False)
    )
    return turns >= _TURNS


def _out_of_turn(blocks: Sequence[_Block]) -> set[int]:
    """Return the blocks without which all others are drawn as they are read, the worst and smallest taken first."""
    wrong: dict[int, set[int]] = {}
    for two in range(len(blocks)):
        for one in range(two):
            if _before(blocks[two], blocks[one]):
                wrong.setdefault(one, set()).add(two)
                wrong.setdefault(two, set()).add(one)
    found: set[int] = set()
    while wrong:
        worst = max(wrong, key=lambda one: (blocks[one].lines <= _SMALL, len(wrong[one]), -blocks[one].lines))
        found.add(worst)
        for other in wrong.pop(worst):
            wrong[other].discard(worst)
            if not wrong[other]:
                del wrong[other]
    return found


def _before(one: _Block, two: _Block) -> bool:
    """Tell whether a block is certainly read before another: it stands above it, or beside it to the left."""
    common = min(one.x1, two.x1) - max(one.x0, two.x0)
    if common > _OVERLAP * min(one.x1 - one.x0, two.x1 - two.x0):
        return one.bottom > two.top
    if one.x1 > two.x0 or min(one.lines, two.lines) < _SMALL:
        return False
    beside = min(one.top, two.top) - max(one.bottom, two.bottom)
    return beside > min(one.top - one.bottom, two.top - two.bottom) / 2


def _place(blocks: Sequence[_Block], block: _Block) -> int:
    """Return where among the others a block goes that was drawn out of turn; to the end where there is no such place."""
    first = max((n + 1 for n, one in enumerate(blocks) if _before(one, block)), default=0)
    last = min((n for n, one in enumerate(blocks) if _before(block, one)), default=len(blocks))
    return first if first <= last else len(blocks)


def _by_place(blocks: Sequence[_Block]) -> list[_Block]:
    """Return the blocks by where they stand: above before below, left before right unless something parts them.

    After Breuel, "High performance document layout analysis", 2003.
    """
    left = list(blocks)
    found: list[_Block] = []
    while left:
        ready = [
            one for one in left if not any(_precedes(two, one, blocks) for two in left if two is not one)
        ]
        found.append((ready or left)[0])
        left = [one for one in left if one is not found[-1]]
    return found


def _precedes(one: _Block, two: _Block, blocks: Sequence[_Block]) -> bool:
    if _before(one, two):
        return True
    if one.x1 > two.x0 or _before(two, one):
        return False
    low, high = sorted((one.top, two.top))
    return not any(
        low < other.top < high and other.x0 < one.x1 and other.x1 > two.x0
        for other in blocks
        if other is not one and other is not two
    )
