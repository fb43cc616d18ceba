"""Check the quotes of other programs: ``check`` reads a file in any of the known forms and judges each quote.

``records`` opens a file, ``forms`` says what its records quote, ``documents`` finds the sources, ``judging`` asks the
gate of ``llmclaims.grounding``, and ``tally`` counts.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from llmclaims.documents.readers.source import reason
from llmclaims.errors import DocumentError
from llmclaims.pipeline.quote_check.documents import Documents
from llmclaims.pipeline.quote_check.forms import quotes_of
from llmclaims.pipeline.quote_check.judging import Checked, Source, judged
from llmclaims.pipeline.quote_check.place import Place
from llmclaims.pipeline.quote_check.quoted import Asked, Quoted, Quoteless, Unreadable
from llmclaims.pipeline.quote_check.records import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Asked", "Checked", "Quoted", "Quoteless", "Unreadable", "check", "quotes_in"]

_PREPARED, _CHARACTERS = 64, 5_000_000
"""Sources that are kept prepared, and characters of them together, beside the last one."""


def check(paths: Sequence[str], asked: Asked) -> Iterator[Checked | Unreadable | Quoteless]:
    """Yield what was found of each quote of some files, in order; what cannot be read is one of the outcomes.

    Raises:
        DocumentError: nothing at all can be read: no file, or not the documents that were named.
    """
    sources = _Sources()
    documents = Documents(asked.documents)
    begun = False
    for left, path in enumerate(paths, 1 - len(paths)):
        try:
            for one in quotes_in(path, asked, documents):
                begun = True
                yield judged(one, sources.of(one.source), asked) if isinstance(one, Quoted) else one
        except DocumentError as error:
            if not begun and not left:
                raise
            begun = True
            yield Unreadable(path, str(error))


def quotes_in(path: str, asked: Asked, documents: Documents) -> Iterator[Quoted | Unreadable | Quoteless]:
    """Yield the quotes of one file.

    Raises:
        DocumentError: it cannot be read, is something else, or holds no record.
    """
    is_empty = True
    for row in records(path):
        place = Place(path, row.number or 1, documents, asked)
        if is_empty and str(row.values.get("format", "")).startswith("llmclaims/"):
            raise DocumentError(f"{path} is a run of llmclaims: llmclaims verify checks it.")
        is_empty = False
        if row.error is not None:
            yield Unreadable(str(place), row.error)
            continue
        yield from _read(row.values, place)
    if is_empty:
        raise DocumentError(f"{path} holds no rows: give a file with a source and a quote in each row.")


def _read(record: Mapping[str, Any], place: Place) -> Iterator[Quoted | Unreadable | Quoteless]:
    """Yield the quotes of a record, or that it has none; whatever a record does to its form costs the others nothing."""
    found = False
    try:
        for one in quotes_of(record, place):
            found = True
            yield one
    except Exception as error:  # noqa: BLE001 - see above
        yield Unreadable(str(place), f"it cannot be read ({reason(error)}): mend it.")
        return
    if not found:
        yield Quoteless(str(place))


class _Sources:
    """Source texts that are prepared, the last ones of them: rows with one source mostly stand together."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Source] = OrderedDict()
        self._held = 0

    def of(self, text: str) -> Source:
        """Return a text, prepared once."""
        found = self._known.get(text)
        if found is not None:
            self._known.move_to_end(text)
            return found
        found = self._known[text] = Source(text)
        self._held += len(text)
        while len(self._known) > 1 and (len(self._known) > _PREPARED or self._held > _CHARACTERS):
            dropped, _ = self._known.popitem(last=False)
            self._held -= len(dropped)
        return found
