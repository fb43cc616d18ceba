"""Zones, titles and datelines of news articles."""

import pytest

from llmclaims.documents.datelines import match_dateline
from llmclaims.documents.document import Document

LEAD = "The council of Tarn voted on Monday to close the old bridge. Nobody spoke against it."
MORE = "Work starts in May, the mayor said, and it will take at least two years to finish."
LAST = "“We should have done it ten years ago,” said Ana Velk, who leads the opposition."
QUIET = "The road over the pass stays open."

ARTICLES = {
    "title, standfirst, byline, role, biography": [
        ("title", "Tarn closes its old bridge"),
        ("subtitle", "Mayor says repair would cost more than a new one"),
        ("byline", "Ida Lund"),
        ("byline", "Correspondent, Tarn"),
        ("bio", "Ida; a journalist with 9 years of experience. Wrote for two weeklies. Lives in Orr."),
        ("body", LEAD),
        ("body", MORE),
    ],
    "byline that says By, agency, date": [
        ("title", "Tarn closes its old bridge"),
        ("byline", "By Ida Lund and Per de Witt"),
        ("byline", "Reuters"),
        ("dateline", "Monday, May 18, 2015"),
        ("body", LEAD),
    ],
    "standfirst with a full stop, above the byline": [
        ("title", "Tarn closes its old bridge"),
        ("subtitle", "The repair would cost more than a new one, says the mayor."),
        ("byline", "By Ida Lund"),
        ("body", LEAD),
    ],
    "no title: the first line is a sentence": [("body", LEAD), ("body", MORE)],
    "no title: the text begins with its dateline": [("body", f"TARN (AP) — {LEAD}"), ("body", MORE)],
    "a question for a title": [("title", "Who will pay for the bridge?"), ("body", LEAD)],
    "a title in capitals and small letters, with a full stop": [
        ("title", "Tarn Closes Its Bridge After Velk Warning."),
        ("body", LEAD),
    ],
    "a title that a web page's menu stands above": [
        ("boilerplate", "Skip to main content"),
        ("title", "Tarn closes its old bridge"),
        ("dateline", "Published 3 May 2024 10:20 GMT"),
        ("body", LEAD),
    ],
    "section headings": [
        ("title", "Tarn closes its old bridge"),
        ("body", LEAD),
        ("subtitle", "Velk’s objection"),
        ("body", LAST),
        ("subtitle", "What happens next?"),
        ("body", MORE),
        ("subtitle", "== Reactions =="),
        ("body", LAST),
    ],
    "what introduces a quotation is no heading": [("body", LEAD), ("body", "Velk added:"), ("body", LAST)],
    "captions": [
        ("title", "Tarn closes its old bridge"),
        ("caption", "The old bridge on Monday. Photo: Per Orr."),
        ("body", LEAD),
        ("caption", "(Photo: courtesy of the town of Tarn)"),
        ("body", MORE),
        ("caption", "FILE PHOTO: The bridge in 1999"),
        ("caption", "Divers under the bridge. Orr/Getty Images"),
        ("body", LAST),
    ],
    "a photo that the story tells of is no caption": [
        ("body", LEAD),
        ("body", "Velk posted a photo: the crack was as wide as her hand, and water ran out of it."),
    ],
    "comment form": [
        ("title", "Tarn closes its old bridge"),
        ("body", LEAD),
        ("boilerplate", "Leave a Reply"),
        ("boilerplate", "Your email address will not be shown. Required fields are marked with a star."),
        ("boilerplate", "Name"),
    ],
    "comments, counted": [
        ("body", LEAD),
        ("body", MORE),
        ("boilerplate", "12 Comments"),
        ("boilerplate", "See what people are discussing"),
        ("boilerplate", "I never liked that bridge."),
    ],
    "related links": [
        ("body", LEAD),
        ("body", MORE),
        ("boilerplate", "Related articles"),
        ("boilerplate", "Why the ferry of Orr was sold to a firm from abroad"),
        ("boilerplate", "© 2025 The Tarn Weekly. All rights reserved."),
    ],
    "a notice between paragraphs takes nothing along": [
        ("body", LEAD),
        ("boilerplate", "Advertisement"),
        ("body", QUIET),
        ("boilerplate", "Read more: Why the ferry of Orr was sold"),
        ("body", QUIET),
        ("boilerplate", "Share this"),
    ],
    "body goes on behind what looks like its end": [
        ("body", LEAD),
        ("boilerplate", "Comments"),
        ("body", f"{MORE} {LAST}"),
        ("body", QUIET),
    ],
    "body of single sentences goes on behind a marker": [
        ("body", LEAD),
        ("boilerplate", "Related stories"),
        ("body", MORE),
        ("body", LAST),
        ("body", MORE),
    ],
    "words that begin a notice also begin a sentence": [
        ("body", LEAD),
        ("body", "Copyright law is to change, the minister said. The bill comes in May."),
        ("body", "By continuing the strike, the union risks a fine, a judge said. It has until Friday."),
        ("body", "Subscribers left in thousands. The firm did not say how many of them it had in all."),
    ],
    "the writer at the end": [
        ("title", "Tarn closes its old bridge"),
        ("byline", "By Ida Lund"),
        ("body", LEAD),
        ("body", MORE),
        ("bio", "Ida Lund is a staff writer for the Tarn Weekly."),
        ("bio", "Per Orr contributed to this report."),
    ],
    "a person of the story at the end": [
        ("body", LEAD),
        ("body", LAST),
        ("body", "Ana Velk is a former editor of the Tarn Weekly."),
    ],
    "a journalist whom the story is about": [
        ("title", "Writer jailed in Tarn"),
        ("body", "Kim Oder, a journalist who wrote about the bridge, was jailed on Monday. She will appeal."),
        ("body", MORE),
    ],
    "a signature and an agency": [
        ("body", LEAD),
        ("body", MORE),
        ("byline", "— Ida Lund"),
        ("byline", "Associated Press"),
    ],
    "a list is body": [
        ("body", LEAD),
        ("body", "What is known:"),
        ("body", "- three spans are cracked"),
        ("body", "- nine boats were moved"),
        ("body", QUIET),
    ],
    "verse is body": [
        ("body", "The sea is grey, the sea is wide,"),
        ("body", "It carries boats from side to side,"),
        ("body", "And nobody can tell the tide"),
        ("body", "Where it should rest."),
    ],
    "dates that head the parts of a timeline": [
        ("title", "How the bridge came to be closed"),
        ("body", "A crack was seen last year and nobody closed the bridge."),
        ("dateline", "May 5"),
        ("body", "A diver reports the crack."),
        ("dateline", "May 7"),
        ("body", "The mayor asks for money."),
    ],
    "one line without a full stop": [("body", "Police closed the bridge on Monday")],
    "two lines without a full stop": [
        ("title", "Bridge closed"),
        ("body", "Police closed the bridge of Tarn on Monday"),
    ],
    "Chinese": [
        ("title", "塔恩关闭旧桥"),
        ("body", "市议会周一投票决定关闭旧桥。无人反对。"),
        ("body", "工程五月开始。"),
    ],
}


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_zones(article):
    """Each paragraph gets the zone that a reader would give it."""
    document = Document.from_text("\n\n".join(text for _, text in article))
    assert [(paragraph.zone, paragraph.text) for paragraph in document.paragraphs] == article


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_title_is_the_title_zone(article):
    """The document's title is the paragraph in the title zone, None without one."""
    document = Document.from_text("\n\n".join(text for _, text in article))
    titles = [text for zone, text in article if zone == "title"]
    assert [document.title] == (titles or [None])


