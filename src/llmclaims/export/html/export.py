"""One page to read and to review a run: a self-contained HTML file that opens from disk with no network.

All that a model or an article wrote goes in as JSON data and is shown as text; the page's own script and
style are named by their hashes in its Content-Security-Policy, so that nothing else in it can run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from llmclaims.export.html import assemble
from llmclaims.export.html.data import contents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.runs.extraction import Record, Run, Summary


def write(records: Iterable[Run | Record | Summary], out: TextIO, *, text: bool = True) -> None:
    """Write the page when all records are there; ``text`` False leaves the articles out, but not the quotes."""
    out.write(assemble(contents(list(records), text=text)))
    out.flush()
