"""One page to read and to review a run: a self-contained HTML file that opens from disk with no network.

All that a model or an article wrote goes in as JSON data and is shown as text; the page's own script and
style are named by their hashes in its Content-Security-Policy, so that nothing else in it can run.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TextIO

from llmclaims.export.html.data import contents
from llmclaims.runs.lines import dumped
from llmclaims.runs.records import Line

STYLES = ("base.css", "reading.css", "views.css")
SCRIPTS = (
    "dom.js",
    "lazy.js",
    "run.js",
    "wording.js",
    "fields.js",
    "decisions.js",
    "filters.js",
    "article.js",
    "card.js",
    "form.js",
    "added.js",
    "review.js",
    "speakers.js",
    "timeline.js",
    "relations.js",
    "keys.js",
    "start.js",
)
"""In the order in which they are joined: they share one scope, and only the last one does anything at once."""

_PLACE = re.compile(r"@@(\w+)@@")
_INDENT = re.compile(r"^[ ]+|^//.*\n", re.MULTILINE)
"""What a reader of the source needs and a browser does not; no string of the page's own goes over a line's end."""
_UNSAFE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What could end or open markup, what ends a line for some readers, and what cannot be written as UTF-8."""


def write(records: Iterable[Line], out: TextIO, *, text: bool = True, top: int | None = None) -> None:
    """Write the page when all records are there; ``text`` False leaves the articles out, but not the quotes.

    ``top``: it opens with only so many claims of each article, the most salient; all of them are in it.
    """
    out.write(assemble(contents(list(records), text=text, top=top)))
    out.flush()


def assemble(
    data: Mapping[str, Any],
    template: str = "page.html",
    styles: tuple[str, ...] = STYLES,
    scripts: tuple[str, ...] = SCRIPTS,
) -> str:
    """Return the whole page. The template alone is scanned for places to fill, never what was put in."""
    style, script = _joined("css", styles), _joined("js", scripts)
    parts = {
        "POLICY": policy(style, script),
        "STYLE": style,
        "DATA": embedded(data),
        "SCRIPT": script,
    }
    return _PLACE.sub(lambda place: parts[place[1]], _part(template))


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: this style, this script, and nothing else; no address is ever asked."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def embedded(data: Mapping[str, Any]) -> str:
    """Return data as JSON that stands in a script element of HTML and can neither end it nor be read as markup."""
    found = dumped(data, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", found)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _joined(folder: str, names: tuple[str, ...]) -> str:
    """Return the parts one behind the other, without indentation; a script's share one strict function's scope."""
    whole = _INDENT.sub("", "\n".join(_part(f"{folder}/{name}") for name in names))
    return f'(() => {{\n"use strict";\n{whole}}})();\n' if folder == "js" else whole
