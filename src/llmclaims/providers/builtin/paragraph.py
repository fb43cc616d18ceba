"""A paragraph, read once: its sentences as tokens, its quotations, its cues, and who is spoken of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from llmclaims.documents.document import Document, Paragraph
from llmclaims.documents.lead_ins import lead_in_end
from llmclaims.language.quotations import Quotation, find_quotations
from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.noun_phrases import Phrase
from llmclaims.providers.builtin.reporting_verbs import find_cues
from llmclaims.providers.builtin.speaker_nouns import names_a_person
from llmclaims.providers.builtin.subjects import main_subject
from llmclaims.providers.builtin.tokens import Token, tokenise
from llmclaims.providers.builtin.transcripts import Part, parts_of
from llmclaims.schema.annotations import Span

_LONGEST = 300
"""Tokens of the longest sentence that is read as one; a human's has 60 at most."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph's sentences as tokens, with its quotations and cues.

    ``subjects`` holds for each sentence the phrase that it is about: its first speaker, else its subject.
    ``part`` is the label that it begins with, where the document is an interview or a transcript.
    """

    start: int
    sentences: tuple[tuple[Token, ...], ...]
    quotations: tuple[Quotation, ...]
    cues: tuple[tuple[Cue, ...], ...]
    subjects: tuple[Phrase | None, ...]
    part: Part | None


def read_paragraph(document: Document, paragraph: Paragraph) -> Reading:
    """Return tokens, quotations and cues of a paragraph, without its dateline, time or "UPDATE:"."""
    dateline = document.dateline
    first = paragraph.start + lead_in_end(paragraph.text)
    if dateline and paragraph.start <= dateline.start < paragraph.end:
        first = max(first, dateline.end)
    agency = _AGENCY.match(document.text, paragraph.start, paragraph.end)
    first = max(first, agency.end()) if agency else first
    spans = tuple((max(a, first), b) for a, b in document.sentences(paragraph) if b > first)
    return _read(document.text, spans, paragraph.start, paragraph.end)


@lru_cache(maxsize=256)
def _read(text: str, spans: tuple[Span, ...], start: int, end: int) -> Reading:
    quotations = find_quotations(text, start, end)
    read = [tokenise(text, a, b, quotations) for a, b in spans]
    # A sentence without end is read in parts: what looks along a sentence stays linear in the text.
    sentences = tuple(tuple(one[at : at + _LONGEST]) for one in read for at in range(0, len(one), _LONGEST))
    cues = tuple(tuple(find_cues(tokens)) for tokens in sentences)
    subjects = tuple(_subject(tokens, found) for tokens, found in zip(sentences, cues, strict=True))
    return Reading(start, sentences, quotations, cues, subjects, parts_of(text).get(start))


_AGENCY = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][\w. ]{1,20})? \([A-Z][\w ]{1,20}\)\s*[—–-]+\s+")
"""A place and an agency in front of a story, which need not be the document's dateline: 'MOSCOW (AP) — '."""


def _subject(tokens: tuple[Token, ...], cues: tuple[Cue, ...]) -> Phrase | None:
    for cue in cues:
        speaker = cue.speaker
        if speaker and cue.voice in {"active", "according"} and tokens[speaker.first].quotation == -1:
            pronoun = tokens[speaker.first].among("third_person")
            own = main_subject(tokens, speaker.first) if pronoun else None
            if own and (tokens[own.last].capital or names_a_person(tokens[own.last].lower)):
                return own
            return speaker
    return main_subject(tokens, len(tokens))


def preceding(document: Document, paragraph: Paragraph, reach: int) -> Iterator[Reading]:
    """Return the readings of the body paragraphs before one, the nearest first, at most ``reach`` of them."""
    index, given = paragraph.index - 1, 0
    while index >= 0 and given < reach:
        before = document.paragraphs[index]
        if before.zone == "body":
            given += 1
            yield read_paragraph(document, before)
        index -= 1
