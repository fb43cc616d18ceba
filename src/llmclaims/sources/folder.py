"""A folder: the articles in it and below it, always in the same order."""

from __future__ import annotations

import logging
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.errors import DocumentError
from llmclaims.sources.registry import folder_suffixes, part_suffixes

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)
_NAMED = 4  # kinds of files that the warning names


def files(folder: str) -> Iterator[str]:
    """The files of a folder that hold one article each: names in order, a folder's own before those below it.

    Hidden files and links are left out (a link may lead anywhere, or round in a circle), and so are tables,
    which are named one by one. A folder without articles may be a table in parts (Parquet, also in folders
    named ``column=value``): then its parts are read. How many of what were left out is said in a warning.

    Raises:
        DocumentError: the folder cannot be read, or no article is in it.
    """
    suffixes, passed, found = folder_suffixes(), Counter[str](), 0
    for path in _below(folder, passed):
        if path.suffix.lower() in suffixes:
            found += 1
            yield str(path)
        else:
            passed[path.suffix.lower() or "without a suffix"] += 1
    parts = part_suffixes()
    if not found and any(passed[suffix] for suffix in parts):
        for path in _below(folder, Counter()):
            suffix = path.suffix.lower()
            if suffix in parts and not any(one.startswith("_") for one in path.relative_to(folder).parts):
                passed[suffix] -= 1
                found += 1
                yield str(path)
    left = ", ".join(f"{count} {kind}" for kind, count in passed.most_common(_NAMED) if count)
    if not found:
        what = f" ({left} left out)" if left else ""
        raise DocumentError(
            f"{folder} holds no file that ends in {', '.join(sorted(suffixes))}{what}: name the files themselves."
        )
    if left:
        more = ", and others" if len([one for one in passed.values() if one]) > _NAMED else ""
        _log.warning("%s: left out %s%s; name such a file itself to have it read.", folder, left, more)


def _below(folder: str, passed: Counter[str]) -> Iterator[Path]:
    """The files of a folder and of those below it; links are counted and not followed."""
    for root, below, names in os.walk(folder, onerror=_raise):
        passed["links"] += sum(os.path.islink(Path(root, one)) for one in below)  # noqa: PTH114 - no Path to keep
        below[:] = sorted(one for one in below if not one.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if path.is_symlink():
                passed["links"] += 1
            elif not name.startswith(".") and path.is_file():
                yield path


def _raise(error: OSError) -> None:
    """What ``os.walk`` would pass over in silence."""
    raise DocumentError(
        f"{error.filename} cannot be read ({error.strerror}): change its permissions."
    ) from error
