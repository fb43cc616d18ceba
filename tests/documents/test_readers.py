"""Where documents come from: which input reads what, folders, standard input, and what a missing extra says."""

from __future__ import annotations

import io
import os
import sys
from importlib.metadata import EntryPoint

import pytest

import llmclaims
from llmclaims import Document, Failure
from llmclaims.documents.document import from_bytes
from llmclaims.documents.readers import Articles, documents, read, registry, sources_of
from llmclaims.errors import ConfigError, DocumentError

TEXT = "The ferry sank on Monday. “It was old,” said Ann Lee, who had sailed on it.\n"
PAGE = f"<!doctype html><html><body><p>{TEXT}</p></body></html>"
ROW = '{"text": "The bridge was closed. “We saw cracks,” said Bo Lund."}\n'


@pytest.fixture(autouse=True)
def _no_entry_points_kept():
    """Entry points are looked up once a process: each test looks anew."""
    registry._added.cache_clear()
    yield
    registry._added.cache_clear()


TOLD = [
    # by the name
    ("a.txt", TEXT, None),
    ("a.md", TEXT, None),
    ("a.html", f"<p>{TEXT}</p>", "html"),
    ("a.txt", f"<div class='x'><p>{TEXT}</p></div>", "html"),
    ("a.HTM", f"<div>{TEXT}</div>", "html"),
    ("a.jsonl", ROW, "jsonl"),
    ("a.csv", "text\nThe ferry sank on Monday.\n", "csv"),
    # by the bytes, against the name or without one
    ("a.txt", PAGE, "html"),
    ("a", "\n  <!-- saved --><HTML><body>" + PAGE, "html"),
    ("a", ROW, "jsonl"),
    # a text that mentions markup, or begins with a brace, is a text
    ("a.txt", "The tag <html> opens a page, the editor said.", None),
    ("a", "{Reuters} " + TEXT, None),
    ("a.txt", ROW, "jsonl"),
    # a name that nobody knows
    ("a.article", TEXT, None),
]


@pytest.mark.parametrize(("name", "content", "form"), TOLD)
def test_an_input_is_told_by_its_bytes_and_by_its_name(name, content, form, tmp_path):
    """Bytes that say what they are go before the name; what nobody knows is text."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (found,) = documents([path])
    assert isinstance(found, Document)
    assert (found.origin.format if found.origin else None) == form


@pytest.mark.parametrize(("content", "form"), [(TEXT, None), (PAGE, "html"), (ROW, "jsonl")])
def test_standard_input_is_told_by_its_bytes(content, form, monkeypatch):
    """A page piped in is read as a page."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    (found,) = documents(["-"])
    assert isinstance(found, Document)
    assert (found.origin.format if found.origin else None) == form
    assert found.path == ("-#1" if form == "jsonl" else "-")


WIDE = [
    "The mayor said: “No.”\nShe left.\n",
    "市长说她不会辞职。\n一二三 2026。\n她周一下午离开。\n",
    "Мэр сказал, что нет.\nОна ушла.\n",
]


@pytest.mark.parametrize("text", WIDE)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(text, encoding, tmp_path):
    """Latin, Chinese and Cyrillic letters, either byte first; the run says how it was read, and verifies."""
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    found = read(path)
    assert (found.text, found.encoding) == (text, encoding)
    result = llmclaims.extract(path)
    assert llmclaims.verify(result).failures == result.failures  # which builtin has of Chinese and Russian
    assert encoding in " ".join(result.summary.warnings)


BINARY = [
    # numbers of two and of four bytes
    b"".join(number.to_bytes(2, "little") for number in range(3000)),
    b"".join(number.to_bytes(4, "little") for number in range(3000)),
    # a text with a stray zero
    b"Plain text with one zero \x00 in it.",
    b"abc\x00def" * 100,
    # a picture
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06" + bytes(range(256)) * 4,
]


@pytest.mark.parametrize("data", BINARY)
def test_zero_bytes_of_other_things_are_no_text(data):
    """What only has zeros in it is refused as before."""
    with pytest.raises(DocumentError, match="is binary, not text"):
        from_bytes(data)


