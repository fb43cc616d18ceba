"""Parquet for data frames: a folder with a file a table, nested places as lists of records.

``claims.parquet`` has one row an item, ``relations.parquet`` one a relation; rejections, failures, documents
and the run stand beside them. ``spans`` is a list of ``{start, end}`` in code points. Rows are written in
groups, so that a run of any length passes through.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from llmclaims.export import onto
from llmclaims.extraction.frames import arrow_schema, library
from llmclaims.extraction.tables import COLUMNS, rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from llmclaims.extraction import Record, Run, Summary

AT_ONCE = 2_000
"""Rows of a table that are held before they are written; of documents, whose texts are long, an eighth."""


@onto("folder")
def write(records: Iterable[Run | Record | Summary], out: Path, *, text: bool = True) -> None:
    """Write the tables into the folder ``out``; ``text`` False leaves the documents' text out.

    Raises:
        ConfigError: pyarrow is not installed.
    """
    arrow, parquet = library("pyarrow", "parquet"), library("pyarrow.parquet", "parquet")
    schemas = {name: arrow_schema(name, arrow) for name in COLUMNS}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                parquet.ParquetWriter(out / f"{name}.parquet", schema, compression="zstd")
            )
            for name, schema in schemas.items()
        }
        held: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for name, row in rows(records, text=text):
            held[name].append(row)
            if len(held[name]) >= (AT_ONCE // 8 if name == "documents" else AT_ONCE):
                files[name].write_table(arrow.Table.from_pylist(held.pop(name), schema=schemas[name]))
        for name, some in held.items():
            files[name].write_table(arrow.Table.from_pylist(some, schema=schemas[name]))
