"""The second reading: the chosen checks are asked about the claims of several paragraphs at once.

Which paragraphs are read together depends on the document alone, so that equal answers give equal requests.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from llmclaims.pipeline.packs import packed, together
from llmclaims.pipeline.paragraph import read_pack
from llmclaims.schema.claims import PartUsage
from llmclaims.schema.usage import Usage
from llmclaims.verification.model_checks.appeal import Part
from llmclaims.verification.model_checks.run import run_checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.pipeline.packs import Pack
    from llmclaims.pipeline.paragraph_result import ParagraphResult
    from llmclaims.pipeline.session import Session

TOGETHER = 1600
"""Characters of text that are read together: some forty claims. With fewer the prompt is sent more often
(`benchmarks/reading_cost.py` prints what it costs), with more a model's attention is spread."""


def groups(document: Document, characters: int, *, read: bool) -> list[tuple[Pack, ...]]:
    """Cut a document's body into packs of so many characters, grouped, if they are, by what is read a second time at once."""
    return together(packed(document.body, characters), TOGETHER if read else 0)


async def read_group(
    session: Session, document: Document, group: Sequence[Pack]
) -> tuple[ParagraphResult, ...]:
    """Read some paragraphs side by side, then what was found in them a second time.

    A reading that fails costs a warning, and no claim.

    Raises:
        LlmClaimsError: what ends the run.
    """
    tasks = [asyncio.create_task(read_pack(session, document, pack)) for pack in group]
    try:
        read = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    results = [result for results in read for result in results]
    if session.reads:
        paragraphs = [one for pack in group for one in pack]
        return await _read_again(session, document, paragraphs, results)
    return tuple(replace(one, proposals=(), against=None) for one in results)


async def _read_again(
    session: Session, document: Document, group: Sequence[Paragraph], results: Sequence[ParagraphResult]
) -> tuple[ParagraphResult, ...]:
    parts = [
        Part(paragraph=one, outcomes=result.outcomes, proposals=result.proposals, against=result.against)
        for one, result in zip(group, results, strict=True)
    ]
    line = session.line
    asked = await run_checks(session.reader, line.checks, document, parts, line.schema)
    read = [
        replace(result, outcomes=part.outcomes, proposals=(), against=None, unread=asked.unasked)
        for result, part in zip(results, asked.parts, strict=True)
    ]
    took = read[0].usage or PartUsage(document=document.id, paragraph=group[0].index, usage=Usage())
    read[0] = replace(
        read[0],
        warnings=(*read[0].warnings, *asked.warnings),
        usage=took.plus(asked.usage) if asked.usage.requests else read[0].usage,
    )
    return tuple(read)
