"""Tokens of one sentence, with what a reader without a tagger can know of each."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from llmclaims.language.quotations import Quotation
from llmclaims.providers.builtin.lexicon import FINITE, PhraseTable, T, VerbForm, verb_forms, words
from llmclaims.schema.annotations import Span

APOSTROPHES = "'’ʼ"
_CLITIC = re.compile(r"(?<=\w)['’ʼ](?:s|re|ve|ll|d|m)$", re.IGNORECASE)


class Token(NamedTuple):
    """A word or a mark. ``start`` and ``end`` are offsets into the document's text.

    ``text`` is the word as it stands, but for the marks of a quotation, which are always “ and ”. ``quotation`` is the index of the quotation that it stands in, -1 outside. ``verb`` is what it may be as a
    verb; whether it is one, the neighbours decide.
    """

    text: str
    lower: str
    start: int
    end: int
    quotation: int
    verb: VerbForm | None

    @property
    def word(self) -> bool:
        """Tell whether it has a letter or a digit."""
        return self.text[0].isalnum() or (len(self.text) > 1 and self.text[1].isalnum())

    @property
    def capital(self) -> bool:
        """Tell whether it starts with a capital letter."""
        return self.text[0].isupper()

    @property
    def finite(self) -> bool:
        """Tell whether it can only be read as a finite verb, an auxiliary or a modal."""
        name = self.text.isupper() and len(self.text) > 1  # IS and US are no verbs
        return self.lower in _finite_words() and not name and not (self.capital and self.among("name_modals"))

    def among(self, *lists: str) -> bool:
        """Tell whether the word stands in one of some lists, as ``lexicon.words`` names them."""
        return self.lower in words(*lists)

    def tagged(self, *tags: str) -> bool:
        """Tell whether it may be a verb form with one of these tags."""
        return self.verb is not None and not self.verb.tags.isdisjoint(tags)


@cache
def _finite_words() -> frozenset[str]:
    """Return auxiliaries and modals that are finite whatever stands around them."""
    groups = ("be", "have", "do", "modals", "negated_auxiliaries")
    return words(*groups) - words("non_finite")


@cache
def _pattern() -> re.Pattern[str]:
    dotted = "|".join(sorted(words("abbreviations"), key=len, reverse=True))
    return re.compile(
        rf"(?<=\s)[{APOSTROPHES}](?:s|re|ve|ll|d|m)(?=\s)|(?:{dotted})\.(?=\s|\W|$)|(?:\w+-)?(?:[A-Za-z]\.){{2,}}|[A-Z]\.(?=\s[A-Z])"
        rf"|(?:[A-Z]{{1,3}})?[$€£¥]\s?\d+(?:[.,]\d+)*\w*|\d+(?:[.,:/]\d+)*\w*(?:-\w+)*%?"
        rf"|\w+(?:[-{APOSTROPHES}&/.]\w+)*|--+|\.\.\.+|''|``|[^\w\s]"
    )


def tokenise(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> list[Token]:
    """Return the tokens of ``text[start:end]`` with offsets into ``text``; possessive endings stand alone."""
    verbs = verb_forms()
    tokens: list[Token] = []
    open_ = [quotation for quotation in quotations if quotation.start < end and quotation.end > start]
    for first, last in _pieces(text, start, end):
        piece = text[first:last]
        lower = piece.lower().replace("’", "'").replace("ʼ", "'")
        while open_ and open_[0].end <= first:
            open_.pop(0)
        inside = open_[0].index if open_ and open_[0].start <= first else -1
        if inside >= 0:
            piece = _mark(piece, first, last, open_[0])
        tokens.append(Token(piece, lower, first, last, inside, verbs.get(lower) or _guessed(piece)))
    return tokens


def _mark(piece: str, first: int, last: int, quotation: Quotation) -> str:
    """Return a mark that opens or closes a quotation in one form, since a single one looks like an apostrophe."""
    if first == quotation.start:
        return "“"
    return "”" if quotation.closed and last == quotation.end else piece


def _guessed(piece: str) -> VerbForm | None:
    """Return what a word that no list has looks like: '-ed' and '-ing' are verbs more often than not."""
    if len(piece) < 6 or not piece.isalpha() or not piece.islower():
        return None
    if piece.endswith("ed") and piece not in words("not_verbs") and not piece.startswith("un"):
        return _PAST
    if piece.endswith("ing") and piece not in words("nouns_ing"):
        return _PARTICIPLE
    return None


_PAST = VerbForm("", frozenset({"past", "part"}))
_PARTICIPLE = VerbForm("", frozenset({"ing"}))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _pattern().finditer(text, start, end):
        first, last = match.span()
        piece = match.group()
        clitic = None if piece.isalnum() else _CLITIC.search(piece)
        if clitic:
            yield first, first + clitic.start()
            first += clitic.start()
        yield first, last


def sentence_at(sentences: Sequence[Sequence[Token]], offset: int) -> Sequence[Token] | None:
    """Return the sentence that holds an offset; ``sentences`` stand in the order of the text, none is empty."""
    at = bisect_right(sentences, offset, key=lambda tokens: tokens[0].start) - 1
    return sentences[at] if at >= 0 and offset < sentences[at][-1].end else None


def phrases_at(tokens: Sequence[Token], index: int, listed: PhraseTable[T]) -> Sequence[tuple[int, T]]:
    """Return the end of each listed phrase that begins at a token, and what the list says of it."""
    found = listed.get(tokens[index].lower)
    if found is None:
        return ()
    return [
        (index + len(parts), said)
        for parts, said in found
        if len(parts) == 1 or tuple([one.lower for one in tokens[index : index + len(parts)]]) == parts
    ]


def word_count(tokens: Sequence[Token]) -> int:
    """Count the words, possessive endings aside."""
    return sum(token.word and not token.among("possessive_ending") for token in tokens)


def is_adverb(token: Token) -> bool:
    """Tell whether a word only qualifies the verb beside it."""
    if token.among("adverbs"):
        return True
    return token.lower.endswith("ly") and not token.capital and not token.among("not_adverbs")


def is_finite(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token can carry a clause, judged from the words around it."""
    token = tokens[index]
    if token.finite:
        return True
    if token.among("ambiguous_clitics"):
        return bool(index) and tokens[index - 1].among("clitic_hosts")
    if token.verb is None or token.capital:
        return False
    if not token.tagged(*FINITE):
        return token.among("plain_verbs") and index > 0 and _plural(tokens[index - 1])
    return (
        not _plural_noun(tokens, index) and not _qualified(tokens, index) and _follows_subject(tokens, index)
    )


