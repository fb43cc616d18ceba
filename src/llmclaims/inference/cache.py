"""Raw replies on disk, by what was asked: an answer that was paid for is paid for once.

Kept with diskcache, whose own ``Disk`` and ``JSONDisk`` run code from a planted pickle row (CVE-2025-69872):
here a row is text, and whatever else stands in the database is refused. Each reply stands behind its checksum:
one that a disk has changed would change the words of a claim, so it is asked again.
"""

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import diskcache  # type: ignore[import-untyped]  # has no annotations

from llmclaims.errors import ConfigError

logger = logging.getLogger(__name__)

_FOLDER = "replies"
_DATABASE = "cache.db"
_FORMAT = "checked"
"""The file that says that every reply in the folder was given its checksum."""
_SEAL = b"sha256:"
_SEAL_LENGTH = len(_SEAL) + 64 + 1
_JOURNAL = "cache.db-wal"
"""Where SQLite keeps what was committed last (its write-ahead log)."""
_SIZE_LIMIT = 2**40
_LOCK_TIMEOUT = 60.0
"""Seconds for which another process may hold the database; longer, and it has stopped in the middle."""
_RAW = 1
"""diskcache's mode of a value that stands in the row itself (``diskcache.core.MODE_RAW``)."""


def request_key(protocol: str, base_url: str, body: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of who is asked what: equal requests have equal keys in every process."""
    asked = json.dumps([protocol, base_url, body], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(asked.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stats:
    """What a cache holds: number of replies, bytes on disk, and the folder."""

    replies: int
    size: int
    directory: str


class Cache:
    """Raw replies in one folder, which only its user may open. Threads and processes may share it.

    Every method blocks on the disk: call them off the event loop.
    """

    def __init__(self, directory: str | os.PathLike[str] | None = None) -> None:
        """Open the folder, or make it; the user's own cache folder when none is named.

        Raises:
            ConfigError: it cannot be opened or written.
        """
        self.directory = (Path(directory).expanduser() if directory else _default()).absolute()
        with _said(self.directory):
            _make_private(self.directory)
            self._rows = _open(self.directory)
            _seal_all(self.directory / _FOLDER)
            self._rows.close()  # each thread opens its own connection when it needs one

    def get(self, key: str) -> str | None:
        """Return the raw reply under a key, None where there is none that can be trusted.

        Raises:
            ConfigError: the cache cannot be read.
        """
        with _said(self.directory):
            try:
                found = self._rows.get(key)
            except _UntrustedRowError:
                return None
        if found is None:
            return None
        raw = _unsealed(key, found)
        if raw is None:
            logger.warning(
                "An answer in the cache in %s is not as it was written, and is asked for again; see to that disk.",
                self.directory,
            )
        return raw

    def get_all(self, keys: Iterable[str]) -> dict[str, str | None]:
        """Return the raw replies under some keys, as ``get`` gives them.

        Raises:
            ConfigError: the cache cannot be read.
        """
        return {key: self.get(key) for key in keys}

    def put(self, key: str, raw: str) -> None:
        """Keep a raw reply, whatever becomes of this process; ``sync`` makes it safe from a power cut.

        Raises:
            ConfigError: the cache cannot be written.
        """
        with _said(self.directory):
            self._rows.set(key, _sealed(key, raw.encode("utf-8", "replace")))

    def put_all(self, replies: Iterable[tuple[str, str]]) -> None:
        """Keep several replies, each with its key, in the time that one takes; all of them or none.

        Raises:
            ConfigError: the cache cannot be written.
        """
        with _said(self.directory), self._rows.transact():
            for key, raw in replies:
                self.put(key, raw)

    def sync(self) -> None:
        """Wait until everything that was kept is safe from a power cut, too.

        Raises:
            ConfigError: the disk does not take it.
        """
        path = self.directory / _FOLDER / _JOURNAL
        # What the journal no longer holds, SQLite has synced itself before it took it out of there.
        with _said(self.directory), contextlib.suppress(FileNotFoundError), path.open("r+b") as journal:
            os.fsync(journal.fileno())

    def stats(self) -> Stats:
        """Return what the cache holds.

        Raises:
            ConfigError: the cache cannot be read.
        """
        with _said(self.directory):
            return Stats(len(self._rows), int(self._rows.volume()), str(self.directory))

    def clear(self) -> int:
        """Forget everything; the number of replies that were held.

        Raises:
            ConfigError: the cache cannot be written.
        """
        with _said(self.directory):
            return int(self._rows.clear())

    def close(self) -> None:
        """Close the connection of this thread."""
        self._rows.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class _UntrustedRowError(Exception):
    """A row that this module did not write."""


class _TextDisk(diskcache.Disk):  # type: ignore[misc]  # the base has no annotations
    """Keys are text and values are bytes, both in the row: nothing is unpickled and no file is opened."""

    def put(self, key: Any) -> tuple[Any, bool]:
        return _checked(key, str), True

    def get(self, key: Any, raw: Any) -> str:
        _trust(raw=raw, value=key, kind=str)
        return str(key)

    def store(self, value: Any, read: Any, key: Any = None) -> tuple[int, int, None, Any]:  # noqa: ARG002
        return 0, _RAW, None, sqlite3.Binary(_checked(value, bytes))

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> bytes:
        _trust(raw=mode == _RAW and filename is None and not read, value=value, kind=bytes)
        return bytes(value)

    def remove(self, file_path: Any) -> None:
        """Delete no file: no row of ours has one, and a planted name must not get one deleted."""


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"a cache takes {kind.__name__}, not {type(value).__name__}")
    return value


def _trust(*, raw: Any, value: Any, kind: type) -> None:
    if not raw or type(value) is not kind:
        raise _UntrustedRowError


def _default() -> Path:
    from platformdirs import user_cache_path  # only looked up when no folder is named

    return user_cache_path("llmclaims")


def _sealed(key: str, raw: bytes) -> bytes:
    """Return a reply behind the checksum of itself and of what it answers."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass") + b"\n" + raw).hexdigest()
    return _SEAL + digest.encode("ascii") + b"\n" + raw


