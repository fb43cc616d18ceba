"""Hold what every input shares: the place asked for, the open bytes, the reading of dates, failures."""

import datetime as dt
import io
import os
import re
from dataclasses import dataclass
from email.utils import parsedate
from typing import Any, BinaryIO, NamedTuple, cast

from llmclaims.errors import DocumentError
from llmclaims.schema.claims import Failure

STANDARD_INPUT = "-"
HEAD = 4096
"""Bytes at the beginning by which an input may be told."""
MOST = 20_000_000
"""Bytes, or characters, that an article or a row of a table may have: more would only fill the memory."""
_REASON = 200  # characters that are told of an exception

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:$|[T\s].*)", re.DOTALL)
_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?[0-9]{4}(?:[0-9]{2})?(?![0-9]).*)?")
_WRITTEN = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})\b.*", re.DOTALL)
_LONGEST = 200  # characters: no date has more
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Articles:
    """A place that holds articles, with what must be known to read it.

    ``place`` is a file, a folder, "-" or a URL. The columns are those of CSV, JSON, JSON Lines and Parquet: each
    row is an article, its text in ``text_column``. Where there is no such column, or no title or date is named, the one
    with a usual name is taken, and said; an empty name takes none. A URL is fetched
    only with ``allow_network``, within ``timeout`` seconds and ``max_bytes`` bytes, and an address inside the
    own network only with ``allow_private``. ``published`` goes before every date that the source states. ``folder`` is the one that the
    place was found in, which messages about all its files name.
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
    folder: str | None = None

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
            name = "Standard input" if self.name == STANDARD_INPUT else self.name
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


def day_of(stated: str | None) -> str | None:
    """Return the day that a machine-written date names, as YYYY-MM-DD, or YYYY-MM or YYYY where it says no more.

    The day is that of the date's own time zone; what is no date is None, never a guess. Read are ISO 8601, with slashes too, ``20260206``, e-mail dates (RFC 2822) and "February 6, 2026". A date
    like 02/06/2026 is not, since it says two days.
    """
    text = (stated or "").strip()
    for pattern in (_ISO, _COMPACT):
        if found := pattern.fullmatch(text):
            return _day(*(int(part) for part in found.groups()))
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2] or 1)
        return text if _day(year, month, 1) else None
    if found := _WRITTEN.fullmatch(text):
        month = next((n for n, name in enumerate(_MONTHS, 1) if found[1].lower().startswith(name)), 0)
        return _day(int(found[3]), month, int(found[2]))
    if not (re.search(r"[A-Za-z]{3}", text) and re.search(r"[0-9]{4}", text)):
        return None
    try:
        parsed = parsedate(text[:_LONGEST])
    except (ValueError, IndexError, TypeError):  # the library's own slips on what is no date
        return None
    return _day(*parsed[:3]) if parsed else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None


def unread(place: str, message: str) -> Failure:
    """Return the failure of a whole source, or of one row of a table."""
    return Failure(document=place, paragraph=None, error="DocumentError", message=message)


def reason(error: Exception) -> str:
    """Say in a few words what went wrong in a reader."""
    match error:
        case MemoryError():
            return "it takes more memory than there is"
        case RecursionError():
            return "it is nested too deep"
        case OSError() if error.strerror:
            return error.strerror
    said = " ".join(str(error).split())[:_REASON].rstrip(".")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def needs_extra(name: str, extra: str) -> DocumentError:
    """Return the error of an input that only an extra can read, for who has not installed it."""
    return DocumentError(f"{name} needs the {extra} extra to be read: pip install 'llmclaims[{extra}]'.")
