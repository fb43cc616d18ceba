"""Start the command again and again as processes of their own, without importing everything anew each time.

Reads a job a line on standard input, ``{"folder": ..., "args": [...]}``, forks, prints the child's process
id, and when that has ended its exit code. What the child prints goes to ``out`` and ``err`` in the folder.
"""

from __future__ import annotations

import json
import os
import sys

import diskcache  # noqa: F401 - imported before the fork
import openai.resources.chat  # noqa: F401
import tenacity  # noqa: F401
from instructor import Mode  # noqa: F401
from instructor.processing.response import handle_response_model  # noqa: F401

from llmclaims import cache, pipeline, runner  # noqa: F401
from llmclaims.cli import extract, main  # noqa: F401
from llmclaims.providers import openai as wire  # noqa: F401


def child(folder: str, args: list[str]) -> int:
    """The command in a folder; its exit code."""
    os.chdir(folder)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    try:
        main(args)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 99


for line in sys.stdin:
    job = json.loads(line)
    process = os.fork()
    if process == 0:
        code = 98
        try:
            code = child(job["folder"], job["args"])
        finally:
            os._exit(code)
    sys.stdout.write(f"{process}\n")
    sys.stdout.flush()
    sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
    sys.stdout.flush()
