"""Tables of articles: one a row, columns named by the user, a bad row no harm to the others."""

from __future__ import annotations

import csv
import gc
import io
import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims import Document, Failure
from llmclaims.documents.readers import Articles, documents

if TYPE_CHECKING:
    from pathlib import Path

FERRY = (
    "The ferry sank on Monday. “It was old,” said Ann Lee, who had sailed on it.\nNobody was hurt, she said."
)
BRIDGE = "The bridge was closed on Tuesday. “We saw cracks,” said Bo Lund, the mayor."
ROWS = [
    {"key": "a1", "head": "Ferry sinks", "day": "2026-02-06T10:00:00Z", "body": FERRY},
    {"key": "b2", "head": "", "day": "", "body": BRIDGE},
]
NAMED = {"text_column": "body", "id_column": "key", "title_column": "head", "published_column": "day"}


def as_jsonl(rows: list[dict]) -> bytes:
    """One object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_csv(rows: list[dict], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A header and a row each."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_parquet(rows: list[dict]) -> bytes:
    """A table of columns."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


FORMS = {
    # each as it is, and as it is often written
    "rows.jsonl": as_jsonl(ROWS),
    "rows.ndjson": b"\xef\xbb\xbf" + as_jsonl(ROWS).replace(b"\n", b"\r\n\r\n"),
    "rows.csv": as_csv(ROWS),
    "excel.csv": as_csv(ROWS, ";", "utf-8-sig"),
    "western.csv": as_csv(ROWS, ",", "cp1252"),
    "wide.csv": as_csv(ROWS, ",", "utf-16"),
    "rows.tsv": as_csv(ROWS, "\t"),
    "bars.csv": as_csv(ROWS, "|"),
    "rows.parquet": as_parquet(ROWS),
}


def found_in(path: Path, **named) -> list[Document | Failure]:
    """What is read of a table."""
    return list(documents([Articles(path, **named)]))


@pytest.mark.parametrize("name", FORMS)
def test_each_row_is_an_article(name, tmp_path):
    """Text, name, title and day come from the columns that were named, whatever the form of the table."""
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    ferry, bridge = found_in(path, **NAMED)
    assert (ferry.id, ferry.title, ferry.published) == ("a1", "Ferry sinks", "2026-02-06")
    text = ferry.text.replace("\r\n", "\n")
    assert text == f"# Ferry sinks\n\n{FERRY}"
    assert (bridge.id, bridge.title, bridge.published, bridge.text) == ("b2", None, None, BRIDGE)
    assert ferry.path.startswith(f"{path}#")
    assert (ferry.origin.published, ferry.origin.published_from) == ("2026-02-06T10:00:00Z", "day")


USUAL = [
    # names of a table's columns, and what is said of them
    (("headline", "pub_date", "content"), "text from content, title from headline, date from pub_date"),
    (
        ("Title", "publishedAt", "article_text"),
        "text from article_text, title from Title, date from publishedAt",
    ),
    (("heading", "date", "text"), "title from heading, date from date"),
    (("remark", "day of change", "maintext"), "text from maintext"),
]


@pytest.mark.parametrize(("names", "said"), USUAL, ids=[one[1] for one in USUAL])
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_columns_with_usual_names_are_taken_and_said(form, names, said, tmp_path, caplog):
    """One line says which, and how to name others."""
    makers = {"csv": as_csv, "jsonl": as_jsonl, "parquet": as_parquet}
    path = tmp_path / f"rows.{form}"
    path.write_bytes(makers[form]([dict(zip(names, ("Ferry sinks", "2026-02-06", FERRY), strict=True))]))
    (only,) = found_in(path)
    wanted = ("Ferry sinks" if "title" in said else None, "2026-02-06" if "date" in said else None)
    assert (only.title, only.published) == wanted
    assert only.text.endswith(FERRY)
    (told,) = caplog.messages
    assert told.startswith(f"{path}: {said} (by the usual names; --")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_two_columns_that_may_hold_the_text_are_not_chosen_between(form, tmp_path):
    """The table is refused once, and says what to name."""
    path = tmp_path / f"rows.{form}"
    makers = {"csv": as_csv, "jsonl": as_jsonl, "parquet": as_parquet}
    path.write_bytes(makers[form]([{"body": FERRY, "story": BRIDGE}] * 3))
    (only,) = found_in(path)
    assert (
        "has no column text (it has body, story): body and story may hold it: name one with --text-column"
        in only.message
    )


