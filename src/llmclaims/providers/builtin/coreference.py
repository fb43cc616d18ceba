"""Who is meant: pronouns and descriptions resolved to a name that stands in the document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from llmclaims.documents.document import Document, Paragraph
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.paragraph import Reading, preceding, read_paragraph
from llmclaims.providers.builtin.people import KnownNames, full_name, named, speaker_type
from llmclaims.providers.builtin.statements import attributions, carried
from llmclaims.providers.builtin.tokens import Token, sentence_at
from llmclaims.schema.annotations import Span

_REACH = 3
"""How many paragraphs back a pronoun may point."""
_SENTENCES_BACK = 60
"""How many sentences back it may point inside its own paragraph, which may be long."""


class Resolver:
    """Resolves the mentions of one paragraph. Holds the paragraph, what stands before it, and the names."""

    def __init__(self, document: Document, paragraph: Paragraph, reading: Reading, known: KnownNames) -> None:
        """Read nothing yet: earlier paragraphs are read when a mention needs them."""
        self._document = document
        self._paragraph = paragraph
        self._reading = reading
        self._known = known

    def resolve(self, span: Span) -> tuple[str | None, str]:
        """Return the name that a mention stands for (None when unsure) and its kind of speaker."""
        tokens = self._tokens(span)
        mention = self._document.text[slice(*span)]
        lower = mention.lower()
        if lower in words("person_pronouns"):
            return self._person(span[0], "he" if lower in words("he") else "she"), "person"
        if lower in words("thing_pronouns"):
            return self._thing(span[0], "it" if lower in words("it") else "they")
        kind = speaker_type(mention, tokens, self._known)
        if kind == "document":
            return None, kind
        if any(token.capital for token in tokens[1:]) or (
            tokens and tokens[0].capital and not _described(tokens)
        ):
            return named(tokens, mention, self._known), kind
        return self._described(tokens), kind

    def _tokens(self, span: Span) -> Sequence[Token]:
        tokens = sentence_at(self._reading.sentences, span[0])
        return [token for token in tokens or () if span[0] <= token.start < span[1]]

    def _described(self, tokens: Sequence[Token]) -> str | None:
        """Return the one name to which the document gives a title: 'the spokesperson'."""
        if not tokens or not tokens[0].among("definite_determiners"):
            return None
        for token in reversed(tokens):
            names = self._known.roles.get(token.lower, ())
            if names:
                full = {full_name(name, self._known) or name for name in names}
                return full.pop() if len(full) == 1 else None
        return None

    def _before(self, offset: int) -> Iterator[tuple[Sequence[Token], Reading, int]]:
        """Return sentences before an offset, the nearest first, that of the offset included."""
        reading = self._reading
        last = bisect_left(reading.sentences, offset, key=lambda tokens: tokens[0].start) - 1
        for number in range(last, max(last - _SENTENCES_BACK, -1), -1):
            yield reading.sentences[number], reading, number
        if last >= _SENTENCES_BACK:
            return
        for earlier in preceding(self._document, self._paragraph, _REACH):
            for number in range(len(earlier.sentences) - 1, -1, -1):
                yield earlier.sentences[number], earlier, number

    def _subjects(self, offset: int) -> Iterator[Sequence[Token]]:
        """Yield what the sentences before an offset are about, the nearest first."""
        for tokens, reading, number in self._before(offset):
            subject = reading.subjects[number]
            if subject is not None and tokens[subject.first].start < offset:
                yield tokens[subject.first : subject.last + 1]

    def _person(self, offset: int, pronoun: str) -> str | None:
        """Return the nearest person before a pronoun who was the subject of a sentence, pronouns passed over."""
        other, titles = ("feminine", "female_titles") if pronoun == "he" else ("masculine", "male_titles")
        for mentioned in self._subjects(offset):
            first = mentioned[0].lower
            if first in words(other) and len(mentioned) == 1:
                return None
            if first in words("third_person") or first in words(titles):
                continue
            mention = self._document.text[mentioned[0].start : mentioned[-1].end]
            if speaker_type(mention, mentioned, self._known) == "person":
                return self._described(mentioned) or named(mentioned, mention, self._known)
        return None

    def _thing(self, offset: int, pronoun: str) -> tuple[str | None, str]:
        """Return what 'it' or 'they' as a speaker stands for: the subject of the sentence before."""
        fallback = "organisation" if pronoun == "it" else "group"
        for mentioned in self._subjects(offset):
            if mentioned[0].among("third_person"):
                continue
            mention = self._document.text[mentioned[0].start : mentioned[-1].end]
            kind = speaker_type(mention, mentioned, self._known)
            if kind in {"person", "unnamed"}:
                return None, fallback
            return (named(mentioned, mention, self._known) if kind == "organisation" else None), kind
        return None, fallback


def carried_speaker(
    document: Document, paragraph: Paragraph, known: KnownNames
) -> tuple[str | None, str] | None:
    """Find who goes on speaking in a paragraph that is only a quotation: the last speaker before it, by name.

    None when the paragraphs before it attribute nothing to anybody.
    """
    index, left = paragraph.index - 1, _REACH * 3
    while index >= 0 and left:
        before = document.paragraphs[index]
        index -= 1
        if before.zone != "body":
            continue
        left -= 1
        reading = read_paragraph(document, before)
        spans = [one.speaker for one in attributions(reading) if one.speaker]
        cues = [cue for cue in reading.cues[-1] if cue.speaker] if reading.cues else []
        resolver = Resolver(document, before, reading, known)
        if reading.sentences and reading.sentences[-1] and reading.sentences[-1][-1].text == ":" and cues:
            tokens, speaker = reading.sentences[-1], cues[-1].speaker
            if speaker:
                return resolver.resolve((tokens[speaker.first].start, tokens[speaker.last].end))
        if spans:
            return resolver.resolve(spans[-1])
        if not carried(reading, []):
            return None
    return None


def _described(tokens: Sequence[Token]) -> bool:
    return tokens[0].among("determiners", "possessives")
