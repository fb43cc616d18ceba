"""Putting pairs of claims from different documents to a model, many in one request, and reading its answer."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from llmclaims.documents.document import Document
from llmclaims.errors import CassetteMissingError, LlmClaimsError, ProviderError, ReplyError
from llmclaims.grounding.quotes import ground, prepare
from llmclaims.inference.prompts import Prompt, fence
from llmclaims.inference.runner import Runner
from llmclaims.linking.relations import KIND, rejected, relation_between, said_before
from llmclaims.providers.base import Request
from llmclaims.schema.annotations import Span
from llmclaims.schema.answer import envelope, list_of
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.plurals import plural, were
from llmclaims.schema.usage import Usage
from llmclaims.verification.claim_builder import rejection
from llmclaims.verification.model_checks.verbalize import in_words
from llmclaims.verification.relations.evidence import MODEL, Side, sentences_of, stands_by
from llmclaims.verification.rules.registry import Finding

STAGE = "link"
BATCH = 10
"""Pairs in one request."""
TYPES = ("same_as", "contradicts", "disputes", "supports", "responds_to", "about", "subevent_of")
"""What can be said across documents: a cause or an aim needs a word of one text, an order in time is the dates' matter."""
NONE, UNSURE = "none", "unsure"
_BROKE_OFF = "the answer broke off; what is complete of it is kept."
AT_ONCE = 64
"""Requests that are prepared at a time; the runner decides how many of them are on the wire."""
_prepared = lru_cache(maxsize=64)(prepare)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims to be compared, each with its document."""

    a: Side
    b: Side


@dataclass(slots=True)
class Answers:
    """What the model's answers come to: relations with their drafts, refusals, and the pairs that were judged."""

    relations: list[Claim] = field(default_factory=list)
    drafts: dict[str, Any] = field(default_factory=dict)
    judged: set[frozenset[str]] = field(default_factory=set)
    refused: list[Rejection] = field(default_factory=list)
    unjudged: dict[str, int] = field(default_factory=dict)
    """Pairs that nobody judged, by the reason."""
    requests: int = 0
    failed: int = 0
    usage: Usage = Usage()

    def warnings(self) -> Iterator[str]:
        """Say which pairs nobody judged, and why."""
        for message, count in self.unjudged.items():
            yield f"{plural(count, 'pair')} of claims {were(count)} not judged: {message}"


