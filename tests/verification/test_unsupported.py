"""Names, numbers, units and dates of a claim come from the text."""

from __future__ import annotations

from typing import Annotated

from llmclaims.schema.annotations import Cited, Mention, Name, Role
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Statement
from tests.support.rule_drafts import codes, judge

TEXT = "“Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday,” Reith said."
QUOTE = "Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday"


def test_name_that_is_not_in_the_document_is_emptied():
    """A full name that stands nowhere, however plausible, is left out with a note; the claim stays as it is."""
    draft = Statement(
        ref="s1", quote=QUOTE, speaker="Reith", speaker_name="Jonna Reith", speaker_type="person", cue="said",
        act="assert", polarity="positive", claim=QUOTE, time=None,
    )  # fmt: skip
    outcome = judge(TEXT, draft)
    assert isinstance(outcome, Claim)
    assert (outcome.codes, outcome.body.speaker_name) == ((), None)
    assert outcome.derived["emptied"] == {"speaker_name": "Jonna Reith"}
    assert codes(judge(TEXT, draft.model_copy(update={"claim": "Jonna Reith shipped grain."}))) == [
        "!NAME_UNLICENSED"
    ]


class Grant(Cited):
    """A model of a user's own, whose name cannot be empty."""

    holder: Name


def test_required_name_that_is_not_in_the_document_is_refused():
    """A field that must have a name cannot be emptied of it."""
    outcome = judge(TEXT, Grant(quote=QUOTE, holder="Jonna Reith"))
    assert codes(outcome) == ["!NAME_NOT_IN_DOCUMENT"]
    assert outcome.message == "holder “Jonna Reith” does not stand in the document."


class Loss(Cited):
    """A model of a user's own with a sum in it."""

    sum: Annotated[Mention, Role.QUANTITY]


def test_a_sum_that_stands_there_is_not_read_apart_from_its_sentence():
    """“a third of” is a fraction, and so are its first two words: they stand in the paragraph as they are."""
    text = "If fuel rises much, a third of that profit is gone, Reith said."
    quote = "a third of that profit is gone"
    assert codes(judge(text, Loss(quote=quote, sum="a third"))) == []
    assert codes(judge(text, Loss(quote=quote, sum="a quarter"))) == ["!MENTION_NOT_IN_PARAGRAPH"]
