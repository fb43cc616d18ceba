"""Where the words of a claim stand on the pages of the PDF that they were read from."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from llmclaims.documents.document import Document
from llmclaims.documents.readers.pdf import asked_of
from llmclaims.errors import DocumentError


class PageBox(NamedTuple):
    """A part of a line on a page, from 1: its left, bottom, right and top edge.

    In points of the page as the file has it, from its lower left corner, before the page is turned: what a highlight
    in the same file takes.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def boxes(
    document: Document, spans: Iterable[tuple[int, int]], *, pdf: str | os.PathLike[str] | None = None
) -> tuple[PageBox, ...]:
    """Return where spans of a PDF's text stand on its pages: a box for each line, in their order.

    ``spans`` are offsets into the document's text, as those of a claim. The file is read again: ``pdf`` says where it
    is, None where the document was read from.

    Raises:
        DocumentError: the file is not the one that the document was read from, or gives another text now.
    """
    path = Path(pdf if pdf is not None else document.path or "")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: say with pdf= where the PDF is now.") from error
    origin = document.origin
    if origin is None or origin.sha256 != hashlib.sha256(data).hexdigest():
        raise DocumentError(f"{path} is not the PDF that the text was read from: give that file with pdf=.")
    said = asked_of(str(path), data, list(spans))
    if document.text and said["text"] != document.text:
        raise DocumentError(f"{path} gives another text in this version than in the run: extract it anew.")
    return tuple(PageBox(*box) for found in said["boxes"] for box in found)
