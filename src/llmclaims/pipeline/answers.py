"""What a model says of some paragraphs: asked in one request, and where that is not enough, each by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.documents.document import place_of
from llmclaims.errors import CassetteMissingError, ProviderError, ReplyError
from llmclaims.inference.prompts import context
from llmclaims.pipeline.packs import parts_of
from llmclaims.pipeline.paragraph_result import Answer, failed, skipped
from llmclaims.pipeline.repair import again_request, rest_request, with_own_refs
from llmclaims.providers.base import Request
from llmclaims.providers.json_recovery import at_its_limit
from llmclaims.schema.annotations import kind_of
from llmclaims.schema.answer import numbered_model
from llmclaims.schema.claims import PartUsage
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.paragraph import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.inference.prompts import Prompt
    from llmclaims.pipeline.packs import Pack
    from llmclaims.pipeline.session import Session
    from llmclaims.providers.base import Reply
    from llmclaims.schema.annotations import Cited
    from llmclaims.schema.claims import Failure


def request_for(
    prompt: Prompt | None, schema: tuple[type[Cited], ...], document: Document, pack: Pack
) -> Request:
    """Return what is asked about some paragraphs; without a prompt for a provider that reads none."""
    return Request(
        stage="extract",
        messages=prompt.messages(**context(document, *pack)) if prompt else (),
        answer=numbered_model(schema),
        document=document,
        paragraphs=pack,
        schema=schema,
    )


async def answers_about(session: Session, document: Document, pack: Pack) -> Sequence[Answer | Failure]:
    """Ask about some paragraphs, and return for each its answer, or why there is none.

    What the answer does not come to its end with is asked for once more, by itself: the rest of a paragraph's, or all of
    it. So is each of them where the answer to all is no answer, or the text of one is why there is none.
    """
    request = _request(session, document, pack)
    try:
        reply = await session.runner.ask(request)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        sent = getattr(error, "attempts", 1) > 0
        if request.can_be_split and sent and getattr(error, "about_text", False):
            return await _each(session, document, pack)
        if not sent:  # an earlier refusal ended the run
            return [skipped(document, one, str(error)) for one in pack]
        return [failed(document, one, error) for one in pack]
    kinds = [kind_of(model) for model in session.line.schema]
    parts = parts_of(reply, pack, kinds)
    took = [reply.usage, *(Usage() for _ in pack[1:])]
    found = [
        Answer(
            proposals=_proposals(part.items, reply),
            attempts=reply.attempts,
            usage=PartUsage(document=document.id, paragraph=one.index, usage=usage),
            whole=part.whole or not session.speaks,
        )
        for one, part, usage in zip(pack, parts, took, strict=True)
    ]
    answers = await asyncio.gather(
        *(
            _whole(session, document, one, answer, alone=len(pack) == 1)
            for one, answer in zip(pack, found, strict=True)
        )
    )
    if session.line.again is not None and session.speaks:
        return await _asked_again(session, request, session.line.again, answers)
    return answers


def _request(session: Session, document: Document, pack: Pack) -> Request:
    return request_for(session.line.prompt if session.speaks else None, session.line.schema, document, pack)


async def _each(session: Session, document: Document, pack: Pack) -> list[Answer | Failure]:
    found = await asyncio.gather(*(answers_about(session, document, (one,)) for one in pack))
    return [answer for answers in found for answer in answers]


async def _whole(
    session: Session, document: Document, paragraph: Paragraph, answer: Answer, *, alone: bool
) -> Answer | Failure:
    """Return an answer with what it lacks."""
    if answer.whole:
        return answer
    if alone or answer.proposals:
        return await _completed(session, document, paragraph, answer)
    (more,) = await answers_about(session, document, (paragraph,))
    if not isinstance(more, Answer) or not answer.usage.usage.requests:
        return more
    return replace(more, usage=more.usage.plus(answer.usage.usage))


async def _asked_again(
    session: Session, request: Request, prompt: Prompt, answers: Sequence[Answer | Failure]
) -> list[Answer | Failure]:
    """Return the answers with what a second look at the same paragraphs adds; where it fails, as they were."""
    found = list(answers)
    first = next((place for place, one in enumerate(found) if isinstance(one, Answer)), None)
    if first is None:
        return found
    listed = [one.proposals if isinstance(one, Answer) else () for one in found]
    try:
        reply = await session.runner.ask(again_request(request, prompt, listed, session.line.schema))
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        told = f"{place_of(request.document, *request.paragraphs)}: what was missed could not be asked for ({error})"
        return [_warned(one, told) if place == first else one for place, one in enumerate(found)]
    kinds = [kind_of(model) for model in session.line.schema]
    for place, (one, part) in enumerate(zip(found, parts_of(reply, request.paragraphs, kinds), strict=True)):
        if isinstance(one, Answer):
            more = with_own_refs(one.proposals, _proposals(part.items, reply), session.line.schema)
            usage = reply.usage if place == first else Usage()
            found[place] = one.with_more(replace(reply, usage=usage), more)
    if reply.truncated:
        told = f"{place_of(request.document, *request.paragraphs)}: the second answer broke off; what is complete is kept."
        return [_warned(one, told) if place == first else one for place, one in enumerate(found)]
    return found


def _warned(answer: Answer | Failure, said: str) -> Answer | Failure:
    return replace(answer, warnings=(*answer.warnings, said)) if isinstance(answer, Answer) else answer


def _proposals(items: Iterable[tuple[str, object]], reply: Reply) -> tuple[Proposal, ...]:
    provenance = Provenance(provider=reply.provider, model=reply.model)
    return tuple(Proposal(kind=kind, item=item, provenance=provenance) for kind, item in items)


async def _completed(
    session: Session, document: Document, paragraph: Paragraph, answer: Answer, asked: int = 1
) -> Answer:
    """Return the answer with what it lacks of a paragraph, or of a part of one (``asked``: of how many).

    The rest is asked for once; what an earlier run paid for is taken first. Where it reaches the model's limit, too,
    each half of the text is asked about, and so on down to a sentence, as long as that brings claims.
    """
    request, kinds = (
        _request(session, document, (paragraph,)),
        [kind_of(model) for model in session.line.schema],
    )
    paid = False
    while not paid:
        listed = [one for one in answer.proposals if asked == 1 or _quote(one) in paragraph.text]
        try:
            reply = await session.runner.ask(rest_request(request, session.line.rest, listed))
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            return replace(answer, missing=f"its rest could not be had ({error})")
        (part,) = parts_of(reply, request.paragraphs, kinds)
        more = with_own_refs(answer.proposals, _proposals(part.items, reply), session.line.schema)
        new = {_quote(one) for one in more} - {_quote(one) for one in answer.proposals}
        answer = answer.with_more(reply, more)
        paid = reply.attempts > 0
        if not reply.truncated:
            return answer if asked > 1 else _warned_of_rest(document, paragraph, answer, "once more")
        halves = _halves(document, paragraph) if new and at_its_limit(reply.stopped) else ()
        for half in halves:
            answer = await _completed(session, document, half, answer, 2 * asked)
        if halves:
            return (
                answer
                if asked > 1 or answer.missing
                else _warned_of_rest(document, paragraph, answer, "in parts")
            )
    return replace(answer, missing=f"its rest broke off, too{_way_out(reply.stopped)}")


def _warned_of_rest(document: Document, paragraph: Paragraph, answer: Answer, how: str) -> Answer:
    said = f"the answer broke off; what was complete is kept, and the rest was asked for {how}."
    return replace(answer, warnings=(*answer.warnings, f"{place_of(document, paragraph)}: {said}"))


def _quote(one: Proposal) -> str:
    quote = one.item.get("quote") if isinstance(one.item, dict) else None
    return quote if isinstance(quote, str) else ""


def _halves(document: Document, paragraph: Paragraph) -> tuple[Paragraph, ...]:
    """Cut a text at the end of the sentence that is nearest its middle; () where it is one sentence."""
    spans, middle = document.sentences(paragraph), (paragraph.start + paragraph.end) // 2
    if len(spans) < 2:
        return ()
    (_, end), (start, _) = min(pairwise(spans), key=lambda two: abs(two[1][0] - middle))
    return tuple(
        replace(paragraph, start=first, end=last, text=document.text[first:last])
        for first, last in ((paragraph.start, end), (start, paragraph.end))
    )


def _way_out(stopped: str) -> str:
    """Say what to do about an answer that stays broken, by why it ended."""
    if at_its_limit(stopped):
        return "; raise the model's limit on output tokens"
    if stopped:
        return f" (it stopped with {stopped[:80]}); try another model"
    return (
        " (the model says that it is complete, but it is no whole JSON); try another model or form of output"
    )
