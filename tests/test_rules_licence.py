"""Names, numbers, units and dates of a claim come from the text."""

from __future__ import annotations

import pytest

from llmclaims.schema import Event, Statement
from rule_drafts import codes, happens, judge, says

TEXT = "“Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday,” Reith said."
QUOTE = "Iran and the United Nations agreed to ship 3,000 tons of grain for $4.2 million on Thursday"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            "Iran and the UN agreed to ship 3000 tons of grain for $4.2 million on Thursday.",
            [],
        ),  # other spelling
        ("Iran and the United Nations agreed to ship three thousand tons of grain.", []),  # a number in words
        (
            "Iranian officials and the United Nations agreed to ship 3,000 tons of grain.",
            [],
        ),  # an adjective of a name
        (
            "Iran and the United Nations agreed to ship 3,000 tonnes of grain.",
            [],
        ),  # the unit in another spelling
        (
            "Iran and the United Nations agreed to ship 5,000 tons of grain.",
            ["!NUMBER_UNLICENSED"],
        ),  # another number
        (
            "Iran and the United Nations agreed to ship 3,000 barrels of grain.",
            ["!NUMBER_UNLICENSED"],
        ),  # another unit
        (
            "Iran and the United Nations agreed to ship grain for €4.2 million.",
            ["!NUMBER_UNLICENSED"],
        ),  # currency
        (
            "Iran and the United Nations agreed to ship 40 tons of grain.",
            ["NUMBER_NOT_IN_PARAGRAPH"],
        ),  # from elsewhere
        (
            "Iran and the Vatican agreed to ship 3,000 tons of grain.",
            ["!NAME_UNLICENSED"],
        ),  # a name from nowhere
        (
            "Iran and Stahl agreed to ship 3,000 tons of grain.",
            ["NAME_SWAPPED"],
        ),  # a name from another paragraph
        (
            "Putin agreed to ship 3,000 tons of grain.",
            ["!NAME_UNLICENSED"],
        ),  # a name at the head of the sentence
        ("Negotiators agreed to ship 3,000 tons of grain.", []),  # a common noun at the head of the sentence
        ("Iran agreed to ship 3,000 tons of grain on Friday.", ["!DATE_UNLICENSED"]),  # another weekday
        ("Iran agreed to ship 3,000 tons of grain in 1987.", ["!DATE_UNLICENSED"]),  # a year from nowhere
        ("Iran agreed to ship 3,000 tons of grain on 12 May.", []),  # a date of the document
    ],
)
def test_claim_adds_nothing(claim: str, expected: list[str]):
    """A claim may only have the names, numbers, units and dates of its text."""
    assert says(TEXT, QUOTE, "Reith", "said", claim=claim) == expected


def test_name_of_a_field_stands_in_the_document():
    """A full name is somewhere in the document, however plausible it is."""
    draft = Statement(
        ref="s1", quote=QUOTE, speaker="Reith", speaker_name="Jonna Reith", speaker_type="person", cue="said",
        act="assert", polarity="positive", claim=QUOTE, time=None,
    )  # fmt: skip
    outcome = judge(TEXT, draft)
    assert codes(outcome) == ["!NAME_NOT_IN_DOCUMENT"]
    assert outcome.message == "speaker_name “Jonna Reith” does not stand in the document."


def meeting(time: str, modality: str) -> Event:
    """An event with a date."""
    return Event(
        ref="e1", quote="the envoys meet in Delm", trigger="meet", type="CONSULT", participants=[], location="Delm",
        time=time, quantity=None, modality=modality, polarity="positive",
    )  # fmt: skip


def test_plan_that_is_over_is_flagged():
    """A plan for a day before the article's own date is an anomaly."""
    text = "On March 3, 2024, the envoys meet in Delm."
    assert codes(judge(text, meeting("March 3, 2024", "planned"), published="2024-03-09")) == [
        "TEMPORAL_ANOMALY"
    ]
    assert codes(judge(text, meeting("March 3, 2024", "planned"), published="2024-03-01")) == []


def test_inferred_year_is_flagged():
    """A year that is taken from an earlier date of the text is said to be inferred."""
    text = "In February 2024 the envoys fell out. On March 3 the envoys meet in Delm."
    assert codes(judge(text, meeting("March 3", "asserted"))) == ["YEAR_INFERRED"]


def test_weekday_reckoned_from_the_publication_date():
    """A claim may name the day that the text's weekday comes to."""
    draft_claim = "Iran agreed to ship 3,000 tons of grain on May 2, 2024."
    from llmclaims.schema import Statement

    draft = Statement(
        ref="s1", quote=QUOTE, speaker="Reith", speaker_name=None, speaker_type="person", cue="said", act="assert",
        polarity="positive", claim=draft_claim, time=None,
    )  # fmt: skip
    assert codes(judge(TEXT, draft, published="2024-05-03")) == []
    assert codes(judge(TEXT, draft)) == ["!DATE_UNLICENSED"]


def test_quantity_of_an_event():
    """An event's quantity is a mention, so its number stands in the paragraph."""
    text = "Firefighters pulled 14 people out of the arcade."
    assert happens(text, "Firefighters pulled 14 people out", "pulled", quantity="14 people") == []
