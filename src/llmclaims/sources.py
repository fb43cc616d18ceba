"""Where documents come from: paths, standard input, or a Document that is there already."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from llmclaims.claim import Failure
from llmclaims.document import Document, from_bytes, read
from llmclaims.errors import ConfigError, DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

Source = str | os.PathLike[str] | Document

STANDARD_INPUT = "-"


def sources_of(source: Source | Iterable[Source]) -> list[Source]:
    """One source or many, as a list.

    Raises:
        ConfigError: something among them is no source.
    """
    if isinstance(source, (str, os.PathLike, Document)):
        return [source]
    found = list(source) if isinstance(source, Iterable) and not isinstance(source, bytes) else [source]
    for one in found:
        if not isinstance(one, (str, os.PathLike, Document)):
            raise ConfigError(
                f"{type(one).__name__} is no source; give a path, a Document (Document.from_text makes one of "
                "a text), or a list of these."
            )
    return found


def documents(sources: Iterable[Source], published: str | None = None) -> Iterator[Document | Failure]:
    """Each source as a document, read when its turn comes; one that cannot be read is a Failure."""
    for source in sources:
        try:
            yield _document(source, published)
        except DocumentError as error:
            yield Failure(document=str(source), paragraph=None, error="DocumentError", message=str(error))


def _document(source: Source, published: str | None) -> Document:
    if isinstance(source, Document):
        return source
    if source == STANDARD_INPUT:
        return from_bytes(sys.stdin.buffer.read(), path=STANDARD_INPUT, published=published)
    return read(source, published=published)
