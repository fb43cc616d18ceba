"""The lines of a table's text: none longer than a row may be, whatever the encoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from llmclaims.documents.decoding import BYTE_ORDER_MARKS
from llmclaims.documents.readers.source import MOST, Raw
from llmclaims.errors import DocumentError


class TooLongError(ValueError):
    """A row is longer than any may be; the next one can be read."""

    def __init__(self, most: int) -> None:
        """``most`` is the number of characters that it may have."""
        super().__init__(f"the row is longer than {most:,} characters: split it up")


class EndlessError(DocumentError):
    """A row goes on so long that nothing behind it is read."""


_PASSED_OVER = 16
"""As many times the longest row that are passed over to find the end of a longer one."""


class Lines:
    """The lines of a text one by one; ``begin_row`` before each row, which together may have ``most`` characters."""

    def __init__(self, text: TextIO, name: str, most: int = MOST) -> None:
        """``text`` says by its ``newline`` what ends a line; ``name`` is the table's."""
        self._text, self.name, self._most = text, name, most
        self._left = most

    def begin_row(self) -> None:
        """Count from here what a row has."""
        self._left = self._most

    def __iter__(self) -> Lines:
        """Return itself: an error in between does not end it, as it would a generator."""
        return self

    def __next__(self) -> str:
        """Return the next line.

        Raises:
            TooLongError: the row is too long; the rest of the line is passed over.
            EndlessError: the end of the row is far away, or never comes.
        """
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        if len(line) > self._left and not self._ends(line):
            for _ in range(_PASSED_OVER):
                rest = self._text.readline(self._most)
                if not rest or self._ends(rest):
                    raise TooLongError(self._most)
            raise EndlessError(
                f"{self.name}: a row is longer than {_PASSED_OVER * self._most:,} characters, and nothing behind it was read: "
                "split it up."
            )
        self._left = max(0, self._left - len(line))
        return line

    def _ends(self, line: str) -> bool:
        return line.endswith(("\n", "\r"))


def mark_of(head: bytes) -> str | None:
    """Return the encoding that a byte order mark declares, as a name that takes the mark away."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (
                "utf-8-sig" if mark == codecs.BOM_UTF8 else encoding.removesuffix("-le").removesuffix("-be")
            )
    return None


@contextmanager
def text_of(raw: Raw, encoding: str, newline: str) -> Iterator[io.TextIOWrapper]:
    """Read bytes as text; those that cannot be decoded are lone surrogates, or U+FFFD in UTF-16 and UTF-32."""
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    text = io.TextIOWrapper(raw.stream, encoding=encoding, errors=errors, newline=newline)
    try:
        yield text
    finally:
        text.detach()  # the stream is closed by who opened it


def filled_lines(raw: Raw, most: int | None = None) -> Iterator[tuple[int, str | TooLongError]]:
    """Yield the lines of a file that are not blank with their numbers, from 1; one that is too long as its error.

    ``most`` is how many characters a line may have, None: as many as a row. Bytes that cannot be decoded are lone
    surrogates.

    Raises:
        EndlessError: the end of a line is far away, or never comes.
    """
    with text_of(raw, mark_of(raw.head) or "utf-8", newline="\n") as text:
        lines = Lines(text, raw.name) if most is None else Lines(text, raw.name, most)
        number = 0
        while True:
            number += 1
            lines.begin_row()
            try:
                line = next(lines, None)
            except TooLongError as error:
                yield number, error
                continue
            if line is None:
                return
            if line.strip():
                yield number, line
