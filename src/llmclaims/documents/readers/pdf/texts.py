"""Lines of a paragraph to its text: what stands between them, and where each of them is in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from llmclaims.documents.readers.pdf.pieces import Piece
from llmclaims.documents.readers.written import with_title

_BROKEN = re.compile(r"([\w-]*[^\W\d_])([-\u00ad\u2010\x02])$")
_LONGEST = 80  # letters of a word that is broken at the end of a line


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph's text with its lines: each with the offset where its first letter stands.

    A line's own text goes on from there, but for a hyphen at its end.
    """

    text: str
    lines: tuple[tuple[int, Piece], ...]

    def after(self, start: str) -> Self:
        """Return the text with something in front of it."""
        return type(self)(
            start + self.text, tuple((len(start) + offset, line) for offset, line in self.lines)
        )

    def within(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        """Yield the lines that a part of the text stands on, each with the part of its own text."""
        for number, (offset, line) in enumerate(self.lines):
            stop = self.lines[number + 1][0] if number + 1 < len(self.lines) else len(self.text)
            if offset < end and start < stop:
                yield line, max(start - offset, 0), min(end - offset, len(line.text))


def document_text(title: Text | None, texts: Sequence[Text]) -> Text:
    """Return the whole text of a document: its title, marked as one, and its paragraphs."""
    body = "\n\n".join(one.text for one in texts) + "\n" if texts else ""
    whole = with_title(title.text if title else None, body)
    placed: list[tuple[int, Piece]] = []
    offset = len(whole) - len(body)
    if title and offset and whole.startswith(title.text, 2):
        placed += title.after("# ").lines
    for one in texts:
        placed += [(offset + place, line) for place, line in one.lines]
        offset += len(one.text) + 2
    return Text(whole, tuple(placed))


def pages_in(text: Text) -> list[tuple[int, int]]:
    """Return each offset where another page begins, with the page's number, from 1; the first offset is 0."""
    found: list[tuple[int, int]] = []
    for offset, line in text.lines:
        if not found or found[-1][1] != line.page + 1:
            found.append((offset if found else 0, line.page + 1))
    return found


def glued(lines: Iterable[Piece], words: Counter[str]) -> Text:
    """Lines as one text; a word broken at the end of one is made whole.

    Whether a hyphen belongs to the word the document says itself, where it has the word elsewhere; where it
    does not, the hyphen was the printer's if a small letter follows.
    """
    parts: list[str] = []
    placed: list[tuple[int, Piece]] = []
    end, size = "", 0  # of the text so far
    for line in filter(lambda one: one.text, map(_tidy, lines)):
        if end:
            kept, between = _joint(end, line.text, words)
            if not kept:
                parts[-1] = parts[-1][:-1]
                end = end[:-1]
                size -= 1
            parts.append(between)
            end += between
            size += len(between)
        placed.append((size, line))
        parts.append(line.text)
        end = (end + line.text)[-_LONGEST:]
        size += len(line.text)
    return Text("".join(parts), tuple(placed))


def _tidy(line: Piece) -> Piece:
    """Return a line with one blank between its words, and none around them."""
    if line.text == (text := " ".join(line.text.split())):
        return line
    kept = [
        place for word in re.finditer(r"\S+", line.text) for place in (word.start() - 1, *range(*word.span()))
    ][1:]
    letters = tuple(line.letters[place] for place in kept) if line.letters else ()
    return replace(line, text=text, letters=letters)


def _joint(end: str, line: str, words: Counter[str]) -> tuple[bool, str]:
    """Tell whether the last letter of a text stays before a line, and what stands between them."""
    broken = _BROKEN.search(end)
    follows = re.match(r"[\w-]+", line)
    if not broken or not follows:
        return True, "" if re.search(r"\w[\u2013\u2014/]$", end[-2:]) else " "
    one, mark, two = broken[1].casefold(), broken[2], follows[0].casefold()
    if mark == "\u00ad":
        return False, ""
    if words[f"{one}-{two}"] > words[one + two]:
        return False, "-"
    return False, "" if line[0].islower() else "-"
