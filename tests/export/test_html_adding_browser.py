"""Claims that a run missed, added on the page in a real browser; and what a review shows of what was changed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims import Document
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run
from llmclaims.schema.claims import Claim
from llmclaims.verification.decisions import read_decisions
from llmclaims.verification.review import gold, review
from tests.support.html_browser import Opened, chromium, mark, needs_chromium, playwright, written
from tests.support.html_pages import SELECT
from tests.support.html_runs import FERRY, called, large_run, whole_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

expect = playwright.expect
pytestmark = needs_chromium
pytest_generate_tests = mark


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
    """That page, in a fresh profile, on a laptop."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True)
    found = Opened(context, page_file)
    yield found
    assert found.said == []
    context.close()


def selected(opened: Opened, words: str, nth: int = 0) -> None:
    """Select the nth place of some words, as the mouse does."""
    assert opened.page.evaluate(SELECT, [words, nth])
    opened.page.wait_for_timeout(50)


def field(opened: Opened, name: str) -> Any:
    """The field of the form that is called so."""
    form = opened.page.locator(".correction")
    roles = [form.get_by_role(role, name=name, exact=True) for role in ("combobox", "textbox")]
    return roles[0].or_(roles[1])


def fill(opened: Opened, **fields: str) -> None:
    """Fill fields of the form by their labels: choices are chosen."""
    for name, value in fields.items():
        control = field(opened, name.replace("_", " "))
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def says(opened: Opened) -> Any:
    """What the form says of what is filled, to be expected."""
    return expect(opened.page.locator(".correction .says"))


def saved(opened: Opened, path: Path) -> list[dict[str, Any]]:
    """The records of the file that the page saves."""
    with opened.page.expect_download() as download:
        opened.page.locator("#save").click()
    download.value.save_as(path)
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]


def reloaded(opened: Opened) -> None:
    """The page opened again in the same browser."""
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]", state="attached")


def test_a_missed_claim_is_added_with_the_mouse(opened, tmp_path):
    """Words are selected, the kind is chosen, the fields are filled: the file has their place in code points, and it is gold."""
    selected(opened, "She added that nobody was hurt")
    opened.page.locator("#pick").click()
    fill(opened, Kind="statement", speaker="She", cue="added", speaker_type="unnamed", polarity="negative")
    opened.page.get_by_label("Quote: words of the article").fill("nobody was hurt")
    says(opened).to_have_text("It stands in the article.")
    opened.page.get_by_role("button", name="Add the claim").click()
    expect(opened.page.locator(".card.on")).to_have_text(re.compile(r"^\+1"))
    expect(opened.page.locator(".seg.on")).to_have_text(["nobody was hurt"])
    expect(opened.page.locator("#decided")).to_contain_text("1 added")
    opened.page.locator("#reviewer").fill("Ada")
    (record,) = saved(opened, tmp_path / "decisions.jsonl")
    start, end = record["spans"][0]
    assert FERRY[start:end] == "nobody was hurt"  # behind two characters of two units each
    assert (record["kind"], record["reviewer"]) == ("statement", "Ada")
    run = whole_run()
    (_, claim), *_ = review(run, read_decisions(tmp_path / "decisions.jsonl")).added
    assert isinstance(claim, Claim), claim
    assert claim.spans == ((start, end),)
    assert list(gold(run, read_decisions(tmp_path / "decisions.jsonl")))[-1]["quote"] == "nobody was hurt"


def test_an_added_claim_outlives_a_reload_and_comes_back_from_its_file(opened, tmp_path):
    """It is kept by the browser, loaded from a file once, changed, and removed."""
    selected(opened, "will train all crews")
    opened.page.keyboard.press("m")
    fill(opened, Kind="event", trigger="train", type="OTHER", modality="planned")
    opened.page.get_by_role("button", name="Add the claim").click()
    saved(opened, tmp_path / "decisions.jsonl")
    reloaded(opened)
    expect(opened.card("+1")).to_contain_text("train")
    opened.page.locator("#file").set_input_files(tmp_path / "decisions.jsonl")
    expect(opened.page.locator("#status")).to_contain_text("1 record loaded")
    expect(opened.page.locator(".handle", has_text="+")).to_have_count(1)
    opened.card("+1").locator(".face").click()
    opened.page.get_by_role("button", name="Change").click()
    fill(opened, trigger="will train")
    opened.page.get_by_role("button", name="Keep the claim").click()
    expect(opened.page.locator(".card.on")).to_contain_text("will train")
    opened.page.keyboard.press("u")
    expect(opened.page.locator(".handle", has_text="+")).to_have_count(0)
    expect(opened.page.locator("#save")).to_be_disabled()


