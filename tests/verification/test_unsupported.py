"""Names, numbers, units and dates of a claim come from the text."""

from __future__ import annotations

from llmclaims.schema.news import Statement
from tests.support.rule_drafts import codes, judge

TEXT = "“Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday,” Reith said."
QUOTE = "Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday"


def test_name_of_a_field_stands_in_the_document():
    """A full name is somewhere in the document, however plausible it is."""
    draft = Statement(
        ref="s1", quote=QUOTE, speaker="Reith", speaker_name="Jonna Reith", speaker_type="person", cue="said",
        act="assert", polarity="positive", claim=QUOTE, time=None,
    )  # fmt: skip
    outcome = judge(TEXT, draft)
    assert codes(outcome) == ["!NAME_NOT_IN_DOCUMENT"]
    assert outcome.message == "speaker_name “Jonna Reith” does not stand in the document."
