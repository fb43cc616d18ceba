"""What a user writes over the claims of a run, each value with the type that an editor shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import assert_type

import llmclaims
from llmclaims import (
    Claim,
    Event,
    Extraction,
    Failure,
    Grounding,
    Rejection,
    Relation,
    Run,
    Statement,
    Summary,
)


def read_an_article() -> None:
    result = llmclaims.extract("article.txt", published=datetime.date(2026, 4, 18), link=False)
    assert_type(result, Extraction)
    assert_type(result.statements, tuple[Claim[Statement], ...])
    assert_type(result.events, tuple[Claim[Event], ...])
    assert_type(result.relations, tuple[Claim[Relation], ...])
    assert_type(result.of(Event), tuple[Claim[Event], ...])
    assert_type(result.run, Run)
    assert_type(result.summary, Summary)
    for claim in result.statements:
        assert_type(claim.body, Statement)
        assert_type(claim.body.speaker, str | None)
        assert_type(claim.quote, str | None)
        assert_type(claim.spans, tuple[tuple[int, int], ...])
    text = {one.id: one.text for one in result.documents}
    assert_type(text, dict[str, str])
    result.save("run.jsonl")


def read_many(paths: list[str]) -> list[str]:
    found = llmclaims.extract(paths, provider="openai", model="gpt", max_cost=2.5, concurrency=4, strict=True)
    return [f"{one.code}: {one.message}" for one in found.rejections]


def follow() -> Iterator[str]:
    for one in llmclaims.stream("article.txt"):
        assert_type(one, Claim | Rejection | Failure)
        if isinstance(one, Claim):
            yield one.verdict


async def wait() -> tuple[Claim[Event], ...]:
    return (await llmclaims.aextract("article.txt")).events


def place_a_quote() -> tuple[int, int] | None:
    found = llmclaims.ground("we did not", "“We did not,” she said.")
    assert_type(found, Grounding)
    return found.spans[0] if found.found else None


def check_a_draft(draft: Statement, document: llmclaims.Document) -> str:
    outcome = llmclaims.verify(draft, document)
    if isinstance(outcome, Rejection):
        return outcome.code
    assert_type(outcome, Claim[Statement])
    return outcome.body.claim


def check_a_run(path: str) -> int:
    return len(llmclaims.load(path).claims)
