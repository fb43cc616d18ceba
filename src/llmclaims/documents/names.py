"""The names of a document, indexed once for all its mentions."""

from collections import deque

from llmclaims.documents.document import Document
from llmclaims.language.entities.name_index import NameIndex, index_names

_recent: deque[tuple[Document, NameIndex]] = deque(maxlen=4)
"""The last documents, found by identity: the mentions of one come together, and to hash a long one takes time."""


def names_of(document: Document) -> NameIndex:
    """Return the index of the names in a document's body and captions."""
    for held, index in tuple(_recent):
        if held is document:
            return index
    bodies = tuple((one.start, one.end) for one in document.paragraphs if one.zone in {"body", "caption"})
    index = index_names(document.text, bodies, document.language)
    _recent.append((document, index))
    return index
