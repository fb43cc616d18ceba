"""What checking a saved run again gives: problems as they are found, and how much was checked."""

from __future__ import annotations

from dataclasses import dataclass, field


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
