"""A text that was changed in places, and the way back from its offsets to the raw ones."""

from __future__ import annotations

from bisect import bisect_right


class Folded:
    """A folded text and the way back to the raw one; offsets are Unicode code points, 0-based, end exclusive.

    ``text`` is the folded text. ``soft`` holds the offsets into it of characters that stood at the end of a
    line and may belong to the line alone: hyphens, in Thai blanks. ``inner`` is a fold that was made before
    this one, whose text this one changed.
    """

    __slots__ = ("_ends", "_raw_ends", "_raw_starts", "_starts", "inner", "soft", "text")

    def __init__(self, made: Making, text: str, soft: frozenset[int], inner: Folded | None) -> None:
        """Take what ``Making`` has noted: ``[start, end)`` of the text stands for ``[raw_start, raw_end)``."""
        self.text = text
        self.soft = soft
        self.inner = inner
        self._starts, self._ends = made.starts, made.ends
        self._raw_starts, self._raw_ends = made.raw_starts, made.raw_ends

    def raw_start(self, at: int) -> int:
        """Return the raw offset where the character at ``at`` of the folded text begins."""
        own = self.outer(at)
        return self.inner.raw_start(own) if self.inner else own

    def raw_end(self, at: int) -> int:
        """Return the raw offset where the character before ``at`` of the folded text ends."""
        index = bisect_right(self._starts, at - 1) - 1
        raw = at
        if index >= 0:
            start, end = self._starts[index], self._ends[index]
            raw = self._raw_ends[index] + (0 if start < at <= end else at - end)
        return self.inner.raw_end(raw) if self.inner else raw

    def folded(self, raw: int) -> int:
        """Return the offset into the folded text of the first character that begins at or behind a raw offset."""
        if self.inner:
            raw = self.inner.folded(raw)
        index = bisect_right(self._raw_starts, raw) - 1
        if index < 0:
            return raw
        if raw == self._raw_starts[index]:
            return self._starts[index]
        if raw < self._raw_ends[index]:
            return self._ends[index]
        return self._ends[index] + raw - self._raw_ends[index]

    def outer(self, at: int) -> int:
        """Return the offset before the change of the character at ``at``, ``inner`` left alone."""
        # Of several changes at one place the dropped ones are empty: the last one that begins here counts.
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        end = self._ends[index]
        return self._raw_starts[index] if at < end else self._raw_ends[index] + at - end

    def splits(self, at: int) -> bool:
        """Tell whether an edge at ``at`` falls inside a raw character that stands for several, such as a ligature."""
        index = bisect_right(self._starts, at) - 1
        if index >= 0 and self._starts[index] < at < self._ends[index]:
            return True
        return bool(self.inner and self.inner.splits(self.outer(at)))


class Making:
    """A text while it is put together from changed and unchanged pieces."""

    __slots__ = ("_done", "_pieces", "_text", "ends", "raw_ends", "raw_starts", "size", "starts")

    def __init__(self, text: str) -> None:
        """Begin with the text that is changed."""
        self._text = text
        self._pieces: list[str] = []
        self._done = self.size = 0
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.raw_starts: list[int] = []
        self.raw_ends: list[int] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Put something else for ``[start, end)``; the places come in order."""
        old = self._text[start:end]
        if new == old:
            return
        begin = self.size + start - self._done
        if start > self._done:
            self._pieces.append(self._text[self._done : start])
        if new:
            self._pieces.append(new)
        self._done = end
        self.size = begin + len(new)
        self.starts.append(begin)
        self.ends.append(self.size)
        self.raw_starts.append(start)
        self.raw_ends.append(end)

    def at(self, raw: int) -> int:
        """Return the offset into the new text of what stands at ``raw``, behind the last change."""
        return self.size + raw - self._done

    def drop(self, places: list[int]) -> None:
        """Leave out single characters of a text that nothing was changed in yet, all at once."""
        before = 0
        for at in places:
            self._pieces.append(self._text[before:at])
            before = at + 1
        self._done, self.size = before, before - len(places)
        self.starts = self.ends = [at - number for number, at in enumerate(places)]
        self.raw_starts, self.raw_ends = places, [at + 1 for at in places]

    def folded(self, soft: frozenset[int] = frozenset(), inner: Folded | None = None) -> Folded:
        """Return the folded text."""
        self._pieces.append(self._text[self._done :])
        return Folded(self, "".join(self._pieces), soft, inner)
