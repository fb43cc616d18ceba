"""What came of one paragraph: the answer to it, in one reply or several, its outcomes and its failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.schema.claims import Failure, PartUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.errors import LlmClaimsError
    from llmclaims.providers.base import Reply
    from llmclaims.verification.paragraph import Outcome, Proposal, Reading


NOT_ASKED = "Not asked: "
"""What the message of a skipped paragraph begins with, before the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphResult:
    """Hold what came of one paragraph; with a ``failure`` beside outcomes, a part of the answer is missing.

    ``usage`` is what the answers took that it rests on: what several paragraphs are asked in is told on the first of
    them, as is what their second reading took;
    ``telling`` says that a model was asked about a paragraph that is long and quotes somebody. ``proposals`` and
    ``against`` are what the outcomes come from, until they are read a second time; ``unread`` says why they were
    not, where nothing was even sent.
    """

    outcomes: tuple[Outcome, ...] = ()
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    usage: PartUsage | None = None
    telling: bool = False
    proposals: tuple[Proposal, ...] = ()
    against: Reading | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what was proposed about one paragraph, in one reply or in several.

    ``missing`` says why a part of it is not there, "" when all is; ``attempts`` is how many requests it took;
    ``whole`` says whether the first reply came to its end.
    """

    proposals: tuple[Proposal, ...]
    attempts: int
    usage: PartUsage
    whole: bool = True
    missing: str = ""
    warnings: tuple[str, ...] = ()

    def with_more(self, reply: Reply, proposals: Sequence[Proposal]) -> Answer:
        """Return the answer with what another reply adds to it."""
        return replace(
            self,
            proposals=(*self.proposals, *proposals),
            attempts=self.attempts + reply.attempts,
            usage=self.usage.plus(reply.usage),
        )


def failed(document: Document, paragraph: Paragraph, error: LlmClaimsError) -> Failure:
    """Return the failure of a paragraph that was asked about in vain."""
    return failure(document, paragraph, type(error).__name__, str(error), getattr(error, "attempts", 1))


def skipped(document: Document, paragraph: Paragraph, why: str) -> Failure:
    """Return the failure of a paragraph that was never asked about."""
    return failure(document, paragraph, "Skipped", f"{NOT_ASKED}{why}", 0)


def failure(document: Document, paragraph: Paragraph, error: str, message: str, attempts: int = 1) -> Failure:
    """Return why a paragraph is not done, or not whole."""
    return Failure(
        document=document.id, paragraph=paragraph.index, error=error, message=message, attempts=attempts
    )
