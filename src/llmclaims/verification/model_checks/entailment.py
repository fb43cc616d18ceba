"""M1, which asks whether the quote, with its context, carries the claim.

The rules compare words; this asks whether the sentence entails what was made of it, as natural-language
inference has it (premise: the quote where it stands; hypothesis: the claim). An event's type is left out: it
is the codebook's word, not the text's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.verification.model_checks.check import Check, Question
from llmclaims.verification.model_checks.verbalize import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.schema.claims import Claim


def questions(claims: Sequence[Claim]) -> list[Question]:
    """Return one question a claim: its kind, what it says in plain words, and its quote."""
    numbers = {claim.id: number for number, claim in enumerate(claims, start=1)}
    return [
        Question(
            about=(place,),
            shown={"kind": claim.kind, "says": in_words(claim, numbers), "quote": claim.quote},
        )
        for place, claim in enumerate(claims)
    ]


ENTAILMENT = Check(
    id="M1",
    code="CLAIM_DOUBTED",
    prompt="entails.v1",
    holds="carried",
    doubts="not_carried",
    questions=questions,
    summary="The quote, with its context, carries the claim.",
)
