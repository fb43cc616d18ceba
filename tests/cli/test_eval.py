"""``llmclaims eval`` as a person meets it, and the gate over the recorded runs."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace

import pytest
from rich.cells import cell_len

import scores
from llmclaims.cli import main
from llmclaims.evaluation import sift
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import load
from llmclaims.runs.extraction import records as records_of
from llmclaims.schema.claims import Rejection
from llmclaims.schema.usage import Usage
from tests.support import ROOT

SLUG = "brannock-dam"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Give two saved runs over one seed: the recorded model's, and one that lost and invented a statement."""
    folder = tmp_path_factory.mktemp("runs")
    run = extract(ROOT / "seeds" / SLUG / "article.txt", replay=ROOT / "cassettes" / SLUG)
    run.save(folder / "first.jsonl")
    lost, *_, other = run.statements
    moved = replace(other, id="s0", spans=((168, 244),), quote=run.documents[0].text[168:244])
    records = [one for one in run.records if one not in (lost, other)]
    replace(run, records=(*records, moved)).save(folder / "second.jsonl")
    return folder


def called(capsys, *args):
    """Run the command line and return its exit code, output and errors."""
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in args])
    captured = capsys.readouterr()
    return ended.value.code, captured.out, captured.err


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_the_table_fits(runs, capsys, monkeypatch, columns):
    """From 60 to 200 columns no line is too long, and the headline is there."""
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = called(capsys, "eval", ROOT / "seeds", runs / "first.jsonl", "--errors")
    assert code == 0
    assert max(cell_len(line) for line in out.splitlines()) <= columns
    assert out.startswith("seeds: 1 passage")
    assert "Statements as they are (headline)" in out
    assert "floor (sentences)" in out
    assert "2 annotated passages not in the run" in " ".join(out.split())
    assert "\x1b" not in out


def test_json_has_every_score(runs, capsys):
    """The JSON holds what the table holds, with intervals and counts, and the errors when asked."""
    code, out, _ = called(capsys, "eval", ROOT / "seeds", runs / "first.jsonl", "--json", "--errors")
    (report,) = json.loads(out)["reports"]
    assert code == 0
    assert report["passages"] == 1
    scores = {one["key"]: one for one in report["scores"]}
    assert 0.8 < scores["single.attribution"]["value"] <= 1
    assert scores["single.span"]["gold"] >= scores["single.span"]["hits_gold"] > 20
    assert report["run"]["quote_validity"] == 1
    assert {"missed"} <= {one["outcome"] for one in report["errors"]}


def test_errors_show_the_sentence(runs, capsys):
    """What the second run lost stands in its sentence, marked; what it invented says that nothing is there."""
    _, out, _ = called(capsys, "eval", ROOT / "seeds", runs / "second.jsonl", "--errors")
    assert "missed statement" in out
    assert "⟦" in out
    assert "alarm statement: nothing there" in out


def test_compare_names_gains_and_losses(runs, capsys):
    """From the first run to the second one statement is lost and an alarm is new; back again it is gained."""
    code, out, _ = called(
        capsys, "eval", ROOT / "seeds", runs / "first.jsonl", "--compare", runs / "second.jsonl", "--json"
    )
    (found,) = json.loads(out)["comparisons"]
    assert code == 0
    lost = [one for one in found["lost"] if one["kind"] == "statement"]
    alarms = [one for one in found["new_alarms"] if one["kind"] == "statement"]
    assert (len(lost), len(alarms), found["gained"]) == (2, 1, [])
    change = {one["key"]: one["difference"] for one in found["differences"]}
    assert change["single.span"] < 0
    _, out, _ = called(
        capsys, "eval", ROOT / "seeds", runs / "second.jsonl", "--compare", runs / "first.jsonl"
    )
    assert "0 lost" in out
    assert re.search(r"[1-9]\d* false alarms? gone", out)


def test_a_run_compared_with_itself_changes_nothing(runs, capsys):
    """No gain, no loss, and every difference is 0."""
    path = runs / "first.jsonl"
    _, out, _ = called(capsys, "eval", ROOT / "seeds", path, "--compare", path, "--json")
    (found,) = json.loads(out)["comparisons"]
    assert {one["difference"] for one in found["differences"]} == {0}
    assert found["gained"] == found["lost"] == found["new_alarms"] == found["gone_alarms"] == []


