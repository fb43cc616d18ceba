"""Bytes to documents: decoding, identity, offsets, language, refusals."""

import codecs
import dataclasses
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.documents.document import Document, from_bytes
from llmclaims.documents.readers import read
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.language.detection import detect_language
from tests.support.vectors import rows

ARTICLE = "Bridge closed\n\nThe council of Tarn closed the bridge. “It is not safe,” said the mayor.\n"
ACCENTED = "The minister said “we won’t pay €5” — and left the café. The crowd in the street was not pleased with it."


def test_text_is_untouched(tmp_path):
    """Line breaks, blanks and odd characters stay as they are in the file."""
    text = "Bridge\tclosed \r\n\r\n  The council\xa0met.\u2028It voted.\r\x0cNobody left.\n\n"
    path = tmp_path / "article.txt"
    path.write_bytes(text.encode())
    document = read(path)
    assert document.text == text
    assert document.path == str(path)
    assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_id_depends_on_the_text_alone():
    """The same text has the same id, wherever and however it was stored."""
    ids = {
        from_bytes(ARTICLE.encode()).id,
        from_bytes(codecs.BOM_UTF8 + ARTICLE.encode(), path="a.txt").id,
        from_bytes(ARTICLE.encode("utf-16")).id,
        Document.from_text(ARTICLE, published="2026").id,
    }
    assert len(ids) == 1
    assert len(ids.pop()) == 12
    assert Document.from_text(ARTICLE + " ").id not in ids
    assert Document.from_text(ARTICLE, id="mine").id == "mine"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        # plain UTF-8
        (ACCENTED.encode(), "utf-8"),
        # UTF-8 with a byte order mark
        (codecs.BOM_UTF8 + ACCENTED.encode(), "utf-8"),
        # UTF-16, both orders
        (codecs.BOM_UTF16_LE + ACCENTED.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + ACCENTED.encode("utf-16-be"), "utf-16-be"),
        # UTF-32, whose mark begins like that of UTF-16
        (codecs.BOM_UTF32_LE + ACCENTED.encode("utf-32-le"), "utf-32-le"),
        # Windows' Western encoding
        (ACCENTED.encode("cp1252"), "cp1252"),
    ],
)
def test_decoding(data, encoding):
    """The text comes out whole, without the mark, and the document says how it was decoded."""
    document = from_bytes(data)
    assert document.text == ACCENTED
    assert document.encoding == encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        # Russian on Windows
        ("Правительство заявило в понедельник, что выборы пройдут в марте.", "cp1251"),
        # Japanese
        ("政府は月曜日に選挙を行うと発表した。", "shift_jis"),
        # Chinese
        ("政府周一宣布选举将于三月举行。市长说，约九千人停电。", "gb18030"),
        # Czech, whose letters Windows' Western encoding does not have
        ("Vláda v pondělí oznámila, že volby se budou konat v březnu, řekl předseda.", "cp1250"),
        # French
        ("Le café était fermé, a dit le maire. « Où êtes-vous allés ? », demanda-t-il.", "cp1252"),
    ],
)
def test_other_encodings_are_detected(text, encoding):
    """Old encodings are recognised by what they hold."""
    assert from_bytes(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        # nothing
        (b"", "empty"),
        # white space
        (b" \n\t\r\n", "empty"),
        # a byte order mark alone
        (codecs.BOM_UTF8, "empty"),
        # invisible characters alone
        ("\u200b\n\u2060".encode(), "empty"),
        # NUL bytes
        (b"abc\x00def", "binary"),
        # control characters
        (bytes(range(1, 32)) * 9, "binary"),
        # well-known formats
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "office document"),
        # a mark that promises UTF-16
        (b"\xff\xfea", "save it as UTF-8"),
    ],
)
def test_unreadable_bytes_are_refused(data, says):
    """One sentence names the file, what is wrong with it and what to do."""
    with pytest.raises(DocumentError) as caught:
        from_bytes(data, path="a.txt")
    message = str(caught.value)
    assert message.startswith("a.txt ")
    assert says in message
    assert message.count("\n") == 0
    assert message.endswith(".")


def test_standard_input_is_named():
    """Bytes without a path are said to come from standard input."""
    with pytest.raises(DocumentError, match="standard input is empty"):
        from_bytes(b"")


def test_unreadable_paths_are_refused(tmp_path, monkeypatch):
    """A missing file, a directory, a locked file and an impossible name each get their own sentence."""
    missing = tmp_path / "missing.txt"
    with pytest.raises(DocumentError, match=r"missing\.txt does not exist: check the path\."):
        read(missing)
    with pytest.raises(DocumentError, match="holds no file that ends in"):
        read(tmp_path)
    with pytest.raises(DocumentError, match="cannot be read"):
        read("a\0b")
    monkeypatch.setattr(
        "llmclaims.documents.readers.files.open_file", lambda *_: (_ for _ in ()).throw(PermissionError())
    )
    with pytest.raises(DocumentError, match="may not be read: change its permissions"):
        read(missing)


