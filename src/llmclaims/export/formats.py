"""One file a format: a run written for other tools, and for people.

A format is a function that takes the run's records in the file's order and writes them as they come, to a
stream or, marked with ``onto``, to a file or a folder of its own. The shipped ones stand in ``SHIPPED``; an
entry point in the group ``llmclaims.exports`` adds another. Offsets that a format carries count Unicode code
points of the article's text, 0-based, end exclusive.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, TextIO

from llmclaims.errors import ConfigError
from llmclaims.schema.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmclaims.runs.extraction import Record, Run, Summary

GROUPS = ("llmclaims.exports", "llmclaims.formats")
"""Groups of entry points that are looked through; the second is the first's old name."""

SHIPPED: Mapping[str, str] = {
    "jsonl": "llmclaims.export.jsonl:write",
    "table": "llmclaims.export.table:write",
    "timeline": "llmclaims.export.timeline:write",
    "speakers": "llmclaims.export.speakers:write",
    "entities": "llmclaims.export.entities:write",
    "html": "llmclaims.export.html.export:write",
    "webannotation": "llmclaims.export.webannotation:write",
    "brat": "llmclaims.export.brat:write",
    "labelstudio": "llmclaims.export.labelstudio:write",
    "plover": "llmclaims.export.plover:write",
    "graphml": "llmclaims.export.graphml:write",
    "csv": "llmclaims.export.csv:write",
    "parquet": "llmclaims.export.parquet:write",
    "duckdb": "llmclaims.export.duckdb:write",
}
"""Name of each format -> where its writer stands; a module is imported when its format is chosen."""

ABOUT: Mapping[str, str] = {
    "jsonl": "the run itself, one record a line",
    "table": "a table for a terminal",
    "timeline": "what happened when, over any number of runs",
    "speakers": "who said what, over any number of runs",
    "entities": "people, organisations and places with all their mentions, as JSON Lines",
    "html": "one page to read and to review, opens from disk",
    "webannotation": "W3C Web Annotation, JSON-LD",
    "brat": "brat standoff with its annotation.conf (a folder)",
    "labelstudio": "Label Studio predictions with their configuration (a folder)",
    "plover": "PLOVER events, one JSON object a line",
    "graphml": "claims, speakers and relations as a graph, for NetworkX and Gephi",
    "csv": "tables for a spreadsheet (a folder)",
    "parquet": "tables for data frames (a folder)",
    "duckdb": "a DuckDB database with views (a file)",
}
"""What each shipped format is, in a few words for the help."""

SEVERAL = frozenset({"timeline", "speakers", "entities", "csv", "parquet", "duckdb"})
"""Formats that take the records of several runs, one run behind the other."""

HOLDING: Mapping[str, tuple[int, str]] = {
    "html": (50_000, "export the parts of the run that somebody will read"),
    "timeline": (200_000, "ask the view events_by_date of --to duckdb"),
    "speakers": (200_000, "ask the view statements_by_speaker of --to duckdb"),
    "entities": (200_000, "ask the table claims of --to duckdb"),
}
"""Formats that hold a whole run in memory: how many claims they take unless told otherwise, and what to do instead."""

Target = Literal["stream", "file", "folder"]


class Writer(Protocol):
    """A format that goes to a stream of text."""

    def __call__(self, records: Iterable[Run | Record | Summary], out: TextIO, *, text: bool = True) -> None:
        """Write records as they come; ``text`` False leaves the documents' text out where a format has it."""
        ...


def onto(target: Target) -> Callable[[Any], Any]:
    """Mark a writer as one that takes a path in place of a stream: of a file to make, or of an empty folder."""

    def mark(write: Any) -> Any:
        write.target = target
        return write

    return mark


def target_of(write: Callable[..., None]) -> Target:
    """What a writer writes to: "stream" unless it was marked."""
    found: Target = getattr(write, "target", "stream")
    return found


def bounded(
    records: Iterable[Run | Record | Summary], name: str, most: int | None = None
) -> Iterator[Run | Record | Summary]:
    """The records as they come, for a format that holds them all: no more than ``most`` claims.

    Raises:
        ConfigError: there are more; says what to do, before memory is gone.
    """
    usual, instead = HOLDING[name]
    limit, claims = usual if most is None else most, 0
    for one in records:
        claims += isinstance(one, Claim)
        if claims > limit:
            raise ConfigError(
                f"{name} holds a whole run in memory, and this one has more than {limit:,} claims: {instead}, "
                "or raise --most."
            )
        yield one


def formats() -> tuple[str, ...]:
    """The names of all formats, the shipped ones first."""
    return (*SHIPPED, *(name for name in _added() if name not in SHIPPED))


def writer(name: str) -> Any:
    """The writer of that name: a ``Writer``, or where ``target_of`` says so one that takes a path.

    Raises:
        ConfigError: nobody knows it.
    """
    place = SHIPPED.get(name) or _added().get(name)
    if place is None:
        raise ConfigError(f"Format {name!r} is unknown; choose one of {', '.join(formats())}.")
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def _added() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {entry.name: entry.value for group in reversed(GROUPS) for entry in entry_points(group=group)}
