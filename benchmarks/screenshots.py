"""Draw the pictures of the README anew: a run in a terminal, and the page that `--to html` writes, light and dark.

    uv run --isolated --group browser python benchmarks/screenshots.py

The run is the recorded one of seeds/brannock-dam, so that no model is asked. It needs Chromium (``apt-get install chromium``).
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, DIMMED_MONOKAI, TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
HERE = ROOT / "docs" / "images"
SLUG = "brannock-dam"
COLUMNS = 92
LINES = 44
"""Lines of the table that are shown."""
THEMES: dict[str, TerminalTheme] = {"light": DEFAULT_TERMINAL_THEME, "dark": DIMMED_MONOKAI}
WINDOW = {"width": 1280, "height": 860}
REPLAY = ("--replay", f"cassettes/{SLUG}")
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def on_terminal(*arguments: str) -> str:
    """Return what a command of ours prints where a person looks, with its colours."""
    shown, end = pty.openpty()
    env = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    env.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "llmclaims", *arguments]
    ran = subprocess.Popen(command, cwd=ROOT, env=env, stdout=end, stderr=subprocess.DEVNULL)
    os.close(end)
    said = b""
    while True:
        try:
            part = os.read(shown, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not part:
            break
        said += part
    if ran.wait():
        raise SystemExit(f"{' '.join(command)} failed with exit code {ran.returncode}.")
    return said.decode().replace("\r\n", "\n")


def terminal(said: str) -> None:
    """Draw the beginning of what was printed."""
    title = f"llmclaims extract seeds/{SLUG}/article.txt {' '.join(REPLAY)}"
    for name, theme in THEMES.items():
        console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
        console.print(Text.from_ansi("\n".join(said.splitlines()[:LINES])))
        drawn = console.export_svg(title=title, theme=theme, unique_id="terminal")
        # The fonts would be fetched from elsewhere: a reader's own monospaced one does.
        drawn = _FONTS.sub("", drawn).replace("Fira Code", "ui-monospace, DejaVu Sans Mono")
        (HERE / f"terminal-{name}.svg").write_text(drawn, encoding="utf-8")


def review(page: Path) -> None:
    """Draw the top of the page, with a claim chosen."""
    with sync_playwright() as tool:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = tool.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name in THEMES:
            opened = browser.new_page(viewport=WINDOW, color_scheme=name, device_scale_factor=1)
            opened.goto(page.as_uri())
            opened.wait_for_selector("html[data-ready]", state="attached")
            opened.locator(".card").nth(4).click()
            opened.wait_for_timeout(500)
            opened.screenshot(path=HERE / f"review-{name}.png")
        browser.close()


def main() -> None:
    """Draw all four."""
    terminal(on_terminal("extract", f"seeds/{SLUG}/article.txt", *REPLAY, "-q"))
    with tempfile.TemporaryDirectory() as folder:
        run, page = Path(folder, "run.jsonl"), Path(folder, "page.html")
        llmclaims = [sys.executable, "-m", "llmclaims"]
        subprocess.run(
            [*llmclaims, "extract", f"seeds/{SLUG}/article.txt", *REPLAY, "-q", "-o", run],
            cwd=ROOT,
            check=True,
        )
        subprocess.run([*llmclaims, "export", run, "--to", "html", "-o", page], cwd=ROOT, check=True)
        review(page)


if __name__ == "__main__":
    main()
