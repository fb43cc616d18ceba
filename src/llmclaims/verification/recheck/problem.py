"""What checking a saved run again gives: problems as they are found, notes, and how much was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmclaims.runs.lines import line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    TextOf = Callable[[str], Mapping[str, Any] | None]
    """Returns the record of a document, with its text, by the hash of its bytes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a saved run that does not hold; ``line`` is its line in the file ``path``, from 1."""

    line: int
    id: str | None
    kind: str
    code: str
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader should know of a check although nothing is wrong; ``line`` 0 is about the whole file."""

    line: int
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was checked; ``digest`` is that of the file's records, "" for several files.

    ``undone`` counts the paragraphs that the run itself could not read, or did not: they failed or were skipped.
    """

    documents: int
    claims: int
    runs: int = 1
    digest: str = field(default="", compare=False)
    undone: int = field(default=0, compare=False)

    @classmethod
    def over(cls, files: Sequence[Tally]) -> Tally:
        """Return the tally of several files, or of one."""
        return cls(
            documents=sum(one.documents for one in files),
            claims=sum(one.claims for one in files),
            runs=len(files),
            digest=files[0].digest if len(files) == 1 else "",
            undone=sum(one.undone for one in files),
        )


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as it reads after a trip through a file."""
    found: dict[str, Any] = json.loads(line(record))
    return found