@pytest.fixture
def folder(tmp_path):
    """A folder of articles, with other things beside and below them."""
    root = tmp_path / "articles"
    for name in (
        "b.txt",
        "a.html",
        "sub/c.txt",
        "sub/.hidden.txt",
        ".git/d.txt",
        "rows.csv",
        "photo.jpg",
        "z/e.md",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE if name.endswith("html") else TEXT, encoding="utf-8")
    return root


def test_a_folder_is_read_in_order_without_tables_and_hidden_files(folder, caplog):
    """Files by name, a folder's own first; what is left out is said in one sentence."""
    found = [os.path.relpath(one.path, folder) for one in documents([folder])]
    assert found == ["a.html", "b.txt", "sub/c.txt", "z/e.md"]
    (said,) = caplog.messages
    assert "left out 1 .jpg, 1 .csv" in said or "left out 1 .csv, 1 .jpg" in said


def test_links_in_a_folder_are_not_followed(folder, tmp_path, caplog):
    """A link may lead out of the folder, or round in a circle."""
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    try:
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "loop").symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    found = [os.path.relpath(one.path, folder) for one in documents([folder])]
    assert found == ["a.html", "b.txt", "sub/c.txt", "z/e.md"]
    assert "2 links" in caplog.text


def test_an_unreadable_file_of_a_folder_is_a_failure(folder):
    """The others are read, and the run says which one was not."""
    (folder / "b.txt").write_bytes(b"\x00\x01\x02" * 50)
    found = list(documents([folder]))
    (bad,) = (one for one in found if isinstance(one, Failure))
    assert bad.document == str(folder / "b.txt")
    assert len(found) == 4
    result = llmclaims.extract(folder)
    assert (len(result.documents), len(result.failures)) == (3, 1)


def test_a_folder_without_articles_says_what_it_would_read(tmp_path):
    """An empty folder is no success."""
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(DocumentError, match=r"holds no file that ends in .*\.html.* \(1 \.jpg left out\)"):
        llmclaims.extract(tmp_path)


