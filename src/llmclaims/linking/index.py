"""Claims under their keys, in temporary files: which claims have a key, and which of them stand near one another there.

What has to be sorted or looked up by its words passes through a database; what is left are numbers, and they
stand in files that the system maps into memory as it has room. Claims are numbered by their documents and ids, keys
that several claims have by their words.
"""

import mmap
import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from json import dumps, loads
from math import fsum, log, sqrt
from sqlite3 import Connection
from tempfile import TemporaryFile
from typing import Any, Self

from llmclaims.runs.spill import no_space

KEYS = 10
"""The rarest keys of a claim under which it looks for others."""
CAP = 32
"""Claims under one key that are all compared; beyond that only neighbours are."""
REACH = 6
"""Neighbours on either side under a key that many share."""
_AT_ONCE = 100_000
"""Different keys that are counted before their counts go into the database, or numbers that wait for their file."""
_A_WHILE = 10_000
"""Claims after which what was read of the files is left to the system."""
_KEPT = 50_000
"""Keys, or claims with theirs, that are not looked up again."""

Keyed = tuple[str, str, list[str]]
"""A claim: its document's id, its own, its keys in order."""


@dataclass(frozen=True, slots=True)
class Place:
    """One claim in the index: its number and its keys, the rarest of these, and its rank under each of them."""

    number: int
    keys: frozenset[int]
    rarest: Sequence[int]
    ranks: Sequence[int]


class Index:
    """The claims under their keys; ``squares`` has the weight of each key, squared, ``lengths`` that of each claim.

    ``homes`` has the number of each claim's document. The ids are in the base's table ``claim``.
    """

    def __init__(self, base: Connection, entries: Iterable[Keyed]) -> None:
        """Take the claims, in any order, each id once in its document."""
        self._base = base
        self._files = ExitStack()
        self._mapped: list[mmap.mmap] = []
        total = _taken_in(base, entries)
        held = array("q", (count for (count,) in base.execute("SELECT held FROM shared ORDER BY rowid")))
        self.squares = array("d", (log(1 + total / count) ** 2 for count in held))
        self._starts = array("q", accumulate(held, initial=0))
        self._number(log(1 + total) ** 2, held)
        self._rank()
        self.keys_of = lru_cache(maxsize=_KEPT)(self._keys_of)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self._files.close()

    def _numbers(self, kind: str) -> "_Numbers":
        return self._files.enter_context(_Numbers(kind, self._mapped))

    def _number(self, single: float, held: Sequence[int]) -> None:
        """Give claims and keys their numbers; ``single`` is the squared weight of a key that one claim has."""
        base = self._base
        keys, ends, homes, lengths = map(self._numbers, "iqid")

        @lru_cache(maxsize=_KEPT)
        def known(key: str) -> int | None:
            found = base.execute("SELECT rowid - 1 FROM shared WHERE name = ?", (_stored(key),)).fetchone()
            return None if found is None else found[0]

        def claims() -> Iterator[tuple[int, bytes, bytes]]:
            home, before = -1, None
            for number, (document, name, own) in enumerate(base.execute(_IN_ORDER)):
                home += document != before
                before = document
                numbers = [known(key) for key in loads(own)]
                shared = [key for key in numbers if key is not None]
                squares = [single if key is None else self.squares[key] for key in numbers]
                keys.extend(shared)
                ends.append(keys.count)
                homes.append(home)
                lengths.append(sqrt(fsum(squares)))
                rarest = sorted(shared, key=lambda key: (held[key], key))[:KEYS]
                yield number, name, struct.pack(f">{len(rarest)}I", *rarest)

        base.execute("CREATE TABLE claim (number INTEGER PRIMARY KEY, id BLOB, rarest BLOB)")
        base.executemany("INSERT INTO claim VALUES (?, ?, ?)", claims())
        base.execute("DROP TABLE entry")
        self._of, self._ends, self.homes, self.lengths = (one.read() for one in (keys, ends, homes, lengths))

    def _rank(self) -> None:
        """Put the claims under their keys in the order of their rarest keys, in which like ones are neighbours."""
        order, filled = self._numbers("q"), array("q", self._starts)
        self._under = self._numbers("i").room(filled[-1])
        ranked = self._base.execute("SELECT number, rarest FROM claim ORDER BY rarest, number")
        for rank, (number, packed) in enumerate(ranked):
            if not rank % _A_WHILE:
                self._let_go()
            rarest = struct.unpack(f">{len(packed) // 4}I", packed)
            order.extend((number, len(rarest), *rarest, *(filled[key] for key in rarest)))
            for key in self._keys_of(number):
                self._under[filled[key]] = number
                filled[key] += 1
        self._order = order.read()

    def _keys_of(self, number: int) -> frozenset[int]:
        first = self._ends[number - 1] if number else 0
        return frozenset(self._of[first : self._ends[number]])

    def first_from(self, key: str) -> int:
        """Return the number of the first key that does not stand before this one."""
        (found,) = self._base.execute(
            "SELECT count(*) FROM shared WHERE name < ?", (_stored(key),)
        ).fetchone()
        return int(found)

    def places(self) -> Iterator[Place]:
        """Yield every claim, like ones near one another."""
        order, at = self._order, 0
        for rank in range(len(self.homes)):
            if not rank % _A_WHILE:
                self._let_go()
            number, count = order[at], order[at + 1]
            first, middle, at = at + 2, at + 2 + count, at + 2 + 2 * count
            yield Place(number, self.keys_of(number), order[first:middle].tolist(), order[middle:at].tolist())

    def under(self, key: int, rank: int) -> Sequence[int]:
        """Return the claims that have a key: all of few, of many those near a rank."""
        first, last = self._starts[key], self._starts[key + 1]
        if last - first > CAP:
            first, last = max(first, rank - REACH), min(last, rank + REACH + 1)
        found: list[int] = self._under[first:last].tolist()
        return found

    def _let_go(self) -> None:
        """Leave what was read to the system, which else counts it as this process's memory."""
        for one in self._mapped:
            one.madvise(mmap.MADV_DONTNEED)