def test_the_form_says_at_once_what_is_missing(opened):
    """What is empty, what does not stand where it must, and what is too short, each in words and by its name."""
    selected(opened, "The harbour office will buy")
    opened.page.keyboard.press("m")
    fill(opened, Kind="event")
    says(opened).to_have_text("trigger is empty. type is empty.")
    fill(opened, trigger="crews", type="OTHER", location="Port Halden")
    says(opened).to_have_text(
        "trigger does not stand in the quote. location does not stand in the paragraph."
    )
    fill(opened, trigger="buy", location="")
    opened.page.locator(".correction fieldset button", has_text="Add one").click()
    fill(opened, mention="The coast guard")
    says(opened).to_contain_text("participant 1 does not stand in the paragraph.")
    expect(opened.page.get_by_role("button", name="Add the claim")).to_be_disabled()
    opened.page.get_by_label("Quote: words of the article").fill("buy two")
    says(opened).to_contain_text("too short")
    opened.page.get_by_role("button", name="Cancel", exact=True).click()
    expect(opened.page.locator(".adding")).to_have_count(0)


def test_a_claim_is_added_without_the_mouse(opened, tmp_path):
    """Beside the chosen claim the words are typed instead of selected."""
    opened.card("e3").locator(".face").focus()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("m")
    opened.page.keyboard.type("nobody was hurt")
    fill(opened, Kind="statement", speaker="She", cue="added", speaker_type="unnamed", polarity="negative")
    opened.page.locator(".correction button[type=submit]").press("Enter")
    (record,) = saved(opened, tmp_path / "decisions.jsonl")
    assert record["spans"] == [[FERRY.index("nobody"), FERRY.index("nobody") + 15]]


def test_a_kind_of_ones_own_and_a_relation_can_be_added(opened, tmp_path):
    """Their fields come from the run: a pledge's own, and the claims that a relation may name."""
    selected(opened, "will train all crews")
    opened.page.keyboard.press("m")
    fill(opened, Kind="pledge", promiser="The harbour office")
    opened.page.get_by_role("button", name="Add the claim").click()
    selected(opened, "cancelled its night crossings on Friday because a trawler had rammed the Sea Lark")
    opened.page.keyboard.press("m")
    fill(opened, Kind="relation")
    ends = field(opened, "source").locator("option")
    expect(ends.filter(has_text=re.compile("^" + called(whole_run())["e2"]))).to_have_count(1)
    run = whole_run()
    ids = {claim.quote: claim.id for claim in run.claims}
    source, target = (
        ids["a trawler had rammed the Sea Lark"],
        ids["The Halden Ferry Line cancelled its night crossings on Friday"],
    )
    fill(opened, source=source, target=target, type="causes", signal="because")
    opened.page.get_by_role("button", name="Add the claim").click()
    saved(opened, tmp_path / "decisions.jsonl")
    found = review(run, read_decisions(tmp_path / "decisions.jsonl"))
    assert found.not_added == ()
    assert {one.kind for one, _ in found.added} == {"relation", "pledge"}


def test_kinds_of_which_the_run_found_none_can_be_added(browser, tmp_path):
    """That is where most was missed."""
    run = whole_run()
    bare = replace(run, records=run.documents)
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    found = Opened(context, written(bare, tmp_path / "bare.html"))
    selected(found, "She added that nobody was hurt")
    found.page.keyboard.press("m")
    kinds = field(found, "Kind").locator("option")
    expect(kinds).to_have_text(["event", "statement", "relation"])
    assert found.said == []
    context.close()


TWICE = "Storm\n\n🛟 The old pier was closed on Monday. Boats waited. The old pier was closed on Monday.\n"


def test_the_place_that_was_selected_is_the_claims(browser, tmp_path):
    """Of two equal sentences the second, half of its first word included."""
    run = Extraction(
        run=Run(provider="tests", model="none"), records=(Document.from_text(TWICE, path="storm.txt"),)
    )
    context = browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True)
    found = Opened(context, written(run, tmp_path / "storm.html"))
    selected(found, "e old pier was closed", 1)
    found.page.keyboard.press("m")
    fill(found, Kind="event", trigger="closed", type="OTHER")
    found.page.get_by_role("button", name="Add the claim").click()
    (record,) = saved(found, tmp_path / "decisions.jsonl")
    at = TWICE.rindex("The old pier")
    assert record["spans"] == [[at, at + len("The old pier was closed")]]
    claim = review(run, read_decisions(tmp_path / "decisions.jsonl")).added[0][1]
    assert claim.start == at
    context.close()


def test_added_lines_that_cannot_be_shown_are_said(opened, tmp_path):
    """Another run's, a broken one and one of no kind are left out with the reason."""
    good = {
        "record": "added",
        "kind": "event",
        "document": whole_run().documents[0].id,
        "spans": [[60, 70]],
        "body": {},
    }
    bad = [
        good | {"document": "x"},
        good | {"kind": "rumour"},
        good | {"spans": [[5, 1]]},
        good | {"spans": [[10, 300]]},
    ]
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in bad), encoding="utf-8")
    opened.page.locator("#file").set_input_files(path)
    expect(opened.page.locator("#status")).to_contain_text(
        "0 records loaded; 4 lines left out: line 1 adds a claim"
    )
    expect(opened.page.locator(".handle", has_text="+")).to_have_count(0)


