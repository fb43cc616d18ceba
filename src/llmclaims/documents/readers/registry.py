"""Choose the input that reads a source: by its first bytes, its media type, or the end of its name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from llmclaims.documents.document import Document
from llmclaims.documents.readers import signatures
from llmclaims.documents.readers.source import Articles, Raw
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.schema.claims import Failure

GROUP = "llmclaims.sources"


def _never(head: bytes) -> bool:  # noqa: ARG001 - the signature of those that look
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A kind of input. An entry point in the group ``llmclaims.sources`` names one of these.

    ``read`` is given what is open and what was asked, and yields documents and failures as they are read; it
    raises DocumentError when there is nothing to read. ``begins`` tells it by its first bytes, whatever its
    name. ``in_folders`` False: a folder passes over it. ``in_parts``: a folder that holds no article but files of
    this kind, such as tables, is read whole. ``holds_one``: a file of this kind is one article, and never several.
    """

    read: Callable[[Raw, Articles], Iterator[Document | Failure]]
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    begins: Callable[[bytes], bool] = _never
    in_folders: bool = True
    in_parts: bool = False
    holds_one: bool = False


def _reader(module: str) -> Callable[[Raw, Articles], Iterator[Document | Failure]]:
    """Return the ``read`` of an input's module, which is imported when it is wanted."""

    def read(raw: Raw, asked: Articles) -> Iterator[Document | Failure]:
        found: Iterator[Document | Failure] = import_module(f"llmclaims.documents.readers.{module}").read(
            raw, asked
        )
        return found

    return read


SHIPPED: Mapping[str, Input] = {
    "pdf": Input(
        read=_reader("pdf"),
        suffixes=(".pdf",),
        media_types=("application/pdf",),
        begins=lambda head: head.startswith(b"%PDF-"),
        holds_one=True,
    ),
    "parquet": Input(
        read=_reader("tables.parquet"),
        suffixes=(".parquet", ".pq"),
        begins=lambda head: head.startswith(b"PAR1"),
        in_folders=False,
        in_parts=True,
    ),
    "docx": Input(
        read=_reader("office"),
        suffixes=(".docx", ".docm"),
        media_types=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        begins=lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
        holds_one=True,
    ),
    "refused": Input(
        read=_reader("refused"),
        suffixes=signatures.refused_suffixes(),
        begins=lambda head: signatures.refusal(head) is not None,
        in_folders=False,
    ),
    "mail": Input(
        read=_reader("mail"),
        suffixes=(".eml", ".mht", ".mhtml", ".mbox"),
        media_types=("message/rfc822", "multipart/related"),
        begins=signatures.begins_like_mail,
    ),
    "html": Input(
        read=_reader("html"),
        suffixes=(".html", ".htm", ".xhtml"),
        media_types=("text/html", "application/xhtml+xml"),
        begins=signatures.begins_like_markup,
        holds_one=True,
    ),
    "xml": Input(
        read=_reader("xml"),
        suffixes=(".xml", ".rss", ".atom", ".rdf", ".nitf", ".newsml"),
        media_types=(
            *(
                "application/xml",
                "text/xml",
                "application/rss+xml",
                "application/atom+xml",
                "application/rdf+xml",
            ),
            "application/vnd.iptc.g2.newsitem+xml",
        ),
        begins=signatures.begins_like_xml,
    ),
    "json": Input(
        read=_reader("tables.json"),
        suffixes=(".json", ".jsonl", ".ndjson", ".jsonld"),
        media_types=(
            "application/json",
            "application/feed+json",
            "application/ld+json",
            "application/x-ndjson",
        ),
        begins=signatures.begins_like_json,
        in_folders=False,
        in_parts=True,
    ),
    "csv": Input(read=_reader("tables.csv"), suffixes=(".csv", ".tsv"), in_folders=False, in_parts=True),
    "text": Input(
        read=_reader("text"),
        suffixes=(".txt", ".text", ".md", ".markdown"),
        media_types=("text/plain", "text/markdown"),
        holds_one=True,
    ),
}
"""The inputs that are told by their bytes stand first; what nobody else knows is text."""


def inputs() -> dict[str, Input]:
    """Return every input by its name: those of entry points go before the shipped ones."""
    return {**_added(), **{name: one for name, one in SHIPPED.items() if name not in _added()}}


def chosen(raw: Raw) -> Input:
    """Return the input that reads this.

    Raises:
        DocumentError: a server says that it is something that no input reads.
    """
    known = inputs()
    for one in known.values():
        if one.begins(raw.head):
            return one
    if raw.media_type:
        for one in known.values():
            if raw.media_type in one.media_types:
                return one
        raise DocumentError(f"{raw.name} is {raw.media_type}, not an article: give a page, a PDF or a text.")
    for one in known.values():
        if raw.suffix and raw.suffix in one.suffixes:
            return one
    return SHIPPED["text"]


def folder_suffixes() -> frozenset[str]:
    """Return the ends of names that a folder's articles have."""
    return frozenset(suffix for one in inputs().values() if one.in_folders for suffix in one.suffixes)


def part_suffixes() -> frozenset[str]:
    """Return the ends of names that the parts of a table have."""
    return frozenset(suffix for one in inputs().values() if one.in_parts for suffix in one.suffixes)


def single_suffixes() -> frozenset[str]:
    """Return the ends of names of files that hold one article each."""
    return frozenset(suffix for one in inputs().values() if one.holds_one for suffix in one.suffixes)


@cache
def _added() -> dict[str, Input]:
    from importlib.metadata import entry_points

    found = {}
    for entry in entry_points(group=GROUP):
        try:
            one = entry.load()
        except Exception as error:  # whatever a package of somebody else's does on import
            raise ConfigError(
                f"The input {entry.name} of the package {entry.dist.name if entry.dist else entry.value} cannot be "
                f"loaded ({error}); mend or uninstall it."
            ) from error
        if not isinstance(one, Input):
            raise ConfigError(
                f"The entry point {entry.name} of {GROUP} is no Input: name one of its objects."
            )
        found[entry.name] = one
    return found
