"""The forms in which quotes are saved: one file a form, and one line here.

A form tells its records by what stands in them, so that one file may hold several. What no other form knows is a
row with columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.pipeline.quote_check.forms import annotated_documents, citations, columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from llmclaims.pipeline.quote_check.place import Place
    from llmclaims.pipeline.quote_check.quoted import Quoted, Unreadable

    Record = Mapping[str, Any]
    Form = tuple[Callable[[Record], bool], Callable[[Record, Place], Iterator[Quoted | Unreadable]]]

FORMS: tuple[Form, ...] = (
    (annotated_documents.fits, annotated_documents.quotes),  # langextract
    (citations.fits, citations.quotes),  # Anthropic's citations
    (columns.fits, columns.quotes),  # a source and a quote in each row
)
"""Each form: whether a record is one of it, and the quotes of such a record. The first that fits is taken."""


def quotes_of(record: Record, place: Place) -> Iterator[Quoted | Unreadable]:
    """Yield the quotes of a record."""
    read = next(read for fits, read in FORMS if fits(record))
    yield from read(record, place)
