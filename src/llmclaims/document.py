"""Read bytes into a Document and cut it into Paragraphs that know their zone and their place in the text.

The text is the decoded file as it is: no line break is translated, nothing is normalised; a byte order mark
is not part of it. Offsets are Unicode code points, 0-based, end exclusive.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.datelines import Dateline
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.sentences import paragraph_spans, split_sentences
from llmclaims.zones import classify
from llmclaims.zonewords import word_lists

if TYPE_CHECKING:
    import os

__all__ = ["Dateline", "Document", "Origin", "Paragraph", "decoded", "detect_language", "from_bytes", "read"]

_ID_LENGTH = 12
# UTF-32 before UTF-16, whose little-endian mark begins like it.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a rich text document"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_BYTE = re.compile(_CONTROL.pattern.encode("ascii") + b"|[\x80-\xff]")
_CONTROL_SHARE = 0.05  # of the characters: more than that is no text
# UTF-16 without a mark: zero bytes on one side of the pairs, how many more than on the other, and what few texts hold.
_ZERO_SHARE, _ZERO_LEAD, _ODD_SHARE = 0.02, 3, 0.005
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_WESTERN = "cp1252"
_CHAOS = 0.1  # how much more disorder charset-normalizer may see in it than in its own choice
_WESTERN_SHARE = 0.12  # of the words
_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_LANGUAGE_SAMPLE = 20_000  # characters
_SCRIPT_SHARE = 0.5  # of the letters, for a script to decide
_FOREIGN_SHARE = 0.005  # letters of another language in the same script
_MIN_STOP_WORDS, _LEAD = 3, 1.3  # how often a language's commonest words occur, and how far ahead of English
_MIN_WORDS, _ENGLISH_SHARE = 40, 0.06  # in so long a text English has at least that share of them

_split = lru_cache(maxsize=256)(split_sentences)
"""Each draft of a paragraph asks for its sentences."""


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
    ``published`` is the date as it stands there and ``published_from`` where that is; ``title`` and ``byline``
    likewise as found, whether they are in the text or not; ``url`` is where the network led to. ``hidden``
    counts the words that the source holds and does not show: they are not in the text.
    """

    format: str
    sha256: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One article, its text untouched.

    ``id`` is a short hash of the text unless the caller gave one. ``sha256`` is that of the bytes that were
    read, in hexadecimal (of the text in UTF-8 where there were none, or other than text). ``published`` is
    the date the caller gave or the source states, ``language`` an ISO 639-1 code or "und", ``encoding`` how
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
        language: str | None = "en",
    ) -> Document:
        """Build a document from any string; ``language`` None asks for detection.

        Raises ConfigError when ``published`` is not YYYY, YYYY-MM or YYYY-MM-DD.
        """
        digest = _digest(text)
        source = _Source(id or digest[:_ID_LENGTH], digest, "utf-8", path)
        return _build(text, source, published=published, language=language)

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are mined."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.zone == "body")

    def sentences(self, paragraph: Paragraph) -> tuple[tuple[int, int], ...]:
        """Split a paragraph into sentences: half-open offsets into the document's text."""
        return _split(paragraph.text, paragraph.start)


class _Source(NamedTuple):
    """Where a text came from."""

    id: str
    sha256: str
    encoding: str
    path: str | None


