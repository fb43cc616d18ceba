"""The page in a real browser: opened from disk, read, clicked, filtered, reviewed, saved.

Needs Chromium and playwright; axe-playwright-python for the check by axe-core. Without them the tests say so.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run
from llmclaims.verification.decisions import read_decisions
from llmclaims.verification.review import gold, review
from tests.support.html_browser import Opened, chromium, mark, needs_chromium, playwright, written
from tests.support.html_runs import FERRY, HEBREW, called, large_run, whole_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

expect = playwright.expect
pytestmark = needs_chromium
pytest_generate_tests = mark
NAMED = called(whole_run())
"""The handles of its claims, as the page and every table show them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the run that has everything."""
    return written(whole_run(), tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture
def opened(browser: Any, page_file: Path) -> Iterator[Opened]:
    """That page, in a fresh profile, at a desk's width."""
    context = browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True)
    found = Opened(context, page_file)
    yield found
    assert found.said == []
    assert found.asked == [page_file.as_uri()]
    context.close()


def test_articles_are_shown_letter_for_letter(opened):
    """Every paragraph reads as it stands, emoji and Hebrew too."""
    shown = opened.page.locator(".text :is(p, h2)").evaluate_all("all => all.map(one => one.textContent)")
    wanted = [one for one in (FERRY + "\n" + HEBREW).split("\n") if one]
    assert shown == wanted


def test_every_claim_is_underlined_where_it_stands(opened):
    """The underlined pieces of each claim are its quote, parts and crossings included."""
    for claim in whole_run().claims:
        if not claim.spans:
            continue
        face = opened.page.locator(".face", has_text=f"“{claim.quote}”").first
        face.click()
        pieces = opened.page.locator(".seg.on").all_text_contents()
        assert "".join(pieces) == "".join(claim.quote.split(" … "))
        face.press("Escape")


def test_crossing_claims_have_lanes_of_their_own(opened):
    """Where a relation's words cross two events, each has its own line under them."""
    lanes = opened.page.locator(".seg", has_text="on Friday").first.evaluate(
        "one => ['--l0', '--l1', '--l2'].map(name => one.style.getPropertyValue(name))"
    )
    assert sorted(lanes) == ["", "var(--line-event)", "var(--line-relation)"]


def test_clicking_goes_both_ways(opened):
    """A click on the words opens their claim, innermost first and then outwards; one on the claim marks its words."""
    words = opened.page.locator(".seg", has_text="cancelled").last
    words.click()
    first = opened.page.locator(".card.on .handle").text_content()
    opened.page.locator(".seg", has_text="cancelled").last.click()
    assert {first, opened.page.locator(".card.on .handle").text_content()} == {NAMED["e1"], NAMED["r1"]}
    opened.card("s1").locator(".face").click()
    expect(opened.page.locator(".seg.on")).to_have_text(["We did not see a light on that boat"])
    expect(opened.page.locator(".role", has_text="Captain Mo Ruud").first).to_be_attached()


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"kind": "relation"}, ["r1", "r1 elsewhere"]),  # one in the article, one across articles
        ({"kind": "pledge"}, ["p1"]),  # a user's own kind
        ({"speaker": "Ola Brand"}, ["s2", "s3"]),  # under one name, be it "the skipper" or "he" in the text
        ({"verdict": "rejected"}, ["✗ refused", "✗ refused"]),
        ({"code": "NEGATION_ALTERED"}, ["✗ refused"]),
        ({"document": "2."}, ["s1 elsewhere"]),
        ({"reading": "read"}, ["s2"]),
        ({"kind": "statement", "document": "1.", "verdict": "verified"}, ["s1", "s2", "s3"]),
    ],
)
def test_filters_show_what_passes(opened, filters, shown):
    """Each filter leaves the claims that pass all of them."""
    opened.choose(**filters)
    expect(opened.page.locator(".card .handle")).to_have_text([NAMED.get(one, one) for one in shown])


