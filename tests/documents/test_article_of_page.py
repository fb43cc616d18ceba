"""What of a page is its article: other stories, boxes and notices stay out; the lead and all paragraphs come in."""

from __future__ import annotations

import pytest

from llmclaims.documents.readers import Articles
from llmclaims.documents.readers.html import document

PARAGRAPHS = (
    "The water board of Lunmark closed two of its nine pumping stations on Tuesday after a valve broke in the night.",
    "Engineers found the crack at four in the morning and had the main shut within the hour, the board said.",
    "About three thousand homes were without water until noon, most of them in the streets above the mill.",
    "The stations are to open again on Friday, when the new valve has come from the works in Harrel.",
)
LEAD = "Three thousand homes had no water until noon, and the board does not yet know why the valve broke."
OTHER = "Mayor of Harrel opens the longest footbridge in the valley"


def page(inside: str, *, top: str = "", head: str = "") -> bytes:
    """A page whose article has something in its middle, or on its top."""
    first, second, *rest = (f"<p>{one}</p>" for one in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html><head><title>Pumps stand still</title>{head}</head><body><main><article>"
        f"<h1>Pumps stand still</h1>{top}<div class='text'>{first}{second}{inside}{''.join(rest)}</div>"
        "</article></main></body></html>"
    ).encode()


def text(html: bytes) -> str:
    """What is read of a page."""
    return document(html, Articles("page.html"), name="page.html").text


BESIDE = {
    # another story in the middle of the text, told by its link
    "a link alone": f"<p><a href='/x'>{OTHER}</a></p>",
    "a link behind two words": f"<p><strong>Read more:</strong> <a href='/x'>{OTHER}</a></p>",
    "the same in another language": f"<p>Lesen Sie auch: <a href='/x'>{OTHER}</a></p>",
    "a heading that is a link": f"<h4>Look: <a href='/x'>{OTHER}</a></h4>",
    "a list of links, announced": f"<p>More on this:</p><ul><li><a href='/x'>{OTHER}</a></li><li><a href='/y'>{OTHER} again</a></li></ul>",
    # boxes that say what they are
    "related stories": f"<div class='related-posts'><p>{OTHER}, and says that it cost four million crowns.</p></div>",
    "in camel case": f"<div class='relatedStories'><p>{OTHER}, and says that it cost four million crowns.</p></div>",
    "most read": f"<section id='most-read'><h3>Most read</h3><p>{OTHER}, and is cheered.</p></section>",
    "a newsletter": f"<div class='newsletter-promo'><p>{OTHER}: have our letter every morning, free of charge.</p></div>",
    "the writer": f"<div class='author-bio'><p>{OTHER}; she has written for this paper since 2009.</p></div>",
    "comments": f"<div id='comments'><p>{OTHER}, and nobody cares about our water, says Tom.</p></div>",
    "a captioned picture": f"<figure><img src='x.jpg'><figcaption>{OTHER}, in front of the old one.</figcaption></figure>",
    "a caption of old": f"<div class='wp-caption'><img src='x.jpg'><p class='wp-caption-text'>{OTHER}, in May.</p></div>",
    "a content blocker": f"<div class='content-blocker'><p>{OTHER}: press the button to load this film.</p></div>",
    "a notice on advertising": f"<section class='editorial-disclosure'><p>{OTHER} has paid for this page, in part.</p></section>",
    "tags": f"<div class='tags-list'><p>{OTHER}, water, pumps</p></div>",
    "a carousel": f"<div class='carousel-item'><p>{OTHER}, seen from the weir on its first day.</p></div>",
}


@pytest.mark.parametrize("kind", BESIDE, ids=list(BESIDE))
def test_what_stands_beside_the_article_stays_out(kind):
    """The story is whole, and nothing of another is in it."""
    found = text(page(BESIDE[kind]))
    assert "footbridge" not in found
    assert all(one in found for one in PARAGRAPHS)


