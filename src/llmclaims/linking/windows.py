"""A document's claims in overlapping windows, each with the paragraphs that they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmclaims.verification.relations.ends import AT_ONCE as SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.schema.claims import Claim

OVERLAP = 20
"""Claims of a window that the next one shows again, so that neighbours meet in one of them."""


@dataclass(frozen=True, slots=True)
class Window:
    """Some claims in the source's order, and the paragraphs from the first to the last of them."""

    claims: tuple[Claim, ...]
    paragraphs: tuple[Paragraph, ...]


def windows(claims: Sequence[Claim], document: Document) -> list[Window]:
    """The windows of a document; every claim is in one, and in no more than two."""
    found = []
    for start in starts(len(claims)):
        shown = tuple(claims[start : start + SIZE])
        places = [one.paragraph for one in shown if one.paragraph is not None]
        first, last = min(places), max(places)
        body = tuple(one for one in document.body if first <= one.index <= last)
        found.append(Window(shown, body or document.paragraphs[first : last + 1]))
    return found


def starts(count: int) -> range:
    """Where the windows over so many claims begin: as many requests does pass 2 make for a document."""
    if count < 2:
        return range(0)
    return range(0, max(count - OVERLAP, 1), SIZE - OVERLAP)