def test_a_page_opens_with_the_most_salient_claims_and_shows_the_rest(browser, tmp_path):
    """Two of each article until the filter is cleared; another number can be chosen."""
    run = whole_run()
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    found = Opened(context, written(run, tmp_path / "top.html", top=2))
    cards = found.page.locator(".card")
    expect(cards).to_have_count(len(run.top(2)))
    expect(found.page.locator("#filtered")).to_contain_text(f"{len(run.top(2))} of")
    found.choose(salience="the top 5")
    expect(cards).to_have_count(len(run.top(5)))
    found.page.get_by_role("button", name="Clear").click()
    expect(cards).to_have_count(len(run.claims) + len(run.rejections))
    assert found.said == []
    context.close()


def test_the_text_filter_looks_into_every_field(opened):
    """A word of a refusal's draft, of a quote, the handle that a table shows, and nothing."""
    opened.open_filters()
    box = opened.page.get_by_label("Text", exact=True)
    for words, count in (("everybody", 1), ("RADAR SETS", 1), (NAMED["e3"], 1), ("zeppelin", 0)):
        box.fill(words)
        expect(opened.page.locator(".card")).to_have_count(count)


def test_refused_drafts_stand_beside_the_nearest_text(opened):
    """Its card says why, and a click marks the words that come closest."""
    refused = opened.page.locator(".card.kind-rejected").first
    expect(refused).to_contain_text("The quote leaves out “nobody”.")
    refused.locator(".face").click()
    expect(opened.page.locator(".seg.on")).to_have_text(["nobody was hurt"])
    expect(opened.page.locator(".row.has-on .text")).to_have_text(re.compile("^She added"))


def test_the_other_views_lead_back_to_the_claims(opened):
    """Who said what, the timeline and the relations show what they should; a click goes to the claim."""
    opened.page.keyboard.press("2")
    expect(opened.page.locator(".speaker summary", has_text="Ola Brand")).to_have_count(1)
    opened.page.keyboard.press("3")
    expect(opened.page.locator(".time h3", has_text="2026-05-01")).to_have_count(1)
    opened.page.keyboard.press("4")
    opened.page.wait_for_selector(".graph svg path")
    expect(opened.page.locator(".graph")).to_have_count(2)
    expect(opened.page.locator(".graph .of").nth(1)).to_be_attached()  # one group reaches across articles
    opened.page.locator(".graph .ties button", has_text="supports").click()
    expect(opened.page.locator(".card.on")).to_have_text(re.compile("^" + NAMED["r1 elsewhere"]))


def test_a_review_without_the_mouse(opened):
    """Keys move, decide and write a note; what is typed into a field is no command."""
    page = opened.page
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.type("a note, rejected")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#decided")).to_have_text(re.compile("^2 of 10"))
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(page.locator("#decided")).to_have_text(re.compile("^1 of 10"))
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()


def saved(opened: Opened, path: Path) -> Path:
    """The decisions as the page saves them."""
    with opened.page.expect_download() as download:
        opened.page.locator("#save").click()
    download.value.save_as(path)
    return path


def test_decisions_are_kept_saved_and_loaded(opened, tmp_path):
    """They outlive a reload, go to a file that the library reads, and come back from it into a fresh page."""
    page = opened.page
    page.locator("#reviewer").fill("Ada 🛟")
    opened.card("e1").locator(".face").click()
    page.locator(".controls .accept").click()
    opened.card("s1").locator(".face").click()
    page.locator(".controls textarea").fill("</script> is no end")
    page.locator(".controls .reject").click()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("#decided")).to_have_text(re.compile("^2 of 10"))
    found = read_decisions(saved(opened, tmp_path / "decisions.jsonl"))
    assert [(one.decision, one.note, one.reviewer) for one in found] == [
        ("accept", "", "Ada 🛟"), ("reject", "</script> is no end", "Ada 🛟"),
    ]  # fmt: skip
    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("#decided")).to_have_text(re.compile("^0 of 10"))
    page.locator("#file").set_input_files(tmp_path / "decisions.jsonl")
    expect(page.locator("#decided")).to_contain_text("2 of 10")
    opened.asked[1:] = []  # the reloads


