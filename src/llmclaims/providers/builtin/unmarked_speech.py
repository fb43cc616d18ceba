"""Speech without a reporting expression: transcripts, quotations that go on, and what stands behind a colon."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from llmclaims.providers.builtin.attribution import Attribution, long_enough, trim
from llmclaims.providers.builtin.clauses import has_clause
from llmclaims.providers.builtin.paragraph import Reading
from llmclaims.providers.builtin.speaker_nouns import surely_speaks
from llmclaims.providers.builtin.subjects import main_subject
from llmclaims.schema.annotations import Span


def behind_colons(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Return quotations behind a colon that no cue brings in: 'Brun issued a warning: “…”' is what Brun says."""
    taken = {token.quotation for one in found for token in one.tokens}
    made = []
    for number, tokens in enumerate(reading.sentences):
        for colon in range(2, len(tokens) - 1):
            opened = tokens[colon + 1].quotation
            if tokens[colon].text != ":" or tokens[colon].quotation >= 0 or opened < 0 or opened in taken:
                continue
            speaker = main_subject(tokens, colon)
            if speaker is None or not (surely_speaks(tokens, speaker) or tokens[speaker.last].capital):
                continue
            if tokens[speaker.first].among("first_person", "hearer"):
                continue
            end = next(
                (i for i in range(colon + 1, len(tokens)) if tokens[i].quotation != opened), len(tokens)
            )
            a, b = trim(tokens, colon + 1, end)
            if long_enough(tokens, a, b) and has_clause(tokens, a, b):
                who = (tokens[speaker.first].start, tokens[speaker.last].end)
                start, stop = tokens[a].start, tokens[b - 1].end
                made.append(Attribution(start, stop, None, who, "assert", "", number, tuple(tokens[a:b])))
    return made


def labelled(reading: Reading) -> list[Attribution]:
    """Return the sentences of a paragraph that opens with the label of its speaker, without it."""
    part = reading.part
    if part is None or not reading.sentences:
        return []
    speaker = (part.start, part.end) if part.kind == "name" else None
    found = whole_sentences(reading, part.content, speaker)
    return [replace(one, act="ask") for one in found] if part.kind == "question" else found


def carried(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Return whole sentences in quotation marks of a paragraph in which nobody is named as speaking.

    Who speaks stands in an earlier paragraph; the attributions have neither speaker nor cue.
    """
    if any(not one.cue_quotations for one in found) or not reading.quotations:
        return []
    for tokens in reading.sentences:
        spoken = [token.quotation >= 0 for token in tokens if token.word]
        if not spoken or not all(spoken):
            return []
    return whole_sentences(reading, 0, None)


def whole_sentences(reading: Reading, start: int, speaker: Span | None) -> list[Attribution]:
    """Return the sentences of a paragraph from an offset on, as what one speaker says without a cue."""
    made = []
    for number, tokens in enumerate(reading.sentences):
        first = bisect_left(tokens, start, key=lambda token: token.start)
        a, b = trim(tokens, first, len(tokens))
        if long_enough(tokens, a, b):
            span = tokens[a].start, tokens[b - 1].end
            made.append(Attribution(*span, None, speaker, "assert", "", number, tokens[a:b]))
    return made
