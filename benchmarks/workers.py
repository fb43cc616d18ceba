"""Several processes against one, and Ray's workers against a direct run: time, cost of the processor, the same results.

    uv run python benchmarks/workers.py [extract] [verify] [short] [--articles N] [--claims N] [--processes N] [--rounds N]
    uv run --isolated --group scale python benchmarks/workers.py ray ray-200ms [--articles N] [--workers 1,2,4]

``extract`` is the command over a folder of articles with ``builtin``, made from the seeds with other words
(benchmarks/varied.py); ``verify`` the command over a run of ``--claims`` claims (benchmarks/large.py); ``short`` one
short article with nothing said about workers, against one process. Each is a process of its own, start included; one
process and several take turns, and each pair is compared by itself. "CPU" is that of all processes together: its
ratio says what is paid for the other processes, however busy the machine is. What is written must be the same.

``ray`` and ``ray-200ms`` count articles a second with so many of Ray's workers, beside a direct run in one process:
by ``builtin``, which needs a processor as long as it works, or asking a provider on 127.0.0.1 (benchmarks/serving.py)
that answers after 200 ms and has two requests of each worker at once, and of the direct run. All is on one machine:
workers beyond its processors help whoever waits for answers, not whoever computes. The time counts from the moment
when the first batch was begun, all workers being there, to the last row; ``start`` is what came before, in seconds.
Claims are counted, and must be as many as in the direct run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import large
import llmclaims
import varied
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.workers.spread import VARIABLE
from serving import A_DOCUMENT, DELAY, articles, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serving import Server

HERE, ON_RAY = ("extract", "verify", "short"), ("ray", "ray-200ms")
AT_ONCE = 2
"""Requests under way in each worker, and in the direct run."""


class Cost(NamedTuple):
    """What a command took: seconds, seconds of the processor, the most memory of its largest process in MB; what it wrote."""

    wall: float
    cpu: float
    memory: float
    written: str


def measured(arguments: Sequence[str], folder: Path, **environ: str) -> Cost:
    """Run ``llmclaims``; a run that it wrote as ``out.jsonl`` is told apart by all but its times."""
    line = [sys.executable, "-m", "llmclaims", *arguments]
    out = folder / "out.jsonl"
    out.unlink(missing_ok=True)
    began = time.perf_counter()
    with (folder / "printed").open("wb") as printed:
        child = subprocess.Popen(line, cwd=folder, env=os.environ | environ, stdout=printed)
        _, code, used = os.wait4(child.pid, 0)  # with all the processes that it has waited for
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(code)
    assert child.returncode == 0, line
    written = hashlib.sha256((folder / "printed").read_bytes())
    if out.exists():
        lines = out.read_bytes().splitlines()
        written.update(b"\n".join(lines[1:-1]) + json.loads(lines[-1])["digest"].encode())
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3, written.hexdigest())


def pairs(
    name: str, one: Sequence[str], several: Sequence[str], folder: Path, rounds: int, **environ: str
) -> None:
    """Print what one process and several take, in turns, and the ratio of each pair."""
    both = [
        (measured(one, folder, **{VARIABLE: "1"}), measured(several, folder, **environ))
        for _ in range(rounds)
    ]
    assert len({cost.written for pair in both for cost in pair}) == 1, "they differ"
    print(f"\n{name}, {rounds} pairs\n")
    print(f"{'':16s}{'seconds':>20s}{'CPU seconds':>20s}{'MB':>8s}")
    for place, label in enumerate(("one process", "several")):
        costs = [pair[place] for pair in both]
        most = max(cost.memory for cost in costs)
        print(
            f"{label:16s}{_spread([c.wall for c in costs]):>20s}{_spread([c.cpu for c in costs]):>20s}{most:8.0f}"
        )
    times = [first.wall / second.wall for first, second in both]
    paid = [second.cpu / first.cpu for first, second in both]
    print(f"times as fast: {_spread(times, 2)}; times the CPU: {_spread(paid, 2)}", flush=True)


def _spread(found: Sequence[float], digits: int = 1) -> str:
    low, high = min(found), max(found)
    return f"{statistics.median(found):.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def compare_here(job: str, asked: argparse.Namespace, folder: Path) -> None:
    """Print the table of a job of the command line."""
    workers = ("--workers", str(asked.processes))
    if job == "verify":
        large.write_run(folder / "run.jsonl", asked.claims, across=False)
        line = ["verify", "run.jsonl", "-q"]
        pairs(f"verify of {asked.claims:,} claims", line, [*line, *workers], folder, asked.rounds)
        return
    (folder / "articles").mkdir(exist_ok=True)
    for number, text in enumerate(varied.articles(1 if job == "short" else asked.articles)):
        (folder / "articles" / f"{number:06d}.txt").write_text(text, encoding="utf-8")
    line = ["extract", "articles", "-q", "-o", "out.jsonl"]
    if job == "short":
        pairs("extract of one short article", line, line, folder, asked.rounds, **{VARIABLE: ""})
        return
    pairs(f"extract of {asked.articles:,} articles", line, [*line, *workers], folder, asked.rounds)


class Figures(NamedTuple):
    """What one way over the articles took, in seconds, and how many claims came out."""

    start: float
    wall: float
    claims: int


def settings_of(job: str, server: Server, workers: int, folder: Path) -> Settings:
    """The settings of a job, under a limit that grows with the workers: each asks as often as one alone."""
    if job == "ray":
        return Settings(link=False, workers=1)
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


def spread(texts: list[str], settings: Settings, workers: int, **sizes: int) -> Figures:
    """So many workers of a Ray on this machine."""
    import ray.data

    import llmclaims.pipeline.ray

    dataset = ray.data.from_items([{"text": text} for text in texts], override_num_blocks=1)
    rows = llmclaims.ray.extract(dataset, workers=workers, settings=settings, **sizes)
    asked, begun, claims = time.monotonic(), 0.0, 0
    for table in rows.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        records = table.select(["record", "line"]).to_pylist()
        if not begun:
            tallies = [json.loads(one["line"]) for one in records if one["record"] == "summary"]
            begun = time.monotonic() - max(one["seconds"] for one in tallies)
        claims += sum(one["record"] in ("event", "statement", "relation") for one in records)
    return Figures(begun - asked, time.monotonic() - begun, claims)


def compare_on_ray(job: str, server: Server, asked: argparse.Namespace) -> None:
    """Print the table of a job on Ray; the direct run is measured before and after, since machines change their pace."""
    if job == "ray":
        texts, sizes = list(varied.articles(asked.articles)), {"batch_size": 8, "block_size": 16}
        what = "from the seeds, builtin"
    else:
        texts, sizes = articles(asked.articles * A_DOCUMENT), {"batch_size": 2, "block_size": 4}
        what = f"of {A_DOCUMENT} paragraphs, answers after {DELAY * 1000:g} ms, {AT_ONCE} at once a worker"
    print(f"\n{len(texts)} articles {what}\n")
    print(f"{'':12s}{'articles a second':>18s}{'times direct':>14s}{'claims':>9s}{'start':>8s}")
    base = 0.0
    for workers in [0, *(int(one) for one in asked.workers.split(",")), 0]:
        with tempfile.TemporaryDirectory() as folder:
            settings = settings_of(job, server, workers or 1, Path(folder))
            one = spread(texts, settings, workers, **sizes) if workers else direct(texts, settings)
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
    jobs = (*HERE, *ON_RAY)
    parser.add_argument("job", nargs="*", help=", ".join(jobs))
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", default="1,2,4", help="Ray's workers")
    asked = parser.parse_args()
    if unknown := set(asked.job) - set(jobs):
        parser.error(f"there is no job {unknown.pop()!r}; choose among {', '.join(jobs)}")
    wanted = asked.job or HERE
    processors = os.cpu_count() or 1
    print(f"{processors} processors, load {os.getloadavg()[0]:.1f} before the start", flush=True)
    for job in wanted:
        if job in HERE:
            with tempfile.TemporaryDirectory() as folder:
                compare_here(job, asked, Path(folder))
    if not set(wanted) & set(ON_RAY):
        return
    ray = started(processors)
    try:
        with serving() as server:
            for job in wanted:
                if job in ON_RAY:
                    compare_on_ray(job, server, asked)
    finally:
        ray.shutdown()


if __name__ == "__main__":
    main()
