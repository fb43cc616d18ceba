"""What comes back: a Claim that holds, a Rejection that says why not, a Failure where nothing was asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from llmclaims.schema.intervals import bounds
from llmclaims.schema.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from llmclaims.schema.annotations import Cited, Span
    from llmclaims.schema.usage import Usage

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"))

Body_co = TypeVar("Body_co", bound="Cited", covariant=True, default="Cited")
"""The model that a claim is filled in: a bare ``Claim`` is one of any model."""

JOINT = " … "
"""Stands between the parts of a quote that an ellipsis joins."""

RECORD_KEYS = (
    "record", "id", "document", "paragraph", "page", "start", "end", "spans", "quote", "tier", "verdict", "codes",
    "checked", "repaired", "mentions", "derived", "provider", "model",
)  # fmt: skip
"""Keys of a claim's flat record that are not fields of its body (``quote`` is both, and the same), in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The words of the source that come closest to a refused quote; offsets into the document's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Generic[Body_co], metaclass=Listed):
    """A claim that the verifier let in, with the words it rests on; ``Claim[Event]`` is one whose body is an Event.

    Offsets count code points of the document's text: ``document.text[start:end]`` of every span is the source's own.

    Attributes:
        id: the same for the same text and fields in every run; tables and pages show its beginning.
        kind: "event", "statement", "relation", or your own model's name in lower case.
        document: id of its document; None, like paragraph, place and quote, of a relation between documents.
        paragraph: its number in ``document.paragraphs``.
        page: the page on which the quote begins, from 1; None where the source has no pages.
        spans: where the words of the quote stand, in order.
        quote: the source's own words, parts joined by " … ".
        body: the filled model, its quote and mentions replaced by the source's own words.
        mentions: where each mention stands, by its path in ``body`` ("participants.0.mention").
        tier: how the quote was found: "exact", "folded", "case" or "ellipsis".
        codes: flags that rules left; without one it is "verified".
        checked: what it was checked by: "quote", "rules:en", "reading:MODEL"; empty in an older run.
        repaired: whether the model corrected its quote once.
        derived: what code computed: the form, names, times, salience, the notes of its flags.
        provider: who proposed it.
        model: with which model.
    """

    id: str
    kind: str
    document: str | None
    paragraph: int | None
    spans: tuple[Span, ...]
    quote: str | None
    body: Body_co
    mentions: Mapping[str, tuple[Span, ...]]
    tier: str | None
    codes: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    repaired: bool = False
    derived: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    model: str = ""
    page: int | None = None

    @property
    def start(self) -> int | None:
        """Start of the hull of the spans."""
        return min(start for start, _ in self.spans) if self.spans else None

    @property
    def end(self) -> int | None:
        """End of the hull of the spans, exclusive."""
        return max(end for _, end in self.spans) if self.spans else None

    @property
    def salience(self) -> float | None:
        """How much it matters to its document, from 0 to 1; None in a run that was made before claims said so."""
        found = self.derived.get("salience")
        return float(found) if isinstance(found, (int, float)) else None

    @property
    def support(self) -> float | None:
        """How likely it is right, from 0 to 1, by annotated claims alike; None where too few of its provider and kind are."""
        from llmclaims.schema.support import support  # with pydantic, which a help page does without

        return support(self)

    @property
    def speaker_name(self) -> str | None:
        """Name of the speaker as it stands in the document: resolved, else as filled; None where neither is known."""
        from llmclaims.schema.speakers import (  # with pydantic, which a help page does without
            speaker_name,
        )

        return speaker_name(self)

    @property
    def speaker(self) -> str | None:
        """Who speaks, as every table and page says it: the name, else the words for them, "the author" or "unnamed".

        None for a claim of a model without speakers.
        """
        from llmclaims.schema.speakers import speaker

        return speaker(self)

    @property
    def interval(self) -> tuple[date, date] | None:
        """First and last day of its time, both included; None where it has none, or the text leaves them open.

        Those of "May 3" are equal; a month without a year, "since Monday", a season and a duration have none.
        """
        value = self.derived.get("time_value")
        return bounds(str(value), self.derived.get("time_mod")) if value else None

    @property
    def verdict(self) -> str:
        """``flagged`` when a rule left a mark, else ``verified``."""
        return "flagged" if self.codes else "verified"

    def refused(self, code: str, message: str, draft: Any = None) -> Rejection:
        """Return the rejection in its place; ``draft`` None: its own body was refused."""
        return Rejection(
            kind=self.kind,
            document=str(self.document),
            paragraph=self.paragraph,
            code=code,
            message=message,
            nearest=None,
            draft=self.body.model_dump(mode="json") if draft is None else draft,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection(metaclass=Listed):
    """A draft that was refused: why, in a code and in a sentence, and the nearest text of the source.

    ``draft`` is what the model proposed, as it came.
    """

    kind: str
    document: str
    paragraph: int | None
    code: str
    message: str
    nearest: Nearest | None
    draft: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(metaclass=Listed):
    """A paragraph, or a whole document (``paragraph`` None), that could not be worked on.

    ``document`` is the document's id, or the path where it could not even be read. ``error`` is the name of
    an exception of ``llmclaims.errors``, or "Skipped" for a paragraph never asked because the run ended early.
    """

    document: str
    paragraph: int | None
    error: str
    message: str
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUsage:
    """What the answers took that a paragraph rests on, or pass 2 of its document (``paragraph`` None).

    Paid for in this run or in an earlier one: equal answers give equal figures. What a run itself paid, what
    failed included, is in its summary.
    """

    document: str
    paragraph: int | None
    usage: Usage

    def plus(self, usage: Usage) -> PartUsage:
        """Add what one more answer took."""
        return replace(self, usage=self.usage + usage)


def claim_id(document: str | None, kind: str, spans: tuple[Span, ...], body: Mapping[str, Any]) -> str:
    """Return a stable id: the hash of the document's id, the kind, the spans and the fields that the model filled."""
    parts = [document, kind, [list(span) for span in spans], body]
    return f"{kind[:1]}{hashlib.sha256(_CANONICAL.encode(parts).encode()).hexdigest()[:12]}"
