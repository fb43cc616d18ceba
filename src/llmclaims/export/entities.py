"""People, organisations and places of one run or of many, each with all its mentions: as data."""

import os
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from llmclaims.export.shared.merged_runs import merged
from llmclaims.runs.records import Line


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,  # noqa: ARG001 - only names and their places are written
    entities: str | os.PathLike[str] | None = None,
) -> None:
    """Write JSON Lines: an ``entity`` a line with its mentions, then each mention that stays ``open``.

    ``entities`` is a table of names with identifiers (see ``read_table``); without it no identifier is given.

    Raises:
        ConfigError: that table cannot be read.
    """
    from llmclaims.export.shared.entity_clusters import group, read_table
    from llmclaims.runs.lines import line

    found = merged(records)
    table = read_table(entities) if entities is not None else None
    grouped = group(found.documents.values(), found.claims, table)
    out.writelines(line({"record": "entity", **asdict(entity)}) for entity in grouped.entities)
    out.writelines(
        line({"record": "open", **asdict(one.mention), "candidates": list(one.candidates)})
        for one in grouped.open
    )
