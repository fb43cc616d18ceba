"""Human annotation in four forms, one file a form.

``READERS`` maps the form's name to a function that says whether a path is of that form, and one that reads it.
A folder is read whole: each set that stands in it comes back by itself.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmclaims.errors import DocumentError
from llmclaims.evaluation.gold import brat, claims, columns, passages
from llmclaims.evaluation.items import Gold


@dataclass(frozen=True, slots=True)
class Reader:
    """One form: its files by their endings, whether a file is of it, and how several become one set."""

    suffixes: tuple[str, ...]
    recognises: Callable[[Path], bool]
    read: Callable[[Sequence[Path], str], Gold]
    together: bool
    """Tell whether the files of a folder are one set, or each is a set of its own."""


READERS: dict[str, Reader] = {
    "claims": Reader((".jsonl",), claims.recognises, claims.read, together=True),
    "passages": Reader((".jsonl",), passages.recognises, passages.read, together=False),
    "brat": Reader((".ann",), brat.recognises, brat.read, together=True),
    "columns": Reader((".conll", ".bio", ".iob"), columns.recognises, columns.read, together=True),
}


def read_gold(path: str | os.PathLike[str]) -> list[Gold]:
    """Return the annotated sets in a file, or in a folder and the folders below it.

    Raises:
        DocumentError: there is none, or a file is not whole.
    """
    root = Path(path)
    if not root.exists():
        raise DocumentError(f"{root}: no such file or folder; give annotation to score against.")
    files = [root] if root.is_file() else sorted(one for one in root.rglob("*") if one.is_file())
    found: list[Gold] = []
    for reader in READERS.values():
        own = [one for one in files if one.suffix in reader.suffixes and reader.recognises(one)]
        if own and reader.together:
            found.append(reader.read(own, _name(root)))
        else:
            found.extend(reader.read([one], one.stem) for one in own)
    if not found:
        raise DocumentError(
            f"{root}: no annotation in a form that is known; give claims.jsonl, JSON Lines of passages, "
            "brat (.ann beside .txt) or columns (.conll, .bio)."
        )
    return found


def _name(root: Path) -> str:
    """Name a set after its folder, or after its file unless that name is the same for all."""
    root = root.resolve()
    return root.name if root.is_dir() else root.parent.name if root.name == "claims.jsonl" else root.stem
