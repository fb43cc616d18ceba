"""JSON: articles in the shapes that services and programs write, and everything else refused with one sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims import Document, Failure
from llmclaims.documents.readers import Articles, documents

if TYPE_CHECKING:
    from pathlib import Path

WEIR = "The weir was mended on Friday. “It was sound all along,” said Uma Rask, who built it."
QUAY = "The quay reopened on Sunday. “We waited long,” said Odd Vik, a fisher."
MARKUP = f"<p>{WEIR}</p>\n<p style='display:none'>Nobody sees this.</p><p>Rask &amp; Co. paid.</p>"
SHOWN = f"{WEIR}\n\nRask & Co. paid."
TITLE, DAY = "Weir mended", "2026-02-06"


def read_json(folder: Path, value: Any, name: str = "a.json", **named: str) -> list[Document | Failure]:
    """What is read of a value, or of bytes."""
    path = folder / name
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    path.write_bytes(data)
    return list(documents([Articles(path, **named)]))


SHAPES = {
    "array": [{"id": 1, "text": WEIR}, {"id": 2, "text": QUAY}],
    "a service's answer": {"status": "ok", "articles": [{"content": WEIR}, {"content": QUAY}]},
    "below an answer": {"response": {"total": 2, "results": [{"fields": {"body": f"<p>{WEIR}</p>"}}, {"fields": {"body": QUAY}}]}},
    "a search's hits": {"took": 1, "hits": {"hits": [{"_source": {"body": WEIR}}, {"_source": {"body": QUAY}}]}},
    "nodes of a graph": {"data": {"posts": {"edges": [{"node": {"content": WEIR}}, {"node": {"content": QUAY}}]}}},
    "a feed of HTML or text": {"version": "https://jsonfeed.org/version/1.1", "items": [{"content_html": f"<p>{WEIR}</p>"}, {"content_text": QUAY}]},
    "schema.org": {"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle", "articleBody": WEIR}, {"@type": "Report", "articleBody": QUAY}]},
    "values within": [{"content": {"rendered": f"<p>{WEIR}</p>"}}, {"content": {"rendered": f"<p>{QUAY}</p>"}}],
    "columns of a data frame": {"title": {"0": "A b", "1": "C d"}, "text": {"0": WEIR, "1": QUAY}},
    "lists of a dataset": {"title": ["A b", "C d"], "text": [WEIR, QUAY]},
    "rows apart from names": {"columns": ["n", "text"], "index": [0, 1], "data": [[1, WEIR], [2, QUAY]]},
    "by their names": {"a1": {"title": "A b", "text": WEIR}, "a2": {"title": "C d", "text": QUAY}},
    "paragraphs apart": [{"text": WEIR.split(". ", 1)}, {"text": [{"type": "p", "text": QUAY}]}],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_articles_are_found_where_services_put_them(shape: str, tmp_path: Path) -> None:
    """Two articles, none of them with a sign of JSON in it, each in its own place."""
    weir, quay = read_json(tmp_path, SHAPES[shape])
    assert isinstance(weir, Document)
    assert isinstance(quay, Document)
    assert "said Uma Rask, who built it." in weir.text
    assert quay.text.endswith(QUAY)
    assert not {"{", "}", '"', "<"}.intersection(weir.text + quay.text)
    assert (weir.path, quay.path) == (f"{tmp_path}/a.json#1", f"{tmp_path}/a.json#2")


ONE = [
    # title and date by the names that are usual, the text with its marks taken away
    {"title": TITLE, "date": DAY, "body": WEIR},
    {"title": TITLE, "publishedAt": "2026-02-06T10:00:00Z", "content": WEIR},
    {"headline": {"main": TITLE}, "pub_date": "2026-02-06T10:00:00+0000", "article_text": WEIR},
    {"title": TITLE, "date_publish": "2026-02-06 10:00:00", "date_download": "2026-05-01", "maintext": WEIR},
    {"@type": "NewsArticle", "headline": TITLE, "datePublished": DAY, "dateModified": "2026-03-01", "articleBody": WEIR},
    {"title": {"rendered": "Weir&nbsp;mended"}, "date": "2026-02-06T10:00:00", "content": {"rendered": MARKUP}},
    # seconds and thousandths of seconds since 1970
    {"title": TITLE, "published": 1770370000, "text": WEIR},
    {"title": TITLE, "published": 1770370000000, "text": WEIR},
]  # fmt: skip


@pytest.mark.parametrize("value", ONE, ids=[" ".join(one) for one in ONE])
def test_title_and_date_come_from_their_usual_names(
    value: dict[str, Any], tmp_path: Path, caplog: Any
) -> None:
    """One article is the file's own; which names were taken is said in one line."""
    (only,) = read_json(tmp_path, value)
    assert isinstance(only, Document)
    assert (only.title, only.published, only.path) == (TITLE, DAY, f"{tmp_path}/a.json")
    assert WEIR in only.text
    assert "Nobody sees this" not in only.text
    (said,) = caplog.messages
    assert "title from" in said
    assert "date from" in said
    assert "--published-column" in said


