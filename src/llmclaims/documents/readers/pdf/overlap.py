"""Find the points that lie under a box, for as many of both as a page may hold."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def covered(points: Sequence[tuple[float, float]], boxes: Sequence[Box]) -> list[bool]:
    """Tell for each point whether it lies in a box, its edges included.

    Goes up the page: a box is open from its bottom to its top, and the boxes open over each x are counted in a
    tree of sums, so that the time is that of sorting.
    """
    columns = sorted({x for x, _ in points})
    counts = [0] * (len(columns) + 2)

    def add(place: int, change: int) -> None:
        place += 1
        while place < len(counts):
            counts[place] += change
            place += place & -place

    def open_over(place: int) -> int:
        found, place = 0, place + 1
        while place:
            found += counts[place]
            place -= place & -place
        return found

    steps: list[tuple[float, int, int]] = []  # at one height: open, ask, close
    for number, (_, bottom, _, top) in enumerate(boxes):
        if bottom <= top:
            steps += [(bottom, 0, number), (top, 2, number)]
    steps += [(y, 1, number) for number, (_, y) in enumerate(points)]
    answers = [False] * len(points)
    for _, kind, number in sorted(steps):
        if kind == 1:
            answers[number] = open_over(bisect_left(columns, points[number][0])) > 0
            continue
        left, _, right, _ = boxes[number]
        if left <= right:
            change = 1 if kind == 0 else -1
            add(bisect_left(columns, left), change)
            add(bisect_right(columns, right), -change)
    return answers
