"""Whether one saved claim holds: its places, its words, its id, and what the rules say of it now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmclaims.runs.lines import line
from llmclaims.schema.annotations import kind_of, values
from llmclaims.schema.claims import JOINT, Claim, Rejection, claim_id
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.model_checks.saved import contradiction, without_checks
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.relations.evidence import problem_between
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.documents.document import Document
    from llmclaims.verification.relations.evidence import Side

Wrong = tuple[str, str]
"""A code and a sentence."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a claim is judged with: the claims it may name, whose statements hold it, the run's policy and checks."""

    ends: Mapping[str, Claim]
    links: Mapping[str, Any]
    policy: Policy
    checks: frozenset[str] = frozenset()


def problem_of(claim: Claim, document: Document | None, beside: Beside) -> Wrong | None:
    """What is wrong with a saved claim, None when it holds."""
    if document is None or claim.document != document.id:
        return "DOCUMENT_MISSING", f"Its document {claim.document!r} is not the one that it stands under."
    if unquoted(claim):
        return problem_unquoted(
            claim, {one: (end, document) for one, end in beside.ends.items()}, beside.policy
        )
    return _misplaced(claim, document) or _forged(claim) or _judged_otherwise(claim, document, beside)


def unquoted(claim: Claim) -> bool:
    """Whether a claim is a relation that rests on its ends' own words (see ``rules.across``)."""
    return claim.quote is None and not claim.spans and relates(claim.body)


def problem_unquoted(claim: Claim, sides: Mapping[str, Side], policy: Policy) -> Wrong | None:
    """What is wrong with a relation without a quote; ``sides`` maps ids to claims with their documents."""
    wrong = _forged(claim) or problem_between(claim, sides, policy.disable)
    if wrong is None and (claim.codes or claim.mentions or claim.tier):
        wrong = "RECORD_CHANGED", "A relation without a quote has no tier, no mention and no flag."
    return wrong


def _forged(claim: Claim) -> Wrong | None:
    filled = claim.body.model_dump(mode="json")
    if claim.id != claim_id(claim.document, claim.kind, claim.spans, filled):
        return (
            "CLAIM_CHANGED",
            "A field that the model filled is not what it was when the claim was verified.",
        )
    return None


def _judged_otherwise(claim: Claim, document: Document, beside: Beside) -> Wrong | None:
    """What the verifier says now that it did not say then; a claim whose model is not at hand is left at that."""
    wrong = contradiction(claim, beside.checks)
    if wrong:
        return "CHECKS_CHANGED", wrong
    if type(claim.body) not in DEFAULT_SCHEMA and not has_model(claim):
        return None
    claim = without_checks(claim)  # the rules know nothing of what a model said
    again = verify(claim.body, document, paragraph=claim.paragraph, policy=beside.policy, ends=beside.ends)
    if isinstance(again, Rejection):
        return again.code, again.message
    if claim.tier is None or (claim.tier == "ellipsis") != (len(claim.spans) > 1):
        return (
            "TIER_CHANGED",
            "A quote has a tier, and one in several parts, and no other, is of the tier ellipsis.",
        )
    if again.spans != claim.spans:
        return "SPANS_CHANGED", "The quote is placed elsewhere than the claim says."
    if again.mentions != claim.mentions:
        return "MENTIONS_CHANGED", "A mention is placed elsewhere than the claim says."
    if again.codes != claim.codes:
        return "CODES_CHANGED", f"The rules say {', '.join(again.codes) or 'nothing'} of it now."
    if plain({**again.derived, **beside.links}) != plain(claim.derived):
        return "DERIVED_CHANGED", "What code computes of it is not what the claim says."
    return None


def has_model(claim: Claim) -> bool:
    """Whether a claim's body is of the model that its kind names."""
    return kind_of(type(claim.body)) == claim.kind


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as it reads after a trip through a file."""
    found: dict[str, Any] = json.loads(line(record))
    return found


def _misplaced(claim: Claim, document: Document) -> tuple[str, str] | None:
    text, size = document.text, len(document.text)
    places = [*claim.spans, *(span for spans in claim.mentions.values() for span in spans)]
    if not claim.spans or any(not 0 <= start < end <= size for start, end in places):
        return "SPANS_CHANGED", "A span lies outside the text."
    if claim.paragraph is None or not 0 <= claim.paragraph < len(document.paragraphs):
        return "WRONG_PARAGRAPH", f"The document has no paragraph {claim.paragraph}."
    home = document.paragraphs[claim.paragraph]
    if any(start < home.start or end > home.end for start, end in claim.spans):
        return "WRONG_PARAGRAPH", f"The quote does not stand in paragraph {claim.paragraph}."
    if claim.quote != JOINT.join(text[start:end] for start, end in claim.spans):
        return "QUOTE_CHANGED", "The quote is not the text at its place."
    said = {value.path: value.value for value in values(claim.body)}
    for path, spans in claim.mentions.items():
        start, end = spans[0]
        if path in said and said[path] != text[start:end]:
            return "MENTION_CHANGED", f"{path} is not the text at its place."
    return None
