"""The second reading: the chosen checks are asked about the claims of several paragraphs at once, then about relations.

Which paragraphs are read together depends on the document alone, so that equal answers give equal requests. The
relations that pass 2 adds are read when all of a document's are known.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from llmclaims.pipeline.packs import packed, together
from llmclaims.pipeline.paragraph import read_pack
from llmclaims.schema.claims import PartUsage
from llmclaims.schema.news import Relation
from llmclaims.schema.usage import Usage
from llmclaims.verification.model_checks.appeal import Part
from llmclaims.verification.model_checks.run import RELATIONS, Passage, Subject, run_checks
from llmclaims.verification.paragraph import verify_answer
from llmclaims.verification.relations.ends import ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.linking.within_document import Related
    from llmclaims.pipeline.packs import Pack
    from llmclaims.pipeline.paragraph_result import ParagraphResult
    from llmclaims.pipeline.session import Session
    from llmclaims.schema.claims import Claim

TOGETHER = 3000
"""Characters of text that are read together: some sixty claims. With fewer the prompt is sent more often
(`benchmarks/reading_cost.py` prints what it costs), with more a model's attention is spread."""
RELATIONS_TOGETHER = 40
"""Relations of a document that are read in one request."""


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
    subject = Subject(
        document=document,
        passages=lambda claims: [Passage(paragraphs=tuple(group), claims=tuple(range(len(claims))))],
        schema=session.line.schema,
    )
    parts = [_part(one) for one in results]
    asked = await run_checks(session.reader, session.line.checks, subject, parts)
    read = [
        replace(result, outcomes=part.outcomes, proposals=(), against=None, unread=asked.unasked)
        for result, part in zip(results, asked.parts, strict=True)
    ]
    read[0] = replace(
        read[0],
        warnings=(*read[0].warnings, *asked.warnings),
        usage=_took(document, group[0].index, read[0].usage, asked.usage),
    )
    return tuple(read)


def _part(result: ParagraphResult) -> Part:
    """Return a paragraph's outcomes as what the checks are asked about; one that failed has none."""
    against = result.against
    if against is None:
        return Part(outcomes=result.outcomes)
    return Part(
        outcomes=result.outcomes,
        proposals=result.proposals,
        verify=lambda proposals: verify_answer(proposals, against),
        strict=against.policy.strict,
    )


async def read_relations(
    session: Session, document: Document, claims: Sequence[Claim], related: Related
) -> Related:
    """Read what a model said of how a document's ``claims`` are related, beside the claims that it relates.

    Raises:
        LlmClaimsError: what ends the run.
    """
    if not session.reads:
        return related
    subject = Subject(
        document=document,
        passages=partial(relation_passages, document, claims),
        schema=(Relation,),
        stage=RELATIONS,
    )
    asked = await run_checks(session.reader, session.line.checks, subject, [related.told])
    return replace(
        related,
        told=asked.parts[0],
        warnings=(*related.warnings, *asked.warnings),
        usage=_took(document, None, related.usage, asked.usage),
        unread=asked.unasked,
    )


def relation_passages(
    document: Document, claims: Sequence[Claim], relations: Sequence[Claim]
) -> list[Passage]:
    """Cut relations between claims, in the order of the source, into requests.

    Each shows the claims at their ends beside them, with the paragraphs that all of these stand in.
    """
    by_id = {claim.id: claim for claim in claims}
    ordered = sorted(range(len(relations)), key=lambda place: (relations[place].start or 0, place))
    found = []
    for first in range(0, len(ordered), RELATIONS_TOGETHER):
        places = ordered[first : first + RELATIONS_TOGETHER]
        ends = {end for place in places for end in ends_of(relations[place])[1:]}
        beside = tuple(sorted((by_id[name] for name in ends), key=lambda one: (one.start or 0, one.id)))
        touched = {one.paragraph for one in (*beside, *(relations[place] for place in places))}
        paragraphs = tuple(one for one in document.paragraphs if one.index in touched)
        found.append(Passage(paragraphs=paragraphs, claims=tuple(places), beside=beside))
    return found


def _took(
    document: Document, paragraph: int | None, before: PartUsage | None, reading: Usage
) -> PartUsage | None:
    """Return what some answers took with their second reading."""
    if not reading.requests:
        return before
    took = before or PartUsage(document=document.id, paragraph=paragraph, usage=Usage())
    return took.plus(reading)