async def ask(
    runner: Runner,
    prompt: Prompt,
    pairs: Sequence[Pair],
    found: Answers,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Put all pairs to the model, many in one request; what fails costs its pairs and nothing else."""
    ordered = sorted(pairs, key=lambda one: (one.a[1].id, one.b[1].id, one.a[0].id, one.b[0].id))
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    found.requests = len(batches)
    for start in range(0, len(batches), AT_ONCE):
        window = batches[start : start + AT_ONCE]
        for batch, outcome in zip(window, await _answers(runner, prompt, window), strict=True):
            if isinstance(outcome, tuple):
                answer, truncated = outcome
                for one, draft in answer:
                    _keep(found, one, draft)
                if truncated:  # which of the pairs it left out is not known: they can be asked again
                    found.failed += 1
                    found.unjudged[_BROKE_OFF] = found.unjudged.get(_BROKE_OFF, 0) + len(batch)
                else:
                    found.judged.update(frozenset((pair.a[0].id, pair.b[0].id)) for pair in batch)
            else:
                found.failed += 1
                found.unjudged[str(outcome)] = found.unjudged.get(str(outcome), 0) + len(batch)
        if progress is not None:
            progress(min(start + AT_ONCE, len(batches)), len(batches))


async def _answers(runner: Runner, prompt: Prompt, batches: Sequence[Sequence[Pair]]) -> list[Any]:
    async def one(batch: Sequence[Pair]) -> tuple[list[Any], bool] | LlmClaimsError:
        try:
            reply = await runner.ask(request_for(prompt, batch))
        except (ProviderError, ReplyError, CassetteMissingError) as error:
            return error
        links = list(judged(reply.items.get("link", ()), batch, reply.provider, reply.model))
        return links, reply.truncated

    return list(await asyncio.gather(*(one(batch) for batch in batches)))


def _keep(found: Answers, one: Claim | Rejection, draft: Any) -> None:
    if not isinstance(one, Claim):
        found.refused.append(one)
    elif one.id in found.drafts:
        found.refused.append(rejected(one, said_before(one), draft))
    else:
        found.relations.append(one)
        found.drafts[one.id] = draft


@cache
def answer() -> type[BaseModel]:
    """Return the envelope: for each pair a reason, a relation with its direction, and the words of either side."""
    properties = {
        "pair": {"type": "integer", "description": "Number of the pair"},
        "reason": {"type": "string", "description": "One short sentence"},
        "relation": {"type": "string", "enum": [*TYPES, NONE, UNSURE]},
        "source": {"type": "string", "enum": ["a", "b"], "description": "Where the relation leads from"},
        "quote_a": {"type": ["string", "null"], "description": "Words of side A, unchanged"},
        "quote_b": {"type": ["string", "null"], "description": "Words of side B, unchanged"},
    }
    return envelope("Links", {"link": list_of(properties)})


def request_for(prompt: Prompt, pairs: Sequence[Pair]) -> Request:
    """Return what is asked about some pairs; equal pairs give equal requests."""
    shown = "\n".join(
        json.dumps({"pair": number, "a": _side(*pair.a), "b": _side(*pair.b)}, ensure_ascii=False)
        for number, pair in enumerate(pairs, start=1)
    )
    claim, document = pairs[0].a
    return Request(
        stage=STAGE,
        messages=prompt.messages(pairs=shown, fence=fence(document.id, shown)),
        answer=answer(),
        document=document,
        paragraphs=(document.paragraphs[claim.paragraph or 0],),
        schema=(),
        data={"pairs": tuple(pairs)},
    )


def _side(claim: Claim, document: Document) -> dict[str, Any]:
    dated = document.published or (document.dateline.value if document.dateline else None)
    when = claim.derived.get("time_value")
    shown = {
        "article": document.title or document.id,
        "dated": dated,
        "kind": claim.kind,
        "says": in_words(claim),
        "quote": claim.quote,
        "when": None if str(when).endswith("_REF") else when,
        "sentences": document.text[slice(*sentences_of(claim, document))].strip(),
    }
    return {key: value for key, value in shown.items() if value is not None}


def judged(
    items: Sequence[Any], pairs: Sequence[Pair], provider: str, model: str
) -> Iterator[tuple[Claim | Rejection, Any]]:
    """Yield what a model's answer comes to: each link as a relation, or refused for its words; beside it the draft.

    ``none`` and ``unsure`` are no proposals. Whether a relation may stand among the others is not asked here.
    """
    for item in items:
        pair = _pair(item, pairs)
        if pair is not None and item.get("relation") in (NONE, UNSURE):
            continue
        draft, wrong = _draft(item, pair), _malformed(item, pair)
        if wrong or pair is None:
            finding = Finding(code="SCHEMA_INVALID", message=wrong)
            yield _refused(finding, draft, pairs[0] if pair is None else pair), draft
        else:
            yield _judged(item, pair, draft, provider, model), draft


def _judged(item: dict[str, Any], pair: Pair, draft: Any, provider: str, model: str) -> Claim | Rejection:
    one, other = _placed(pair.a, item["quote_a"]), _placed(pair.b, item["quote_b"])
    if isinstance(one, Finding):
        return _refused(one, draft, pair)
    if isinstance(other, Finding):
        return _refused(other, draft, pair)
    sides, words = (pair.a, pair.b), (one, other)
    if item["source"] == "b":
        sides, words = (pair.b, pair.a), (other, one)
    return relation_between(
        item["relation"], *sides, basis=MODEL, words=words, provider=provider, model=model
    )


def _refused(finding: Finding, draft: Any, pair: Pair) -> Rejection:
    return rejection(finding, draft, kind=KIND, document=pair.a[1].id, paragraph=None)


def _placed(side: Side, quote: str) -> list[Span] | Finding:
    """Return where the words of one side stand, or why they do not."""
    claim, document = side
    home = document.paragraphs[claim.paragraph or 0]
    found = ground(quote, _prepared(document.text), within=(home.start, home.end), near=claim.spans)
    if not found.found:
        return Finding(code=found.code or "QUOTE_NOT_FOUND", message=found.message, nearest=found.nearest)
    if not stands_by(claim, document, found.spans):
        message = f"“{quote}” does not stand in the sentence of its claim."
        return Finding(code="EVIDENCE_ELSEWHERE", message=message)
    return found.spans


def _pair(item: Any, pairs: Sequence[Pair]) -> Pair | None:
    number = item.get("pair") if isinstance(item, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(pairs):
        return None
    return pairs[number - 1]


def _malformed(item: Any, pair: Pair | None) -> str:
    """Say what is wrong with an item's form, "" when nothing is."""
    if not isinstance(item, dict):
        return "the item: not an object."
    if pair is None:
        return "pair: not one of the pairs that were asked about."
    if item.get("relation") not in TYPES:
        return f"relation: {item.get('relation')!r} is none that can stand between two documents."
    if item.get("source") not in ("a", "b"):
        return "source: neither a nor b."
    for name in ("quote_a", "quote_b"):
        if not isinstance(item.get(name), str) or not item[name].strip():
            return f"{name}: a relation needs the words of both sides."
    return ""


def _draft(item: Any, pair: Pair | None) -> Any:
    """Return an item as it came, with the ids of its claims in place of the pair's number."""
    if pair is None or not isinstance(item, dict):
        return item
    return {"a": pair.a[0].id, "b": pair.b[0].id} | {key: one for key, one in item.items() if key != "pair"}
