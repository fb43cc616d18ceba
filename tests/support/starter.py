"""Start the command again and again as processes of their own, without importing everything anew each time.

Reads an order a line on standard input. ``{"job": 1, "folder": ..., "args": [...]}`` forks a child that runs the
command; ``{"job": 1, "signal": 9}`` sends a signal to it. When a child has ended, ``{"job": 1, "code": ...}`` is
printed, less than 0 for a signal that killed it. Only the parent, which has not yet collected a child, knows its
process id: a signal that comes late meets nobody, and no number is ever taken for another process or a group.

What the child prints goes to ``out`` and ``err`` in the folder. With ``"die": N`` the child kills itself with
SIGKILL just before the N-th time that it changes a name in its folder.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diskcache  # noqa: F401 - imported before the fork
import openai.resources.batches
import openai.resources.chat
import openai.resources.files
import tenacity  # noqa: F401

import llmclaims
from llmclaims.cli import batch, batch_job, batch_messages, extract, main, output  # noqa: F401
from llmclaims.inference import cache, runner  # noqa: F401
from llmclaims.pipeline import dry_run, run  # noqa: F401
from llmclaims.pipeline.batch import commands  # noqa: F401
from llmclaims.providers import openai as wire  # noqa: F401

CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir"})


def dying(folder: str, after: int) -> None:
    """See that this process is killed before a change of a name in the folder, counted from 1."""
    left = after

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal left
        if (
            event in CHANGES
            and "kept" not in (path := str(Path(given[0]).absolute()))
            and path.startswith(folder)
        ):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def child(folder: str, args: list[str], die: int) -> int:
    """The command in a folder; its exit code."""
    os.chdir(folder)
    if die:
        dying(folder, die)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    try:
        main(args)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 99


openai.DefaultHttpxClient().close()  # imports what it stands on
# Words and rules are read when they are needed first: here, once for all.
llmclaims.extract(
    llmclaims.Document.from_text("“We will not go on Monday,” said Ada Lund.\n"), provider="builtin"
)


@dataclass
class Job:
    """A child that has not been collected; ``ended`` is a pipe whose other end closes with it."""

    number: int
    process: int
    ended: int


def begun(order: dict[str, Any]) -> Job:
    """Fork a child that works on an order."""
    ended, held = os.pipe()
    process = os.fork()
    if process == 0:
        code = 98
        try:
            code = child(order["folder"], order["args"], order.get("die", 0))
        finally:
            os._exit(code)
    os.close(held)
    return Job(order["job"], process, ended)


def collected(job: Job) -> None:
    """Wait for a child that is about to be gone, and say how it ended."""
    code = os.waitstatus_to_exitcode(os.waitpid(job.process, 0)[1])
    os.close(job.ended)
    sys.stdout.write(json.dumps({"job": job.number, "code": code}) + "\n")
    sys.stdout.flush()


def work() -> None:
    """Take orders until there are no more; what still runs then is killed."""
    jobs: dict[int, Job] = {}
    with selectors.DefaultSelector() as ready, open(0, "rb", buffering=0, closefd=False) as orders:
        ready.register(orders, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is not orders:
                    ready.unregister(key.fileobj)
                    collected(jobs.pop(key.data))
                elif line := orders.readline():
                    order = json.loads(line)
                    number = order["job"]
                    if "signal" not in order:
                        jobs[number] = begun(order)
                        ready.register(jobs[number].ended, selectors.EVENT_READ, number)
                    elif number in jobs:
                        os.kill(jobs[number].process, order["signal"])
                else:
                    for job in jobs.values():
                        os.kill(job.process, signal.SIGKILL)
                    return


work()
