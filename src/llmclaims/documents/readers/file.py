"""A file on disk, opened."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.config.local_files import open_file
from llmclaims.documents.readers.source import Raw, looked_at
from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

_TEXT = "A text of several lines is no path: make a document of it with Document.from_text."


@contextlib.contextmanager
def opened(place: str | os.PathLike[str]) -> Iterator[Raw]:
    """The file, closed when its documents are read.

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
