"""A run's tables as data frames: Arrow, pandas and Polars, each an extra of its own."""

from collections.abc import Iterable
from typing import Any

from llmclaims.errors import ConfigError, optional_module
from llmclaims.runs.records import Line
from llmclaims.runs.tables import COLUMNS, STRUCTS, Kind, Row, rows


def to_arrow(records: Iterable[Line], table: str, *, extra: str = "parquet") -> Any:
    """Return one of the tables as a ``pyarrow.Table``."""
    found = _rows(records, table)
    arrow = optional_module("pyarrow", extra)
    return arrow.Table.from_pylist(found, schema=arrow_schema(table, arrow))


def arrow_schema(table: str, arrow: Any) -> Any:
    """Return the Arrow schema of a table; ``arrow`` is the module pyarrow."""
    return arrow.schema([(name, _arrow_type(kind, arrow)) for name, kind in COLUMNS[table]])


def _arrow_type(kind: Kind, arrow: Any) -> Any:
    if kind in STRUCTS:
        return arrow.list_(arrow.struct([(name, _arrow_type(one, arrow)) for name, one in STRUCTS[kind]]))
    plain = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "flag": arrow.bool_(),
        "texts": arrow.list_(arrow.string()),
    }
    return plain.get(kind, arrow.string())


def to_pandas(records: Iterable[Line], table: str) -> Any:
    """Return one of the tables as a ``pandas.DataFrame``; a list stays a Python list, a missing number is ``NA``."""
    found = _rows(records, table)
    pandas = optional_module("pandas", "pandas")
    types = {"integer": "Int64", "number": "Float64", "flag": "boolean"}
    return pandas.DataFrame(
        {
            name: pandas.Series([row[name] for row in found], dtype=types.get(kind, object), name=name)
            for name, kind in COLUMNS[table]
        }
    )


def to_polars(records: Iterable[Line], table: str) -> Any:
    """Return one of the tables as a ``polars.DataFrame``."""
    found = _rows(records, table)
    polars = optional_module("polars", "polars")
    schema = {name: _polars_type(kind, polars) for name, kind in COLUMNS[table]}
    return polars.DataFrame(found, schema=schema)


def _polars_type(kind: Kind, polars: Any) -> Any:
    if kind in STRUCTS:
        return polars.List(polars.Struct({name: _polars_type(one, polars) for name, one in STRUCTS[kind]}))
    plain = {
        "integer": polars.Int64,
        "number": polars.Float64,
        "flag": polars.Boolean,
        "texts": polars.List(polars.String),
    }
    return plain.get(kind, polars.String)


def _rows(records: Iterable[Line], table: str) -> list[Row]:
    if table not in COLUMNS:
        raise ConfigError(f"There is no table {table!r}; choose one of {', '.join(COLUMNS)}.")
    return [row for name, row in rows(records) if name == table]