def _unsealed(key: str, found: bytes) -> str | None:
    """Return the reply behind a checksum, None where it is not what was written."""
    raw = found[_SEAL_LENGTH:]
    return raw.decode("utf-8", "replace") if _sealed(key, raw) == found else None


def _seal_all(folder: Path) -> None:
    """Give the replies of an earlier version their checksum, once: they were paid for, and count as they are now."""
    mark = folder / _FORMAT
    if mark.exists():
        return
    database = sqlite3.connect(folder / _DATABASE, timeout=_LOCK_TIMEOUT)
    try:
        database.create_function("sealed", 2, _sealed, deterministic=True)
        with database:
            database.execute(
                "UPDATE Cache SET value = sealed(key, value) WHERE raw = 1 AND mode = ? AND filename IS NULL"
                " AND typeof(key) = 'text' AND typeof(value) = 'blob' AND substr(value, 1, ?) != ?",
                (_RAW, len(_SEAL), _SEAL),
            )
    finally:
        database.close()
    mark.touch(mode=0o600)


def _make_private(directory: Path) -> None:
    """Make a folder of our own inside the one named, so that nobody else's folder changes its mode.

    Neither may be a link, nor may the database: what is written there would go to where somebody else pointed it.
    """
    own = directory / _FOLDER
    _refuse_links(directory, own)
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_links(own, *own.iterdir())
    if hasattr(os, "getuid") and own.lstat().st_uid != os.getuid():
        raise PermissionError("it belongs to another user")
    own.chmod(0o700)


def _refuse_links(*paths: Path) -> None:
    for path in paths:
        if path.is_symlink():
            raise PermissionError(f"{path} is a link, which is not followed")


def _open(directory: Path) -> diskcache.Cache:
    return diskcache.Cache(
        str(directory / _FOLDER),
        timeout=_LOCK_TIMEOUT,
        disk=_TextDisk,
        eviction_policy="none",
        cull_limit=0,
        size_limit=_SIZE_LIMIT,
        sqlite_synchronous=1,  # NORMAL: a commit survives the process, ``sync`` makes it survive a power cut
        sqlite_cache_size=512,  # pages, 2 MB: each row is read once, and the default grows to 32 MB
        sqlite_mmap_size=0,  # else up to 64 MB of the file count as memory of a long run
    )


@contextlib.contextmanager
def _said(directory: Path) -> Iterator[None]:
    """Whatever goes wrong with the folder, as one sentence."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:  # a damaged database makes diskcache raise what it likes
        reason = getattr(error, "strerror", None) or str(error) or "it holds what this program did not write"
        if isinstance(error, diskcache.Timeout) or "locked" in reason:
            reason = f"another process has kept it locked for {_LOCK_TIMEOUT:g} s"
        raise ConfigError(
            f"The cache in {directory} cannot be used ({reason}); free space there, delete it, "
            "or name another folder with cache_dir."
        ) from error
