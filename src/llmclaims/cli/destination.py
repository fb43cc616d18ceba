"""Where a run is written: standard output, or a file that takes its name when it is complete."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from llmclaims.cli.messages import say
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.cli.progress import Bar


@contextlib.contextmanager
def opened(output: str | None, bar: Bar | None = None) -> Iterator[TextIO]:
    """The stream to write to; ``bar`` makes room while something is printed on the screen it stands on.

    Raises:
        ConfigError: the file cannot be written.
    """
    if output is None:
        yield bar.beside(sys.stdout) if bar else sys.stdout
        sys.stdout.flush()
        return
    target = Path(output)
    if target.is_dir():
        raise ConfigError(f"{target} is a folder: name a file in it.")
    target = target.resolve() if target.is_file() else target
    if target.exists() and not target.is_file():  # a device or a pipe: written to as it is, never replaced
        with target.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield cast("TextIO", file)
        return
    part = target.with_name(target.name + ".part")
    try:
        file = part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise ConfigError(f"{part} cannot be written ({error.strerror}): name another file.") from error
    try:
        with file:
            yield cast("TextIO", file)
    except BaseException:
        if part.stat().st_size:
            say(f"What was finished stands in {part}.")
        else:
            part.unlink()
        raise
    part.replace(target)
