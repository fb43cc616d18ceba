"""What is asked a second time: refused drafts, the rest of an answer that broke off, what an answer missed.

Refused drafts go back once, with what is wrong; only their quote may change. The wording of a claim is
frozen, so that an invented claim cannot be hung on a real quote. What was refused because its text speaks to
the model, echoes the prompt or is no article text is not asked again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import BaseModel

from llmclaims.inference.prompts import Prompt, fence
from llmclaims.providers.base import Message, Request
from llmclaims.schema.annotations import Cited, Role, kind_of, roles_of
from llmclaims.schema.answer import PARAGRAPH, envelope, list_of
from llmclaims.schema.claims import Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.claim_builder import WITHDRAWN
from llmclaims.verification.paragraph import Outcome, Proposal

REST = "rest.v1"
"""The template that asks for the rest of an answer."""
AGAIN = "again.v1"
"""The template that asks for what an answer missed."""
_REFS = " Give each{} a ref that is not listed; a relation may name a listed ref."
"""Said where the claims have refs."""
_MISSED = (
    ": a happening inside a clause or told by a noun, a second thing that somebody said, a cause or a purpose that the "
    "words give"
)
"""What an answer about news most often misses."""

FINAL = frozenset(
    (
        "SCHEMA_INVALID",
        "TOO_LONG",
        "DUPLICATE",
        "PROMPT_ECHO",
        "INSTRUCTION_LIKE",
        "ENDPOINT_MISSING",
        "SIGNATURE",
        "SELF_LOOP",
        "CYCLE",
        "CAUSE_AND_PURPOSE",
        "DATE_CONFLICT",
        "NAME_NOT_IN_DOCUMENT",
        "NAME_UNLICENSED",
        "SPEAKER_MISSING",
    )
)
"""Codes that no other quote can mend, or that are never asked again."""

_REPAIR = {
    "draft": {"type": "integer", "description": "Number of the refused claim"},
    "action": {"type": "string", "enum": ["correct", "withdraw"]},
    "quote": {"type": ["string", "null"], "description": "The right words, for correct"},
}


@cache
def repair_model() -> type[BaseModel]:
    """Return the envelope of a repair answer."""
    return envelope("Repair", {"repairs": list_of(_REPAIR)})


def refused(outcomes: Sequence[Outcome]) -> dict[int, Rejection]:
    """Return the rejections that are worth asking about again, by their place among the outcomes."""
    return {
        index: one
        for index, one in enumerate(outcomes)
        if isinstance(one, Rejection) and one.code not in FINAL and not one.code.startswith("ZONE_")
    }


def describe(found: Mapping[int, Rejection]) -> str:
    """Return the refused drafts as the model is shown them: its own words, the reason, the nearest source text."""
    lines = []
    for number, (_, one) in enumerate(found.items(), start=1):
        shown = {
            "draft": number,
            "claim": one.draft,
            "refused": f"{one.code}: {one.message}",
            "nearest": one.nearest.text if one.nearest else None,
        }
        lines.append(json.dumps(shown, ensure_ascii=False))
    return "\n".join(lines)


def corrected(
    proposals: Sequence[Proposal], found: Mapping[int, Rejection], repairs: Sequence[Any]
) -> tuple[list[Proposal], set[int]]:
    """Return the proposals with the corrected quotes in place, and the places of those withdrawn.

    A repair that names no refused draft, or a draft for the second time, is left aside.
    """
    places = list(found)
    changed = list(proposals)
    withdrawn: set[int] = set()
    seen: set[int] = set()
    for repair in repairs:
        number = repair.get("draft") if isinstance(repair, dict) else None
        if not isinstance(number, int) or not 1 <= number <= len(places) or number in seen:
            continue
        seen.add(number)
        place, quote = places[number - 1], repair.get("quote")
        if (
            repair.get("action") == "correct"
            and isinstance(quote, str)
            and isinstance(changed[place].item, dict)
        ):
            one = changed[place]
            changed[place] = replace(
                one, item={**one.item, "quote": quote}, provenance=replace(one.provenance, repaired=True)
            )
        elif repair.get("action") == "withdraw":
            withdrawn.add(place)
    return changed, withdrawn


def withdraw(outcomes: Sequence[Outcome], places: set[int]) -> tuple[Outcome, ...]:
    """Return the outcomes, those withdrawn saying so: the reason of the refusal stands."""
    return tuple(
        replace(one, message=one.message + WITHDRAWN)
        if index in places and isinstance(one, Rejection)
        else one
        for index, one in enumerate(outcomes)
    )


def rest_request(request: Request, prompt: Prompt, listed: Sequence[Proposal]) -> Request:
    """Return the same request again, with the claims that arrived whole, asking for the others alone."""
    return _further(request, "rest", prompt, [{one.kind: one.item} for one in listed])


def again_request(
    request: Request, prompt: Prompt, listed: Sequence[Sequence[Proposal]], schema: Iterable[type[Cited]]
) -> Request:
    """Return the same request again, with what was found in each of its paragraphs, asking for what was missed."""
    places = {kind_of(model): _fields_with(model)[0] for model in schema}
    lines = [
        {
            PARAGRAPH: number,
            one.kind: one.item.get("quote"),
            **{name: one.item.get(name) for name in places.get(one.kind, ())},
        }
        for number, proposals in enumerate(listed, start=1)
        for one in proposals
        if isinstance(one.item, dict)
    ]
    return _further(
        request, "again", prompt, [{key: one for key, one in line.items() if one} for line in lines]
    )


def _further(request: Request, stage: str, prompt: Prompt, listed: Iterable[Mapping[str, Any]]) -> Request:
    """Return a request with one more turn behind its own, which shows what an answer to it holds."""
    shown = "\n".join(json.dumps(one, ensure_ascii=False) for one in listed) or "(none)"
    # What was listed is a model's wording: it must not be able to close the fence either.
    mark = fence(request.document.id, request.document.text + shown)
    (*before, turn) = request.messages
    has_refs = any(Role.REF in roles_of(model) for model in request.schema)
    (*_, asked) = prompt.messages(
        listed=shown,
        fence=mark,
        refs=_REFS.format(" claim" * (stage == "again")) if has_refs else "",
        missed=_MISSED if set(DEFAULT_SCHEMA) & set(request.schema) else "",
    )
    messages = (*before, Message(turn.role, f"{turn.content}\n\n{asked.content}"))
    return replace(request, stage=stage, messages=messages)


def with_own_refs(
    listed: Sequence[Proposal], more: Sequence[Proposal], schema: Iterable[type[Cited]]
) -> list[Proposal]:
    """``more`` with a ref that is taken by ``listed`` changed, wherever ``more`` itself gives and names it."""
    places = {kind_of(model): _fields_with(model) for model in schema}

    def refs(proposals: Sequence[Proposal]) -> set[str]:
        return {
            one.item[name]
            for one in proposals
            if isinstance(one.item, dict)
            for name in places.get(one.kind, ((), ()))[0]
            if isinstance(one.item.get(name), str)
        }

    taken, own = refs(listed), refs(more)
    new: dict[str, str] = {}
    for ref in sorted(own & taken):
        number = 2
        while f"{ref}.{number}" in taken | own:
            number += 1
        new[ref] = f"{ref}.{number}"

    def renamed(one: Proposal) -> Proposal:
        named = [name for names in places.get(one.kind, ((), ())) for name in names]
        if not isinstance(one.item, dict) or not new:
            return one
        changes = {
            name: new[value]
            for name in named
            if isinstance(value := one.item.get(name), str) and value in new
        }
        return replace(one, item=one.item | changes) if changes else one

    return [renamed(one) for one in more]


def _fields_with(model: type[Cited]) -> tuple[list[str], list[str]]:
    """Return the fields of a model that give a ref, and those that name one."""
    roles = roles_of(model)
    giving = [roles[Role.REF]] if Role.REF in roles else []
    naming = [roles[role] for role in (Role.SOURCE, Role.TARGET) if role in roles]
    return giving, naming
