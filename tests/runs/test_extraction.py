"""What comes back of a run: claims by their models, and one line that says what it came to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import llmclaims
from llmclaims import Cited, Document, Event, Extraction, Mention, Run, Statement, load, verify
from llmclaims.errors import ConfigError

TEXT = "The mayor promised a bridge.\n"
DOCUMENT = Document.from_text(TEXT, id="d")


class Promise(Cited):
    """A promise."""

    promiser: Mention


def promised() -> Extraction:
    """A run with one claim of a user's own model."""
    claim = verify(Promise(quote="The mayor promised a bridge", promiser="The mayor"), DOCUMENT)
    assert isinstance(claim, llmclaims.Claim)
    return Extraction(run=Run(provider="p", model="m"), records=(DOCUMENT, claim))


def test_claims_are_found_by_their_model():
    """A model finds the claims that are filled in it, as does its name."""
    run = promised()
    assert run.of(Promise) == run.of("promise") == run.claims
    assert [claim.body.promiser for claim in run.of(Promise)] == ["The mayor"]
    assert run.of(Event) == run.events == ()


def test_a_saved_run_fills_the_model_again(tmp_path: Path):
    """Read without the model, the claims come back as it when they are asked for by it."""
    promised().save(tmp_path / "r.jsonl")
    run = load(tmp_path / "r.jsonl")
    (claim,) = run.of(Promise)
    assert isinstance(claim.body, Promise)
    assert claim.body.promiser == "The mayor"


def test_another_model_of_that_name_is_told(tmp_path: Path):
    """Claims that do not fit are an error that says what to give, not an empty answer."""
    promised().save(tmp_path / "r.jsonl")

    class Promise(Cited):
        """Another promise."""

        beneficiary: Mention

    with pytest.raises(ConfigError, match="give the model of their run"):
        load(tmp_path / "r.jsonl").of(Promise)


def test_the_result_is_said_in_one_line():
    """In a console the result does not fill the screen."""
    run = llmclaims.extract(Path("seeds/brannock-dam/article.txt"), provider="builtin")
    assert repr(run).startswith("Extraction(documents=1, ")
    assert f"statement={len(run.of(Statement))}" in repr(run)
    assert len(repr(run)) < 120


def test_the_ends_of_a_relation_can_be_given():
    """A relation between two drafts is checked with the claims that it names."""
    text = "The dam burst because the rain did not stop."
    document = Document.from_text(text, id="d", language="en")
    event = {"type": "OTHER", "participants": [], "location": None, "time": None, "quantity": None}
    event |= {"modality": "asserted", "polarity": "positive"}
    burst = verify(Event(ref="e1", quote="The dam burst", trigger="burst", **event), document)
    draft = llmclaims.Relation(type="causes", source="e2", target="e1", quote=text, signal="because")
    alone = verify(draft, document)
    assert isinstance(alone, llmclaims.Rejection)
    assert alone.code == "ENDPOINT_MISSING"
    event["polarity"] = "negative"
    rain = verify(Event(ref="e2", quote="the rain did not stop", trigger="stop", **event), document)
    both = verify(draft, document, ends={"e1": burst, "e2": rain})
    assert isinstance(both, llmclaims.Claim), both


def test_the_package_runs_as_a_module():
    """``python -m llmclaims`` is the command line."""
    done = subprocess.run(
        [sys.executable, "-m", "llmclaims", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"llmclaims {llmclaims.__version__}\n"


def test_a_claim_is_found_by_the_handle_that_a_table_shows():
    """The whole id, or its beginning; what begins no id, or several, is told."""
    claim = promised().claims[0]
    other = replace(claim, id="p000000000000")
    run = Extraction(run=Run(provider="p", model="m"), records=(DOCUMENT, claim, other))
    assert run.claim(claim.id[:7]) is claim
    assert run.claim(other.id) is other
    for wanted, said in (
        ("zzz", "No claim has an id that begins with 'zzz'"),
        ("p", "2 claims have ids"),
        ("", "No"),
    ):
        with pytest.raises(ConfigError, match=said):
            run.claim(wanted)
