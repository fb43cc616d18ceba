"""The claims of one document: read from their records and held against the text, the rules and one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from llmclaims.claim import Claim
from llmclaims.extraction.jsonl import from_record, to_record
from llmclaims.holds import Beside, plain, problem_of
from llmclaims.recheck.problem import Problem
from llmclaims.rules.form import attributed
from llmclaims.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.document import Document
    from llmclaims.recheck.texts import TextOf
    from llmclaims.schema import Cited

Numbered = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What holds for a whole file: its kinds' models, where texts are found, its policy, which model was asked."""

    models: Mapping[str, type[Cited]]
    text_of: TextOf | None
    policy: Policy = Policy()
    asked: frozenset[str] = frozenset()

    def of(self, run: Mapping[str, Any]) -> Self:
        """With the policy and the model-based checks that a run's record says it had."""
        settings = run.get("settings") or {}
        policy = Policy(strict=bool(settings.get("strict")), disable=frozenset(settings.get("disable") or ()))
        return replace(self, policy=policy, asked=frozenset(settings.get("checks") or ()))


def problems_of(
    claims: Sequence[tuple[int, Claim]], document: Document | None, checks: Checks
) -> Iterator[Problem]:
    """What does not hold among all the claims of one document."""
    ends = {claim.id: claim for _, claim in claims}
    links = attributed([claim for _, claim in claims])
    for number, claim in claims:
        beside = Beside(ends, links.get(claim.id, {}), checks.policy, checks.asked)
        if wrong := problem_of(claim, document, beside):
            yield Problem(number, claim.id, claim.kind, *wrong)


def read_claim(
    number: int, record: Mapping[str, Any], models: Mapping[str, type[Cited]]
) -> tuple[Claim | None, Problem | None]:
    """A claim from its record, and what is wrong with that; a record that is no claim is neither."""
    kind, identity = str(record["record"]), record.get("id")
    try:
        claim = from_record(record, models)
    except (KeyError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        message = f"The record cannot be read ({reason})."
        return None, Problem(number, identity, kind, "RECORD_INVALID", message)
    if not isinstance(claim, Claim):
        return None, None
    again = plain(to_record(claim))
    changed = sorted(key for key in {*again, *record} if again.get(key) != record.get(key))
    if changed:
        message = f"The record contradicts itself in {', '.join(changed)}."
        return claim, Problem(number, identity, kind, "RECORD_CHANGED", message)
    return claim, None
