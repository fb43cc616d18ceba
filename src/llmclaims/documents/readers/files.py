"""Open what is named: a file, standard input, or the articles in a folder and below it."""

import contextlib
import io
import logging
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from llmclaims.config.local_files import below, open_file
from llmclaims.documents.readers.registry import folder_suffixes, part_suffixes
from llmclaims.documents.readers.source import STANDARD_INPUT, Raw, looked_at, unread
from llmclaims.errors import DocumentError
from llmclaims.schema.claims import Failure
from llmclaims.schema.plurals import plural

_log = logging.getLogger(__name__)
_RUN_HEAD = 64  # bytes by which a saved run is told
_FEW = 2_000_000  # bytes
_NAMED = 4  # kinds of files that the warning names
_TEXT = "A text of several lines is no path: make a document of it with Document.from_text."


@contextlib.contextmanager
def opened(place: str | os.PathLike[str]) -> Iterator[Raw]:
    """Yield the file, closed when its documents are read.

    Raises:
        DocumentError: it cannot be read.
    """
    name = str(place)
    try:
        stream = open_file(place)
    except FileNotFoundError as error:
        if "\n" in name or not name:
            raise DocumentError(_TEXT if name else "An empty path names no file: give one.") from error
        raise DocumentError(f"{name} does not exist: check the path.") from error
    except PermissionError as error:
        raise DocumentError(
            f"{name} may not be read: change its permissions, or copy it to where it may."
        ) from error
    except (OSError, ValueError) as error:
        raise DocumentError(_TEXT) if "\n" in name else _unreadable(name, error) from error
    with stream:
        try:
            head, whole = looked_at(stream)
            yield Raw(name, whole, head, Path(place).suffix.lower())
        except OSError as error:
            raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> DocumentError:
    reason = getattr(error, "strerror", None) or str(error)
    return DocumentError(f"{name!r} cannot be read ({reason}): give a file, or - to read standard input.")


def standard_input() -> Raw:
    """Open standard input, its beginning looked at and not yet taken.

    Raises:
        DocumentError: it is closed, or cannot be read.
    """
    try:
        head, stream = looked_at(_stream())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(
            f"Standard input cannot be read ({reason}): send the article to it, or name a file."
        ) from error
    return Raw(STANDARD_INPUT, stream, head)


def _stream() -> BinaryIO:
    """Open standard input apart from Python's own reader, whose lock a waiting thread would hold at exit."""
    if sys.stdin is None:
        raise ValueError("it is closed")
    try:
        number = sys.stdin.fileno()
    except io.UnsupportedOperation:  # a program has put something else in its place
        return sys.stdin.buffer
    return os.fdopen(number, "rb", closefd=False)


def in_folder(folder: str) -> Iterator[str | Failure]:
    """Yield the files of a folder that hold articles: names in order, a folder's own before those below it.

    Hidden files and links are left out (a link may lead anywhere, or round in a circle), and so are tables beside
    articles, which are named one by one. A folder that holds tables and no articles is read whole (the parts of a
    Parquet table also in folders named ``column=value``), apart from runs that were saved there. A warning counts
    what was left out. A folder below it that cannot be read is a Failure.

    Raises:
        DocumentError: the folder cannot be read, or no article is in it.
    """
    passed, found = Counter[str](), 0
    for one in listed(folder, passed):
        found += isinstance(one, str)
        yield one
    left = ", ".join(_left(kind, count) for kind, count in passed.most_common(_NAMED) if count)
    if not found:
        what = f" ({left} left out)" if left else ""
        ends = ", ".join(sorted(folder_suffixes()))
        raise DocumentError(f"{folder} holds no file that ends in {ends}{what}: name the files themselves.")
    if left:
        more = ", and others" if sum(count > 0 for count in passed.values()) > _NAMED else ""
        what = f"{left}{more}"
        _log.warning("%s: left out %s; a file among them is read when it is named itself.", folder, what)


def holds_few(place: str | os.PathLike[str]) -> bool:
    """Tell whether a path is a file that can hold only few articles, by its size and name: not a table, nor a pipe."""
    try:
        found = Path(place).stat()
    except (OSError, ValueError):  # whoever opens it says why
        return False
    return (
        stat.S_ISREG(found.st_mode) and found.st_size <= _FEW and _suffix(str(place)) not in part_suffixes()
    )


def _left(kind: str, count: int) -> str:
    """Say how many files of a kind are left out: of a noun, or of what the end of a name is."""
    if kind.startswith(".") or kind == "without a suffix":
        return f"{count} {kind}"
    return plural(count, kind)


def is_in_folder(folder: str, there: os.stat_result) -> bool:
    """Tell whether a file is among those of a folder that are read."""
    files = (one for one in listed(folder, Counter()) if isinstance(one, str))
    return any(os.path.samestat(Path(one).stat(), there) for one in files)


def listed(folder: str, passed: Counter[str]) -> Iterator[str | Failure]:
    """Yield the files of a folder that are read, and count by their kind those that are not."""
    suffixes, parts, found = folder_suffixes(), part_suffixes(), 0
    for one in below(folder):
        if isinstance(one, OSError):
            yield _closed(folder, one)
        elif one.is_symlink():
            passed["link"] += 1
        elif not one.is_file():
            passed["special file"] += 1
        elif (kind := _suffix(one.name)) in suffixes:
            found += 1
            yield one.path
        else:
            passed[kind or "without a suffix"] += 1
    if not found and any(passed[suffix] for suffix in parts):
        for part in _parts(folder, parts):
            passed[_suffix(part)] -= 1
            if _is_run(part):
                passed["saved run"] += 1
            else:
                yield part


def _is_run(path: str) -> bool:
    """Tell whether a file is a run that was saved."""
    try:
        with open_file(path) as file:
            return file.read(_RUN_HEAD).lstrip().startswith(b'{"record":"run"')
    except OSError:
        return False


def _parts(folder: str, suffixes: frozenset[str]) -> Iterator[str]:
    """Yield the tables of a folder; names with an underscore in front are not the table's own."""
    for one in below(folder):
        if (
            isinstance(one, OSError)
            or not one.is_file(follow_symlinks=False)
            or _suffix(one.name) not in suffixes
        ):
            continue
        if not any(name.startswith("_") for name in Path(one.path).relative_to(folder).parts):
            yield one.path


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _closed(folder: str, error: OSError) -> Failure:
    """Return the failure that a folder below is.

    Raises:
        DocumentError: it is the folder itself.
    """
    place = str(error.filename)
    message = (
        f"{place} cannot be read ({error.strerror}): change its permissions, or name its files themselves."
    )
    if place == folder:
        raise DocumentError(message) from error
    return unread(place, message)
