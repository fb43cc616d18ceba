"""The sentences of a document with everybody and everything a pronoun behind them may stand for.

Only what stands outside quotation marks counts: those who are named inside them are not the ones who go on
speaking. Offsets are code points of the document's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Literal

from llmclaims.language.entities.mentions import bare
from llmclaims.language.entities.name_words import NameWords, name_words
from llmclaims.language.quotations import speech
from llmclaims.language.segmentation import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.language.entities.mentions import Naming
    from llmclaims.schema.annotations import Span

Sort = Literal["person", "thing", "unknown", "he", "she", "it", "they"]

_PRONOUN = re.compile(r"(?<![\w’'])(he|she|it|they)(?![\w’'])", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_ASIDE = re.compile(r"\s*(?:,[^,;:“”\"]{2,110},|\([^()]{1,60}\))")
_LAST_WORD = re.compile(r"([\w’'-]+)\s+$")
_POSSESSIVE = re.compile(r"[’']s\b|[’'](?!\w)")
_QUOTED = re.compile(r"[,.?!]?[”\"’']\s*$|^$|,\s*$")


@dataclass(frozen=True, slots=True)
class Antecedent:
    """One mention outside quotation marks.

    ``naming`` is None for a description ("the minister") or a pronoun. ``subject`` says that it is the subject
    of a clause or the one who is said to speak; ``speaks`` that a reporting verb is beside it.
    """

    start: int
    end: int
    sort: Sort
    naming: Naming | None = None
    subject: bool = False
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: its place, its paragraph's number in the body, what may be meant behind it, its quotations."""

    start: int
    end: int
    paragraph: int
    antecedents: tuple[Antecedent, ...]
    quotations: tuple[Span, ...]


def sentences_of(
    text: str, bodies: Sequence[Span], language: str, names: Sequence[Naming]
) -> tuple[Sentence, ...]:
    """Return the sentences of some paragraphs of a text, in order."""
    vocabulary = name_words(language)
    if vocabulary is None:
        return ()
    found: list[Sentence] = []
    at = 0
    for number, (first, last) in enumerate(bodies):
        own = []
        while at < len(names) and names[at].start < last:
            own.append(names[at])
            at += 1
        found.extend(_of(text, (first, last), number, own, vocabulary))
    return tuple(found)


def _of(
    text: str, paragraph: Span, number: int, names: Sequence[Naming], vocabulary: NameWords
) -> Iterator[Sentence]:
    first = paragraph[0]
    inside = text[slice(*paragraph)]
    marked = tuple((start + first, end + first) for start, end in speech(inside))
    starts, opened = [one.start for one in names], [span[0] for span in marked]
    closed = [span[1] for span in marked]
    for start, end in split_sentences(inside, first):
        own = names[bisect_left(starts, start) : bisect_left(starts, end)]
        quotations = marked[bisect_right(closed, start) : bisect_left(opened, end)]
        items = sorted(_items(text, (start, end), own, vocabulary), key=lambda one: (one.start, one.end))
        outside = tuple(
            one for one in items if not any(before <= one.start < after for before, after in quotations)
        )
        yield Sentence(start, end, number, outside, quotations)


def _items(text: str, place: Span, names: Sequence[Naming], vocabulary: NameWords) -> Iterator[Antecedent]:
    taken: list[Span] = []
    for one in names:
        taken.append((one.left, one.end))
        sort: Sort = one.kind if one.kind in {"person", "unknown"} else "thing"
        yield _placed(text, place, (one.left, one.end), sort, vocabulary, naming=one)
    for match in _PRONOUN.finditer(text, *place):
        yield _placed(text, place, match.span(), match[1].lower(), vocabulary)  # type: ignore[arg-type]  # one of the four
    for span, sort in described(text, place, vocabulary):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            yield _placed(text, place, span, sort, vocabulary)


def described(text: str, place: Span, vocabulary: NameWords) -> Iterator[tuple[Span, Sort]]:
    """Return noun groups that begin with a determiner and end with a noun for a person, an institution or a document."""
    determiners = vocabulary.definite | vocabulary.indefinite | vocabulary.owners
    for match in _WORD.finditer(text, *place):
        if match.group().lower() not in determiners:
            continue
        end = match.end()
        for _ in range(4):
            following = _WORD.match(text, end + 1) if text[end : end + 1] in {" ", "\u00a0"} else None
            if following is None or following.end() > place[1]:
                break
            word, end = bare(following.group()), following.end()
            if word in vocabulary.persons and following.group().islower():
                yield (match.start(), end), "person"
                break
            if (
                word in vocabulary.organisation_nouns | vocabulary.document_nouns
                and following.group().islower()
            ):
                yield (match.start(), end), "thing"
                break
            if word in vocabulary.never and word not in vocabulary.indefinite:
                break


def _placed(
    text: str, place: Span, span: Span, sort: Sort, vocabulary: NameWords, naming: Naming | None = None
) -> Antecedent:
    """Return a mention with whether it is a subject, and whether it speaks."""
    start, end = span
    none = Antecedent(start, end, sort, naming)
    if _POSSESSIVE.match(text, end):
        return none
    before = text[place[0] : start]
    last = _LAST_WORD.search(before)
    word = last[1].lower() if last else ""
    if last and word in vocabulary.cues and word not in vocabulary.addressing | vocabulary.prepositions:
        opened = _QUOTED.search(before[: last.start()].rstrip()[-4:])
        return Antecedent(start, end, sort, naming, subject=True, speaks=True) if opened else none
    if before.lower().endswith("according to "):
        return Antecedent(start, end, sort, naming, subject=True, speaks=True)
    if word in vocabulary.prepositions and not before.rstrip().endswith(","):
        return none
    aside = _ASIDE.match(text, end, place[1])
    words = (match.group().lower() for match in _WORD.finditer(text, aside.end() if aside else end, place[1]))
    telling = dropwhile(lambda word: word in vocabulary.skipped or word.endswith("ly"), words)
    following = list(islice(telling, 2))
    gap = text[(aside.end() if aside else end) :][:2]
    if not following or not gap[:1].isspace():
        return none
    speaks = following[0] in vocabulary.cues
    acts = speaks or following[0] in vocabulary.verbs | vocabulary.auxiliaries
    acts = acts or (following[0].endswith("ed") and following[0] not in vocabulary.never)
    speaks = speaks or (
        following[0] in vocabulary.auxiliaries and following[1:2] != [] and following[1] in vocabulary.cues
    )
    return Antecedent(start, end, sort, naming, subject=acts, speaks=speaks)
