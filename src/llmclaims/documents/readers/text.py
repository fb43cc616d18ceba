"""Read plain text: the file as it is."""

from collections.abc import Iterator

from llmclaims.documents.document import Document, from_bytes
from llmclaims.documents.readers.source import STANDARD_INPUT, Articles, Raw


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a text file is."""
    yield from_bytes(raw.whole(), path=raw.name or STANDARD_INPUT, published=asked.published)
