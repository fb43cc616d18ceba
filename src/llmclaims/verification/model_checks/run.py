"""Asking a model about the claims of some paragraphs, one call a check, and noting what it said of each."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmclaims.errors import CassetteMissingError, LlmClaimsError, ProviderError, ReplyError, cause_of
from llmclaims.inference.prompts import context, fence
from llmclaims.providers.background import computed
from llmclaims.providers.base import Request
from llmclaims.schema.claims import Claim
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import READING
from llmclaims.verification.model_checks.appeal import candidates, decided

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.inference.prompts import Prompt
    from llmclaims.inference.runner import Runner
    from llmclaims.providers.base import Reply
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.model_checks.appeal import Part
    from llmclaims.verification.model_checks.check import Check, Opinion, Question
    from llmclaims.verification.paragraph import Outcome

logger = logging.getLogger(__name__)

STAGE = "check"
_A_DRAFT = 2000
"""Characters of an answer that take as long to read as one draft takes to verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedParts:
    """Some paragraphs with what the checks made of their outcomes, which are as many as before, in the same order.

    ``warnings`` say which check could not be made; its claims are as they were. ``unasked`` says why one was never
    sent, because the run had ended.
    """

    parts: tuple[Part, ...]
    usage: Usage = field(default_factory=Usage)
    warnings: tuple[str, ...] = ()
    unasked: str = ""


async def run_checks(
    runner: Runner,
    checks: Sequence[tuple[Check, Prompt]],
    document: Document,
    parts: Sequence[Part],
    schema: tuple[type[Cited], ...] = (),
) -> CheckedParts:
    """Ask each check about the claims of some paragraphs; nothing is asked where there is none.

    A doubt adds the check's code and its reason as a note. Every claim that was asked about says under
    ``derived["checks"]`` what became of it. A check that fails, or breaks, costs a warning and no claim.

    Raises:
        LlmClaimsError: what ends the run: a configuration or a recording that cannot be used.
    """
    asked = CheckedParts(parts=tuple(parts))
    for check, prompt in sorted(checks, key=lambda one: not one[0].decides):
        try:
            asked = await _made(runner, check, prompt, document, asked, schema)
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            if getattr(error, "attempts", 1) == 0:
                asked = replace(asked, unasked=str(error))
            else:
                asked = _warned(asked, check, document, str(error))
        except LlmClaimsError:
            raise
        except Exception as error:  # a check of somebody else's must not end the run
            logger.exception("check %s broke", check.id)
            asked = _warned(asked, check, document, f"it broke, {cause_of(error)}")
    return asked


async def _made(
    runner: Runner,
    check: Check,
    prompt: Prompt,
    document: Document,
    asked: CheckedParts,
    schema: tuple[type[Cited], ...],
) -> CheckedParts:
    """Return the paragraphs after one check."""
    shown = [await _shown(check, part) for part in asked.parts]
    claims = [one for outcomes in shown for one in outcomes if isinstance(one, Claim)]
    if not check.questions(claims):
        return asked
    paragraphs = [part.paragraph for part in asked.parts]
    changes = check.decides and any(
        part.outcomes != found or (part.against is not None and part.against.policy.strict)
        for part, found in zip(asked.parts, shown, strict=True)
    )

    async def ask(questions: Sequence[Question]) -> Reply:
        request = request_for(check, prompt, document, paragraphs, questions, schema)
        return await runner.ask(replace(request, data={**request.data, "changes": changes}))

    reply, opinions = await _answered(check, claims, ask)
    parts = tuple(
        [
            await _concluded(check, part, said, reply.model)
            for part, said in zip(asked.parts, _by_part(shown, opinions), strict=True)
        ]
    )
    asked = replace(asked, parts=parts, usage=asked.usage + reply.usage)
    return _warned(asked, check, document, "the answer broke off", partly=True) if reply.truncated else asked


async def _answered(
    check: Check,
    claims: Sequence[Claim],
    ask: Callable[[Sequence[Question]], Awaitable[Reply]],
    *,
    again: bool = False,
) -> tuple[Reply, dict[int, Opinion]]:
    """Return the opinions on some claims by their places, and the last reply, which took what all of them took.

    What an answer that broke off did not come to is asked for once more; what an earlier run paid for is taken first.
    """
    questions = check.questions(claims)
    reply = await ask(questions)
    found = check.opinions(questions, reply.items.get("verdicts", ()), whole=not reply.truncated)
    left = [place for place in range(len(claims)) if place not in found]
    if not (reply.truncated and found and left) or (again and reply.attempts):
        return reply, found
    try:
        last, more = await _answered(check, [claims[place] for place in left], ask, again=True)
    except (ProviderError, ReplyError, CassetteMissingError):
        return reply, found  # which says itself that it broke off
    found |= {left[place]: opinion for place, opinion in more.items()}
    return replace(last, usage=reply.usage + last.usage), found


async def _shown(check: Check, part: Part) -> Sequence[Outcome]:
    if not check.decides:
        return part.outcomes
    return await computed(lambda: candidates(part), len(part.proposals) * _A_DRAFT)


async def _concluded(check: Check, part: Part, said: Mapping[int, Opinion], model: str) -> Part:
    outcomes = part.outcomes
    if check.decides:
        outcomes = await computed(lambda: decided(part, check, said), len(part.proposals) * _A_DRAFT)
    marked = tuple(
        mark(one, check, said[place], model) if isinstance(one, Claim) and place in said else one
        for place, one in enumerate(outcomes)
    )
    return replace(part, outcomes=marked)


def _by_part(shown: Iterable[Sequence[Outcome]], opinions: Mapping[int, Opinion]) -> list[dict[int, Opinion]]:
    """Return the opinions, which count the claims of all paragraphs, by the places of each paragraph's outcomes."""
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


def mark(claim: Claim, check: Check, opinion: Opinion, model: str) -> Claim:
    """Return the claim with a check's opinion: an entry always, a flag and a note for a doubt.

    A claim that a check which decides was asked about was read by its ``model``, whatever it said.
    """
    if check.decides:
        claim = replace(claim, checked=(*claim.checked, READING + model))
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
    # A claim's wording is a model's: it must be able neither to begin a line nor to close the fence.
    shown = "\n".join(
        f"{number}. {' '.join(question.shown.split())}" for number, question in enumerate(questions, start=1)
    )
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


def _warned(
    asked: CheckedParts, check: Check, document: Document, reason: str, *, partly: bool = False
) -> CheckedParts:
    first, last = (asked.parts[place].paragraph.index for place in (0, -1))
    where = f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"
    lost = "for all of its claims" if partly else "could not be made, its claims are kept unchecked"
    made = "was not made " if partly else ""
    warning = f"{document.path or document.id}, {where}: check {check.id} {made}{lost} ({reason})"
    return replace(asked, warnings=(*asked.warnings, warning))
