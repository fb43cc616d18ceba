"""The builtin provider: rules and word lists instead of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.providers import Reply
from llmclaims.providers.builtin.event_drafts import event_drafts
from llmclaims.providers.builtin.names import roster
from llmclaims.providers.builtin.reading import read_paragraph
from llmclaims.providers.builtin.speakers import Resolver
from llmclaims.providers.builtin.statement_drafts import statement_draft
from llmclaims.providers.builtin.statements import attributions

if TYPE_CHECKING:
    from llmclaims.document import Document, Paragraph
    from llmclaims.providers import Request

Draft = dict[str, Any]


def propose(document: Document, paragraph: Paragraph) -> dict[str, list[Draft]]:
    """Drafts of a paragraph, with the fields that a model fills: every string copied, no offsets."""
    text = document.text
    known = roster(text)
    reading = read_paragraph(document, paragraph)
    statements = []
    resolver = Resolver(document, paragraph, reading, known)
    for number, one in enumerate(attributions(reading), 1):
        statements.append(statement_draft(one, f"s{number}", text, resolver, reading.sentences))
    events, relations = event_drafts(reading.sentences, text, known)
    return {"event": events, "statement": statements, "relation": relations}


class Builtin:
    """A provider that answers from rules: no model, no network."""

    name = "builtin"
    model = "rules-1"

    async def __call__(self, request: Request) -> Reply:
        """Answer from the request's document and paragraph; the messages are not read."""
        return Reply(items=propose(request.document, request.paragraph), provider=self.name, model=self.model)
