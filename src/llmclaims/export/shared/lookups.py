"""Tables of the user's own that say what a name is called elsewhere: identifiers, actor codes, places.

A table is CSV in UTF-8 whose first line names its columns. Each row has a ``name`` and may have ``aliases``, parted by
"|". Names are compared without case, full stops and a leading article. Nothing here is ever filled by a model.
"""

import csv
import io
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from llmclaims.config.local_files import read_file
from llmclaims.errors import ConfigError

_BETWEEN = "|"
_ARTICLE = "the "

Row = Mapping[str, str]


def folded(name: str) -> str:
    """Return a name for comparison: composed, in lower case, with straight apostrophes and without full stops."""
    plain = unicodedata.normalize("NFC", name).replace("’", "'").replace(".", "")
    return " ".join(plain.casefold().split())


def names_in(row: Row) -> list[str]:
    """Return a row's name and aliases."""
    return [one for one in (row["name"], *row.get("aliases", "").split(_BETWEEN)) if one.strip()]


def read_rows(path: str | os.PathLike[str], needed: Sequence[str], also: Sequence[str] = ()) -> Sequence[Row]:
    """Return the rows of a table, each value without blanks around it; ``needed`` columns are filled in every row.

    Columns that are neither in ``needed`` nor in ``also`` are left alone.

    Raises:
        ConfigError: the file cannot be read, or lacks a column or a value.
    """
    columns = (*needed, *also, "aliases")
    try:
        text = io.StringIO(read_file(path).decode("utf-8-sig"), newline="")
        reader = csv.DictReader(text, strict=True)
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise ConfigError(
                f"{path} has no column {missing[0]!r}: its first line must name the columns {', '.join(columns)}."
            )
        rows = [{column: (row.get(column) or "").strip() for column in columns} for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{path} cannot be read as a table ({reason}): give a CSV file in UTF-8."
        ) from error
    for number, row in enumerate(rows, start=2):
        if not all(row[column] for column in needed):
            filled = f"both {' and '.join(needed)}" if len(needed) > 1 else needed[0]
            raise ConfigError(f"{path}, row {number}: {filled} must be filled.")
    return rows


@dataclass(frozen=True, slots=True)
class Lookup:
    """The rows of a table by the names that they are known under."""

    rows: Mapping[str, tuple[Row, ...]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Lookup":
        """Return a lookup of rows; several may have one name."""
        found: dict[str, list[Row]] = {}
        for row in rows:
            for key in {_key(name) for name in names_in(row)}:
                found.setdefault(key, []).append(row)
        return cls({key: tuple(every) for key, every in found.items()})

    def __call__(self, *names: str | None) -> tuple[Row, ...]:
        """Return the rows of the first name that the table knows: none, one, or several that it may mean."""
        for name in names:
            if name and (found := self.rows.get(_key(name), ())):
                return found
        return ()


def _key(name: str) -> str:
    return folded(name).removeprefix(_ARTICLE).removesuffix("'s")
