"""The annual report that the documentation teaches a model of one's own on: page and files are one, and both hold."""

from __future__ import annotations

import json

import pytest

from llmclaims.cli.options import models
from llmclaims.config.taught_files import read_examples, read_instructions
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.pipeline.extract import extract
from llmclaims.verification.recheck import verify
from tests.support import ROOT
from tests.support.doc_pages import blocks

FOLDER = ROOT / "examples/annual-report"
PAGE = {one.title: one.body for one in blocks((ROOT / "docs/howto/teaching.md").read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", ["models.py", "instructions.md", "examples.jsonl"])
def test_the_page_shows_the_files_as_they_are(name: str) -> None:
    """Whoever copies from the page has what the repository has."""
    assert PAGE[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_the_gold_is_whole() -> None:
    """Each quote stands in the report once, and what is annotated is all right beside itself."""
    (gold,) = read_gold(FOLDER / "gold.jsonl")
    (passage,) = gold.passages
    assert len(passage.items) == 18
    assert {one.value for one in evaluate(gold, [passage]).scores} == {1.0}


def test_nothing_of_the_report_is_taught() -> None:
    """Scores on it say something only where neither instructions nor examples show its sentences."""
    told = (FOLDER / "instructions.md").read_text(encoding="utf-8") + json.dumps(
        read_examples(FOLDER / "examples.jsonl"), ensure_ascii=False
    )
    for line in (FOLDER / "gold.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        record = json.loads(line)
        assert record["quote"] not in told
        assert record["amount"] not in told


def test_the_recorded_run_replays_and_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, no key: what the recorded model found, verified, and held against the gold."""
    monkeypatch.syspath_prepend(FOLDER)
    result = extract(
        FOLDER / "report.txt",
        schema=models(["models:Figure"]),
        instructions=read_instructions(FOLDER / "instructions.md"),
        examples=read_examples(FOLDER / "examples.jsonl"),
        replay=ROOT / "examples/recorded/annual-report",
    )
    assert result.failures == ()
    assert result.of("figure") == result.claims != ()
    assert verify(result) == result
    (gold,) = read_gold(FOLDER / "gold.jsonl")
    assert (evaluate(gold, result).score("own.figure.span") or 0) > 0.5
