"""How the cost of linking grows with the number of claims: candidates, comparisons, time and memory.

    python benchmarks/linking.py [N ...]

Synthetic statements of many articles: one in five is said again in another article, in near the same words or
denied there; names, places and words are drawn with the skew of news (few are common, most are rare). They are
kept on disk, as the index is. Each size is a process of its own. Times are of this machine; what counts is how they
grow from line to line.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING

from contestants import most_memory
from llmclaims.linking.candidates import BEST, Entry, candidates
from llmclaims.runs.spill import OnDisk
from llmclaims.verification.relations.profiles import Profile
from llmclaims.verification.relations.similarity import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (6_250, 12_500, 25_000, 50_000, 100_000)
A_DOCUMENT = 20
"""Claims in one article."""
AGAIN = 0.2
WORDS, NAMES = 20_000, 4_000


class Synthetic:
    """Claims of articles; ``origins`` has for each claim the one that it was made of, -1 for none."""

    def __init__(self, count: int, seed: int = 7) -> None:
        """Say how many; the claims are made as they are read, once."""
        self.origins = array("i")
        self._count, self._seed = count, seed
        self._made = OnDisk()

    def __iter__(self) -> Iterator[Entry]:
        """Make the claims."""
        draw = random.Random(self._seed)
        words, names = _skewed(WORDS), _skewed(NAMES)
        for number in range(self._count):
            origin = draw.choice(range(number)) if number and draw.random() < AGAIN else -1
            if origin >= 0 and origin // A_DOCUMENT != number // A_DOCUMENT:
                speaker, sequence, _ = self._made.get(origin)
                sequence.insert(
                    draw.randrange(len(sequence)), f"w{draw.choices(range(WORDS), cum_weights=words)[0]}"
                )
                stance = draw.random() < 0.7
            else:
                origin = -1
                drawn = draw.choices(range(WORDS), cum_weights=words, k=draw.randint(6, 14))
                sequence = [f"w{one}" for one in drawn]
                speaker, stance = f"n{draw.choices(range(NAMES), cum_weights=names)[0]}", draw.random() < 0.8
            self.origins.append(origin)
            self._made.put(number, [speaker, sequence, stance])
            yield Entry(
                f"s{number:07}", f"d{number // A_DOCUMENT:06}", _profile(speaker, sequence, stance=stance)
            )

    def profile(self, name: str) -> Profile:
        """What a claim is compared by."""
        speaker, sequence, stance = self._made.get(number_of(name))
        return _profile(speaker, sequence, stance=stance)


def _profile(speaker: str, sequence: list[str], *, stance: bool) -> Profile:
    return Profile(
        sort="statement",
        speaker=speaker,
        sequence=tuple(sequence),
        topic=frozenset(sequence),
        act="assert",
        stance=stance,
    )


def number_of(name: str) -> int:
    """The number of a claim by its id."""
    return int(name[1:])


def _skewed(size: int) -> Sequence[float]:
    """Cumulative weights that fall as one over the rank (Zipf)."""
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def measured(size: int) -> str:
    """Find the candidates of so many claims and compare each pair: a line of the table."""
    made = Synthetic(size)
    began, pairs, right = time.process_time(), 0, 0
    for one in candidates(made):
        pairs += 1
        likeness(made.profile(one.one), made.profile(one.other))
        right += made.origins[number_of(one.other)] == number_of(one.one)
    spent = time.process_time() - began
    recall = right / sum(one >= 0 for one in made.origins)
    return (
        f"{size:>9,}{size * (size - 1) // 2:>17,}{pairs:>12,}{pairs / size:>9.2f}"
        f"{recall:>8.1%}{spent:>8.1f}{spent / size * 1e6:>12.0f}{most_memory():>10.0f}"
    )


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="N")
    parser.add_argument("--one", type=int, metavar="N", help="this size in this process, without the head")
    options = parser.parse_args()
    if options.one:
        print(measured(options.one))
        return
    print(
        f"{'claims':>9}{'all pairs':>17}{'candidates':>12}{'a claim':>9}{'found':>8}{'CPU s':>8}{'µs a claim':>12}"
        f"{'memory MB':>10}",
        flush=True,
    )
    for size in options.sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)
    print(f"at most {BEST} candidates a claim; found: pairs made of one another among the candidates")


if __name__ == "__main__":
    main()