def test_a_folder_of_tables_alone_is_read_whole(tmp_path, caplog):
    """Tables, JSON and JSON Lines; a run that was saved there is counted, and which columns were taken is said once."""
    (tmp_path / "a.json").write_text(
        '{"title": "Weir", "maintext": "The weir was mended."}', encoding="utf-8"
    )
    (tmp_path / "b.json").write_text('{"title": "Quay", "maintext": "The quay is open."}', encoding="utf-8")
    (tmp_path / "c.csv").write_text("text\nThe ferry sank.\n", encoding="utf-8")
    (tmp_path / "run.jsonl").write_text('{"record":"run","format":"llmclaims/1"}\n', encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    found = [os.path.relpath(one.path, tmp_path) for one in documents([tmp_path])]
    assert found == ["a.json", "b.json", "c.csv#1"]
    assert set(caplog.messages) == {
        f"{tmp_path}: text from maintext, title from title (by the usual names; --text-column and --title-column name others).",
        f"{tmp_path}: left out 1 .jpg, 1 saved run; a file among them is read when it is named itself.",
    }


def test_a_run_may_be_written_beside_its_tables_again(tmp_path):
    """It is none of what is read; a table is."""
    (tmp_path / "c.csv").write_text("text\nThe ferry sank on Monday.\n", encoding="utf-8")
    for _ in range(2):
        llmclaims.extract(tmp_path).save(tmp_path / "run.jsonl")
    from llmclaims.documents.readers.files import is_in_folder

    inside = [one.name for one in tmp_path.iterdir() if is_in_folder(str(tmp_path), one.stat())]
    assert inside == ["c.csv"]


FRONT = [
    # YAML, TOML, and lines that are no YAML for a colon too many
    '---\ntitle: "Weir mended"\ndate: 2026-02-06\ntags: [river]\nauthor: Ina Moll\n---\n\n',
    '+++\ntitle = "Weir mended"\ndate = 2026-02-06T10:00:00Z\nauthor = "Ina Moll"\n+++\n',
    "---\r\nlayout: post\r\ntitle: 'Weir mended'\r\npubDate: 2026-02-06 10:00\r\nnote: so: it is\r\nauthor: Ina Moll\r\n...\r\n",
]


@pytest.mark.parametrize("front", FRONT)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_what_stands_in_front_of_a_text_is_its_title_and_day(front, name, tmp_path):
    """None of it is read as prose."""
    (tmp_path / name).write_bytes((front + TEXT).encode())
    found = read(tmp_path / name)
    assert (found.title, found.published, found.origin.byline) == ("Weir mended", "2026-02-06", "Ina Moll")
    assert found.text == f"# Weir mended\n\nBy Ina Moll\n\n{TEXT}"


def test_read_gives_the_one_article_of_a_file(tmp_path):
    """Several are an error that says who reads them."""
    path = tmp_path / "rows.jsonl"
    path.write_text(ROW, encoding="utf-8")
    assert read(path).text.startswith("The bridge")
    path.write_text(ROW * 2, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"holds several articles: llmclaims\.extract reads them all"):
        read(path)


def test_the_users_date_must_be_one(tmp_path):
    """A date that is none is a fault of the call, not of the article."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ConfigError, match="is not a date"):
        read(path, published="yesterday")


EXTRAS = [
    # a page, a PDF and a Parquet table, without what reads them
    ("a.html", PAGE.encode(), "trafilatura", "html"),
    ("a.pdf", b"%PDF-1.7", "pypdfium2", "pdf"),
    ("a.parquet", b"PAR1", "pyarrow.parquet", "parquet"),
]


@pytest.mark.parametrize(("name", "data", "module", "extra"), EXTRAS)
def test_a_missing_extra_is_named_in_one_sentence(name, data, module, extra, tmp_path, monkeypatch):
    """Who lacks a library is told what to install."""
    path = tmp_path / name
    path.write_bytes(data)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DocumentError) as said:
        read(path)
    assert str(said.value) == f"{path} needs the {extra} extra to be read: pip install 'llmclaims[{extra}]'."


def read_shouting(raw, asked):
    """An input of a user's own: a file whose letters are all capitals."""
    yield Document.from_text(raw.stream.read().decode().lower(), path=raw.name, published=asked.published)


SHOUTING = registry.Input(
    read=read_shouting, suffixes=(".loud",), begins=lambda head: head.startswith(b"LOUD:")
)


def test_an_entry_point_adds_an_input(tmp_path, monkeypatch):
    """Told by its bytes or its name, and taken from folders too."""
    entry = EntryPoint("loud", f"{__name__}:SHOUTING", registry.GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: [entry])
    (tmp_path / "a.loud").write_text("THE FERRY SANK.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("LOUD: THE BRIDGE FELL.", encoding="utf-8")
    assert [one.text for one in documents([tmp_path])] == ["the ferry sank.", "loud: the bridge fell."]


def test_an_entry_point_that_is_no_input_is_named(monkeypatch):
    """A fault of the package that brings it, said with its name."""
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda **_: [EntryPoint("odd", "json:loads", registry.GROUP)]
    )
    with pytest.raises(ConfigError, match=r"entry point odd of llmclaims\.sources is no Input"):
        registry.inputs()


def test_an_added_input_that_cannot_be_loaded_is_named(monkeypatch, tmp_path):
    """A package that is broken is one sentence with its name, not a fault of our own."""
    broken = EntryPoint("torn", "no_such_package_here:INPUT", registry.GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: [broken])
    path = tmp_path / "a.txt"
    path.write_text("The bridge is shut, the mayor said.", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"torn of the package no_such_package_here.* cannot be loaded"):
        read(path)


def test_what_is_no_source_is_named():
    """A number among the paths is a fault of the call."""
    assert sources_of(Articles("a.txt")) == [Articles("a.txt")]
    with pytest.raises(ConfigError, match="int is no source"):
        sources_of(["a.txt", 7])
