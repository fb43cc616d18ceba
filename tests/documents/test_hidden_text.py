"""What a page hides from its reader, and what only looks like it: the same verdicts as a browser's pixels."""

from __future__ import annotations

import time

import lxml.html
import pytest

from llmclaims.documents.readers import Articles
from llmclaims.documents.readers.html import document
from llmclaims.documents.readers.html.hidden_text import take_out
from llmclaims.documents.readers.html.simplify import opened
from llmclaims.errors import DocumentError
from tests.support.hidden_pages import ROWS, WORDS, page

PARAGRAPHS = "".join(
    f"<p>The harbour board met on {day} and put off the vote on the old ferry pier once more.</p>"
    for day in ("Monday", "Tuesday", "Thursday")
)


def left(html: str, *, quirks: bool = False) -> tuple[str, int]:
    """The text that is left of a page, and how many words it hid."""
    tree = lxml.html.document_fromstring(opened(html))
    hidden = take_out(tree, quirks=quirks)
    return " ".join("".join(tree.itertext()).split()), hidden


def test_a_text_is_left_where_a_reader_sees_it():
    """Hidden text goes, shown text stays, each for the reason that its row gives."""
    wrong = {
        row["name"]: row["why"]
        for row in ROWS
        if (WORDS in left(page(row), quirks=not row.get("doctype", True))[0]) is not row["shown"]
    }
    assert wrong == {}


def whole(body: str, css: str = "") -> str:
    """An article with something in front of it."""
    return f"<!DOCTYPE html><html><head><style>{css}</style></head><body><article>{PARAGRAPHS}{body}</article></body></html>"


def read(html: str) -> str:
    """The text that is read of a page."""
    return document(html.encode(), Articles("page.html"), name="page.html").text


HEAVY = {
    # sheets that are none
    "letters": lambda n: whole("", "a" * n),
    "brackets": lambda n: whole("", "({[" * (n // 3)),
    "comments": lambda n: whole("", "/*a" * (n // 3)),
    # what makes matching take for ever where it looks back and forth
    "rules for all": lambda n: whole("<p>x</p>" * (n // 50), "*{color:#222}" * (n // 50)),
    "one above another": lambda n: whole(
        "<div>" * 90 + "x" + "</div>" * 90, "* * * * * * *{color:#222}" * (n // 300)
    ),
    "one after another": lambda n: whole("<p>x</p>" * (n // 90), "p~p~p~p~p{color:#222}" * 20),
    "counted from both ends": lambda n: whole(
        "<p>x</p>" * (n // 60), "p:nth-last-of-type(2n+1):nth-of-type(n){color:#222}" * 40
    ),
    "a long list": lambda n: whole(
        "<p>x</p>" * (n // 60), ",".join(f".c{i}" for i in range(n // 12)) + "{color:#222}"
    ),
    # values
    "zeros": lambda n: whole(f"<p style='transform:scale({'0' * n}'>x</p>"),
    "a comment in a tag": lambda n: whole(f"<p style='{'/*a' * (n // 3)}'>x</p>"),
    "brackets in brackets": lambda n: whole(
        f"<p style='left:calc({'(' * (n // 2)}1px{')' * (n // 2)})'>x</p>"
    ),
    "digits": lambda n: whole(f"<p style='left:{'9' * n}px;top:1e{'9' * n}px'>x</p>"),
    "doubling variables": lambda n: whole(
        "<p style='color:var(--a0)'>x</p>",
        ":root{" + "".join(f"--a{i}:var(--a{i + 1}) var(--a{i + 1});" for i in range(n // 60)) + "}",
    ),
    # the page itself
    "much that is hidden": lambda n: whole("<p>" + "<b hidden>x</b> word " * (n // 60) + "</p>"),
    "a large attribute": lambda n: whole(f"<p title='{'x' * n}'>x</p>", "[title*=y]{color:#222}" * 20),
    "many classes": lambda n: whole(
        f"<p class='{' '.join(f'c{i}' for i in range(n // 7))}'>x</p>", ".c1 .c2{color:#222}"
    ),
    "comments in front": lambda n: "<!---->" * (n // 7) + whole(""),
    "marks in a line": lambda n: whole("<p>" + "word <i>x</i> " * (n // 40) + "</p>"),
    "very many short paragraphs": lambda n: whole("<p>x</p>" * (n // 8)),
    "very many lines": lambda n: whole("<div>" + "x y z<br><br>" * (n // 13) + "</div>"),
    "slashes before the end": lambda n: whole(
        "<p>" + "<b x= />y</b>" * (n // 60) + "<a b= /" * (n // 100) + "></p>"
    ),
    "broken structured data": lambda n: whole(
        "<script type='application/ld+json'>" + '{"@graph":[' * (n // 11) + "</script>"
    ),
}


@pytest.mark.parametrize("kind", HEAVY, ids=list(HEAVY))
def test_no_page_takes_long_to_tell_from_what_it_hides(kind):
    """The article is read in a time that grows with the page, whatever its styles ask for."""
    size = 20_000
    read(whole(""))  # what is imported is not counted
    times = []
    for factor in (1, 4):
        began = time.process_time()
        text = read(HEAVY[kind](size * factor))
        times.append(time.process_time() - began)
        assert "met on Monday" in text
    assert times[1] < max(10 * times[0], 2.0)


REFUSED = {
    # more of it than is looked at, in each of the ways
    "nested rules": whole("", "p{" * 40 + "color:#222"),
    "nested selectors": whole("<p>x</p>", ":not(" * 4_000 + "p" + ")" * 4_000 + "{color:#222}"),
    "doubled selectors": whole("<p>x</p>", "p{" + "& &{" * 11 + "color:#222"),
    "more than is read": whole("<p>x</p>", "/* " + " " * 2_000_000 + " */"),
}


@pytest.mark.parametrize("kind", REFUSED, ids=list(REFUSED))
def test_a_page_that_asks_for_too_much_is_refused_in_a_sentence(kind):
    """It is that page's failure, and says what to do."""
    with pytest.raises(
        DocumentError, match=r"cannot be told from what it hides \(.+\): save what a browser shows"
    ):
        read(REFUSED[kind])


DEEP = {
    # deeper than parsers go, which would leave out what is there without a word
    "ten thousand": "<div>" * 10_000 + "x" + "</div>" * 10_000,
    "never closed": "<section>" * 400 + PARAGRAPHS,
    # more than are gone through
    "attributes": f"<p {' '.join(f'a{n}' for n in range(21_000))}>x</p>",
    "very many": "<i>x</i> " * 61_000,
}


@pytest.mark.parametrize("kind", DEEP, ids=list(DEEP))
def test_a_page_that_cannot_be_read_whole_is_refused(kind):
    """Nothing of it is left out without a word."""
    with pytest.raises(DocumentError, match=r"^page\.html has .+: save (?:the|its) article as text\.$"):
        read(whole(DEEP[kind]))


def test_marks_that_nobody_closed_lose_no_text():
    """Each paragraph of a page of old opens a font within the last."""
    said = "".join(
        f"<p><font size=2>Paragraph {n} says that the pier stays shut for now.</p>" for n in range(300)
    )
    text = read(whole(said))
    assert [f"Paragraph {n} says" in text for n in range(300)] == [True] * 300


def test_a_long_paragraph_of_marks_is_read_whole():
    """Thousands of words in italics and links in one paragraph are one paragraph."""
    words = [f"word{n}" for n in range(3_000)]
    text = read(whole("<p>" + " ".join(f"<i>{one}</i> <a href='/'>and</a>" for one in words) + "</p>"))
    assert " and ".join(words) in text
