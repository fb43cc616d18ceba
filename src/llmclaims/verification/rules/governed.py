"""What a denial, a demand or a wish inside the quote governs, asserted in the claim (V37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import analyse
from llmclaims.language.modality.governed import asserted_anyway, demanded_anyway
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V37",
    {"GOVERNED_AS_ASSERTED": FLAG},
    example="“stayed out of the quarrel” with the claim that she joined it; “hopes that the dam holds” with “the dam holds”",
    strict=["GOVERNED_AS_ASSERTED"],
    soft=["GOVERNED_AS_ASSERTED"],
    worded=True,
)
def governor_kept(case: Case) -> Iterator[Finding]:
    """A claim does not assert what its quote only denies, demands, wishes or hardly grants."""
    claim, found = case.get(Role.PROPOSITION), case.passage
    if not claim or found is None:
        return
    told, cue = analyse(str(claim), case.document.language), case.tokens(Role.CUE)
    governor = asserted_anyway(found, told)
    if governor is None and cue is not None and case.get(Role.ACT) != "ask":
        governor = demanded_anyway(found, told, cue)
    if governor is not None:
        message = f"The text says “{governor}”; the claim asserts what follows it and leaves that out."
        yield Finding(code="GOVERNED_AS_ASSERTED", message=message)