def test_a_run_over_other_texts_is_an_error(runs, tmp_path, capsys):
    """Nothing to score is said in one sentence, with exit code 2."""
    other = tmp_path / "other.txt"
    other.write_text("Dam\n\nThe dam is old and tired.\n", encoding="utf-8")
    extract(other, provider="builtin").save(tmp_path / "run.jsonl")
    code, out, err = called(capsys, "eval", ROOT / "seeds", tmp_path / "run.jsonl")
    assert (code, out) == (2, "")
    assert "none of 3 texts" in err
    assert err.count("\n") == 1


def test_a_run_without_texts_is_matched_by_hash(runs, tmp_path, capsys):
    """A run that was saved without its texts scores the same."""
    load(runs / "first.jsonl").save(tmp_path / "bare.jsonl", text=False)
    seed = ROOT / "seeds" / SLUG / "claims.jsonl"
    whole, bare = (
        called(capsys, "eval", seed, path, "--json")[1]
        for path in (runs / "first.jsonl", tmp_path / "bare.jsonl")
    )
    assert json.loads(whole)["reports"][0]["scores"] == json.loads(bare)["reports"][0]["scores"]
    assert json.loads(bare)["reports"][0]["gold"] == SLUG


def test_validity_and_repairs_are_counted(runs):
    """Valid quotes are those that stand in the source before any repair: refused drafts count with theirs."""
    run = load(runs / "first.jsonl")
    first, second = run.claims[:2]
    text = run.documents[0].text
    refused = [
        Rejection(
            kind="event",
            document=first.document,
            paragraph=2,
            code=code,
            message="",
            nearest=None,
            draft=draft,
        )
        for code, draft in (
            ("QUOTE_NOT_FOUND", {"quote": "the moon is made of cheese"}),
            ("SPEAKER_MISSING", {"quote": text[168:244]}),
            ("SCHEMA_INVALID", None),
        )
    ]
    records = (*run.documents, replace(first, repaired=True), second, *refused)
    usage = Usage(requests=1, input_tokens=300, output_tokens=100, cost=0.5)
    found = sift(
        records_of(replace(run, records=records, summary=replace(run.summary, usage=usage))), []
    ).intake
    assert (found.proposed, found.accepted, found.rejected) == (5, 2, 3)
    assert (found.valid, found.quotes) == (2, 4)
    assert found.repair_rate == 0.25
    assert found.cost_per_claim == 0.25
    assert found.as_dict()["rejection_rate"] == {
        "QUOTE_NOT_FOUND": 0.2,
        "SPEAKER_MISSING": 0.2,
        "SCHEMA_INVALID": 0.2,
    }


def test_without_scipy_the_extra_is_named(runs, capsys, monkeypatch):
    """Scoring without SciPy says what to install."""
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    code, _, err = called(capsys, "eval", ROOT / "seeds", runs / "first.jsonl")
    assert code == 2
    assert 'pip install "llmclaims[eval]"' in err


def test_the_run_is_read_as_it_was_saved(runs):
    """The fixture's second run differs from the first by what the tests say."""
    first, second = (load(runs / f"{name}.jsonl") for name in ("first", "second"))
    assert len(first.statements) - len(second.statements) == 1


@pytest.fixture
def gate(monkeypatch):
    """Give the benchmark with the recorded runs cut down to one seed."""
    run = extract(ROOT / "seeds" / SLUG / "article.txt", provider="builtin")
    passages = scores.passages_of(run)
    monkeypatch.setattr(scores, "recorded", lambda: passages)
    monkeypatch.setattr(scores, "builtin", lambda: passages)
    return scores


def test_the_gate_fails_on_a_drop(gate, tmp_path, capsys, monkeypatch):
    """Accepted scores pass; without a few statements the same command fails and names what was lost."""
    accepted = tmp_path / "accepted.json"
    assert gate.main([], accepted) == 1  # nothing was accepted so far
    assert gate.main(["--accept"], accepted) == 0
    assert gate.main([], accepted) == 0
    capsys.readouterr()
    (whole,) = gate.recorded()
    kept = [one for one in whole.items if one.kind != "statement"] + whole.of("statement")[3:]
    monkeypatch.setattr(gate, "recorded", lambda: [replace(whole, items=tuple(kept))])
    assert gate.main([], accepted) == 1
    out = capsys.readouterr().out
    assert "DROPPED" in out
    assert "Dropped beyond 0.005: recorded" in out
    assert f"- {SLUG} s" in out
