"""M1, the second reading, which asks whether the text carries what a claim says.

The rules compare words; this asks whether the sentence entails what was made of it, as natural-language
inference has it (premise: the quote where it stands; hypothesis: the claim), field by field. An event's type
is left out: it is the codebook's word, not the text's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.verification.model_checks.check import Check, Question
from llmclaims.verification.model_checks.verbalize import by_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.schema.claims import Claim


def questions(claims: Sequence[Claim]) -> list[Question]:
    """Return one question a claim: what it says in a few words a field, under the number of its paragraph."""
    numbers = {claim.id: number for number, claim in enumerate(claims, start=1)}
    return [
        Question(about=(place,), shown=by_field(claim, numbers), under=f"[{claim.paragraph}]")
        for place, claim in enumerate(claims)
    ]


ENTAILMENT = Check(
    id="M1",
    code="NOT_CARRIED",
    prompt="entails.v3",
    holds="carried",
    doubts="not_carried",
    questions=questions,
    summary="The second reading: the text carries what the claim says.",
    decides=True,
)
