"""Bytes to a Document, a Document to Paragraphs, each with a zone and offsets into the untouched text."""

from __future__ import annotations

import codecs
import datetime
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError, DocumentError
from llmclaims.sentences import split_sentences
from llmclaims.zones import Dateline, classify, word_lists

if TYPE_CHECKING:
    import os

__all__ = ["Dateline", "Document", "Paragraph", "from_bytes", "read"]

# A form feed takes the line break beside it along: a page ends where a line does.
_LINE_END = re.compile(r"(?:\r\n|[\n\r])?\f(?:\r\n|[\n\r])?|\r\n|[\n\r\v\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u2060"
_FINAL = re.compile(r"[.!?…:;؟۔।。！？][\"'”’»›)\]]*$")
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)]|[a-z][.)])\s+\S")
_MAX_WIDTH = 130
_MIN_WIDTH = 36

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a zip archive or an office document"), (b"\x1f\x8b", "a gzip archive"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a document that goes to the model as one.

    ``index`` counts every paragraph of the document from 0. ``start`` and ``end`` are half-open offsets in
    Unicode code points, and ``text == document.text[start:end]``, without white space around it. ``zone`` is
    one of title, subtitle, dateline, byline, bio, body, caption and boilerplate.
    """

    index: int
    start: int
    end: int
    zone: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article, its text untouched.

    ``id`` is a short hash of the text unless the caller gave one; ``sha256`` is that of the bytes read, in
    hexadecimal; ``published`` is the date the caller gave; ``language`` an ISO 639-1 code or "und".
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
        return _build(text, id or digest[:12], digest, "utf-8", path=path, published=published, language=language)

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are mined."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.zone == "body")

    def sentences(self, paragraph: Paragraph) -> tuple[tuple[int, int], ...]:
        """The sentences of a paragraph as half-open offsets into the document's text."""
        return split_sentences(paragraph.text, paragraph.start)


def read(path: str | os.PathLike[str], *, published: str | None = None) -> Document:
    """Read one text file.

    Raises DocumentError when there is no readable text, ConfigError when ``published`` is not a date.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(f"{name} does not exist: check the path.") from error
    except IsADirectoryError as error:
        raise DocumentError(f"{name} is a directory: name the text files in it, for example {name}/*.txt.") from error
    except PermissionError as error:
        raise DocumentError(f"{name} may not be read: change its permissions, or copy it to a place of yours.") from error
    except (OSError, ValueError) as error:
        raise DocumentError(f"{name} cannot be read ({error}): check the path.") from error
    return from_bytes(data, path=name, published=published)


def from_bytes(data: bytes, *, path: str | None = None, published: str | None = None) -> Document:
    """Decode bytes and build a document of them; ``path`` is where they came from, None for standard input.

    Raises DocumentError when there is no readable text, ConfigError when ``published`` is not a date.
    """
    name = path or "standard input"
    text, encoding = _decode(data, name)
    if not text.strip().strip(_INVISIBLE):
        raise DocumentError(f"{name} is empty: give a file with the article's text in it.")
    digest = hashlib.sha256(data).hexdigest()
    return _build(text, _digest(text)[:12], digest, encoding, path=path, published=published, language=None)


def _digest(text: str) -> str:
    """SHA-256 of a text in hexadecimal; lone surrogates count too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _build(
    text: str,
    identifier: str,
    sha256: str,
    encoding: str,
    *,
    path: str | None,
    published: str | None,
    language: str | None,
) -> Document:
    """Cut a text into paragraphs and give each its zone."""
    spans = paragraph_spans(text)
    zoning = classify(text, spans)
    paragraphs = tuple(
        Paragraph(index, start, end, zone, text[start:end])
        for index, ((start, end), zone) in enumerate(zip(spans, zoning.zones, strict=True))
    )
    title = None if zoning.title is None else " ".join(paragraphs[zoning.title].text.strip("#= ").split())
    return Document(
        id=identifier,
        text=text,
        path=path,
        sha256=sha256,
        title=title,
        dateline=zoning.dateline,
        published=_checked_date(published),
        language=language or detect_language(text),
        encoding=encoding,
        paragraphs=paragraphs,
    )


