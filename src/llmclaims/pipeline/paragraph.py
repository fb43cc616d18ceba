"""Some paragraphs: ask about them, verify what is said of each, and go through the one repair round."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from llmclaims.documents.document import place_of
from llmclaims.errors import CassetteMissingError, LlmClaimsError, ProviderError, ReplyError, cause_of
from llmclaims.inference.prompts import context
from llmclaims.pipeline.answers import answers_about
from llmclaims.pipeline.paragraph_result import Answer, ParagraphResult, failure, skipped
from llmclaims.pipeline.repair import corrected, describe, refused, repair_model, withdraw
from llmclaims.pipeline.tally import telling
from llmclaims.providers.background import computed
from llmclaims.providers.base import Request
from llmclaims.schema.claims import Failure
from llmclaims.schema.usage import Usage
from llmclaims.verification.paragraph import Reading, verify_answer
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.pipeline.packs import Pack
    from llmclaims.pipeline.session import Session
    from llmclaims.verification.paragraph import Outcome, Proposal

logger = logging.getLogger(__name__)

_A_DRAFT = 2000
"""Characters of an answer that take as long to read as one draft takes to verify."""


async def read_pack(session: Session, document: Document, pack: Pack) -> tuple[ParagraphResult, ...]:
    """Ask about some paragraphs, verify what is said of each, and go through its one repair round.

    Whatever breaks on the way costs these paragraphs alone, and after the answer its own.
    """
    if session.stop():
        why = "the run was ended before its turn."
        return tuple(ParagraphResult(failure=skipped(document, one, why)) for one in pack)
    try:
        answers = await answers_about(session, document, pack)
    except LlmClaimsError:  # it ends the run: a configuration, a recording or a cache that cannot be used
        raise
    except Exception as error:
        logger.exception("%s could not be asked about", place_of(document, *pack))
        return tuple(_broke(document, one, error) for one in pack)
    read = (_read(session, document, one, answer) for one, answer in zip(pack, answers, strict=True))
    return tuple(await asyncio.gather(*read))


def _broke(document: Document, paragraph: Paragraph, error: Exception) -> ParagraphResult:
    """Return the result of a paragraph on which the program broke."""
    message = f"Its answer broke the program ({cause_of(error)}); report it, with the article."
    return ParagraphResult(failure=failure(document, paragraph, "ReplyError", message))


async def _read(
    session: Session, document: Document, paragraph: Paragraph, answer: Answer | Failure
) -> ParagraphResult:
    if isinstance(answer, Failure):
        return ParagraphResult(failure=answer)
    try:
        return await _checked(session, document, paragraph, answer)
    except LlmClaimsError:
        raise
    except Exception as error:
        logger.exception("%s could not be verified", place_of(document, paragraph))
        return _broke(document, paragraph, error)


async def _checked(
    session: Session, document: Document, paragraph: Paragraph, answer: Answer
) -> ParagraphResult:
    settings = session.line.settings
    reading = Reading(
        document=document,
        paragraph=paragraph.index,
        schema=session.line.schema,
        policy=Policy(strict=settings.strict, disable=frozenset(settings.disable)),
        prompt=session.line.prompt.fixed if session.speaks else None,
    )
    await _turn(session)
    result = ParagraphResult(
        outcomes=await _verified(answer.proposals, reading),
        failure=_missing(document, paragraph, answer),
        warnings=answer.warnings,
        usage=answer.usage if session.speaks and answer.usage.usage.requests else None,
        telling=session.speaks and telling(document.text[paragraph.start : paragraph.end]),
        proposals=answer.proposals,
        against=reading,
    )
    if settings.repair and session.speaks:
        result = await _repair(session, document, paragraph, answer, result)
    return result


async def _turn(session: Session) -> None:
    """Yield to the event loop between verifications, or free slots would idle."""
    async with session.turn:
        await asyncio.sleep(0)


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
    session: Session, document: Document, paragraph: Paragraph, answer: Answer, result: ParagraphResult
) -> ParagraphResult:
    found = refused(result.outcomes)
    if not found:
        return result
    variables = context(document, paragraph) | {"refused": describe(found)}
    again = Request(
        stage="repair",
        messages=session.line.repair.messages(**variables),
        answer=repair_model(),
        document=document,
        paragraphs=(paragraph,),
        schema=session.line.schema,
        data={"refused": found},
    )
    try:
        return await _again(session, again, answer, result)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        why = str(error)
    except LlmClaimsError:
        raise
    except Exception as error:  # what was verified before stays
        logger.exception("a repair broke")
        why = f"it broke the program, {cause_of(error)}"
    warning = f"{place_of(document, paragraph)}: refused drafts could not be asked again ({why})"
    return replace(result, warnings=(*result.warnings, warning))


async def _again(
    session: Session, again: Request, answer: Answer, result: ParagraphResult
) -> ParagraphResult:
    """Return what a repair makes of the refused drafts."""
    reply = await session.runner.ask(again)
    if reply.truncated:
        warning = f"{place_of(again.document, again.paragraph)}: the answer about its refused drafts broke off; what is missing of it stays refused."
        result = replace(result, warnings=(*result.warnings, warning))
    found = again.data["refused"]
    changed, withdrawn = corrected(answer.proposals, found, reply.items.get("repairs", ()))
    assert result.against is not None  # it was verified
    outcomes = withdraw(await _verified(changed, result.against), withdrawn)
    usage = (result.usage or replace(answer.usage, usage=Usage())).plus(reply.usage)
    return replace(result, outcomes=outcomes, usage=usage, proposals=tuple(changed))
