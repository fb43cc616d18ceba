"""The quote itself: found, whole, long enough, in one sentence of the body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llmclaims.documents.document import Document
from llmclaims.grounding.quotes import ground
from llmclaims.schema.annotations import values
from llmclaims.schema.claims import Rejection
from llmclaims.schema.news import Statement
from llmclaims.verification.rules.case import Case
from llmclaims.verification.rules.registry import rules
from llmclaims.verification.verifier import verify
from tests.support.rule_drafts import AFTER, BEFORE, codes, judge

TEXT = "Firefighters pulled 14 people out of the arcade. The water fell by dawn, and the trams ran again."


def case_of(text: str, quote: str) -> Case:
    """What a rule sees of a quote from a paragraph between two others."""
    document = Document.from_text(BEFORE + text + AFTER)
    home = next(one for one in document.paragraphs if one.start == len(BEFORE))
    return Case(
        draft=author(quote), kind="statement", document=document, paragraph=home, sentences=document.sentences(home),
        values=tuple(values(author(quote))), mentions={},
        grounding=ground(quote, document.text, within=(home.start, home.end)),
    )  # fmt: skip


def author(quote: str) -> Statement:
    """A statement of the author on a quote."""
    return Statement(
        ref="s1", quote=quote, speaker=None, speaker_name=None, speaker_type="author", cue=None, act="assert",
        polarity="positive", claim=quote, time=None,
    )  # fmt: skip


def test_refusal_shows_the_nearest_words():
    """A refused quote comes with the source's words that are nearest to it."""
    outcome = judge(TEXT, author("Firefighters pulled 41 people out of the arcade"))
    assert isinstance(outcome, Rejection)
    assert outcome.nearest is not None
    assert "pulled 14 people" in outcome.nearest.text
    assert "41" in outcome.message


def test_two_sentences_are_a_flag_and_strictly_a_refusal():
    """A quote over a full stop is flagged, in a strict run refused."""
    quote = "out of the arcade. The water fell by dawn"
    assert codes(judge(TEXT, author(quote))) == ["SEVERAL_SENTENCES"]
    assert codes(judge(TEXT, author(quote), strict=True)) == ["!SEVERAL_SENTENCES"]


def test_zones_outside_the_body():
    """A biography is refused, a title is only noted."""
    text = (
        "Dam repair begins in the valley\n\nLena Marwick\nCorrespondent, South Asia\n"
        "Lena; has covered courts for newspapers and radio for 12 years. Worked in three capitals.\n\n"
        "The council opened the bridge on Monday. It had been shut since the flood, and buses took the long way.\n"
    )
    document = Document.from_text(text)
    zones = {one.zone: one for one in document.paragraphs}
    bio = verify(author("covered courts for newspapers and radio"), document, paragraph=zones["bio"].index)
    assert codes(bio) == ["!ZONE_BIO"]
    title = verify(author("Dam repair begins in the valley"), document, paragraph=zones["title"].index)
    assert codes(title) == ["ZONE_TITLE"]


def test_every_code_of_a_rule_has_a_level():
    """Each rule names its codes with a level, and its strict codes are among its flags."""
    for rule in rules():
        assert rule.codes, rule.id
        assert set(rule.codes.values()) <= {"reject", "flag"}, rule.id
        assert rule.strict <= {code for code, level in rule.codes.items() if level == "flag"}, rule.id
        assert rule.summary.endswith("."), rule.id
        assert rule.example, rule.id


def test_rule_ids_are_unique():
    """Two rules never share an id, so that one can be turned off."""
    known = [rule.id for rule in rules()]
    assert len(known) == len(set(known))


PLAIN = (
    "Ada Brandt may not sell the 14 boats to Kolm before the fair. The fair opens in May, said Brandt, and then the fair "
    "closes again. The fair opens in May, they say."
)


@pytest.mark.parametrize(
    ("quote", "code"),
    [
        ("No such words stand anywhere here", "QUOTE_NOT_FOUND"),  # nothing like it
        ("14 boats", "TOO_SHORT"),  # two short words
        ("sell the 14 boats to Kol", "CUTS_TOKEN"),  # ends inside a word
        ("General Stahl left on 12 May", "WRONG_PARAGRAPH"),  # stands in the next paragraph
        ("Ada Brandt may not sell the 41 boats to Kolm before the fair", "NUMBER_ALTERED"),  # another number
        (
            "Ada Brandt may sell the 14 boats to Kolm before the fair",
            "NEGATION_ALTERED",
        ),  # without the negator
        ("Ada Brandt may not sell the 14 boats to Brey before the fair", "NAME_ALTERED"),  # another place
        (
            "Ada Brandt will not sell the 14 boats to Kolm before the fair",
            "MODAL_ALTERED",
        ),  # surer than the source
        ("Ada Brandt may not lease the 14 boats to Kolm before the fair", "WORDS_ALTERED"),  # another verb
        (
            "Ada Brandt may not sell said Brandt, and then the fair closes",
            "NOT_CONTIGUOUS",
        ),  # two places in one
        ("Ada Brandt may ... sell the 14 boats", "ELLIPSIS_DROPS_OPERATOR"),  # "not" behind the dots
        (
            "The fair opens in May ... then the fair closes again",
            "ELLIPSIS_DROPS_OPERATOR",
        ),  # "said" behind the dots
        ("sell the 14 boats ... before the fair", "ELLIPSIS_STITCHED"),  # only a place behind the dots
        ("The fair opens in May", "AMBIGUOUS_SPAN"),  # stands twice
    ],
)
def test_rule_says_what_grounding_found(quote: str, code: str):
    """The first rule passes on what grounding has against a quote, as a refusal or as a flag."""
    found = next(one for one in rules() if one.id == "V01-V08").check(case_of(PLAIN, quote))
    assert [one.code for one in found] == [code]


def test_very_long_quote_is_flagged():
    """A quote of more than sixty words says more than one claim."""
    text = (
        "The list names " + ", ".join(f"boat number {index}" for index in range(40)) + " and no other boat."
    )
    found = next(one for one in rules() if one.id == "V01-V08").check(case_of(text, text.rstrip(".")))
    assert [one.code for one in found] == ["TOO_LONG"]


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("byline", "ZONE_BYLINE"),  # who wrote it
        ("bio", "ZONE_BIO"),  # who that is
        ("boilerplate", "ZONE_BOILERPLATE"),  # the page's furniture
        ("title", "ZONE_TITLE"),  # noted only
        ("subtitle", "ZONE_SUBTITLE"),  # noted only
        ("dateline", "ZONE_DATELINE"),  # noted only
        ("caption", "ZONE_CAPTION"),  # noted only
        ("body", None),  # where claims come from
    ],
)
def test_zone_of_the_paragraph(zone: str, code: str | None):
    """The zone of a quote's paragraph refuses it, is noted, or says nothing."""
    case = case_of(PLAIN, "sell the 14 boats to Kolm")
    case = replace(case, paragraph=replace(case.paragraph, zone=zone))
    rule = next(one for one in rules() if one.id == "V06")
    assert [one.code for one in rule.check(case)] == ([code] if code else [])
    assert rule.codes.get(code, "none") == {"body": "none"}.get(
        zone, "reject" if zone in {"byline", "bio", "boilerplate"} else "flag"
    )
