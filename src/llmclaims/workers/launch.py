"""Start another process of the library's own, by the name of its module."""

import os
import subprocess
import sys
from pathlib import Path


def launched(module: str, *arguments: str, errors: int | None = None) -> subprocess.Popen[bytes]:
    """Start a module in a process that is spoken to over its standard streams; ``errors`` is where what it says of errors goes.

    Not by ``multiprocessing``, which would run the user's own main module again, nor by a fork, which copies locks
    that other threads hold. Its modules are found where this process finds them, the working folder apart, where
    articles may lie: a file there must not stand in for a module.

    Raises:
        OSError: it cannot be started.
    """
    places = os.pathsep.join(str(place) for place in [*sys.path, Path(__file__).parents[2]] if place)
    windows = sys.platform == "win32"
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": places},
        # Ctrl-C is this process's to decide on; the other one ends with it.
        process_group=None if windows else 0,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if windows else 0,
    )
