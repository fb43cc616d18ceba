"""Word documents as a reader of the final text sees them; other archives and office files refused by what they are."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims import Document, Failure
from llmclaims.documents.readers import documents

docx = pytest.importorskip("docx")
from docx.oxml import parse_xml  # noqa: E402 - behind the look for the package
from docx.oxml.ns import nsdecls  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WEIR = "The weir was mended on Friday. “It was sound,” said Uma Rask, who built it."


def word(fill: Callable[[Any], object]) -> bytes:
    """A Word document."""
    made, out = docx.Document(), io.BytesIO()
    fill(made)
    made.save(out)
    return out.getvalue()


def packed(**files: bytes | str) -> bytes:
    """A zip archive; ``__`` stands for the stroke between folders."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def read_bytes(folder: Path, data: bytes, name: str = "a.docx") -> Document | Failure:
    """What is read of a file."""
    (folder / name).write_bytes(data)
    (only,) = documents([folder / name])
    return only


def all_kinds(made: Any) -> None:
    """What a document of a newsroom may hold."""
    made.sections[0].header.paragraphs[0].text = "HEADER"
    made.add_heading("Weir mended", 0)
    first = made.add_paragraph(WEIR)
    made.add_heading("The cost", 1)
    second = made.add_paragraph("The town paid")
    second.add_run(" SECRET").font.hidden = True
    for tag, text in (
        ("del", "<w:delText> DELETED</w:delText>"),
        ("ins", "<w:t xml:space='preserve'> half</w:t>"),
    ):
        xml = f"<w:{tag} {nsdecls('w')} w:id='1' w:author='x'><w:r>{text}</w:r></w:{tag}>"
        second._p.append(parse_xml(xml))
    second.add_run(" of it.")
    made.add_paragraph("One point.", style="List Bullet")
    table = made.add_table(2, 2)
    for row, cells in enumerate((("Year", "Cost"), ("2026", "40"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    made.add_table(1, 1).cell(0, 0).text = "A frame."
    made.add_comment(first.runs[0], text="COMMENT", author="x")


def test_a_word_document_is_read_as_it_shows(tmp_path: Path) -> None:
    """Headings, lists, tables and inserted words; nothing deleted, hidden, remarked or printed on each page."""
    only = read_bytes(tmp_path, word(all_kinds))
    assert isinstance(only, Document)
    assert only.text.rstrip().split("\n\n") == [
        "# Weir mended",
        WEIR,
        "## The cost",
        "The town paid half of it.",
        "- One point.",
        "Year | Cost",
        "2026 | 40",
        "A frame.",
    ]
    assert only.origin is not None
    assert (only.origin.hidden, only.origin.left_out) == (1, "1 deleted words and 1 comment")


def test_words_that_a_style_hides_are_hidden(tmp_path: Path) -> None:
    """Also one that it is based on; who shows them again is right."""

    def fill(made: Any) -> None:
        ghost = made.styles.add_style("Ghost", 1)
        ghost.font.hidden = True
        made.styles.add_style("Pale", 1).base_style = ghost
        made.add_paragraph("SECRET", style="Ghost")
        made.add_paragraph("SECRET", style="Pale").add_run(" Shown again.").font.hidden = False
        made.add_paragraph(WEIR)

    only = read_bytes(tmp_path, word(fill))
    assert isinstance(only, Document)
    assert only.text == f"Shown again.\n\n{WEIR}\n"


def test_a_first_heading_is_the_title(tmp_path: Path) -> None:
    """Where no paragraph has the style of one."""
    only = read_bytes(
        tmp_path, word(lambda made: (made.add_heading("Weir mended", 1), made.add_paragraph(WEIR)))
    )
    assert isinstance(only, Document)
    assert (only.title, only.text) == ("Weir mended", f"# Weir mended\n\n{WEIR}\n")


def test_a_word_document_is_told_by_its_bytes(tmp_path: Path) -> None:
    """Under any name."""
    only = read_bytes(tmp_path, word(lambda made: made.add_paragraph(WEIR)), "a.txt")
    assert isinstance(only, Document)
    assert only.text == f"{WEIR}\n"


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra that brings it."""
    monkeypatch.setitem(sys.modules, "docx", None)
    only = read_bytes(tmp_path, word(lambda made: made.add_paragraph(WEIR)))
    assert isinstance(only, Failure)
    assert only.message.endswith("needs the docx extra to be read: pip install 'llmclaims[docx]'.")


NOISE = bytes(range(256)) * 4
REFUSED = [
    # archives
    ("a.zip", packed(a="The mayor said it."), "is a zip archive, which is not read: unpack it"),
    ("a.odt", packed(mimetype="application/vnd.oasis.opendocument.text"), "is an OpenDocument text"),
    ("a.epub", packed(mimetype="application/epub+zip"), "is an electronic book"),
    ("a.docx", packed(xl__workbook="x"), "is a spreadsheet of Excel, which is not read: save the table as .csv"),
    ("a.pptx", packed(ppt__presentation="x"), "is a presentation"),
    ("a.jar", packed(**{"META-INF__MANIFEST": "x"}), "is a Java archive"),
    ("a.gz", b"\x1f\x8b\x08" + NOISE, "is a gzip archive, which is not read: unpack it (gunzip)"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c" + NOISE, "is a 7z archive"),
    # traps and what is broken
    ("a.docx", packed(word__document="x", **{"word__document.xml": b"0" * 150_000_000}), "unpacks to more than"),
    ("a.docx", packed(**{"word__document.xml": "<broken"}), "is a Word document that is broken"),
    ("a.docx", word(all_kinds)[:900], "is a zip archive or an office document that is broken"),
    ("a.docx", word(lambda made: made.add_paragraph(" ")), "holds no text"),
    # older office files, images, sound, under other names too
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "older Office program"),
    ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "older Office program"),
    ("a.rtf", b"{\\rtf1\\ansi The mayor said it.}", "is rich text (RTF)"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + NOISE, "is an image (JPEG)"),
    ("a.txt", b"\x89PNG\r\n\x1a\n" + NOISE, "is an image (PNG)"),
    ("a.html", b"GIF89a" + NOISE, "is an image (GIF)"),
    ("a.mp3", b"ID3\x03" + NOISE, "is a sound recording, which is not read: give a transcript"),
    ("a.mp4", b"\x00\x00\x00\x20ftypisom" + NOISE, "is a film or a sound recording"),
    ("a.ppt", NOISE, "is a presentation"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "said"), REFUSED, ids=[f"{one[0]} {one[2]}" for one in REFUSED])
def test_other_files_are_refused_by_what_they_are(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    """One sentence, with what to do."""
    only = read_bytes(tmp_path, data, name)
    assert isinstance(only, Failure)
    assert said in only.message


TEXTS = [
    # texts that begin as such files do, or have their names
    ("a.txt", "ID3 tags hold the name of a song, the archivist said."),
    ("a.txt", "BZh is how such archives begin, the archivist said."),
    ("a.doc", WEIR),
    ("a.txt", "[1] The first note, the mayor said."),
    ("a.txt", "{“quoted”} It was safe, the mayor said."),
    ("a.txt", "--- \nBy the way, said Ann.\n---\nIt was safe, the mayor said."),
    ("a.txt", "<p is how a paragraph begins, the editor said."),
]


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[one[1][:20] for one in TEXTS])
def test_a_text_stays_a_text(name: str, text: str, tmp_path: Path) -> None:
    """What only looks like another kind is read as it stands."""
    only = read_bytes(tmp_path, text.encode(), name)
    assert isinstance(only, Document)
    assert (only.text, only.origin) == (text, None)
