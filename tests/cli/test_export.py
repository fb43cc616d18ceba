"""``llmclaims export``: every format by its name, to a stream, a file or a folder."""

import csv
import json
import os
import re
import subprocess
import sys
from importlib import metadata

import click
import pytest

from llmclaims import load
from llmclaims.cli import command
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.export.formats import SHIPPED, formats, target_of, writer
from llmclaims.runs.extraction import records
from llmclaims.runs.jsonl import iterate, to_record
from tests.support.export_runs import hard_run
from tests.support.terminals import on_a_terminal

FILES = ("duckdb", "sqlite", "xlsx")
FOLDERS = ("brat", "labelstudio", "csv", "parquet")


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """The run of ``export_runs`` as run.jsonl in the current folder, and nothing beside it."""
    monkeypatch.chdir(tmp_path)
    hard_run().save("run.jsonl")
    return tmp_path


def _call(*arguments):
    """The exit code, or the error that ``main`` would say."""
    return command.main(["export", *arguments], prog_name="llmclaims", standalone_mode=False)


def _needs(name):
    libraries = {"parquet": "pyarrow", "duckdb": "duckdb", "xlsx": "xlsxwriter"}
    if name in libraries:
        pytest.importorskip(libraries[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_every_format_is_written_where_it_is_told(saved, name):
    """With -o each format makes its file or folder, and leaves nothing half done beside it."""
    _needs(name)
    assert _call("run.jsonl", "--to", name, "-o", "out") == 0
    assert (saved / "out").is_dir() == (name in FOLDERS)
    assert sorted(one.name for one in saved.iterdir()) == ["out", "run.jsonl"]


@pytest.mark.parametrize("name", [*FILES, *FOLDERS])
def test_what_is_no_text_refuses_standard_output(saved, name):
    """A folder or a binary file cannot go to a pipe: one sentence says what to do."""
    kind = "file" if name in FILES else "folder"
    for given in ((), ("-o", "-")):
        with pytest.raises(
            ConfigError,
            match=rf"^{name} writes a {kind}, which cannot go to standard output: name it with -o\.$",
        ):
            _call("run.jsonl", "--to", name, *given)


def test_a_folder_with_something_in_it_is_left_alone(saved):
    """Somebody's annotation is never written over; an empty folder is taken."""
    (saved / "mine").mkdir()
    assert _call("run.jsonl", "--to", "brat", "-o", "mine") == 0
    before = {one.name: one.read_bytes() for one in (saved / "mine").iterdir()}
    with pytest.raises(ConfigError, match="mine is not an empty folder: name a new one"):
        _call("run.jsonl", "--to", "brat", "-o", "mine")
    assert {one.name: one.read_bytes() for one in (saved / "mine").iterdir()} == before


def test_a_file_is_replaced_only_when_the_new_one_is_whole(saved):
    """A database that stood there is replaced; a run that cannot be read leaves it, and nothing beside it."""
    pytest.importorskip("duckdb")
    assert _call("run.jsonl", "--to", "duckdb", "-o", "d") == 0
    before = (saved / "d").read_bytes()
    (saved / "broken.jsonl").write_text(
        (saved / "run.jsonl").read_text(encoding="utf-8")[:-40], encoding="utf-8"
    )
    with pytest.raises(Exception, match=r"broken\.jsonl"):
        _call("broken.jsonl", "--to", "duckdb", "-o", "d")
    assert (saved / "d").read_bytes() == before
    assert sorted(one.name for one in saved.iterdir()) == ["broken.jsonl", "d", "run.jsonl"]


def test_the_help_lists_every_format(capsys):
    """``export --help`` has each format with what it is."""
    assert _call("--help") == 0
    shown = capsys.readouterr().out
    for name in formats():
        line = next(line for line in shown.splitlines() if line.split()[:1] == [name])
        assert len(line.split()) > 1


def test_help_is_quick_to_import():
    """Listing the formats imports none of the libraries that they need."""
    code = (
        "import sys; from llmclaims.cli import command; "
        "command.main(['export', '--help'], standalone_mode=False); "
        "print([one for one in ('pyarrow', 'duckdb', 'pandas', 'polars', 'rich') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_option_of_a_format(saved):
    """--option reaches the format, and one that it does not know is refused with those it does."""
    assert _call("run.jsonl", "--to", "plover", "-o", "few") == 0
    assert _call("run.jsonl", "--to", "plover", "--option", "undated=publication", "-o", "all") == 0
    few, every = ((saved / name).read_text(encoding="utf-8").count("\n") for name in ("few", "all"))
    assert 0 < few < every
    with pytest.raises(ConfigError, match=r"plover knows no such option; choose one of undated, alleged"):
        _call("run.jsonl", "--to", "plover", "--option", "dated=yes")
    with pytest.raises(ConfigError, match=r"csv knows no such option; leave --option out"):
        _call("run.jsonl", "--to", "csv", "--option", "a=b", "-o", "x")


SOME = ("table", "timeline", "html", "csv", "xlsx")


@pytest.mark.parametrize("name", [one for one in SHIPPED if one not in SOME])
def test_a_format_that_keeps_every_claim_refuses_a_top(saved, name):
    """A run, a database or another tool's file is never a part of a run that looks whole."""
    with pytest.raises(
        ConfigError, match=rf"^{name} keeps every claim: leave --top out, or choose one of table, "
    ):
        _call("run.jsonl", "--to", name, "--top", "2", "-o", "out")
    assert not (saved / "out").exists()


def test_sheets_of_the_most_salient_claims(saved, capsys):
    """So many claims of each document; what else the run has is all there, and what is not is said."""
    assert _call("run.jsonl", "--to", "csv", "-o", "all") == 0
    assert _call("run.jsonl", "--to", "csv", "--top", "2", "-o", "some") == 0
    every, some = (
        {one.stem: len(_rows(one)) for one in (saved / folder).iterdir()} for folder in ("all", "some")
    )
    shown = {row["id"] for name in ("claims", "relations") for row in _rows(saved / "some" / f"{name}.csv")}
    assert shown == {one.id for one in load("run.jsonl").top(2)}
    assert {**some, "claims": 0, "relations": 0} == {**every, "claims": 0, "relations": 0}
    left = every["claims"] + every["relations"] - len(shown)
    assert f"csv: {left} claims left out: they are not among the most salient" in capsys.readouterr().err


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_timeline_of_the_most_salient_claims(saved, capsys):
    """Those of its own claims that matter most: a document's statement without a day takes no place of them."""
    found = []
    for given in ((), ("--top", "1")):
        assert _call("run.jsonl", "--to", "timeline", *given) == 0
        said = capsys.readouterr()
        found.append([json.loads(line) for line in said.out.splitlines()])
    every, some = found
    claims = {one.id: one for one in load("run.jsonl").claims}
    for document in {one["document"] for one in every}:
        own = [one for one in some if one["document"] == document]
        assert len(own) == 1
        assert claims[own[0]["id"]].salience == max(
            claims[one["id"]].salience for one in every if one["document"] == document
        )
    assert f"timeline: {len(every) - len(some)} claim" in said.err


def test_a_page_opens_with_the_most_salient_claims_and_has_all(saved, capsys):
    """Each has its rank; the page is of the same run, so that its decisions fit."""
    pages = []
    for given in ((), ("--top", "2")):
        assert _call("run.jsonl", "--to", "html", *given) == 0
        shown = re.search(
            r"<script[^>]*type=.application/json.[^>]*>(.*?)</script>", capsys.readouterr().out, re.DOTALL
        )
        pages.append(json.loads(shown[1]))
    every, some = pages
    assert every.pop("top") is None
    assert some.pop("top") == 2
    assert every == some
    run = load("run.jsonl")
    assert {one["id"] for one in some["claims"] if one["rank"] <= 2} == {one.id for one in run.top(2)}


def test_what_a_format_leaves_out_is_said(saved, capsys):
    """The sentence goes to standard error, and the format alone to standard output."""
    assert _call("run.jsonl", "--to", "graphml") == 0
    said = capsys.readouterr()
    assert "graphml: 1 rejected draft left out" in said.err
    assert said.out.startswith("<?xml")


def test_a_format_of_another_package(saved, monkeypatch, capsys):
    """An entry point adds a format: a function that takes the records and a stream."""
    point = metadata.EntryPoint(name="count", value="export_runs_format:write", group="llmclaims.exports")
    real = metadata.entry_points
    monkeypatch.setattr(
        metadata,
        "entry_points",
        lambda **wanted: [point] if wanted == {"group": "llmclaims.exports"} else real(**wanted),
    )
    monkeypatch.syspath_prepend(str(saved))
    (saved / "export_runs_format.py").write_text(
        "def write(records, out, *, text=True):\n    out.write(str(sum(1 for _ in records)))\n",
        encoding="utf-8",
    )
    assert "count" in formats()
    assert target_of(writer("count")) == "stream"
    assert _call("run.jsonl", "--to", "count") == 0
    assert capsys.readouterr().out == str(len(hard_run().records) + 2)


def test_records_are_read_one_at_a_time(saved):
    """The reader gives a record before it has read the next: what is broken at the end is found at the end."""
    with (saved / "run.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    found = iterate("run.jsonl")
    assert type(next(found)).__name__ == "Run"
    assert type(next(found)).__name__ == "Document"


def test_iterating_gives_what_loading_gives(saved):
    """Record for record the same, run and summary included."""
    assert [to_record(one) for one in iterate("run.jsonl")] == [
        to_record(one) for one in records(load("run.jsonl"))
    ]


@pytest.mark.parametrize("name", ["brat", "labelstudio", "webannotation"])
def test_records_out_of_order_are_refused(tmp_path, name):
    """A claim far from its document is no run of ours: one sentence, and no annotation at wrong offsets."""
    run = hard_run()
    shuffled = [run.run, run.documents[0], run.documents[1], run.claims[0], run.summary]
    write = writer(name)
    with (tmp_path / "f").open("w", encoding="utf-8") as file:
        out = file if target_of(write) == "stream" else tmp_path
        with pytest.raises(ConfigError, match="does not follow its document"):
            write(shuffled, out)


@pytest.mark.parametrize("name", [*SHIPPED])
def test_an_empty_run_is_written_too(saved, name):
    """No article at all: every format still makes a file that its tools open."""
    _needs(name)
    from llmclaims import Extraction
    from llmclaims.runs.records import Run

    Extraction(run=Run(provider="t", model="m")).save("empty.jsonl")
    assert _call("empty.jsonl", "--to", name, "-o", "out") == 0
    assert (saved / "out").exists()


@pytest.mark.parametrize("name", ["timeline", "speakers", "entities"])
@pytest.mark.parametrize(
    ("file", "data"), [("list.txt", False), ("list", False), ("list.jsonl", True), ("list.JSON", True)]
)
def test_a_list_in_a_file_is_text_unless_the_file_is_called_otherwise(saved, name, file, data):
    """What somebody opens reads well; what is called JSON Lines holds them."""
    assert _call("run.jsonl", "--to", name, "-o", file) == 0
    text = (saved / file).read_text(encoding="utf-8")
    assert text.startswith("{") is data
    assert max(map(len, text.splitlines())) <= 80 or data


def test_a_list_has_the_form_that_is_named(saved, capsys):
    """Text in a pipe, and JSON Lines in a text file."""
    assert _call("run.jsonl", "--to", "timeline", "--option", "form=text") == 0
    assert not capsys.readouterr().out.startswith("{")
    assert _call("run.jsonl", "--to", "timeline", "--option", "form=jsonl", "-o", "list.txt") == 0
    assert (saved / "list.txt").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("name", ["timeline", "speakers", "entities", "table"])
def test_a_pager_shows_a_list_where_a_person_looks(saved, name):
    """On a terminal the lists go through PAGER; in a pipe nothing does."""
    (saved / "numbered").write_text("#!/bin/sh\nsed 's/^/PAGED /'\n", encoding="utf-8")
    (saved / "numbered").chmod(0o755)
    code, screen = on_a_terminal(saved, "export", "run.jsonl", "--to", name, PAGER=str(saved / "numbered"))
    assert code == 0
    assert ("PAGED" in screen) is (name != "table")
    line = [sys.executable, "-m", "llmclaims", "export", "run.jsonl", "--to", name]
    piped = subprocess.run(
        line,
        env=os.environ | {"PAGER": str(saved / "numbered")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "PAGED" not in piped.stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [("page.html", b"<!doctype html>"), ("book.xlsx", b"PK"), ("claims.graphml", b"<?xml")],
)
def test_the_name_of_a_file_says_its_format(saved, name, begins):
    """Without --to a file is what its name ends in."""
    assert _call("run.jsonl", "-o", name) == 0
    assert (saved / name).read_bytes().lower().startswith(begins.lower())


def test_a_format_that_nothing_tells_is_asked_for(saved):
    """Neither --to nor a name that says it."""
    with pytest.raises(click.UsageError, match="name the format with --to"):
        _call("run.jsonl")


@pytest.mark.parametrize(("name", "to"), [("run.xlsx", "xlsx"), ("run.html", "html"), ("run.csv", "csv")])
def test_a_run_is_not_written_under_another_formats_name(saved, name, to):
    """Nothing is read, asked or written: the sentence says how to get that format."""
    (saved / "article.txt").write_text("Rain fell on Saltmere.\n", encoding="utf-8")
    for given in (["extract", "article.txt"], ["link", "run.jsonl"]):
        with pytest.raises(ConfigError, match=f"--to {to} -o {name}"):
            command.main([*given, "-o", name], prog_name="llmclaims", standalone_mode=False)
    assert sorted(one.name for one in saved.iterdir()) == ["article.txt", "run.jsonl"]


@pytest.mark.parametrize("name", ["story", "link"])
def test_an_article_is_no_run(saved, name):
    """Whoever gives the article in place of the run is told how to make one."""
    (saved / "article.txt").write_text("Rain fell on Saltmere.\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="makes one of articles"):
        command.main([name, "article.txt"], prog_name="llmclaims", standalone_mode=False)
