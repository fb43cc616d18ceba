"""Tables of articles: one a row, columns named by the user, a bad row no harm to the others."""

from __future__ import annotations

import csv
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
    "other.parquet": (as_parquet([{"body": "x"}]), "has no column text (it has body)"),
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
