"""Find the documents that quotes come from, and read their texts: pages, PDF and all else that ``llmclaims.read`` reads."""

from __future__ import annotations

import io
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, cast

from llmclaims.config.local_files import below
from llmclaims.documents.document import Document
from llmclaims.documents.readers import Articles, read
from llmclaims.documents.readers.registry import chosen
from llmclaims.documents.readers.source import HEAD, Raw, reason
from llmclaims.errors import DocumentError, LlmClaimsError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELD = 50_000_000
"""Characters of texts that are kept: rows of one document need not stand together."""


class Documents:
    """The documents that were named for a file of quotes; with none, paths in the file are followed."""

    def __init__(self, given: Sequence[str] = ()) -> None:
        """Take files and folders.

        Raises:
            DocumentError: one of them is not there.
        """
        self.files: list[Path] = []
        self._paths: dict[str, list[Path]] = {}
        for one in map(Path, given):
            if not one.exists():
                raise DocumentError(f"{one} does not exist: name the files or folders of the sources.")
            if one.is_dir():
                self._add_folder(one)
            else:
                self.files.append(one)
                self._add(one, str(one))
        self.are_given = bool(given)
        self._texts: OrderedDict[Path, str | DocumentError] = OrderedDict()

    def named(self, name: str, beside: Path) -> tuple[str, str]:
        """Return a document's path and text, by its path, name, or name without its suffix.

        Without documents that were given the path is followed from the folder ``beside``, else from the current one.

        Raises:
            DocumentError: it is not there, several have that name, or it cannot be read.
        """
        if not self.are_given:
            path = next((one for one in (beside / name, Path(name)) if one.is_file()), beside / name)
            return name, self._text(path)
        key = name.replace("\\", "/").removeprefix("./")
        found = self._paths.get(key) or self._paths.get(key.rpartition("/")[2]) or []
        if not found:
            raise DocumentError(f"No document is called {name!r}: name its file or folder with --documents.")
        if len(found) > 1:
            several = " and ".join(map(str, found[:2]))
            raise DocumentError(f"{name!r} may be {several}: write the path in the file of quotes.")
        return str(found[0]), self._text(found[0])

    def numbered(self, index: int) -> tuple[str, str]:
        """Return the document of that number among the files, from 0.

        Raises:
            DocumentError: there are not so many, or it cannot be read.
        """
        if not 0 <= index < len(self.files):
            raise DocumentError(
                f"Document {index} is not at hand: name the files of the request with --documents, in its order."
            )
        return str(self.files[index]), self._text(self.files[index])

    def _add_folder(self, folder: Path) -> None:
        for one in below(folder):
            if not isinstance(one, OSError) and one.is_file(follow_symlinks=False):
                self._add(Path(one.path), Path(one.path).relative_to(folder).as_posix())

    def _add(self, path: Path, called: str) -> None:
        for name in dict.fromkeys((called, path.name, path.stem)):
            known = self._paths.setdefault(name, [])
            if path not in known:
                known.append(path)

    def _text(self, path: Path) -> str:
        found = self._texts.get(path)
        if found is None:
            try:
                found = read(path).text
            except DocumentError as error:
                found = error
            self._texts[path] = found
            self._drop_oldest()
        else:
            self._texts.move_to_end(path)
        if isinstance(found, DocumentError):
            raise DocumentError(str(found))
        return found

    def _drop_oldest(self) -> None:
        held = sum(len(one) for one in self._texts.values() if isinstance(one, str))
        while held > _HELD and len(self._texts) > 1:
            _, dropped = self._texts.popitem(last=False)
            held -= len(dropped) if isinstance(dropped, str) else 0


def text_of(data: bytes, name: str, suffix: str) -> str:
    """Return the text of a document whose bytes stand in the file of quotes itself.

    Raises:
        DocumentError: it cannot be read.
    """
    raw = Raw(name, cast("io.BufferedReader", io.BytesIO(data)), data[:HEAD], suffix)
    try:
        first = next(iter(chosen(raw).read(raw, Articles(name))))
    except LlmClaimsError as error:
        raise DocumentError(str(error)) from error
    except Exception as error:  # whatever one document does to its reader costs the others nothing
        raise DocumentError(
            f"{name} cannot be read ({reason(error)}): name its file with --documents."
        ) from error
    if not isinstance(first, Document):
        raise DocumentError(first.message)
    return first.text
