"""Memory of the whole line without a network: ``builtin`` over ever more paragraphs, streamed to a file.

    python benchmarks/memory.py [--most N] [--keep FILE] [--trace]

One process reads 1,000 to N paragraphs of generated news (benchmarks/serving.py), ten to an article, and notes
its resident memory on the way: a run that keeps nothing is flat behind its look-ahead. The articles lie in
folders of a thousand, and the run is given the folder of these, so that not even a list of paths is held.
``--keep`` leaves the run's file there; ``--trace`` also prints which lines of code hold what was added between
2,000 paragraphs and the last step (slow).
"""

from __future__ import annotations

import argparse
import gc
import shutil
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from contestants import memory, most_memory
from large import write_articles
from llmclaims.config.settings import Settings
from llmclaims.pipeline.extract import records
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line

if TYPE_CHECKING:
    from collections.abc import Iterator


def steps(most: int) -> Iterator[int]:
    """1,000, 2,000, 5,000, 10,000 and so on, up to ``most`` and with it."""
    ladder = (lead * 10**power for power in range(3, 12) for lead in (1, 2, 5))
    yield from (step for step in ladder if step < most)
    yield most


def main() -> None:
    """Run and print a line at each step, then what holds the difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, default=20_000, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--trace", action="store_true")
    asked = parser.parse_args()
    seen: list[tracemalloc.Snapshot] = []
    left = list(steps(asked.most))

    def note(done: int, _planned: int) -> None:
        if not left or done < left[0]:
            return
        left.pop(0)
        took = time.perf_counter() - began
        print(
            f"{done:10,d} paragraphs {memory():7.1f} MB, most {most_memory():7.1f} MB {took:8.1f} s",
            flush=True,
        )
        if asked.trace and done in (2_000, asked.most):
            gc.collect()
            seen.append(tracemalloc.take_snapshot())

    with tempfile.TemporaryDirectory() as name:
        articles, written = Path(name, "articles"), Path(name, "run.jsonl")
        articles.mkdir()
        write_articles(asked.most, articles)
        gc.collect()
        print(f"{0:10,d} paragraphs {memory():7.1f} MB, most {most_memory():7.1f} MB", flush=True)
        if asked.trace:
            tracemalloc.start(8)
        began = time.perf_counter()
        with written.open("w", encoding="utf-8") as file:
            for one in records(articles, settings=Settings(provider="builtin"), progress=note):
                file.write(line(to_record(one)))
        print(f"{written.stat().st_size / 1e6:.1f} MB written")
        if asked.keep:
            shutil.move(written, asked.keep)
    if len(seen) == 2:
        for change in seen[1].compare_to(seen[0], "lineno")[:15]:
            print(change)


if __name__ == "__main__":
    main()
