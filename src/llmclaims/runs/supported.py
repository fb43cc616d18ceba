"""The claims of a run that are likely enough right, by their support; a calibration of the user's, read from its file."""

import json
import os
from collections.abc import Iterable, Iterator

from llmclaims.config.local_files import read_file
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.runs.records import Line, Summary
from llmclaims.runs.tables import ends_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.support import add_rows, rows


def load_rows(path: str | os.PathLike[str]) -> None:
    """Take the rows of a file that ``llmclaims review --calibration`` wrote, before the shipped ones.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    rows()
    try:
        add_rows(json.loads(read_file(path).decode("utf-8"))["rows"])
    except OSError as error:
        raise ConfigError(
            f"{path}: the calibration cannot be read ({error.strerror}); name a file of one."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"{path}: holds no calibration; make one with `llmclaims review --calibration`."
        ) from error


class Supported:
    """The claims whose support is at least ``least``, chosen as the documents go by.

    ``below`` counts those with less, ``untold`` those without a number, ``apart`` the relations that go with an end of
    theirs; ``kept`` how many there are. A relation without a number stands and falls with its ends.
    """

    def __init__(self, least: float) -> None:
        """Take the least support."""
        self.below = self.untold = self.apart = self.kept = 0
        self._least = least
        self._known: set[str] = set()

    def records(self, records: Iterable[Line]) -> Iterator[Line]:
        """Yield a run's records without the claims that are not chosen; one document is held at a time."""
        held: list[Line] = []
        for one in records:
            if isinstance(one, (Document, Summary)):
                yield from self._among(held)
                held = []
            held.append(one)
        yield from self._among(held)

    def _among(self, held: list[Line]) -> Iterator[Line]:
        claims = [one for one in held if isinstance(one, Claim)]
        self._known |= {one.id for one in claims if ends_of(one) is None and self._holds(one)}
        for one in held:
            if not isinstance(one, Claim):
                yield one
            elif one.id in self._known or self._relates(one):
                self.kept += 1
                yield one

    def _holds(self, claim: Claim) -> bool:
        if claim.support is None:
            self.untold += 1
        elif claim.support < self._least:
            self.below += 1
        else:
            return True
        return False

    def _relates(self, claim: Claim) -> bool:
        """Tell whether a relation stands: both its ends do, and its own number, where it has one, is high enough."""
        ends = ends_of(claim)
        if ends is None:
            return False
        if not {ends.source, ends.target} <= self._known:
            self.apart += 1
            return False
        return claim.support is None or self._holds(claim)

    def lines(self) -> Iterator[str]:
        """Yield what was left out, a sentence each."""
        if self.below:
            yield f"{self.below:,} with less support than {self._least:g}"
        if self.untold:
            yield f"{self.untold:,} without a number, since nothing is calibrated that is like them"
        if self.apart:
            yield f"{self.apart:,} that relate one of these"
