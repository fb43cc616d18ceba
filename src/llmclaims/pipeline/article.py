"""One article: the work on its paragraphs, in groups, then on what relates its claims."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llmclaims.language.paragraphs import LONGEST
from llmclaims.linking.within_document import Related, relate, with_dates
from llmclaims.pipeline.examples import TEXT, stands_in
from llmclaims.pipeline.paragraph_result import ParagraphResult
from llmclaims.pipeline.second_reading import groups, read_group, read_relations
from llmclaims.schema.claims import Claim
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.linking.within_document import Linker
    from llmclaims.pipeline.session import Session

Group = asyncio.Task[tuple[ParagraphResult, ...]]
_FEW = 8
"""Pages that a sentence names."""


def begun(one: Document, session: Session, linker: Linker | None) -> Iterator[Group | asyncio.Task[Related]]:
    """Yield the work on a document, each group of paragraphs begun when its turn comes, the relations last."""
    read: list[Group] = []
    for group in groups(one, session.request_characters, read=session.reads):
        read.append(asyncio.create_task(read_group(session, one, group)))
        yield read[-1]
    if linker is not None:
        yield asyncio.create_task(_related(session, linker, one, read))


def notes(one: Document) -> Iterator[str]:
    """Say how a document was read, where that is not as it stands."""
    if one.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        yield f"{one.path}: read as {one.encoding}, which was detected, not declared."
    if one.origin and one.origin.hidden:
        yield f"{one.path}: left out {plural(one.origin.hidden, 'word')} that it holds and does not show."
    if one.origin and one.origin.pictures:
        yield f"{one.path}: nothing was read of {_numbered(one.origin.pictures)}: where it is a scan, have it read by OCR first."
    if one.origin and one.origin.left_out:
        yield f"{one.path}: left out {one.origin.left_out}."
    if one.origin and one.origin.published_is_guess:
        yield (
            f"{one.path}: {one.published} ({one.origin.published_from}) is taken for its day, which nothing in it declares: "
            "--published gives another."
        )
    if one.in_pieces:
        yield (
            f"{one.path or one.id}: read in pieces where a paragraph has more than {LONGEST:,} characters"
            f" ({one.in_pieces:,} of them); a quote does not reach from one piece into the next."
        )


def taught_from(one: Document, examples: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say that an example is taken from a document: what is found there was shown to the model, and scores say nothing."""
    numbers = [
        number
        for number, example in enumerate(examples, start=1)
        if stands_in(str(example.get(TEXT, "")), one.text)
    ]
    if numbers:
        which = f"example {numbers[0]} is" if len(numbers) == 1 else f"{len(numbers)} examples are"
        yield f"{one.path or one.id}: {which} taken from it, so that scores on it say nothing."


def _numbered(pages: Sequence[int]) -> str:
    few = ", ".join(map(str, pages[:_FEW]))
    more = f" and {len(pages) - _FEW:,} more" if len(pages) > _FEW else ""
    return f"page {few}, a picture" if len(pages) == 1 else f"pages {few}{more}, pictures"


async def _related(session: Session, linker: Linker, document: Document, read: Sequence[Group]) -> Related:
    """Relate a document's claims once its paragraphs are done; nothing where one of them ended the run."""
    if read:
        await asyncio.wait(read)
    if any(task.cancelled() or task.exception() is not None for task in read):
        return Related()
    results = [result for task in read for result in task.result()]
    claims = [one for result in results for one in result.outcomes if isinstance(one, Claim)]
    related = await relate(linker, document, claims, sum(one.failure is not None for one in results))
    related = await read_relations(session, document, claims, related)
    return with_dates(linker, document, claims, related)
