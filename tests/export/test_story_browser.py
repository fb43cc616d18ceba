"""The page of a story in a real browser: what it shows, and that nothing which an article says can run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.runs.extraction import load
from tests.support.html_attacks import ATTACKS, CANARY
from tests.support.html_browser import Opened, chromium, mark, needs_chromium
from tests.support.html_runs import hostile_file
from tests.support.story_runs import kept, story, ten, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_chromium
pytest_generate_tests = mark


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the file."""
    with chromium() as found:
        yield found


def _opened(browser: Any, folder: Path, run: Any, width: int = 1300) -> Opened:
    path = folder / "story.html"
    path.write_text(written([run], "storypage"), encoding="utf-8", newline="\n")
    return Opened(browser.new_context(viewport={"width": width, "height": 900}), path, before=CANARY)


def _unfold(page: Any) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)


@pytest.fixture(scope="module")
def shown(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The page of the ten articles, all of it unfolded."""
    found = _opened(browser, tmp_path_factory.mktemp("ten"), ten())
    _unfold(found.page)
    return found


def test_both_sides_of_a_point_are_shown(shown):
    """Each point has its two sides, every claim of them with who says it, the words, and the article."""
    points = kept(story(ten()), "point")
    cards = shown.page.locator("#points .point")
    assert cards.count() == len(points)
    for number, point in enumerate(points):
        for side in ("says", "against"):
            text = cards.nth(number).locator(f".side.{side}").inner_text()
            for one in point[side]:
                assert one["who"] in text
                assert one["quote"] in text
                assert one["title"] in text


def test_every_claim_is_on_the_page(shown):
    """Each claim's handle stands on the page, in a part of the story or among the others."""
    handles = set(shown.page.locator(".handle").all_text_contents())
    assert {one.id[:7] for one in ten().claims} <= handles


def test_days_that_differ_stand_side_by_side(shown):
    """Two days of one event are two columns of one row, the later one to the right."""
    days = shown.page.locator(".moment.conflict .day")
    boxes = [one.bounding_box() for one in days.all()]
    assert len(boxes) == 2
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]


@pytest.mark.parametrize("width", [360, 800, 1300])
def test_nothing_is_wider_than_the_window(browser, tmp_path, width):
    """The page never scrolls sideways."""
    page = _opened(browser, tmp_path, ten(), width).page
    _unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_attack_runs(browser, tmp_path):
    """What articles, models and forgers may write is text: nothing fires, nothing is asked for, all of it is shown."""
    run = load(hostile_file(tmp_path / "run.jsonl", ATTACKS))
    found = _opened(browser, tmp_path, run)
    _unfold(found.page)
    assert found.page.evaluate("window.hits") == []
    assert found.said == []
    assert found.asked == [(tmp_path / "story.html").as_uri()]
    others = (
        "a, b:not(.telling > b), iframe, img, object, embed, math, marquee, template, base, link, video, svg"
    )
    assert found.page.locator(others).count() == 1  # the link that skips to the story
    assert found.page.locator("script").count() == 2
    text = found.page.locator("#main").evaluate("one => one.textContent")
    assert all(attack.strip() in text for attack in ATTACKS)
