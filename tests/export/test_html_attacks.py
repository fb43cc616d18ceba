"""What an article or a model could try on the page, in a real browser: nothing runs, and everything is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.runs.extraction import load
from tests.support.html_attacks import ATTACKS, CANARY
from tests.support.html_browser import Opened, chromium, mark, needs_chromium, written
from tests.support.html_runs import hostile_file

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_chromium
pytest_generate_tests = mark


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def attacked(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A page with all attacks in it, every view of it seen and every card opened."""
    folder = tmp_path_factory.mktemp("hostile")
    run = load(hostile_file(folder / "run.jsonl", ATTACKS))
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    path = written(run, folder / "page.html")
    found = Opened(context, path, before=CANARY)
    page = found.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found.texts = page.locator(".article").evaluate_all(
        "all => all.map(one => [...one.querySelectorAll('.text :is(p, h2)')].map(line => line.textContent))"
    )
    found.opened = page.evaluate("""() => {
        const seen = [];
        for (const count = document.querySelectorAll('.card').length; seen.length < count;) {
            document.querySelector(`[data-item="${seen.length}"] .face`).click();
            const now = document.querySelector('.card.on');
            const button = now.querySelector('.controls .correct');
            if (button) button.click();
            for (const one of document.querySelectorAll('.seg.on')) one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
            const accept = now.querySelector('.controls .accept');
            seen.push(now.textContent);
            if (accept) accept.click();
        }
        return seen;
    }""")
    for view in "2341":
        page.keyboard.press(view)
        page.wait_for_timeout(100)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    found.path, found.run = path, run
    yield found
    context.close()


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_an_attack_is_shown_as_it_is(attacked, number):
    """Its article and its five cards show the very characters."""
    document = attacked.run.documents[number]
    assert attacked.texts[number] == [one.text for one in document.paragraphs]
    size = 5
    for text in attacked.opened[number * size : (number + 1) * size]:
        assert ATTACKS[number].strip() in text


def test_no_attack_runs(attacked):
    """Nothing fired, nothing was said, nothing was asked for, and no element is there that the page did not make."""
    page = attacked.page
    assert page.evaluate("window.hits") == []
    assert attacked.said == []
    assert attacked.asked == [attacked.path.as_uri()]
    assert page.url == attacked.path.as_uri()
    others = "a, b, iframe, img, object, embed, math, marquee, template, base, link, video, noscript *"
    assert page.locator(others).count() == 1  # the link that skips to the claims
    assert page.locator("script").count() == 2
    assert page.evaluate("({}).polluted") is None
    handlers = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(one => /^(on|style$|src|href)/.test(one.name)).map(one => one.name)"
    )
    assert set(handlers) <= {"href", "style"}


def test_the_policy_stops_what_would_get_through(attacked):
    """Were markup ever to become elements, the policy would still refuse its script, its style and its image."""
    page = attacked.page
    tried = page.evaluate("""async () => {
        const refused = [];
        document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        try { document.body.innerHTML += '<img src=x onerror=fired()>'; } catch (error) { refused.push(error.name); }
        const script = document.createElement('script');
        try { script.text = 'fired()'; document.body.append(script); } catch (error) { refused.push(error.name); }
        const image = document.createElement('img');
        image.src = 'https://example.invalid/leak';
        document.body.append(image);
        await new Promise((done) => setTimeout(done, 200));
        return refused;
    }""")
    assert "require-trusted-types-for" in tried
    assert "img-src" in tried
    assert page.evaluate("window.hits") == []
