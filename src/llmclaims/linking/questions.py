"""Putting pairs of claims from different documents to a model, many in one request, and reading its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from llmclaims.grounding.quotes import ground, prepare
from llmclaims.inference.prompts import fence
from llmclaims.linking.relations import KIND, relation_between
from llmclaims.providers.base import Request
from llmclaims.schema.answer import envelope
from llmclaims.schema.claims import Claim, Nearest, Rejection
from llmclaims.verification.model_checks.verbalize import in_words
from llmclaims.verification.relations.evidence import MODEL, stands_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

    from llmclaims.documents.document import Document
    from llmclaims.inference.prompts import Prompt
    from llmclaims.schema.annotations import Span
    from llmclaims.verification.relations.evidence import Side

STAGE = "link"
BATCH = 10
"""Pairs in one request."""
TYPES = ("same_as", "contradicts", "disputes", "supports", "responds_to", "about", "subevent_of")
"""What can be said across documents: a cause needs a word of one text, an order in time is the dates' matter."""
NONE, UNSURE = "none", "unsure"
_prepared = lru_cache(maxsize=64)(prepare)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims to be compared, each with its document."""

    a: Side
    b: Side


@cache
def answer() -> type[BaseModel]:
    """The envelope: for each pair a reason, a relation with its direction, and the words of either side."""
    properties = {
        "pair": {"type": "integer", "description": "Number of the pair"},
        "reason": {"type": "string", "description": "One short sentence"},
        "relation": {"type": "string", "enum": [*TYPES, NONE, UNSURE]},
        "source": {"type": "string", "enum": ["a", "b"], "description": "Where the relation leads from"},
        "quote_a": {"type": ["string", "null"], "description": "Words of side A, unchanged"},
        "quote_b": {"type": ["string", "null"], "description": "Words of side B, unchanged"},
    }
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return envelope("Links", {"link": {"type": "array", "items": item}})


def request_for(prompt: Prompt, pairs: Sequence[Pair]) -> Request:
    """What is asked about some pairs; equal pairs give equal requests."""
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
        paragraph=document.paragraphs[claim.paragraph or 0],
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
        "says": in_words(claim, {}),
        "quote": claim.quote,
        "when": None if str(when).endswith("_REF") else when,
        "sentences": _sentences(claim, document),
    }
    return {key: value for key, value in shown.items() if value is not None}


def _sentences(claim: Claim, document: Document) -> str:
    """The sentences that a claim's quote stands in."""
    home = document.paragraphs[claim.paragraph or 0]
    found = [
        (first, last)
        for first, last in document.sentences(home)
        if any(start < last and first < end for start, end in claim.spans)
    ]
    return document.text[found[0][0] : found[-1][1]].strip() if found else home.text


def judged(
    items: Sequence[Any], pairs: Sequence[Pair], provider: str, model: str
) -> Iterator[tuple[Claim | Rejection, Any]]:
    """What a model's answer comes to: each link as a relation, or refused for its words; beside it the draft.

    ``none`` and ``unsure`` are no proposals. Whether a relation may stand among the others is not asked here.
    """
    for item in items:
        pair = _pair(item, pairs)
        if pair is not None and item.get("relation") in (NONE, UNSURE):
            continue
        draft = _draft(item, pair)
        wrong = _malformed(item, pair)
        if wrong or pair is None:
            yield _refused(pairs[0] if pair is None else pair, "SCHEMA_INVALID", wrong, draft), draft
            continue
        yield _judged(item, pair, draft, (provider, model)), draft


def _judged(item: dict[str, Any], pair: Pair, draft: Any, asked: tuple[str, str]) -> Claim | Rejection:
    places: list[Sequence[Span]] = []
    for side, quote in ((pair.a, item["quote_a"]), (pair.b, item["quote_b"])):
        placed = _placed(side, quote)
        if not isinstance(placed, list):
            code, message, near = placed
            return _refused(pair, code, message, draft, near)
        places.append(placed)
    sides, words = (pair.a, pair.b), (places[0], places[1])
    if item["source"] == "b":
        sides, words = (pair.b, pair.a), (places[1], places[0])
    return relation_between(
        item["relation"], *sides, basis=MODEL, words=words, provider=asked[0], model=asked[1]
    )


def _placed(side: Side, quote: str) -> list[Span] | tuple[str, str, Nearest | None]:
    """Where the words of one side stand, or why they do not."""
    claim, document = side
    home = document.paragraphs[claim.paragraph or 0]
    found = ground(quote, _prepared(document.text), within=(home.start, home.end), near=claim.spans)
    if not found.found:
        return found.code or "QUOTE_NOT_FOUND", found.message, found.nearest
    spans = [(start, end) for start, end in found.spans]
    if not stands_by(claim, document, spans):
        return "EVIDENCE_ELSEWHERE", f"“{quote}” does not stand in the sentence of its claim.", None
    return spans


def _pair(item: Any, pairs: Sequence[Pair]) -> Pair | None:
    number = item.get("pair") if isinstance(item, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(pairs):
        return None
    return pairs[number - 1]


def _malformed(item: Any, pair: Pair | None) -> str:
    """What is wrong with an item's form, "" when nothing is."""
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
    """An item as it came, with the ids of its claims in place of the pair's number."""
    if pair is None or not isinstance(item, dict):
        return item
    return {"a": pair.a[0].id, "b": pair.b[0].id} | {key: one for key, one in item.items() if key != "pair"}


def _refused(pair: Pair, code: str, message: str, draft: Any, nearest: Nearest | None = None) -> Rejection:
    return Rejection(
        kind=KIND,
        document=pair.a[1].id,
        paragraph=None,
        code=code,
        message=message,
        nearest=nearest,
        draft=draft,
    )