def test_dates_that_say_two_days_are_said_once(tmp_path, caplog):
    """In a column that nobody named; the articles are read without a day."""
    path = tmp_path / "rows.csv"
    path.write_bytes(as_csv([{"date": "02/06/2026", "text": FERRY}, {"date": "03/06/2026", "text": BRIDGE}]))
    assert [one.published for one in found_in(path)] == [None, None]
    assert "2 of 2 in the column date is no date that is read (such as '02/06/2026'" in caplog.text


DIALECTS = {
    # a line for Excel, semicolons with quoted ones, line breaks within quotation marks
    "excel.csv": b"sep=;\r\n" + as_csv([{"title": "Ferry; sinks", "text": FERRY}], ";"),
    "semicolons.csv": as_csv([{"title": "Ferry; sinks", "text": FERRY}], ";", "utf-16"),
    "tabs.csv": as_csv([{"title": "Ferry; sinks", "text": FERRY}], "\t"),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects_of_csv_are_told(name, tmp_path):
    """As spreadsheets write them."""
    path = tmp_path / name
    path.write_bytes(DIALECTS[name])
    (only,) = found_in(path)
    assert only.text.replace("\r\n", "\n") == f"# Ferry; sinks\n\n{FERRY}"


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_html_in_a_cell_is_read_as_a_page_is(form, tmp_path):
    """Its marks are no text, and what it hides is left out."""
    path = tmp_path / f"rows.{form}"
    makers = {"csv": as_csv, "jsonl": as_jsonl, "parquet": as_parquet}
    markup = f"<p>{BRIDGE}</p><p hidden>Nobody sees this.</p><p>Lund &amp; Co. paid<br>for it.</p>"
    path.write_bytes(makers[form]([{"text": markup}]))
    (only,) = found_in(path)
    assert only.text == f"{BRIDGE}\n\nLund & Co. paid for it."
    assert only.origin.hidden == 3


BAD = {
    # a line that was cut off
    "rows.jsonl": (
        as_jsonl(ROWS[:1]) + b'{"body": "cut o\n' + b"[1]\n" + b'{"text": "elsewhere"}\n' + b'{"body": 7}\n'
        b'{"body": " "}\n' + b'{"body": "caf\xe9"}\n' + as_jsonl(ROWS[1:]),
        [
            "is not JSON",
            "is no JSON object",
            "has no column body (it has text)",
            "is no text but int",
            "body is empty",
            "is not UTF-8",
        ],
    ),
    # too many cells, bytes of another encoding, an empty text, too few cells
    "rows.csv": (
        (
            b"body,day\n"
            b'"The ferry sank.",\n'
            b"The bridge, it is said, is shut\n"
            b"caf\xe9,\n"
            b'"",\n'
            b'"a"b,\n'
            b"The mayor resigned.\n"
        ),
        ["has 3 cells and the header 2", "cannot be decoded", "body is empty", "is not CSV"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_row_that_cannot_be_read_is_a_failure_and_the_others_go_on(name, tmp_path):
    """Each bad row is named with its number and its reason; the good ones around it are read."""
    data, reasons = BAD[name]
    path = tmp_path / name
    # the first 4 kB decide on the encoding
    path.write_bytes(
        data if name.endswith("jsonl") else data.replace(b'sank."', b"sank" + b"." * 5000 + b'"')
    )
    found = found_in(path, text_column="body")
    failures = [one for one in found if isinstance(one, Failure)]
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], Document)
    assert len(failures) == len(reasons)
    for failure, reason in zip(failures, reasons, strict=True):
        assert reason in failure.message
        assert failure.message.startswith(f"{failure.document}: ")
        assert failure.document.startswith(f"{path}#")


def test_a_run_on_a_table_counts_its_bad_rows(tmp_path):
    """One source with many documents: the run has a document and claims for each good row, and verifies."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(as_jsonl(ROWS[:1]) + b"nothing\n" + as_jsonl(ROWS[1:]))
    result = llmclaims.extract(Articles(path, **NAMED))
    assert [one.id for one in result.documents] == ["a1", "b2"]
    assert [one.body.speaker for one in result.statements] == ["Ann Lee", "she", "Bo Lund"]
    assert [one.document for one in result.failures] == [f"{path}#2"]
    result.save(tmp_path / "run.jsonl")
    assert llmclaims.verify(llmclaims.load(tmp_path / "run.jsonl")).claims == result.claims


def test_a_name_given_twice_is_a_failure(tmp_path):
    """Two articles of one name could not be told apart in the run."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(as_jsonl([*ROWS, ROWS[0] | {"body": BRIDGE}]))
    *_, last = found_in(path, **NAMED)
    assert "another row has the key 'a1'" in last.message


def test_a_date_that_is_none_is_a_failure(tmp_path):
    """A wrong day would date every claim of the article wrongly."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(as_jsonl([ROWS[0] | {"day": "06/02/26"}]))
    (only,) = found_in(path, **NAMED)
    assert "day is '06/02/26', which is not a date" in only.message


UNREADABLE = {
    # nothing in it
    "empty.jsonl": (b"", "holds no rows"),
    "empty.csv": (b"", "is empty"),
    "header.csv": (b"text\n", "holds no rows"),
    # a saved run is no table of articles
    "run.jsonl": (b'{"record":"run","format":"llmclaims/1"}\n', "is a run that was saved"),
    # not what its name says
    "broken.parquet": (b"PAR1 and nothing more", "is not Parquet that can be read"),
    # a column that nobody has
    "other.parquet": (as_parquet([{"remark": "x"}]), "has no column text (it has remark)"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_table_without_articles_is_one_sentence(name, tmp_path):
    """What is wrong with the whole table is said once."""
    data, said = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(data)
    (only,) = found_in(path)
    assert isinstance(only, Failure)
    assert said in only.message


def test_a_parquet_day_may_be_a_date(tmp_path):
    """Columns of dates and times need no text."""
    datetime = pytest.importorskip("datetime")
    path = tmp_path / "rows.parquet"
    path.write_bytes(as_parquet([{"text": FERRY, "day": datetime.date(2026, 2, 6), "n": 7}]))
    (only,) = found_in(path, published_column="day", id_column="n")
    assert (only.id, only.published) == ("7", "2026-02-06")


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv"])
def test_memory_does_not_grow_with_the_table(name, tmp_path):
    """Two hundred rows of 20 kB are read in the room of a few."""
    path = tmp_path / name
    row = {"text": FERRY + "\n" + "x" * 20_000}
    form = as_jsonl if name.endswith("jsonl") else as_csv
    path.write_bytes(form([row] * 200))
    tracemalloc.start()
    try:
        read = sum(isinstance(one, Document) for one in documents([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 200
    assert peak < path.stat().st_size / 4


def test_the_command_line_names_the_columns(tmp_path, capsys):
    """--text-column and its like reach the reader."""
    from llmclaims.cli import main

    path = tmp_path / "rows.csv"
    path.write_bytes(as_csv(ROWS))
    options = [
        "--text-column",
        "body",
        "--id-column",
        "key",
        "--title-column",
        "head",
        "--published-column",
        "day",
    ]
    with pytest.raises(SystemExit) as left:
        main(["extract", str(path), *options])
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [(one["id"], one["title"], one["published"]) for one in records if one["record"] == "document"]
    assert told == [("a1", "Ferry sinks", "2026-02-06"), ("b2", None, None)]
    assert left.value.code == 0


def test_a_parquet_text_that_is_not_utf_8_costs_no_other_row(tmp_path):
    """The one row is a failure."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    texts = pyarrow.array([FERRY.encode(), b"caf\xe9", BRIDGE.encode()], pyarrow.binary()).view(
        pyarrow.string()
    )
    path = tmp_path / "rows.parquet"
    parquet.write_table(pyarrow.table({"text": texts}), path)
    ferry, bad, bridge = found_in(path)
    assert (ferry.text, bridge.text) == (FERRY, BRIDGE)
    assert "its text is no text but bytes" in bad.message


def test_a_header_with_an_open_quotation_mark_is_a_header(tmp_path):
    """A name may hold a line break; one that never ends leaves no rows, and says so."""
    path = tmp_path / "rows.csv"
    path.write_bytes(f'"the\nkey",text\na1,"{BRIDGE}"\n'.replace("“", "").replace("”", "").encode())
    (only,) = found_in(path)
    assert only.text.startswith("The bridge was closed")
    path.write_bytes(b'"text\n' + BRIDGE.encode())
    (only,) = found_in(path)
    assert "holds no rows" in only.message


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_a_table_that_is_refused_is_closed_before_its_file(name, tmp_path, recwarn):
    """Nothing is left that would complain later."""
    path = tmp_path / name
    path.write_bytes(as_csv([{"remark": "x"}]) if name.endswith("csv") else as_jsonl([{"remark": "x"}] * 3))
    (only,) = found_in(path)
    gc.collect()
    assert "has no column text (it has remark)" in only.message
    assert not recwarn.list
