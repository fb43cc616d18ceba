"""Write files and folders that take their name when they are whole: ``NAME.part`` until then, for one process."""

import contextlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from llmclaims.errors import ConfigError

_MARK = ".llmclaims-part"
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@contextlib.contextmanager
def part_file(target: Path) -> Iterator[BinaryIO]:
    """Open ``NAME.part``, which takes the name when the block ends; after an error it stays, unless it is empty.

    What a process that is gone has left there is replaced. The file is a new one each time, so that whatever
    somebody has put in its place, as a link, is not written to.

    Raises:
        ConfigError: another process writes it, or it cannot be written; the message says which.
    """
    part = _part(target)
    handle = _taken(part, target)
    with os.fdopen(handle, "wb") as file:
        try:
            yield file
        except BaseException:
            with contextlib.suppress(OSError):
                file.flush()
                if not os.fstat(handle).st_size:
                    part.unlink()
            raise
        file.flush()
        if sys.platform == "win32":  # which renames nothing that is open
            file.close()
        part.replace(target)


@contextlib.contextmanager
def part_folder(target: Path) -> Iterator[Path]:
    """Make the folder ``NAME.part``, which is gone when the block ends: what is wanted of it is moved by then.

    Raises:
        ConfigError: another process uses it, it cannot be made, or something else has its name.
    """
    part = _part(target)
    if (part / _MARK).is_file() and not part.is_symlink():
        with os.fdopen(_opened(part / _MARK, part), "rb") as left:
            if not locked(left.fileno()):
                raise _busy(target)
            shutil.rmtree(part)
    if os.path.lexists(part):
        raise ConfigError(
            f"{part} is in the way and was not made by this program: remove it, or name another place."
        )
    try:
        part.mkdir()
        handle = os.open(part / _MARK, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _unwritable(part, error) from error
    try:
        locked(handle)
        yield part
    finally:
        os.close(handle)
        shutil.rmtree(part, ignore_errors=True)


def locked(handle: int) -> bool:
    """Lock an open file for this process, if no other has; the system lets go when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # not on Unix
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def _taken(part: Path, target: Path) -> int:
    """Return a new file, locked. One that is left over goes away while it is locked, so that nobody else takes it."""
    while True:
        try:
            handle = os.open(part, _FLAGS | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            try:
                left = _opened(part, part)
            except FileNotFoundError:  # it has just been finished
                continue
            try:
                if not locked(left):
                    raise _busy(target)
                with contextlib.suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(left), os.lstat(part)):
                        part.unlink()
            finally:
                os.close(left)
            continue
        except (OSError, ValueError) as error:
            raise _unwritable(part, error) from error
        if locked(handle):
            return handle
        os.close(handle)
        raise _busy(target)


def _opened(path: Path, part: Path) -> int:
    """Open what is left over; a link or a device is not opened.

    Raises:
        FileNotFoundError: it is gone.
        ConfigError: it cannot be opened, or is no file.
    """
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise ConfigError(f"{part} is no file that this program made: remove it, or name another place.")
        return os.open(path, _FLAGS)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unwritable(part, error) from error


def _busy(target: Path) -> ConfigError:
    return ConfigError(f"Another run is writing {target}: wait until it is done, or name another place.")


def _unwritable(part: Path, error: Exception) -> ConfigError:
    reason = getattr(error, "strerror", None) or str(error)
    return ConfigError(f"{part} cannot be written ({reason}): name another place.")
