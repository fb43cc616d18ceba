"""The tables in ``tests/vectors``: a JSON object a line, with an id, the reason why it stands there, and its data."""

from __future__ import annotations

import json
from typing import Any

from tests.support import ROOT


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, in its order."""
    with (ROOT / "tests" / "vectors" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def table(name: str, *fields: str) -> list[Any]:
    """Return these fields of every row, as ``parametrize`` takes them: tuples, or the values of a single field."""
    wanted = [tuple(row[field] for field in fields) for row in rows(name)]
    return wanted if len(fields) > 1 else [value for (value,) in wanted]
