"""News articles to claims that can be trusted: every claim with its words in the source.

``extract`` reads articles and gives back an ``Extraction``; ``ground`` finds one quote in one text;
``verify`` checks again; ``load`` reads a saved run. Exceptions live in ``llmclaims.errors``.

The names are loaded when they are first used (PEP 562), so that the import itself is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmclaims.config.settings import Settings
    from llmclaims.documents.document import Document
    from llmclaims.documents.readers import read
    from llmclaims.grounding.quotes import ground, prepare
    from llmclaims.grounding.result import Grounding
    from llmclaims.linking import link
    from llmclaims.pipeline.extract import aextract, extract, stream
    from llmclaims.runs.extraction import Extraction, load
    from llmclaims.runs.records import Run, Summary
    from llmclaims.schema.annotations import Cited, Mention, Name, Quote, Role
    from llmclaims.schema.claims import Claim, Failure, Rejection
    from llmclaims.schema.news import Event, Relation, Statement
    from llmclaims.verification.recheck import verify
    from llmclaims.verification.rules.registry import Finding, rule

_HOME = {
    "Cited": "schema.annotations",
    "Claim": "schema.claims",
    "Document": "documents.document",
    "Event": "schema.news",
    "Extraction": "runs.extraction",
    "Failure": "schema.claims",
    "Finding": "verification.rules.registry",
    "Grounding": "grounding.result",
    "Mention": "schema.annotations",
    "Name": "schema.annotations",
    "Quote": "schema.annotations",
    "Rejection": "schema.claims",
    "Relation": "schema.news",
    "Role": "schema.annotations",
    "Run": "runs.records",
    "Settings": "config.settings",
    "Statement": "schema.news",
    "Summary": "runs.records",
    "aextract": "pipeline.extract",
    "extract": "pipeline.extract",
    "ground": "grounding.quotes",
    "link": "linking",
    "load": "runs.extraction",
    "prepare": "grounding.quotes",
    "read": "documents.readers",
    "rule": "verification.rules.registry",
    "stream": "pipeline.extract",
    "verify": "verification.recheck",
}

__all__ = [
    "Cited",
    "Claim",
    "Document",
    "Event",
    "Extraction",
    "Failure",
    "Finding",
    "Grounding",
    "Mention",
    "Name",
    "Quote",
    "Rejection",
    "Relation",
    "Role",
    "Run",
    "Settings",
    "Statement",
    "Summary",
    "aextract",
    "extract",
    "ground",
    "link",
    "load",
    "prepare",
    "read",
    "rule",
    "stream",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name == "__version__":
        from llmclaims.config.version import version

        return version()
    if name == "ray":
        return import_module(f"{__name__}.pipeline.ray")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not, and nothing else."""
    return sorted(__all__)
