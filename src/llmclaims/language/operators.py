"""Words that turn what a sentence says, for a language that has no more than lists of them (``data/<language>/operators.json``).

Where a language has no grammar (``vocabulary.Words``), a quote and the claim drawn from it are compared word by word: a
negator, hedge or modal word of the one that the other has not, in a clause that both tell of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from llmclaims.language.lexicon import TOKEN, Phrases, lists, word_set
from llmclaims.schema.annotations import Span

_ENDS = frozenset('.,;:!?()[]«»“”„"–—،؛؟…')
_FINAL = frozenset(".;!?؛؟")
_STEM, _LONG = 4, 3
_WORDS = (
    "negators",
    "openers",
    "paired",
    "hedges",
    "modals",
    "coordinators",
    "prefixes",
    "verb_prefixes",
    "light",
)
_PAIRED = 5
"""Words that may stand between the two parts of a negation."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operators:
    """The lists of one language, made once.

    ``negators`` deny alone, ``paired`` with a word of ``openers`` a few words before; ``idle`` phrases hold a negator and
    deny nothing; words that begin with one of ``denying`` may stand for a negator. ``hedges`` and ``hedge_phrases`` leave
    open what ``modals`` leave undone. ``coordinators`` part clauses, ``prefixes`` are written as part of the next word,
    ``verb_prefixes`` turn a verb's form; ``light`` words only carry a verb.
    """

    negators: frozenset[str]
    openers: frozenset[str]
    paired: frozenset[str]
    idle: Phrases
    denying: tuple[str, ...]
    hedges: frozenset[str]
    hedge_phrases: Phrases
    modals: frozenset[str]
    coordinators: frozenset[str]
    prefixes: frozenset[str]
    verb_prefixes: frozenset[str]
    light: frozenset[str]


@cache
def operators(language: str) -> Operators | None:
    """Return the lists of a language, None for one without."""
    data = lists(language, "operators")
    if not data:
        return None

    def words(name: str) -> frozenset[str]:
        return word_set(language, "operators", name)

    made: dict[str, Any] = {name: words(name) for name in _WORDS}
    made |= {name: Phrases(data[name]) for name in ("idle", "hedge_phrases")}
    return Operators(**made, denying=tuple(sorted(words("denying"))))


class Told:
    """The words of a quote or of a claim, with what turns them."""

    def __init__(self, text: str, known: Operators) -> None:
        """Part the words, elided ones and prefixes too."""
        self.known = known
        self.texts = tuple(part for token in TOKEN.findall(text.lower()) for part in _parted(token, known))
        idle = known.idle.within(self.texts)
        self.negators = [
            index
            for index in range(len(self.texts))
            if _denies(self.texts, index, known) and not any(start <= index < end for start, end in idle)
        ]
        self.hedges: list[Span] = [
            (index, index + 1) for index, text in enumerate(self.texts) if text in known.hedges
        ]
        self.hedges += known.hedge_phrases.within(self.texts)
        self.modals: list[Span] = [
            (index, index + 1) for index, text in enumerate(self.texts) if text in known.modals
        ]
        self.ends = _ENDS | known.coordinators

    @property
    def denies(self) -> bool:
        """Whether any word denies, in the widest sense."""
        return bool(self.negators) or any(text.startswith(self.known.denying) for text in self.texts)

    def place_of(self, word: str) -> int | None:
        """Return where the first of some words stands, None where it stands nowhere or more than once."""
        first = Told(word, self.known).texts[:1]
        at = [index for index, text in enumerate(self.texts) if (text,) == first]
        return at[0] if len(at) == 1 else None

    def clause(self, index: int, ends: frozenset[str] | None = None) -> Span:
        """Return the words around one, as far as the next that ends a clause (or one of ``ends``)."""
        ends = ends or self.ends
        start, end = index, index + 1
        while start and self.texts[start - 1] not in ends:
            start -= 1
        while end < len(self.texts) and self.texts[end] not in ends:
            end += 1
        return start, end

    def stems(self, start: int, end: int) -> list[str]:
        """Return the beginnings of the longer words between two, those aside that only carry a verb."""
        known = self.known
        return [
            _without(text, known.verb_prefixes)[:_STEM]
            for text in self.texts[start:end]
            if len(text) > _LONG and text not in known.light
        ]

    def retold(self, turned: Span, claim: "Told", *, next_word: bool = False) -> bool:
        """Tell whether a claim tells of what words turn: of half of their clause, or of the very next word if there is one."""
        start, end = self.clause(turned[0])
        if not self.stems(start, turned[0]) and not self.stems(turned[1], end):
            start, end = self.clause(turned[0], _FINAL)  # between two commas: it is of the whole sentence
        there = {*claim.stems(0, len(claim.texts))}
        before, behind = self.stems(start, turned[0]), self.stems(turned[1], end)
        if next_word and behind:
            return behind[0] in there
        shared = [stem in there for stem in (*before, *behind)]
        return any(shared) and 2 * sum(shared) >= len(shared)

    def shown(self, turned: Span) -> str:
        """Return words as a message quotes them."""
        return " ".join(self.texts[slice(*turned)])


def _parted(token: str, known: Operators) -> Iterator[str]:
    """Yield the words in a token: "n'a" is two, and so is an Arabic word behind "and"."""
    for part in filter(None, re.split("['’]", token)):
        rest = part[1:]
        if part[:1] in known.prefixes and rest in known.negators | known.hedges | known.modals:
            yield part[0]
            yield rest
        else:
            yield part


def _denies(texts: Sequence[str], index: int, known: Operators) -> bool:
    """Tell whether a word denies, alone or with another: "ne ... plus"."""
    if texts[index] in known.negators:
        return True
    beside = (
        *texts[max(index - _PAIRED, 0) : index],
        *texts[index + 1 : index + 2],
    )  # "personne n'a", "n'a rien"
    return texts[index] in known.paired and not known.openers.isdisjoint(beside)


def _without(text: str, prefixes: frozenset[str]) -> str:
    """Return a word without what turns its form in front."""
    start = 0
    while text[start] in prefixes and len(text) - start > _LONG:
        start += 1
    return text[start:]


def flipped(quote: Told, claim: Told, *, denied: bool) -> str:
    """Say which of a quote and its claim denies what the other asserts; "" where they agree, or nobody can tell.

    ``denied``: what stands around the quote denies it, so that the claim may.
    """
    if quote.negators and not claim.denies:
        found = next(
            (one for one in quote.negators if quote.retold((one, one + 1), claim, next_word=True)), None
        )
        if found is not None:
            return f"The quote denies (“{quote.texts[found]}”) what the claim asserts."
    if claim.negators and not quote.denies and not denied:
        return f"The claim denies (“{claim.texts[claim.negators[0]]}”) what the quote does not."
    return ""


def unhedged(quote: Told, claim: Told) -> tuple[str, bool] | None:
    """Return the words of a quote that leave it open and that its claim leaves out, and whether they hedge; else None."""
    if claim.hedges or claim.modals:
        return None
    for words, hedge in ((quote.hedges, True), (quote.modals, False)):
        for one in words:
            if quote.retold(one, claim):
                return quote.shown(one), hedge
    return None


def open_around(quote: Told, trigger: str) -> tuple[str, bool] | None:
    """Return what hedges the clause of a trigger, or leaves it undone, and whether it hedges; None where nothing does."""
    at = quote.place_of(trigger)
    if at is None:
        return None
    start, end = quote.clause(at)
    for words, hedge in ((quote.hedges, True), (quote.modals, False)):
        for one in words:
            if start <= one[0] < end:
                return quote.shown(one), hedge
    return None