def test_a_corrected_quote_must_stand_in_the_article(opened, tmp_path):
    """Words that do not stand there cannot be kept; those that do become gold when the rules hold."""
    page = opened.page
    opened.card("e3").locator(".face").click()
    page.locator(".controls .correct").click()
    quote = page.get_by_label("Quote: words of the article")
    done = page.locator(".correction button.main")
    expect(done).to_be_enabled()
    quote.fill("The harbour office plans to jail both crews on Monday")
    expect(done).to_be_disabled()
    expect(page.locator(".correction .says")).to_contain_text("does not stand in the article")
    quote.fill("The harbour office plans to question both crews")
    page.get_by_label("trigger").fill("questions")
    expect(page.locator(".correction .says")).to_contain_text("trigger does not stand in the quote")
    page.get_by_label("trigger").fill("question both crews")
    page.get_by_label("type").select_option("CONSULT")
    done.click()
    expect(opened.card("e3")).to_contain_text("corrected")
    run = whole_run()
    found = read_decisions(saved(opened, tmp_path / "decisions.jsonl"))
    judged = review(run, found)
    assert not judged.refused
    corrected = next(one for one in gold(run, found) if one["record"] == "event" and "optional" not in one)
    assert (corrected["quote"], corrected["type"]) == (
        "The harbour office plans to question both crews",
        "CONSULT",
    )


