"""JSON Lines: the file that holds a run, written record by record."""

from collections.abc import Iterable
from typing import TextIO

from llmclaims.runs.digest import Sealing
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Line


def write(records: Iterable[Line], out: TextIO, *, text: bool = True) -> None:
    """Write each record as one line, at once, so that a reader at the other end waits for nothing.

    The summary gets the digest of all that is written.
    """
    for one in records if isinstance(records, Sealing) else Sealing(records):
        out.write(line(to_record(one, text=text)))
        out.flush()
