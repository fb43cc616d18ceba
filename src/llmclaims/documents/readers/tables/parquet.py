"""Parquet: one article a row, read in batches; a part of a table has the columns that its folders name, too."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import MOST, Articles, Raw, needs_extra, reason
from llmclaims.documents.readers.tables.columns import Columns, chosen, say
from llmclaims.documents.readers.tables.rows import Row, documents
from llmclaims.errors import DocumentError, optional_module
from llmclaims.schema.claims import Failure

_BATCH = 4  # rows in memory at a time, each with a copy of a text that they share
_READ = 1 << 20  # bytes of a column that are read at a time: else a whole column of a group of rows
_UNSEARCHED = 200_000_000  # bytes of a table that comes over a pipe
_LEAST_PACKED = 100  # times smaller than it is: articles pack to a third or a tenth
_PARTITION = re.compile(r"([^=]+)=(.*)")
_NONE = "__HIVE_DEFAULT_PARTITION__"


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """Return a document for each row; rows are counted from 1.

    Raises:
        DocumentError: the file is not Parquet, or pyarrow is not installed.
    """
    missing = needs_extra(raw.name, "parquet")
    parquet = optional_module("pyarrow.parquet", "parquet", missing)
    arrow = optional_module("pyarrow", "parquet", missing)

    # The end of the file says where its rows are: what cannot be searched is held in memory.
    stream = raw.stream if raw.stream.seekable() else io.BytesIO(raw.whole(_UNSEARCHED))
    try:
        file = parquet.ParquetFile(stream, buffer_size=_READ, pre_buffer=False)
        names = file.schema_arrow.names
        above = {name: one for name, one in partition(asked.name).items() if name not in names}
        columns = chosen([*names, *above], asked, texts=_texts(file.schema_arrow, arrow))
        say(columns, asked)
        _check_size(file.metadata, columns.used(), raw.name)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise _unreadable(raw.name, error) from error
    return documents(_rows(file, columns, above, raw.name), asked, "parquet", columns)


def _texts(schema: Any, arrow: Any) -> list[str]:
    """Return the names of the columns that may hold a text."""
    kinds = ((one.name, getattr(one.type, "value_type", one.type)) for one in schema)
    types = arrow.types
    return [
        name
        for name, kind in kinds
        if types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
    ]


def _rows(file: Any, columns: Columns, above: Mapping[str, str | None], name: str) -> Iterator[Row]:
    arrow = import_module("pyarrow")
    number = 0
    try:
        wanted = [one for one in columns.used() if one not in above]
        for batch in file.iter_batches(batch_size=_BATCH, columns=wanted, use_threads=False):
            cells = [_raw_texts(column, arrow) for column in batch.columns]
            for index in range(batch.num_rows):
                number += 1
                yield _row(
                    number,
                    {name: one[index] for name, one in zip(batch.schema.names, cells, strict=True)},
                    above,
                )
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> DocumentError:
    told = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return DocumentError(f"{name} is not Parquet that can be read ({told}): write it anew.")


def _check_size(metadata: Any, columns: Sequence[str], name: str) -> None:
    """Refuse a table that unpacks to so much more than it is that only a trap, or no article, can be in it.

    Raises:
        DocumentError: a column that is wanted does.
    """
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            unpacked, packed = column.total_uncompressed_size, max(1, column.total_compressed_size)
            if column.path_in_schema in columns and unpacked > MOST and unpacked > _LEAST_PACKED * packed:
                raise DocumentError(
                    f"{name} has {unpacked:,} bytes of {column.path_in_schema} packed into {packed:,}: write it with "
                    "smaller groups of rows, or without compression."
                )


def _row(number: int, cells: Mapping[str, Any], above: Mapping[str, Any]) -> Row:
    """Return the values of a row; one that Python has no value for is this row's fault alone."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if _size(cell) > MOST:
            return Row(number=number, error=f"its {name} is larger than {MOST:,} bytes: cut it up.")
        try:
            values[name] = _plain(cell.as_py())
        except (ValueError, OverflowError) as error:
            return Row(number=number, error=f"its {name} cannot be read ({reason(error)}): write it as text.")
    return Row(number=number, values={**values, **above})


def _size(cell: Any) -> int:
    """Return the bytes of a text, 0 of everything else."""
    value = cell.value if hasattr(cell, "dictionary") else cell
    buffer = value.as_buffer() if value is not None and hasattr(value, "as_buffer") else None
    return buffer.size if buffer is not None else 0


def partition(path: str) -> dict[str, str | None]:
    """Return the columns that a path's folders give: in Hive's names, ``day=2026-02-06`` is one and its value."""
    found = (_PARTITION.fullmatch(part) for part in Path(path).parts[:-1])
    named = {one[1]: unquote(one[2]) for one in found if one}
    return {name: None if value == _NONE else value for name, value in named.items()}


def _raw_texts(column: Any, arrow: Any) -> Any:
    """Return the same values, texts as bytes: one that is not UTF-8 must not cost the others."""
    kind = column.type
    if arrow.types.is_dictionary(kind):
        return arrow.DictionaryArray.from_arrays(column.indices, _raw_texts(column.dictionary, arrow))
    if arrow.types.is_string(kind) or arrow.types.is_large_string(kind):
        return column.cast(arrow.large_binary())
    return column


def _plain(value: Any) -> Any:
    """Return a value of a row; text that was stored as bytes is text."""
    try:
        return value.decode("utf-8") if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return value
