"""Whether a document's record holds: its text is the one that the hash was taken of, and says what the record says."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims import sources
from llmclaims.document import Document
from llmclaims.errors import DocumentError
from llmclaims.extraction.jsonl import document_from, to_record
from llmclaims.extraction.ondisk import OnDisk
from llmclaims.holds import plain
from llmclaims.recheck.problem import Problem

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    TextOf = Callable[[str], str | None]


@contextmanager
def texts_in(folder: str | os.PathLike[str] | None) -> Iterator[TextOf | None]:
    """The texts of a folder's documents by the hash of their bytes; None where no folder is given.

    Raises:
        DocumentError: there is no such folder.
    """
    if folder is None:
        yield None
        return
    root = Path(folder)
    if not root.is_dir():
        raise DocumentError(f"{folder}: no such folder; give the folder that holds the documents.")
    with OnDisk() as texts:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                for document in sources.documents([path]):
                    if isinstance(document, Document):  # a folder of articles may hold other things
                        texts.put(document.sha256, document.text)
        yield texts.get


def document_of(
    number: int, record: Mapping[str, Any], text_of: TextOf | None
) -> tuple[Document | None, Problem | None]:
    """The document of a record and what is wrong with it; ``text_of`` finds texts that do not stand in the run."""
    identity = record.get("id")

    def bad(code: str, message: str) -> tuple[None, Problem]:
        return None, Problem(number, identity, "document", code, message)

    text = record.get("text") if text_of is None else text_of(str(record.get("sha256")))
    if text is None and text_of is not None:
        return bad("DOCUMENT_MISSING", f"{record.get('path')}: no file in the folder has its content.")
    if not isinstance(text, str):
        return bad("DOCUMENT_MISSING", "The run was saved without texts; name the folder with --documents.")
    try:
        document = document_from({**record, "text": text})
    except (KeyError, TypeError, ValueError) as error:
        return bad("DOCUMENT_CHANGED", f"The document's record cannot be read ({error}).")
    if not _same_content(document, record):
        return bad("DOCUMENT_CHANGED", "The text is not the one that its hash was taken of.")
    said = {key: value for key, value in record.items() if key not in ("text", "sha256", "encoding")}
    again = {key: value for key, value in plain(to_record(document, text=False)).items() if key in said}
    if said != again:
        changed = ", ".join(sorted(key for key in said if said[key] != again.get(key)))
        return document, Problem(
            number, identity, "document", "DOCUMENT_CHANGED", f"Not what the text gives: {changed}."
        )
    return document, None


def _same_content(document: Document, record: Mapping[str, Any]) -> bool:
    """Whether the record's hash, which is of the bytes, was taken of this text: with its byte order mark or without."""
    encoding = record.get("encoding") or "utf-8"
    for mark in ("", "\ufeff"):
        try:
            data = (mark + document.text).encode(
                encoding, "surrogatepass" if encoding == "utf-8" else "strict"
            )
        except (LookupError, UnicodeEncodeError):
            return False
        if hashlib.sha256(data).hexdigest() == record.get("sha256"):
            return True
    return False