def test_a_browser_that_keeps_nothing_says_so(browser, page_file):
    """Where storage is denied the page works, warns, and still saves."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })"
    found = Opened(context, page_file, before=denied)
    expect(found.page.locator("#warning")).to_contain_text("save your decisions")
    found.page.keyboard.press("j")
    found.page.keyboard.press("a")
    expect(found.page.locator("#decided")).to_have_text(re.compile("^1 of 10"))
    assert found.said == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["1", "2", "3", "4"])
def test_axe_finds_nothing(browser, page_file, scheme, view):
    """Contrast, names and roles hold in every view, light and dark, with a claim under correction open."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    # axe-core puts its own script into the page, which the page's policy rightly forbids.
    context = browser.new_context(
        viewport={"width": 1300, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    found = Opened(context, page_file)
    found.page.keyboard.press(view)
    if view == "1":
        found.card("e1").locator(".face").click()
        found.page.locator(".controls .correct").click()
    found.page.wait_for_timeout(150)
    result = axe.Axe().run(found.page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in result.response["violations"]] == []
    context.close()


def test_on_a_phone_nothing_runs_off_the_side(browser, page_file):
    """At 320 CSS pixels nothing scrolls sideways, and a tap on the words shows their claim."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True)
    found = Opened(context, page_file)
    found.page.locator(".seg", has_text="We did not see").tap()
    expect(found.page.locator(".card.on")).to_be_visible()
    for view in "1234":
        found.page.keyboard.press(view)
        found.page.wait_for_timeout(50)
        assert found.page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_print_has_every_article_and_no_controls(browser, tmp_path):
    """Printing fills the articles that were never scrolled to, and leaves the buttons out."""
    run = large_run(12, 8)
    context = browser.new_context(viewport={"width": 1300, "height": 700})
    found = Opened(context, written(run, tmp_path / "large.html"))
    assert found.page.locator(".card").count() < 96
    assert len(found.page.pdf()) > 10_000
    expect(found.page.locator(".card")).to_have_count(96)
    found.page.emulate_media(media="print", color_scheme="dark")
    expect(found.page.locator("#save")).to_be_hidden()
    ink = found.page.locator(".text p").first.evaluate("one => getComputedStyle(one).color")
    assert (
        max(int(one) for one in re.findall(r"\d+", ink)) < 100
    )  # dark on white paper, whatever the screen's colours
    context.close()


def test_a_run_without_texts_shows_its_claims(browser, tmp_path):
    """Without the articles each claim still stands under its paragraph with its quote."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    found = Opened(context, written(whole_run(), tmp_path / "bare.html", text=False))
    expect(found.card("e1")).to_contain_text("Halden Ferry Line cancelled")
    found.card("e1").locator(".face").click()
    expect(found.page.locator(".controls .correct")).to_have_count(0)
    assert found.said == []
    context.close()


def test_two_hundred_articles_open_and_can_be_filtered(browser, tmp_path):
    """A page of 10,000 claims fills only what is near the screen, finds any claim, and goes there."""
    run = large_run(200, 50)
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    found = Opened(context, written(run, tmp_path / "large.html"))
    expect(found.page.locator("section.article")).to_have_count(200)
    assert found.page.locator(".card").count() < 1_000
    found.open_filters()
    found.page.get_by_label("Text", exact=True).fill("crew 199-49 ")
    expect(found.page.locator(".card")).to_have_count(1)
    found.page.get_by_role("button", name="Clear").click()
    expect(found.page.locator("section.article")).to_have_count(200)
    found.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(found.page.locator("section.article").nth(199).locator(".card")).to_have_count(50)
    assert found.said == []
    context.close()


def odd_run() -> Extraction:
    """Claims of no document, of a paragraph that is not there, and with spans that end before they begin."""
    run = whole_run()
    first, claim = run.documents[0], run.claims[0]
    odd = (
        replace(claim, id="odd-1", document="nowhere"),
        replace(claim, id="odd-2", paragraph=99),
        replace(claim, id="odd-3", spans=((90, 80), (-5, 3), (10_000, 10_001))),
        replace(claim, id="odd-4", paragraph=None, spans=()),
        replace(claim, id="odd-5", quote=None, mentions={"trigger": ((5000, 1),)}),
    )
    return replace(run, records=(first, *odd))


@pytest.mark.parametrize(
    ("run", "cards"),
    [
        (Extraction(run=Run(provider="", model="")), 0),  # nothing at all
        (replace(whole_run(), records=whole_run().documents), 0),  # articles without claims
        (odd_run(), 5),  # what only a forged or broken file holds
    ],
)
def test_a_bare_or_broken_run_still_opens(browser, tmp_path, run, cards):
    """Every record has its card, every view opens, and nothing is said on the console."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    found = Opened(context, written(run, tmp_path / "page.html"))
    expect(found.page.locator(".card")).to_have_count(cards)
    for number in range(cards):
        found.page.locator(f"[data-item='{number}'] .face").click()
        expect(found.page.locator(".card.on")).to_have_count(1)
    for view in "2341":
        found.page.keyboard.press(view)
    assert found.said == []
    context.close()


def test_a_note_on_a_decided_claim_is_kept_while_the_next_button_is_pressed(opened, tmp_path):
    """Leaving the note by pressing another decision keeps both."""
    page = opened.page
    opened.card("e1").locator(".face").click()
    page.locator(".controls .accept").click()
    page.locator(".controls textarea").fill("on second thought")
    page.locator(".controls .reject").click()
    found = read_decisions(saved(opened, tmp_path / "decisions.jsonl"))
    assert [(one.decision, one.note) for one in found] == [("reject", "on second thought")]


def test_the_page_takes_words_selected_in_the_article(opened):
    """What is selected with the mouse becomes the corrected quote."""
    page = opened.page
    opened.card("s2").locator(".face").click()
    page.locator(".controls .correct").click()
    page.evaluate(
        """() => {
            const line = [...document.querySelectorAll('.text p')].find(one => one.textContent.includes('turned off its lights'));
            const node = [...line.querySelectorAll('.seg')].find(one => one.textContent.includes('trawler')).firstChild;
            getSelection().setBaseAndExtent(node, 0, node, node.length);
        }"""
    )
    page.wait_for_timeout(50)
    page.get_by_role("button", name="Take the words").click()
    expect(page.get_by_label("Quote: words of the article")).to_have_value(
        "the trawler had turned off its lights"
    )


def test_decisions_of_the_page_are_json_lines(opened, tmp_path):
    """One object a line, with what the library needs and nothing that is not its own."""
    opened.page.keyboard.press("j")
    opened.page.keyboard.press("a")
    lines = saved(opened, tmp_path / "d.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[0])
    assert len(lines) == 1
    assert list(record) == ["record", "run", "claim", "document", "decision", "note", "reviewer", "decided"]
