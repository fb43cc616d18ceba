"""Which claims of different documents are worth comparing: an index, so that cost grows with the candidates.

Claims meet under keys: names, places, days, and the words that count. Rare keys weigh more (as in tf-idf). A
key that few share brings all of them together; one that many share only neighbours in an order of likeness
("sorted neighbourhood" in record linkage), so no key costs more than its claims times a constant. All of it
stands in temporary files (``index``), so memory does not grow with the claims.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from llmclaims.linking.index import Index, Place
from llmclaims.runs.spill import temporary_base
from llmclaims.verification.relations.profiles import Profile

BEST = 5
"""Candidates kept for a claim."""
LEAST = 0.12
"""Cosine of the weighted keys from which two claims that share a name, a place or a day are candidates."""
ALIKE = 0.4
"""The same for two that share words alone."""
_WORD = "word\t"
"""What the keys begin with that are words; they stand behind all others in the order of the keys."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim in the index: its id, its document's id, and what it is compared by."""

    id: str
    document: str
    profile: Profile


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two claims by their ids, the smaller first, and how alike they are (0 to 1)."""

    one: str
    other: str
    score: float


def candidates(entries: Iterable[Entry], best: int = BEST) -> Iterator[Candidate]:
    """Yield the pairs of claims of different documents that share enough to be compared, in the order of their ids.

    Nothing depends on the order of ``entries``. There are at most ``best`` pairs a claim.

    Raises:
        ConfigError: there is no space for the temporary files.
    """
    keyed = ((one.document, one.id, _keys(one.profile)) for one in entries)
    with temporary_base() as base, Index(base, keyed) as index:
        words = index.first_from(_WORD)
        base.execute("CREATE TABLE pair (one INTEGER, other INTEGER, score REAL)")
        base.executemany(
            "INSERT INTO pair VALUES (?, ?, ?)",
            (
                (min(place.number, other), max(place.number, other), score)
                for place in index.places()
                for score, other in _nearest(index, place, best, words)
            ),
        )
        for one, other, score in base.execute(_PAIRS):
            yield Candidate(one.decode(errors="surrogatepass"), other.decode(errors="surrogatepass"), score)


_PAIRS = """
    SELECT DISTINCT min(a.id, b.id), max(a.id, b.id), score
    FROM pair JOIN claim a ON a.number = one JOIN claim b ON b.number = other ORDER BY 1, 2"""


def _keys(profile: Profile) -> list[str]:
    """Return what a claim can be found under; a name together with a day is rarer than either."""
    keys = {_WORD + word for word in profile.topic}
    keys |= {f"name\t{name}" for name in profile.names | profile.capitals}
    keys |= {f"place\t{place}" for place in profile.places}
    if profile.days is not None and profile.days[0] == profile.days[1]:
        day = profile.days[0].isoformat()
        keys |= {f"day\t{day}"} | {f"name and day\t{name} {day}" for name in profile.names}
    return sorted(keys)


def _nearest(index: Index, place: Place, best: int, words: int) -> list[tuple[float, int]]:
    """Return the claims of other documents most like one, best first: (cosine, number).

    ``words`` is the first of the keys that are words.
    """
    shared: dict[int, float] = {}
    for key, rank in zip(place.rarest, place.ranks, strict=True):
        weight = index.squares[key]
        for other in index.under(key, rank):
            shared[other] = shared.get(other, 0.0) + weight
    likest = sorted([(weight, -other) for other, weight in shared.items()], reverse=True)
    homes, home = index.homes, index.homes[place.number]
    apart = islice((-other for _, other in likest if homes[-other] != home), 4 * best)
    scored = [(_cosine(index, place, other, words), -other) for other in apart]
    return [(score, -other) for score, other in heapq.nlargest(best, scored) if score > 0]


def _cosine(index: Index, place: Place, other: int, words: int) -> float:
    """Return how alike two claims are, 0 where it is not enough."""
    squares, lengths = index.squares, index.lengths
    common = sorted(place.keys & index.keys_of(other))
    shared = sum([squares[key] for key in common])
    found = round(shared / (lengths[place.number] * lengths[other] or 1.0), 6)
    least = ALIKE if common[0] >= words else LEAST
    return found if found >= least else 0.0