OWN = {
    # a link in a sentence is no other story
    "a link in a sentence": "<p>The board's chair, <a href='/x'>Ida Sel</a>, said that the pipes were {} from 1931.</p>",
    # names that only look alike
    "a share of something": "<div class='market-shareholders'><p>The chair said that {} was the least of it.</p></div>",
    "a topic": "<div class='tag-quiz category-ticker'><p>The chair said that {} was the least of it.</p></div>",
    "commentary": "<div class='commentary'><p>The chair said that {} was the least of it.</p></div>",
    # a few words and a colon that announce no links
    "an announcement of the text": "<p>What the board says of {}:</p><p>It had been warned in spring, and it did nothing.</p>",
}


@pytest.mark.parametrize("kind", OWN, ids=list(OWN))
def test_what_only_looks_like_it_is_kept(kind):
    """A paragraph of the article is read, links, names and all."""
    assert "the rust" in text(page(OWN[kind].format("the rust")))


def test_a_box_that_holds_the_article_is_the_article():
    """Whatever it is called: most of the running text stands in it."""
    html = page("").replace(b"class='text'", b"class='newsletter-content related'")
    assert all(one in text(html) for one in PARAGRAPHS)


LEADS = {
    "in a header": f"<header><p>{LEAD}</p></header>",
    "called a teaser": f"<div class='teaser-text'><p>{LEAD}</p></div>",
    "in no paragraph": f"<div class='abstract'>{LEAD}</div>",
    "as a heading": f"<h2 class='subtitle'>{LEAD}</h2>",
}


@pytest.mark.parametrize("kind", LEADS, ids=list(LEADS))
def test_the_lead_under_the_headline_is_read_once(kind):
    """It comes before the text, whatever the page calls it."""
    found = text(page("", top=LEADS[kind]))
    assert found.count(LEAD) == 1
    assert found.index(LEAD) < found.index(PARAGRAPHS[0])


@pytest.mark.parametrize(
    "top",
    [
        f"<nav><p>{OTHER}, said the mayor.</p></nav>",
        f"<aside><p>{OTHER}, said the mayor.</p></aside>",
        f"<p><a href='/x'>{OTHER}, said the mayor.</a></p>",
        f"<form><p>{OTHER}, said the mayor.</p></form>",
    ],
)
def test_what_stands_under_the_headline_and_is_no_lead_stays_out(top):
    """Menus, boxes at the side, links and forms are none."""
    assert "footbridge" not in text(page("", top=top))


def test_no_paragraph_is_read_twice():
    """What was found is not put back a second time."""
    found = text(page("", top=f"<p>{LEAD}</p>"))
    assert all(found.count(one) == 1 for one in (LEAD, *PARAGRAPHS))


def test_a_page_with_a_wrong_byte_is_read_in_the_encoding_that_it_states():
    """One broken character does not make "Ã©" of every accent."""
    said = "La présidente de la régie des eaux a répondu à l’élue de l’opposition, qui était présente à l’assemblée, "
    html = page(
        f"<p>{said}que l’écluse serait réparée à l’été, et que les pièces étaient déjà là, à côté de l’entrepôt.</p>"
    )
    broken = html.replace(b"<h1>", b'<h1 title="\xff">').replace(b"<head>", b'<head><meta charset="utf-8">')
    assert "présidente de la régie" in text(broken)


def test_an_end_tag_within_noscript_ends_nothing_of_the_article():
    """A browser with scripts does not read it."""
    html = page("").replace(b"<main>", b"<div><noscript></div></noscript><main>")
    assert all(one in text(html) for one in PARAGRAPHS)


STYLES = "<style>.text{display:none}</style>"


@pytest.mark.parametrize(
    "later", ['<link rel="stylesheet" href="all.css">', '<script src="all.js"></script>']
)
def test_an_article_that_first_styles_hide_is_read(later):
    """A page shows its article, once its sheets and scripts are there; without any, nothing will show it."""
    assert PARAGRAPHS[0] in text(page("", head=STYLES + later))
    assert PARAGRAPHS[0] not in text(page("", head=STYLES))


def test_a_part_of_a_page_that_is_hidden_stays_out_where_sheets_stand_elsewhere():
    """It is not the article that comes later."""
    hidden = (
        f"<div class='x'><p>{OTHER}, and the board pays for it, said the mayor of Harrel on Monday.</p></div>"
    )
    head = '<style>.x{display:none}</style><link rel="stylesheet" href="all.css">'
    assert "footbridge" not in text(page(hidden, head=head))
