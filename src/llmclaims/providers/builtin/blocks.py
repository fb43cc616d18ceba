"""Paragraphs without quotation marks that one before them introduces: "Ida Brun wrote:", and the list items behind it."""

from llmclaims.documents.document import Document, Paragraph
from llmclaims.documents.lead_ins import is_item
from llmclaims.providers.builtin.attribution import Attribution
from llmclaims.providers.builtin.coreference import Resolver
from llmclaims.providers.builtin.paragraph import Reading, read_paragraph
from llmclaims.providers.builtin.people import KnownNames
from llmclaims.providers.builtin.statements import attributions
from llmclaims.providers.builtin.transcripts import is_speech, speaker_of
from llmclaims.providers.builtin.unmarked_speech import whole_sentences
from llmclaims.schema.annotations import Span

_BEHIND_CUE = 7
"""Tokens that may stand between the cue and its colon: "said in a statement on Monday:"."""
_ITEMS = 12
"""How many items of a list one introduction may have."""


def introduced(
    document: Document, paragraph: Paragraph, reading: Reading, known: KnownNames
) -> tuple[list[Attribution], str | None]:
    """Return what is said in a paragraph behind "said:" that has neither cue nor speaker of its own, and the speaker's name."""
    if reading.part or reading.quotations:
        return [], None
    listed = is_item(paragraph.text)
    for index in range(paragraph.index - 1, max(paragraph.index - 1 - _ITEMS, -1), -1):
        before = document.paragraphs[index]
        if before.zone != "body":
            break
        earlier = read_paragraph(document, before)
        speaker = _introducing(earlier) or _going_on(earlier, paragraph.text)
        if speaker is not None:
            labelled = speaker_of(document.text, earlier.part, known, 0) if earlier.part else None
            name, _ = labelled or Resolver(document, before, earlier, known).resolve(speaker)
            return whole_sentences(reading, 0, None), name
        if not listed or not is_item(before.text):
            break
    return [], None


def _going_on(before: Reading, text: str) -> Span | None:
    """Return whose label the paragraph before has, where this one goes on in the words of somebody who speaks."""
    part = before.part
    return (part.start, part.end) if part and part.kind == "name" and is_speech(text) else None


def _introducing(reading: Reading) -> Span | None:
    """Return the speaker of a paragraph that ends with a reporting verb and a colon, and says nothing else of what was said."""
    if not reading.sentences or reading.part or reading.sentences[-1][-1].text != ":" or not reading.cues[-1]:
        return None
    tokens, cue = reading.sentences[-1], reading.cues[-1][-1]
    says = cue.voice == "active" and "q" in cue.entry.frames
    near = len(tokens) - 1 - cue.last <= _BEHIND_CUE
    if cue.speaker is None or not says or not near:
        return None
    if any(one.cue and one.cue[0] == tokens[cue.first].start for one in attributions(reading)):
        return None
    return tokens[cue.speaker.first].start, tokens[cue.speaker.last].end
