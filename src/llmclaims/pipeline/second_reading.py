"""The second reading: the chosen checks are asked about the claims of several paragraphs at once.

Which paragraphs are read together depends on the document alone, so that equal answers give equal requests.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from llmclaims.pipeline.paragraph import read_paragraph
from llmclaims.schema.claims import PartUsage
from llmclaims.schema.usage import Usage
from llmclaims.verification.model_checks.appeal import Part
from llmclaims.verification.model_checks.run import run_checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.pipeline.paragraph_result import ParagraphResult
    from llmclaims.pipeline.session import Session

TOGETHER = 1600
"""Characters of text that are read together: some forty claims. With fewer the prompt is sent more often
(`benchmarks/reading_cost.py` prints what it costs), with more a model's attention is spread."""


def groups(document: Document, *, together: bool) -> list[tuple[Paragraph, ...]]:
    """Cut a document's body into runs of paragraphs of about the same length; into single ones if not ``together``."""
    body = document.body
    if not together:
        return [(one,) for one in body]
    total = sum(one.end - one.start for one in body)
    size = total / max(1, -(-total // TOGETHER))
    found: dict[int, list[Paragraph]] = {}
    before = 0
    for one in body:
        middle = before + (one.end - one.start) / 2
        found.setdefault(int(middle // size), []).append(one)
        before += one.end - one.start
    return [tuple(group) for group in found.values()]


async def read_group(
    session: Session, document: Document, group: Sequence[Paragraph]
) -> tuple[ParagraphResult, ...]:
    """Read some paragraphs side by side, then what was found in them a second time.

    A reading that fails costs a warning, and no claim.

    Raises:
        LlmClaimsError: what ends the run.
    """
    tasks = [asyncio.create_task(read_paragraph(session, document, one)) for one in group]
    try:
        results = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    if session.reads:
        return await _read_again(session, document, group, results)
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
