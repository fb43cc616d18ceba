"""Prompts: the fixed part is fixed, the fence holds, examples are true to their own text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.errors import PromptError
from llmclaims.inference.prompts import context, fence, load_prompt, names
from llmclaims.schema.annotations import Cited, Mention
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from tests.support import ROOT

PROMPTS = ROOT / "prompts"

TEXT = "Dam reopens\n\nAda Brandt opened the dam on Monday.\n\nShe thanked Bo Lund, who costs $5.\n"


class Promise(Cited):
    """Somebody binds himself to do something."""

    promiser: Mention


def test_the_fixed_part_is_the_same_for_every_paragraph() -> None:
    """Providers' prompt caches hit: what comes first does not change by a byte."""
    prompt = load_prompt("extract.v1", DEFAULT_SCHEMA)
    document = Document.from_text(TEXT)
    fixed = {prompt.messages(**context(document, one))[0].content for one in document.body}
    assert len(document.body) == 2
    assert len(fixed) == 1


def test_the_turn_carries_the_paragraph_as_it_stands() -> None:
    """Nothing of the article is changed on its way into the prompt, a dollar sign included."""
    document = Document.from_text(TEXT)
    turn = (
        load_prompt("extract.v1", DEFAULT_SCHEMA).messages(**context(document, document.body[1]))[1].content
    )
    assert document.body[1].text in turn
    assert "Title: Dam reopens" in turn
    assert "Paragraph before: Ada Brandt opened the dam on Monday." in turn
    assert "Names so far: Ada Brandt" in turn


@given(st.text(), st.text())
def test_no_text_can_close_the_fence(seed: str, text: str) -> None:
    """The word that the fence is made of never stands in the text, whatever the text is."""
    assert fence(seed, text) not in text
    assert fence(seed, text + fence(seed, text)) not in text + fence(seed, text)


def test_names_are_taken_from_the_text() -> None:
    """Runs of capitalised words, split where a sentence or a possessive ends them."""
    document = Document.from_text("Ada Brandt’s Harbour Board met. Bo Lund, Mayor of Port Orvel, left.\n")
    assert names(document.paragraphs) == ["Ada Brandt", "Harbour Board", "Bo Lund", "Port Orvel"]


@pytest.mark.parametrize("path", sorted(PROMPTS.glob("examples.*.json")), ids=lambda path: path.name)
def test_every_example_passes_the_verifier_on_its_own_text(path: Path) -> None:
    """A few-shot example that the verifier would refuse teaches the wrong thing."""
    for example in json.loads(path.read_text(encoding="utf-8")):
        document = Document.from_text(example["paragraph"] + "\n")
        proposals = [
            Proposal(kind=kind, item=item) for kind, items in example["answer"].items() for item in items
        ]
        reading = Reading(document=document, paragraph=0, schema=DEFAULT_SCHEMA)
        for proposal, outcome in zip(proposals, verify_answer(proposals, reading), strict=True):
            assert isinstance(outcome, Claim), (proposal.item, outcome)
            assert outcome.codes == (), (proposal.item, outcome.derived)


def test_a_users_model_is_explained_by_its_docstring() -> None:
    """The guide of a kind without a file is the model's own words, and examples of other kinds stay out."""
    fixed = load_prompt("extract.v1", (Promise,)).fixed
    assert "promise: Somebody binds himself to do something." in fixed
    assert "harbour master" not in fixed


def test_a_users_folder_stands_before_the_shipped_one(tmp_path: Path) -> None:
    """A template of the same name in the configured folder is used, and its hash is what provenance shows."""
    (tmp_path / "extract.v1.md").write_text(
        "Mine. $guide $examples\n=== user ===\n$paragraph\n", encoding="utf-8"
    )
    mine, shipped = (
        load_prompt("extract.v1", (Promise,), str(tmp_path)),
        load_prompt("extract.v1", (Promise,)),
    )
    assert mine.fixed.startswith("Mine.")
    assert mine.files["extract.v1.md"] != shipped.files["extract.v1.md"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Only a fixed part.", "no line '=== user ==='"),  # nothing to put a paragraph in
        ("$nobody\n=== user ===\n$paragraph", r"needs \$nobody"),  # a variable that is never given
        ("costs $ 5\n=== user ===\n$paragraph", r"write \$\$"),  # a bare dollar sign
    ],
)
def test_a_template_that_cannot_be_filled_says_why(tmp_path: Path, template: str, words: str) -> None:
    """A missing variable is an error, not an empty place in the prompt."""
    (tmp_path / "extract.v1.md").write_text(template, encoding="utf-8")
    with pytest.raises(PromptError, match=words):
        load_prompt("extract.v1", (Promise,), str(tmp_path))


def test_a_missing_variable_of_the_turn_is_an_error(tmp_path: Path) -> None:
    """The turn is filled at each paragraph; a variable that is not there is named."""
    (tmp_path / "extract.v1.md").write_text("Fixed.\n=== user ===\n$weather", encoding="utf-8")
    with pytest.raises(PromptError, match=r"needs \$weather"):
        load_prompt("extract.v1", (Promise,), str(tmp_path)).messages(paragraph="x")


def test_an_unknown_prompt_names_those_there_are() -> None:
    """The error lists the templates that could have been meant."""
    with pytest.raises(PromptError, match=r"extract\.v1"):
        load_prompt("extract.v99")
