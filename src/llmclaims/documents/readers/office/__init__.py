"""What is packed in a zip archive: a Word document (``.docx``) is read, everything else is refused by what it is."""

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import Articles, Raw, needs_extra
from llmclaims.errors import DocumentError, optional_module

_MOST_UNPACKED = 100_000_000
"""Bytes that the parts of a document may have unpacked."""
_MOST_FILES = 5_000
_KINDS = {
    "application/vnd.oasis.opendocument.text": ("an OpenDocument text", "save it as .docx or as plain text"),
    "application/vnd.oasis.opendocument.spreadsheet": ("a spreadsheet", "save the table as .csv"),
    "application/vnd.oasis.opendocument.presentation": ("a presentation", "save its text as plain text"),
    "application/epub+zip": ("an electronic book (EPUB)", "save its text as plain text"),
}
_FOLDERS = {
    "xl/": ("a spreadsheet of Excel", "save the table as .csv"),
    "ppt/": ("a presentation of PowerPoint", "save its text as plain text"),
    "META-INF/": ("a Java archive or a packed application", "give the text of an article"),
}
_TEXT = "word/document.xml"


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a Word document is.

    Raises:
        DocumentError: it is another archive, is broken, unpacks to too much, or python-docx is not installed.
    """
    data = raw.whole()
    _check(io.BytesIO(data), raw.name)
    optional_module("docx", "docx", needs_extra(raw.name, "docx"))
    from llmclaims.documents.readers.office.word import document

    yield document(data, asked, raw.name)


def _check(stream: BinaryIO, name: str) -> None:
    """Refuse what is no Word document, or one that is a trap."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            kind = _kind(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise DocumentError(
            f"{name} is a zip archive or an office document that is broken ({str(error).rstrip('.')}): save it anew."
        ) from error
    if kind is not None:
        what, then = kind
        raise DocumentError(f"{name} is {what}, which is not read: {then}.")
    if len(entries) > _MOST_FILES or sum(one.file_size for one in entries) > _MOST_UNPACKED:
        raise DocumentError(
            f"{name} unpacks to more than {_MOST_UNPACKED:,} bytes or {_MOST_FILES:,} parts: save its text as plain text."
        )


def _kind(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    names = [one.filename for one in entries]
    if _TEXT in names:
        return None
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        if said in _KINDS:
            return _KINDS[said]
    for folder, found in _FOLDERS.items():
        if any(one.startswith(folder) for one in names):
            return found
    return "a zip archive", "unpack it, and give the files or the folder"
