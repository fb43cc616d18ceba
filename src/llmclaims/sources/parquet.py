"""Parquet: one article a row, read in batches; a part of a table has the columns that its folders name, too."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from llmclaims.errors import DocumentError
from llmclaims.sources.extras import needed
from llmclaims.sources.rows import Row, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.claim import Failure
    from llmclaims.document import Document
    from llmclaims.sources.articles import Articles, Raw

_BATCH = 64  # rows in memory at a time
_READ = 1 << 20  # bytes of a column that are read at a time: else a whole column of a group of rows
_PARTITION = re.compile(r"([^=]+)=(.*)")
_NONE = "__HIVE_DEFAULT_PARTITION__"


def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
    """A document for each row; rows are counted from 1.

    Raises:
        DocumentError: the file is not Parquet, or pyarrow is not installed.
    """
    return documents(_rows(raw, asked), asked, "parquet")


def _rows(raw: Raw, asked: Articles) -> Iterator[Row]:
    parquet = needed("pyarrow.parquet", "parquet", raw.name)
    arrow = needed("pyarrow", "parquet", raw.name)

    # The end of the file says where its rows are: what cannot be searched is held in memory.
    stream = raw.stream if raw.stream.seekable() else io.BytesIO(raw.stream.read())
    try:
        file = parquet.ParquetFile(stream, buffer_size=_READ, pre_buffer=False)
        above = {
            name: one for name, one in partition(asked.name).items() if name not in file.schema_arrow.names
        }
        columns = [one for one in _columns([*file.schema_arrow.names, *above], asked) if one not in above]
        number = 0
        for batch in file.iter_batches(batch_size=_BATCH, columns=columns, use_threads=False):
            for values in _raw_texts(batch, arrow).to_pylist():
                number += 1
                yield Row(number=number, values={**_plain(values), **above})
    except (arrow.ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise DocumentError(
            f"{raw.name} is not Parquet that can be read ({reason}): write it anew."
        ) from error


def partition(path: str) -> dict[str, str | None]:
    """The columns that a path's folders give, as Hive names them: ``day=2026-02-06`` is a column and its value."""
    found = (_PARTITION.fullmatch(part) for part in Path(path).parts[:-1])
    named = {one[1]: unquote(one[2]) for one in found if one}
    return {name: None if value == _NONE else value for name, value in named.items()}


def _columns(names: list[str], asked: Articles) -> list[str]:
    wanted = (asked.text_column, asked.id_column, asked.title_column, asked.published_column)
    for one in wanted:
        if one is not None and one not in names:
            raise DocumentError(
                f"{asked.name} has no column {one} (it has {', '.join(names[:12])}): name one of these."
            )
    return [one for one in wanted if one is not None]


def _raw_texts(batch: Any, arrow: Any) -> Any:
    """The same rows, their texts as bytes: one that is not UTF-8 must not cost the others."""
    columns = [
        column.cast(arrow.large_binary())
        if arrow.types.is_string(kind) or arrow.types.is_large_string(kind)
        else column
        for column, kind in zip(batch.columns, batch.schema.types, strict=True)
    ]
    return arrow.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a row; text that was stored as bytes is text."""
    return {name: _text(value) if isinstance(value, bytes) else value for name, value in values.items()}


def _text(value: bytes) -> str | bytes:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value
