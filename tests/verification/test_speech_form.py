"""Direct, indirect and mixed speech, and which statement holds which claim."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.language.quotations import quotations
from llmclaims.schema.annotations import Cited, Mention, Role
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.speech_form import form
from llmclaims.verification.verifier import verify


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("“The gate is shut,” she said.", "The gate is shut", "direct"),  # curly marks
        ('"The gate is shut," she said.', "The gate is shut", "direct"),  # straight marks
        ("''The gate is shut,'' she said.", "The gate is shut", "direct"),  # doubled apostrophes
        ("‘The gate is shut,’ she said.", "The gate is shut", "direct"),  # single marks
        ("«The gate is shut», she said.", "The gate is shut", "direct"),  # guillemets
        ("„The gate is shut“, she said.", "The gate is shut", "direct"),  # low and high
        ("She said the gate was shut.", "the gate was shut", "indirect"),  # none
        (
            "She called it “a gate too far” for the town.",
            "it “a gate too far” for the town",
            "mixed",
        ),  # part of it
        (
            "It joins the “Board of Peace” soon, she said.",
            "It joins the “Board of Peace” soon",
            "indirect",
        ),  # a name
        ("“It was ‘odd’ at best,” she said.", "It was ‘odd’ at best", "direct"),  # marks inside marks
        ("“We waited. The gate stayed shut", "The gate stayed shut", "direct"),  # never closed
        (
            "It's the town's gate, don't you know.",
            "the town's gate, don't you know",
            "indirect",
        ),  # apostrophes only
        (
            "He is 6'2\" tall, she said of the guard.",
            "tall, she said of the guard",
            "indirect",
        ),  # feet and inches
        (
            "“One,” he said. The gate was shut. “Two,” he said.",
            "The gate was shut",
            "indirect",
        ),  # between quotations
    ],
)
def test_form_follows_the_quotation_marks(text: str, quote: str, expected: str):
    """A statement is direct when all its words stand in quotation marks, indirect when none does."""
    document = Document.from_text(f"Title\n\n{text}\n")
    start = document.text.index(quote)
    home = document.paragraphs[-1]
    assert form(document, [(start, start + len(quote))], home, "person") == expected


def test_author_is_unattributed():
    """What the author says has no form of speech."""
    document = Document.from_text("Title\n\n“The gate is shut” is all that the sign says.\n")
    home = document.paragraphs[-1]
    assert form(document, [(home.start + 1, home.start + 17)], home, "author") == "unattributed"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a “b c” d “e f”", ["b c", "e f"]),  # two quotations
        ("“a ‘b’ c”", ["a ‘b’ c"]),  # the outer one counts
        ("“a “b", ["b"]),  # opened again before it was closed
        ("a ” b", []),  # a stray closing mark
        ("", []),  # nothing
    ],
)
def test_quotations(text: str, inside: list[str]):
    """Quotation marks are paired from the left, an open one runs to the end."""
    assert [text[start:end] for start, end in quotations(text)] == inside


STATEMENT: dict[str, Any] = {
    "speaker_name": None, "speaker_type": "person", "act": "assert", "polarity": "positive", "time": None,
}  # fmt: skip


def test_report_of_a_report_and_an_event_in_it():
    """A statement lies within the one that reports it, an event under both, innermost first."""
    text = "Title\n\nMoss said that Holm had told her that a guard opened the gate at noon.\n"
    document = Document.from_text(text)
    outer = "Holm had told her that a guard opened the gate at noon"
    inner = "a guard opened the gate at noon"
    items = [
        ("statement", {"ref": "s1", "quote": outer, "speaker": "Moss", "cue": "said", "claim": outer} | STATEMENT),
        ("statement", {"ref": "s2", "quote": inner, "speaker": "Holm", "cue": "told", "claim": inner} | STATEMENT),
        ("event", {"ref": "e1", "quote": inner, "trigger": "opened", "type": "OTHER", "participants": [], "location": None,
                   "time": None, "quantity": None, "modality": "asserted", "polarity": "positive"}),
    ]  # fmt: skip
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    found = verify_answer(proposals, Reading(document=document, paragraph=1, schema=DEFAULT_SCHEMA))
    first, second, third = found
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    assert isinstance(third, Claim)
    assert "within" not in first.derived
    assert second.derived["within"] == first.id
    assert third.derived["asserted_by"] == [second.id, first.id]


class Sum(Cited):
    """A sum that somebody may have named."""

    named_by: Annotated[Mention | None, Role.SPEAKER] = None


@pytest.mark.parametrize(("speaker", "expected"), [(None, "unattributed"), ("the clerk", "indirect")])
def test_a_kind_of_ones_own_is_told_by_its_speaker(speaker: str | None, expected: str) -> None:
    """Where a model has no type of speaker, what nobody says is nobody's."""
    text = Document.from_text("The repair will cost 40 pounds, the clerk said.\n")
    claim = verify(Sum(quote="The repair will cost 40 pounds", named_by=speaker), text)
    assert isinstance(claim, Claim)
    assert claim.derived["form"] == expected
