# ruff: noqa: INP001 - a hook of mkdocs beside the pages, no package
"""Put sections of the README into the pages: what stands in both has one source.

A line ``{{ README: Heading }}`` of a page becomes the text of that section. Links of the README start at the
repository's root; those to pages of the documentation are turned to where the pages stand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

README = Path(__file__).parents[1] / "README.md"
_WANTED = re.compile(r"^\{\{ README: (.+) \}\}$", re.MULTILINE)


def section(heading: str) -> str:
    """Return the text under a heading of the second level, up to the next one.

    Raises:
        KeyError: the README has no such heading.
    """
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(f"README.md has no section {heading!r}; a page of docs/ wants it.")
    return found[1].strip().replace("`docs/rules.md`", "[The rules](rules.md)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what a page shows of the README; mkdocs calls this for each page before it is turned into HTML."""
    return _WANTED.sub(lambda match: section(match[1]), markdown)