def test_html_in_a_value_is_read_as_a_page_is(tmp_path: Path) -> None:
    """A paragraph a block, what it hides is left out and counted."""
    (only,) = read_json(tmp_path, [{"content_html": MARKUP}])
    assert isinstance(only, Document)
    assert only.text == SHOWN
    assert only.origin is not None
    assert (only.origin.format, only.origin.hidden) == ("json", 3)


def test_names_that_are_given_go_first(tmp_path: Path) -> None:
    """Also for what stands in an object within; an empty name takes nothing."""
    value = [{"a": {"b": WEIR}, "text": QUAY, "title": TITLE, "slug": "s1"}]
    (only,) = read_json(tmp_path, value, text_column="a.b", id_column="slug", title_column="")
    assert isinstance(only, Document)
    assert (only.id, only.title, only.text) == ("s1", None, WEIR)


ENCODED = {
    # with a mark, in pairs of bytes, under another name, and without any
    "mark.json": b"\xef\xbb\xbf" + json.dumps([{"text": WEIR}]).encode(),
    "wide.json": json.dumps([{"text": WEIR}], ensure_ascii=False).encode("utf-16"),
    "a.txt": json.dumps([{"text": WEIR}], indent=1).encode(),
    "a.html": json.dumps([{"text": WEIR}]).encode(),
    "nothing": json.dumps({"articles": [{"text": WEIR}]}).encode(),
    "lines.json": json.dumps({"text": WEIR}).encode() + b"\n",
    "lines2.json": (json.dumps({"text": WEIR, "more": "x" * 9000}) + "\n").encode(),
    "array.jsonl": json.dumps([{"text": WEIR}], indent=1).encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_json_is_told_by_its_bytes(name: str, tmp_path: Path) -> None:
    """Whatever its name, its encoding and its form."""
    (only,) = read_json(tmp_path, ENCODED[name], name)
    assert isinstance(only, Document)
    assert only.text == WEIR


def test_lines_under_the_name_of_json_are_lines(tmp_path: Path) -> None:
    """Also where the first of them is longer than what is looked at."""
    for more in ("", "x" * 9000):
        rows = [{"text": WEIR, "more": more}, {"text": QUAY}]
        found = read_json(tmp_path, "\n".join(map(json.dumps, rows)).encode())
        assert [one.text for one in found if isinstance(one, Document)] == [WEIR, QUAY]


NOT_ARTICLES = [
    ({"name": "pkg", "version": "1.0", "description": "It is said to be safe."}, "holds no articles (it has name, version"),
    ({"type": "FeatureCollection", "features": [{"properties": {"name": "The old weir"}}]}, "holds no articles"),
    ({"cells": [{"source": ["The mayor said it."]}], "nbformat": 4}, "holds no articles"),
    ({"log": {"entries": [{"response": {"content": {"text": "The mayor said it."}}}]}}, "holds no articles"),
    ({"extractions": [{"extraction_text": "x"}], "text": WEIR}, "what was extracted from an article"),
    ({"format": "llmclaims/1"}, "is a run that was saved"),
    ({"articles": [{"title": "Weir mended again", "url": "https://x.example"}]}, "holds no articles"),
    ({"articles": []}, "holds no articles"),
    ([{"body": WEIR, "story": QUAY}], "body and story may hold it: name one with --text-column"),
    ([1, 2, 3], "holds no articles (it is a list)"),
    ("The mayor said it.", "holds no articles (it is a single value)"),
    (b'[{"text": "The mayor said that it was safe."}, {"text": "cut o', "is no JSON that can be read"),
    (b'{"a": "x",\n// remark\n"text": "The mayor said it."}', "is no JSON that can be read"),
    (b"[" * 100_000, "is nested too deep"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "said"), NOT_ARTICLES, ids=[one[1] for one in NOT_ARTICLES])
def test_what_holds_no_article_is_refused_with_one_sentence(value: Any, said: str, tmp_path: Path) -> None:
    """Nothing of it is read as prose."""
    (only,) = read_json(tmp_path, value)
    assert isinstance(only, Failure)
    assert said in only.message


def test_summaries_and_cut_articles_are_read_and_said(tmp_path: Path, caplog: Any) -> None:
    """They are what there is; whoever reads the claims knows it."""
    value = [{"title": TITLE, "description": WEIR}]
    (only,) = read_json(tmp_path, value)
    assert isinstance(only, Document)
    assert only.text.endswith(WEIR)
    assert "1 of 1 articles are summaries" in caplog.text
    caplog.clear()
    (only,) = read_json(
        tmp_path, [{"title": TITLE, "content": f"{WEIR}… [+812 chars]"}, {"title": "B c", "content": QUAY}]
    )[:1]
    assert isinstance(only, Document)
    assert only.text.endswith(WEIR)
    assert "1 of 2 articles are summaries or the beginning alone" in caplog.text


def test_claims_of_json_are_verified_again(tmp_path: Path) -> None:
    """The run holds the text that its offsets refer to."""
    read_json(tmp_path, [{"title": TITLE, "date": DAY, "content_html": MARKUP}])
    result = llmclaims.extract(tmp_path / "a.json")
    assert [one.body.speaker for one in result.statements] == ["Uma Rask"]
    assert "left out 3 words" in " ".join(result.summary.warnings)
    result.save(tmp_path / "run.jsonl")
    assert llmclaims.verify(llmclaims.load(tmp_path / "run.jsonl")).claims == result.claims