def _checked_date(published: str | None) -> str | None:
    """The date of publication as given, once it is known to be one."""
    if published is None:
        return None
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", published)
    try:
        if parts is None:
            raise ValueError(published)
        datetime.date(*(int(part or 1) for part in parts.groups()))
    except ValueError as error:
        message = f"published is {published!r}, which is not a date: write it as 2026-02-06, 2026-02 or 2026."
        raise ConfigError(message) from error
    return published


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode bytes: a byte order mark, else UTF-8, else what charset-normalizer finds."""
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise DocumentError(f"{name} is {kind}, not text: save the article as plain text first.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                message = f"{name} begins like {encoding} but is not: save it as UTF-8 text."
                raise DocumentError(message) from error
    if b"\x00" in data:
        raise DocumentError(f"{name} is binary, not text: save the article as UTF-8 text.")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _detect_encoding(data, name)
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise DocumentError(f"{name} is binary, not text: save the article as UTF-8 text.")
    return text, encoding


def _detect_encoding(data: bytes, name: str) -> tuple[str, str]:
    """Decode bytes that are not UTF-8."""
    from charset_normalizer import from_bytes as detect  # noqa: PLC0415 - needed for few files, slow to import

    best = detect(data).best()
    if best is None:
        raise DocumentError(f"{name} is in an encoding that cannot be told: save it as UTF-8 text.")
    return data.decode(best.encoding), best.encoding


def detect_language(text: str) -> str:
    """The ISO 639-1 code of a text's language, from its script and its commonest words.

    "en" unless they clearly say otherwise, "und" when they say only that it is something else.
    """
    lists = word_lists()
    sample = text[:20000].casefold()
    letters = sum(character.isalpha() for character in sample)
    for script in lists["scripts"]:
        ranges = "".join(f"{first}-{last}" for first, last in script["ranges"])
        share = len(re.findall(f"[{ranges}]", sample)) * script.get("weight", 1)
        if letters and share > 0.5 * letters:
            foreign = len(re.findall(f"[{script['not']}]", sample)) if "not" in script else 0
            return "und" if foreign > 0.005 * letters else str(script["language"])
    words = re.findall(r"[^\W\d_]+", sample)
    counts = {code: sum(word in stops for word in words) for code, stops in _stop_words().items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] >= 3 and counts[best] > 1.3 * counts["en"]:
        return best
    return "und" if len(words) >= 40 and counts["en"] < 0.06 * len(words) else "en"


def _stop_words() -> dict[str, frozenset[str]]:
    """The commonest words of each language that can be told."""
    return {code: frozenset(words) for code, words in word_lists()["stop_words"].items()}


def paragraph_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a text into paragraphs: each non-empty line, or the block where the text is hard-wrapped.

    Returns half-open offsets in Unicode code points, in order, without white space around the paragraphs.
    """
    blocks = _blocks(text)
    width = _wrap_width(text, [block for block in blocks if len(block) > 1])
    spans: list[tuple[int, int]] = []
    for block in blocks:
        own = width or (_wrap_width(text, [block]) if len(block) >= 4 else None)
        spans.extend(_wrapped(text, block, own) if own else block)
    return tuple(spans)


def _blocks(text: str) -> list[list[tuple[int, int]]]:
    """The non-empty lines of a text, in blocks that blank lines part; spans without white space around."""
    blocks: list[list[tuple[int, int]]] = [[]]
    left = 0
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    for right, following in [*ends, (len(text), len(text))]:
        line = text[left:right]
        visible = _trim(line)
        if visible:
            first = left + line.index(visible)
            blocks[-1].append((first, first + len(visible)))
        elif blocks[-1]:
            blocks.append([])
        left = following
    return [block for block in blocks if block]


def _trim(line: str) -> str:
    """A line without white space and invisible characters around it."""
    previous = None
    while line != previous:
        previous, line = line, line.strip().strip(_INVISIBLE)
    return line


def _wrap_width(text: str, blocks: list[list[tuple[int, int]]]) -> int | None:
    """The column at which a text was hard-wrapped, None where it was not.

    Looks at the line breaks inside blocks: in wrapped text most of them stand in mid-sentence, before a word
    that would not have fitted.
    """
    pairs = [(text[a:b], text[c:d]) for block in blocks for (a, b), (c, d) in zip(block, block[1:], strict=False)]
    if not pairs:
        return None
    widths = sorted(len(line) for line, _ in pairs)
    width = widths[min(len(widths) - 1, int(0.95 * len(widths)))]
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    full = sum(_is_full(line, following, width) for line, following in pairs)
    running = sum(_runs_on(line, following) for line, following in pairs)
    return width if full >= 0.5 * len(pairs) and running >= 0.45 * len(pairs) else None


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    word = following.split(maxsplit=1)[0]
    return len(line) + 1 + min(len(word), 20) > 0.9 * width


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence runs on from one line to the next."""
    if _FINAL.search(line) or _BULLET.match(following):
        return False
    first = following.lstrip("\"'“‘(`$€£")[:1]
    return first.islower() or first.isdigit() or (first.isalpha() and not first.isupper())


def _wrapped(text: str, block: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Join the lines of a hard-wrapped block, except where a new paragraph starts inside it."""
    indents = [_indent(text, start) for start, _ in block]
    opener = _opening_indent(text, block, indents)
    paragraphs = [block[0]]
    for index in range(1, len(block)):
        start, end = block[index]
        before = block[index - 1]
        alone = paragraphs[-1] == before
        line, following = text[slice(*before)], text[start:end]
        if _parts(line, following, width, alone=alone) or (opener is not None and indents[index] == opener):
            paragraphs.append((start, end))
        else:
            paragraphs[-1] = (paragraphs[-1][0], end)
    return paragraphs


def _indent(text: str, start: int) -> int:
    """How many white-space characters stand before a line's first character."""
    left = start
    while left > 0 and text[left - 1] in " \t\xa0\u3000":
        left -= 1
    return start - left


def _opening_indent(text: str, block: list[tuple[int, int]], indents: list[int]) -> int | None:
    """The indentation that opens a paragraph, where a block has exactly two and one of them says so."""
    levels = sorted(set(indents))
    if len(levels) != 2:
        return None
    for level in levels:
        before = [text[slice(*block[i - 1])] for i in range(1, len(block)) if indents[i] == level]
        if before and all(_FINAL.search(line) or len(line) < _MIN_WIDTH for line in before):
            return level
    return None


def _parts(line: str, following: str, width: int, *, alone: bool) -> bool:
    """Whether a paragraph ends between two lines: at a list item, a short last line or a heading."""
    if _BULLET.match(following) or len(line) > width + 40:
        return True
    word = following.split(maxsplit=1)[0]
    if len(line) + 1 + len(word) > 0.8 * width:
        return False
    if _FINAL.search(line):
        return True
    return alone and not following[:1].islower()
