"""The act of a cue is asked for where the model's acts are the schema's own."""

from __future__ import annotations

from typing import Annotated

import pytest

from llmclaims import Cited, Claim, Document, Mention, Role, verify

DOCUMENT = Document.from_text("Mayor Ida Brun denied the theft of the seal on Monday.", language="en")


class Report(Cited):
    """A report with acts of its own."""

    speaker: Annotated[Mention, Role.SPEAKER]
    cue: Annotated[Mention, Role.CUE]
    act: Annotated[str, Role.ACT]


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        ("assert", ("ACT_MISMATCH",)),  # the schema's own word, and the wrong one
        ("deny", ()),  # the right one
        ("denial", ()),  # another model's word for it, which no rule knows
    ],
)
def test_an_act_that_the_schema_has_not_is_left_alone(act, codes):
    """A user's own words for acts are no mismatch."""
    draft = Report(quote="denied the theft of the seal", speaker="Mayor Ida Brun", cue="denied", act=act)
    claim = verify(draft, DOCUMENT)
    assert isinstance(claim, Claim)
    assert claim.codes == codes
