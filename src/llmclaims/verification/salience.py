"""How much a claim matters to its document: what an article says early, often, in its title and with its details.

These are features that studies of event salience use: words of the headline and the place in the text (Choubey, Raju
and Huang 2018, "Identifying the Most Dominant Event in a News Article by Mining Event Coreference Relations"); where an
event's word stands first, how often the words and names beside it come, and who and what takes part (Liu, Xiong,
Mitamura and Hovy 2018, "Automatic Event Salience Identification"; Jindal, Deutsch and Roth 2020, "Is Killed More
Significant than Fled? A Contextual Model for Salient Event Detection"). How often an event's own word comes was left
out, and the details were taken in, after both had been looked at on annotated articles, where that word said nothing.
All weigh the same: no weight is fitted to data. ``benchmarks/salience.py`` measures what they come to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import fsum, log1p, log2
from typing import TYPE_CHECKING

from llmclaims.documents.recent import recent
from llmclaims.language.vocabulary import words
from llmclaims.verification.relations.profiles import topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

_READ = frozenset(("body", "caption"))
_DIGITS = 3
_LONG = 4
"""Letters of a word that counts in a language whose grammar words are not known."""


@dataclass(frozen=True, slots=True)
class Themes:
    """What a document is about: the words of its title, and of the others where each comes first and how often.

    ``starts`` are where its sentences begin; ``first`` is the number of a sentence, ``counts`` how many have the word,
    and ``most`` how many have the commonest one.
    """

    title: frozenset[str]
    starts: tuple[int, ...]
    first: Mapping[str, int]
    counts: Mapping[str, int]
    most: int

    def often(self, found: AbstractSet[str]) -> float:
        """Return how often words come, on average, the commonest being 1 and one that does not come 0."""
        shares = [log1p(self.counts.get(one, 0)) / log1p(self.most) for one in found]
        return fsum(shares) / len(shares) if shares else 0.0

    def in_title(self, found: AbstractSet[str]) -> float:
        """Return the share of the title's words that are among some."""
        return len(found & self.title) / len(self.title)

    def early(self, start: int, heads: AbstractSet[str]) -> float:
        """Return 1 for the first sentence, and ever less for later ones: where a place is, or a word of ``heads`` before it."""
        here = max(bisect_right(self.starts, start) - 1, 0)
        return 1 / log2(2 + min([here, *(self.first.get(one, here) for one in heads)]))


def salience(
    document: Document,
    spans: Sequence[Span],
    *,
    mentions: Iterable[Span] = (),
    trigger: Span | None = None,
    details: float | None = None,
) -> float:
    """Return how much a claim matters to its document, from 0 to 1, to three digits.

    Args:
        document: what it stands in.
        spans: where its quote stands, at least one.
        mentions: where its other words stand, such as a speaker's name.
        trigger: where the word stands that names an event.
        details: how much it says of who, where, when and how much, from 0 to 1; None where it has no fields for that.
    """
    themes = _themes(document)
    language, text = document.language, document.text
    heads = _words(text[trigger[0] : trigger[1]], language) if trigger else frozenset()
    own = _words(" ".join(text[start:end] for start, end in (*spans, *mentions)), language)
    parts = [themes.early(spans[0][0], heads), themes.often(own)]
    parts += [themes.in_title(own)] if themes.title else []
    parts += [] if details is None else [details]
    return round(fsum(parts) / len(parts), _DIGITS)


def salience_between(ends: Iterable[Claim | None]) -> float | None:
    """Return that of a relation: it matters as much as the lesser of its ends; None where one has none."""
    found = [None if one is None else one.salience for one in ends]
    known = [one for one in found if one is not None]
    return min(known) if known and len(known) == len(found) else None


@recent
def _themes(document: Document) -> Themes:
    sentences = [span for one in document.paragraphs if one.zone in _READ for span in document.sentences(one)]
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for number, (start, end) in enumerate(sentences):
        found = _words(document.text[start:end], document.language)
        counts.update(found)
        for one in found:
            first.setdefault(one, number)
    title = _words(document.title or "", document.language)
    most = max(counts.values(), default=1)
    return Themes(title, tuple(start for start, _ in sentences), first, counts, most)


def _words(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words that say what a text is about: no grammar, no dates."""
    found = topic(text, language)
    if words(language) is None:
        return frozenset(one for one in found if len(one) >= _LONG)
    return found - _dates(language)


@cache
def _dates(language: str) -> frozenset[str]:
    vocabulary = words(language)
    if vocabulary is None:
        return frozenset()
    return frozenset(vocabulary.date_words | vocabulary.weekdays | set(vocabulary.months))
