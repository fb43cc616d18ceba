"""Parquet for data frames: a folder with a file a table, nested places as lists of records.

``claims.parquet`` has one row an item, ``relations.parquet`` one a relation; rejections, failures, documents
and the run stand beside them. ``spans`` is a list of ``{start, end}`` in code points. With the option ``rows=N``
each table is a folder of parts with at most so many rows, ``claims/part-00000.parquet`` and so on, each of which
has its name only when it is whole. Rows are written in groups, so that a run of any length passes through.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from llmclaims.errors import ConfigError, optional_module
from llmclaims.export.formats import onto
from llmclaims.runs import tables
from llmclaims.runs.dataframes import arrow_schema
from llmclaims.runs.records import Line

AT_ONCE = 500
"""Rows of a table that are held as Python's own values."""
A_GROUP = 16_000_000
"""Bytes of a table's columns that are held before they are written as a group of rows."""


@onto("folder")
def write(records: Iterable[Line], out: Path, *, text: bool = True, rows: str | None = None) -> None:
    """Write the tables into the folder ``out``; ``text`` False leaves the documents' text out.

    ``rows`` is the most rows that a file has; by default each table is one file.

    Raises:
        ConfigError: pyarrow is not installed, or ``rows`` is no number above 0.
    """
    if rows is not None and not (rows.isdecimal() and int(rows)):
        raise ConfigError(f"rows={rows} is no number of rows: give one above 0, such as rows=1000000.")
    most = None if rows is None else int(rows)
    made = {name: _Table(name, out, most) for name in tables.COLUMNS}
    try:
        for name, row in tables.rows(records, text=text):
            made[name].add(row)
        for table in made.values():
            table.finish()
    finally:
        for table in made.values():
            table.close()


class _Table:
    """One table while it is written: rows become columns, columns groups of rows, these a file or its parts."""

    def __init__(self, name: str, out: Path, most: int | None) -> None:
        """Open the file; ``most`` is the number of rows that a part has at most, None writes one file."""
        self._arrow, self._parquet = (
            optional_module("pyarrow", "parquet"),
            optional_module("pyarrow.parquet", "parquet"),
        )
        self._schema = arrow_schema(name, self._arrow)
        self._folder = out if most is None else out / name
        self._folder.mkdir(exist_ok=True)
        self._name, self._most = name, most
        self._rows: list[dict[str, Any]] = []
        self._columns: list[Any] = []
        self._bytes = self._written = self._parts = 0
        self._file: Any = None
        self._open()

    def add(self, row: dict[str, Any]) -> None:
        """Take one row."""
        self._rows.append(row)
        if len(self._rows) >= AT_ONCE:
            self._take_in()
            if self._bytes >= A_GROUP:
                self._write()

    def finish(self) -> None:
        """Write what is held; the file, or the last part, gets its name."""
        self._take_in()
        self._write()
        self._name_part()

    def close(self) -> None:
        """Close a file that is not whole."""
        if self._file is not None:
            self._file.close()

    def _take_in(self) -> None:
        table = self._arrow.Table.from_pylist(self._rows, schema=self._schema)
        self._columns.append(table)
        self._bytes += table.nbytes
        self._rows = []

    def _write(self) -> None:
        """Write what is held as a group of rows; a part that is full gets its name, and the next begins."""
        held = self._arrow.concat_tables(self._columns)
        self._columns, self._bytes = [], 0
        while held.num_rows:
            room = held.num_rows if self._most is None else self._most - self._written
            if not room:
                self._name_part()
                self._open()
                continue
            self._file.write_table(held.slice(0, room))
            self._written += min(room, held.num_rows)
            held = held.slice(room)

    def _open(self) -> None:
        final = f"{self._name}.parquet" if self._most is None else f"part-{self._parts:05d}.parquet"
        self._path = self._folder / final
        self._written = 0
        self._file = self._parquet.ParquetWriter(
            self._path.with_name(final + ".part"), self._schema, compression="zstd"
        )

    def _name_part(self) -> None:
        self._file.close()
        self._file = None
        self._path.with_name(self._path.name + ".part").replace(self._path)
        self._parts += 1
