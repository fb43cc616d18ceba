"""Where a run is written: standard output, or a file that takes its name when it is complete."""

from __future__ import annotations

import contextlib
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from llmclaims.cli.messages import say
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

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


@contextlib.contextmanager
def made(output: str | None, target: Literal["file", "folder"], layout: str) -> Iterator[Path]:
    """The path of a file or folder to make; it takes its name when it is complete.

    Raises:
        ConfigError: no path is given, or what stands there must not be written over.
    """
    if output is None:
        raise ConfigError(f"{layout} writes a {target}, which cannot go to standard output: name it with -o.")
    final = Path(output)
    part = final.with_name(final.name + ".part")
    if target == "folder" and final.exists() and not (final.is_dir() and not any(final.iterdir())):
        raise ConfigError(f"{final} is not an empty folder: name a new one.")
    if target == "file" and final.exists() and not final.is_file():
        raise ConfigError(f"{final} is not a file: name another one.")
    if part.exists():
        raise ConfigError(f"{part} was left by an export that did not finish: remove it first.")
    try:
        part.mkdir() if target == "folder" else part.parent.stat()
    except OSError as error:
        raise ConfigError(f"{part} cannot be made ({error.strerror}): name another place.") from error
    try:
        yield part
    except BaseException:
        shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
        raise
    if target == "folder" and final.exists():
        final.rmdir()  # it is empty, and not every system renames onto a folder
    part.replace(final)
