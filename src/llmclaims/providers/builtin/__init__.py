"""The builtin provider: rules and word lists instead of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.providers import Reply
from llmclaims.providers.builtin.names import full_name, roster, speaker_type
from llmclaims.providers.builtin.statements import attributions, read_paragraph
from llmclaims.providers.builtin.tokens import tokenise

if TYPE_CHECKING:
    from llmclaims.document import Document, Paragraph
    from llmclaims.providers import Request

Draft = dict[str, Any]


def propose(document: Document, paragraph: Paragraph) -> dict[str, list[Draft]]:
    """Drafts of a paragraph, with the fields that a model fills."""
    reading = read_paragraph(document, paragraph)
    return {"event": [], "statement": _statements(document, reading), "relation": []}


def _statements(document: Document, reading: Any) -> list[Draft]:
    text = document.text
    known = roster(text)
    drafts = []
    for number, one in enumerate(attributions(document, reading), 1):
        speaker = text[slice(*one.speaker)] if one.speaker else None
        kind = speaker_type(speaker, tokenise(text, *one.speaker, ()), known) if speaker else "unnamed"
        drafts.append({
            "ref": f"s{number}", "quote": text[one.start:one.end], "speaker": speaker,
            "speaker_name": full_name(speaker, known) if speaker else None, "speaker_type": kind,
            "cue": text[slice(*one.cue)] if one.cue else None, "act": one.act, "polarity": "positive",
            "claim": text[one.start:one.end] + ".", "time": None,
        })
    return drafts


class Builtin:
    """A provider that answers from rules: no model, no network."""

    name = "builtin"
    model = "rules-1"

    async def __call__(self, request: Request) -> Reply:
        """Answer from the request's document and paragraph; the messages are not read."""
        return Reply(items=propose(request.document, request.paragraph), provider=self.name, model=self.model)
