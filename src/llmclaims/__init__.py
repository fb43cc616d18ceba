"""News articles to claims that can be trusted: every claim with its words in the source.

``extract`` reads articles and gives back an ``Extraction``; ``ground`` finds one quote in one text;
``verify`` checks again; ``load`` reads a saved run. Exceptions live in ``llmclaims.errors``.

The names are loaded when they are first used (PEP 562), so that the import itself is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmclaims.claim import Claim, Failure, Rejection
    from llmclaims.config import Settings
    from llmclaims.document import Document
    from llmclaims.extraction import Extraction
    from llmclaims.extraction.jsonl import load
    from llmclaims.grounding import Grounding, ground, prepare
    from llmclaims.linking import link
    from llmclaims.pipeline import aextract, extract, stream
    from llmclaims.recheck import verify
    from llmclaims.schema import Cited, Event, Mention, Name, Quote, Relation, Statement
    from llmclaims.sources import read

_HOME = {
    "Cited": "schema",
    "Claim": "claim",
    "Document": "document",
    "Event": "schema",
    "Extraction": "extraction",
    "Failure": "claim",
    "Grounding": "grounding",
    "Mention": "schema",
    "Name": "schema",
    "Quote": "schema",
    "Rejection": "claim",
    "Relation": "schema",
    "Settings": "config",
    "Statement": "schema",
    "aextract": "pipeline",
    "extract": "pipeline",
    "ground": "grounding",
    "link": "linking",
    "load": "extraction.jsonl",
    "prepare": "grounding",
    "read": "sources",
    "stream": "pipeline",
    "verify": "recheck",
}

__all__ = [
    "Cited",
    "Claim",
    "Document",
    "Event",
    "Extraction",
    "Failure",
    "Grounding",
    "Mention",
    "Name",
    "Quote",
    "Rejection",
    "Relation",
    "Settings",
    "Statement",
    "aextract",
    "extract",
    "ground",
    "link",
    "load",
    "prepare",
    "read",
    "stream",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name == "__version__":
        from importlib.metadata import version

        return version("llmclaims")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *_HOME, "__version__"})
