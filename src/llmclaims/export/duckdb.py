"""A DuckDB file: the run's tables, and views that people ask first.

Tables: ``claims``, ``relations``, ``rejections``, ``failures``, ``usages``, ``documents``, ``runs``. Views:

    statements_by_speaker    who said what, each speaker's statements in the order of the articles
    speakers                 how many statements each speaker has, in how many articles
    events_by_date           what happened when; events without a date come last
    rejections_by_code       how many drafts each code refused, with an example
    relations_with_quotes    each relation with the words of both its ends
    flagged                  claims that a rule left a mark on
    spans                    one row for each part of each quote, with the words there

``start`` and ``end`` count code points from 0, end exclusive: ``substr(text, start + 1, end - start)`` is the
quote only where DuckDB counts characters as code points, which ``substr`` does (and ``substring_grapheme`` does
not). Rows pass through files on disk, so that a run of any length passes through.
"""

import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from llmclaims.errors import optional_module
from llmclaims.export.formats import onto
from llmclaims.export.shared.views import ARTICLES, PORTABLE
from llmclaims.runs.lines import dumped
from llmclaims.runs.records import Line
from llmclaims.runs.tables import COLUMNS, STRUCTS, Kind, rows

_USUAL = 1 << 20  # bytes: room for a row, more where an article is a book
_GLOB = frozenset("*?[")
_MEMORY = 256  # MB that the database may take to be filled, or as much as eight of the longest row

VIEWS = {
    **PORTABLE,
    "relations_with_quotes": """
        SELECT r.type, coalesce(r.evidence[1].quote, s.quote) AS source_quote,
               coalesce(r.evidence[2].quote, t.quote) AS target_quote, r.quote AS shown_by, r.signal,
               s.document AS source_document, t.document AS target_document, r.verdict, r.source, r.target, r.id
        FROM relations r LEFT JOIN claims s ON s.id = r.source LEFT JOIN claims t ON t.id = r.target
        ORDER BY r.type, source_document, r.id""",
    "flagged": """
        SELECT unnest(codes) AS code, kind, quote, claim, document, start, "end", id
        FROM claims WHERE verdict = 'flagged' ORDER BY code, document, start""",
    "spans": """
        SELECT p.id, p.kind, p.document, p.span.start AS start, p.span."end" AS "end",
               substr(d.text, p.span.start + 1, p.span."end" - p.span.start) AS words
        FROM (SELECT id, kind, document, unnest(spans) AS span FROM claims) p
        LEFT JOIN articles d ON d.id = p.document""",
}


@onto("file")
def write(records: Iterable[Line], out: Path, *, text: bool = True) -> None:
    """Make the database ``out``; ``text`` False leaves the documents' text out.

    Raises:
        ConfigError: duckdb is not installed.
    """
    duckdb = optional_module("duckdb", "duckdb")
    near = None if _GLOB & set(str(out.parent)) else out.parent  # a pattern to DuckDB
    with TemporaryDirectory(dir=near, prefix="llmclaims-") as folder:
        files = {name: Path(folder) / f"{name}.jsonl" for name in COLUMNS}
        longest = dict.fromkeys(COLUMNS, _USUAL)
        with ExitStack() as stack:
            opened = {name: stack.enter_context(path.open("wb")) for name, path in files.items()}
            for name, row in rows(records, text=text):
                written = opened[name].write(dumped(row).encode() + b"\n")
                longest[name] = max(longest[name], written)
        made = Path(folder) / "claims.duckdb"
        memory = max(_MEMORY, 8 * max(longest.values()) // 1_000_000)  # what is too much goes to disk
        frugal = {"threads": 1, "memory_limit": f"{memory}MB"}  # each thread holds rows of its own
        with duckdb.connect(str(made), config=frugal) as database:
            for name, path in files.items():
                _fill(database, name, path, longest[name])
            database.execute(f"CREATE VIEW articles AS {ARTICLES}")
            for name, query in VIEWS.items():
                database.execute(f"CREATE VIEW {name} AS {query}")
        shutil.move(made, out)


def _fill(database: Any, table: str, path: Path, longest: int) -> None:
    """Make a table and read its rows in; ``longest`` is the size of the longest in bytes."""
    columns = ", ".join(f'"{name}" {_type(kind)}' for name, kind in COLUMNS[table])
    types = ", ".join(f"'{name}': '{_type(kind)}'" for name, kind in COLUMNS[table])
    database.execute(f"CREATE TABLE {table} ({columns})")
    if path.stat().st_size:
        database.execute(
            f"INSERT INTO {table} SELECT * FROM read_json(?, format='newline_delimited', "  # noqa: S608 - names of ours
            f"maximum_object_size={longest}, columns={{{types}}})",
            [str(path)],
        )


def _type(kind: Kind) -> str:
    if kind in STRUCTS:
        inner = ", ".join(f'"{name}" {_type(one)}' for name, one in STRUCTS[kind])
        return f"STRUCT({inner})[]"
    plain = {"integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "texts": "VARCHAR[]"}
    return plain.get(kind, "VARCHAR")
