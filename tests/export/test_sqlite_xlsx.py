"""SQLite and Excel, read back by sqlite3 and openpyxl."""

import sqlite3
import sys
from contextlib import closing

import pytest

from llmclaims import Document, Extraction
from llmclaims.errors import ConfigError
from llmclaims.export import xlsx
from llmclaims.export.formats import writer
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from llmclaims.runs.tables import COLUMNS
from tests.support.export_runs import hard_run

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


@pytest.fixture(scope="module")
def database(run, tmp_path_factory):
    """The run as a SQLite file, opened."""
    path = tmp_path_factory.mktemp("sqlite") / "claims.sqlite"
    writer("sqlite")(records(run), path)
    with closing(sqlite3.connect(path)) as opened:
        yield opened


@pytest.fixture
def book(run, tmp_path):
    """The run as a workbook, opened."""
    writer("xlsx")(records(run), tmp_path / "claims.xlsx")
    return openpyxl.load_workbook(tmp_path / "claims.xlsx")


def test_sqlite_counts_code_points_as_we_do(run, database):
    """``substr`` in the article's text gives the words of each part of each quote, emoji and Arabic included."""
    found = database.execute('SELECT id, start, "end", words FROM spans').fetchall()
    texts = {document.id: document.text for document in run.documents}
    wanted = {
        (claim.id, start, end, texts[claim.document][start:end])
        for claim in run.claims
        if claim.kind != "relation"
        for start, end in claim.spans
    }
    assert set(found) == wanted


def test_sqlite_answers_what_people_ask_first(database):
    """Who said what, what happened when, what was refused and why, and what relates to what: one view each."""
    assert database.execute("SELECT who, statements FROM speakers ORDER BY who").fetchall() == [
        ("Ana Brook", 1), ("Ole Winter", 1), ("דנה לוי", 1), ("ليلى حداد", 1),
    ]  # fmt: skip
    assert [row[0] for row in database.execute("SELECT date FROM events_by_date")][:2] == [
        "2026-03-02",
        "2026-03-09",
    ]
    assert database.execute("SELECT code, drafts, nearest FROM rejections_by_code").fetchall() == [
        ("WORDS_ALTERED", 1, "Harbour")
    ]
    assert database.execute("SELECT type, target_quote FROM relations_with_quotes").fetchall() == [
        ("supports", "=1+1 is what they offered us, and we laughed")
    ]
    assert database.execute("SELECT code FROM flagged").fetchall() == [("ELLIPSIS_STITCHED",)]
    assert database.execute("SELECT count(*) FROM articles").fetchone() == (3,)


def test_a_workbook_has_a_sheet_a_table_and_computes_nothing(run, book):
    """Every claim is a row with its words; a text that begins like a formula is a text."""
    assert book.sheetnames == list(COLUMNS)
    header, *rows = book["claims"].iter_rows()
    names = [cell.value for cell in header]
    assert names == [name for name, _ in COLUMNS["claims"]]
    quotes = {row[names.index("id")].value: row[names.index("quote")] for row in rows}
    assert {key: cell.value for key, cell in quotes.items()} == {
        one.id: one.quote for one in run.claims if one.kind != "relation"
    }
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b"}  # "f" is a formula
    assert any(str(cell.value).startswith("=1+1") for cell in quotes.values())
    assert "text" not in [cell.value for cell in next(book["documents"].iter_rows())]


def test_what_is_longer_than_a_cell_is_cut_and_shows_it(tmp_path):
    """A path of forty thousand characters ends in an ellipsis, at what Excel takes."""
    document = Document.from_text("Title\n\nSome words.\n", path="a" * 40_000)
    writer("xlsx")(
        records(Extraction(run=Run(provider="t", model="m"), records=(document,))), tmp_path / "x.xlsx"
    )
    (_, row) = openpyxl.load_workbook(tmp_path / "x.xlsx")["documents"].iter_rows(values_only=True)
    assert len(row[1]) == 32_767
    assert row[1].endswith("a…")


def test_more_rows_than_a_sheet_has_go_on_another(run, tmp_path, monkeypatch):
    """None is lost, and each sheet has its header."""
    monkeypatch.setattr(xlsx, "_ROWS", 4)  # in place of a million
    writer("xlsx")(records(run), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheets = [book[name] for name in book.sheetnames if name.startswith("claims")]
    assert [sheet.title for sheet in sheets] == ["claims", "claims 2", "claims 3"]
    assert [sheet["A1"].value for sheet in sheets] == ["id"] * 3
    ids = [row[0] for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert ids == [one.id for one in run.claims if one.kind != "relation"]


def test_a_missing_library_says_which_extra_brings_it(run, tmp_path, monkeypatch):
    """Without it the format says what to install."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ConfigError, match=r"pip install 'llmclaims\[xlsx\]'"):
        writer("xlsx")(records(run), tmp_path / "x.xlsx")
