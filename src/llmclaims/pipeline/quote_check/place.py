"""Where a record stands, and what is needed to read it."""

from dataclasses import dataclass
from pathlib import Path

from llmclaims.pipeline.quote_check.documents import Documents
from llmclaims.pipeline.quote_check.quoted import Asked


@dataclass(frozen=True, slots=True)
class Place:
    """A record of a file of quotes: the file, its number there, the documents at hand, and what was asked."""

    path: str
    number: int
    documents: Documents
    asked: Asked

    @property
    def folder(self) -> Path:
        """The folder of the file, from which its paths are followed."""
        return Path(self.path).parent

    def __str__(self) -> str:
        """Return the place as messages and records name it."""
        return f"{self.path}#{self.number}"
