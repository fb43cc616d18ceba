"""CSV, Parquet and DuckDB, read back by csv, pandas, polars, pyarrow and duckdb; data frames beside them."""

import csv
import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims import Document, Event, Extraction, Statement, verify
from llmclaims.errors import ConfigError
from llmclaims.export.csv import guarded
from llmclaims.export.formats import writer
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from llmclaims.runs.tables import COLUMNS, rows
from tests.support.export_runs import hard_run

pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
duckdb, parquet = pytest.importorskip("duckdb"), pytest.importorskip("pyarrow.parquet")


def unguarded(cell):
    """What a cell holds, the apostrophe in front taken off that guards it."""
    return cell[1:] if guarded(cell[1:]) == cell else cell


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


@pytest.fixture(scope="module")
def sheets(run, tmp_path_factory):
    """The run as CSV."""
    folder = tmp_path_factory.mktemp("csv")
    writer("csv")(records(run), folder)
    return folder


@pytest.fixture(scope="module")
def files(run, tmp_path_factory):
    """The run as Parquet."""
    folder = tmp_path_factory.mktemp("parquet")
    writer("parquet")(records(run), folder)
    return folder


@pytest.fixture(scope="module")
def database(run, tmp_path_factory):
    """The run as a DuckDB file, opened."""
    path = tmp_path_factory.mktemp("duckdb") / "claims.duckdb"
    writer("duckdb")(records(run), path)
    with duckdb.connect(str(path), read_only=True) as opened:
        yield opened


def _wanted(run):
    """Id -> (quote, spans) of every claim that is no relation."""
    return {one.id: (one.quote, list(one.spans)) for one in run.claims if one.kind != "relation"}


def _pairs(spans):
    return [(one["start"], one["end"]) for one in spans]


