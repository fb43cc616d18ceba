"""What a file holds, counted as it goes by, and what its summary says of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmclaims.verification.recheck.shapes import NO_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(slots=True)
class Counted:
    """Records by kind, paragraphs that were to be read, and those of them that failed or were not asked."""

    kinds: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False
    _failures: set[int] = field(default_factory=set)

    def begin(self, document: Mapping[str, Any]) -> None:
        """Count a document and its paragraphs; what fails from here on is of this document."""
        self.kinds["document"] += 1
        self.paragraphs += sum(zone == "body" for _, _, zone in document["paragraphs"])
        self._failures = set()

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one record that can be read."""
        kind = record["record"]
        self.kinds[kind if kind in NO_CLAIMS else "claim"] += 1
        if kind != "failure":
            return
        paragraph = record["paragraph"]
        if paragraph is None:
            self.broken = True  # of a document whose reading ended within it the rest was never counted
        elif paragraph not in self._failures:
            self._failures.add(paragraph)
            self.skipped += record["error"] == "Skipped"
            self.failed += record["error"] != "Skipped"

    def contradictions(self, summary: Mapping[str, Any]) -> Iterator[str]:
        """What a summary says that the file does not, a sentence each."""
        claims, refused = self.kinds["claim"], self.kinds["rejection"]
        held = {
            "accepted": claims,
            "rejected": refused,
            "proposed": claims + refused,
            "failed": self.failed,
            "skipped": self.skipped,
        }
        if not self.broken:
            held["paragraphs"] = self.paragraphs
        for key, count in held.items():
            if summary[key] != count:
                yield f"{key} is {summary[key]}, the file holds {count}."
        if summary["paragraphs"] != summary["done"] + summary["failed"] + summary["skipped"]:
            yield "paragraphs is not done + failed + skipped."
