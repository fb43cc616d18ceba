"""Names, numbers, units and dates of a claim come from the text."""

from __future__ import annotations

import pytest

from llmclaims.schema.news import Event, Statement
from tests.support.rule_drafts import codes, happens, judge, says

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
        (
            "Iran agreed to ship 3,000 tons of grain on 12 May.",
            ["DATE_NOT_IN_PARAGRAPH"],
        ),  # a date of another paragraph
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
    from llmclaims.schema.news import Statement

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


HEADS = "“Quillon paid the fine for its trucks in 2021, and growers saw it,” Reith said in Oslo."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Quillon paid the fine.", []),  # the quote's own name
        ("Norwich paid the fine.", ["!NAME_UNLICENSED"]),  # an invented one before an irregular past
        ("Orbis paid the fine.", ["!NAME_UNLICENSED"]),  # one that ends in s
        ("Orbis was fined.", ["!NAME_UNLICENSED"]),  # before an auxiliary
        ("Germany later handed over the fine.", ["!NAME_UNLICENSED"]),  # an adverb between
        ("Norwich and Quillon paid the fine.", ["!NAME_UNLICENSED"]),  # the first of two
        ("Norwich has paid the fine.", ["!NAME_UNLICENSED"]),  # before another auxiliary
        ("OPEC met.", ["!NAME_UNLICENSED"]),  # capitals throughout
        ("Officials saw that Quillon paid the fine.", []),  # a common noun
        ("Bystanders saw that Quillon paid the fine.", []),  # a plural that the text lacks
        ("Payment was made by Quillon.", []),  # an abstract noun
        ("Growers and Quillon saw the fine.", []),  # a common noun of the text, joined to a name
        ("Women saw that Quillon paid the fine.", []),  # a plural without an s
    ],
)
def test_name_at_the_head_of_a_claim(claim: str, expected: list[str]):
    """An invented name is found where its capital says nothing, and a common noun is not taken for one."""
    quote = "Quillon paid the fine for its trucks in 2021, and growers saw it"
    found = says(HEADS, quote, "Reith", "said", claim=claim)
    assert [code for code in found if "NAME" in code] == expected


SWAPS = (
    "Iran has the right to defend itself against Israel, Reith said in Iran. Pakistan and Israel met in Delm."
)


@pytest.mark.parametrize(
    ("quote", "claim", "expected"),
    [
        (
            "Iran has the right to defend itself",
            "Iran has the right to defend itself.",
            [],
        ),  # the name of the quote
        (
            "Iran has the right to defend itself",
            "Israel has the right to defend itself.",
            ["NAME_SWAPPED"],
        ),  # another of the paragraph
        (
            "Iran has the right to defend itself",
            "Iran has the right to defend Iran.",
            [],
        ),  # a name for the pronoun
        (
            "Iran has the right to defend itself",
            "The country has the right to defend itself.",
            [],
        ),  # a description for the name
    ],
)
def test_name_exchanged_for_another(quote: str, claim: str, expected: list[str]):
    """A name that stands in the place of the quote's own is flagged, even at the head of both."""
    found = says(SWAPS, quote, "Reith", "said", claim=claim)
    assert [code for code in found if code == "NAME_SWAPPED"] == expected


COUNTS = "“We own 180 farms and drain 40 cubic meters of water for 3,100 families downstream,” Reith said."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("They own 180 farms.", []),  # the same noun
        ("They own 180 factories.", ["NUMBER_COUNTS_OTHER"]),  # another noun
        ("They drain 40 cubic metres of water.", []),  # another spelling
        ("They drain 40 cubic feet of water.", ["!NUMBER_UNLICENSED"]),  # another cubic unit
        ("They drain 40 square meters of water.", ["!NUMBER_UNLICENSED"]),  # a unit of area
        ("They drain water for 3,100 soldiers downstream.", ["NUMBER_COUNTS_OTHER"]),  # with a word in common
        ("They drain water for 3,100 people downstream.", []),  # a general word
    ],
)
def test_what_a_number_counts(claim: str, expected: list[str]):
    """A number keeps its unit, and its noun is not exchanged for one that the paragraph lacks."""
    quote = "We own 180 farms and drain 40 cubic meters of water for 3,100 families downstream"
    assert says(COUNTS, quote, "Reith", "said", claim=claim) == expected


VAGUE = "Wren said 40 trucks and 12 boats crossed the river, half of them twice, and 4,200 people followed."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Dozens of trucks crossed the river.", []),  # a figure bears it out
        ("Thousands of people followed.", []),  # so it does here
        ("Half of the boats crossed the river twice.", []),  # the words themselves
        ("Millions of people followed.", ["!NUMBER_UNLICENSED"]),  # no figure is that large
    ],
)
def test_vague_numbers(claim, expected):
    """A vague number rests on its own word or on a figure that reaches it."""
    quote = "40 trucks and 12 boats crossed the river, half of them twice, and 4,200 people followed"
    assert says(VAGUE, quote, "Wren", "said", claim=claim) == expected


def test_vague_number_of_another_paragraph():
    """What only the rest of the document bears out is a flag."""
    text = "Wren said trucks crossed the river in 2017."
    assert says(
        text, "trucks crossed the river", "Wren", "said", claim="Dozens of trucks crossed the river."
    ) == ["NUMBER_NOT_IN_PARAGRAPH"]
    assert says(
        text, "trucks crossed the river", "Wren", "said", claim="Thousands of trucks crossed the river."
    ) == ["!NUMBER_UNLICENSED"]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The wind reached 90 kilometres per hour.", []),  # the unit spelt out
        ("The wind reached 90 kph.", []),  # in another short form
        ("The wind reached 90 mph.", ["!NUMBER_UNLICENSED"]),  # another speed
        ("The wind reached 90 miles an hour.", ["!NUMBER_UNLICENSED"]),  # the same, spelt out
    ],
)
def test_units_of_several_words(claim, expected):
    """A speed is one unit however it is written."""
    text = "The wind reached 90 km/h at the pier, Wren said, and one roof in 3 was lost."
    assert says(text, "The wind reached 90 km/h at the pier", "Wren", "said", claim=claim) == expected


def test_one_of_them_is_no_measure():
    """The word "one" beside a figure does not hide the figure's unit."""
    text = "Wren said 1 percent of the boats sank, as well as one ferry."
    quote = "1 percent of the boats sank"
    assert says(text, quote, "Wren", "said", claim="1 point of the boats sank.") == ["!NUMBER_UNLICENSED"]


def test_names_that_look_like_plurals():
    """Well-known names that end in "s" are names at the head of a sentence; common plurals are not."""
    text = "Wren said the keeper had saved a penalty."
    quote = "the keeper had saved a penalty"
    for name in ("Brussels", "Rogers", "Sanders"):
        assert says(text, quote, "Wren", "said", claim=f"{name} saved a penalty.") == ["!NAME_UNLICENSED"]
    assert says(text, quote, "Wren", "said", claim="Keepers saved a penalty.") == []


def test_exchanged_name_is_refused_when_strict():
    """A name exchanged for another of the document's is a flag, and a refusal in a strict run."""
    claim = "Iran and Stahl agreed to ship 3,000 tons of grain."
    draft = Statement(
        ref="s1", quote=QUOTE, speaker="Reith", speaker_name=None, speaker_type="person", cue="said", act="assert",
        polarity="positive", claim=claim, time=None,
    )  # fmt: skip
    assert codes(judge(TEXT, draft)) == ["NAME_SWAPPED"]
    assert codes(judge(TEXT, draft, strict=True)) == ["!NAME_SWAPPED"]
