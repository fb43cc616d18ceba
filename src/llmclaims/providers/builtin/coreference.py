"""Who is meant: pronouns and descriptions resolved to a name that stands in the document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from llmclaims.documents.document import Document, Paragraph
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.paragraph import Reading, preceding, read_paragraph
from llmclaims.providers.builtin.people import KnownNames, full_name, gender, named, people_in, speaker_type
from llmclaims.providers.builtin.statements import attributions
from llmclaims.providers.builtin.tokens import Token, sentence_at
from llmclaims.providers.builtin.unmarked_speech import carried
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
        if (
            not tokens
            or not tokens[0].among("definite_determiners")
            or any(t.among("others") for t in tokens)
        ):
            return None  # 'the same official' was spoken of before, without a name
        end = next((i for i, t in enumerate(tokens) if i and t.among("prepositions")), len(tokens))
        for token in reversed(tokens[:end]):  # of 'the wife of the suspect' nothing says who the suspect is
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

    def _about(self, offset: int) -> Iterator[tuple[Sequence[Token], Sequence[Token] | None]]:
        """Yield the sentences before an offset, the nearest first, each with its subject."""
        for tokens, reading, number in self._before(offset):
            subject = reading.subjects[number]
            begun = subject is not None and tokens[subject.first].start < offset
            yield tokens, tokens[subject.first : subject.last + 1] if subject and begun else None

    def _person(self, offset: int, pronoun: str) -> str | None:
        """Return the nearest person before a pronoun who was the subject of a sentence, pronouns passed over.

        A subject that the pronoun cannot mean is passed over too: then the one other person of its sentence is meant.
        """
        own, other = ("m", "feminine") if pronoun == "he" else ("f", "masculine")
        for tokens, mentioned in self._about(offset):
            if mentioned is None:
                continue
            mention = self._document.text[mentioned[0].start : mentioned[-1].end]
            alone = mentioned[0] if len(mentioned) == 1 else None
            strange = bool(alone and alone.among(other)) or gender(mention) not in {own, ""}
            if alone and alone.among("third_person") and not strange:
                continue
            kind = speaker_type(mention, mentioned, self._known)
            if not strange and kind == "person":
                name = self._described(mentioned) or named(mentioned, mention, self._known)
                strange = bool(name) and gender(name or "") not in {own, ""}
                if not strange:
                    return name
            if strange or kind in {"person", "group", "unnamed"}:
                beside = self._beside(tokens, mentioned, offset, own)
                if beside:
                    return beside[0] if len(beside) == 1 else None
        return None

    def _beside(self, tokens: Sequence[Token], subject: Sequence[Token], offset: int, own: str) -> list[str]:
        """Return the people whom a sentence names after its subject and outside quotation marks, those of the other gender left out."""
        spoken = [t for t in tokens if t.start >= subject[-1].end and t.end <= offset and t.quotation == -1]
        if not spoken:
            return []
        found = people_in(self._document.text, spoken[0].start, spoken[-1].end, self._known)
        surest = [name for name in found if gender(name) == own]
        return surest or [name for name in found if not gender(name)]

    def _thing(self, offset: int, pronoun: str) -> tuple[str | None, str]:
        """Return what 'it' or 'they' as a speaker stands for: the subject of the sentence before."""
        fallback = "organisation" if pronoun == "it" else "group"
        for _, mentioned in self._about(offset):
            if mentioned is None or mentioned[0].among("third_person"):
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
