"""Timeline, speakers and entities: one picture of one run or of many, on a terminal and as data."""

from __future__ import annotations

import io
import json
import re

import pytest
from rich.cells import cell_len

from llmclaims.cli import main
from llmclaims.documents.document import Document
from llmclaims.export.formats import writer
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import records

FIRST = (
    "Lock Reopens\n\nHalden, May 4, 2026: Harbour master Ilse Okoro reopened the lower lock on Sunday after the flood.\n\n"
    "“We did not touch the dam,” Okoro said. The gates will be tested on May 20, 2026, she said.\n\n"
    "The report says Okoro denied that the wall had fallen. Soldiers attacked the town in 2019.\n"
)
SECOND = (
    "Dam Questions\n\nHalden, May 6, 2026: Ilse Okoro told reporters that the lock was safe.\n\n"
    "Imran Khan met Bushra Khan on Tuesday. Khan said the dam was old.\n"
)


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


@pytest.fixture(scope="module")
def runs():
    """Return two runs without a model."""
    return [
        extract(Document.from_text(text, path=name), provider="builtin")
        for text, name in ((FIRST, "a.txt"), (SECOND, "b.txt"))
    ]


def lines(name, given, **options):
    """Return what a format writes of some runs, as values."""
    out = io.StringIO()
    writer(name)((one for run in given for one in records(run)), out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def shown(name, given):
    """Return what a format shows of some runs on a terminal."""
    out = Screen()
    writer(name)((one for run in given for one in records(run)), out)
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())  # bold and dim stay without colours


def test_timeline_is_sorted(runs):
    """Dated claims come by their days, the undated behind them, each with its quote and its source."""
    made = lines("timeline", runs)
    kinds = [one["record"] for one in made]
    dated = [one for one in made if one["record"] == "dated"]
    assert kinds == sorted(kinds)
    assert [one["first"] for one in dated] == sorted(one["first"] for one in dated)
    assert dated[0]["value"] == "2019"
    assert {one["path"] for one in made} == {"a.txt", "b.txt"}
    texts = {run.documents[0].id: run.documents[0].text for run in runs}
    assert all(texts[one["document"]][one["start"] : one["end"]] == one["quote"] for one in made)
    assert {one["value"] for one in made if one["record"] == "undated"} <= {None, "XXXX-WXX-2"}


def test_timeline_marks_plans(runs):
    """What is planned or alleged is marked, and who tells of an event is named."""
    marked = {one["what"]: one["marks"] for one in lines("timeline", runs)}
    assert marked["ASSAULT attacked"] == []
    tested = [one for one in lines("timeline", runs) if "tested" in one["quote"]]
    assert all("planned" in one["marks"] or one["kind"] == "statement" for one in tested)


def test_speakers_over_documents(runs):
    """One speaker has one entity in every article, whatever mention stands beside the cue."""
    made = lines("speakers", runs)
    okoro = [one for one in made if one["speaker"] == "Ilse Okoro"]
    assert {one["path"] for one in okoro} == {"a.txt", "b.txt"}
    assert {one["mention"] for one in okoro} >= {"Okoro", "Ilse Okoro"}
    assert len({one["entity"] for one in okoro}) == 1
    assert all(one["act"] and one["quote"] for one in made)
    places = [number for number, one in enumerate(made) if one["speaker"] == "Ilse Okoro"]
    assert places == list(range(places[0], places[0] + len(places)))


def test_ambiguous_speaker_is_nobody(runs):
    """A speaker who may be two people is neither, and both are named."""
    (khan,) = [one for one in lines("speakers", runs) if one["mention"] == "Khan"]
    assert (khan["speaker"], khan["speaker_name"], khan["entity"]) == ("Khan", None, None)
    assert sorted(khan["candidates"]) == ["Bushra Khan", "Imran Khan"]


def test_report_of_a_report(runs):
    """What Okoro denied is told by the report, and says so."""
    (fallen,) = [one for one in lines("speakers", runs) if one["quote"] == "the wall had fallen"]
    assert fallen["speaker"] == "Ilse Okoro"
    assert fallen["told_by"] == ["The report"]


@pytest.mark.parametrize("name", ["entities", "speakers", "timeline"])
def test_order_of_runs_changes_nothing(runs, name):
    """The picture is the same whatever the order of the runs, and giving one twice adds nothing."""
    first = lines(name, runs)
    assert lines(name, runs[::-1]) == first
    assert lines(name, [*runs, runs[0]]) == first


@pytest.mark.parametrize("name", ["entities", "speakers"])
def test_identifiers_from_a_table(runs, name, tmp_path):
    """The user's table gives identifiers, and nothing else does."""
    table = tmp_path / "names.csv"
    table.write_text("id,name,aliases\nQ1,Ilse Okoro,I. Okoro\n", encoding="utf-8")
    made = lines(name, runs, entities=table)
    assert {one.get("identifier") for one in made} == {None, "Q1"}
    assert {one.get("identifier") for one in lines(name, runs)} == {None}


def test_entities_hold_every_mention(runs):
    """An entity's mentions stand in the documents that they name."""
    texts = {run.documents[0].id: run.documents[0].text for run in runs}
    made = lines("entities", runs)
    for one in made:
        for place in one["mentions"] if one["record"] == "entity" else [one]:
            assert texts[place["document"]][place["start"] : place["end"]] == place["text"]
    assert "open" in {one["record"] for one in made}


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("name", ["timeline", "speakers"])
def test_terminal(runs, name, width, monkeypatch):
    """On a terminal every line fits, every quote is there, and no control character of an article is."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    evil = Document.from_text(
        "Ada Brandt said the \x1b[31mlock was\u202e open on Monday.\n", path="c\x07.txt"
    )
    text = shown(name, [*runs, extract(evil, provider="builtin")])
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "\x07" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    flat = " ".join(text.split())
    quotes = [one.quote for run in runs for one in (run.statements if name == "speakers" else run.events)]
    assert all(quote in flat for quote in quotes)
    assert quotes


def test_empty(monkeypatch):
    """A run without claims shows one sentence, and no data."""
    run = extract(Document.from_text("Nothing.\n"), provider="builtin")
    assert "no event" in shown("timeline", [run])
    assert "Nobody" in shown("speakers", [run])
    assert lines("timeline", [run]) == lines("speakers", [run]) == []


def test_command(runs, tmp_path, capsys):
    """The command takes several runs and a table, and says what it cannot do."""
    paths = []
    for number, run in enumerate(runs):
        paths.append(str(tmp_path / f"{number}.jsonl"))
        run.save(paths[-1])
    table = tmp_path / "names.csv"
    table.write_text("id,name\nQ1,Ilse Okoro\n", encoding="utf-8")

    def asked(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["export", *arguments])
        return ended.value.code, capsys.readouterr()

    code, said = asked(*paths, "--to", "speakers", "--entities", str(table))
    assert code == 0, said.err
    assert {json.loads(line)["identifier"] for line in said.out.splitlines()} == {None, "Q1"}
    code, said = asked(*paths, "--to", "timeline")
    assert code == 0
    assert json.loads(said.out.splitlines()[0])["value"] == "2019"
    code, said = asked(*paths, "--to", "jsonl")
    assert code == 2
    assert "takes one run" in said.err
    code, said = asked(paths[0], "--to", "timeline", "--entities", str(table))
    assert code == 2
    assert "entities" in said.err
