"""The digest of a run: one SHA-256 over all its records in their order, by which two runs are the same or not.

Taken of each record's canonical JSON (sorted keys, no white space, ASCII) and a newline, so that line ends, white
space and the order of keys do not count, and any other change does. Left out is what differs between equal runs:
when it started, how long it took, what it paid; and the articles' text, which ``sha256`` stands for.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import canonical
from llmclaims.runs.records import Line, Summary

_LEFT_OUT = {
    "run": frozenset(("started",)),
    "document": frozenset(("text",)),
    "summary": frozenset(("seconds", "usage", "digest")),
}


def counting(record: Mapping[str, Any]) -> bytes:
    """Return what counts of a record, in its one form."""
    aside = _LEFT_OUT.get(record["record"])
    kept = {key: one for key, one in record.items() if key not in aside} if aside else record
    return canonical(kept)


class Digest:
    """Grow with the records as they go by; the summary is the last."""

    def __init__(self) -> None:
        """Begin with no record."""
        self._hash = hashlib.sha256()

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in one record."""
        self.take(counting(record))

    def take(self, counted: bytes) -> None:
        """Take in what counts of one record."""
        self._hash.update(counted + b"\n")

    def hexadecimal(self) -> str:
        """Give the digest of what was taken in so far, in 64 hexadecimal digits."""
        return self._hash.hexdigest()


class Sealing:
    """Yield the records of a run, the summary with the digest of all of them."""

    def __init__(
        self,
        found: Iterable[Line],
        seen: Callable[[Line], None] | None = None,
    ) -> None:
        """Take in the records; ``seen`` is called with each of them as it goes by."""
        self._found = iter(found)
        self._seen = seen
        self._digest = Digest()

    def __iter__(self) -> Self:
        """Return itself."""
        return self

    def __next__(self) -> Line:
        """Give the next record."""
        one = next(self._found)
        self._digest.add(to_record(one, text=False))
        if isinstance(one, Summary):
            one = replace(one, digest=self._digest.hexadecimal())
        if self._seen:
            self._seen(one)
        return one
