"""The story of many articles on one affair as one page: a self-contained HTML file that opens from disk.

It is put together as the page to review is: data as JSON, shown as text, and a policy that lets nothing else run.
"""

from collections.abc import Iterable
from typing import TextIO

from llmclaims.export.html import assemble
from llmclaims.export.story.telling import story_of
from llmclaims.export.story.values import values
from llmclaims.runs.records import Line

STYLES = ("base.css", "story.css")
SCRIPTS = ("dom.js", "lazy.js", "story.js")


def write(records: Iterable[Line], out: TextIO, *, text: bool = True) -> None:  # noqa: ARG001 - a story never shows whole texts
    """Write the page when all records are there; the order of the runs changes nothing."""
    out.write(assemble({"records": list(values(story_of(records)))}, "story.html", STYLES, SCRIPTS))
    out.flush()
