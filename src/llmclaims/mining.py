"""One paragraph: ask, verify the answer, go through the one repair round, and ask the chosen checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.answers import Proposal, Reading, verify_answer
from llmclaims.checks.asking import run_checks
from llmclaims.claim import Failure
from llmclaims.envelope import answer_model
from llmclaims.errors import CassetteMissingError, ProviderError, ReplyError
from llmclaims.prompts import Prompt, context
from llmclaims.providers import Request, Wire
from llmclaims.repair import corrected, describe, refused, repair_model, withdraw
from llmclaims.schema import Cited, kind_of
from llmclaims.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmclaims.answers import Outcome
    from llmclaims.checks import Check
    from llmclaims.config import Settings
    from llmclaims.document import Document, Paragraph
    from llmclaims.errors import LlmClaimsError
    from llmclaims.runner import Runner


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What all paragraphs of a run share."""

    runner: Runner
    settings: Settings
    schema: tuple[type[Cited], ...]
    prompt: Prompt
    repair: Prompt
    stop: Callable[[], bool]
    checks: tuple[tuple[Check, Prompt], ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether the provider reads the prompt at all."""
        return isinstance(self.runner.provider, Wire)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """One paragraph's result."""

    outcomes: tuple[Outcome, ...] = ()
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()


def request_for(
    prompt: Prompt, schema: tuple[type[Cited], ...], document: Document, paragraph: Paragraph
) -> Request:
    """What is asked about one paragraph."""
    return Request(
        stage="extract",
        messages=prompt.messages(**context(document, paragraph)),
        answer=answer_model(schema),
        document=document,
        paragraph=paragraph,
        schema=schema,
    )


async def mine(line: Line, document: Document, paragraph: Paragraph) -> Mined:
    """Ask about one paragraph, verify the answer, and go through the one repair round and the checks."""
    if line.stop():
        return Mined(failure=skipped(document, paragraph, "the run was ended before its turn."))
    request = request_for(line.prompt, line.schema, document, paragraph)
    try:
        reply = await line.runner.ask(request)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        if getattr(error, "attempts", 1) == 0:  # an earlier refusal ended the run: this one was never sent
            return Mined(failure=skipped(document, paragraph, str(error)))
        return Mined(failure=failed(document, paragraph, error))
    reading = Reading(
        document=document,
        paragraph=paragraph.index,
        schema=line.schema,
        policy=Policy(strict=line.settings.strict, disable=frozenset(line.settings.disable)),
        prompt=line.prompt.fixed if line.speaks else None,
        provider=reply.provider,
        model=reply.model,
    )
    kinds = [kind_of(model) for model in line.schema]
    proposals = [Proposal(kind=kind, item=item) for kind in kinds for item in reply.items.get(kind, ())]
    mined = Mined(
        outcomes=verify_answer(proposals, reading),
        warnings=(f"{_place(document, paragraph)}: the answer broke off; what was complete is kept.",)
        if reply.truncated
        else (),
    )
    if line.settings.repair and line.speaks:
        mined = await _repair(line, request, proposals, reading, mined)
    return await _check(line, request, mined) if line.speaks else mined


async def _repair(
    line: Line, request: Request, proposals: list[Proposal], reading: Reading, mined: Mined
) -> Mined:
    found = refused(mined.outcomes)
    if not found:
        return mined
    variables = context(request.document, request.paragraph) | {"refused": describe(found)}
    again = replace(
        request,
        stage="repair",
        messages=line.repair.messages(**variables),
        answer=repair_model(),
        data={"refused": found},
    )
    try:
        reply = await line.runner.ask(again)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        warning = f"{_place(request.document, request.paragraph)}: refused drafts could not be asked again ({error})"
        return replace(mined, warnings=(*mined.warnings, warning))
    changed, withdrawn = corrected(proposals, found, reply.items.get("repairs", ()))
    outcomes = withdraw(verify_answer(changed, reading), withdrawn)
    return replace(mined, outcomes=outcomes)


async def _check(line: Line, request: Request, mined: Mined) -> Mined:
    asked = await run_checks(
        line.runner, line.checks, request.document, request.paragraph, mined.outcomes, line.schema
    )
    return replace(
        mined,
        outcomes=asked.outcomes,
        warnings=(*mined.warnings, *asked.warnings),
    )


def _place(document: Document, paragraph: Paragraph) -> str:
    return f"{document.path or document.id}, paragraph {paragraph.index}"


def failed(document: Document, paragraph: Paragraph, error: LlmClaimsError) -> Failure:
    """A paragraph that was asked about in vain."""
    return Failure(
        document=document.id,
        paragraph=paragraph.index,
        error=type(error).__name__,
        message=str(error),
        attempts=getattr(error, "attempts", 1),
    )


def skipped(document: Document, paragraph: Paragraph, why: str) -> Failure:
    """A paragraph that was never asked about."""
    return Failure(
        document=document.id, paragraph=paragraph.index, error="Skipped", message=f"Not asked: {why}"
    )
