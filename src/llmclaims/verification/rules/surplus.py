"""Claims that say more than the words they rest on (V34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.surplus import surplus
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V34",
    {"CLAIM_SAYS_MORE": FLAG},
    example="“Most of the hives survived” with the claim that all did; “a possible sale” told as one that will be",
    strict=["CLAIM_SAYS_MORE"],
    soft=["CLAIM_SAYS_MORE"],
    worded=True,
)
def claim_keeps_within(case: Case) -> Iterator[Finding]:
    """A claim says no more of them, nothing more surely and nothing else than the text does."""
    for value in case.all(Role.PROPOSITION):
        more = surplus(str(value.value), case.text, case.document.text, case.document.language)
        if more:
            beside = f"the text has “{shown(more.text)}”" if more.text else "the text has nothing of the kind"
            message = f"The claim has “{shown(more.claim)}”; {beside}."
            yield Finding(code="CLAIM_SAYS_MORE", message=message)
