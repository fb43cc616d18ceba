"""Pass 2 within a document: its verified claims are related to one another when all of them are known.

What dates give is computed. A model, where there is one, is shown the claims as a compact list beside the
text, a long document in overlapping windows, so that the tokens grow with the claims and not with their pairs.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document, Paragraph, place_of
from llmclaims.errors import CassetteMissingError, LlmClaimsError, ProviderError, ReplyError, cause_of
from llmclaims.inference.prompts import Prompt, fence, load_prompt
from llmclaims.inference.recording import Recorder
from llmclaims.inference.runner import Runner
from llmclaims.inference.runner_chain import Opener
from llmclaims.linking.questions import STAGE
from llmclaims.linking.without_model import dated_relations
from llmclaims.providers.base import Reply, Request, is_wire
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Claim, PartUsage
from llmclaims.schema.news import Relation
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import Provenance
from llmclaims.verification.model_checks.appeal import Part
from llmclaims.verification.paragraph import Outcome, Proposal, Reading, judge
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import AT_ONCE, ends_of, handles_of, relates, sort_of
from llmclaims.verification.source_order import in_source_order
from llmclaims.verification.verifier import Policy

logger = logging.getLogger(__name__)

KIND = kind_of(Relation)
_NOTHING = "(none)"
OVERLAP = 20
"""Claims of a window that the next one shows again, so that neighbours meet in one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What pass 2 added to one document: what a model said (``told``), and what dates give.

    ``usage`` is what its answers took, and their second reading; ``unread`` says why there was none, where nothing was
    even sent.
    """

    told: Part = field(default_factory=Part)
    dated: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: PartUsage | None = None
    unread: str = ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return all of it: relations in the order of the source, refusals behind, then what dates give."""
        return (*in_source_order(self.told.outcomes), *self.dated)


