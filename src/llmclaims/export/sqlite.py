"""A SQLite file: the tables and most of the views of the DuckDB one, for whatever opens SQLite.

Lists and records are JSON text, which ``json_each`` and ``json_extract`` take apart. ``start`` and ``end`` count code points
from 0, end exclusive, and ``substr`` counts them too: ``substr(text, start + 1, end - start)`` is the quote. Rows are written
as they come, so that a run of any length passes through.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from llmclaims.export.formats import onto
from llmclaims.export.shared.views import ARTICLES, PORTABLE
from llmclaims.runs.lines import dumped
from llmclaims.runs.records import Line
from llmclaims.runs.tables import COLUMNS, Kind, rows

_TYPES: dict[Kind, str] = {"integer": "INTEGER", "number": "REAL", "flag": "INTEGER"}

VIEWS = {
    **PORTABLE,
    "relations_with_quotes": """
        SELECT r.type, coalesce(json_extract(r.evidence, '$[0].quote'), s.quote) AS source_quote,
               coalesce(json_extract(r.evidence, '$[1].quote'), t.quote) AS target_quote, r.quote AS shown_by, r.signal,
               s.document AS source_document, t.document AS target_document, r.verdict, r.source, r.target, r.id
        FROM relations r LEFT JOIN claims s ON s.id = r.source LEFT JOIN claims t ON t.id = r.target
        ORDER BY r.type, source_document, r.id""",
    "flagged": """
        SELECT code.value AS code, c.kind, c.quote, c.claim, c.document, c.start, c."end", c.id
        FROM claims c, json_each(c.codes) code WHERE c.verdict = 'flagged' ORDER BY code, c.document, c.start""",
    "spans": """
        SELECT c.id, c.kind, c.document, json_extract(part.value, '$.start') AS start,
               json_extract(part.value, '$.end') AS "end",
               substr(d.text, json_extract(part.value, '$.start') + 1,
                      json_extract(part.value, '$.end') - json_extract(part.value, '$.start')) AS words
        FROM claims c, json_each(c.spans) part LEFT JOIN articles d ON d.id = c.document""",
}
_INDEXED = (("claims", "id"), ("claims", "document"), ("documents", "id"), ("relations", "source"))


@onto("file")
def write(records: Iterable[Line], out: Path, *, text: bool = True) -> None:
    """Make the database ``out``; ``text`` False leaves the documents' text out."""
    with closing(sqlite3.connect(out)) as database:
        for name, columns in COLUMNS.items():
            listed = ", ".join(f'"{column}" {_TYPES.get(kind, "TEXT")}' for column, kind in columns)
            database.execute(f"CREATE TABLE {name} ({listed})")
        places = {name: ", ".join("?" * len(columns)) for name, columns in COLUMNS.items()}
        for name, row in rows(records, text=text):
            values = [_cell(row[column]) for column, _ in COLUMNS[name]]
            database.execute(f"INSERT INTO {name} VALUES ({places[name]})", values)  # noqa: S608 - names of ours
        for table, column in _INDEXED:
            database.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
        database.execute(f"CREATE VIEW articles AS {ARTICLES}")
        for name, query in VIEWS.items():
            database.execute(f"CREATE VIEW {name} AS {query}")
        database.commit()


def _cell(value: Any) -> Any:
    """Return a value as SQLite has it: what is no text, number or truth is JSON."""
    return value if value is None or isinstance(value, (str, int, float)) else dumped(value)
