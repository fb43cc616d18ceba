"""Pages that hide a text or show it, from ``data/hidden_text.jsonl``.

A row has the ``html`` around the text ({}), the ``css`` of the page's sheet, whether the text is ``shown``, and why.
``browser`` stands where a browser's pixels say otherwise: what is drawn there cannot be read, or is there for
another reason. ``media`` is the sheet's attribute, ``body`` are the body's attributes, and a page whose ``doctype``
is false has none.
"""

from __future__ import annotations

import json
from typing import Any

from tests.support import ROOT

WORDS = "Quillfish said the mayor had lied"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "hidden_text.jsonl").read_text(encoding="utf-8").splitlines()
]


def page(row: dict[str, Any], words: str = WORDS) -> str:
    """The page of a row."""
    style = f'<style media="{row.get("media", "all")}">{row["css"]}</style>' if "css" in row else ""
    body = f" {row['body']}" if "body" in row else ""
    kind = "<!DOCTYPE html>" if row.get("doctype", True) else ""
    inside = row["html"].replace("{}", words)
    return f"{kind}<html><head><title>T</title>{style}</head><body{body}>{inside}</body></html>"
