"""``llmclaims review`` as a person meets it: from decisions to a report, to gold and to examples that a run takes."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from llmclaims import Document, Settings, extract
from llmclaims.cli import main
from llmclaims.config.taught_files import read_examples
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.runs.extraction import load
from llmclaims.schema import support
from llmclaims.verification.added import Added
from tests.support.reviews import DENIED, ERRORS, MILL, decided, missed, reviewed_run


@pytest.fixture(name="folder")
def fixture_folder(tmp_path, monkeypatch):
    """A folder with a run and its decisions, as the page saves them."""
    monkeypatch.chdir(tmp_path)
    run, named = reviewed_run()
    run.save(tmp_path / "run.jsonl")
    given = [*decided(named, **ERRORS), missed(run, "it had closed the road", "statement", **DENIED)]
    with (tmp_path / "decisions.jsonl").open("w", encoding="utf-8") as out:
        for one in given:
            kind = "added" if isinstance(one, Added) else "decision"
            out.write(json.dumps({"record": kind} | asdict(one)) + "\n")
    return tmp_path


def ran(capsys, *args):
    """Run the command line and return its exit code, output and errors."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    captured = capsys.readouterr()
    return ended.value.code, captured.out, captured.err


def test_the_report_is_printed_and_is_one_object_for_a_program(folder, capsys):
    """Both say the same."""
    code, out, _ = ran(capsys, "review", "run.jsonl", "--decisions", "decisions.jsonl")
    assert (code, "Right as found: 6 of 10" in out) == (0, True)
    _, out, _ = ran(capsys, "review", "run.jsonl", "--decisions", "decisions.jsonl", "--json")
    found = json.loads(out)
    assert (found["whole"]["accepted"], found["whole"]["decided"]) == (6, 10)
    assert {one["name"] for one in found["sections"]["By kind"]} == {"event", "statement", "relation"}


def test_examples_and_gold_share_no_article(folder, capsys):
    """What is taught is not scored: gold keeps out of the articles of examples, and examples out of those of gold."""
    review = ("review", "run.jsonl", "--decisions", "decisions.jsonl", "--examples")
    code, _, err = ran(capsys, *review, "examples.jsonl")
    assert (code, "1 example of 1 article written to examples.jsonl" in err) == (0, True)
    gold = ("verify", "run.jsonl", "--decisions", "decisions.jsonl", "--gold", "gold.jsonl", "--apart")
    _, out, _ = ran(capsys, *gold, "examples.jsonl")
    assert "1 article left out of the gold" in out
    (example,) = read_examples("examples.jsonl")
    texts = [one.text for one in read_gold("gold.jsonl")[0].passages]
    assert len(texts) == 1
    assert example["text"] not in texts[0]
    _, _, err = ran(capsys, *review, "others.jsonl", "--apart", "gold.jsonl")
    assert "Example 1 shows" in err
    assert read_examples("others.jsonl") == (example,)


def test_gold_of_a_review_has_everything_that_was_decided(folder, capsys):
    """Right claims, corrected ones as corrected, missed ones as misses, and rejected ones as false alarms."""
    ran(capsys, "verify", "run.jsonl", "--decisions", "decisions.jsonl", "--gold", "gold.jsonl")
    scores = {
        one["key"]: one for one in evaluate(read_gold("gold.jsonl")[0], load("run.jsonl")).as_dict()["scores"]
    }
    events, statements = scores["event.trigger"], scores["single.span"]
    assert (events["hits_run"], events["run"], events["gold"]) == (4, 6, 4)
    assert (statements["hits_gold"], statements["gold"]) == (3, 4)


def test_a_run_says_that_an_example_is_taken_from_its_article(folder):
    """Scores on an article that the model was shown say nothing."""
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    (folder / "other.txt").write_text("Ice\n\nThe lake froze on Monday.\n", encoding="utf-8")
    settings = Settings(examples=({"text": MILL.split("\n\n")[2], "event": []},))
    said = extract(["mill.txt", "other.txt"], provider="builtin", settings=settings).summary.warnings
    assert [one for one in said if "taken from it" in one] == [
        "mill.txt: example 1 is taken from it, so that scores on it say nothing."
    ]


def test_decisions_on_another_run_are_an_error_that_says_so(folder, capsys):
    """Nothing was reviewed there."""
    (folder / "empty.jsonl").write_text(
        "".join((folder / "run.jsonl").read_text("utf-8").splitlines(keepends=True)[:1]), "utf-8"
    )
    code, _, err = ran(capsys, "review", "empty.jsonl", "--decisions", "decisions.jsonl")
    assert code == 2
    assert "name the run that was reviewed" in err


def test_nothing_that_was_read_is_written_over(folder, capsys):
    """Neither the run nor the decisions."""
    before = (folder / "run.jsonl").read_bytes()
    code, _, _ = ran(
        capsys, "review", "run.jsonl", "--decisions", "decisions.jsonl", "--examples", "run.jsonl"
    )
    assert (code, (folder / "run.jsonl").read_bytes()) == (2, before)


SPEAKERS = ("Ann Lee", "Bo Marsh", "Cy Dunn", "Di Fell", "Ed Holt", "Flo Orr")


def test_a_review_of_many_articles_gives_other_runs_numbers(tmp_path, capsys, monkeypatch):
    """What was decided on ten articles tells how likely another claim is right; before, nothing does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(support, "_rows", {("nobody", "none", "event"): {}})
    texts = [
        "Fair\n\n"
        + "\n\n".join(f"{who} said that the fair number {n} would open at noon." for who in SPEAKERS)
        + "\n"
        for n in range(1, 11)
    ]
    run = extract([Document.from_text(text, language="en") for text in texts], provider="builtin")
    run.save("run.jsonl")
    with (tmp_path / "decisions.jsonl").open("w", encoding="utf-8") as out:
        for number, claim in enumerate(run.statements):
            said = "reject" if number % 6 == 5 else "accept"
            out.write(json.dumps({"record": "decision", "claim": claim.id, "decision": said}) + "\n")
    export = ("export", "run.jsonl", "--to", "timeline", "--min-support", "0.5", "-o")
    code, _, err = ran(capsys, *export, "before.txt")
    assert (code, "60 without a number" in err, "--calibration" in err) == (0, True, True)
    _, _, err = ran(
        capsys, "review", "run.jsonl", "--decisions", "decisions.jsonl", "--calibration", "own.json"
    )
    assert "builtin rules-1 statement: 50 of 60 right; Brier score on articles left out" in err
    _, _, err = ran(capsys, *export, "after.txt", "--calibration", "own.json")
    assert "60 claims written. Left out: none." in err
    assert {one.support for one in load("run.jsonl").statements} == {0.833}


def test_too_few_decisions_write_no_calibration(folder, capsys):
    """What is missing is said of each kind."""
    _, _, err = ran(
        capsys, "review", "run.jsonl", "--decisions", "decisions.jsonl", "--calibration", "own.json"
    )
    assert "tests reader statement: no number (3 claims, fewer than 50)" in err
    assert not (folder / "own.json").exists()


@pytest.mark.parametrize("layout", ["jsonl", "html"])
def test_what_stands_for_the_whole_run_keeps_every_claim(folder, capsys, layout):
    """The run, and the page whose decisions are about it, are not made smaller."""
    code, _, err = ran(capsys, "export", "run.jsonl", "--to", layout, "--min-support", "0.5", "-o", "out")
    assert (code, "keeps every claim" in err, (folder / "out").exists()) == (2, True, False)
