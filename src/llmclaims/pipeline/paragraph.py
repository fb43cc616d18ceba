"""One paragraph: ask, verify the answer, and go through the one repair round."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from llmclaims.errors import (
    CassetteMissingError,
    LlmClaimsError,
    ProviderError,
    ReplyError,
    cause_of,
)
from llmclaims.inference.prompts import Prompt, context
from llmclaims.pipeline.paragraph_result import Answer, ParagraphResult, failed, failure, place_of, skipped
from llmclaims.pipeline.repair import (
    corrected,
    describe,
    refused,
    repair_model,
    rest_request,
    with_own_refs,
    withdraw,
)
from llmclaims.pipeline.tally import telling
from llmclaims.providers.background import computed
from llmclaims.providers.base import Request
from llmclaims.providers.json_recovery import at_its_limit
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Failure, PartUsage
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.pipeline.session import Session
    from llmclaims.providers.base import Reply
    from llmclaims.verification.paragraph import Outcome

logger = logging.getLogger(__name__)

_A_DRAFT = 2000
"""Characters of an answer that take as long to read as one draft takes to verify."""


def request_for(
    prompt: Prompt | None, schema: tuple[type[Cited], ...], document: Document, paragraph: Paragraph
) -> Request:
    """Return what is asked about one paragraph; without a prompt for a provider that reads none."""
    return Request(
        stage="extract",
        messages=prompt.messages(**context(document, paragraph)) if prompt else (),
        answer=answer_model(schema),
        document=document,
        paragraph=paragraph,
        schema=schema,
    )


async def read_paragraph(session: Session, document: Document, paragraph: Paragraph) -> ParagraphResult:
    """Ask about one paragraph, verify the answer, and go through the one repair round.

    Whatever breaks on the way costs this paragraph alone.
    """
    try:
        return await _read(session, document, paragraph)
    except LlmClaimsError:  # it ends the run: a configuration, a recording or a cache that cannot be used
        raise
    except Exception as error:
        logger.exception("%s could not be read or verified", place_of(document, paragraph))
        message = f"Its answer broke the program ({cause_of(error)}); report it, with the article."
        return ParagraphResult(failure=failure(document, paragraph, "ReplyError", message))


async def _read(session: Session, document: Document, paragraph: Paragraph) -> ParagraphResult:
    if session.stop():
        return ParagraphResult(failure=skipped(document, paragraph, "the run was ended before its turn."))
    request = request_for(
        session.line.prompt if session.speaks else None, session.line.schema, document, paragraph
    )
    try:
        reply = await session.runner.ask(request)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        if getattr(error, "attempts", 1) == 0:  # an earlier refusal ended the run: this one was never sent
            return ParagraphResult(failure=skipped(document, paragraph, str(error)))
        return ParagraphResult(failure=failed(document, paragraph, error))
    proposals = tuple(_proposals(session, reply))
    took = PartUsage(document=document.id, paragraph=paragraph.index, usage=reply.usage)
    answer = Answer(proposals, reply.attempts, took)
    if reply.truncated and session.speaks:
        answer = await _completed(session, request, answer)
    reading = Reading(
        document=document,
        paragraph=paragraph.index,
        schema=session.line.schema,
        policy=Policy(strict=session.line.settings.strict, disable=frozenset(session.line.settings.disable)),
        prompt=session.line.prompt.fixed if session.speaks else None,
    )
    await _turn(session)
    result = ParagraphResult(
        outcomes=await _verified(answer.proposals, reading),
        failure=_missing(document, paragraph, answer),
        warnings=answer.warnings,
        usage=answer.usage if session.speaks else None,
        telling=session.speaks and telling(document.text[paragraph.start : paragraph.end]),
        proposals=answer.proposals,
        against=reading,
    )
    if session.line.settings.repair and session.speaks:
        result = await _repair(session, request, answer, reading, result)
    return result


async def _turn(session: Session) -> None:
    """Yield to the event loop between verifications, or free slots would idle."""
    async with session.turn:
        await asyncio.sleep(0)


def _proposals(session: Session, reply: Reply) -> list[Proposal]:
    kinds = [kind_of(model) for model in session.line.schema]
    others = [kind for kind in reply.items if kind not in kinds]  # which the verifier refuses by name
    provenance = Provenance(provider=reply.provider, model=reply.model)
    return [
        Proposal(kind=kind, item=item, provenance=provenance)
        for kind in (*kinds, *others)
        for item in reply.items.get(kind, ())
    ]


async def _completed(session: Session, request: Request, answer: Answer) -> Answer:
    """Return the answer with its rest, which is asked for once; what an earlier run paid for is taken first."""
    place = place_of(request.document, request.paragraph)
    paid = False
    while not paid:
        try:
            reply = await session.runner.ask(rest_request(request, session.line.rest, answer.proposals))
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            return replace(answer, missing=f"its rest could not be had ({error})")
        answer = answer.with_more(
            reply, with_own_refs(answer.proposals, _proposals(session, reply), session.line.schema)
        )
        paid = reply.attempts > 0
        if not reply.truncated:
            said = f"{place}: the answer broke off; what was complete is kept, and the rest was asked for once more."
            return replace(answer, warnings=(*answer.warnings, said))
    return replace(answer, missing=f"its rest broke off, too{_way_out(reply.stopped)}")


def _way_out(stopped: str) -> str:
    """Say what to do about an answer that stays broken, by why it ended."""
    if at_its_limit(stopped):
        return "; raise the model's limit on output tokens"
    if stopped:
        return f" (it stopped with {stopped[:80]}); try another model"
    return (
        " (the model says that it is complete, but it is no whole JSON); try another model or form of output"
    )


async def _verified(proposals: Sequence[Proposal], reading: Reading) -> tuple[Outcome, ...]:
    """Return an outcome for each proposal."""
    return await computed(lambda: verify_answer(proposals, reading), len(proposals) * _A_DRAFT)


def _missing(document: Document, paragraph: Paragraph, answer: Answer) -> Failure | None:
    """Return what is still missing of an answer: the paragraph is not done, although it has claims."""
    if not answer.missing:
        return None
    message = f"The answer broke off, and {answer.missing}; what was complete is kept."
    return failure(document, paragraph, "ReplyError", message, answer.attempts)


async def _repair(
    session: Session, request: Request, answer: Answer, reading: Reading, result: ParagraphResult
) -> ParagraphResult:
    found = refused(result.outcomes)
    if not found:
        return result
    variables = context(request.document, request.paragraph) | {"refused": describe(found)}
    again = replace(
        request,
        stage="repair",
        messages=session.line.repair.messages(**variables),
        answer=repair_model(),
        data={"refused": found},
    )
    try:
        return await _again(session, again, answer, reading, result)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        why = str(error)
    except LlmClaimsError:
        raise
    except Exception as error:  # what was verified before stays
        logger.exception("a repair broke")
        why = f"it broke the program, {cause_of(error)}"
    warning = (
        f"{place_of(request.document, request.paragraph)}: refused drafts could not be asked again ({why})"
    )
    return replace(result, warnings=(*result.warnings, warning))


async def _again(
    session: Session, again: Request, answer: Answer, reading: Reading, result: ParagraphResult
) -> ParagraphResult:
    """Return what a repair makes of the refused drafts."""
    reply = await session.runner.ask(again)
    if reply.truncated:
        warning = f"{place_of(again.document, again.paragraph)}: the answer about its refused drafts broke off; what is missing of it stays refused."
        result = replace(result, warnings=(*result.warnings, warning))
    found = again.data["refused"]
    changed, withdrawn = corrected(answer.proposals, found, reply.items.get("repairs", ()))
    outcomes = withdraw(await _verified(changed, reading), withdrawn)
    usage = result.usage.plus(reply.usage) if result.usage else None
    return replace(result, outcomes=outcomes, usage=usage, proposals=tuple(changed))
