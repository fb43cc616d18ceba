"""Put a paragraph's accepted claims to a model, one call a check, and note what it said of each.

A model's verdict cannot be had again without the model. When a saved claim is checked again, what checks left on it
is set aside; that the run asked for them, and that flag, note and entry agree, is looked at here.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmclaims.errors import CassetteMissingError, ProviderError, ReplyError
from llmclaims.inference.prompts import context, fence
from llmclaims.providers.base import Request
from llmclaims.schema.claims import Claim
from llmclaims.schema.usage import Usage
from llmclaims.verification.model_checks import known

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.inference.prompts import Prompt
    from llmclaims.inference.runner import Runner
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.model_checks.check import Check, Opinion, Question
    from llmclaims.verification.paragraph import Outcome

logger = logging.getLogger(__name__)

STAGE = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOutcomes:
    """A paragraph's outcomes with what the checks left on them: as many as before, in the same order.

    ``warnings`` say which check could not be made; its claims are as they were.
    """

    outcomes: tuple[Outcome, ...]
    usage: Usage = field(default_factory=Usage)
    warnings: tuple[str, ...] = ()


async def run_checks(
    runner: Runner,
    checks: Sequence[tuple[Check, Prompt]],
    document: Document,
    paragraph: Paragraph,
    outcomes: Sequence[Outcome],
    schema: tuple[type[Cited], ...] = (),
) -> CheckedOutcomes:
    """Ask each check about the claims among ``outcomes``; nothing is asked where there is none.

    A doubt adds the check's code and its reason as a note. Every claim that was asked about says under
    ``derived["checks"]`` what became of it. A check that fails, or breaks, costs a warning and no claim.
    """
    asked = CheckedOutcomes(outcomes=tuple(outcomes))
    for check, prompt in checks:
        try:
            claims = [one for one in asked.outcomes if isinstance(one, Claim)]
            request = request_for(check, prompt, document, (paragraph,), claims, schema)
            if request is None:
                continue
            reply = await runner.ask(request)
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            asked = _warned(asked, check, document, paragraph, str(error))
        except Exception as error:  # a check of somebody else's must not end the run
            logger.exception("check %s broke", check.id)
            asked = _warned(asked, check, document, paragraph, f"it broke, {type(error).__name__}: {error}")
        else:
            opinions = check.opinions(request.data["questions"], reply.items.get("verdicts", ()))
            asked = replace(
                asked,
                outcomes=_marked(asked.outcomes, check, opinions),
                usage=asked.usage + reply.usage,
            )
            if reply.truncated:
                asked = _warned(asked, check, document, paragraph, "the answer broke off", partly=True)
    return asked


def mark(claim: Claim, check: Check, opinion: Opinion) -> Claim:
    """Return the claim with a check's opinion: an entry always, a flag and a note for a doubt."""
    derived: dict[str, Any] = dict(claim.derived)
    derived["checks"] = {**derived.get("checks", {}), check.id: opinion.word}
    if opinion.word != check.doubts:
        return replace(claim, derived=derived)
    derived["notes"] = {**derived.get("notes", {}), check.code: note(opinion)}
    return replace(claim, codes=(*claim.codes, check.code), derived=derived)


def note(opinion: Opinion) -> str:
    """Return what a doubt says: the field at fault, and the model's reason."""
    reason = opinion.reason or "the model gave no reason."
    return f"{opinion.field}: {reason}" if opinion.field else reason


def _marked(
    outcomes: Sequence[Outcome], check: Check, opinions: Mapping[int, Opinion]
) -> tuple[Outcome, ...]:
    """Return the outcomes, each claim marked with the opinion at its place among the claims."""
    place = itertools.count()
    return tuple(
        mark(one, check, opinions[at]) if isinstance(one, Claim) and (at := next(place)) in opinions else one
        for one in outcomes
    )


def request_for(
    check: Check,
    prompt: Prompt,
    document: Document,
    paragraphs: Sequence[Paragraph],
    claims: Sequence[Claim],
    schema: tuple[type[Cited], ...],
) -> Request | None:
    """Return what a check asks about the claims of some paragraphs of a document; None where it asks nothing."""
    questions: Sequence[Question] = check.questions(claims)
    if not questions:
        return None
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
        paragraph=paragraphs[0],
        schema=schema,
        data={"check": check.id, "questions": tuple(questions)},
    )


def _warned(
    asked: CheckedOutcomes,
    check: Check,
    document: Document,
    paragraph: Paragraph,
    reason: str,
    *,
    partly: bool = False,
) -> CheckedOutcomes:
    place = f"{document.path or document.id}, paragraph {paragraph.index}"
    lost = "for all of its claims" if partly else "could not be made, its claims are kept unchecked"
    made = "was not made " if partly else ""
    warning = f"{place}: check {check.id} {made}{lost} ({reason})"
    return replace(asked, warnings=(*asked.warnings, warning))


def without_checks(claim: Claim) -> Claim:
    """Return the claim as it was before any registered check was asked; what no check owns stays."""
    checks = known().values()
    codes = {check.code for check in checks}
    derived: dict[str, Any] = dict(claim.derived)
    owned = {"checks": {check.id for check in checks}, "notes": codes}
    for key, names in owned.items():
        entries = derived.get(key)
        if isinstance(entries, Mapping):
            derived[key] = {name: entry for name, entry in entries.items() if name not in names}
            if not derived[key]:
                del derived[key]
    return replace(claim, codes=tuple(code for code in claim.codes if code not in codes), derived=derived)


def contradiction(claim: Claim, asked: Collection[str]) -> str | None:
    """Say what is wrong with a saved claim's entries, in a sentence; None when they agree with one another.

    ``asked`` holds the ids of the checks that the run says it made.
    """
    entries = claim.derived.get("checks", {})
    notes = claim.derived.get("notes", {})
    if not isinstance(entries, Mapping) or not isinstance(notes, Mapping):
        return "Its checks or notes are no mapping."
    checks = known()
    for name in entries:
        if name not in checks:
            return f"It has a verdict of the check {name!r}, which is not installed here."
    for name, check in checks.items():
        word = entries.get(name)
        marked = {check.code in claim.codes, check.code in notes, word == check.doubts}
        if name in entries and name not in asked:
            return f"It has a verdict of the check {name}, which its run did not ask for."
        if name in entries and word not in check.words:
            return f"The check {name} cannot say {word!r}."
        if len(marked) > 1:
            return f"Its flag, its note and its entry for the check {name} contradict each other."
    return None
