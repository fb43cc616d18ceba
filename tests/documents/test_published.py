"""The day of a page: what it declares, its address, and at last what it shows beside its headline, which is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims.documents.readers import Articles
from llmclaims.documents.readers.html import document
from llmclaims.verification.recheck import Problem, recheck

if TYPE_CHECKING:
    from pathlib import Path

BODY = (
    "<p>The harbour board closed the old ferry pier after divers found rot in eleven of its forty piles.</p>"
    "<p>“We will not risk a single passenger,” said Dana Osk on Tuesday, who chairs the board and had warned of it.</p>"
    "<p>The pier opened in 1974, and anglers have used it since the last ferry left it ten years ago.</p>"
)
DAY = "2026-03-05"
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-05T08:00:00+01:00", "dateModified": "2026-03-09"}</script>'
HREF = '<link rel="canonical" href="https://news.example/2026/03/05/pier">'
COMMENTS = '<section class="comments"><time datetime="2026-03-11">11 March</time><p>Bob, March 11, 2026: shame</p></section>'
TEASERS = '<aside><span class="date">February 1, 2026</span> <a>Storm shuts pass</a> <time datetime="2026-02-03">3 Feb</time></aside>'


def page(head: str = "", top: str = "", end: str = "") -> bytes:
    """A page whose article has something in its head, under its headline, and behind it."""
    return (
        f"<!doctype html><html><head><title>Pier shut</title>{head}</head><body><header>The Daily Pier</header>"
        f"<article><h1>Pier shut</h1>{top}{BODY}</article>{end}<footer>© 2019–2026 The Daily Pier</footer></body></html>"
    ).encode()


STATED = [
    # head, under the headline, behind the article, address: the day and where it stands
    (LD, "", "", None, DAY, "JSON-LD datePublished"),
    (LD, "", "", "https://news.example/2025/01/01/pier", DAY, "JSON-LD datePublished"),
    ('<meta property="article:published_time" content="2026-03-05T08:00Z">', "", "", None, DAY, "meta article:published_time"),
    ("", '<time itemprop="datePublished" datetime="2026-03-05">Thursday</time>', "", None, DAY, "itemprop datePublished"),
    ("", '<time class="entry-date published" datetime="2026-03-05T08:00Z">Thursday</time>', "", None, DAY, "time class"),
    ("", '<time pubdate datetime="2026-03-05">Thursday</time>', "", None, DAY, "time pubdate"),
    ("", "", "", "https://news.example/2026/03/05/pier", DAY, "address"),
    ("", "", "", "https://news.example/news/2026-03-05-pier.html", DAY, "address"),
    ("", "", "", "https://news.example/20260305/pier", DAY, "address"),
    ("", "", "", "https://news.example/pier-20260305-abc?d=2025/01/01", DAY, "address"),
    ("", "", "", "https://news.example/town/2026/mar/05/pier", DAY, "address"),
    (HREF, "", "", None, DAY, "address"),
    ('<meta name="date" content="2026-03-05">', "<p>March 5, 2026</p>", "", None, DAY, "meta date"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "top", "end", "url", "day", "place"), STATED)
def test_a_day_that_is_declared_is_no_guess(
    head: str, top: str, end: str, url: str | None, day: str, place: str
) -> None:
    """What a page says of itself goes first, then its address."""
    found = document(page(head, top, end), Articles("a"), name="a", url=url)
    assert found.origin is not None
    assert (found.published, found.origin.published_from, found.origin.published_is_guess) == (
        day,
        place,
        False,
    )


SHOWN = [
    '<p class="date">March 5, 2026</p>',
    '<span class="published">5 March 2026, 10:15</span>',
    '<div class="dateline">Thursday, 5th March 2026</div>',
    '<span class="date">05.03.2026</span>',
    '<p class="date">Published: March 5, 2026. Updated: March 9, 2026</p>',
    '<time datetime="2026-03-05T08:00Z">5 March 2026</time>',
]


@pytest.mark.parametrize("top", SHOWN)
def test_a_day_that_is_only_shown_is_a_guess(top: str) -> None:
    """The record says where it is from, and that nothing declares it."""
    found = document(page(top=top), Articles("a"), name="a")
    assert found.origin is not None
    assert (found.published, found.origin.published_from, found.origin.published_is_guess) == (
        DAY,
        "htmldate",
        True,
    )


NONE = [
    # the day of a change, in words and in metadata
    ("", '<p class="updated">Updated: March 9, 2026</p>', "", None),
    ("", '<time class="updated" datetime="2026-03-09">Monday</time>', "", None),
    ('<meta property="article:modified_time" content="2026-03-09">', "", "", None),
    ('<meta name="date" content="2026-03-09">', "", "", None),
    # of comments, of other articles, of an event, of history, of the imprint alone
    ("", "", COMMENTS, None),
    ("", "", TEASERS, None),
    ("", "<p>The trial of the owner begins on 5 May 2021 in Lund, where he is accused of neglect of his pier and crew.</p>", "", None),
    ("", "<p>On 12 June 1998 the pier burnt, and forty boats were lost in the bay before the fire was out again.</p>", "", None),
    ("", "", "", None),
    # two days in one, hidden ones, several
    ("", '<span class="date">05/03/2026</span>', "", None),
    ("", '<span class="date" style="display:none">March 9, 2026</span>', "", None),
    ("", "", "<time pubdate datetime='2026-03-01'>1</time><time pubdate datetime='2026-03-02'>2</time>", None),
    # addresses with two days, with a number, with a day that is none, with one in the words
    ("", "", "", "https://news.example/2026/03/05/on/2020/01/02/"),
    ("", "", "", "https://news.example/2026030599123/pier"),
    ("", "", "", "https://news.example/2026/13/45/pier"),
    ("", "", "", "https://news.example/what-happened-on-2021-05-05-in-lund"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "top", "end", "url"), NONE)
def test_a_day_that_is_another_s_is_not_taken(head: str, top: str, end: str, url: str | None) -> None:
    """No day is better than a wrong one."""
    assert document(page(head, top, end), Articles("a"), name="a", url=url).published is None


GUESSED = '<div class="date">The desk in Delm wrote this on 5 March 2026 at noon for its readers</div>'


def test_what_counts_from_a_guess_is_flagged(tmp_path: Path) -> None:
    """The run says it once, each claim that is dated by it has its mark, and the run holds when it is checked again."""
    (tmp_path / "a.html").write_bytes(page(top=GUESSED))
    result = llmclaims.extract(tmp_path / "a.html")
    (said,) = result.summary.warnings
    assert said.endswith(
        "2026-03-05 (htmldate) is taken for its day, which nothing in it declares: --published gives another."
    )
    dated = [one for one in result.claims if one.body.time == "Tuesday"]
    assert [one.codes for one in dated] == [("PUBLISHED_INFERRED",)]
    result.save(tmp_path / "run.jsonl")
    assert [
        one for one in recheck(tmp_path / "run.jsonl", documents=tmp_path) if isinstance(one, Problem)
    ] == []


def test_a_day_that_is_given_leaves_no_guess(tmp_path: Path) -> None:
    """Nothing is said and nothing flagged; the run holds beside its page."""
    (tmp_path / "a.html").write_bytes(page(top=GUESSED))
    result = llmclaims.extract(tmp_path / "a.html", published="2026-03-05")
    assert result.summary.warnings == ()
    assert not [one for one in result.claims if one.codes]
    result.save(tmp_path / "run.jsonl")
    assert [
        one for one in recheck(tmp_path / "run.jsonl", documents=tmp_path) if isinstance(one, Problem)
    ] == []
