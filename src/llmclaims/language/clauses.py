"""A paragraph as the rules read it: tokens, clause boundaries, negators, and where the quote stands in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial, wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from llmclaims.language.lexicon import TOKEN
from llmclaims.language.tokens import spelt_out, straightened
from llmclaims.language.vocabulary import Words, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


class Negation(NamedTuple):
    """A negator, or a phrase that negates what follows it, as a half-open span of token indices."""

    start: int
    end: int
    kind: str


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
    negations = _negations(texts, negating, vocabulary) if negating else ()
    return Analysis(tokens, texts, tuple(breaks), negations, starts)


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


def _negations(texts: tuple[str, ...], negating: Iterable[int], vocabulary: Words) -> tuple[Negation, ...]:
    """Return the negations among the tokens that can be or begin one."""
    neutral = {
        index for start, end in vocabulary.neutral_negations.within(texts) for index in range(start, end)
    }
    found: list[Negation] = []
    for index in negating:
        text = texts[index]
        if index in neutral or _is_figure(texts, index, vocabulary):
            continue
        length = vocabulary.negative_governors.at(texts, index)
        several = vocabulary.nominal_phrases.at(texts, index)
        if several and texts[index - 1 : index] != ("a",):  # "a few of them"
            found.append(Negation(index, index + several, "nominal"))
        elif length:
            found.append(Negation(index, index + length, "governor"))
        elif found and index < found[-1].end and found[-1].kind == "nominal":
            continue  # the "no" of "at no time"
        elif text in vocabulary.denials:
            found.append(Negation(index, index + 1, "denial"))
        elif text in vocabulary.nominal_negators:
            found.append(Negation(index, index + 1, "nominal"))
        elif text in vocabulary.verbal_negators or text.endswith("n't"):
            counted = texts[index + 1 : index + 2] and texts[index + 1] in vocabulary.quantifiers
            bound = index and texts[index - 1] in vocabulary.auxiliaries
            found.append(
                Negation(index, index + 1, "nominal" if text == "not" and counted and not bound else "verbal")
            )
    return tuple(found)


def _is_figure(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell whether a negator only weighs: "no bigger than", "not unkind", "could not be happier", "no question that"."""
    following, third = (*texts[index + 1 : index + 3], "", "")[:2]
    if texts[index] == "no":
        if following == "question":
            return third != "of"  # "no question of selling" denies
        return third == "than" and (following.endswith("er") or following in vocabulary.comparatives)
    if is_superlative(texts, index, vocabulary) or _denies_reason(texts, index):
        return True
    double = following.startswith("un") and not following.startswith(vocabulary.neutral_prefixes)
    double |= following in vocabulary.denying_adjectives
    return double and (texts[index] == "not" or texts[index].endswith("n't"))


_COULD_NOT = frozenset(("couldn't", "can't", "cannot"))
_NO_DEGREE = frozenset(("either", "other", "over", "under", "after", "there", "together", "another", "never"))
_MORE_SO = frozenset(("agree", "ask", "asked", "hope", "hoped", "wish", "wished"))
_PRAISING = frozenset(("praise", "say", "stress", "recommend", "thank", "put"))
_AT_BEST = frozenset((at, a) for at in ("at", "in", "on") for a in ("a", "any"))
_PRAISED = frozenset(("stresse", "recommende", "thanke"))
_MERELY = frozenset(("simply", "just", "only", "merely", "solely", "purely"))
_REASON_REACH = 14
"""Words from a negator to the "because" that it denies."""


def could_not(texts: Sequence[str], index: int) -> bool:
    """Tell whether a token is the negator of "could not", "couldn't", "cannot", "could hardly"."""
    if texts[index] in {"not", "hardly", "scarcely"}:
        return index > 0 and texts[index - 1] in {"could", "can"}
    return texts[index] in _COULD_NOT


def is_superlative(texts: tuple[str, ...], index: int, vocabulary: Words) -> bool:
    """Tell "could not be happier", "couldn't agree more", "can't say it any louder": it could not be more so."""
    if not could_not(texts, index):
        return False
    verb, degree, after = (*texts[index + 1 : index + 4], "", "", "")[:3]
    praised = verb in _PRAISING or (verb == "be" and degree.removesuffix("d") in _PRAISING | _PRAISED)
    if praised and "enough" in texts[index + 2 : index + 7]:
        return True  # "cannot be praised enough"
    if verb == "help" and degree.endswith("ing"):
        return True  # who could not help laughing laughed
    if verb == "have" and degree not in vocabulary.auxiliaries:
        degrees = vocabulary.comparatives | vocabulary.degree_adverbs
        best = after in degrees or (
            texts[index + 3 : index + 5] in _AT_BEST and not degrees.isdisjoint(texts[index + 5 : index + 6])
        )
        if best and "than" not in texts[index + 4 : index + 6]:
            return True  # "could not have gone better"
    if verb == "be" and after != "than":
        return degree in vocabulary.comparatives or (degree.endswith("er") and degree not in _NO_DEGREE)
    if verb in _PRAISING and any(
        one == "any" and two.endswith("er") for one, two in pairwise(texts[index + 2 : index + 7])
    ):
        return True
    praises = verb in _MORE_SO or (verb == "have" and degree in _MORE_SO)
    return praises and not {"more", "better"}.isdisjoint(texts[index + 2 : index + 7])


def _denies_reason(texts: tuple[str, ...], index: int) -> bool:
    """Tell "we do not lend it simply because it is old", where only the reason is denied."""
    for at in range(index + 2, min(index + _REASON_REACH, len(texts))):
        if texts[at] == "because":
            return texts[at - 1] in _MERELY
        if not texts[at][-1].isalnum():
            return False
    return False


def is_final(text: str) -> bool:
    """Tell whether a token ends a sentence."""
    return text in _FINAL
