"""Open files of this machine, when they are files, and find those in folders of any depth."""

import errno
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

_HANDED_OVER = ("/dev/fd", "/proc/self/fd")
_STANDARD_INPUT = "/dev/stdin"
MOST = 1 << 28
"""Bytes of a file that is read whole: a configuration, a recording, annotation, a table of names."""
_KINDS = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file to read its bytes; what has no end, as a device or a named pipe, is refused.

    A pipe that a shell hands over, as ``<(command)`` and ``/dev/stdin`` do, is taken: the user asked for it.

    Raises:
        OSError: it cannot be opened, or is no file; ``strerror`` says why.
        ValueError: no file can have such a path.
    """
    handle = os.open(path, os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_BINARY") | _flag("O_CLOEXEC"))
    mode = os.fstat(handle).st_mode
    if stat.S_ISFIFO(mode) and _is_handed_over(path):
        os.set_blocking(handle, True)
    elif not stat.S_ISREG(mode):
        os.close(handle)
        kind = next((name for is_one, name in _KINDS if is_one(mode)), "a device")
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, f"it is {kind}, not a file", os.fspath(path))
    return os.fdopen(handle, "rb")


def read_file(path: str | os.PathLike[str], most: int = MOST) -> bytes:
    """Read a regular file whole, as ``open_file`` opens it, when it has at most ``most`` bytes.

    Raises:
        OSError: it cannot be read, is no file, or is larger; ``strerror`` says why.
        ValueError: no file can have such a path.
    """
    with open_file(path) as file:
        data = file.read(min(most, os.fstat(file.fileno()).st_size) + 1)
        while len(data) <= most and (more := file.read(min(len(data) + 1, most + 1 - len(data)))):
            data += more
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", os.fspath(path))
    return data


def _is_handed_over(path: str | os.PathLike[str]) -> bool:
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - a link to a pipe must not be followed here
    return place == _STANDARD_INPUT or os.path.dirname(place) in _HANDED_OVER  # noqa: PTH120


def _flag(name: str) -> int:
    """Return a flag of the system, 0 where it has none of that name."""
    return int(getattr(os, name, 0))


def below(folder: str | os.PathLike[str]) -> Iterator[os.DirEntry[str] | OSError]:
    """Yield what stands in a folder and below it, by name, a folder's own before what is below it.

    Neither hidden things nor folders themselves are given, and links are given and not followed. A folder that
    cannot be read is given as its error.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as scanned:
                found = sorted((one for one in scanned if one.name[0] != "."), key=lambda one: one.name)
        except OSError as error:
            yield error
            continue
        yield from (one for one in found if not one.is_dir(follow_symlinks=False))
        waiting.extend(one.path for one in reversed(found) if one.is_dir(follow_symlinks=False))