DATELINES = [
    # city, month and day
    ("Washington, February 6: The report", "Washington", "XXXX-02-06"),
    # city in capitals and a dash
    ("BOSTON — The court", "BOSTON", None),
    # with country and agency
    ("KABUL, Afghanistan (AP) — Seven men", "KABUL, Afghanistan", None),
    # day before month, year, agency
    ("LONDON, 3 May 2024 (Reuters) - The bank", "LONDON", "2024-05-03"),
    # an abbreviated month and two hyphens
    ("TARN, Orr, Oct. 3 (Xinhua) -- Nine men", "TARN, Orr", "XXXX-10-03"),
    # an abbreviated state and a spaced hyphen
    ("NEWPORT NEWS, Va. - In a hall", "NEWPORT NEWS, Va.", None),
    # a known city and a colon
    ("ISLAMABAD: The office", "ISLAMABAD", None),
    # an agency alone
    ("(CNN) — The president", None, None),
    # an agency and nothing behind it
    ("Los Angeles (CNN)The mayor", "Los Angeles", None),
    # two cities
    ("BEIJING/SHANGHAI, Oct 3 (Reuters) - A firm", "BEIJING/SHANGHAI", "XXXX-10-03"),
    # the date first
    ("February 6, 2026, Washington – The report", "Washington", "2026-02-06"),
    # the date alone
    ("May 5, 2024 — The court", None, "2024-05-05"),
    # a weekday
    ("Dhaka, Friday: A ferry", "Dhaka", "XXXX-WXX-5"),
    # an underscore for the dash
    ("PORT-AU-PRINCE, Haiti (AP) _ A storm", "PORT-AU-PRINCE, Haiti", None),
    # a bar for the dash, two cities
    ("WASHINGTON/LONDON | The banks", "WASHINGTON/LONDON", None),
    ("NEW YORK and LONDON — The banks", "NEW YORK and LONDON", None),
    # the agency between slashes, a stop behind the date
    ("PARIS, March 3, 2026 /PRNewswire/ -- The firm", "PARIS", "2026-03-03"),
    ("TARN, March 3. — The bridge", "TARN", "XXXX-03-03"),
]


