"""A folder: the articles in it and below it, always in the same order."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.config.local_files import below
from llmclaims.documents.readers.faults import unread
from llmclaims.documents.readers.registry import folder_suffixes, part_suffixes
from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.schema.claims import Failure

_log = logging.getLogger(__name__)
_NAMED = 4  # kinds of files that the warning names


def files(folder: str) -> Iterator[str | Failure]:
    """Yield the files of a folder that hold one article each: names in order, a folder's own before those below it.

    Hidden files and links are left out (a link may lead anywhere, or round in a circle), and so are tables,
    which are named one by one. A folder without articles may be a table in parts (Parquet, also in folders
    named ``column=value``): then its parts are read. How many of what were left out is said in a warning. A folder
    below it that cannot be read is a Failure.

    Raises:
        DocumentError: the folder cannot be read, or no article is in it.
    """
    suffixes, passed, found = folder_suffixes(), Counter[str](), 0
    for one in below(folder):
        if isinstance(one, OSError):
            yield _closed(folder, one)
        elif one.is_symlink():
            passed["links"] += 1
        elif not one.is_file():
            passed["pipes or devices"] += 1
        elif (kind := _suffix(one.name)) in suffixes:
            found += 1
            yield one.path
        else:
            passed[kind or "without a suffix"] += 1
    parts = part_suffixes()
    if not found and any(passed[suffix] for suffix in parts):
        for part in _parts(folder, parts):
            passed[_suffix(part)] -= 1
            found += 1
            yield part
    left = ", ".join(f"{count} {kind}" for kind, count in passed.most_common(_NAMED) if count)
    if not found:
        what = f" ({left} left out)" if left else ""
        raise DocumentError(
            f"{folder} holds no file that ends in {', '.join(sorted(suffixes))}{what}: name the files themselves."
        )
    if left:
        more = ", and others" if len([one for one in passed.values() if one]) > _NAMED else ""
        _log.warning(
            "%s: left out %s%s; a file among them is read when it is named itself.", folder, left, more
        )


def _parts(folder: str, suffixes: frozenset[str]) -> Iterator[str]:
    """Yield the parts of the table that a folder is; names with an underscore in front are not the table's own."""
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
