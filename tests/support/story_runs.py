"""Two short articles on one thing, and the ten on Kestrel Ridge, each as a run and as the story of it."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import Document
from llmclaims.export.formats import writer
from llmclaims.linking import link
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import records
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.runs.extraction import Extraction

FOLDER = ROOT / "examples" / "kestrel-ridge"


def article(name: str, day: str, told: str) -> Extraction:
    """The run of a short article written on a day of 2026."""
    text = f"Heading {name}\n\nHARN, {day}, 2026 — Officials spoke to reporters in the town.\n\n{told}\n"
    return extract(Document.from_text(text, path=f"{name}.txt", language="en"), provider="builtin")


@cache
def ten() -> Extraction:
    """The ten articles, linked without a model."""
    runs = [
        extract(Document.from_text(path.read_text(encoding="utf-8"), path=path.name), provider="builtin")
        for path in sorted(FOLDER.glob("*.txt"))
    ]
    return link(runs, provider="builtin")


def expected() -> dict[str, Any]:
    """What a careful reader expects of the ten articles, written before anything was run."""
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    return found


def story(*runs: Extraction) -> list[dict[str, Any]]:
    """The story of some runs as JSON Lines."""
    return [json.loads(line) for line in written(runs, form="jsonl").splitlines()]


def written(runs: Iterable[Extraction], name: str = "story", **options: Any) -> str:
    """The story of some runs in a format."""
    out = io.StringIO()
    writer(name)((one for run in runs for one in records(run)), out, **options)
    return out.getvalue()


def kept(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The records of a kind."""
    return [one for one in found if one["record"] == kind]
