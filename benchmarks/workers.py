"""Articles a second against the number of Ray's workers, beside a direct run over the same articles.

    uv run --isolated --group scale python benchmarks/workers.py [--articles N] [--workers 1,2,4] [JOB...]

JOB is ``builtin``, which needs a processor as long as it works, or ``200ms``: a provider on 127.0.0.1
(benchmarks/serving.py) that answers after 200 ms and has two requests of each worker at once, and of the direct
run. Each article has ten paragraphs. All is on one machine: workers beyond its processors help whoever waits for
answers, not whoever computes. The time counts from the moment when the first batch was begun, all workers being
there, to the last row; ``start`` is what came before, in seconds. Claims are counted, and must be as many as in the direct run.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from serving import A_DOCUMENT, DELAY, articles, serving

if TYPE_CHECKING:
    from serving import Server

JOBS = ("builtin", "200ms")
AT_ONCE = 2
"""Requests under way in each worker, and in the direct run."""
A_BLOCK, A_BATCH = 4, 2


class Figures(NamedTuple):
    """What one way over the articles took, in seconds, and how many claims came out."""

    start: float
    wall: float
    claims: int


def settings_of(job: str, server: Server, workers: int, folder: Path) -> Settings:
    """The settings of a job, under a limit that grows with the workers: each asks as often as one alone."""
    if job == "builtin":
        return Settings(link=False)
    url = f"{server.url}/claims/even/v1"
    provider = ProviderSettings(model="model", base_url=url, concurrency=AT_ONCE * workers)
    return Settings(
        provider="server",
        providers={"server": provider},
        cache_dir=str(folder),
        link=False,
        repair=False,
        checks=(),
        request_characters=0,
    )


def direct(texts: list[str], settings: Settings) -> Figures:
    """One process, without Ray; an article of its own warms it up."""
    began = time.monotonic()
    llmclaims.extract(Document.from_text("The mayor said “we will not go”.\n"), settings=settings)
    warm = time.monotonic()
    found = llmclaims.extract([Document.from_text(text) for text in texts], settings=settings)
    return Figures(warm - began, time.monotonic() - warm, len(found.claims))


def spread(texts: list[str], settings: Settings, workers: int) -> Figures:
    """So many workers of a Ray on this machine."""
    import ray.data

    import llmclaims.pipeline.ray

    dataset = ray.data.from_items([{"text": text} for text in texts], override_num_blocks=1)
    rows = llmclaims.ray.extract(
        dataset, workers=workers, settings=settings, batch_size=A_BATCH, block_size=A_BLOCK
    )
    asked, begun, claims = time.monotonic(), 0.0, 0
    for table in rows.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        records = table.select(["record", "line"]).to_pylist()
        if not begun:
            tallies = [json.loads(one["line"]) for one in records if one["record"] == "summary"]
            begun = time.monotonic() - max(one["seconds"] for one in tallies)
        claims += sum(one["record"] in ("event", "statement", "relation") for one in records)
    return Figures(begun - asked, time.monotonic() - begun, claims)


def compare(job: str, server: Server, texts: list[str], counts: list[int]) -> None:
    """The table of one job."""
    what = "builtin" if job == "builtin" else f"answers after {DELAY * 1000:g} ms, {AT_ONCE} at once a worker"
    print(f"\n{len(texts)} articles of {A_DOCUMENT} paragraphs, {what}\n")
    print(f"{'':12s}{'articles a second':>18s}{'times direct':>14s}{'claims':>9s}{'start':>8s}")
    base = 0.0
    for workers in [0, *counts]:
        with tempfile.TemporaryDirectory() as folder:
            settings = settings_of(job, server, workers or 1, Path(folder))
            one = spread(texts, settings, workers) if workers else direct(texts, settings)
        rate = len(texts) / one.wall
        base = base or rate
        name = f"{workers} worker{'s' * (workers > 1)}" if workers else "direct"
        print(f"{name:12s}{rate:18.1f}{rate / base:14.2f}{one.claims:9,d}{one.start:8.1f}", flush=True)


def started(processors: int) -> Any:
    """A Ray of this machine alone, which waits for all workers before it gives work to one."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray
    import ray.data

    ray.init(
        num_cpus=processors, include_dashboard=False, object_store_memory=200 * 2**20,
        _node_ip_address="127.0.0.1", logging_level="ERROR", log_to_driver=False,
    )  # fmt: skip
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.wait_for_min_actors_s = 600
    return ray


def main() -> None:
    """Print a table for each job."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("job", nargs="*", help=", ".join(JOBS))
    parser.add_argument("--articles", type=int, default=96)
    parser.add_argument("--workers", default="1,2,4")
    asked = parser.parse_args()
    if unknown := set(asked.job) - set(JOBS):
        parser.error(f"there is no job {unknown.pop()!r}; choose among {', '.join(JOBS)}")
    processors = os.cpu_count() or 1
    print(f"{processors} processors, load {os.getloadavg()[0]:.1f} before the start")
    ray = started(processors)
    try:
        with serving() as server:
            for job in asked.job or JOBS:
                texts = articles(asked.articles * A_DOCUMENT)
                compare(job, server, texts, [int(one) for one in asked.workers.split(",")])
    finally:
        ray.shutdown()


if __name__ == "__main__":
    main()
