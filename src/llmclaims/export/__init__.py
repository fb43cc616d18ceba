"""One file a format: a run written for other tools, and for people.

A format is a function that takes the run's records in the file's order and writes them as they come. The
shipped ones stand in ``SHIPPED``; an entry point in the group ``llmclaims.formats`` adds another.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmclaims.extraction import Record, Run, Summary

GROUP = "llmclaims.formats"

SHIPPED: Mapping[str, str] = {
    "jsonl": "llmclaims.export.jsonl:write",
    "table": "llmclaims.export.table:write",
}
"""Name of each format -> where its writer stands; a module is imported when its format is chosen."""


class Writer(Protocol):
    """A format."""

    def __call__(self, records: Iterable[Run | Record | Summary], out: TextIO, *, text: bool = True) -> None:
        """Write records as they come; ``text`` False leaves the documents' text out where a format has it."""
        ...


def formats() -> tuple[str, ...]:
    """The names of all formats, the shipped ones first."""
    return (*SHIPPED, *(name for name in _added() if name not in SHIPPED))


def writer(name: str) -> Writer:
    """The format of that name.

    Raises:
        ConfigError: nobody knows it.
    """
    place = SHIPPED.get(name) or _added().get(name)
    if place is None:
        raise ConfigError(f"Format {name!r} is unknown; choose one of {', '.join(formats())}.")
    module, _, attribute = place.partition(":")
    found: Writer = getattr(import_module(module), attribute)
    return found


def _added() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {entry.name: entry.value for entry in entry_points(group=GROUP)}