def test_the_reviewers_name_is_that_at_saving(opened, tmp_path):
    """What was decided before the name was typed has it; what another decided keeps theirs."""
    other = {
        "record": "decision",
        "claim": whole_run().claims[3].id,
        "decision": "accept",
        "note": "",
        "reviewer": "Ben",
    }
    path = tmp_path / "ben.jsonl"
    path.write_text(json.dumps(other) + "\n", encoding="utf-8")
    opened.page.locator("#file").set_input_files(path)
    expect(opened.page.locator("#decided")).to_contain_text("1 of 10")
    opened.page.keyboard.press("j")
    opened.page.keyboard.press("a")
    opened.page.locator("#reviewer").fill("Ada")
    assert [one["reviewer"] for one in saved(opened, tmp_path / "d.jsonl")] == ["Ada", "Ben"]


def test_a_corrected_card_shows_what_it_was_corrected_to(opened):
    """Face, marked words and fields are the new ones, with the old beside them; undone, they are as before."""
    opened.card("s2").locator(".face").click()
    opened.page.locator(".controls .correct").click()
    fill(opened, speaker="Ola Brand", speaker_name="", act="deny")
    opened.page.get_by_role("button", name="Keep the correction").click()
    card = opened.card("s2")
    expect(card.locator(".head")).to_contain_text("Ola Brand said, deny", use_inner_text=True)
    expect(card.locator(".fields del").first).to_contain_text("the skipper")
    opened.page.keyboard.press("2")
    opened.page.keyboard.press("1")
    expect(opened.card("s2").locator(".aside")).to_contain_text("deny")
    reloaded(opened)
    expect(opened.card("s2").locator(".aside")).to_contain_text("deny")
    opened.card("s2").locator(".face").click()
    opened.page.keyboard.press("u")
    expect(opened.card("s2").locator(".head")).to_contain_text(
        "the skipper Ola Brand said", use_inner_text=True
    )


def test_j_begins_at_the_top(browser, tmp_path):
    """Also where a claim without a paragraph stands at the end of the article."""
    run = whole_run()
    loose = replace(run.claims[0], id="loose", paragraph=None, spans=(), quote=None)
    first = run.records[0]
    run = replace(run, records=(first, loose, *run.records[1:]))
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    found = Opened(context, written(run, tmp_path / "page.html"))
    found.page.keyboard.press("j")
    expect(found.page.locator(".card").first).to_contain_class("on")
    found.page.keyboard.press("j")
    expect(found.page.locator(".card").nth(1)).to_contain_class("on")
    context.close()


def test_the_header_leaves_room_on_a_laptop(opened):
    """At 1280 by 860 it takes an eighth of the screen at most."""
    assert opened.page.locator("#top").evaluate("one => one.offsetHeight") <= 107
    opened.open_filters()
    expect(opened.page.locator("#filter select").first).to_be_visible()


def test_fields_have_words(opened):
    """No path of a field and no underscore is shown, and a quote with marks of its own stands between others."""
    opened.card("e1").locator(".face").click()
    titles = opened.page.locator(".role[title]").evaluate_all("all => all.map(one => one.title)")
    assert "participant 1" in titles
    opened.card("s3").locator(".face").click()
    expect(opened.page.locator(".card.on .fields")).to_contain_text("speaker name")
    for claim in whole_run().claims:
        opened.page.locator(".face", has_text=claim.quote or "").first.click()
        fields = opened.page.locator(".card.on .fields").text_content()
        assert not re.search(r"[a-z]\.\d+\.[a-z]", fields), fields
        opened.page.keyboard.press("Escape")
    quotes = opened.page.locator(".face .quote").all_text_contents()
    assert [one for one in quotes if "““" in one or "””" in one] == []


def test_one_article_with_many_claims_is_drawn_in_parts(browser, tmp_path):
    """Of 3,000 claims in one article few are drawn in any view, and each can be reached."""
    run = large_run(1, 3_000)
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    found = Opened(context, written(run, tmp_path / "large.html"))
    for view in "2341":
        found.page.keyboard.press(view)
        found.page.wait_for_timeout(50)
        assert found.page.locator(".card, .entry").count() < 700
    found.page.keyboard.press("k")
    expect(found.page.locator(".card.on")).to_contain_text("Crew 0-2999")
    found.page.evaluate("scrollTo(0, 0)")
    found.page.keyboard.press("3")
    found.page.locator(".entry").first.click()
    expect(found.page.locator(".card.on")).to_have_count(1)
    assert found.said == []
    context.close()


def test_axe_finds_nothing_in_the_form(browser, page_file):
    """Names, roles and contrast hold while a claim is added."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    context = browser.new_context(viewport={"width": 1280, "height": 860}, bypass_csp=True)
    found = Opened(context, page_file)
    selected(found, "The harbour office will buy")
    found.page.keyboard.press("m")
    found.page.locator(".correction fieldset button", has_text="Add one").click()
    found.open_filters()
    found.page.wait_for_timeout(150)
    result = axe.Axe().run(found.page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in result.response["violations"]] == []
    context.close()
