"""Records as rows of a Dataset, and rows back to a run file, which anybody can check without Ray, a model or a key.

All rows have one Arrow schema, whatever is in them, so that blocks fit under one another: the columns of every
table of a run side by side. ``record`` says what a row is, by the name that it has in a run file: ``document``,
``event``, ``statement``, ``relation`` or the lower-case name of your own model, ``rejection``, ``failure``, ``run`` or
``summary``. ``line`` is that record as it stands in a run file. ``part`` names the batch of articles that a row comes
from, and ``place`` counts the rows of one from 0; the first is its ``run``, the last its ``summary``.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from llmclaims.config.part_files import part_file
from llmclaims.errors import DocumentError, optional_module
from llmclaims.runs import tables
from llmclaims.runs.dataframes import arrow_schema
from llmclaims.runs.digest import Digest
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.plurals import plural
from llmclaims.schema.usage import Usage

KEY = ("part", "place", "record", "line")
"""The columns that a run file is made of."""
_TABLES = tuple(name for name in tables.COLUMNS if name != "runs")
_AT_ONCE = 1024  # rows
_COUNTS = ("paragraphs", "done", "failed", "skipped", "proposed", "accepted", "rejected")


@cache
def row_schema() -> Any:
    """Return the Arrow schema of every row."""
    arrow = optional_module("pyarrow", "ray")
    columns = {field.name: field for table in _TABLES for field in arrow_schema(table, arrow)}
    columns.pop("text")  # it stands in the line of its document
    text = arrow.string()
    return arrow.schema(
        [("record", text), ("part", text), ("place", arrow.int64()), *columns.values(), ("line", text)]
    )


def to_table(records: Iterable[Run | Record | Summary], part: str) -> Any:
    """Return the records of a batch of articles as a ``pyarrow.Table``."""
    found = [_row(one, part, place) for place, one in enumerate(records)]
    return optional_module("pyarrow", "ray").Table.from_pylist(found, schema=row_schema())


def _row(one: Run | Record | Summary, part: str, place: int) -> dict[str, Any]:
    record = to_record(one)
    columns = {name: record.get(name) for name in ("document", "paragraph")}
    if not isinstance(one, Run | Summary):
        for _, found in tables.rows([one], text=False):  # what no table has is in its line alone
            columns |= found
    return columns | {
        "record": record["record"],
        "part": part,
        "place": place,
        "line": line(record).removesuffix("\n"),
    }


def run_file(rows: Any, path: str | os.PathLike[str]) -> None:
    """Write the rows of ``extract`` as the run file that a direct run writes, whatever their order.

    The records of an article stand together and in its order; the articles stand in the order in which their
    batches come. A batch that comes twice, as when a job that died was done again into the same folder, is
    written once. The file has its name when it is complete, ``NAME.part`` until then. What is held in
    memory is the batches that have begun and are not whole yet.

    Args:
        rows: a Ray ``Dataset``, or any iterable of rows as dictionaries, e.g. read from Parquet without Ray.
            A Dataset that ``extract`` returned is worked out again each time it is read: write it to Parquet
            first and give what ``ray.data.read_parquet`` reads.
        path: where to.

    Raises:
        ConfigError: another process writes the file, or it cannot be written.
        DocumentError: rows are missing, or they are of runs that differ in more than their time.
    """
    target = Path(path)
    with part_file(target) as file:
        file.writelines(one.encode() for one in _lines(rows))


def _lines(rows: Any) -> Iterator[str]:
    """Yield the lines of the file: one run, the records of every batch, and one summary of all."""
    tally, digest = Summary(), Digest()
    first: dict[str, Any] | None = None
    for run, *records, summary in _batches(_plain(rows)):
        found = json.loads(run)
        if first is None:
            first = found
            digest.add(found)
            yield f"{run}\n"
        elif found | {"started": None} != first | {"started": None}:
            raise DocumentError(
                "The rows are of runs with different settings, models or versions: write a file for each."
            )
        for one in records:
            digest.add(json.loads(one))
            yield f"{one}\n"
        tally = plus(tally, _summary(json.loads(summary)))
    if first is None:
        raise DocumentError("There are no rows: give those that llmclaims.ray.extract returned.")
    tally = replace(tally, seconds=round(tally.seconds, 3))
    digest.add(to_record(tally))
    yield line(to_record(replace(tally, digest=digest.hexadecimal())))


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the lines of each batch, once all of it is there; it ends with its summary.

    Raises:
        DocumentError: one is not whole.
    """
    begun: dict[str, dict[int, str]] = {}
    lengths: dict[str, int] = {}
    done: set[int] = set()
    for row in rows:
        part, place = row["part"], row["place"]
        if int(part, 16) in done:
            continue
        begun.setdefault(part, {})[place] = row["line"]
        if row["record"] == "summary":
            lengths[part] = place + 1
        if len(begun[part]) == lengths.get(part):
            whole = begun.pop(part)
            yield [whole[place] for place in range(lengths.pop(part))]
            done.add(int(part, 16))
    if begun:
        raise DocumentError(
            f"Rows of {plural(len(begun), 'batch')} are missing: give all that llmclaims.ray.extract returned, not a choice "
            "of them, and run it again if they were lost."
        )


def _plain(rows: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the rows as dictionaries, those of a Dataset read in pieces."""
    if not hasattr(rows, "iter_batches"):
        yield from rows
        return
    for table in rows.select_columns(list(KEY)).iter_batches(batch_size=_AT_ONCE, batch_format="pyarrow"):
        yield from table.to_pylist()


def _summary(record: dict[str, Any]) -> Summary:
    kept = {name: value for name, value in record.items() if name not in ("record", "usage", "warnings")}
    return Summary(**kept, usage=Usage(**record["usage"]), warnings=tuple(record["warnings"]))


def plus(one: Summary, other: Summary) -> Summary:
    """Return the tally of two runs; a warning that both have stands once."""
    return Summary(
        **{name: getattr(one, name) + getattr(other, name) for name in _COUNTS},
        usage=one.usage + other.usage,
        seconds=round(one.seconds + other.seconds, 3),
        warnings=tuple(dict.fromkeys((*one.warnings, *other.warnings))),
    )
