"""What is made of a document once, and asked for with each of its claims."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from llmclaims.documents.document import Document

Made = TypeVar("Made")
_KEPT = 4


def recent(make: Callable[[Document], Made]) -> Callable[[Document], Made]:
    """Keep what a function makes of the last documents, found by identity: to hash a long one takes time."""
    held: deque[tuple[Document, Made]] = deque(maxlen=_KEPT)

    @wraps(make)
    def found(document: Document) -> Made:
        for one, made in reversed(tuple(held)):
            if one is document:
                return made
        made = make(document)
        held.append((document, made))
        return made

    return found