@pytest.mark.parametrize(("text", "place", "value"), DATELINES)
def test_dateline(text, place, value):
    """Place and date are read, and the body starts behind them."""
    found = match_dateline(text)
    assert (found.place, found.value) == (place, value)
    assert text[: found.end].rstrip() == found.text
    assert text[found.end :].split()[0] in {"The", "Seven", "Nine", "In", "A"}


@pytest.mark.parametrize(
    "text",
    [
        # a speaker in a transcript
        "WALLACE: Let us start with the news",
        # a title with a name in front
        "Velk: Bridge will not be mended",
        # a dash behind a subject
        "Oder — a surgeon by training — said nothing",
        # capitals that shout
        "FELLOW DOCTORS DO NOT WANT TO KNOW HIM — Oder may be rich",
        # an acronym that the sentence goes on with
        "NASA — the agency that flew to the moon — said so",
        # a date that a timeline entry begins with
        "May 5: The diver reports a crack",
        # a word that announces
        "BREAKING — The bridge is closed",
        "OPINION | Who pays for the bridge?",
        # words in capitals that open a sentence
        "THE MINISTER said that the bridge is closed",
        # a preposition
        "In May 2025 - The year of the storm - it fell",
        # a sentence
        "The court in Boston said on Monday that it would sit again",
    ],
)
def test_no_dateline(text):
    """What only looks like a dateline is left in the body."""
    assert match_dateline(text) is None


def test_dateline_is_a_prefix_of_a_body_paragraph():
    """The paragraph keeps its dateline; the document says where the body behind it starts."""
    document = Document.from_text(f"Bridge closed\n\nTARN, Feb. 6 (AP) — {LEAD}")
    dateline = document.dateline
    assert document.body[0].start == dateline.start
    assert document.text[dateline.end :] == LEAD
    assert document.text[dateline.start : dateline.end].rstrip() == dateline.text


def test_line_of_its_own_gives_the_date():
    """A date under the title dates an article whose dateline has a place alone."""
    document = Document.from_text(f"Bridge closed\nMonday, May 18, 2015\nBOSTON — {LEAD}")
    assert (document.dateline.place, document.dateline.value) == ("BOSTON", "2015-05-18")


def test_range_of_dates_is_no_dateline():
    """The dates of an archive's captures do not date the article."""
    document = Document.from_text(f"Bridge closed\n31 Aug 2014 - 30 Oct 2020\n{LEAD}\n{MORE}")
    assert document.paragraphs[1].zone == "dateline"
    assert document.dateline is None


@pytest.mark.parametrize("date", ["February 31", "April 31, 2026", "Smarch 3", "May 45"])
def test_no_impossible_date(date):
    """A day that no month has is not read as a date."""
    found = match_dateline(f"BOSTON, {date} (AP) — The court")
    assert found is None or found.value is None
