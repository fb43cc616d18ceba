"""Claims that a run missed and a reviewer added: checked like any draft, and counted by eval; no browser is needed here."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from llmclaims import Cited, Document, Mention
from llmclaims.cli import main
from llmclaims.errors import DocumentError
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run
from llmclaims.schema.claims import Claim
from llmclaims.verification.added import Added
from llmclaims.verification.decisions import read_decisions
from llmclaims.verification.review import gold, review
from tests.support.html_runs import FERRY, Pledge, event, whole_run

HURT = "nobody was hurt"
SAID = {"speaker_type": "unnamed", "speaker": "She", "cue": "added", "polarity": "negative"}


def added(text: str, words: str, kind: str, nth: int = 0, **body: Any) -> dict[str, Any]:
    """A line as the page saves it, for the nth place of some words."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    document = Document.from_text(text, path="ferry.txt")
    return {
        "record": "added", "run": "0", "kind": kind, "document": document.id, "spans": [[at, at + len(words)]],
        "body": {"quote": words, **body}, "note": "", "reviewer": "Ada",
    }  # fmt: skip


def given(tmp_path: Any, *records: dict[str, Any]) -> tuple[Any, ...]:
    """The decisions in a file of these lines."""
    path = tmp_path / "decisions.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return read_decisions(path)


def test_a_missed_claim_is_gold_and_counts_as_a_miss(tmp_path):
    """Recall of the run falls by the claim that was added, with its place behind an emoji in code points."""
    run = whole_run()
    found = list(gold(run, given(tmp_path, added(FERRY, HURT, "statement", **SAID))))
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(line(one) for one in found), encoding="utf-8")
    record = found[-1]
    assert FERRY[record["start"] : record["end"]] == record["quote"] == HURT
    assert (record["provider"], record["model"]) == ("reviewer", "Ada")
    scores = {one["key"]: one for one in evaluate(read_gold(path)[0], run).as_dict()["scores"]}
    assert (scores["single.span"]["hits_gold"], scores["single.span"]["gold"]) == (0, 1)


def test_words_that_stand_twice_are_taken_where_they_were_marked():
    """The second of two equal sentences is the claim, not the first."""
    text = "Storm\n\nThe old pier was closed on Monday. Boats waited. The old pier was closed on Monday.\n"
    run = Extraction(
        run=Run(provider="tests", model="none"), records=(Document.from_text(text, path="ferry.txt"),)
    )
    words = "The old pier was closed"
    record = added(text, words, "event", nth=1, trigger="closed", type="OTHER")
    one = Added(
        kind="event",
        document=record["document"],
        spans=(tuple(record["spans"][0]),),
        body=record["body"],
    )
    outcome = review(run, [one]).added[0][1]
    assert isinstance(outcome, Claim)
    assert outcome.start == text.rindex(words)
    assert outcome.mentions["trigger"][0][0] == text.rindex("closed")
    assert "AMBIGUOUS_SPAN" not in outcome.codes


def test_a_claim_of_ones_own_kind_can_be_added(tmp_path):
    """Its model is known from the run's claims, or is named."""
    record = added(FERRY, "will train all crews", "pledge", promiser="The harbour office", amount=None)
    run = whole_run()
    assert isinstance(review(run, given(tmp_path, record)).added[0][1], Claim)
    without = replace(run, records=tuple(one for one in run.records if getattr(one, "kind", "") != "pledge"))
    refused = review(without, given(tmp_path, record)).not_added[0][1]
    assert (refused.code, "--schema" in refused.message) == ("SCHEMA_INVALID", True)
    assert not review(without, given(tmp_path, record), schema=[Pledge]).not_added


class Count(Cited):
    """A model with a field that words cannot fill."""

    what: Mention
    number: int


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"spans": [[0, 100_000]]}, "SPANS_CHANGED"),  # behind the end
        ({"spans": [[40, 20]]}, "SPANS_CHANGED"),  # ends before it begins
        ({"spans": [[10, 80]]}, "WRONG_PARAGRAPH"),  # over two paragraphs
        ({"spans": [[60, 90]]}, "WRONG_PARAGRAPH"),  # the quote stands in another one
        ({"document": "elsewhere"}, "DOCUMENT_MISSING"),
        ({"kind": "rumour"}, "SCHEMA_INVALID"),
        ({"body": {"quote": HURT, **SAID, "speaker": "Ola Brand"}}, "SPEAKER_NOT_IN_PARAGRAPH"),
        ({"body": {"quote": HURT, **SAID, "speaker_type": "ghost"}}, "SCHEMA_INVALID"),
        ({"body": {"quote": "somebody was hurt", **SAID}}, "QUOTE_NOT_FOUND"),
    ],
)
def test_an_added_claim_that_does_not_hold_is_refused(tmp_path, change, code):
    """The reviewer's word is no excuse, nor is a broken file."""
    record = added(FERRY, HURT, "statement", **SAID) | change
    found = review(whole_run(), given(tmp_path, record)).not_added
    assert [one.code for _, one in found] in (
        [code],
        ["NEGATION_ALTERED"] if code == "QUOTE_NOT_FOUND" else [code],
    )


def test_a_claim_that_the_run_has_is_not_added(tmp_path):
    """It would be counted twice."""
    run = whole_run()
    first = next(one for one in run.claims if one.kind == "event")
    body = first.body.model_dump(mode="json")
    record = added(
        FERRY, str(first.quote), "event", **{key: one for key, one in body.items() if key != "quote"}
    )
    assert review(run, given(tmp_path, record)).not_added[0][1].code == "DUPLICATE"


def test_of_two_equal_claims_one_is_added(tmp_path):
    """Two reviewers may have missed the same one."""
    record = added(FERRY, HURT, "statement", **SAID)
    found = review(whole_run(), given(tmp_path, record, record | {"reviewer": "Ben"}))
    assert [one.reviewer for one, _ in found.added] == ["Ben"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": ""},
        {"document": None},
        {"spans": []},
        {"spans": [[1]]},
        {"spans": [["a", "b"]]},
        {"body": None},
    ],
)
def test_an_added_claim_that_is_not_whole_is_named(tmp_path, change):
    """The sentence gives file and line."""
    record = added(FERRY, HURT, "statement", **SAID) | change
    with pytest.raises(DocumentError, match=r"decisions.jsonl:1: an added claim"):
        given(tmp_path, record)


def test_verify_names_what_it_refuses_and_writes_the_rest(tmp_path, monkeypatch, capsys):
    """One line a refusal with its code, the exit code 1, and the accepted one in the gold."""
    monkeypatch.chdir(tmp_path)
    run = whole_run()
    run.save(tmp_path / "run.jsonl")
    plan = event("The harbour office will buy two new radar sets", "buy", modality="planned")
    filled = {key: one for key, one in plan.model_dump(mode="json").items() if key != "quote"}
    good = added(FERRY, plan.quote, "event", **filled)
    bad = added(FERRY, HURT, "statement", **SAID | {"speaker": "Ola Brand"})
    given(tmp_path, good, bad)
    with pytest.raises(SystemExit) as left:
        main(["verify", "run.jsonl", "--decisions", "decisions.jsonl", "--gold", "gold.jsonl"])
    out = capsys.readouterr().out
    assert left.value.code == 1
    assert "decisions.jsonl:2: statement: SPEAKER_NOT_IN_PARAGRAPH: the added claim does not hold" in out
    assert "1 claim added, 1 refused." in out
    kinds = [json.loads(one) for one in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["quote"] for one in kinds if one["record"] == "event" and not one.get("optional")] == [
        plan.quote
    ]
