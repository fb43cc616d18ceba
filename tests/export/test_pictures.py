"""Timeline, speakers and entities: one picture of one run or of many, on a terminal and as data."""

from __future__ import annotations

import io
import json
import re

import pytest
from rich.cells import cell_len

from llmclaims.cli import main
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.export.formats import writer
from llmclaims.export.shared.claim_view import told_time
from llmclaims.export.shared.time_text import told
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import Extraction, records
from llmclaims.runs.records import Run
from llmclaims.schema.news import Event, Statement
from llmclaims.verification.verifier import verify

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


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("name", ["timeline", "speakers", "entities"])
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
    kinds = {"speakers": "statement", "timeline": "event"}
    quotes = [one.quote for run in runs for one in run.claims if one.kind == kinds.get(name)]
    assert all(quote in flat for quote in quotes)
    assert bool(quotes) is (name in kinds)


def test_empty(monkeypatch):
    """A run without claims shows one sentence, and no data."""
    run = extract(Document.from_text("Nothing.\n"), provider="builtin")
    assert "no event" in shown("timeline", [run])
    assert "Nobody" in shown("speakers", [run])
    assert "Nobody is named" in shown("entities", [run])
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


LISTS = ("timeline", "speakers", "entities")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_form_that_is_asked_for(runs, name):
    """Text where JSON Lines would be, and the other way round; another form is an error that says which there are."""
    out, screen = io.StringIO(), Screen()
    writer(name)((one for run in runs for one in records(run)), out, form="text")
    assert not out.getvalue().startswith("{")
    writer(name)((one for run in runs for one in records(run)), screen, form="jsonl")
    assert json.loads(screen.getvalue().splitlines()[0])
    with pytest.raises(ConfigError, match="form=html is unknown: give form=text or form=jsonl"):
        writer(name)(records(runs[0]), io.StringIO(), form="html")


def test_one_article_is_named_once_and_several_at_each_claim(runs):
    """The title of the only article stands above all; of several, each claim says where it stands."""
    (title, *_) = [one.title for one in runs[0].documents]
    assert shown("timeline", runs[:1]).count(title) == 1
    assert shown("timeline", runs).count(title) > 1


def test_entities_are_told_by_kind_with_what_they_do(runs):
    """A person with the ways to write the name and the number of statements; who may be several stands at the end."""
    text = shown("entities", runs)
    assert re.search(r"People \(\d+\)", text)
    assert re.search(r"\d mentions?, \d statements?", text)
    assert "Who may be several" in text
    assert " or " in text.partition("Who may be several")[2]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("XXXX-WXX-4", "a Thursday"),  # a day of a week that nothing tells
        ("XXXX-05-02", "May 2 of a year"),  # nor a year
        ("XXXX-05", "May of a year"),
        ("2026-04-17TEV", "2026-04-17, evening"),
        ("2026-11-30/2027-01-22", "2026-11-30 to 2027-01-22"),
        ("2026-02-06T15:30", "2026-02-06T15:30"),  # what reads as it is
        ("P3D", "P3D"),
    ],
)
def test_a_time_is_told_in_words(value, said):
    """A value whose notation hides what it says is told in words; one that a date of the article would fill says so."""
    assert told(value) == said
    assert told_time(value) == (f"{said}; --published tells which" if "X" in value else said)


@pytest.mark.parametrize("name", ["timeline", "speakers", "table"])
def test_a_weekday_of_no_known_week_is_told_in_every_text(name):
    """No output for people has the notation of TIMEX3 for a Thursday, and each says what would tell which."""
    text = "The dam\n\nOla Brand said on Thursday that the dam had burst. The dam burst on Thursday.\n"
    document = Document.from_text(text)
    said = Statement(
        quote="the dam had burst", speaker="Ola Brand", speaker_type="person", cue="said", time="on Thursday"
    )
    burst = Event(quote="The dam burst on Thursday", trigger="burst", type="OTHER", time="on Thursday")
    found = [verify(one, document, paragraph=1) for one in (said, burst)]
    out = Screen()
    writer(name)(records(Extraction(run=Run(provider="p", model="m"), records=(document, *found))), out)
    plain = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).split())
    assert "XXXX" not in plain
    assert "a Thursday" in plain
    assert "--published" in plain
