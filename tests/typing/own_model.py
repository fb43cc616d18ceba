"""A model and a rule of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, assert_type

import llmclaims
from llmclaims import Cited, Claim, Document, Finding, Mention, Name, Rejection, Role, verify
from llmclaims.verification.rules.case import Case


class Promise(Cited):
    """Somebody binds himself to do something."""

    promiser: Annotated[Mention, Role.SPEAKER]
    beneficiary: Name | None = None


def promises(path: str) -> list[str]:
    result = llmclaims.extract(path, schema=Promise)
    assert_type(result.of(Promise), tuple[Claim[Promise], ...])
    return [claim.body.promiser for claim in result.of(Promise)]


def several(path: str) -> None:
    llmclaims.extract(path, schema=[Promise, llmclaims.Event])
    llmclaims.load("run.jsonl", schema=[Promise])


def check(text: str) -> str | None:
    draft = Promise(quote="I will pay for the bridge", promiser="The mayor")
    outcome = verify(draft, Document.from_text(text))
    assert_type(outcome, Claim[Promise] | Rejection)
    return outcome.body.beneficiary if isinstance(outcome, Claim) else outcome.message


@llmclaims.rule("N1", {"SHOUTED": "flag"}, example="“NEVER!”")
def shouted(case: Case) -> Iterator[Finding]:
    """Flag a quote in capitals."""
    if case.draft.quote.isupper():
        yield Finding(code="SHOUTED", message="The quote is in capitals.")
