"""Tell how many documents a run will read before it reads them, where the names of the files tell it."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from llmclaims.documents.document import Document
from llmclaims.documents.readers import Source
from llmclaims.documents.readers.files import listed
from llmclaims.documents.readers.registry import single_suffixes
from llmclaims.documents.readers.source import Articles
from llmclaims.errors import LlmClaimsError


def how_many(sources: Iterable[Source]) -> int | None:
    """Return the number of documents, what cannot be read among them; None where only reading tells it.

    A table, a feed, a mailbox, an address or standard input may hold any number. Folders are listed, nothing is opened.
    """
    total, single = 0, single_suffixes()
    for source in sources:
        for name in _files(source):
            if name is not None and os.path.splitext(name)[1].lower() not in single:  # noqa: PTH122 - a million times
                return None
            total += 1
    return total


def _files(source: Source) -> Iterator[str | None]:
    """Yield the files of a source; None for what is one document whatever it is called."""
    if isinstance(source, Document):
        yield None
        return
    name = source.name if isinstance(source, Articles) else str(source)
    if not os.path.isdir(name):  # noqa: PTH112 - of a path no file can have, pathlib raises here on some versions
        yield name
        return
    found = listed(name, Counter())
    try:
        first = next(found, None)
    except LlmClaimsError:  # the folder cannot be read
        first = None
    for one in chain([first], found):
        yield one if isinstance(one, str) else None  # what cannot be read, or an empty folder, is told as one
