"""The page in Firefox: read, reviewed, added to and saved as in Chromium.

Needs Firefox and marionette-driver. Without them the tests say so.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.schema.claims import Claim
from llmclaims.verification.decisions import read_decisions
from llmclaims.verification.review import review
from tests.support.html_browser import mark, written
from tests.support.html_firefox import firefox, needs_firefox
from tests.support.html_pages import SELECT
from tests.support.html_runs import FERRY, large_run, whole_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The driver leaves the sockets open with which it waits for the browser.
unclosed = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
pytestmark = [needs_firefox, unclosed]
pytest_generate_tests = mark


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages stand and where they are saved."""
    return tmp_path_factory.mktemp("firefox")


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Any]:
    """One Firefox for the file."""
    with firefox(folder) as found:
        yield found


def script(browser: Any, text: str, *arguments: Any) -> Any:
    """What a script in the page returns."""
    return browser.execute_script(text, script_args=list(arguments), sandbox=None)


def press(browser: Any, keys: str) -> None:
    """Press keys where the focus is."""
    focus = script(browser, "return document.activeElement || document.body")
    for key in keys:
        focus.send_keys(key)
        focus = script(browser, "return document.activeElement || document.body")


def opened(browser: Any, path: Path) -> None:
    """Open a page from disk, with nothing kept from before."""
    browser.navigate(path.as_uri())
    script(browser, "localStorage.clear()")
    browser.navigate(path.as_uri())
    assert script(browser, "return document.documentElement.dataset.ready") == "true"


def saved(browser: Any, folder: Path) -> Path:
    """The file that the page saves."""
    for old in folder.glob("decisions-*"):
        old.unlink()
    script(browser, "document.getElementById('save').click()")
    for _ in range(100):
        if found := [one for one in folder.glob("decisions-*.jsonl") if one.stat().st_size]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("nothing was saved")


def fill(browser: Any, **fields: str) -> None:
    """Fill fields of the form by their labels."""
    for name, value in fields.items():
        done = script(
            browser,
            """const label = [...document.querySelectorAll('.correction label')].find(one => one.firstChild.data === arguments[0]);
            const control = label.querySelector('input, select, textarea');
            control.value = arguments[1];
            for (const name of ['input', 'change']) control.dispatchEvent(new Event(name, { bubbles: true }));
            return control.value""",
            name.replace("_", " "),
            value,
        )
        assert done == value


def test_claims_are_judged_with_the_keyboard(browser, folder):
    """The first j is the first claim; a and r decide and go on; the file has both and the name."""
    opened(browser, written(whole_run(), folder / "page.html"))
    press(browser, "jar")
    script(browser, "document.getElementById('reviewer').value = 'Ada'")
    records = [json.loads(one) for one in saved(browser, folder).read_text(encoding="utf-8").splitlines()]
    first, second = whole_run().claims[:2]
    assert [(one["claim"], one["decision"], one["reviewer"]) for one in records] == [
        (first.id, "accept", "Ada"), (second.id, "reject", "Ada"),
    ]  # fmt: skip


def test_a_missed_claim_is_added(browser, folder):
    """The selected words are offered, the form says what is missing, and the verifier takes what is saved."""
    opened(browser, written(whole_run(), folder / "page.html"))
    assert script(browser, f"return ({SELECT})([arguments[0], 0])", "nobody was hurt")
    time.sleep(0.2)
    assert script(browser, "return !document.getElementById('pick').hidden")
    script(browser, "document.getElementById('pick').click()")
    fill(browser, Kind="statement")
    assert script(browser, "return document.querySelector('.says').textContent") == "speaker type is empty."
    fill(browser, speaker="She", cue="added", speaker_type="unnamed", polarity="negative")
    script(browser, "document.querySelector('.correction button[type=submit]').click()")
    assert script(browser, "return document.querySelector('.card.on .handle').textContent") == "+1"
    path = saved(browser, folder)
    (record,) = [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
    start, end = record["spans"][0]
    assert FERRY[start:end] == "nobody was hurt"
    assert isinstance(review(whole_run(), read_decisions(path)).added[0][1], Claim)


def test_every_view_of_a_large_run_opens(browser, folder):
    """Of 3,000 claims few are drawn, and the last can be reached."""
    opened(browser, written(large_run(1, 3_000), folder / "large.html"))
    for view in "2341":
        press(browser, view)
        time.sleep(0.1)
        assert script(browser, "return document.querySelectorAll('.card, .entry').length") < 700
    press(browser, "k")
    assert "Crew 0-2999" in script(browser, "return document.querySelector('.card.on').textContent")


def test_nothing_runs_off_the_side(browser, folder):
    """At a laptop's width the page is as wide as the window and its header leaves room."""
    opened(browser, written(whole_run(), folder / "page.html"))
    wide, room, header = script(
        browser,
        "return [document.documentElement.scrollWidth, innerWidth, document.getElementById('top').offsetHeight]",
    )
    assert wide <= room
    assert header <= 120
