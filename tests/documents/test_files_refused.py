"""Files that are no articles, rows that cannot be read, folders of any depth: each is its own failure, said once."""

from __future__ import annotations

import codecs
import io
import json
import os
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from llmclaims import Document, Failure
from llmclaims.documents.readers import Articles, documents, source
from llmclaims.documents.readers.tables import lines
from llmclaims.runs.jsonl import run_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "The weir was mended on Friday. “It holds,” said Uma Rask, the engineer."
ROW = json.dumps({"text": TEXT}).encode() + b"\n"
MAIN = "from llmclaims.cli import main; main()"
posix = pytest.mark.skipif(os.name != "posix", reason="devices, pipes and links of this kind are Unix's")


def read_all(*places: object, **named: str) -> tuple[list[Document], list[Failure]]:
    """What is read, and what is not."""
    found = list(documents([Articles(str(one), **named) for one in places]))
    return [one for one in found if isinstance(one, Document)], [
        one for one in found if isinstance(one, Failure)
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """A limit that small files exceed."""
    monkeypatch.setattr(source.Raw.whole, "__defaults__", (400,))
    monkeypatch.setattr(lines.Lines.__init__, "__defaults__", (400,))
    return 400


@posix
@pytest.mark.parametrize(("place", "said"), [("/dev/zero", "it is a device"), ("pipe", "it is a pipe")])
def test_what_is_no_file_is_not_read(place: str, said: str, tmp_path: Path) -> None:
    """It might never end; the articles beside it are read."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "weir.txt").write_text(TEXT, encoding="utf-8")
    (only,), (bad,) = read_all(tmp_path / place, tmp_path / "weir.txt")
    assert only.text == TEXT
    assert said in bad.message
    assert "or - to read standard input" in bad.message


@posix
def test_a_pipe_that_the_shell_hands_over_is_read(tmp_path: Path) -> None:
    """Whoever writes ``<(command)`` asks for it; what comes in pieces is told as a whole."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as out:
        out.write(b"<")
        out.flush()
        out.write(f"html><head><title>Weir</title></head><body><p>{TEXT}</p></body></html>".encode())
    (page,), _ = read_all(f"/dev/fd/{reader}")
    os.close(reader)
    assert page.origin is not None
    assert page.origin.format == "html"


def test_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ``<&-`` leaves it."""
    monkeypatch.setattr(sys, "stdin", None)
    _, (bad,) = read_all("-")
    assert (
        bad.message == "Standard input cannot be read (it is closed): send the article to it, or name a file."
    )


def test_standard_input_is_told_by_all_of_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its first piece is one letter."""

    class Dripping(io.RawIOBase):
        left = ROW * 2

        def readable(self) -> bool:
            return True

        def readinto(self, room: memoryview) -> int:  # type: ignore[override]
            part, self.left = self.left[:1], self.left[1:]
            room[: len(part)] = part
            return len(part)

    monkeypatch.setattr(
        import_module("llmclaims.documents.readers.files"),
        "_stream",
        lambda: io.BufferedReader(Dripping()),
    )
    found, bad = read_all("-")
    assert [one.text for one in found] == [TEXT, TEXT]
    assert not bad


LARGE = [
    # an article, a page
    ("weir.txt", TEXT.encode() * 9),
    ("weir.html", b"<html>" + b" " * 500),
]


@pytest.mark.parametrize(("name", "data"), LARGE)
def test_an_article_has_a_size(name: str, data: bytes, small: int, tmp_path: Path) -> None:
    """More than any article has is refused before it fills the memory."""
    (tmp_path / name).write_bytes(data)
    _, (bad,) = read_all(tmp_path / name)
    assert f"is larger than {small} bytes" in bad.message


ROWS = [
    # a line of one letter less than is allowed, without its end, of exactly that and of one more: the next is read
    ("jsonl", 0, 2),
    ("jsonl", 1, 2),
    ("jsonl", 2, 1),
    ("jsonl", 300, 1),
    ("csv", 0, 2),
    ("csv", 1, 2),
    ("csv", 2, 1),
    ("csv", 300, 1),
]


@pytest.mark.parametrize(("suffix", "more", "read"), ROWS)
def test_a_row_that_is_too_long_swallows_no_other(
    suffix: str, more: int, read: int, small: int, tmp_path: Path
) -> None:
    """It alone is a failure, which says what is too long."""
    path = tmp_path / f"rows.{suffix}"
    frame = '{"text":"%s"}\n' if suffix == "jsonl" else '"%s"\n'
    first = frame % ("x" * (small + more - len(frame) + 2))
    head = "" if suffix == "jsonl" else "text\n"
    path.write_text(head + first + frame % "The weir holds.", encoding="utf-8")
    found, bad = read_all(path)
    assert len(found) == read
    assert found[-1].text == "The weir holds."
    assert [f"longer than {small} characters" in one.message for one in bad] == [True] * (2 - read)


def test_a_quotation_mark_that_never_closes_makes_no_articles(small: int, tmp_path: Path) -> None:
    """The lines behind it are not taken for rows of their own."""
    path = tmp_path / "rows.csv"
    path.write_text(f'text\n"{TEXT}"\n"' + "The weir\n" * small, encoding="utf-8")
    found, bad = read_all(path)
    assert [one.text for one in found] == [TEXT]
    assert "a quotation mark that is not closed" in bad[-1].message


def test_a_long_header_and_long_cells_are_read(tmp_path: Path) -> None:
    """The library's own limit of 131,072 characters is nobody's concern."""
    path = tmp_path / "rows.csv"
    path.write_text(f'text,{"n" * 150_000}\n"{TEXT}{"x" * 150_000}",1\n', encoding="utf-8")
    (only,), bad = read_all(path)
    assert len(only.text) == len(TEXT) + 150_000
    assert not bad


ODD_ROWS = [
    # deeper than can be read
    (b'{"text": ' + b"[" * 100_000 + b"\n", "nested too deep"),
    # a number of more digits than there may be
    (b'{"text": "x", "id": ' + b"9" * 5000 + b"}\n", "not JSON"),
    # no text
    (b'{"text": NaN}\n', "no text but float"),
    # dates that no calendar has
    (b'{"text": "x", "day": "Mon, 5 Jan 99999999999999999999 10:00:00"}\n', "not a date"),
    (b'{"text": "x", "day": "99999-01-01"}\n', "not a date"),
    (b'{"text": "x", "day": [2026]}\n', "a text is needed"),
]


@pytest.mark.parametrize(("row", "said"), ODD_ROWS)
def test_an_odd_row_costs_no_other(row: bytes, said: str, tmp_path: Path) -> None:
    """The ones before and behind it are read."""
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"text": TEXT, "day": "2026-02-06", "id": "a"}).encode() + b"\n"
    path.write_bytes(good + row + good.replace(b'"a"', b'"b"'))
    named = {"published_column": "day"} if b"day" in row else {"id_column": "id"} if b"id" in row else {}
    found, (bad,) = read_all(path, **named)
    assert len(found) == 2
    assert said in bad.message
    assert bad.document == f"{path}#2"


MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
]


@pytest.mark.parametrize(("mark", "encoding"), MARKS)
@pytest.mark.parametrize("suffix", ["txt", "csv", "jsonl"])
def test_every_mark_is_believed(mark: bytes, encoding: str, suffix: str, tmp_path: Path) -> None:
    """Whatever the form of the input."""
    written = {"txt": TEXT, "csv": f'text\n"{TEXT}"\n', "jsonl": ROW.decode()}[suffix]
    path = tmp_path / f"weir.{suffix}"
    path.write_bytes(mark + written.encode(encoding))
    (only,), bad = read_all(path)
    assert only.text == TEXT
    assert not bad


ERRORS = [
    # whatever a reader stumbles over
    (UnicodeError("label too long"), "UnicodeError: label too long"),
    (RecursionError(), "it is nested too deep"),
    (MemoryError(), "it takes more memory than there is"),
    (KeyError("text"), "KeyError: 'text'"),
    (OverflowError("days=9"), "OverflowError: days=9"),
    (AssertionError(), "AssertionError"),
]


@pytest.mark.parametrize(("error", "said"), ERRORS)
def test_a_fault_of_one_reader_is_that_documents_failure(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are read, before and behind it."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{name}: {TEXT}", encoding="utf-8")
    from llmclaims.documents.readers import text

    def stumbling(data: bytes, **named: str | None) -> Document:
        if data.startswith(b"b.txt"):
            raise error
        return from_bytes(data, **named)

    from_bytes = text.from_bytes
    monkeypatch.setattr(text, "from_bytes", stumbling)
    found, (bad,) = read_all(*(tmp_path / name for name in ("a.txt", "b.txt", "c.txt")))
    assert len(found) == 2
    assert bad.message == f"{tmp_path / 'b.txt'} cannot be read ({said}): save it anew as plain text."


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder with an article 1,100 deep, and below it one that no path can reach."""
    folder = tmp_path / "deep"
    folder.mkdir()
    try:
        place = os.open(folder, os.O_RDONLY)
        for depth in range(1120):
            name = "d" if depth < 1100 else "d" * 200
            if depth == 1100:
                article = os.open("weir.txt", os.O_WRONLY | os.O_CREAT, dir_fd=place)
                os.write(article, TEXT.encode())
                os.close(article)
            os.mkdir(name, dir_fd=place)
            below = os.open(name, os.O_RDONLY, dir_fd=place)
            os.close(place)
            place = below
        os.close(place)
        yield folder
    finally:  # deeper than Python can take away
        subprocess.run(["rm", "-rf", str(folder)], check=True)


@posix
def test_a_folder_of_any_depth_is_read(deep: Path) -> None:
    """Deeper than calls may be nested; where no path can reach, that is said."""
    (only,), (bad,) = read_all(deep)
    assert only.text == TEXT
    assert "File name too long" in bad.message
    assert run_files([deep])  # the folder that cannot be read is told with the runs


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_costs_no_other(tmp_path: Path) -> None:
    """It is a failure, and those behind it are read."""
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "weir.txt").write_text(TEXT, encoding="utf-8")
    found, (bad,) = read_all(tmp_path)
    assert len(found) == 1
    assert "closed cannot be read (Permission denied)" in bad.message


@posix
@pytest.mark.parametrize("name", [b"we\xffir.txt", b"we\nir\x1b[31m.txt"], ids=["no UTF-8", "controls"])
def test_a_file_of_any_name_is_read_and_told(name: bytes, tmp_path: Path) -> None:
    """A name that is no UTF-8, or that would write on the screen."""
    try:
        (tmp_path / os.fsdecode(name)).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this disk takes no such name")
    (tmp_path / os.fsdecode(b"empty" + name)).write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "extract", str(tmp_path), "-o", str(tmp_path / "run.jsonl")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr
    assert b"is empty" in done.stderr
    records = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["path"].endswith(os.fsdecode(name)) for one in records if one["record"] == "document"] == [
        True
    ]


def parquet_of(path: Path, columns: dict[str, object], **named: object) -> Path:
    """A Parquet file."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table(columns), path, **named)
    return path