FORMULAS = (
    "=1+1",  # the plain one
    "+1",  # plus
    "-1+cmd|' /C calc'!A0",  # minus, and DDE
    "@SUM(A1:A2)",  # at
    "\t=1",  # behind a tab
    "\r=1",  # behind a carriage return
    "\n=1",  # behind a line feed
    "  =1",  # behind blanks
    "\xa0=1",  # behind a blank that does not break
    '"=1',  # behind a quotation mark
    "'=1",  # behind an apostrophe, which a spreadsheet may swallow
    "“=1",  # behind a curly mark
    "\ufeff=1",  # behind a byte order mark
    "\u200b=1",  # behind a character of no width
    "\u202e=1",  # behind a mark that turns the line around
    "＝1",  # full-width
    "−1",  # a real minus
    "\ttab",  # a tab alone
    "\x00=1",  # behind a control character
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_never_a_formula(text):
    """Whatever a spreadsheet might reckon out begins with an apostrophe, and comes back without it."""
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n '\"“a1\ufeff＝"), max_size=12))
def test_guarding_loses_nothing(text):
    """Each text comes back as it was, and no guarded one begins with a sign."""
    assert unguarded(guarded(text)) == text
    assert guarded(text).lstrip(" \n")[:1] not in set("=+-@\t\r＝")


def test_ordinary_words_are_left_alone():
    """A sign inside a text makes no formula of it."""
    for text in ("a = b", "“The gate,” she said", "3-2", "’tis so", ""):
        assert guarded(text) == text


def test_no_cell_of_the_sheets_begins_a_formula(sheets):
    """In all sheets of a run whose article, path and drafts begin with signs, no cell does."""
    cells = [
        cell
        for path in sheets.glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    assert any(cell.startswith("'=1+1 is what they offered") for cell in cells)
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert any(cell.startswith("'\t@SUM") for cell in cells)
    assert not [cell for cell in cells if cell.lstrip().lstrip('"“‘’').startswith(("=", "+", "-", "@"))]


def test_csv_read_by_python_gives_the_run_back(run, sheets):
    """Quotes, emoji and line breaks included, each row has its claim's words and places."""
    with (sheets / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["id"]: row for row in csv.DictReader(file)}
    read = {key: (unguarded(row["quote"]), _pairs(json.loads(row["spans"]))) for key, row in found.items()}
    assert read == _wanted(run)
    with (sheets / "relations.csv").open(encoding="utf-8-sig", newline="") as file:
        (relation,) = csv.DictReader(file)
    assert [one["quote"] for one in json.loads(relation["evidence"])] == [
        one["quote"] for one in run.relations[0].derived["evidence"]
    ]


def test_csv_read_by_pandas_and_duckdb(run, sheets):
    """Both make the same rows of the sheets, with the columns of the table."""
    frame = pandas.read_csv(sheets / "claims.csv", keep_default_na=False)
    rows = duckdb.sql(
        f"SELECT id, quote FROM read_csv('{sheets / 'claims.csv'}', header=true, all_varchar=true)"
    ).fetchall()
    wanted = {key: quote for key, (quote, _) in _wanted(run).items()}
    assert list(frame.columns) == [name for name, _ in COLUMNS["claims"]]
    assert {row.id: unguarded(row.quote) for row in frame.itertuples()} == wanted
    assert {key: unguarded(quote) for key, quote in rows} == wanted


@pytest.mark.parametrize("read", [pandas.read_parquet, polars.read_parquet, parquet.read_table])
def test_parquet_read_back(run, files, read):
    """pandas, polars and pyarrow read each item's words, and its places as lists of records."""
    table = read(files / "claims.parquet")
    rows = (
        table.to_dict("records")
        if read is pandas.read_parquet
        else (table.to_dicts() if read is polars.read_parquet else table.to_pylist())
    )
    assert {row["id"]: (row["quote"], _pairs(row["spans"])) for row in rows} == _wanted(run)
    texts = {one.id: one.text for one in run.documents}
    for row in rows:
        assert (
            " … ".join(texts[row["document"]][start:end] for start, end in _pairs(row["spans"]))
            == row["quote"]
        )


def test_parquet_has_everything_that_a_run_has(run, files):
    """Relations, refusals, failures, documents and the run itself stand beside the claims."""
    counts = {path.stem: parquet.read_metadata(path).num_rows for path in files.glob("*.parquet")}
    assert counts == {
        "claims": 9,
        "relations": 1,
        "rejections": 1,
        "failures": 2,
        "usages": 2,
        "documents": 3,
        "runs": 2,
    }
    assert [one["text"] for one in parquet.read_table(files / "documents.parquet").to_pylist()] == [
        one.text for one in run.documents
    ]


def test_parquet_is_written_in_groups(run, tmp_path, monkeypatch):
    """Rows are held in groups of bounded size, and all of them arrive in order."""
    monkeypatch.setattr("llmclaims.export.parquet.AT_ONCE", 2)
    monkeypatch.setattr("llmclaims.export.parquet.A_GROUP", 1)
    writer("parquet")(records(run), tmp_path)
    assert parquet.read_metadata(tmp_path / "claims.parquet").num_row_groups == 5
    found = parquet.read_table(tmp_path / "claims.parquet")["id"].to_pylist()
    assert found == [one.id for one in run.claims if one.kind != "relation"]


def test_a_field_of_another_type_stands_in_json(run, files):
    """A user's own ``time: int`` does not fit the column of that name: it is null there, and kept in ``fields``."""
    rows = parquet.read_table(files / "claims.parquet").to_pylist()
    (promise,) = [row for row in rows if row["kind"] == "promise"]
    assert promise["time"] is None
    assert json.loads(promise["fields"]) == {"promiser": "The company", "time": 9}


def test_duckdb_counts_code_points_as_we_do(run, database):
    """``substr`` in the article's text gives the words of each part of each quote, emoji and Arabic included."""
    found = database.sql('SELECT id, start, "end", words FROM spans').fetchall()
    texts = {
        claim.id: next(d.text for d in run.documents if d.id == claim.document)
        for claim in run.claims
        if claim.document
    }
    assert {(key, start, end) for key, start, end, _ in found} == {
        (claim.id, *span) for claim in run.claims for span in claim.spans
    }
    assert all(words == texts[key][start:end] for key, start, end, words in found)


def test_duckdb_answers_what_people_ask_first(database):
    """Who said what, what happened when, what was refused and why, and what relates to what: one view each."""
    assert database.sql("SELECT who, statements FROM speakers ORDER BY who").fetchall() == [
        ("Ana Brook", 1), ("Ole Winter", 1), ("דנה לוי", 1), ("ليلى حداد", 1),
    ]  # fmt: skip
    assert database.sql("SELECT quote FROM statements_by_speaker WHERE who = 'Ana Brook'").fetchall() == [
        ("=1+1 is what they offered us, and we laughed",)
    ]
    assert [row[0] for row in database.sql("SELECT date FROM events_by_date").fetchall()][:2] == [
        "2026-03-02",
        "2026-03-09",
    ]
    assert database.sql("SELECT code, drafts, nearest FROM rejections_by_code").fetchall() == [
        ("WORDS_ALTERED", 1, "Harbour")
    ]
    assert database.sql("SELECT type, source_quote, target_quote FROM relations_with_quotes").fetchall() == [
        (
            "supports",
            "الميناء سيفتح أبوابه غدا 🚢 بعد الإضراب",
            "=1+1 is what they offered us, and we laughed",
        )
    ]
    assert database.sql("SELECT code FROM flagged").fetchall() == [("ELLIPSIS_STITCHED",)]
    assert database.sql("SELECT error FROM failures ORDER BY error").fetchall() == [
        ("DocumentError",),
        ("ReplyError",),
    ]


def test_the_same_article_twice_counts_its_quotes_once(run, tmp_path):
    """A run that read one text from two files joins each claim with one article."""
    document, claim = run.documents[0], run.claims[0]
    twice = Extraction(run=Run(provider="t", model="m"), records=(document, claim, document))
    writer("duckdb")(records(twice), tmp_path / "d")
    with duckdb.connect(str(tmp_path / "d"), read_only=True) as database:
        assert len(database.sql("FROM events_by_date").fetchall()) == 1
        assert len(database.sql("FROM documents").fetchall()) == 2


def test_a_long_article_and_an_odd_folder(tmp_path):
    """A book of three million characters fits, in a folder whose name looks like a pattern."""
    folder = tmp_path / "a[b]*?'c"
    folder.mkdir()
    document = Document.from_text("Title\n\n" + "Some words stand here 🚢. " * 120_000)
    writer("duckdb")(records(Extraction(run=Run(provider="t", model="m"), records=(document,))), folder / "d")
    assert [one.name for one in folder.iterdir()] == ["d"]
    with duckdb.connect(str(folder / "d"), read_only=True) as database:
        assert database.sql("SELECT length(text) FROM documents").fetchall() == [(len(document.text),)]


@pytest.mark.parametrize("layout", ["csv", "parquet", "duckdb"])
def test_text_that_utf8_cannot_hold_keeps_its_length(layout, tmp_path):
    """A lone surrogate becomes one replacement character, and a NUL stays or becomes nothing that shifts offsets."""
    document = Document.from_text(
        "A title\n\nlone \ud83d surrogate, and a \x01 control \x85 too.\n", path="a\ud83d.txt"
    )
    out = tmp_path / "out"
    if layout != "duckdb":
        out.mkdir()
    writer(layout)(records(Extraction(run=Run(provider="t", model="\ud800"), records=(document,))), out)
    if layout == "parquet":
        (row,) = parquet.read_table(out / "documents.parquet").to_pylist()
        assert row["text"] == document.text.replace("\ud83d", "\ufffd")
    if layout == "duckdb":
        with duckdb.connect(str(out), read_only=True) as database:
            assert database.sql("SELECT text FROM documents").fetchall() == [
                (document.text.replace("\ud83d", "\ufffd"),)
            ]


@pytest.mark.parametrize("table", COLUMNS)
def test_frames_agree(run, table):
    """Arrow, pandas and polars have the same columns and the same rows."""
    arrow, panda, polar = run.to_arrow(table), run.to_pandas(table), run.to_polars(table)
    assert arrow.column_names == list(panda.columns) == polar.columns == [name for name, _ in COLUMNS[table]]
    assert arrow.to_pylist() == polar.to_dicts()
    plain = [
        {name: None if value is pandas.NA else value for name, value in row.items()}
        for row in panda.to_dict("records")
    ]
    assert plain == polar.to_dicts()


def test_frames_of_an_empty_run_have_their_types():
    """Nothing found is a table with the same types, so that runs can be put under one another."""
    empty, full = Extraction(run=Run(provider="t", model="m")), hard_run()
    assert empty.to_polars().schema == full.to_polars().schema
    assert empty.to_arrow().schema == full.to_arrow().schema
    assert list(empty.to_pandas().dtypes) == list(full.to_pandas().dtypes)


def test_a_table_that_is_not_there_is_named(run):
    """A wrong name is one sentence with the right ones."""
    with pytest.raises(ConfigError, match=r"There is no table 'claim'; choose one of claims, relations"):
        run.to_pandas("claim")


@pytest.mark.parametrize(
    ("method", "module", "extra"),
    [
        ("to_pandas", "pandas", "pandas"),
        ("to_polars", "polars", "polars"),
        ("to_arrow", "pyarrow", "parquet"),
    ],
)
def test_a_missing_library_says_which_extra_brings_it(run, method, module, extra, monkeypatch):
    """Without the library the method says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ConfigError, match=rf"^{module} is not installed: run pip install 'llmclaims\[{extra}\]'\.$"
    ):
        getattr(run, method)()


@pytest.mark.parametrize(("layout", "module"), [("parquet", "pyarrow"), ("duckdb", "duckdb")])
def test_a_format_whose_library_is_missing_says_so(run, layout, module, monkeypatch, tmp_path):
    """So does the format."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ConfigError, match=rf"^{module} is not installed: run pip install 'llmclaims\[{layout}\]'\.$"
    ):
        writer(layout)(records(run), tmp_path / "out")


def test_usage_can_be_added_up(run, files, tmp_path):
    """What a paragraph took is a row with numbers; what nobody counted is null in every format."""
    rows = parquet.read_table(files / "usages.parquet").to_pylist()
    assert [(row["paragraph"], row["output_tokens"], row["cost"]) for row in rows] == [
        (1, 60, 0.0125),
        (None, None, None),
    ]
    writer("duckdb")(records(run), tmp_path / "run.duckdb")
    with duckdb.connect(str(tmp_path / "run.duckdb"), read_only=True) as database:
        assert database.sql("SELECT sum(input_tokens), sum(cost), count(*) FROM usages").fetchall() == [
            (900, 0.0125, 2)
        ]
    frame = run.to_pandas("usages")
    assert frame["cost"].sum() == pytest.approx(0.0125)
    assert run.to_polars("usages")["output_tokens"].to_list() == [60, None]


def test_who_is_meant_stands_in_a_column_whether_a_model_filled_it_or_not():
    """A full name that a model leaves out, since it is the mention itself, and what a pronoun stands for."""
    text = "Rows at the dam\n\n“The dam will hold,” said Mayor Ida Brun. She closed the gate on Monday.\n"
    document = Document.from_text(text, id="dam", language="en")
    told = {"speaker": "Mayor Ida Brun", "speaker_type": "person", "cue": "said", "act": "assert"}
    said = Statement(quote="The dam will hold", **told, polarity="positive", claim="The dam will hold.")
    closed = Event(
        quote="She closed the gate on Monday",
        trigger="closed",
        type="OTHER",
        participants=[{"role": "actor", "mention": "She"}, {"role": "recipient", "mention": "the gate"}],
        modality="asserted",
        polarity="positive",
    )
    claims = [verify(draft, document) for draft in (said, closed)]
    statement, event = (row for name, row in rows(claims) if name == "claims")
    assert (statement["speaker"], statement["speaker_name"]) == ("Mayor Ida Brun", "Ida Brun")
    assert claims[0].speaker_name == "Ida Brun"
    assert [(one["mention"], one["name"]) for one in event["participants"]] == [
        ("She", "Ida Brun"),
        ("the gate", None),
    ]
    assert event["speaker_name"] is None