@dataclass(frozen=True, slots=True)
class Window:
    """Some claims in the source's order, and the paragraphs from the first to the last of them."""

    claims: tuple[Claim, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linker:
    """What pass 2 is done with; ``prompt`` None: nobody is asked, and only what dates give is added."""

    policy: Policy
    runner: Runner
    prompt: Prompt | None = None
    apart: bool = False

    @property
    def spent(self) -> Usage:
        """What was spent by a runner of its own; what another's runner spent is told there."""
        return self.runner.spent if self.apart else Usage()


@asynccontextmanager
async def open_linker(
    settings: Settings,
    schema: tuple[type[Cited], ...],
    runner: Runner,
    recorder: Recorder | None = None,
    stop: Callable[[], bool] = bool,
    opener: Opener | None = None,
) -> AsyncIterator[Linker | None]:
    """Open pass 2 as the configuration has it: with the run's own runner, or one for ``[stages] link``; None when it is off.

    ``opener`` opens that one; None: as the configuration has it.

    Raises:
        ConfigError: the stage's provider cannot be used.
        PromptError: the prompt cannot be used.
    """
    from llmclaims.inference.runner_chain import stage_runner

    if not settings.link or Relation not in schema:
        yield None
        return
    policy = Policy(strict=settings.strict, disable=frozenset(settings.disable))
    prompt = load_prompt(settings.relate_prompt, (), settings.prompts)
    async with stage_runner(settings, STAGE, runner, recorder, stop, opener) as asked:
        speaks = is_wire(asked.provider)
        yield Linker(
            policy=policy, runner=asked, prompt=prompt if speaks else None, apart=asked is not runner
        )


async def relate(linker: Linker, document: Document, claims: Sequence[Claim], failed: int) -> Related:
    """Have a model relate the claims of a document, whose paragraphs are done but for those that ``failed``.

    A request that fails costs its window and a warning, and no claim; so does whatever else breaks here.
    """
    try:
        return await _related(linker, document, claims, failed)
    except LlmClaimsError:  # it ends the run
        raise
    except Exception as error:
        logger.exception("the claims of %s could not be related", document.path or document.id)
        return Related(warnings=(_broken(document, error),))


def with_dates(linker: Linker, document: Document, claims: Sequence[Claim], related: Related) -> Related:
    """Add what the dates of a document's claims give beside the relations that stand; what breaks costs a warning."""
    kept = [one for one in (*claims, *related.outcomes) if isinstance(one, Claim) and relates(one.body)]
    try:
        return replace(related, dated=dated_relations(_able(claims), document, kept, linker.policy))
    except Exception as error:
        logger.exception("the claims of %s could not be dated", document.path or document.id)
        return replace(related, warnings=(*related.warnings, _broken(document, error)))


def _broken(document: Document, error: Exception) -> str:
    place = document.path or document.id
    return f"{place}: relating its claims broke the program ({cause_of(error)}); report it"


def _able(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims that can be related, in the order of the source."""
    return [one for one in in_source_order(claims) if isinstance(one, Claim) and sort_of(one) is not None]


async def _related(linker: Linker, document: Document, claims: Sequence[Claim], failed: int) -> Related:
    able = _able(claims)
    if linker.prompt is None or len(able) < 2 or linker.runner.ended:
        return Related()
    if failed:
        # The rest of the claims comes with the next run: what is asked now would be paid twice.
        place = document.path or document.id
        warning = f"{place}: its claims are not related yet, since {failed} of its paragraphs failed"
        return Related(warnings=(warning,))
    return await _asked(linker, linker.prompt, document, able, [one for one in claims if relates(one.body)])


async def _asked(
    linker: Linker, prompt: Prompt, document: Document, able: Sequence[Claim], standing: Sequence[Claim]
) -> Related:
    """Ask a model about each window and verify what it says, that of all windows together."""
    handles = handles_of(able)
    parts = windows(able, document)
    requests = [_request(prompt, document, part, handles, standing) for part in parts]
    answers = await asyncio.gather(*(_answer(linker.runner, one) for one in requests))
    proposals: list[Proposal] = []
    ends: list[Mapping[str, Claim]] = []
    warnings = []
    usage = Usage()
    for part, reply in zip(parts, answers, strict=True):
        place = place_of(document, *part.paragraphs)
        if isinstance(reply, str):
            warnings.append(f"{place}: the claims could not be related ({reply})")
            continue
        if reply.truncated:
            warnings.append(f"{place}: the answer that relates claims broke off; what is complete is kept")
        usage += reply.usage
        proposals += _proposals(reply)
        ends += [{handles[claim.id]: claim for claim in part.claims}] * (len(proposals) - len(ends))
    against = Reading(
        document=document, paragraph=None, schema=(Relation,), policy=linker.policy, prompt=prompt.fixed
    )
    verify = partial(_verified, against=against, ends=ends, standing=standing)
    told = Part(
        outcomes=verify(proposals), proposals=tuple(proposals), verify=verify, strict=linker.policy.strict
    )
    took = PartUsage(document=document.id, paragraph=None, usage=usage) if usage.requests else None
    return Related(told=told, warnings=tuple(warnings), usage=took)


def _proposals(reply: Reply) -> list[Proposal]:
    """Return what an answer proposes: relations, then what nobody asked for."""
    provenance = Provenance(provider=reply.provider, model=reply.model)
    kinds = sorted(reply.items, key=lambda kind: kind != KIND)
    return [
        Proposal(kind=kind, item=item, provenance=provenance) for kind in kinds for item in reply.items[kind]
    ]


def _verified(
    proposals: Sequence[Proposal],
    *,
    against: Reading,
    ends: Sequence[Mapping[str, Claim]],
    standing: Sequence[Claim],
) -> tuple[Outcome, ...]:
    """Return an outcome for each proposal, in their order; of two relations that clash the first stays."""
    outcomes = [judge(one, against, known) for one, known in zip(proposals, ends, strict=True)]
    places = [place for place, one in enumerate(outcomes) if isinstance(one, Claim)]
    relations = [one for one in outcomes if isinstance(one, Claim)]
    clashes = against.policy.applied(conflicts([*standing, *relations]))
    for number, finding in clashes.items():
        if number >= len(standing):
            place = number - len(standing)
            outcomes[places[place]] = relations[place].refused(finding.code, finding.message)
    return tuple(outcomes)


def windows(claims: Sequence[Claim], document: Document) -> list[Window]:
    """Cut a document's claims into windows; every claim is in one, and in no more than two."""
    found = []
    for start in starts(len(claims)):
        shown = tuple(claims[start : start + AT_ONCE])
        places = [one.paragraph for one in shown if one.paragraph is not None]
        first, last = min(places), max(places)
        body = tuple(one for one in document.body if first <= one.index <= last)
        found.append(Window(shown, body or document.paragraphs[first : last + 1]))
    return found


def starts(count: int) -> range:
    """Return where the windows over so many claims begin: pass 2 makes as many requests for a document."""
    if count < 2:
        return range(0)
    return range(0, max(count - OVERLAP, 1), AT_ONCE - OVERLAP)


async def _answer(runner: Runner, request: Request) -> Reply | str:
    """Return an answer, or why there is none."""
    try:
        return await runner.ask(request)
    except (ProviderError, ReplyError, CassetteMissingError) as error:
        return str(error)


def _request(
    prompt: Prompt,
    document: Document,
    window: Window,
    handles: Mapping[str, str],
    standing: Sequence[Claim],
) -> Request:
    shown = "\n".join(_line(claim, handles[claim.id]) for claim in window.claims)
    own = {claim.id for claim in window.claims}
    text = "\n\n".join(paragraph.text for paragraph in window.paragraphs)
    variables = {
        "title": document.title or _NOTHING,
        "dateline": document.dateline.text if document.dateline else _NOTHING,
        "text": text,
        "claims": shown,
        "noted": "\n".join(
            f"{handles[source]} {kind} {handles[target]}"
            for kind, source, target in map(ends_of, standing)
            if {source, target} <= own
        )
        or _NOTHING,
        "fence": fence(document.id, document.text + shown),
    }
    return Request(
        stage=STAGE,
        messages=prompt.messages(**variables),
        answer=answer_model((Relation,)),
        document=document,
        paragraphs=window.paragraphs,
        schema=(Relation,),
        data={"claims": tuple(own)},
    )


def _line(claim: Claim, handle: str) -> str:
    """Return a claim in one line: its handle, who says it or what happens, and its quote."""
    body = claim.body
    parts = {
        "id": handle,
        "speaker": getattr(body, "speaker_name", None) or getattr(body, "speaker", None),
        "act": getattr(body, "act", None),
        "event": getattr(body, "trigger", None),
        "modality": getattr(body, "modality", None),
        "quote": claim.quote,
    }
    return json.dumps({key: one for key, one in parts.items() if one is not None}, ensure_ascii=False)