def _follows_subject(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether what stands around a past form or a form in -s lets it be the verb of a subject before it."""
    token = tokens[index]
    follower = tokens[index + 1] if index + 1 < len(tokens) else None
    if follower and follower.finite and not follower.among("do"):
        return False
    before = tokens[index - 1] if index else None
    if before is None or not before.word:
        return bool(before and before.text in ')—–,”"' and token.tagged("past"))
    if before.lower in _noun_openers():
        return before.among("standing_determiners")
    if token.tagged("past"):
        return True
    crowded = follower is not None and follower.tagged(*FINITE) and follower.lower.endswith(("s", "ed"))
    return not crowded and not (before.lower.endswith("ed") and before.tagged("past")) and _singular(before)


def _plural_noun(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a form in -s stands where only a noun does: 'two key figures', 'academic voices'."""
    if not tokens[index].tagged("s") or not index:
        return False
    counted = index > 1 and tokens[index - 2].among("number_words", "plural_determiners")
    return counted or _adjective(tokens[index - 1])


def _adjective(token: Token) -> bool:
    """Tell whether a word is built as adjectives are, and is none of the nouns that are built so: 'critic', 'official'."""
    built = token.lower.endswith(tuple(words("adjective_endings"))) and not token.capital
    return built and not token.among("nouns_like_adjectives")


def _noun_openers() -> frozenset[str]:
    return words("determiners", "possessives", "prepositions", "possessive_ending")


def _qualified(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether '-ly' in front makes a participle of it: 'newly filed reports'."""
    if not index or not tokens[index - 1].lower.endswith("ly"):
        return False
    return index == 1 or tokens[index - 2].lower in _noun_openers()


def _plural(before: Token) -> bool:
    """Tell whether the word before a plain form can be its subject."""
    lower = before.lower
    return lower in words("plural_nouns") or (
        len(lower) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s"))
    )


def _singular(before: Token) -> bool:
    """Tell whether the word before a form in -s can be its subject, which a plural or an adjective cannot."""
    return (
        before.capital
        or is_adverb(before)
        or before.among("subject_pronouns", "relativizers")
        or not (before.lower.endswith("s") and not before.lower.endswith(("ss", "us", "is")))
    )
