"""Runs of any length: checking, exporting and scoring hold no more of a long run than of a short one."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

import large
from llmclaims import Document
from llmclaims.cli import command
from llmclaims.documents.readers import Articles, documents
from llmclaims.documents.readers.files import opened
from llmclaims.documents.readers.tables import parquet
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.evaluation import evaluate, passages_of, read_gold, sift
from llmclaims.export.formats import SHIPPED, bounded, writer
from llmclaims.runs.extraction import load
from llmclaims.runs.jsonl import iterate, run_files
from llmclaims.runs.spill import OnDisk
from llmclaims.verification.recheck import Problem, Tally, recheck

if TYPE_CHECKING:
    from collections.abc import Callable

EACH = 4
SHORT, LONG = 50 * EACH, 170 * EACH
"""Claims of a short run and of a long one, four to an article: more articles than any cache of the library holds."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A short run and a long one, with relations between their articles."""
    folder = tmp_path_factory.mktemp("runs")
    made = {size: folder / f"{size}.jsonl" for size in (SHORT, LONG)}
    for size, path in made.items():
        large.write_run(path, size, each=EACH)
    return made


def _peak(work: Callable[[], object]) -> int:
    """The most bytes that Python holds at once while something is done."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _flat(runs: dict[int, Path], work: Callable[[Path], object]) -> None:
    """Three times the claims take less than what the file is longer by; held, they take several times that."""
    work(runs[SHORT])  # what is loaded once is no part of it
    short, long = (_peak(lambda path=path: work(path)) for path in (runs[SHORT], runs[LONG]))
    longer = runs[LONG].stat().st_size - runs[SHORT].stat().st_size
    assert long - short < longer, (short, long, longer)


def test_a_run_that_is_held_is_noticed(runs: dict[int, Path]) -> None:
    """The bound is one that a run in memory exceeds."""
    with pytest.raises(AssertionError):
        _flat(runs, load)


def test_the_generated_runs_hold(runs: dict[int, Path]) -> None:
    """All claims and all relations between the articles are right: the figures are about real runs."""
    *wrong, tally = recheck(runs[LONG])
    assert not wrong
    assert tally == Tally(documents=LONG // EACH, claims=LONG + LONG // EACH // 2, runs=1)


def test_checking_holds_no_run(runs: dict[int, Path]) -> None:
    """Relations between documents or not, memory does not grow with the claims."""
    _flat(runs, lambda path: list(recheck(path)))


@pytest.mark.parametrize("name", ["jsonl", "webannotation", "plover", "graphml"])
def test_a_format_that_streams_holds_no_run(runs: dict[int, Path], tmp_path: Path, name: str) -> None:
    """Formats that go to a stream are written as the records come; edges of a graph wait on disk."""

    def export(path: Path) -> None:
        with (tmp_path / "out").open("w", encoding="utf-8") as out:
            writer(name)(iterate(path), out)

    _flat(runs, export)


@pytest.mark.parametrize("name", ["csv", "parquet", "brat", "labelstudio"])
def test_a_format_that_is_a_folder_holds_no_run(
    runs: dict[int, Path], tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formats that make a folder hold a group of rows, or one article."""
    if name == "parquet":
        pytest.importorskip("pyarrow")
        monkeypatch.setattr("llmclaims.export.parquet.AT_ONCE", 20)
    made = iter(range(100))

    def export(path: Path) -> None:
        folder = tmp_path / str(next(made))
        folder.mkdir()
        writer(name)(iterate(path), folder)

    _flat(runs, export)


def test_a_database_is_filled_from_disk(runs: dict[int, Path], tmp_path: Path) -> None:
    """Rows wait in files until the database reads them."""
    pytest.importorskip("duckdb")
    made = iter(range(100))
    _flat(runs, lambda path: writer("duckdb")(iterate(path), tmp_path / f"{next(made)}.duckdb"))