@pytest.mark.parametrize("published", ["2026", "2026-02", "2026-02-28", "2024-02-29"])
def test_published_is_kept(published):
    """A year, a month or a day is taken as given."""
    assert Document.from_text(ARTICLE, published=published).published == published


@pytest.mark.parametrize(
    "published", ["", "26", "2026-2-6", "2026-13", "2026-02-30", "06/02/2026", "0000", "２０２６"]
)
def test_other_dates_are_refused(published):
    """What is not an ISO date is a mistake of the caller's, and the message shows how to write one."""
    with pytest.raises(ConfigError, match="write it as 2026-02-06, 2026-02 or 2026"):
        Document.from_text(ARTICLE, published=published)


def test_document_is_a_value():
    """Documents compare by content, cannot be changed, and can be keys."""
    document = Document.from_text(ARTICLE)
    assert document == Document.from_text(ARTICLE)
    assert len({document, Document.from_text(ARTICLE)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.title = "Bridge open"


def test_body_and_sentences():
    """The body is what is mined; its sentences are offsets into the document."""
    document = Document.from_text(ARTICLE)
    (paragraph,) = document.body
    assert paragraph.index == 1
    sentences = [document.text[start:end] for start, end in document.sentences(paragraph)]
    assert sentences == ["The council of Tarn closed the bridge.", "“It is not safe,” said the mayor."]


def test_title_of_a_marked_heading():
    """Markup around a heading is not part of the title, though it is of the paragraph."""
    document = Document.from_text("# Bridge  closed\n\nThe council closed it.\n")
    assert document.title == "Bridge closed"
    assert document.paragraphs[0].text == "# Bridge  closed"


@given(st.text())
def test_any_string_makes_a_document(text):
    """Every string, lone surrogates included, is cut into paragraphs whose offsets are right."""
    document = Document.from_text(text)
    assert document.text == text
    last = 0
    for index, paragraph in enumerate(document.paragraphs):
        assert paragraph.index == index
        assert last <= paragraph.start < paragraph.end
        assert text[paragraph.start : paragraph.end] == paragraph.text == paragraph.text.strip()
        for start, end in document.sentences(paragraph):
            assert paragraph.start <= start < end <= paragraph.end
        last = paragraph.end


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    """Bytes become a document or a DocumentError, never anything else."""
    try:
        document = from_bytes(data)
    except DocumentError:
        return
    assert document.paragraphs
    assert document.sha256 == hashlib.sha256(data).hexdigest()


LANGUAGES = rows("languages")
UNSURE = {"sentence": ["hr", "lv", "sw"], "article": ["af", "hr", "sl", "sw"]}
"""Too close to a neighbour, or too seldom seen, for the model to be sure."""


@pytest.mark.parametrize("kind", UNSURE)
@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row["language"])
def test_language(row, kind):
    """A sentence or an article in any of 43 languages is told to be in it, or that nobody can tell; never in another."""
    language = "und" if row["language"] in UNSURE[kind] else row["language"]
    assert detect_language(row[kind]) == language
    assert from_bytes(row[kind].encode()).language == language
    assert Document.from_text(row[kind]).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Tarn, Orr, Velk",
        "Ilse Orran",
        "Orran 3:1 Velk (1:0), Tarn 2:2 Lund (1:1)",
        "12.03.2026 14:00 A-7 / B-9 +++ 42 +++ 17 +++",
        "Ilse Orran, Dag Velk, Mira Tosk, Pell Anders",
        "",
        " \n",
    ],
)
def test_unknown_language(text):
    """Names and figures are in no language, English least of all."""
    assert detect_language(text) == "und"


@given(st.text(max_size=60))
def test_any_text_has_a_language_or_none(text):
    """Any string at all, in any thread, gets the same code."""
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(detect_language, [text, text])
    assert first == second
    assert re.fullmatch("[a-z]{2,3}", first)


def test_a_language_that_is_named_wins():
    """Nobody detects what was told."""
    row = next(row for row in LANGUAGES if row["language"] == "de")
    assert Document.from_text(row["article"], language="nl").language == "nl"


def test_an_offset_has_its_sentence():
    """As it stands in the text; between paragraphs there is none."""
    document = Document.from_text("Rows\n\nThe dam broke. The town of Elm was empty.\n", language="en")
    assert document.sentence(document.text.index("town")) == "The town of Elm was empty."
    assert document.sentence(document.text.index("dam")) == "The dam broke."
    assert document.sentence(document.text.index("\n\n")) == ""
    assert document.sentence(len(document.text)) == ""
