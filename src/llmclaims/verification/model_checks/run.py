"""Asking a model about claims, many in one call, and noting what it said of each."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import place_of
from llmclaims.errors import CassetteMissingError, LlmClaimsError, ProviderError, ReplyError, cause_of
from llmclaims.inference.prompts import context, fence
from llmclaims.providers.background import computed
from llmclaims.providers.base import Request
from llmclaims.schema.claims import Claim
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import READING
from llmclaims.verification.model_checks.appeal import candidates, decided

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.inference.prompts import Prompt
    from llmclaims.inference.runner import Runner
    from llmclaims.providers.base import Reply
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.model_checks.appeal import Part
    from llmclaims.verification.model_checks.check import Check, Opinion, Question
    from llmclaims.verification.paragraph import Outcome

    _Ask = Callable[[Sequence[Question]], Awaitable[Reply]]

logger = logging.getLogger(__name__)

STAGE = "check"
RELATIONS = "check_relations"
"""What the requests about a document's relations are called, which follow from pass 2."""
_A_DRAFT = 2000
"""Characters of an answer that take as long to read as one draft takes to verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What one request is about: claims, by their places among all, with the text of some paragraphs.

    The claims ``beside`` them are shown and not asked about.
    """

    paragraphs: tuple[Paragraph, ...]
    claims: tuple[int, ...]
    beside: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is read: claims of a ``document``, of the models of a ``schema``.

    ``passages`` cuts claims into what is asked at once; ``stage`` is what the requests are called.
    """

    document: Document
    passages: Callable[[Sequence[Claim]], Sequence[Passage]]
    schema: tuple[type[Cited], ...] = ()
    stage: str = STAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedParts:
    """What the checks made of some outcomes, which are as many as before, in the same order.

    ``warnings`` say which check could not be made; its claims are as they were. ``unasked`` says why one was never
    sent, because the run had ended.
    """

    parts: tuple[Part, ...]
    usage: Usage = field(default_factory=Usage)
    warnings: tuple[str, ...] = ()
    unasked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What came of asking about one passage: opinions by the places of its claims; the rest as in CheckedParts."""

    opinions: Mapping[int, Opinion] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    warnings: tuple[str, ...] = ()
    unasked: str = ""


async def run_checks(
    runner: Runner, checks: Sequence[tuple[Check, Prompt]], subject: Subject, parts: Sequence[Part]
) -> CheckedParts:
    """Ask each check about the claims of some outcomes; nothing is asked where there is none.

    A doubt adds the check's code and its reason as a note. Every claim that was asked about says under
    ``derived["checks"]`` what became of it. A check that fails, or breaks, costs a warning and no claim.

    Raises:
        LlmClaimsError: what ends the run: a configuration or a recording that cannot be used.
    """
    asked = CheckedParts(parts=tuple(parts))
    for check, prompt in sorted(checks, key=lambda one: not one[0].decides):
        try:
            asked = await _made(runner, check, prompt, subject, asked)
        except LlmClaimsError:
            raise
        except Exception as error:  # a check of somebody else's must not end the run
            logger.exception("check %s broke", check.id)
            place = subject.document.path or subject.document.id
            asked = replace(
                asked,
                warnings=(*asked.warnings, f"{place}: {_not_made(check, f'it broke, {cause_of(error)}')}"),
            )
    return asked


async def _made(
    runner: Runner, check: Check, prompt: Prompt, subject: Subject, asked: CheckedParts
) -> CheckedParts:
    """Return the outcomes after one check."""
    shown = [await _shown(check, part) for part in asked.parts]
    claims = [one for outcomes in shown for one in outcomes if isinstance(one, Claim)]
    changes = check.decides and any(
        part.outcomes != found or part.strict for part, found in zip(asked.parts, shown, strict=True)
    )

    async def read(passage: Passage) -> _Said:
        async def ask(questions: Sequence[Question]) -> Reply:
            request = request_for(
                check, prompt, subject.document, passage.paragraphs, questions, subject.schema
            )
            data = {**request.data, "changes": changes}
            return await runner.ask(replace(request, stage=subject.stage, data=data))

        return await _read(check, passage, [claims[place] for place in passage.claims], subject, ask)

    passages = subject.passages(claims)
    answers = await asyncio.gather(*map(read, passages))
    opinions = {
        passage.claims[place]: opinion
        for passage, said in zip(passages, answers, strict=True)
        for place, opinion in said.opinions.items()
    }
    by_part = zip(asked.parts, _by_part(shown, opinions), strict=True)
    return CheckedParts(
        parts=tuple([await _concluded(check, part, said) for part, said in by_part]),
        usage=sum((one.usage for one in answers), start=asked.usage),
        warnings=(*asked.warnings, *(warning for one in answers for warning in one.warnings)),
        unasked=next((one.unasked for one in answers if one.unasked), asked.unasked),
    )


async def _read(
    check: Check, passage: Passage, claims: Sequence[Claim], subject: Subject, ask: _Ask
) -> _Said:
    """Ask about one passage; what fails costs its claims their verdicts and a warning."""
    if not any(one.about for one in questions_of(check, claims, passage.beside)):
        return _Said()
    place = _place(subject, passage)
    try:
        reply, opinions = await _answered(check, claims, passage.beside, ask)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        if getattr(error, "attempts", 1) == 0:
            return _Said(unasked=str(error))
        return _Said(warnings=(f"{place}: {_not_made(check, str(error))}",))
    partly = f"{place}: check {check.id} was not made for all of its claims (the answer broke off)"
    return _Said(opinions=opinions, usage=reply.usage, warnings=(partly,) if reply.truncated else ())


