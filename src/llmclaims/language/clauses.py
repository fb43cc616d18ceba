"""A paragraph as the rules read it: tokens, clause boundaries, negators, and where the quote stands in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from llmclaims.language.lexicon import TOKEN
from llmclaims.language.negators import Negation, negations
from llmclaims.language.tokens import spelt_out, straightened
from llmclaims.language.vocabulary import Words, words

if TYPE_CHECKING:
    from llmclaims.schema.annotations import Span

_HARD = frozenset(';:()[]{}–—―!?….“”„«»‹›"「」『』。！？')
_ASIDE = 4
_SIGHT = 400
"""Tokens of a sentence that are looked at on either side of a quote: more than any sentence that somebody wrote has."""
_FINAL = frozenset(".!?…。！？")
_MARKED = _HARD | {","}


class Token(NamedTuple):
    """A word or a punctuation mark; ``text`` in lower case with straight apostrophes, offsets into the paragraph."""

    text: str
    start: int
    end: int
    capital: bool

    @property
    def word(self) -> bool:
        """Tell whether it is a word or a number, not punctuation."""
        return self.text[-1].isalnum()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text says before any draft is looked at.

    ``texts`` are the tokens' own strings, ``breaks[i]`` says whether a clause ends before token ``i``. ``made`` holds
    what ``per_sentence`` makes of its sentences.
    """

    tokens: tuple[Token, ...]
    texts: tuple[str, ...]
    breaks: tuple[bool, ...]
    negations: tuple[Negation, ...]
    starts: tuple[int, ...]
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def index(self, offset: int) -> int:
        """Return the first token that ends behind an offset."""
        return max(bisect_right(self.starts, offset) - 1, 0) if self.starts else 0

    def span(self, start: int, end: int) -> Span:
        """Return the half-open token span that touches a half-open character span."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        if first < len(self.tokens) and self.tokens[first].end <= start:
            first += 1
        return first, max(bisect_left(self.starts, end), first)

    def broken(self, start: int, end: int) -> bool:
        """Tell whether a clause boundary stands before any token from ``start`` up to and including ``end``."""
        return any(self.breaks[start : end + 1])


@dataclass(frozen=True, slots=True)
class Passage:
    """The quote in its paragraph, in token indices, half-open: ``first``/``last`` the quote, ``left``/``right`` its sentence.

    ``tokens``, ``texts`` and ``breaks`` are those of the analysis.
    """

    text: str
    analysis: Analysis
    tokens: tuple[Token, ...]
    texts: tuple[str, ...]
    breaks: tuple[bool, ...]
    words: Words
    first: int
    last: int
    left: int
    right: int

    def before(self, index: int, reach: int) -> range:
        """Return the tokens before one, the nearest first: at most so many, and none outside the sentence."""
        return range(index - 1, max(index - reach, self.left) - 1, -1)

    def raw(self, start: int, end: int) -> str:
        """Return the source's text of a half-open token span."""
        tokens = self.tokens
        return self.text[tokens[start].start : tokens[end - 1].end] if start < end <= len(tokens) else ""


Made = TypeVar("Made")


def per_sentence(make: Callable[[Passage, str], Made]) -> Callable[[Passage, str], Made]:
    """Make a thing of a passage's sentence once for all its drafts: kept with the analysis, and dropped with it."""

    @wraps(make)
    def made(found: Passage, language: str) -> Made:
        kept, key = found.analysis.made, (make, found.left, found.right)
        if key not in kept:
            kept[key] = make(found, language)
        thing: Made = kept[key]
        return thing

    return made


def placed(text: str, language: str, vocabulary: Words, quote: Span, sentence: Span) -> Passage:
    """Return a quote in its paragraph ``text``, from where it and its sentence stand there (half-open offsets)."""
    analysis = analyse(text, language)
    first, last = analysis.span(*quote)
    left, right = analysis.span(*sentence)
    left, right = max(left, first - _SIGHT), min(right, last + _SIGHT)
    shared = analysis.tokens, analysis.texts, analysis.breaks
    return Passage(text, analysis, *shared, vocabulary, first, last, min(left, first), max(right, last))


@lru_cache(maxsize=16)
def tokenised(text: str) -> tuple[Token, ...]:
    """Return the words and punctuation marks of a text, in order."""
    matches = list(TOKEN.finditer(straightened(text)))
    raws = [match.group() for match in matches]
    texts = spelt_out([raw.lower() for raw in raws])
    return tuple(
        [
            _token((told, match.start(), match.end(), raw[0].isupper()))
            for told, match, raw in zip(texts, matches, raws, strict=True)
        ]
    )


_token = partial(tuple.__new__, Token)
"""Make a token of its four values: there are many."""


@lru_cache(maxsize=512)
def analyse(text: str, language: str) -> Analysis:
    """Return tokens, clause boundaries and negators of a text in a language that has words.

    Raises:
        LookupError: there are no words for the language.
    """
    vocabulary = words(language)
    if vocabulary is None:
        raise LookupError(language)
    tokens = tokenised(text)
    texts = tuple([token.text for token in tokens])
    stops = _stops(vocabulary)
    breaks = [
        (here in stops or before in _MARKED) and _breaks(texts, index, vocabulary)
        for index, (before, here) in enumerate(zip((";", *texts), texts, strict=False))
    ]
    starts = tuple([token.start for token in tokens])
    negators = _negating(language)
    negating = [i for i, text in enumerate(texts) if text in negators or text[-3:] == "n't"]
    negated = negations(texts, negating, vocabulary) if negating else ()
    return Analysis(tokens, texts, tuple(breaks), negated, starts)


@cache
def _stops(vocabulary: Words) -> frozenset[str]:
    """Return what a clause may end before."""
    return vocabulary.coordinators | vocabulary.subordinators | _MARKED


@cache
def _negating(language: str) -> frozenset[str]:
    """Return the words that negate, or begin a phrase that does."""
    vocabulary = words(language)
    if vocabulary is None:
        return frozenset()
    phrases = vocabulary.negative_governors.first_words | vocabulary.nominal_phrases.first_words
    return phrases | vocabulary.denials | vocabulary.nominal_negators | vocabulary.verbal_negators


def _breaks(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell whether a clause ends before a token: at punctuation, at a conjunction or at a relative pronoun."""
    if index == 0:
        return True
    before, here = texts[index - 1], texts[index]
    if before in _HARD or here in _HARD:
        return True
    if before == "," or here == ",":
        return before == "," and not _parenthesis(texts, index, vocabulary)
    if here == "than" and before in vocabulary.comparing:
        return False  # "more than doubled"
    return here in vocabulary.coordinators or here in vocabulary.subordinators


def _parenthesis(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell whether the comma before a token opens or closes a short aside: "did not, however, sign"."""
    for length in range(1, _ASIDE + 1):
        after = texts[index : index + length]
        if texts[index + length : index + length + 1] == (",",) and vocabulary.parentheticals.issuperset(
            after
        ):
            return True
        inside = texts[max(index - 1 - length, 0) : index - 1]
        opened = index - 2 - length
        if opened >= 0 and texts[opened] == "," and vocabulary.parentheticals.issuperset(inside):
            return True
    return False


def is_final(text: str) -> bool:
    """Tell whether a token ends a sentence."""
    return text in _FINAL
