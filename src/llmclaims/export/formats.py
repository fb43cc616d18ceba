"""The export formats: one file and one line of ``SHIPPED`` each.

A format is a function ``write(records, out, *, text=True)`` that takes the run's records in the file's order and
writes them as they come, to a stream or, marked with ``onto``, to a file or a folder of its own; ``text`` False leaves
the documents' text out, and ``top=N``, of a format that can show less, shows the most salient claims of each document
alone. An entry point in the group ``llmclaims.exports`` adds another. Offsets that a format carries
count Unicode code points of the article's text, 0-based, end exclusive.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any, Literal

from llmclaims.errors import ConfigError
from llmclaims.schema.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmclaims.runs.records import Line

GROUP = "llmclaims.exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format before its module is imported.

    ``about`` describes it in the help. ``several``: it takes the records of several runs, one behind the other.
    ``most`` is how many claims it takes unless told otherwise, since it holds a whole run in memory; ``instead``
    is the advice beyond that. ``writer`` is its function as "module:name".
    """

    about: str
    several: bool = False
    most: int | None = None
    instead: str = ""
    writer: str = ""


def _held(about: str, ask: str) -> Format:
    """Return a format that holds any number of runs in memory; ``ask`` is what a database has in its place."""
    return Format(about=about, several=True, most=200_000, instead=f"ask the {ask} of --to duckdb")


SHIPPED: Mapping[str, Format] = {
    "jsonl": Format(about="the run itself, one record a line"),
    "table": Format(about="a table for a terminal"),
    "timeline": _held("what happened when, over any number of runs", "view events_by_date"),
    "speakers": _held("who said what, over any number of runs", "view statements_by_speaker"),
    "entities": _held("people, organisations and places with all their mentions", "table claims"),
    "story": _held(
        "one affair in many articles: disputed points, amounts and days that differ", "views of its tables"
    ),
    "storypage": Format(
        about="the same as one page, opens from disk",
        several=True,
        most=50_000,
        instead="tell the story of the articles that somebody will read",
    ),
    "html": Format(
        about="one page to read and to review, opens from disk",
        most=50_000,
        instead="export the parts of the run that somebody will read",
    ),
    "webannotation": Format(about="W3C Web Annotation, JSON-LD"),
    "brat": Format(about="brat standoff with its annotation.conf (a folder)"),
    "labelstudio": Format(about="Label Studio predictions with their configuration (a folder)"),
    "plover": Format(about="PLOVER events, one JSON object a line"),
    "graphml": Format(about="claims, speakers and relations as a graph, for NetworkX and Gephi"),
    "csv": Format(about="tables for a spreadsheet (a folder)", several=True),
    "xlsx": Format(about="an Excel workbook, a sheet a table (a file)", several=True),
    "parquet": Format(about="tables for data frames (a folder)", several=True),
    "duckdb": Format(about="a DuckDB database with views (a file)", several=True),
    "sqlite": Format(about="a SQLite database with the same tables (a file)", several=True),
}
"""Each shipped format by the name of its module, whose ``write`` is imported when the format is chosen."""

SUFFIXES: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".duckdb": "duckdb", ".sqlite": "sqlite", ".db": "sqlite",
    ".graphml": "graphml",
}  # fmt: skip
"""The formats that are a file by what its name ends in."""
_FOLDERS = {".csv": "csv", ".parquet": "parquet"}


def other_format(path: str | None) -> str | None:
    """Return the format that a file's name promises, None where it promises none that is not a run or a list."""
    suffix = "" if path is None else os.path.splitext(path)[1].lower()  # noqa: PTH122 - no path of this system's is meant
    return SUFFIXES.get(suffix) or _FOLDERS.get(suffix)


Target = Literal["stream", "file", "folder"]


def onto(target: Target) -> Callable[[Any], Any]:
    """Mark a writer as one that takes a path in place of a stream: of a file to make, or of an empty folder."""

    def mark(write: Any) -> Any:
        write.target = target
        return write

    return mark


def target_of(write: Callable[..., None]) -> Target:
    """Return what a writer writes to: "stream" unless it was marked."""
    found: Target = getattr(write, "target", "stream")
    return found


def with_top(write: Callable[..., None], name: str, n: int) -> Callable[..., None]:
    """Return a writer that shows the ``n`` most salient claims of each document.

    Raises:
        ConfigError: the format keeps every claim.
    """
    if "top" not in signature(write).parameters:
        able = ", ".join(one for one in SHIPPED if "top" in signature(writer(one)).parameters)
        raise ConfigError(f"{name} keeps every claim: leave --top out, or choose one of {able}.")
    shown = partial(write, top=n)
    return onto(target)(shown) if (target := target_of(write)) != "stream" else shown


def bounded(records: Iterable[Line], name: str, most: int | None = None) -> Iterator[Line]:
    """Yield the records as they come, for a format that holds them all: no more than ``most`` claims.

    Raises:
        ConfigError: there are more; says what to do, before memory is gone.
    """
    usual, claims = SHIPPED[name].most, 0
    if usual is None:
        yield from records
        return
    limit = usual if most is None else most
    for one in records:
        claims += isinstance(one, Claim)
        if claims > limit:
            raise ConfigError(
                f"{name} holds a whole run in memory, and this one has more than {limit:,} claims: "
                f"{SHIPPED[name].instead}, or raise --most."
            )
        yield one


def formats() -> Mapping[str, Format]:
    """Return every format by its name, the shipped ones first."""
    from importlib.metadata import entry_points

    added = {
        entry.name: Format(about="from an installed package", writer=entry.value)
        for entry in entry_points(group=GROUP)
    }
    return {**SHIPPED, **added, **SHIPPED}


def writer(name: str) -> Any:
    """Return the writer of a format, to a stream or where ``target_of`` says so to a path.

    Raises:
        ConfigError: there is no such format.
    """
    if name in SHIPPED:
        return import_module(f"llmclaims.export.{name}").write
    known = formats()
    if name not in known:
        raise ConfigError(f"Format {name!r} is unknown; choose one of {', '.join(known)}.")
    module, _, attribute = known[name].writer.partition(":")
    return getattr(import_module(module), attribute)
