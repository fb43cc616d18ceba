"""A record as a row: the columns of every table of a run side by side, and the record itself in ``line``.

All rows have one Arrow schema, whatever is in them, so that blocks fit under one another. ``record`` says what a
row is, by the name that it has in a run file: ``document``, ``event``, ``statement``, ``relation`` or the
lower-case name of your own model, ``rejection``, ``failure``, ``run`` or ``summary``. ``line`` is that record as it
stands in a run file. ``part`` names the batch of articles that a row comes from, and ``place`` counts the rows of
one from 0; the first is its ``run``, the last its ``summary``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from llmclaims.errors import optional_module
from llmclaims.runs.dataframes import arrow_schema
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run, Summary
from llmclaims.runs.tables import COLUMNS, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.runs.records import Record

KEY = ("part", "place", "record", "line")
"""The columns that a run file is made of."""
_TABLES = tuple(name for name in COLUMNS if name != "runs")


@cache
def row_schema() -> Any:
    """The Arrow schema of every row."""
    arrow = optional_module("pyarrow", "ray")
    columns = {field.name: field for table in _TABLES for field in arrow_schema(table, arrow)}
    columns.pop("text")  # it stands in the line of its document
    text = arrow.string()
    return arrow.schema(
        [("record", text), ("part", text), ("place", arrow.int64()), *columns.values(), ("line", text)]
    )


def to_table(records: Iterable[Run | Record | Summary], part: str) -> Any:
    """The records of a batch of articles as a ``pyarrow.Table``."""
    found = [_row(one, part, place) for place, one in enumerate(records)]
    return optional_module("pyarrow", "ray").Table.from_pylist(found, schema=row_schema())


def _row(one: Run | Record | Summary, part: str, place: int) -> dict[str, Any]:
    record = to_record(one)
    columns = {name: record.get(name) for name in ("document", "paragraph")}
    if not isinstance(one, Run | Summary):
        for _, found in rows([one], text=False):  # what no table has is in its line alone
            columns |= found
    return columns | {
        "record": record["record"],
        "part": part,
        "place": place,
        "line": line(record).removesuffix("\n"),
    }
