"""PDF: the words that its pages show, read by pdfium in a process of their own, in paragraphs rebuilt."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.pdf.process import Gone, Limits, ask
from llmclaims.documents.readers.source import Articles, Raw, needs_extra
from llmclaims.errors import DocumentError, is_installed

LIMITS = Limits()
_MOST = 200_000_000  # bytes: pictures of pages are large
_FAULTS = {
    "locked": "is locked with a password: save it without.",
    "unreadable": "is no PDF that can be read: save it anew.",
    "page": "has a page that cannot be read: save it anew.",
    "pages": "has more than 3,000 pages: an article has fewer; cut it up.",
    "time": "takes more than {0.seconds:,} seconds to read: print it to a new PDF, or give its text.",
    "memory": "takes more than {0.megabytes:,} MB of memory to read, or breaks its reader: print it to a new PDF, or "
    "give its text.",
}


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a PDF is.

    Raises:
        DocumentError: it cannot be opened or read within the limits, holds no text, or pypdfium2 is not installed.
    """
    if not is_installed("pypdfium2"):
        raise needs_extra(raw.name, "pdf")
    data = raw.whole(_MOST)
    said = asked_of(raw.name, data)
    text = said["text"]
    if not text.strip():
        raise DocumentError(
            f"{raw.name} shows no text: if its pages are pictures, have them read by a program for that (OCR) first."
        )
    document = Document.from_text(text, path=raw.name, published=asked.published)
    origin = Origin(
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        title=said["title"],
        url=raw.url,
        hidden=said["hidden"],
        pages=tuple((offset, page) for offset, page in said["pages"]),
        pictures=tuple(said["pictures"]),
    )
    yield replace(document, origin=origin)


def asked_of(name: str, data: bytes, spans: Sequence[tuple[int, int]] = ()) -> dict[str, Any]:
    """Return what the reader says of a PDF, with the boxes of these spans of its text.

    Raises:
        DocumentError: it cannot be read, or not within the limits; ``name`` is how the message calls it.
    """
    try:
        said = ask(data, LIMITS, spans)
    except Gone as error:
        raise DocumentError(
            f"{name} needs a process of its own to be read, and none can be started: python -m "
            "llmclaims.documents.readers.pdf.child 1 says why."
        ) from error
    if fault := said.get("fault"):
        raise DocumentError(f"{name} {_FAULTS[fault].format(LIMITS)}")
    return said
