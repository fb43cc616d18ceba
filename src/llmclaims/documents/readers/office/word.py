"""A Word document, by python-docx: paragraphs, headings, lists, tables and notes as a reader of the final text sees them.

Deleted words, hidden ones, comments, headers and footers are not in the text; those that were inserted are.
"""

import io
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers.source import Articles
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.errors import DocumentError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = (
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_MC}Fallback",
    f"{_W}instrText",
    f"{_W}delText",
    f"{_W}rPr",
    f"{_W}pPr",
)
_BETWEEN = {f"{_W}tab": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "}
_CONTENTS = re.compile(r"(?:toc\s*\d*|table of figures|contents heading)$", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:heading|title|subtitle|überschrift|titre|título|rubrik|overskrift)\b", re.IGNORECASE
)
_NOTES = ("/word/footnotes.xml", "/word/endnotes.xml")
_LONGEST_TITLE = 40  # words


class _Reading:
    """The styles of a document, and what was passed over while it is gone through."""

    def __init__(self, styles: Any) -> None:
        self.hidden = 0
        self.deleted = 0
        self.styles = {one.style_id: one for one in styles}
        self._vanished: dict[str, bool] = {}

    def name(self, style: str | None) -> str:
        found = self.styles.get(style)
        return str(found.name or "") if found is not None else ""

    def vanishes(self, style: str | None) -> bool:
        """Tell whether a style, or one that it is based on, hides its words."""
        if style is None or style not in self.styles:
            return False
        if style not in self._vanished:
            self._vanished[style] = False  # a circle of styles says nothing
            own = _switch(self.styles[style].element.find(f"{_W}rPr"))
            base = self.styles[style].element.find(f"{_W}basedOn")
            self._vanished[style] = (
                own if own is not None else self.vanishes(None if base is None else base.get(f"{_W}val"))
            )
        return self._vanished[style]


def document(data: bytes, asked: Articles, name: str) -> Document:
    """Return the document of a Word document's bytes.

    Raises:
        DocumentError: it is broken, or has no text.
    """
    docx: Any = import_module("docx")
    try:
        opened = docx.Document(io.BytesIO(data))
        reading = _Reading(opened.styles)
        parts = list(_blocks(opened.element.body, reading))
        notes = [text for part in _notes(opened) for _, text in _blocks(part, reading)]
    except Exception as error:  # the many ways in which a library finds that a file is broken
        raise DocumentError(
            f"{name} is a Word document that is broken: save it anew, or as plain text."
        ) from error
    title, paragraphs = _titled(parts)
    if not paragraphs:
        raise DocumentError(f"{name} holds no text: give the article's text.")
    left = [f"{reading.deleted:,} deleted words"] if reading.deleted else []
    if count := _comments(opened):
        left.append(f"{count} comment{'s' if count > 1 else ''}")
    return document_of(
        Parts(
            text="\n\n".join([*paragraphs, *notes]) + "\n",
            title=title,
            hidden=reading.hidden,
            left_out=" and ".join(left) or None,
        ),
        asked,
        form="docx",
        path=name,
        data=data,
    )


def _blocks(parent: Any, reading: _Reading) -> Iterator[tuple[str, str]]:
    """Yield each paragraph and each row of a table: the name of its style, and its text."""
    for one in parent:
        if one.tag == f"{_W}p":
            style = _style(one)
            text = _text(one, reading)
            named = reading.name(style)
            if text and not _CONTENTS.match(named):
                bullet = one.find(f"{_W}pPr/{_W}numPr") is not None or named.startswith("List")
                yield named, f"- {text}" if bullet and not _HEADING.match(named) else text
            for box in _boxes(one):
                yield from _blocks(box, reading)
        elif one.tag == f"{_W}tbl":
            yield from _table(one, reading)
        elif one.tag not in _GONE and one.find(f"{_W}sdtPr/{_W}showingPlcHdr") is None:
            yield from _blocks(one, reading)


