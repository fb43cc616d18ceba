"""A table of names that the user keeps: names and other names to identifiers. A model never gives one."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llmclaims.config.local_files import read_file
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

_COLUMNS = ("id", "name")
_BETWEEN = "|"


def folded(name: str) -> str:
    """A name for comparison: composed, in lower case, with straight apostrophes and without full stops."""
    plain = unicodedata.normalize("NFC", name).replace("’", "'").replace(".", "")
    return " ".join(plain.casefold().split())


@dataclass(frozen=True, slots=True)
class Table:
    """Identifiers by folded name. A name that stands in two rows belongs to neither."""

    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def identifier(self, names: Iterable[str]) -> str | None:
        """The one identifier that the table gives for these names, None where it gives none or several."""
        found = {one for name in names for one in self.ids.get(folded(name), ())}
        return found.pop() if len(found) == 1 else None


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a table of names: CSV in UTF-8 with the columns ``id`` and ``name``, and optionally ``aliases``.

    Aliases are parted by "|". Other columns are left alone.

    Raises:
        ConfigError: the file cannot be read, or lacks a column or a value.
    """
    try:
        text = io.StringIO(read_file(path).decode("utf-8-sig"), newline="")
        reader = csv.DictReader(text, strict=True)
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ConfigError(
                f"{path} has no column {missing[0]!r}: its first line must name the columns id, name, aliases."
            )
        rows = list(reader)
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{path} cannot be read as a table ({reason}): give a CSV file in UTF-8."
        ) from error
    ids: dict[str, set[str]] = {}
    for number, row in enumerate(rows, start=2):
        identifier, name = ((row[column] or "").strip() for column in _COLUMNS)
        if not identifier or not name:
            raise ConfigError(f"{path}, row {number}: both id and name must be filled.")
        for one in (name, *(row.get("aliases") or "").split(_BETWEEN)):
            if one.strip():
                ids.setdefault(folded(one), set()).add(identifier)
    return Table({name: tuple(sorted(found)) for name, found in ids.items()})