def read(path: str | os.PathLike[str], *, published: str | None = None) -> Document:
    """Read one text file.

    Raises DocumentError when it holds no readable text, ConfigError when ``published`` is not a date.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(f"{name} does not exist: check the path.") from error
    except IsADirectoryError as error:
        raise DocumentError(
            f"{name} is a directory: name the files in it, for example {name}/*.txt."
        ) from error
    except PermissionError as error:
        raise DocumentError(
            f"{name} may not be read: change its permissions, or copy it to where it may."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{name!r} cannot be read ({reason}): check the path.") from error
    return from_bytes(data, path=name, published=published)


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
        published=_checked_date(published),
        language=language or detect_language(text),
        encoding=source.encoding,
        paragraphs=paragraphs,
    )


def _checked_date(published: str | None) -> str | None:
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


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Decode the bytes of a text; returns the encoding with it. ``name`` is what errors call them.

    Raises DocumentError when they are no text, or in an encoding that cannot be told.
    """
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise DocumentError(f"{name} is {kind}: save the article as plain text first.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"{name} says that it is {encoding} but is not: save it as UTF-8."
                ) from error
    binary = DocumentError(f"{name} is binary, not text: save the article as UTF-8 text.")
    if b"\x00" in data:
        wide = _utf_16(data)
        if wide is None:
            raise binary
        return wide
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _detect_encoding(data, name)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise binary
    return text, encoding


def _utf_16(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 that has no byte order mark: its spaces and Latin letters have a zero byte on one side."""
    zeros = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    if max(zeros) < max(_ZERO_SHARE * len(data) / 2, _ZERO_LEAD * min(zeros)):
        return None
    if len(_CONTROL_BYTE.findall(data)) < _CONTROL_SHARE * len(data):  # bytes of a text, with a stray zero
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    odd = sum(unicodedata.category(one) in _NO_TEXT and one not in "\t\n\r\f\v\x85" for one in text)
    return None if odd > _ODD_SHARE * len(text) else (text, encoding)


def _detect_encoding(data: bytes, name: str) -> tuple[str, str]:
    """Decode bytes that are not UTF-8."""
    from charset_normalizer import from_bytes as detect  # slow to import, needed for few files

    matches = detect(data)
    best = matches.best()
    unknown = DocumentError(f"{name} is in an encoding that cannot be told: save it as UTF-8 text.")
    if best is None:
        raise unknown
    for match in matches:
        # Few accents fit many encodings of Europe: a Western language decides for the commonest.
        if _WESTERN in {match.encoding, *match.could_be_from_charset} and match.chaos <= best.chaos + _CHAOS:
            text = data.decode(_WESTERN, "replace")
            if _is_western(text) and "\ufffd" not in text:
                return text, _WESTERN
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:  # of a long file only parts are looked at
        raise unknown from error


def _is_western(text: str) -> bool:
    """Tell whether a text holds as many of the commonest words as one in a Western language does."""
    words = re.findall(r"[^\W\d_]+", text[:_LANGUAGE_SAMPLE].casefold())
    return any(
        sum(word in stops for word in words) >= max(_WESTERN_SHARE * len(words), 2)
        for stops in _stop_words().values()
    )


def detect_language(text: str) -> str:
    """Tell the language of a text by its script and its commonest words, as an ISO 639-1 code.

    "en" unless they clearly say otherwise; "und" when they only say that it is something else.
    """
    sample = text[:_LANGUAGE_SAMPLE].casefold()
    letters = sum(character.isalpha() for character in sample)
    for script in word_lists()["scripts"]:
        ranges = "".join(f"{first}-{last}" for first, last in script["ranges"])
        share = len(re.findall(f"[{ranges}]", sample)) * script.get("weight", 1)
        if letters and share > _SCRIPT_SHARE * letters:
            foreign = len(re.findall(f"[{script['not']}]", sample)) if "not" in script else 0
            return "und" if foreign > _FOREIGN_SHARE * letters else str(script["language"])
    words = re.findall(r"[^\W\d_]+", sample)
    counts = {code: sum(word in stops for word in words) for code, stops in _stop_words().items()}
    best = max(counts, key=lambda code: counts[code])
    if best != "en" and counts[best] >= _MIN_STOP_WORDS and counts[best] > _LEAD * counts["en"]:
        return best
    return "und" if len(words) >= _MIN_WORDS and counts["en"] < _ENGLISH_SHARE * len(words) else "en"


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    """Load the commonest words of each language that can be told."""
    return {code: frozenset(words) for code, words in word_lists()["stop_words"].items()}
