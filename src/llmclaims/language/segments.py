"""The clauses of a sentence, as far as its commas, conjunctions and verbs show where one begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.clauses import per_sentence
from llmclaims.language.lemmas import is_verb
from llmclaims.language.lexicon import Phrases, lists, word_set
from llmclaims.language.verbs import is_base_form, is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_AHEAD = 7
"""Words behind a conjunction in which its clause has its verb."""
_HARD = frozenset(";:()–—")


@dataclass(slots=True)
class Clause:
    """One clause while it is read: the word that opens it, the clause around it, the places of its verbs."""

    opener: str
    above: int | None
    comma: bool
    verbs: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segments:
    """The clause of each token of a sentence, and the clauses by that number."""

    left: int
    of: tuple[int, ...]
    clauses: tuple[Clause, ...]

    def at(self, index: int) -> int:
        """Return the number of the clause that holds a token."""
        return self.of[min(max(index - self.left, 0), len(self.of) - 1)]

    @property
    def verbs(self) -> frozenset[int]:
        """Return the places of the verbs of all clauses."""
        return frozenset(verb for clause in self.clauses for verb in clause.verbs)

    def within(self, index: int, clause: int) -> bool:
        """Tell whether a token stands in a clause or in one inside it."""
        at: int | None = self.at(index)
        while at is not None:
            if at == clause:
                return True
            at = self.clauses[at].above
        return False


@per_sentence
def segments(found: Passage, language: str) -> Segments:
    """Cut the sentence of a quote into its clauses."""
    reader = _Reader(found, language)
    of = []
    for index in range(found.left, found.right):
        reader.step(index)
        of.append(reader.current)
    return Segments(found.left, tuple(of) or (0,), tuple(reader.clauses))


class _Reader:
    """Reads a sentence from left to right, with the clause that the next word belongs to."""

    def __init__(self, found: Passage, language: str) -> None:
        self.found, self.language, self.words = found, language, found.words
        self.clauses = [Clause("", None, comma=False)]
        self.current = 0
        self.closed = False  # whether the comma before this word ended a clause
        self.ordering = word_set(language, "details", "ordering")
        self.bridging = word_set(language, "details", "bridging")
        self.comparing = comparing(language)

    def step(self, index: int) -> None:
        """Move to the clause of one token."""
        text, before = self.found.texts[index], self.found.texts[index - 1] if index > self.found.left else ""
        if text in _HARD or self.comparing.at(self.found.texts, index):
            self._open(text, None, comma=False)
        elif text == ",":
            self._comma()
            return
        elif self._subordinates(index):
            self._open(text, self.current, comma=before == ",")
        elif (
            text in self.words.coordinators
            and self.clauses[self.current].verbs
            and self._verb_ahead(index + 1)
        ):
            above = self.clauses[self.current].above
            self._open(text, above if above is not None else 0, comma=False)
        elif self._is_participle(index, before):
            self._open(text, self.current, comma=before == ",")
            self.clauses[self.current].verbs.append(index)
        elif self._is_predicate(index):
            self._verb(index, before)
        self.closed = False

    def _open(self, opener: str, above: int | None, *, comma: bool) -> None:
        self.clauses.append(Clause(opener, above, comma))
        self.current = len(self.clauses) - 1

    def _comma(self) -> None:
        """Close the clause that a comma opened, with those inside it, or that the sentence opened with."""
        at, self.closed = self.current, False
        while (above := self.clauses[at].above) is not None:
            clause = self.clauses[at]
            if clause.verbs and (clause.comma or (above == 0 and not self.clauses[0].verbs)):
                self.current, self.closed = above, True
                return
            at = above

    def _verb(self, index: int, before: str) -> None:
        """Take a verb: it opens a clause of its own, or ends a relative clause that has one already."""
        text, clause = self.found.texts[index], self.clauses[self.current]
        if text.endswith("ing") and before in self.bridging | {","}:
            self._open(text, self.current, comma=before == ",")
        elif before == "to" and text not in self.words.auxiliaries:
            self._open("to", self.current, comma=False)
        elif clause.verbs and clause.above is not None and not self.clauses[clause.above].verbs:
            participle = text.endswith(("ed", "ing")) and before not in self.words.date_words
            if not self._one_group(clause.verbs[-1], index) and not participle:
                self.current = clause.above
        self.clauses[self.current].verbs.append(index)

    def _one_group(self, verb: int, index: int) -> bool:
        """Tell whether two verbs are one predicate: "was shot", "had been"."""
        between = self.found.texts[verb:index]
        return all(one in self.words.auxiliaries or one.endswith("ly") for one in between)

    def _subordinates(self, index: int) -> bool:
        """Tell whether a token opens a clause, or a phrase that tells of another event: "after the raid"."""
        texts, words = self.found.texts, self.words
        text, following = texts[index], texts[index + 1] if index + 1 < len(texts) else ""
        if text in self.ordering:
            dated = (
                following[:1].isdigit()
                or following in words.date_words
                or self.found.tokens[index + 1].capital
            )
            return self._verb_ahead(index + 1) or not dated
        if text == "that":
            return self._verb_ahead(index + 1)
        return text in words.subordinators - {"than", "as", "how"} or (
            text == "as" and self._verb_ahead(index + 1)
        )

    def _is_participle(self, index: int, before: str) -> bool:
        """Tell whether a participle opens a clause beside a subject whose verb is still to come: "Moss, signed in May, won"."""
        texts, words = self.found.texts, self.words
        text, following = texts[index], texts[index + 1] if index + 1 < len(texts) else ""
        if self.closed or following not in words.prepositions or self.clauses[self.current].verbs:
            return False
        opening = index == self.found.left and text.endswith(("ed", "ing", "born"))
        return opening or (before == "," and (is_past(self.found, index) or text in words.participles))

    def _verb_ahead(self, index: int) -> bool:
        texts = self.found.texts
        for at in range(index, min(index + _AHEAD, self.found.right)):
            if texts[at] in {",", *_HARD} or texts[at] in self.words.subordinators:
                return False
            if self._is_predicate(at):
                return True
        return False

    def _is_predicate(self, index: int) -> bool:
        """Tell whether a token is a verb, and no participle or noun in front of what it belongs to."""
        texts, words = self.found.texts, self.words
        text, before = texts[index], texts[index - 1] if index > self.found.left else ""
        if text in words.auxiliaries:
            return True
        if self.found.tokens[index].capital:
            return False
        following = texts[index + 1] if index + 1 < len(texts) else ""
        if before in words.modals or (before == "to" and following in words.determiners | words.possessives):
            return is_base_form(self.found, index)
        if not is_verb(text, self.language):
            return False
        if before in words.determiners - {"that"} | words.possessives or before.endswith(("'s", "s'")):
            return False
        if text.endswith("ing"):
            return before in words.auxiliaries | self.bridging | {","}
        finite = text in words.past_verbs or text.endswith(("ed", "s"))
        return finite or text in words.speech_cues or before == "to" or before in words.modals


@cache
def comparing(language: str) -> Phrases:
    """Return the phrases behind which a comparison names another event: "set against", "compared with"."""
    return Phrases(lists(language, "details")["comparing"])