def _table(table: Any, reading: _Reading) -> Iterator[tuple[str, str]]:
    for row in table.iter(f"{_W}tr"):
        if (
            next(row.iterancestors(f"{_W}tbl")) is not table
        ):  # of a table within a cell, which has its turn there
            continue
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        cells = [list(_blocks(cell, reading)) for cell in row.iterfind(f"{_W}tc")]
        if sum(len(one) > 0 for one in cells) == 1:  # a table that only lays out: its paragraphs are the text
            yield from (block for cell in cells for block in cell)
        elif text := " | ".join(" ".join(text for _, text in cell) for cell in cells if cell):
            yield "", text


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph; what older programs are given in their place is left out."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
            yield box


def _text(paragraph: Any, reading: _Reading) -> str:
    """Return the words of a paragraph that its reader sees."""
    found: list[str] = []
    pending = [iter(paragraph)]
    while pending:
        one = next(pending[-1], None)
        if one is None:
            pending.pop()
        elif one.tag in _GONE:
            reading.deleted += sum(len((word.text or "").split()) for word in one.iter(f"{_W}delText"))
        elif one.tag == f"{_W}txbxContent":
            continue
        elif one.tag == f"{_W}r" and _is_hidden(one, paragraph, reading):
            reading.hidden += sum(len((word.text or "").split()) for word in one.iter(f"{_W}t"))
        elif one.tag == f"{_W}t":
            found.append(one.text or "")
        elif one.tag == f"{_W}br":
            found.append("\n" if one.get(f"{_W}type") is None else " ")
        elif one.tag in _BETWEEN:
            found.append(_BETWEEN[one.tag])
        elif isinstance(one.tag, str):
            pending.append(iter(one))
    lines = (" ".join(line.split()) for line in "".join(found).split("\n"))
    return "\n".join(line for line in lines if line)


def _is_hidden(run: Any, paragraph: Any, reading: _Reading) -> bool:
    own = run.find(f"{_W}rPr")
    switched = _switch(own)
    if switched is not None:
        return switched
    style = own.find(f"{_W}rStyle") if own is not None else None
    return reading.vanishes(None if style is None else style.get(f"{_W}val")) or reading.vanishes(
        _style(paragraph)
    )


def _switch(properties: Any) -> bool | None:
    """Return what properties say of hidden words; None where they say nothing."""
    if properties is None:
        return None
    one = properties.find(f"{_W}vanish")
    return None if one is None else (one.get(f"{_W}val") or "true") not in ("0", "false", "off")


def _style(paragraph: Any) -> str | None:
    one = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return None if one is None else one.get(f"{_W}val")


def _titled(parts: list[tuple[str, str]]) -> tuple[str | None, list[str]]:
    """Return the title and the paragraphs: it is what has the style of one, or the first heading above all text."""
    title = next((text for style, text in parts[:3] if style.casefold() == "title"), None)
    if title is None and parts and _HEADING.match(parts[0][0]):
        title = parts[0][1]
    if title is not None and len(title.split()) > _LONGEST_TITLE:
        title = None
    rest = [
        f"## {text}" if _HEADING.match(style) and not style.casefold().startswith("subtitle") else text
        for style, text in parts
        if text != title
    ]
    return title, rest if any(not one.startswith("## ") for one in rest) else [
        one.removeprefix("## ") for one in rest
    ]


def _notes(opened: Any) -> Iterator[Any]:
    """Yield the foot- and endnotes, without the lines that divide them from the text."""
    etree: Any = import_module("lxml.etree")
    for part in opened.part.package.iter_parts():
        if str(part.partname) in _NOTES:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            for note in etree.fromstring(part.blob, parser):
                if note.get(f"{_W}type") in (None, "normal"):
                    yield note


def _comments(opened: Any) -> int:
    return sum(1 for _ in opened.comments) if hasattr(opened, "comments") else 0
