"""How near a run comes to what its provider allows, beside its peers, in one run and one table.

    uv run --isolated --with langextract==1.7.1 python benchmarks/runner.py [--quick] [--repeat N] [--at-once N ...] [--] [PART...]

PART is ``even``, ``tail``, ``long`` or ``again``; without one, all. 200 paragraphs of generated news go to one server on 127.0.0.1 (benchmarks/serving.py) that answers each
after 200 ms, or one in ten after 2 s: 10, 50 and 200 at a time. Each contestant (benchmarks/contestants.py) has a
process of its own and does the job N times, all of them in turn, so that a machine that becomes busy is busy for
all; shown are the median and, of the wall time and the CPU, the least and the most. Wall time counts from the first
request, and is divided by the time of a pool
that never idles and needs no CPU; ``before`` is what a contestant prepares until that request, ``in all`` both together
(who prepares every request before it sends the first has little left to do while it is measured), and ``start``
the time from the start of its process to its first request, imports included, all in seconds. ``sockets`` is no contestant: it is what the server and the loopback
themselves take. Only llmclaims verifies, keeps its replies on disk and writes a file meanwhile.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serving import Server, serving, work_conserving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PARAGRAPHS = 200
AT_ONCE = (10, 50, 200)
NAMES = (
    "sockets",
    "openai",
    "openai, aiohttp",
    "instructor",
    "llmclaims",
    "langextract",
    "langextract, one batch",
)
PARTS = ("even", "tail", "long", "again")
PATIENCE = 900
_FILE = Path(__file__).parent / "contestants.py"


class BrokenRunError(Exception):
    """A contestant that did not finish its job."""


def measure(
    name: str, server: Server, at_once: int, paragraphs: int, pace: str, folder: Path, *rest: str
) -> Any:
    """The figures of one contestant over one job.

    To its own come what the server saw: ``requests`` and the ``most`` at once; and the seconds from the start of
    the process (``start``) and of the measured run (``before``) to the first request, and from that to the end (``wall``).
    """
    form = "extractions" if name.startswith("langextract") else "claims"
    url = f"{server.url}/{form}/{pace}/v1"
    server.counts()
    command = [sys.executable, str(_FILE), name, url, str(at_once), str(paragraphs), str(folder), *rest]
    launched = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise BrokenRunError((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    found, seen = json.loads(done.stdout.splitlines()[-1]), server.counts()
    arrivals = seen["arrivals"]
    first = next((one for one in arrivals if one >= found["began"]), found["began"])
    return found | {
        "requests": len(arrivals),
        "most": seen["most"],
        "start": (arrivals[0] if arrivals else found["began"]) - launched,
        "before": first - found["began"],
        "wall": found["ended"] - first,
        "all": found["ended"] - found["began"],
        "whole": found["ended"] - launched,
    }


def once(name: str, server: Server, at_once: int, pace: str) -> Any:
    """The figures of one job; one that asked too often or lost a claim is an error."""
    with folder() as place:
        one = measure(name, server, at_once, PARAGRAPHS, pace, place)
    if one["requests"] != PARAGRAPHS + 1 or not one["found"]:
        raise BrokenRunError(f"{one['requests']} requests and {one['found']} claims")
    return one


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one contestant."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def compare(server: Server, pace: str, at_once: Sequence[int], repeat: int) -> None:
    """Everybody over the same 200 paragraphs."""
    slow = "each after 200 ms" if pace == "even" else "one in ten after 2 s, the others after 200 ms"
    print(f"\n{PARAGRAPHS} paragraphs, {slow}; median of {repeat} (least-most), wall times the ideal\n")
    print(
        f"{'':24s}{'at once':>8s}{'ideal':>8s}{'wall':>20s}{'ms CPU':>18s}{'MB':>6s}{'before':>8s}{'in all':>8s}{'start':>7s}{'most':>6s}"
    )
    installed = [
        name
        for name in NAMES
        if not name.startswith("langextract") or importlib.util.find_spec("langextract")
    ]
    for many in at_once:
        found: dict[str, list[Any]] = {name: [] for name in installed}
        why: dict[str, Exception] = {}
        for _ in range(repeat):
            for name in installed:
                try:
                    found[name].append(once(name, server, many, pace))
                except (BrokenRunError, subprocess.TimeoutExpired) as error:
                    why[name] = error
        for name in NAMES:
            if name not in installed:
                print(f"{name:24s}{many:8d}   not installed")
            elif name in why:
                print(f"{name:24s}{many:8d}   did not finish: {why[name]}")
            else:
                print(row(name, many, work_conserving(PARAGRAPHS, many, pace), found[name]), flush=True)


def row(name: str, many: int, ideal: float, runs: list[Any]) -> str:
    """A contestant's line of the table."""

    def middle(key: str) -> float:
        return statistics.median(one[key] for one in runs)

    walls, spent = [one["wall"] / ideal for one in runs], [one["cpu"] for one in runs]
    wall = f"{statistics.median(walls):.2f} ({min(walls):.2f}-{max(walls):.2f})"
    cpu = f"{middle('cpu'):.1f} ({min(spent):.1f}-{max(spent):.1f})"
    rest = f"{middle('rss'):6.0f}{middle('before'):8.2f}{middle('all'):8.2f}{middle('start'):7.2f}{runs[-1]['most']:6d}"
    return f"{name:24s}{many:8d}{ideal:8.2f}{wall:>20s}{cpu:>18s}{rest}"


def long(server: Server, paragraphs: int) -> None:
    """A long run of llmclaims: memory on the way."""
    with folder() as place:
        one = measure("llmclaims", server, 200, paragraphs, "even", place)
    steps = ", ".join(f"{float(size):.0f} MB at {int(step):,}" for step, size in one["growth"].items())
    print(f"\n{paragraphs:,} paragraphs, 200 at a time: {steps}; most {one['rss']:.0f} MB")
    print(f"{one['wall']:.0f} s, {one['cpu']:.1f} ms CPU a paragraph, {one['found']:,} claims", flush=True)


def again(server: Server, paragraphs: int) -> None:
    """The same run twice, in two processes: the second reads the cache alone."""
    with folder() as place:
        for which in ("first", "second"):
            one = measure("llmclaims", server, 200, paragraphs, "even", place, "cold")
            took = f"{one['whole']:.2f} s from the start of the process, {one['requests']:,} requests, {one['found']:,} claims"
            print(f"{which} run of {paragraphs:,} paragraphs: {took}", flush=True)


def main() -> None:
    """Print every table that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="10 at a time, once, and short long runs")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE, metavar="N")
    asked = parser.parse_args()
    parts = asked.part or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {unknown.pop()!r}; choose among {', '.join(PARTS)}")
    with serving() as server:
        for pace in ("even", "tail"):
            if pace in parts:
                compare(
                    server,
                    pace,
                    AT_ONCE[:1] if asked.quick else asked.at_once,
                    1 if asked.quick else asked.repeat,
                )
        if "long" in parts:
            long(server, 1_000 if asked.quick else 10_000)
        if "again" in parts:
            print()
            again(server, 200 if asked.quick else 1_000)


if __name__ == "__main__":
    main()
