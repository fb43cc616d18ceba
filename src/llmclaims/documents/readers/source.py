"""What an input is given: the place and what must be known to read it, and the bytes once it is open."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    import os

HEAD = 4096
"""Bytes at the beginning by which an input may be told."""
MOST = 20_000_000
"""Bytes, or characters, that an article or a row of a table may have: more would only fill the memory."""


@dataclass(frozen=True, slots=True)
class Articles:
    """A place that holds articles, with what must be known to read it.

    ``place`` is a file, a folder, "-" or a URL. The columns are those of CSV, JSON Lines and Parquet: each
    row is an article, its text in ``text_column``; the others are used where they are named. A URL is fetched
    only with ``allow_network``, within ``timeout`` seconds and ``max_bytes`` bytes, and an address inside the
    own network only with ``allow_private``. ``published`` goes before every date that the source states.
    """

    place: str | os.PathLike[str]
    text_column: str = "text"
    id_column: str | None = None
    title_column: str | None = None
    published_column: str | None = None
    allow_network: bool = False
    allow_private: bool = False
    timeout: float = 20.0
    max_bytes: int = 20_000_000
    published: str | None = None

    @property
    def name(self) -> str:
        """The place as messages and records call it."""
        return str(self.place)


class Raw(NamedTuple):
    """An input that is open: ``stream`` is buffered, so that its beginning can be looked at.

    ``suffix`` is that of its name in lower case, with the dot; ``media_type`` and ``charset`` are what a
    server said of it.
    """

    name: str
    stream: BinaryIO
    head: bytes
    suffix: str = ""
    media_type: str = ""
    charset: str = ""
    url: str | None = None

    def whole(self, most: int = MOST) -> bytes:
        """Read all of it.

        Raises:
            DocumentError: it has more than ``most`` bytes.
        """
        data = self.stream.read(most + 1)
        if len(data) > most:
            name = "Standard input" if self.name == "-" else self.name
            raise DocumentError(
                f"{name} is larger than {most:,} bytes: give the article's text alone, or cut it up."
            )
        return data


def looked_at(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, and the stream with them; they may come in pieces, as from a pipe.

    What can be searched is given back itself.
    """
    head = stream.read(HEAD)
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    return head, cast("BinaryIO", io.BufferedReader(_Whole(head, stream)))


class _Whole(io.RawIOBase):
    """A beginning that was taken from a stream, and the rest of it; closing this closes nothing else."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest
        self._is_over = len(head) < HEAD  # a terminal would be asked again

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        if not self._head and not self._is_over:
            self._head = (
                self._rest.read1(len(room)) if hasattr(self._rest, "read1") else self._rest.read(len(room))
            )
        part, self._head = self._head[: len(room)], self._head[len(room) :]
        room[: len(part)] = part
        return len(part)
