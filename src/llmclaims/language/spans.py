"""Which spans hold a span, without a look at all of them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.schema.annotations import Span

_BLOCK = 64


def holds(spans: Sequence[Span], offset: int) -> bool:
    """Tell whether one of some spans, in order and without overlap, holds an offset."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]


class Enclosing:
    """Spans that are asked again and again which of them hold another; their ends may be anything with an order."""

    def __init__(self, spans: Sequence[tuple[Any, Any]]) -> None:
        """Sort the spans once; answers are indices into ``spans``."""
        self._order = sorted(range(len(spans)), key=lambda index: spans[index])
        self._starts = [spans[index][0] for index in self._order]
        self._ends = [spans[index][1] for index in self._order]
        self._farthest = [max(self._ends[at : at + _BLOCK]) for at in range(0, len(self._ends), _BLOCK)]

    def around(self, start: Any, end: Any) -> Iterator[int]:
        """Yield the indices of the spans that begin at ``start`` or before and end at ``end`` or behind."""
        stop = bisect_right(self._starts, start)
        for block in range(-(-stop // _BLOCK)):
            if self._farthest[block] < end:
                continue
            for at in range(block * _BLOCK, min((block + 1) * _BLOCK, stop)):
                if self._ends[at] >= end:
                    yield self._order[at]