async def _answered(
    check: Check, claims: Sequence[Claim], beside: Sequence[Claim], ask: _Ask, *, again: bool = False
) -> tuple[Reply, dict[int, Opinion]]:
    """Return the opinions on some claims by their places, and the last reply, which took what all of them took.

    What an answer that broke off did not come to is asked for once more; what an earlier run paid for is taken first.
    """
    questions = questions_of(check, claims, beside)
    reply = await ask(questions)
    given = check.opinions(questions, reply.items.get("verdicts", ()), whole=not reply.truncated)
    found = {place: replace(opinion, model=reply.model) for place, opinion in given.items()}
    left = [place for place in range(len(claims)) if place not in found]
    if not (reply.truncated and found and left) or (again and reply.attempts):
        return reply, found
    try:
        last, more = await _answered(check, [claims[place] for place in left], beside, ask, again=True)
    except (ProviderError, ReplyError, CassetteMissingError):
        return reply, found  # which says itself that it broke off
    found |= {left[place]: opinion for place, opinion in more.items()}
    return replace(last, usage=reply.usage + last.usage), found


def questions_of(check: Check, claims: Sequence[Claim], beside: Sequence[Claim] = ()) -> list[Question]:
    """Return what is shown of some claims, behind those that are shown ``beside`` them and not asked about."""
    return [one.without(len(beside)) for one in check.questions([*beside, *claims])]


async def _shown(check: Check, part: Part) -> Sequence[Outcome]:
    if not check.decides:
        return part.outcomes
    return await computed(lambda: candidates(part), len(part.proposals) * _A_DRAFT)


async def _concluded(check: Check, part: Part, said: Mapping[int, Opinion]) -> Part:
    outcomes = part.outcomes
    if check.decides:
        outcomes = await computed(lambda: decided(part, check, said), len(part.proposals) * _A_DRAFT)
    marked = tuple(
        mark(one, check, said[place]) if isinstance(one, Claim) and place in said else one
        for place, one in enumerate(outcomes)
    )
    return replace(part, outcomes=marked)


def _by_part(shown: Iterable[Sequence[Outcome]], opinions: Mapping[int, Opinion]) -> list[dict[int, Opinion]]:
    """Return the opinions, which count the claims of all parts, by the places of each part's outcomes."""
    found: list[dict[int, Opinion]] = []
    number = 0
    for outcomes in shown:
        found.append({})
        for place, one in enumerate(outcomes):
            if isinstance(one, Claim):
                if number in opinions:
                    found[-1][place] = opinions[number]
                number += 1
    return found


def mark(claim: Claim, check: Check, opinion: Opinion) -> Claim:
    """Return the claim with a check's opinion: an entry always, a flag and a note for a doubt.

    A claim that a check which decides was asked about was read by the opinion's model, whatever it said.
    """
    if check.decides:
        claim = replace(claim, checked=(*claim.checked, READING + opinion.model))
    derived: dict[str, Any] = dict(claim.derived)
    derived["checks"] = {**derived.get("checks", {}), check.id: opinion.word}
    if opinion.word != check.doubts:
        return replace(claim, derived=derived)
    derived["notes"] = {**derived.get("notes", {}), check.code: opinion.note}
    return replace(claim, codes=(*claim.codes, check.code), derived=derived)


def request_for(
    check: Check,
    prompt: Prompt,
    document: Document,
    paragraphs: Sequence[Paragraph],
    questions: Sequence[Question],
    schema: tuple[type[Cited], ...],
) -> Request:
    """Return what is asked about the claims of some paragraphs of a document."""
    shown = "\n".join(_lines(questions))
    variables: Mapping[str, str] = context(document, paragraphs[0]) | {
        "paragraph": "\n".join(f"[{one.index}] {one.text}" for one in paragraphs),
        "questions": shown,
        "fence": fence(document.id, document.text + shown),
    }
    return Request(
        stage=STAGE,
        messages=prompt.messages(**variables),
        answer=check.answer(schema),
        document=document,
        paragraphs=tuple(paragraphs),
        schema=schema,
        data={"questions": tuple(questions)},
    )


def _lines(questions: Sequence[Question]) -> Iterator[str]:
    """Yield what is shown: a line a question, its number in parentheses where none is asked, and the headings between.

    A claim's wording is a model's: it must be able neither to begin a line nor to close the fence.
    """
    under = ""
    for number, question in enumerate(questions, start=1):
        if question.under != under:
            under = question.under
            yield " ".join(under.split())
        yield f"{f'{number}.' if question.about else f'({number})'} {' '.join(question.shown.split())}"


def _place(subject: Subject, passage: Passage) -> str:
    among = "relations of " if subject.stage == RELATIONS else ""
    return place_of(subject.document, *passage.paragraphs, among=among)


def _not_made(check: Check, reason: str) -> str:
    return f"check {check.id} could not be made, its claims are kept unchecked ({reason})"
