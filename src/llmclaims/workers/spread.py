"""When processes pay: from the moment that some work has taken as long as they take to start, and is not over."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmclaims.workers.pool import Pool

MOST = 8
"""Processes that are started where nobody says how many: more have little to do, since one process writes for all."""
_PAYS = 0.6
"""Seconds of the processor that a work must have taken here: a process takes about half as much to start."""
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
VARIABLE = "LLMCLAIMS_WORKERS"
"""The environment variable that says how many, where a command does not."""


class Spread:
    """The processes of one work, if it gets any. Closing it ends them."""

    def __init__(
        self,
        workers: int | None,
        make: Callable[..., Callable[[Any], Any]],
        arguments: Callable[[], tuple[Any, ...]],
    ) -> None:
        """``workers`` None: as many as there are cores, once that pays; 1: none.

        ``make`` and what ``arguments`` gives are those of a ``Pool``. What cannot be sent to a process gets none.

        Raises:
            ConfigError: ``workers`` is no number of processes.
        """
        self._make, self._arguments = make, arguments
        self._count = _by_itself() if workers is None else _checked(workers, "workers")
        self.waits = workers is not None
        """Whether they are wanted at once, so that whoever asks for them waits until they are there."""
        self._began = time.process_time()
        self._pool: Pool | None = None

    def pool(self) -> Pool | None:
        """Return the processes where there are any by now; they are started when it is time."""
        if self._count < 2:
            return None
        if self._pool is None:
            if not self.waits and time.process_time() - self._began < _PAYS:
                return None
            self._start()
        return self._pool if self._pool is not None and self._is_ready(self._pool) else None

    @property
    def is_there(self) -> bool:
        """Tell whether there are any by now; from any thread."""
        return self._pool is not None and self._pool.is_ready

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.close()
        self._count = 0

    def _start(self) -> None:
        from llmclaims.workers.pool import Pool
        from llmclaims.workers.process import Refused

        try:
            self._pool = Pool(self._count, self._make, self._arguments())
        except (Refused, RuntimeError):  # it cannot be sent, or no thread can be started
            self._count = 0

    def _is_ready(self, pool: Pool) -> bool:
        return pool.wait() if self.waits else pool.is_ready


def _by_itself() -> int:
    named = os.environ.get(VARIABLE)
    return _checked(named, VARIABLE) if named else min(cores(), MOST)


def _checked(workers: object, name: str) -> int:
    found = int(workers) if isinstance(workers, str) and workers.isdecimal() else workers
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise ConfigError(f"{name} is {workers!r}: give a number of processes, 1 or more.")
    return found


def cores() -> int:
    """Return how many cores this process may use, as far as the system says."""
    try:
        found = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        found = os.cpu_count() or 1
    try:
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        return max(1, min(found, int(quota) // int(period)))
    except (OSError, ValueError):  # there is no such limit
        return found
