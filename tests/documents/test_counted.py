"""How many documents a run will read, told by the names of its files, or not told at all."""

import pytest

from llmclaims import Document
from llmclaims.documents.readers import Articles, documents
from llmclaims.documents.readers.counted import how_many

PAGE = "<html><body><article><p>The mayor opened the bridge on Monday.</p></article></body></html>"
TEXT = "The mayor opened the bridge on Monday.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with two articles, one below it, and what is left out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    for name, text in (
        ("a.txt", TEXT),
        ("b.html", PAGE),
        ("deep/c.md", TEXT),
        (".hidden.txt", TEXT),
        ("x.csv", "text\na\n"),
        ("p.png", ""),
    ):
        (tmp_path / "news" / name).write_text(text, encoding="utf-8")
    return tmp_path


COUNTED = [
    (["news"], 3),  # tables beside articles, hidden files and pictures are left out
    (["news/a.txt", "news/b.html"], 2),
    (["news", "news/a.txt"], 4),  # read twice where it is named twice
    (["missing.txt"], 1),  # a failure is told for it
    (["empty"], 1),  # and for a folder without articles
    ([Articles("news")], 3),
    ([Document.from_text(TEXT)], 1),
    ([], 0),
]
NOT_COUNTED = [
    ["news/x.csv"],  # a table holds any number
    ["-"],
    ["https://news.example/story"],
    ["news", "feed.xml"],
    ["articles"],  # a file without a suffix may be anything
]


@pytest.mark.parametrize(("sources", "count"), COUNTED)
def test_the_number_is_the_one_that_is_read(folder, sources, count):
    """Whatever is counted comes out of the reader, as a document or as a failure."""
    assert how_many(sources) == count
    assert sum(1 for _ in documents(sources)) == count


@pytest.mark.parametrize("sources", NOT_COUNTED)
def test_where_only_reading_tells_nothing_is_said(folder, sources):
    """No number is better than a wrong one."""
    assert how_many(sources) is None


def test_the_rest_is_not_looked_at_once_it_cannot_be_told(folder, monkeypatch):
    """A million files behind a table are not listed."""
    seen = []
    monkeypatch.setattr(
        "llmclaims.documents.readers.counted.os.path.isdir", lambda name: seen.append(name) or False
    )
    assert how_many(["news/x.csv", *(f"{n}.txt" for n in range(1000))]) is None
    assert len(seen) == 1
