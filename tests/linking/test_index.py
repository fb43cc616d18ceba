"""The index of a linking: on disk, and what it finds is what the same steps find in memory."""

from __future__ import annotations

import gc
import random
import tempfile
import tracemalloc
from collections import defaultdict
from datetime import date
from itertools import count
from math import fsum, log, sqrt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.linking import index
from llmclaims.linking.candidates import ALIKE, LEAST, Candidate, Entry, candidates
from llmclaims.linking.index import CAP, KEYS, REACH
from llmclaims.verification.relations.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = (date(2026, 4, 17), date(2026, 4, 17))


def entry(number: int, document: int, words: list[str], name: str, *, dated: bool = False) -> Entry:
    """A claim that is compared by some words and a name, and by a day."""
    profile = Profile(
        sort="statement",
        speaker=name,
        sequence=tuple(words),
        topic=frozenset(words),
        places=frozenset({f"{name}ville"} if dated else ()),
        days=DAY if dated else None,
    )
    return Entry(f"s{number}", f"d{document}", profile)


def keys_of(one: Profile) -> list[tuple[str, str]]:
    """What a claim can be found under, in order."""
    keys = {("word", word) for word in one.topic} | {("name", name) for name in one.names | one.capitals}
    keys |= {("place", place) for place in one.places}
    if one.days is not None:
        day = one.days[0].isoformat()
        keys |= {("day", day)} | {("name and day", f"{name} {day}") for name in one.names}
    return sorted(keys)


class InMemory:
    """The same index in lists and dictionaries."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = sorted(entries, key=lambda one: (one.document, one.id))
        self.keys = [keys_of(one.profile) for one in self.entries]
        self.under = defaultdict(list)
        for place, own in enumerate(self.keys):
            for key in own:
                self.under[key].append(place)
        under, total = self.under, len(entries)
        self.squares = {key: log(1 + total / len(places)) ** 2 for key, places in under.items()}
        self.lengths = [sqrt(fsum(self.squares[key] for key in own)) for own in self.keys]
        shared = [[key for key in own if len(under[key]) > 1] for own in self.keys]
        self.rarest = [sorted(own, key=lambda key: (len(under[key]), key))[:KEYS] for own in shared]
        for places in under.values():
            if len(places) > CAP:
                places.sort(key=lambda place: (self.rarest[place], place))

    def met(self, place: int) -> list[int]:
        """The claims of other documents that share most with one, the likest first."""
        weights: dict[int, float] = defaultdict(float)
        for key in self.rarest[place]:
            places = self.under[key]
            rank = places.index(place)
            near = places if len(places) <= CAP else places[max(0, rank - REACH) : rank + REACH + 1]
            for other in near:
                weights[other] += self.squares[key]
        home = self.entries[place].document
        ranked = sorted(((weight, -other) for other, weight in weights.items()), reverse=True)
        return [-other for _, other in ranked if self.entries[-other].document != home]

    def score(self, place: int, other: int) -> float:
        """How alike two are, 0 where it is not enough."""
        common = sorted(set(self.keys[place]) & set(self.keys[other]))
        shared = sum([self.squares[key] for key in common])
        score = round(shared / (self.lengths[place] * self.lengths[other]), 6)
        return score if score >= (ALIKE if {kind for kind, _ in common} == {"word"} else LEAST) else 0.0


def in_memory(entries: list[Entry], best: int = 5) -> list[Candidate]:
    """The pairs that it gives."""
    index, made = InMemory(entries), set()
    for place in range(len(entries)):
        scored = [(index.score(place, other), -other) for other in index.met(place)[: 4 * best]]
        for score, other in sorted(scored, reverse=True)[:best]:
            if score > 0:
                one, two = sorted(index.entries[at].id for at in (place, -other))
                made.add(Candidate(one, two, score))
    return sorted(made)


WORDS = [f"word{one}" for one in range(14)] + ["été", "東京", "\ud800"]
ENTRIES = st.lists(
    st.builds(
        lambda *made: made,
        st.integers(0, 5),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=12, unique=True),
        st.sampled_from(["ruiz", "diallo", "petrov", "öst"]),
        st.booleans(),
    ),
    max_size=3 * CAP,
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_the_pairs_are_those_that_are_found_in_memory(made: list[tuple[int, list[str], str, bool]]) -> None:
    """Every pair and every digit, whatever the keys, letters that UTF-8 has no form for among them."""
    entries = [
        entry(number, document, words, name, dated=dated)
        for number, (document, words, name, dated) in enumerate(made)
    ]
    assert list(candidates(entries)) == in_memory(entries)


def test_claims_that_share_nothing_are_no_pairs() -> None:
    """Neither are none, nor one."""
    alone = [entry(number, number, [f"word{number}"], f"name{number}") for number in range(3)]
    assert [list(candidates(some)) for some in ([], alone[:1], alone)] == [[], [], []]


def many(size: int) -> Iterator[Entry]:
    """So many claims, made as they are read."""
    draw = random.Random(3)
    for number in range(size):
        words = [f"word{int(draw.paretovariate(0.7))}" for _ in range(8)]
        yield entry(number, number // 20, list(dict.fromkeys(words)), f"name{draw.randrange(50)}")


def test_an_index_holds_no_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times the claims take no more memory: what is known of them stands on disk."""
    monkeypatch.setattr(index, "_KEPT", 100)
    monkeypatch.setattr(index, "_AT_ONCE", 500)
    peaks = []
    for size in (500, 1_500, 4_500):
        gc.collect()
        tracemalloc.start()
        try:
            assert sum(1 for _ in candidates(many(size))) > size // 2
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] - peaks[1] < 3_000 * 100, peaks  # bytes: one claim in memory has 2,000


def test_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when all pairs were read, nor when somebody stops after the first, nor when a claim cannot be read."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    assert next(candidates(many(200)))
    list(candidates(many(200)))

    def broken() -> Iterator[Entry]:
        for number, one in zip(count(), many(200), strict=False):
            if number == 150:
                raise OSError("the run's file is gone")
            yield one

    with pytest.raises(OSError, match="the run's file is gone"):
        list(candidates(broken()))
    gc.collect()
    assert list(tmp_path.iterdir()) == []
