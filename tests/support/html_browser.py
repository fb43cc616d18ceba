"""A page in Chromium, for tests: opened from disk, with all that it says, asks for and tries written down."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.export.html import write
from llmclaims.runs.extraction import records
from tests.support.html_runs import called, whole_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from llmclaims.runs.extraction import Extraction

CHROMIUM = next(
    (
        found
        for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
        if name and (found := shutil.which(name))
    ),
    None,
)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def mark(metafunc: pytest.Metafunc) -> None:
    """Mark a file's tests ``browser``, so that ``-m 'not browser'`` leaves them out."""
    metafunc.config.addinivalue_line(
        "markers", "browser: the test opens a page in Chromium, where there is one"
    )
    pytest.mark.browser(metafunc.function)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    with playwright.sync_playwright() as tool:
        # As root in a container Chromium runs only without its sandbox.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        found = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
        yield found
        found.close()


def written(run: Extraction, path: Path, *, text: bool = True, top: int | None = None) -> Path:
    """The run's page as a file."""
    out = io.StringIO()
    write(records(run), out, text=text, top=top)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    return path


class Opened:
    """A page opened from disk, with all that it said, asked for and tried."""

    def __init__(self, context: Any, path: Path, before: str = "") -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        if before:
            self.page.add_init_script(before)
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]", state="attached", timeout=10_000)

    def card(self, name: str) -> Any:
        """The card of a claim of the whole run, by what the tests call it, or of another by its handle."""
        handle = called(whole_run()).get(name, name)
        return self.page.locator(".card", has=self.page.locator(f".handle:text-is('{handle}')")).first

    def open_filters(self) -> None:
        """Open the row of filters, which is closed at first."""
        self.page.locator("#filters:not([open]) summary").click()

    def choose(self, **filters: str) -> None:
        """Set filters by the text that an option begins with."""
        if not self.page.locator("#filters[open]").count():
            self.open_filters()
        for name, wanted in filters.items():
            select = self.page.locator(f"#filter select[name={name}]")
            values = select.locator("option").evaluate_all(
                "all => all.map(one => [one.textContent, one.value])"
            )
            select.select_option(next(value for text, value in values if wanted in text))

    def handles(self) -> list[str]:
        """The claims that are shown."""
        return self.page.locator(".card .handle").all_text_contents()
