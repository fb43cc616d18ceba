"""The records that a run is made of: its head, what was read and found, and its summary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection
from llmclaims.schema.listed import Listed
from llmclaims.schema.usage import Usage

FORMAT = "llmclaims/1"

Record = Document | Claim | Rejection | Failure | PartUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(metaclass=Listed):
    """Say where a run's claims come from: all that is needed to do it again, without secrets.

    ``prompts`` maps the name of each template to its hash, ``schema`` each kind to the hash of its JSON
    schema. ``started`` is a time in ISO 8601, the only field that differs between two equal runs.
    """

    provider: str
    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    schema: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    started: str | None = None
    format: str = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(metaclass=Listed):
    """Hold the tally of a run; ``seconds`` is wall time. ``warnings`` are sentences for the person who reads it.

    ``digest`` is the SHA-256 of the run's records in their order (see ``runs.digest``), None where nobody
    has taken it.
    """

    paragraphs: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    proposed: int = 0
    accepted: int = 0
    rejected: int = 0
    usage: Usage = Usage()
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    digest: str | None = None


Line = Run | Record | Summary
"""What one line of a run's file holds."""
