"""PDF: the words that its pages show, read by pdfium in a process of their own, in paragraphs rebuilt."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.pdf.process import Gone, Limits, ask
from llmclaims.documents.readers.source import Articles, Raw, needs_extra
from llmclaims.documents.readers.tables.rows import with_title
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
    try:
        said = ask(data, LIMITS)
    except Gone as error:
        raise DocumentError(
            f"{raw.name} needs a process of its own to be read, and none can be started: python -m "
            "llmclaims.documents.readers.pdf.child 1 says why."
        ) from error
    if fault := said.get("fault"):
        raise DocumentError(f"{raw.name} {_FAULTS[fault].format(LIMITS)}")
    title, texts, hidden = said["title"], said["texts"], said["hidden"]
    if not texts and title is None:
        raise DocumentError(
            f"{raw.name} shows no text: if its pages are pictures, have them read by a program for that (OCR) first."
        )
    text = with_title(title, "\n\n".join(texts) + "\n")
    document = Document.from_text(text, path=raw.name, published=asked.published)
    digest = hashlib.sha256(data).hexdigest()
    yield replace(
        document, origin=Origin(format="pdf", sha256=digest, title=title, url=raw.url, hidden=hidden)
    )
