"""How the cost of linking grows with the number of claims: candidates, comparisons and time.

    python benchmarks/linking.py [N ...]

Synthetic statements of many articles: one in five is said again in another article, in near the same words or
denied there; names, places and words are drawn with the skew of news (few are common, most are rare). Times
are of this machine; what counts is how they grow from line to line.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import accumulate
from typing import TYPE_CHECKING

from llmclaims.linking.candidates import BEST, Entry, candidates
from llmclaims.verification.relations.profiles import Profile
from llmclaims.verification.relations.similarity import likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (6_250, 12_500, 25_000, 50_000, 100_000)
A_DOCUMENT = 20
"""Claims in one article."""
AGAIN = 0.2
WORDS, NAMES = 20_000, 4_000


def synthetic(count: int, seed: int = 7) -> tuple[list[Entry], set[tuple[str, str]]]:
    """Claims of articles, and the pairs of them that were made of one another."""
    draw = random.Random(seed)
    words, names = _skewed(WORDS), _skewed(NAMES)
    made: list[Entry] = []
    pairs: set[tuple[str, str]] = set()
    for number in range(count):
        document = f"d{number // A_DOCUMENT:06}"
        identity = f"s{number:07}"
        origin = draw.choice(made) if made and draw.random() < AGAIN else None
        if origin is not None and origin.document != document:
            sequence = list(origin.profile.sequence)
            sequence.insert(
                draw.randrange(len(sequence)), f"w{draw.choices(range(WORDS), cum_weights=words)[0]}"
            )
            speaker, stance = origin.profile.speaker, draw.random() < 0.7
            pairs.add((origin.id, identity))
        else:
            drawn = draw.choices(range(WORDS), cum_weights=words, k=draw.randint(6, 14))
            sequence = [f"w{one}" for one in drawn]
            speaker, stance = f"n{draw.choices(range(NAMES), cum_weights=names)[0]}", draw.random() < 0.8
        profile = Profile(
            sort="statement",
            speaker=speaker,
            sequence=tuple(sequence),
            topic=frozenset(sequence),
            act="assert",
            stance=stance,
        )
        made.append(Entry(identity, document, profile))
    return made, pairs


def _skewed(size: int) -> Sequence[float]:
    """Cumulative weights that fall as one over the rank (Zipf)."""
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="N")
    options = parser.parse_args()
    print(
        f"{'claims':>9}{'all pairs':>17}{'candidates':>12}{'a claim':>9}{'found':>8}{'CPU s':>8}{'µs a claim':>12}"
    )
    for size in options.sizes:
        entries, pairs = synthetic(size)
        profiles = {one.id: one.profile for one in entries}
        began = time.process_time()
        found = candidates(entries)
        for one in found:
            likeness(profiles[one.one], profiles[one.other])
        spent = time.process_time() - began
        recall = len(pairs & {(one.one, one.other) for one in found}) / len(pairs)
        print(
            f"{size:>9,}{size * (size - 1) // 2:>17,}{len(found):>12,}{len(found) / size:>9.2f}"
            f"{recall:>8.1%}{spent:>8.2f}{spent / size * 1e6:>12.0f}"
        )
    print(f"at most {BEST} candidates a claim; found: pairs made of one another among the candidates")


if __name__ == "__main__":
    main()
