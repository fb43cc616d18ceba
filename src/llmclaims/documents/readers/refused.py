"""Refuse what is no article and no list of articles, with what to do about it."""

from collections.abc import Iterator

from llmclaims.documents.document import Document
from llmclaims.documents.readers import text
from llmclaims.documents.readers.signatures import refusal
from llmclaims.documents.readers.source import Articles, Raw
from llmclaims.errors import DocumentError


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Read what has the name of another file and is a text.

    Raises:
        DocumentError: it is what its bytes or its name say.
    """
    if found := refusal(raw.head, raw.suffix):
        what, then = found
        raise DocumentError(f"{raw.name} is {what}, which is not read: {then}.")
    return text.read(raw, asked)
