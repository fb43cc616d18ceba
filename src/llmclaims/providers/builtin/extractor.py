"""The builtin provider: rules and word lists instead of a model."""

from typing import Any

from llmclaims.documents.document import Document, Paragraph
from llmclaims.errors import ProviderError
from llmclaims.language.detection import UNKNOWN
from llmclaims.providers.base import Reply, Request
from llmclaims.providers.builtin.blocks import introduced
from llmclaims.providers.builtin.coreference import Resolver, carried_speaker
from llmclaims.providers.builtin.event_drafts import event_drafts
from llmclaims.providers.builtin.paragraph import read_paragraph
from llmclaims.providers.builtin.people import known_names
from llmclaims.providers.builtin.relations import find_answers, find_occasions
from llmclaims.providers.builtin.statement_drafts import statement_draft
from llmclaims.providers.builtin.statements import attributions
from llmclaims.providers.builtin.transcripts import parts_of, speaker_of
from llmclaims.providers.builtin.unmarked_speech import carried

Draft = dict[str, Any]

_READ = ("en", UNKNOWN)
"""Languages that are read; of a short text it is often not known, and English is the likeliest."""


def propose(document: Document, paragraph: Paragraph) -> dict[str, list[Draft]]:
    """Return drafts of a paragraph, with the fields that a model fills: every string copied, no offsets."""
    text = document.text
    known = known_names(text, next((one.start for one in document.paragraphs if one.zone == "body"), 0))
    reading = read_paragraph(document, paragraph)
    resolver = Resolver(document, paragraph, reading, known)
    found = attributions(reading)
    named = [resolver.resolve(one.speaker) if one.speaker else (None, "unnamed") for one in found]
    if reading.part:
        labelled = speaker_of(text, reading.part, known, next(iter(parts_of(text))))
        named = [labelled] * len(named) if labelled else named
    going_on = carried(reading, found)
    who = carried_speaker(document, paragraph, known) if going_on else None
    if not found and not going_on:
        going_on, name = introduced(document, paragraph, reading, known)
        who = (name, "unnamed") if going_on else None
    if who:  # no word of the paragraph names the speaker
        found, named = [*going_on, *found], [*[(who[0], "unnamed")] * len(going_on), *named]
    statements = [
        statement_draft(one, f"s{number}", text, name, reading.sentences)
        for number, (one, name) in enumerate(zip(found, named, strict=True), 1)
    ]
    events, relations, occasions = event_drafts(reading.sentences, text, known, resolver.resolve)
    for answer, question in find_answers(found):
        one = found[answer]
        start = min(span[0] for span in ((one.start, one.end), one.cue, one.speaker) if span)
        relations.append({
            "type": "responds_to", "source": f"s{answer + 1}", "target": f"s{question + 1}",
            "quote": text[start : max(one.end, one.cue[1] if one.cue else one.end)],
            "signal": text[slice(*one.cue)] if one.cue else None,
        })  # fmt: skip
    for number, ref, signal in find_occasions(found, occasions):
        one = found[number]
        relations.append({
            "type": "overlaps", "source": f"s{number + 1}", "target": ref,
            "quote": text[signal[0] : one.cue[1] if one.cue else one.end], "signal": text[slice(*signal)],
        })  # fmt: skip
    return {"event": events, "statement": statements, "relation": relations}


class Builtin:
    """A provider that answers from rules: no model, no network."""

    name = "builtin"
    model = "rules-1"

    async def __call__(self, request: Request) -> Reply:
        """Answer from the request's document and paragraph; the messages are not read.

        Raises:
            ProviderError: the document is in another language than English.
        """
        if request.document.language not in _READ:
            raise ProviderError(
                "builtin reads English alone; choose a model with --provider.",
                provider=self.name,
                model=self.model,
            )
        return Reply(items=propose(request.document, request.paragraph), provider=self.name, model=self.model)
