"""The table of hidden texts, checked against the pixels of a browser."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops

from tests.support.hidden_pages import ROWS, WORDS, page
from tests.support.html_browser import chromium, mark, needs_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_chromium
pytest_generate_tests = mark

OTHER = "XWMWMWMWM xWMx xWM xWMWx xWM xWMx"
"""As long as the words, in letters of one width."""
SAME_WIDTH = "<style>html *{font-family:monospace !important}</style></head>"
FAINT = 24
"""How much, of 255, a pixel may change before a reader sees it."""


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    """A window of a desktop's size."""
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.route("https://**", lambda route: route.abort())
        yield context.new_page()


def picture(window: Any, html: str) -> Image.Image:
    """What is drawn of a page."""
    html = html.replace("</head>", SAME_WIDTH, 1)
    if html.lower().startswith("<!doctype"):
        window.set_content(html)
    else:  # which set_content would show in the mode of standards
        window.goto(f"data:text/html;charset=utf-8;base64,{base64.b64encode(html.encode()).decode()}")
    if "@keyframes" in html:
        window.wait_for_timeout(100)
    height = window.evaluate("Math.min(10000, Math.max(800, document.documentElement.scrollHeight))")
    area = {"x": 0, "y": 0, "width": 1280, "height": height}
    return Image.open(io.BytesIO(window.screenshot(full_page=True, clip=area))).convert("RGB")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_the_browser_agrees(window, row):
    """Other letters change a pixel where the text is shown, and none where it is not."""
    assert len(WORDS) == len(OTHER)
    one, two = (picture(window, page(row, words)) for words in (WORDS, OTHER))
    changed = max(most for _, most in ImageChops.difference(one, two).getextrema())
    assert (changed > FAINT) is row.get("browser", row["shown"])
