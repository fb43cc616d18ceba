"""What must be kept of a run of any length until its end: on disk, so that memory does not grow with it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from llmclaims.errors import ConfigError

_CACHE = 4_000  # KiB of the database that stay in memory


@contextmanager
def temporary_base(cache: int = 8 * _CACHE) -> Iterator[sqlite3.Connection]:
    """Open an empty database of which ``cache`` KiB stay in memory and the rest in a file that is gone at the end.

    Raises:
        ConfigError: there is no space for the file.
    """
    base = _opened(cache)
    try:
        yield base
    except sqlite3.Error as error:
        raise no_space(error) from error
    finally:
        base.close()


def _opened(cache: int) -> sqlite3.Connection:
    base = sqlite3.connect("", check_same_thread=False)  # a generator may be read by another thread
    for setting in (f"cache_size = -{cache}", "journal_mode = OFF", "synchronous = OFF"):
        base.execute(f"PRAGMA {setting}")
    return base


def no_space(error: Exception) -> ConfigError:
    """Return the error of a temporary file that cannot be written."""
    return ConfigError(f"No temporary file can be written ({error}); free space for it.")


class OnDisk:
    """Hold JSON values by their keys.

    SQLite keeps a few in memory and many in a temporary file of its own, which is gone when this is closed.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._base = _opened(_CACHE)
        self._base.execute("CREATE TABLE held (key PRIMARY KEY, value TEXT)")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._base.close()

    def put(self, key: str | int, value: Any) -> None:
        """Keep a value; a later one of the same key takes its place.

        Raises:
            ConfigError: there is no space for it.
        """
        self._write("INSERT OR REPLACE INTO held VALUES (?, ?)", _stored(key), json.dumps(value))

    def add(self, key: str | int) -> bool:
        """Keep a key alone; return False where it was there.

        Raises:
            ConfigError: there is no space for it.
        """
        return self._write("INSERT OR IGNORE INTO held VALUES (?, NULL)", _stored(key)) > 0

    def _write(self, statement: str, *row: Any) -> int:
        try:
            return self._base.execute(statement, row).rowcount
        except sqlite3.Error as error:
            raise no_space(error) from error

    def get(self, key: str | int) -> Any:
        """Return the value of a key, None where there is none."""
        row = self._base.execute("SELECT value FROM held WHERE key = ?", (_stored(key),)).fetchone()
        return None if row is None else json.loads(row[0])

    def __contains__(self, key: str | int) -> bool:
        """Tell whether there is a value of a key."""
        return self._base.execute("SELECT 1 FROM held WHERE key = ?", (_stored(key),)).fetchone() is not None

    def values(self) -> Iterator[Any]:
        """Yield the values in the order in which they were put."""
        for (value,) in self._base.execute("SELECT value FROM held ORDER BY rowid"):
            yield json.loads(value)


def _stored(key: str | int) -> bytes | int:
    """Return a key as SQLite can hold it: a text may have lone surrogates, which UTF-8 has not."""
    return key.encode(errors="surrogatepass") if isinstance(key, str) else key
