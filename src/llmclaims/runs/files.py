"""Which files hold the runs that somebody names: files themselves, and folders of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.config.local_files import below
from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIX = ".jsonl"


def run_files(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files, those of a folder and of the folders below it by name: all that end in ``.jsonl``.

    Hidden files are left out, and a run that is still written has another name (``NAME.part``).

    Raises:
        DocumentError: a folder holds none.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    return [file for one in map(Path, given) for file in (_below(one) if one.is_dir() else [one])]


def _below(folder: Path) -> list[Path]:
    """The run files of a folder; a folder in it that cannot be read stands among them, to be told as one of them."""
    found = sorted(
        Path(one.filename if isinstance(one, OSError) else one.path)
        for one in below(folder)
        if isinstance(one, OSError) or (one.name.endswith(SUFFIX) and one.is_file())
    )
    if not found:
        raise DocumentError(
            f"{folder} holds no run: give a folder of files that extract wrote, NAME{SUFFIX}, or the files."
        )
    return found
