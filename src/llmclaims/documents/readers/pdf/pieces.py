"""What a page of a PDF is made of: letters that stand together on a line, and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

RAISED, LOWERED = "\ue000", "\ue001"
"""Marks around letters that stand above the line, until it is known whether they point to a note."""

SAME_ROW = 0.35  # of the line's height
INITIAL = 1.8  # of the line's height: how high a letter is that begins a paragraph over several lines
_NEAR = 1.0  # of the line's height: how near its word such a letter stands
_MANY = 2000  # pieces: a page of more has no initials


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that stand together on one line of a page.

    Coordinates are points from the page's lower left corner: ``x0`` to ``x1``, the base line ``y``; ``height``
    is that of the line. ``column`` counts the columns in the order in which they are read. ``letters`` has for each
    letter of the text its number on the page, as pdfium counts, and -1 for what is put in.
    """

    text: str
    x0: float
    x1: float
    y: float
    height: float
    bold: bool = False
    page: int = 0
    column: int = 0
    letters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's pieces in the order in which the file draws them, and where it ends and begins, in points from below."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float = 0.0


def same_row(one: Piece, two: Piece) -> bool:
    """Tell whether two pieces stand on one base line."""
    return abs(one.y - two.y) <= SAME_ROW * max(one.height, two.height)


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of one column as whole lines, from the top."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.y):
        if lines and same_row(lines[-1][0], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [line_of(line) for line in lines]


def line_of(pieces: Sequence[Piece]) -> Piece:
    """Return the pieces of one row as one, from the left."""
    parts = sorted(pieces, key=lambda one: one.x0)
    if len(parts) == 1:
        return parts[0]
    main = max(parts, key=lambda one: len(one.text))
    return replace(
        main,
        text=" ".join(one.text for one in parts),
        letters=tuple(chain.from_iterable((-1, *one.letters) for one in parts))[1:],
        x0=parts[0].x0,
        x1=max(one.x1 for one in parts),
        bold=all(one.bold for one in parts),
    )


def with_initials(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, each large letter that begins a paragraph over several lines in the word that it begins."""
    found = list(pieces)
    if len(found) > _MANY:
        return found
    for initial in [one for one in found if len(one.text) == 1 and one.text.isupper()]:
        beside = [
            one
            for one in found
            if one.height * INITIAL <= initial.height
            and -_NEAR / 2 * one.height <= one.x0 - initial.x1 <= _NEAR * one.height
            and initial.y - one.height / 2 < one.y < initial.y + initial.height
        ]
        if not beside:
            continue
        first = max(beside, key=lambda one: one.y)
        if not first.text[:1].isalpha():
            continue
        whole = replace(
            first, text=initial.text + first.text, letters=initial.letters + first.letters, x0=initial.x0
        )
        moved = {id(one): replace(one, x0=initial.x0) for one in beside} | {id(first): whole}
        found = [moved.get(id(one), one) for one in found if one is not initial]
    return found
