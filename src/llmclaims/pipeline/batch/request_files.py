"""Files of requests that grow line by line within a service's limits, each renamed when it is whole."""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from llmclaims.errors import ConfigError
from llmclaims.pipeline.dry_run import Awaited
from llmclaims.providers.openai_batches import URL
from llmclaims.runs.lines import line

PREFIX = "requests-"
"""How the names of the files begin that ``write_requests`` makes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold at most, ``bytes`` line ends included; by default what OpenAI lets a batch hold.

    Raises ConfigError when that is nothing.
    """

    requests: int = 50_000
    bytes: int = 200_000_000

    def __post_init__(self) -> None:
        """Refuse limits that nothing fits into."""
        if min(self.requests, self.bytes) < 1:
            raise ConfigError(
                "A file must be allowed to hold 1 request and 1 byte at least; raise the limit."
            )


OPENAI = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of requests, all for one ``provider`` (its name in the configuration) and one ``model`` of it.

    ``number`` counts from 1 over all providers; ``sha256`` is that of the file, in hexadecimal.
    """

    path: Path
    number: int
    provider: str
    requests: int
    bytes: int
    sha256: str
    model: str = ""


class Parts:
    """The files, one growing for each provider and model: a service takes no file for two. A context manager that takes them away again after an error."""

    def __init__(self, folder: Path, limits: Limits, *, keep: bool) -> None:
        """``keep`` False: count, and write nothing."""
        self._folder, self._limits, self._keep = folder, limits, keep
        self._open: dict[tuple[str, str], _Growing] = {}
        self._closed: list[Part] = []
        self._begun = 0

    def add(self, one: Awaited) -> bool:
        """Write a request; False for one that no file can hold."""
        asked = {"custom_id": one.custom_id, "method": "POST", "url": URL, "body": one.body}
        text = line(asked).encode()
        if len(text) > self._limits.bytes:
            return False
        asked_of = one.provider, one.model
        if asked_of in self._open and not self._open[asked_of].takes(len(text), self._limits):
            self._finish(asked_of)
        if asked_of not in self._open:
            self._begun += 1
            self._open[asked_of] = _Growing(self._folder, self._begun, asked_of, keep=self._keep)
        self._open[asked_of].write(text)
        return True

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def finished(self) -> tuple[Part, ...]:
        """Return all files, whole, in the order of their numbers; nothing is added after that."""
        for asked_of in list(self._open):
            self._finish(asked_of)
        return tuple(sorted(self._closed, key=lambda part: part.number))

    def _finish(self, asked_of: tuple[str, str]) -> None:
        self._closed.append(self._open[asked_of].finished())
        del self._open[asked_of]

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """After an error, take away what was written."""
        if kind is None:
            return
        for growing in self._open.values():
            growing.abandon()
        for part in self._closed if self._keep else ():
            part.path.unlink(missing_ok=True)


class _Growing:
    """One file that grows as ``NAME.part``."""

    def __init__(self, folder: Path, number: int, asked_of: tuple[str, str], *, keep: bool) -> None:
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", asked_of[0])[:40]
        self._path = folder / f"{PREFIX}{number:05d}-{name}.jsonl"
        self._part = self._path.with_name(self._path.name + ".part")
        self._number, (self._provider, self._model) = number, asked_of
        self._requests = self._bytes = 0
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        if keep:
            with _said(folder):
                self._file = self._part.open("wb")

    def takes(self, more: int, limits: Limits) -> bool:
        """Tell whether another request of so many bytes fits in."""
        return self._requests < limits.requests and self._bytes + more <= limits.bytes

    def write(self, text: bytes) -> None:
        """Add a line."""
        self._requests += 1
        self._bytes += len(text)
        self._digest.update(text)
        if self._file is not None:
            with _said(self._path.parent):
                self._file.write(text)

    def finished(self) -> Part:
        """Return the whole file, under its own name."""
        if self._file is not None:
            with _said(self._path.parent):
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._part.replace(self._path)
        return Part(
            path=self._path,
            number=self._number,
            provider=self._provider,
            requests=self._requests,
            bytes=self._bytes,
            sha256=self._digest.hexdigest(),
            model=self._model,
        )

    def abandon(self) -> None:
        """Take the half of a file away."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._part.unlink(missing_ok=True)


def make_empty(folder: Path) -> None:
    """See that the folder is there and holds no requests: those of an earlier call would be asked twice."""
    with _said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        old = next(folder.glob(f"{PREFIX}*.jsonl"), None)
    if old is not None:
        raise ConfigError(
            f"{folder} holds requests of an earlier call ({old.name}); delete them, or name another folder."
        )


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Whatever goes wrong with the folder, as one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(
            f"{folder} cannot take the requests ({reason}); free space there, or name another folder."
        ) from error
