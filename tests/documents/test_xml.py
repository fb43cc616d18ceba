"""Feeds and the formats of agencies, and other XML: read as articles or refused, never as prose."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from llmclaims import Document, Failure
from llmclaims.documents.readers import documents

if TYPE_CHECKING:
    from pathlib import Path

WEIR = "The weir was mended on Friday. “It was sound,” said Uma Rask, who built it."
QUAY = "The quay reopened on Sunday. “We waited long,” said Odd Vik, a fisher."
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
RSS = f"""{HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>All the news</title><description>Of the day</description>
<item><title>Weir mended &amp;amp; open</title><link>https://news.example/1</link><dc:creator>Ina Moll</dc:creator>
<pubDate>Fri, 06 Feb 2026 23:30:00 +0100</pubDate><description>In short.</description>
<content:encoded><![CDATA[<p>{WEIR}</p><p style="display:none">Nobody sees this.</p><p>Rask &amp; Co. paid&nbsp;it.</p>]]></content:encoded></item>
<item><title>Quay</title><description>&lt;p&gt;{QUAY}&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title>All the news</title><updated>2026-03-01T00:00:00Z</updated>
<entry><id>1</id><title type="html">Weir mended &amp;amp; open</title><published>2026-02-06T23:30:00+01:00</published>
<updated>2026-03-01T00:00:00Z</updated><author><name>Ina Moll</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{WEIR}</p><p hidden="">Nobody sees this.</p><p>Rask &amp; Co. paid it.</p></div></content></entry>
<entry><id>2</id><title>Quay</title><updated>2026-03-01T00:00:00Z</updated><summary type="text">{QUAY}</summary></entry></feed>"""
RDF = f"""{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="n"><title>All the news</title></channel><item rdf:about="1"><title>Weir mended &amp;amp; open</title>
<description>{WEIR} Rask and others paid it.</description><dc:creator>Ina Moll</dc:creator><dc:date>2026-02-06</dc:date></item>
<item rdf:about="2"><title>Quay</title><description>{QUAY}</description></item></rdf:RDF>"""
FEEDS = {
    "rss": RSS,
    "atom": ATOM,
    "rdf": RDF,
    # as feeds come: with a document type, a style sheet, a remark and white space in front
    "typed": RSS.replace(
        HEAD, f'\n{HEAD}<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd">'
    ),
    "styled": RSS.replace(HEAD, f'{HEAD}<?xml-stylesheet href="/x.xsl"?>\n<!-- the <rss> of today -->\n'),
}


def read_xml(folder: Path, text: str | bytes, name: str = "a.xml") -> list[Document | Failure]:
    """What is read of a text."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(documents([folder / name]))


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.txt", "a"])
@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_a_list_of_articles(feed: str, name: str, tmp_path: Path) -> None:
    """Title, author, day and text of each, the feed's own title in none of them."""
    weir, quay = read_xml(tmp_path, FEEDS[feed], name)
    assert isinstance(weir, Document)
    assert isinstance(quay, Document)
    assert (weir.title, weir.published, weir.path) == (
        "Weir mended & open",
        "2026-02-06",
        f"{tmp_path}/{name}#1",
    )
    assert "By Ina Moll" in weir.text
    assert WEIR in weir.text
    assert quay.text.endswith(QUAY)
    for sign in ("<", "&amp;", "CDATA", "All the news", "Nobody sees this", "In short."):
        assert sign not in weir.text + quay.text


def test_a_feed_in_utf_16_is_read(tmp_path: Path) -> None:
    """As its mark and its declaration say."""
    weir, _ = read_xml(tmp_path, RSS.replace("utf-8", "utf-16").encode("utf-16"))
    assert isinstance(weir, Document)
    assert WEIR in weir.text


def test_a_feed_of_summaries_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Both entries here are short ones; the first holds its article as well."""
    read_xml(tmp_path, RSS)
    assert "1 of 2 articles are summaries" in caplog.text


def test_the_day_of_a_change_is_said_to_be_none_of_publication(tmp_path: Path) -> None:
    """Atom has the first always, the second not."""
    weir, quay = read_xml(tmp_path, ATOM)
    assert isinstance(weir, Document)
    assert isinstance(quay, Document)
    assert weir.origin is not None
    assert quay.origin is not None
    assert (weir.origin.published_from, weir.origin.published_is_guess) == ("feed published", False)
    assert (quay.origin.published_from, quay.origin.published_is_guess) == ("feed updated", True)


def test_an_entry_without_text_is_a_failure_of_its_own(tmp_path: Path) -> None:
    """The others are read."""
    bare = "<item><title>Weir, said the mayor</title><link>https://news.example/3</link></item></channel>"
    *read, bad = read_xml(tmp_path, RSS.replace("</channel>", bare))
    assert len(read) == 2
    assert isinstance(bad, Failure)
    assert "a.xml#3 has no text, only a title or a link" in bad.message


BODY = f"<p>{WEIR}</p><block><hl2>The cost</hl2><p>Rask &amp; <em>Co.</em> paid.</p><ul><li>Half at once.</li></ul></block>"
INNER = (
    f"<body><body.content>{BODY}<media><media-caption>The weir.</media-caption></media></body.content></body>"
)
NITF = (
    f'{HEAD}<!DOCTYPE nitf SYSTEM "http://n.example/nitf-3-3.dtd"><nitf><head><docdata><date.issue norm="20260206T100000Z"/>'
    "</docdata></head><body><body.head><hedline><hl1>Weir mended</hl1></hedline><byline>By Ina Moll<byttl>Reporter</byttl></byline>"
    f"<dateline><location>DELM</location></dateline></body.head>{INNER.removeprefix('<body>')}</nitf>"
)
META = "<contentMeta><headline>Weir mended</headline><by>Ina Moll</by></contentMeta>"
DATES = "<itemMeta><versionCreated>2026-03-01T10:00:00Z</versionCreated><firstCreated>2026-02-06T10:00:00Z</firstCreated></itemMeta>"
PAGE = f"<body>{BODY.replace('hl2', 'h2').replace('block>', 'div>')}</body>"
G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
NEWS = {
    "nitf": NITF,
    "g2 with a page": f'{HEAD}<newsItem {G2}>{DATES}{META}<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml">'
    f"{PAGE}</html></inlineXML></contentSet></newsItem>",
    "g2 with nitf": f'<newsMessage {G2}><itemSet><newsItem>{DATES}{META}<contentSet><inlineXML><nitf xmlns="http://n.example/">'
    f"{INNER}</nitf></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    "newsml 1.2": "<NewsML><NewsItem><NewsManagement><FirstCreated>20260206T100000Z</FirstCreated><ThisRevisionCreated>20260301"
    "</ThisRevisionCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Weir mended</HeadLine><ByLine>By Ina Moll"
    f"</ByLine></NewsLines><ContentItem><DataContent>{PAGE}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
}


@pytest.mark.parametrize("form", NEWS)
def test_an_agency_s_article_is_read(form: str, tmp_path: Path) -> None:
    """Title, byline, the day it first went out, and a paragraph a block."""
    (only,) = read_xml(tmp_path, NEWS[form])
    assert isinstance(only, Document)
    assert (only.title, only.published) == ("Weir mended", "2026-02-06")
    assert only.text.startswith("# Weir mended\n\nBy Ina Moll\n\n")
    assert only.text.endswith(f"{WEIR}\n\n## The cost\n\nRask & Co. paid.\n\n- Half at once.")


def test_a_message_of_several_items_says_what_has_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its articles are read, its pictures counted."""
    text = f"<contentSet><inlineData>{WEIR}\n\n{QUAY}</inlineData></contentSet>"
    picture = f"<newsItem>{META}<contentSet><remoteContent href='x.jpg'/></contentSet></newsItem>"
    item = f"<newsItem>{DATES}{META}{text}</newsItem>"
    one, two = read_xml(tmp_path, f"<newsMessage {G2}><itemSet>{item}{picture}{item}</itemSet></newsMessage>")
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.text.endswith(f"{WEIR}\n\n{QUAY}")
    assert "left out 1 items without a text of their own" in caplog.text


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "The mayor said it. "}">' for n in range(9))
REFUSED = [
    # entities that grow, that read a file, that fetch
    (f"<!DOCTYPE rss [{BOMB}]><rss><channel><item><title>T</title><description>&e8;</description></item></channel></rss>", "declares entities"),
    ('<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><p>It is &x;, he said.</p></nitf>', "declares entities"),
    ('<!DOCTYPE nitf [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]><nitf/>', "declares entities"),
    ('<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/x.dtd"><nitf><body><body.content><p>He is &x;.</p></body.content></body></nitf>', "Entity 'x' not defined"),
    # other kinds
    ('<?xml version="1.0"?><urlset><url><loc>u</loc><title>The mayor said it.</title></url></urlset>', "is a sitemap"),
    ('<svg xmlns="http://www.w3.org/2000/svg"><text>The mayor said it.</text></svg>', "is a drawing"),
    ('<?xml version="1.0"?><TEI><text><p>The mayor said it.</p></text></TEI>', "XML of another kind (<TEI>)"),
    ('<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Body>He said it.</s:Body></s:Envelope>', "XML of another kind (<Envelope>)"),
    # broken off, too deep, empty, none
    (NITF[:-60], "is no XML that can be read"),
    (RSS[: RSS.index("<item><title>Quay")], "breaks off"),
    ("<nitf>" + "<p>" * 100_000, "is no XML that can be read"),
    ("<rss><channel><title>The mayor said it.</title></channel></rss>", "a feed without articles"),
    (f"<newsItem {G2}>{META}<contentSet/></newsItem>", "holds no article's text"),
    ("The mayor said it was safe.", "is no XML that can be read (it has no element)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_other_xml_is_refused_with_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    """No entity is resolved, and no element's text is read as prose."""
    (only,) = read_xml(tmp_path, text)
    assert isinstance(only, Failure)
    assert said in only.message
    if text.startswith("<") and "urlset" not in text:
        (again,) = read_xml(tmp_path, text, "a.txt")
        assert isinstance(again, Failure)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra that brings it."""
    monkeypatch.setitem(sys.modules, "feedparser", None)
    (only,) = read_xml(tmp_path, RSS)
    assert isinstance(only, Failure)
    assert only.message.endswith("needs the html extra to be read: pip install 'llmclaims[html]'.")
