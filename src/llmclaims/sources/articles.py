"""What an input is given: the place and what must be known to read it, and the bytes once it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    import os

HEAD = 4096
"""Bytes at the beginning by which an input may be told."""


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