def test_scoring_holds_what_is_annotated(runs: dict[int, Path], tmp_path: Path) -> None:
    """Of a run only the passages that are annotated stay, and the scores are those of the whole run."""
    large.write_gold(tmp_path / "gold.jsonl", 1)
    (gold,) = read_gold(tmp_path / "gold.jsonl")
    _flat(runs, lambda path: sift(iterate(path), [gold]))
    run = load(runs[LONG])
    sifted = sift(iterate(runs[LONG]), [gold])
    assert (len(sifted.passages), sifted.documents) == (1, LONG // EACH)
    streamed, whole = evaluate(gold, sifted), evaluate(gold, run)
    assert streamed == whole
    assert streamed.unannotated == LONG // EACH - 1
    assert streamed.scores == evaluate(gold, passages_of(run)).scores


@pytest.mark.parametrize("name", [name for name, one in SHIPPED.items() if one.most])
def test_a_format_that_holds_a_run_says_so_in_time(runs: dict[int, Path], name: str) -> None:
    """Before memory is gone one sentence says how many claims are too many, and what to do."""
    with pytest.raises(ConfigError, match=rf"^{name} holds a whole run .* more than 50 claims: .*--most\.$"):
        list(bounded(iterate(runs[SHORT]), name, 50))
    assert len(list(bounded(iterate(runs[SHORT]), name))) > SHORT


def _call(*arguments: str | Path) -> Any:
    return command.main([str(one) for one in arguments], prog_name="llmclaims", standalone_mode=False)


def test_most_is_taken_on_the_command_line(runs: dict[int, Path], tmp_path: Path) -> None:
    """``--most`` lowers and raises what such a format takes; nothing is left behind by one that refused."""
    with pytest.raises(ConfigError, match="more than 10 claims"):
        _call("export", runs[SHORT], "--to", "timeline", "--most", "10", "-o", tmp_path / "out.jsonl")
    assert (
        _call("export", runs[SHORT], "--to", "timeline", "--most", "1000", "-o", tmp_path / "out.jsonl") == 0
    )
    assert [one.name for one in tmp_path.iterdir()] == ["out.jsonl"]


def _parts(folder: Path, *names: str) -> Path:
    """A folder of runs of ten articles each."""
    folder.mkdir()
    for name in names:
        large.write_run(folder / name, 40, across=False, each=EACH)
    return folder


def test_a_folder_of_runs_is_checked_file_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One tally for all; a part that is cut off or no run at all is a problem of its own, with its name."""
    folder = _parts(tmp_path / "runs", "a.jsonl", "b.jsonl")
    assert _call("verify", folder) == 0
    assert capsys.readouterr().out == "80 claims of 20 documents in 2 runs checked: all hold.\n"
    lines = (folder / "b.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "b.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    (folder / "c.jsonl").write_text('{"record": "event"}\n', encoding="utf-8")
    assert _call("verify", folder) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{folder / 'b.jsonl'}: summary: SUMMARY_MISSING: ")
    assert said[1].startswith(f"{folder / 'c.jsonl'}: run: RUN_INVALID: ")
    assert said[2] == "80 claims of 20 documents in 2 runs checked: 2 problems."
    with pytest.raises(DocumentError, match="does not begin with a run"):
        list(recheck(folder / "c.jsonl"))
    with pytest.raises(click.UsageError, match="--decisions is about one run"):
        _call("verify", folder, "--decisions", "decisions.jsonl")


def test_a_folder_of_runs_is_what_its_files_are(tmp_path: Path) -> None:
    """Files by name, those below a folder too; what is hidden or unfinished is none, and no file is an error."""
    folder = _parts(tmp_path / "runs", "b.jsonl", "a.jsonl")
    (folder / "c.jsonl.part").write_text("", encoding="utf-8")
    (folder / ".d.jsonl").write_text("", encoding="utf-8")
    assert [one.name for one in run_files(folder)] == ["a.jsonl", "b.jsonl"]
    assert run_files([folder / "b.jsonl", folder]) == [
        folder / one for one in ("b.jsonl", "a.jsonl", "b.jsonl")
    ]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DocumentError, match="holds no run"):
        run_files(tmp_path / "empty")


def test_parts_of_a_run_are_scored_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a set finds does not depend on how the run is cut into files."""
    large.write_gold(tmp_path / "gold.jsonl", 1)
    folder = _parts(tmp_path / "runs", "a.jsonl")
    large.write_run(tmp_path / "runs" / "z.jsonl", 80, across=False, each=EACH)
    found = {}
    for name, given in {"folder": (folder,), "files": (folder / "a.jsonl", folder / "z.jsonl")}.items():
        assert _call("eval", tmp_path / "gold.jsonl", *given, "--json") == 0
        found[name] = json.loads(capsys.readouterr().out)
    assert found["folder"] == found["files"]
    report = found["folder"]["reports"][0]
    assert (report["passages"], report["run"]["accepted"]) == (1, 120)


@pytest.mark.parametrize("name", ["csv", "duckdb", "parquet"])
def test_tables_take_the_parts_of_a_run(tmp_path: Path, name: str) -> None:
    """The rows of several runs stand under one another."""
    if name != "csv":
        pytest.importorskip({"parquet": "pyarrow"}.get(name, name))
    folder = _parts(tmp_path / "runs", "a.jsonl", "b.jsonl")
    assert _call("export", folder, "--to", name, "-o", tmp_path / "out") == 0
    if name == "csv":
        assert len((tmp_path / "out" / "runs.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 4
    with pytest.raises(click.UsageError, match="html takes one run"):
        _call("export", folder, "--to", "html", "-o", tmp_path / "page.html")


def test_parquet_is_written_in_parts(runs: dict[int, Path], tmp_path: Path) -> None:
    """With ``rows`` each table is a folder of parts of that size, whose rows are those of the one file, in order."""
    table = pytest.importorskip("pyarrow.parquet")
    for name, given in (("whole", ()), ("parts", ("--option", "rows=300"))):
        assert _call("export", runs[LONG], "--to", "parquet", *given, "-o", tmp_path / name) == 0
    parts = sorted((tmp_path / "parts" / "claims").iterdir())
    assert [one.name for one in parts] == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert [table.read_metadata(one).num_rows for one in parts] == [300, 300, LONG - 600]
    ids = [row["id"] for one in parts for row in table.read_table(one).to_pylist()]
    assert ids == table.read_table(tmp_path / "whole" / "claims.parquet")["id"].to_pylist()
    assert [one.name for one in (tmp_path / "parts" / "failures").iterdir()] == ["part-00000.parquet"]
    with pytest.raises(ConfigError, match="rows=0 is no number of rows"):
        _call("export", runs[LONG], "--to", "parquet", "--option", "rows=0", "-o", tmp_path / "none")


def test_a_value_on_disk_is_the_last_that_was_put() -> None:
    """Keys of any text, lone surrogates too; values in the order in which they came."""
    with OnDisk() as held:
        for key, value in (("a", 1), ("\ud800", {"text": "\ud800"}), (3, [None])):
            held.put(key, value)
        assert (held.get("\ud800"), held.get("none")) == ({"text": "\ud800"}, None)
        assert (3 in held, "3" in held) == (True, False)
        held.put("a", 2)
        assert held.get("a") == 2
        assert list(held.values()) == [{"text": "\ud800"}, [None], 2]


def test_a_relation_to_a_claim_that_is_gone_is_found_on_disk(runs: dict[int, Path], tmp_path: Path) -> None:
    """Of relations between documents each names its problem: an end missing, one said twice."""
    lines = runs[SHORT].read_text(encoding="utf-8").splitlines(keepends=True)
    relation = next(line for line in lines if line.startswith('{"record":"relation"'))
    source = json.loads(relation)["source"]
    twice = [*lines[:-1], relation, lines[-1]]
    (tmp_path / "twice.jsonl").write_text("".join(twice), encoding="utf-8")
    cut = [line for line in lines if f'"id":"{source}"' not in line]
    (tmp_path / "cut.jsonl").write_text("".join(cut), encoding="utf-8")
    codes = {
        name: [one.code for one in recheck(tmp_path / f"{name}.jsonl") if isinstance(one, Problem)]
        for name in ("twice", "cut")
    }
    assert "DUPLICATE" in codes["twice"]
    assert "ENDPOINT_MISSING" in codes["cut"]


def _part(path: Path, *texts: str, **more: str) -> None:
    """A Parquet file with an article a row."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {"text": list(texts), **{name: [value] * len(texts) for name, value in more.items()}}
    parquet.write_table(arrow.table(columns), path)


def test_a_folder_of_parquet_files_is_a_table_in_parts(tmp_path: Path) -> None:
    """Its parts are read in order, with the columns that their folders name; what a writer left beside is not read."""
    folder = tmp_path / "news"
    _part(folder / "day=2026-02-07" / "part-1.parquet", "The dam broke.")
    _part(folder / "day=2026-02-06" / "part-0.parquet", "The ferry sank.", "The bridge fell.")
    _part(folder / "day=__HIVE_DEFAULT_PARTITION__" / "part-2.parquet", "Nobody was hurt.")
    _part(folder / "_temporary" / "part-9.parquet", "Not this.")
    (folder / "_SUCCESS").write_text("", encoding="utf-8")
    found = list(documents([Articles(folder, published_column="day")]))
    assert all(isinstance(one, Document) for one in found), found
    assert [(one.text, one.published) for one in found if isinstance(one, Document)] == [
        ("The ferry sank.", "2026-02-06"), ("The bridge fell.", "2026-02-06"), ("The dam broke.", "2026-02-07"),
        ("Nobody was hurt.", None),
    ]  # fmt: skip
    whole = tmp_path / "whole.parquet"
    _part(whole, *(one.text for one in found if isinstance(one, Document)))
    assert {one.id for one in found if isinstance(one, Document)} == {
        one.id for one in documents([whole]) if isinstance(one, Document)
    }


def test_a_column_of_the_file_goes_before_its_folders(tmp_path: Path) -> None:
    """Where both have it; an escaped value is read as it was before."""
    _part(
        tmp_path / "news" / "day=2026-02-07" / "where=a%2Fb" / "x.parquet", "The dam broke.", day="2026-01-01"
    )
    asked = Articles(tmp_path / "news", published_column="day", id_column="where")
    (only,) = documents([asked])
    assert isinstance(only, Document)
    assert (only.published, only.id) == ("2026-01-01", "a/b")


def test_a_folder_with_articles_passes_over_tables(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A table beside articles may be anything: it is left out, and that is said."""
    _part(tmp_path / "news" / "rows.parquet", "The dam broke.")
    (tmp_path / "news" / "one.txt").write_text("The ferry sank.", encoding="utf-8")
    (only,) = documents([tmp_path / "news"])
    assert isinstance(only, Document)
    assert only.text == "The ferry sank."
    assert "left out 1 .parquet" in caplog.text


def test_a_group_of_rows_is_not_held(tmp_path: Path) -> None:
    """A Parquet file whose rows are all one group is read piece by piece, however long it is."""
    arrow, table = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    draw, pool, held = random.Random(1), arrow.default_memory_pool(), {}
    for rows in (4_000, 16_000):
        path = tmp_path / f"{rows}.parquet"
        texts = [draw.randbytes(1_000).hex() for _ in range(rows)]
        table.write_table(arrow.table({"text": texts}), path, use_dictionary=False)
        del texts
        seen = [0]

        def read(path: Path = path, seen: list[int] = seen) -> None:
            before = pool.bytes_allocated()
            with opened(path) as raw:
                seen.extend(pool.bytes_allocated() - before for _ in parquet.read(raw, Articles(path)))

        held[rows] = _peak(read) + max(seen)
    assert held[16_000] - held[4_000] < 4_000_000, held
