"""A page in Firefox, for tests: playwright cannot drive a distribution's Firefox, Mozilla's own Marionette can."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIREFOX = next(
    (
        found
        for name in (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox")
        if name and (found := shutil.which(name))
    ),
    None,
)
marionette = pytest.importorskip("marionette_driver.marionette", reason="marionette-driver is not installed")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="no Firefox is installed")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def firefox(downloads: Path) -> Iterator[Any]:
    """A headless Firefox in a fresh profile; what a page saves goes into ``downloads``."""
    prefs = {"browser.download.folderList": 2, "browser.download.dir": str(downloads), "browser.download.useDownloadDir": True}  # fmt: skip
    found = marionette.Marionette(
        bin=FIREFOX, headless=True, prefs=prefs, port=_free_port(), gecko_log=str(downloads / "gecko.log")
    )
    found.start_session()
    try:
        found.set_window_rect(width=1280, height=860)
        yield found
    finally:
        found.quit()
        found.cleanup()
