"""A terminal for a command, as a person has it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.command_line import LINE

if TYPE_CHECKING:
    from pathlib import Path


def on_a_terminal(folder: Path, *args: str, **env: str) -> tuple[int, str]:
    """Run a command on a terminal of 80 columns: its exit code, and all that the screen received."""
    pty = pytest.importorskip("pty", reason="terminals of this kind exist on Unix alone")
    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(LINE[0], [*LINE, *args], os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | env)
    received = b""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        received += piece
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), received.decode()
