"""An Excel workbook: a sheet a table, its header fixed and filterable, and no cell that is computed or linked.

Lists and records are JSON; the articles' text is not in it, as no cell holds it. A cell has at most 32,767 characters, and
what is longer ends in an ellipsis; a sheet has at most 1,048,576 rows, and what is more is a sheet of its own ("claims 2").
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from llmclaims.errors import optional_module
from llmclaims.export.formats import onto
from llmclaims.export.shared.by_document import NOT_SALIENT, left_out
from llmclaims.runs.lines import dumped
from llmclaims.runs.ranking import Top
from llmclaims.runs.records import Line
from llmclaims.runs.tables import COLUMNS, rows

_CELL, _ROWS = 32_767, 1_048_576  # Excel's own limits
_WIDE, _NARROW = 50, 14  # characters that a column shows
_LONG = frozenset({"quote", "claim", "title", "message", "nearest_text", "path"})


@onto("file")
def write(records: Iterable[Line], out: Path, *, text: bool = True, top: int | None = None) -> None:  # noqa: ARG001 - a format's face; no cell holds an article
    """Make the workbook ``out``, row by row.

    ``top``: only so many claims of each document, the most salient; the other tables are whole.

    Raises:
        ConfigError: xlsxwriter is not installed.
    """
    xlsxwriter = optional_module("xlsxwriter", "xlsx")
    chosen = None if top is None else Top(top)
    found = records if chosen is None else chosen.records(records)
    plain = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(out), plain) as book:
        sheets = {name: _Sheets(book, name) for name in COLUMNS}
        for name, row in rows(found, text=False):
            sheets[name].add(row)
    left_out("xlsx", chosen.left if chosen else 0, "claim", NOT_SALIENT)


class _Sheets:
    """The sheets of one table: as many as its rows need."""

    def __init__(self, book: Any, table: str) -> None:
        self._book, self._table = book, table
        self._columns = [column for column, _ in COLUMNS[table] if column != "text"]
        self._bold = book.add_format({"bold": True})
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.add_worksheet(
            self._table if self._count == 1 else f"{self._table} {self._count}"
        )
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, _WIDE if column in _LONG else _NARROW)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, self._columns, self._bold)
        self._used = 1

    def add(self, row: dict[str, Any]) -> None:
        """Write a row, on a new sheet where this one is full."""
        if self._used == _ROWS:
            self._begin()
        for place, column in enumerate(self._columns):
            _write(self._sheet, self._used, place, row[column])
        self._used += 1


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case _:
            text = value if isinstance(value, str) else dumped(value)
            sheet.write_string(row, column, text if len(text) <= _CELL else f"{text[: _CELL - 1]}…")
