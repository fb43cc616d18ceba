"""Read bytes into a Document and cut it into Paragraphs that know their zone and their place in the text.

The text is the decoded file as it is: no line break is translated, nothing is normalised; a byte order mark
is not part of it. Offsets are Unicode code points, 0-based, end exclusive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from llmclaims.documents.datelines import Dateline
from llmclaims.documents.decoding import decoded
from llmclaims.documents.zones import classify
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.language.detection import detect_language
from llmclaims.language.paragraphs import cut_paragraphs, paragraph_spans
from llmclaims.language.segmentation import split_sentences
from llmclaims.schema.listed import Listed

__all__ = ["Dateline", "Document", "Origin", "Paragraph", "from_bytes"]

_ID_LENGTH = 12
_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_split = lru_cache(maxsize=256)(split_sentences)
"""Cached, since each draft of a paragraph asks for its sentences."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document: what goes to the model as one.

    ``index`` counts all paragraphs of the document from 0. ``text == document.text[start:end]``, without
    white space around it. ``zone`` is one of title, subtitle, dateline, byline, bio, body, caption and
    boilerplate.
    """

    index: int
    start: int
    end: int
    zone: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a text comes from that was made out of something else: a page, a PDF, a row of a table.

    ``format`` names the input; ``sha256`` is that of the bytes the text was made of, in hexadecimal;
    ``published`` is the date as it stands there and ``published_from`` where that is, ``published_is_guess`` that
    nothing there declares it to be the day of publication; ``title`` and ``byline`` likewise as found, whether they are
    in the text or not; ``url`` is where the network led to. ``hidden`` counts the words that the source holds and does
    not show: they are not in the text; ``left_out`` says what else it holds that is not ("2 attachments").

    ``pages`` has, in the order of the text, each offset where another page begins with the number of that page, from
    1; a footnote at the end of the text leads back to an earlier one. ``pictures`` are the numbers of pages that show
    a picture and no text. Both are empty where the source has no pages.
    """

    format: str
    sha256: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    hidden: int = 0
    pages: tuple[tuple[int, int], ...] = ()
    pictures: tuple[int, ...] = ()
    left_out: str | None = None
    published_is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Document(metaclass=Listed):
    """One article, its text untouched.

    ``id`` is a short hash of the text unless the caller gave one. ``sha256`` is that of the bytes that were
    read, in hexadecimal (of the text in UTF-8 where there were none, or other than text). ``published`` is
    the date the caller gave or the source states, ``language`` an ISO 639 code or "und", ``encoding`` how
    the bytes were decoded. ``origin`` is None for plain text.
    """

    id: str
    text: str
    path: str | None
    sha256: str
    title: str | None
    dateline: Dateline | None
    published: str | None
    language: str
    encoding: str
    paragraphs: tuple[Paragraph, ...]
    origin: Origin | None = None

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        id: str | None = None,  # noqa: A002 - the field's own name
        published: str | None = None,
        path: str | None = None,
        language: str | None = None,
    ) -> Document:
        """Build a document from any string; the language is detected where none is given.

        Raises ConfigError when ``published`` is not YYYY, YYYY-MM or YYYY-MM-DD.
        """
        digest = _digest(text)
        source = _Source(id or digest[:_ID_LENGTH], digest, "utf-8", path)
        return _build(text, source, published=published, language=language)

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are mined."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.zone == "body")

    @property
    def in_pieces(self) -> int:
        """How many paragraphs were too long to be read as one, and are several here."""
        return cut_paragraphs(self.text, ((one.start, one.end) for one in self.paragraphs))

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, on which a letter of the text stands; None where there are no pages."""
        pages = self.origin.pages if self.origin else ()
        place = bisect_right(pages, offset, key=itemgetter(0))
        return pages[place - 1][1] if place else None

    def sentences(self, paragraph: Paragraph) -> tuple[tuple[int, int], ...]:
        """Split a paragraph into sentences: half-open offsets into the document's text."""
        return _split(paragraph.text, paragraph.start, self.language)

    def sentence(self, offset: int) -> str:
        """Return the sentence that holds an offset into the text, such as a claim's ``start``; "" where none does."""
        for paragraph in self.paragraphs:
            if paragraph.start <= offset < paragraph.end:
                spans = self.sentences(paragraph)
                return next((self.text[start:end] for start, end in spans if start <= offset < end), "")
        return ""


class _Source(NamedTuple):
    """Where a text came from."""

    id: str
    sha256: str
    encoding: str
    path: str | None


def from_bytes(data: bytes, *, path: str | None = None, published: str | None = None) -> Document:
    """Decode bytes and build a document of them; ``path`` is where they came from, None for standard input.

    UTF-8 is tried first (UTF-16 and UTF-32 where a byte order mark says so), then what charset-normalizer
    finds. Raises DocumentError when there is no readable text, ConfigError when ``published`` is not a date.
    """
    name = path or "standard input"
    text, encoding = decoded(data, name)
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise DocumentError(f"{name} is empty: give a file that holds the text of an article.")
    source = _Source(_digest(text)[:_ID_LENGTH], hashlib.sha256(data).hexdigest(), encoding, path)
    return _build(text, source, published=published, language=None)


def _digest(text: str) -> str:
    """Hash a text with SHA-256, in hexadecimal; lone surrogates count too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _build(text: str, source: _Source, *, published: str | None, language: str | None) -> Document:
    """Cut a text into paragraphs and give each its zone."""
    spans = paragraph_spans(text)
    zoning = classify(text, spans)
    paragraphs = tuple(
        Paragraph(index, start, end, zone, text[start:end])
        for index, ((start, end), zone) in enumerate(zip(spans, zoning.zones, strict=True))
    )
    title = None if zoning.title is None else " ".join(paragraphs[zoning.title].text.strip("#= ").split())
    return Document(
        id=source.id,
        text=text,
        path=source.path,
        sha256=source.sha256,
        title=title,
        dateline=zoning.dateline,
        published=checked_date(published),
        language=language or detect_language(text),
        encoding=source.encoding,
        paragraphs=paragraphs,
    )


def checked_date(published: str | None) -> str | None:
    """Return the date of publication as given, once it is known to be one."""
    if published is None:
        return None
    parts = _ISO_DATE.fullmatch(published)
    try:
        dt.date(*(int(part or "1") for part in parts.groups())) if parts else dt.date(0, 0, 0)
    except ValueError as error:
        message = f"published is {published!r}, which is not a date: write it as 2026-02-06, 2026-02 or 2026."
        raise ConfigError(message) from error
    return published


def place_of(document: Document, *paragraphs: Paragraph, among: str = "") -> str:
    """Name a paragraph, or several neighbours, for a message; ``among`` says what of theirs is meant."""
    first, last = paragraphs[0].index, paragraphs[-1].index
    numbers = f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"
    return f"{document.path or document.id}, {among}{numbers}"