def test_a_date_that_python_has_not_is_its_rows_failure(tmp_path: Path) -> None:
    """Parquet counts days and microseconds far beyond the year 9999."""
    arrow = pytest.importorskip("pyarrow")
    for kind, far in ((arrow.date32(), 2**31 - 1), (arrow.timestamp("us"), 2**62)):
        path = parquet_of(
            tmp_path / "rows.parquet", {"text": [TEXT] * 3, "day": arrow.array([1, far, 2], kind)}
        )
        found, (bad,) = read_all(path, published_column="day")
        assert len(found) == 2
        assert "its day cannot be read (OverflowError" in bad.message


def test_a_cell_that_is_much_larger_than_its_file_is_not_unpacked(tmp_path: Path) -> None:
    """Three kilobytes that would be a hundred megabytes; and a shared text that every row would have a copy of."""
    arrow = pytest.importorskip("pyarrow")
    path = parquet_of(tmp_path / "cell.parquet", {"text": ["a" * 30_000_000]}, compression="zstd")
    assert path.stat().st_size < 10_000
    before = arrow.total_allocated_bytes()
    _, (bad,) = read_all(path)
    assert "bytes of text packed into" in bad.message
    assert arrow.total_allocated_bytes() - before < 1_000_000
    path = parquet_of(tmp_path / "one.parquet", {"text": [TEXT, "é" * 11_000_000, TEXT]}, compression="none")
    found, (bad,) = read_all(path)
    assert len(found) == 2
    assert "its text is larger than 20,000,000 bytes" in bad.message


def test_a_text_that_many_rows_share_is_held_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of rows takes the room of one."""
    import tracemalloc

    from llmclaims.documents.readers.tables import parquet

    path = parquet_of(
        tmp_path / "rows.parquet", {"text": ["The weir holds. " * 60_000] * 64}, compression="none"
    )
    monkeypatch.setattr(
        parquet,
        "documents",
        lambda rows, *_: (Failure(document="", paragraph=None, error="", message="") for _ in rows),
    )
    tracemalloc.start()
    try:
        count = len(list(documents([path])))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 64
    assert peak < 30_000_000  # 61 MB if each row had its own


ENDLESS = [
    # a run, what it is made of, what goes with it
    ["verify", "/dev/zero"],
    ["export", "/dev/zero", "--to", "table"],
    ["link", "/dev/zero"],
    ["eval", "/dev/zero", "run.jsonl"],
    ["verify", "run.jsonl", "--decisions", "/dev/zero"],
    ["export", "run.jsonl", "--to", "speakers", "--entities", "/dev/zero"],
]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no /dev/zero here")  # noqa: PTH110
@pytest.mark.parametrize("args", ENDLESS, ids=" ".join)
def test_no_command_reads_what_has_no_end(
    args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says so in one sentence, and ends."""
    import llmclaims
    from llmclaims.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.txt").write_text(TEXT, encoding="utf-8")
    llmclaims.extract("weir.txt", settings=llmclaims.Settings()).save("run.jsonl")
    with pytest.raises(SystemExit) as left:
        main(args)
    assert left.value.code in (1, 2)
    said = "".join(capsys.readouterr())
    assert ("no annotation" if args[0] == "eval" else "it is a device, not a file") in said
    assert "fault of its own" not in said
