"""CSV for spreadsheets: a folder with a file a table, and no cell that a spreadsheet would compute.

A cell whose first sign, behind blanks and quotation marks, is ``=``, ``+``, ``-``, ``@``, a tab or a carriage
return gets an apostrophe in front, and so does one that begins with an apostrophe before such a sign: taking
one apostrophe off gives the text back. Lists and records are JSON. UTF-8 with a byte order
mark, so that a spreadsheet knows it; lines end as RFC 4180 has them. The articles' text is not in it: no cell
of a spreadsheet holds it.
"""

import csv
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from llmclaims.export.formats import onto
from llmclaims.export.shared.by_document import NOT_SALIENT, left_out
from llmclaims.runs.lines import dumped
from llmclaims.runs.ranking import Top
from llmclaims.runs.records import Line
from llmclaims.runs.tables import COLUMNS, rows

_FORMULA = re.compile(
    "[\\s\"'\u2018\u2019\u201c\u201d\u00ab\u00bb`\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*?"
    "[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20\u2212]"
)
"""What a spreadsheet may take for a formula: the signs, their full-width forms, what it passes over before them."""


@onto("folder")
def write(records: Iterable[Line], out: Path, *, text: bool = True, top: int | None = None) -> None:  # noqa: ARG001 - a format's face; no cell holds an article
    """Write ``claims.csv``, ``relations.csv`` and the other tables into the folder ``out``, row by row.

    ``top``: only so many claims of each document, the most salient; the other tables are whole.
    """
    chosen = None if top is None else Top(top)
    found = records if chosen is None else chosen.records(records)
    with ExitStack() as stack:
        sheets = {}
        for name, columns in COLUMNS.items():
            file = (out / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
            sheets[name] = csv.writer(stack.enter_context(file))
            sheets[name].writerow(column for column, _ in columns if column != "text")
        for name, row in rows(found, text=False):
            sheets[name].writerow(cell(row[column]) for column, _ in COLUMNS[name] if column != "text")
    left_out("csv", chosen.left if chosen else 0, "claim", NOT_SALIENT)


def cell(value: Any) -> str:
    """Return a value as a cell, safe to open."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return guarded(value)
        case _:
            return dumped(value)


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
