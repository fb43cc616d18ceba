"""Memory of the whole line without a network: ``builtin`` over ever more paragraphs, streamed to a file.

    python benchmarks/memory.py [--most N] [--trace]

One process reads 1,000 to N paragraphs of generated news (benchmarks/serving.py), ten to an article, and notes
its resident memory on the way: a run that keeps nothing is flat behind its look-ahead. ``--trace`` also prints
which lines of code hold what was added between the first and the last step (slow).
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
import tracemalloc
from pathlib import Path

from contestants import memory, most_memory
from llmclaims.config import Settings
from llmclaims.extraction.jsonl import line, to_record
from llmclaims.pipeline import records
from serving import A_DOCUMENT, articles

STEP = 1_000


def files(paragraphs: int, folder: Path) -> list[Path]:
    """The articles as files, so that none of them is in memory before its turn."""
    paths = [folder / f"{place:05d}.txt" for place in range(paragraphs // A_DOCUMENT)]
    for path, text in zip(paths, articles(paragraphs), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def main() -> None:
    """Run and print a line each thousand paragraphs, then what holds the difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, default=20_000, metavar="N")
    parser.add_argument("--trace", action="store_true")
    asked = parser.parse_args()
    began = time.perf_counter()
    seen: list[tracemalloc.Snapshot] = []
    told: set[int] = set()

    def note(done: int, _planned: int) -> None:
        if done % STEP or done in told:
            return
        told.add(done)
        print(f"{done:8,d} paragraphs {memory():7.1f} MB {time.perf_counter() - began:7.1f} s", flush=True)
        if asked.trace and done in (2 * STEP, asked.most):
            gc.collect()
            seen.append(tracemalloc.take_snapshot())

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = files(asked.most, folder)
        gc.collect()
        print(f"{0:8,d} paragraphs {memory():7.1f} MB", flush=True)
        if asked.trace:
            tracemalloc.start(8)
        with (folder / "run.jsonl").open("w", encoding="utf-8") as file:
            for one in records(paths, settings=Settings(provider="builtin"), progress=note):
                file.write(line(to_record(one)))
        print(f"most {most_memory():.1f} MB; {(folder / 'run.jsonl').stat().st_size / 1e6:.1f} MB written")
    if len(seen) == 2:
        for change in seen[1].compare_to(seen[0], "lineno")[:15]:
            print(change)


if __name__ == "__main__":
    main()
