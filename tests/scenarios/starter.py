"""Start the command again and again as processes of their own, without importing everything anew each time.

Reads a job a line on standard input, ``{"folder": ..., "args": [...]}``, forks, prints the child's process
id, and when that has ended its exit code. What the child prints goes to ``out`` and ``err`` in the folder.
With ``"die": N`` the child kills itself with SIGKILL just before the N-th time that it changes a name in its folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import diskcache  # noqa: F401 - imported before the fork
import openai.resources.batches
import openai.resources.chat
import openai.resources.files
import tenacity  # noqa: F401
from instructor import Mode  # noqa: F401
from instructor.processing.response import handle_response_model  # noqa: F401

import llmclaims
from llmclaims import cache, pipeline, runner  # noqa: F401
from llmclaims.batch import collecting, lifecycle  # noqa: F401
from llmclaims.cli import batch, batchjob, batchwords, extract, main, running  # noqa: F401
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

for line in sys.stdin:
    job = json.loads(line)
    process = os.fork()
    if process == 0:
        code = 98
        try:
            code = child(job["folder"], job["args"], job.get("die", 0))
        finally:
            os._exit(code)
    sys.stdout.write(f"{process}\n")
    sys.stdout.flush()
    sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
    sys.stdout.flush()
