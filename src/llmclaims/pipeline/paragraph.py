"""One paragraph: ask, verify the answer, go through the one repair round, and ask the chosen checks."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from llmclaims.errors import CassetteMissingError, ConfigError, LlmClaimsError, ProviderError, ReplyError
from llmclaims.inference.prompts import Prompt, context, load_prompt
from llmclaims.pipeline.outcome import Answer, Mined, cause_of, failed, failure, place_of, skipped
from llmclaims.pipeline.repair import (
    REST,
    corrected,
    describe,
    refused,
    repair_model,
    rest_request,
    with_own_refs,
    withdraw,
)
from llmclaims.pipeline.unanswered import telling
from llmclaims.providers.base import Request, is_wire
from llmclaims.providers.beside import computed
from llmclaims.providers.json_recovery import at_its_limit
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Claim, Failure, PartUsage
from llmclaims.verification.model_checks import chosen, known
from llmclaims.verification.model_checks.run import run_checks
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.rules.registry import rules
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from llmclaims.config.settings import Settings
    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.inference.runner import Runner
    from llmclaims.linking.within_document import Linker
    from llmclaims.providers.base import Reply
    from llmclaims.schema.usage import Usage
    from llmclaims.verification.model_checks import Check
    from llmclaims.verification.paragraph import Outcome

logger = logging.getLogger(__name__)

_A_DRAFT = 2000
"""Characters of an answer that take as long to read as one draft takes to verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What all paragraphs of a run share."""

    runner: Runner
    settings: Settings
    schema: tuple[type[Cited], ...]
    prompt: Prompt
    repair: Prompt
    rest: Prompt
    stop: Callable[[], bool]
    checks: tuple[tuple[Check, Prompt], ...] = ()
    linker: Linker | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def speaks(self) -> bool:
        """Whether the provider reads the prompt at all."""
        return is_wire(self.runner.provider)


def line_for(
    runner: Runner, settings: Settings, schema: tuple[type[Cited], ...], stop: Callable[[], bool] = bool
) -> Line:
    """The line of a run with these settings.

    Raises:
        ConfigError: the schema cannot be used, or a check or a rule that is named is not there.
        PromptError: a prompt template cannot be used.
    """
    answer_model(schema)  # a schema that cannot be used is said before anything is asked
    _check_names(settings.disable)
    return Line(
        runner=runner,
        settings=settings,
        schema=schema,
        prompt=load_prompt(settings.prompt, schema, settings.prompts),
        repair=load_prompt(settings.repair_prompt, (), settings.prompts),
        rest=load_prompt(REST, (), settings.prompts),
        stop=stop,
        checks=tuple(
            (check, load_prompt(check.prompt, (), settings.prompts))
            for check in chosen(settings.checks, settings.disable)
        ),
    )


def _check_names(disable: Iterable[str]) -> None:
    """Refuse to switch off what is not there: it would be a slip that nobody notices."""
    names = set(disable)
    if not names:
        return
    taken = {name for one in rules() for name in (one.id, *one.codes)}
    taken |= {name for one in known().values() for name in (one.id, one.code)}
    if unknown := sorted(names - taken):
        raise ConfigError(
            f"disable names {unknown[0]!r}, which is no rule; `llmclaims rules` lists them all."
        )


def request_for(
    prompt: Prompt | None, schema: tuple[type[Cited], ...], document: Document, paragraph: Paragraph
) -> Request:
    """What is asked about one paragraph; no prompt for whoever reads none."""
    return Request(
        stage="extract",
        messages=prompt.messages(**context(document, paragraph)) if prompt else (),
        answer=answer_model(schema),
        document=document,
        paragraph=paragraph,
        schema=schema,
    )


async def mine(line: Line, document: Document, paragraph: Paragraph) -> Mined:
    """Ask about one paragraph, verify the answer, and go through the one repair round and the checks.

    Whatever breaks on the way costs this paragraph alone.
    """
    try:
        return await _mine(line, document, paragraph)
    except LlmClaimsError:  # it ends the run: a configuration, a recording or a cache that cannot be used
        raise
    except Exception as error:
        logger.exception("%s could not be read or verified", place_of(document, paragraph))
        message = f"Its answer broke the program ({cause_of(error)}); report it, with the article."
        return Mined(failure=failure(document, paragraph, "ReplyError", message))


async def _mine(line: Line, document: Document, paragraph: Paragraph) -> Mined:
    if line.stop():
        return Mined(failure=skipped(document, paragraph, "the run was ended before its turn."))
    request = request_for(line.prompt if line.speaks else None, line.schema, document, paragraph)
    try:
        reply = await line.runner.ask(request)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        if getattr(error, "attempts", 1) == 0:  # an earlier refusal ended the run: this one was never sent
            return Mined(failure=skipped(document, paragraph, str(error)))
        return Mined(failure=failed(document, paragraph, error))
    proposals = tuple(_proposals(line, reply))
    took = PartUsage(document=document.id, paragraph=paragraph.index, usage=reply.usage)
    answer = Answer(proposals, (reply,) * len(proposals), reply.attempts, took)
    if reply.truncated and line.speaks:
        answer = await _completed(line, request, answer)
    reading = Reading(
        document=document,
        paragraph=paragraph.index,
        schema=line.schema,
        policy=Policy(strict=line.settings.strict, disable=frozenset(line.settings.disable)),
        prompt=line.prompt.fixed if line.speaks else None,
        provider=reply.provider,
        model=reply.model,
    )
    await _turn(line)
    mined = Mined(
        outcomes=await _verified(answer, answer.proposals, reading),
        failure=_missing(document, paragraph, answer),
        warnings=answer.warnings,
        usage=answer.usage if line.speaks else None,
        telling=line.speaks and telling(document.text[paragraph.start : paragraph.end]),
    )
    if line.settings.repair and line.speaks:
        mined = await _repair(line, request, answer, reading, mined)
    return await _check(line, request, mined) if line.speaks else mined


async def _turn(line: Line) -> None:
    """Wait for a look at the network: no more than one answer is verified between two, or free slots would idle."""
    async with line.turn:
        await asyncio.sleep(0)


def _proposals(line: Line, reply: Reply) -> list[Proposal]:
    kinds = [kind_of(model) for model in line.schema]
    others = [kind for kind in reply.items if kind not in kinds]  # which the verifier refuses by name
    return [
        Proposal(kind=kind, item=item) for kind in (*kinds, *others) for item in reply.items.get(kind, ())
    ]


async def _completed(line: Line, request: Request, answer: Answer) -> Answer:
    """The answer with its rest, which is asked for once; what an earlier run paid for is taken first."""
    place = place_of(request.document, request.paragraph)
    paid = False
    while not paid:
        try:
            reply = await line.runner.ask(rest_request(request, line.rest, answer.proposals))
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            return replace(answer, missing=f"its rest could not be had ({error})")
        answer = answer.with_more(
            reply, with_own_refs(answer.proposals, _proposals(line, reply), line.schema)
        )
        paid = reply.attempts > 0
        if not reply.truncated:
            said = f"{place}: the answer broke off; what was complete is kept, and the rest was asked for once more."
            return replace(answer, warnings=(*answer.warnings, said))
    return replace(answer, missing=f"its rest broke off, too{_way_out(reply.stopped)}")


def _way_out(stopped: str) -> str:
    """What to do about an answer that stays broken, by why it ended."""
    if at_its_limit(stopped):
        return "; raise the model's limit on output tokens"
    if stopped:
        return f" (it stopped with {stopped[:80]}); try another model"
    return (
        " (the model says that it is complete, but it is no whole JSON); try another model or form of output"
    )


async def _verified(answer: Answer, proposals: Sequence[Proposal], reading: Reading) -> tuple[Outcome, ...]:
    """An outcome for each proposal, a claim in the name of whoever really proposed it."""
    outcomes = await computed(lambda: verify_answer(proposals, reading), len(proposals) * _A_DRAFT)
    return tuple(
        replace(one, provider=who.provider, model=who.model) if isinstance(one, Claim) else one
        for one, who in zip(outcomes, answer.who, strict=True)
    )


def _missing(document: Document, paragraph: Paragraph, answer: Answer) -> Failure | None:
    """What is still missing of an answer: the paragraph is not done, although it has claims."""
    if not answer.missing:
        return None
    message = f"The answer broke off, and {answer.missing}; what was complete is kept."
    return failure(document, paragraph, "ReplyError", message, answer.attempts)


async def _repair(line: Line, request: Request, answer: Answer, reading: Reading, mined: Mined) -> Mined:
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
        return await _again(line, again, answer, reading, mined)
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
    return replace(mined, warnings=(*mined.warnings, warning))


async def _again(line: Line, again: Request, answer: Answer, reading: Reading, mined: Mined) -> Mined:
    """What a repair makes of the refused drafts."""
    reply = await line.runner.ask(again)
    if reply.truncated:
        warning = f"{place_of(again.document, again.paragraph)}: the answer about its refused drafts broke off; what is missing of it stays refused."
        mined = replace(mined, warnings=(*mined.warnings, warning))
    found = again.data["refused"]
    changed, withdrawn = corrected(answer.proposals, found, reply.items.get("repairs", ()))
    outcomes = withdraw(await _verified(answer, changed, reading), withdrawn)
    return replace(mined, outcomes=outcomes, usage=_plus(mined, reply.usage))


async def _check(line: Line, request: Request, mined: Mined) -> Mined:
    asked = await run_checks(
        line.runner, line.checks, request.document, request.paragraph, mined.outcomes, line.schema
    )
    return replace(
        mined,
        outcomes=asked.outcomes,
        warnings=(*mined.warnings, *asked.warnings),
        usage=_plus(mined, asked.usage),
    )


def _plus(mined: Mined, usage: Usage) -> PartUsage | None:
    return mined.usage.plus(usage) if mined.usage else None
