"""The command line, run as a process of its own or called in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llmclaims.cli import main

LINE = [sys.executable, "-c", "from llmclaims.cli import main; main()"]


def llmclaims(
    *args: str, cwd: Path, stdin: str | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own in a folder."""
    given = (
        {"encoding": "utf-8", "input": stdin}
        if stdin is not None
        else {"encoding": "utf-8", "stdin": subprocess.DEVNULL}
    )
    return subprocess.run(
        [*LINE, *args], cwd=cwd, env=os.environ | env, capture_output=True, check=False, **given
    )


def printed_by(capsys, *args: str) -> tuple[int, str, str]:
    """Call a command in this process: its exit code, and what it printed."""
    with pytest.raises(SystemExit) as ended:
        main(args)
    return ended.value.code, *capsys.readouterr()