def _taken_in(base: Connection, entries: Iterable[Keyed]) -> int:
    """Put claims into the table ``entry`` and their keys into ``shared``, if two have them; return how many claims there are."""
    base.execute("CREATE TABLE entry (document BLOB, id BLOB, keys TEXT)")
    base.execute("CREATE TABLE key (name BLOB PRIMARY KEY, held INTEGER) WITHOUT ROWID")
    counts: Counter[str] = Counter()

    def count_in() -> None:
        told = sorted((_stored(name), held) for name, held in counts.items())
        base.executemany(
            "INSERT INTO key VALUES (?, ?) ON CONFLICT DO UPDATE SET held = held + excluded.held", told
        )
        counts.clear()

    def rows() -> Iterator[tuple[bytes, bytes, str]]:
        for document, name, keys in entries:
            counts.update(keys)
            if len(counts) > _AT_ONCE:
                count_in()
            yield _stored(document), _stored(name), dumps(keys)

    total = base.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows()).rowcount
    count_in()
    base.execute("CREATE TABLE shared AS SELECT name, held FROM key WHERE held > 1 ORDER BY name")
    base.execute("CREATE INDEX by_name ON shared (name)")
    base.execute("DROP TABLE key")
    return max(total, 0)


_IN_ORDER = "SELECT document, id, keys FROM entry ORDER BY document, id"


def _stored(text: str) -> bytes:
    """Return a text as the database can hold it, in the same order: it may have lone surrogates, which UTF-8 has not."""
    return text.encode(errors="surrogatepass")


class _Numbers:
    """Numbers in a temporary file: written one behind the other, then read in any order."""

    def __init__(self, kind: Any, mapped: list[mmap.mmap]) -> None:
        """Take the kind that ``array`` has for them, and where to note that the file is mapped into memory."""
        self.count = 0
        self._kind = kind
        self._waiting: array[Any] = array(kind)
        self._mapped = mapped
        self._file = TemporaryFile()  # noqa: SIM115 - closed with the index
        self._views = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._views.close()
        self._file.close()

    def append(self, one: float) -> None:
        """Write a number behind the others."""
        self.extend((one,))

    def extend(self, more: Sequence[float]) -> None:
        """Write numbers behind the others."""
        self._waiting.extend(more)
        self.count += len(more)
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def room(self, count: int) -> Any:
        """Return room for so many numbers, to be written in any order."""
        self.count = count
        self._file.truncate(count * self._waiting.itemsize)
        return self.read()

    def read(self) -> Any:
        """Return all of them, as a sequence."""
        self._write()
        self._file.flush()
        if not self.count:
            return self._waiting  # an empty file cannot be mapped
        mapped = self._views.enter_context(mmap.mmap(self._file.fileno(), 0))
        if hasattr(mmap, "MADV_DONTNEED"):  # Windows takes the pages back by itself
            self._mapped.append(mapped)
        return self._views.enter_context(memoryview(mapped).cast(self._kind))

    def _write(self) -> None:
        try:
            self._waiting.tofile(self._file)
        except OSError as error:
            raise no_space(error) from error
        del self._waiting[:]
