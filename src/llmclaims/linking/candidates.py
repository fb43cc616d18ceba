"""Which claims of different documents are worth comparing: an index, so that cost grows with the candidates.

Claims meet under keys: names, places, days, and the words that count. Rare keys weigh more (as in tf-idf). A
key that few share brings all of them together; one that many share only neighbours in an order of likeness
("sorted neighbourhood" in record linkage), so no key costs more than its claims times a constant.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from llmclaims.verification.relations.profiles import Profile

KEYS = 10
"""The rarest keys of a claim under which it looks for others."""
CAP = 32
"""Claims under one key that are all compared; beyond that only neighbours are."""
REACH = 6
"""Neighbours on either side under a key that many share."""
BEST = 5
"""Candidates kept for a claim."""
LEAST = 0.12
"""Cosine of the weighted keys from which two claims that share a name, a place or a day are candidates."""
ALIKE = 0.4
"""The same for two that share words alone."""

Key = tuple[str, str]


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


def candidates(entries: Iterable[Entry], best: int = BEST) -> list[Candidate]:
    """Return the pairs of claims of different documents that share enough to be compared, in the order of their ids.

    Nothing depends on the order of ``entries``. There are at most ``best`` pairs a claim.
    """
    found = sorted(entries, key=lambda one: (one.document, one.id))
    index = _Index([_keys(one.profile) for one in found], [one.document for one in found])
    pairs: dict[tuple[int, int], float] = {}
    for place in range(len(found)):
        for score, other in index.nearest(place, best):
            pairs[min(place, other), max(place, other)] = score
    made = []
    for (one, other), score in pairs.items():
        first, second = sorted((found[one].id, found[other].id))
        made.append(Candidate(first, second, score))
    return sorted(made)


def _keys(profile: Profile) -> frozenset[Key]:
    """Return what a claim can be found under; a name together with a day is rarer than either."""
    keys = {("word", word) for word in profile.topic}
    keys |= {("name", name) for name in profile.names | profile.capitals}
    keys |= {("place", place) for place in profile.places}
    if profile.days is not None and profile.days[0] == profile.days[1]:
        day = profile.days[0].isoformat()
        keys |= {("day", day)} | {("name and day", f"{name} {day}") for name in profile.names}
    return frozenset(keys)


class _Index:
    """Which claims have a key, by their places in the list of all claims."""

    def __init__(self, keys: Sequence[frozenset[Key]], documents: Sequence[str]) -> None:
        self._keys, self._documents = keys, documents
        places: dict[Key, list[int]] = defaultdict(list)
        for place, own in enumerate(keys):
            for key in own:
                places[key].append(place)
        total = len(keys)
        self._weights = {key: log(1 + total / len(found)) for key, found in places.items()}
        self._places = {key: found for key, found in places.items() if len(found) > 1}
        self._rarest = [self._by_rarity(own) for own in keys]
        self._length = [sqrt(sum(self._weights[key] ** 2 for key in own)) for own in keys]
        self._ranks = self._ordered()

    def _by_rarity(self, own: frozenset[Key]) -> list[Key]:
        shared = [key for key in own if key in self._places]
        return sorted(shared, key=lambda key: (-self._weights[key], key))[:KEYS]

    def _ordered(self) -> dict[Key, dict[int, int]]:
        """Order the claims under each key that many share by their rarest keys: key -> claim -> rank."""
        ranks = {}
        for key, found in self._places.items():
            if len(found) > CAP:
                found.sort(key=lambda place: (self._rarest[place], place))
                ranks[key] = {place: rank for rank, place in enumerate(found)}
        return ranks

    def nearest(self, place: int, best: int) -> list[tuple[float, int]]:
        """Return the claims of other documents most like one, best first: (cosine, place)."""
        shared: dict[int, float] = defaultdict(float)
        for key in self._rarest[place]:
            weight = self._weights[key] ** 2
            for other in self._under(key, place):
                shared[other] += weight
        home = self._documents[place]
        able = ((weight, -other) for other, weight in shared.items() if self._documents[other] != home)
        scored = [(self._cosine(place, -other), other) for _, other in heapq.nlargest(4 * best, able)]
        return [(score, -other) for score, other in heapq.nlargest(best, scored) if score > 0]

    def _under(self, key: Key, place: int) -> Sequence[int]:
        found = self._places[key]
        ranks = self._ranks.get(key)
        if ranks is None:
            return found
        rank = ranks[place]
        return found[max(0, rank - REACH) : rank + REACH + 1]

    def _cosine(self, one: int, other: int) -> float:
        """Return how alike two claims are, 0 where it is not enough."""
        common = self._keys[one] & self._keys[other]
        shared = sum(self._weights[key] ** 2 for key in sorted(common))
        found = round(shared / (self._length[one] * self._length[other] or 1.0), 6)
        least = ALIKE if all(kind == "word" for kind, _ in common) else LEAST
        return found if found >= least else 0.0
