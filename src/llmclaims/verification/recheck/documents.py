"""Whether a document's record holds: its text is the one that the hash was taken of, and says what the record says."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.documents import readers as sources
from llmclaims.documents.document import Document
from llmclaims.errors import DocumentError, LlmClaimsError
from llmclaims.language.detection import detect_language
from llmclaims.runs.jsonl import document_anew, to_record
from llmclaims.runs.spill import OnDisk
from llmclaims.verification.recheck.problem import Note, Problem, plain

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    from llmclaims.verification.recheck.claims import RunContext

    TextOf = Callable[[str], Mapping[str, Any] | None]


@contextmanager
def texts_in(folder: str | os.PathLike[str] | None) -> Iterator[TextOf | None]:
    """Yield the records, with their texts, of a folder's documents by their hash; None where no folder is given.

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
                        texts.put(document.sha256, to_record(document))
        yield texts.get


def document_of(
    number: int, record: Mapping[str, Any], context: RunContext
) -> tuple[Document | None, list[Problem | Note]]:
    """Return the document of a record, read anew from its text, and what is wrong with the record."""

    def bad(code: str, message: str) -> Problem:
        return Problem(number, record["id"], "document", code, message)

    source = record if context.text_of is None else context.text_of(record["sha256"])
    if source is None:
        return None, [bad("DOCUMENT_MISSING", f"{record['path']}: no file in the folder has its content.")]
    text = source.get("text")
    if not isinstance(text, str):
        message = "The run was saved without texts; name the folder with --documents."
        return None, [bad("DOCUMENT_MISSING", message)]
    language = detect_language(text)
    told = record["language"] if context.as_run else language
    wrong = _content(text, record)
    if wrong is None:
        try:
            document = document_anew({**record, "text": text, "language": told})
            changed = _changed(document, source, record)
        except (KeyError, TypeError, ValueError, LlmClaimsError) as error:
            wrong = f"The document's record cannot be read ({error})."
    if wrong is not None:
        return None, [bad("DOCUMENT_CHANGED", wrong)]
    found: list[Problem | Note] = []
    if context.as_run and told != language:
        message = f"{record['path']}: checked as {told!r}, which its text does not show ({language!r})."
        found.append(Note(number, message))
    if changed:
        found.append(bad("DOCUMENT_CHANGED", f"Not what the text gives: {', '.join(changed)}."))
    return document, found


def _changed(document: Document, source: Mapping[str, Any], record: Mapping[str, Any]) -> list[str]:
    """Return the fields of a record that are not what its document, read anew, says."""
    again = plain(to_record(document, text=False))
    said = {key: value for key, value in record.items() if key != "text"}
    changed = sorted(key for key in {*said, *again} if said.get(key) != again.get(key))
    return changed if "origin" in changed or not _elsewhere(source, record) else [*changed, "origin"]


def _elsewhere(source: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Tell whether a page or PDF that is at hand says otherwise where the text comes from; it does not know its own address."""
    mine, theirs = record.get("origin") or {}, source.get("origin") or {}
    known = theirs.get("format") in ("html", "pdf")
    # The address is the network's, the guess depends on what the caller gave; older runs do not say where pages begin.
    untold = {"url", "published_is_guess"} | ({"pages", "pictures"} - mine.keys())
    if mine.get("url") and mine.get("published_from") == "address":
        from llmclaims.documents.readers.html.published import in_address

        if in_address([str(mine["url"])]) == mine.get("published"):
            untold |= {"published", "published_from"}
    return known and any(mine.get(key) != value for key, value in theirs.items() if key not in untold)


def _content(text: str, record: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a record's text, hash or encoding; the hash is of the bytes, with their mark or without."""
    if record.get("text") not in (None, text):
        return "The text in the run is not that of the document at hand."
    encoding = record["encoding"]
    errors = "surrogatepass" if encoding == "utf-8" else "strict"
    for mark in ("", "\ufeff"):
        try:
            data = (mark + text).encode(encoding, errors)
            same = data.decode(encoding, errors) == mark + text
        except (LookupError, ValueError):
            if mark:
                break  # an encoding that has no such mark
            return f"The text cannot be written in the encoding {encoding!r} that it is said to come from."
        if hashlib.sha256(data).hexdigest() != record["sha256"]:
            continue
        if same and not (encoding not in _UNMARKED and _is_utf_8(data)):
            return None
        return f"The text is not what these bytes give in the encoding {encoding!r}."
    return "The text is not the one that its hash was taken of."


_UNMARKED = ("utf-8", "utf-8-sig")


def _is_utf_8(data: bytes) -> bool:
    """Tell whether bytes are read as UTF-8 before anything else is tried."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data
