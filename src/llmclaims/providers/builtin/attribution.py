"""One attribution as spans of the document, and what may be its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token
from llmclaims.schema.annotations import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as spans of the document: content, cue and speaker (None where the paragraph has none).

    ``cue_quotations`` holds the quotation that the cue itself stands in, if any; ``clausal`` says that the cue
    can report a whole clause, not only what somebody is for, against or called, ``quotes`` that it can stand with a quotation.
    ``about`` is the subject of a cue in the passive, ``lead`` what stands before a tag and belongs to the content behind it,
    ``noun`` the verb of a cue that is a noun.
    """

    start: int
    end: int
    cue: Span | None
    speaker: Span | None
    act: str
    lemma: str
    sentence: int
    tokens: tuple[Token, ...]
    cue_quotations: tuple[int, ...] = ()
    clausal: bool = True
    quotes: bool = True
    about: Span | None = None
    lead: Span | None = None
    noun: str = ""

    def at(self, sentence: int, tokens: Sequence[Token], first: int, end: int) -> Attribution:
        """Return the same speaker and cue with another content: ``tokens[first:end]`` of a sentence."""
        content = tuple(tokens[first:end])
        start, stop = content[0].start, content[-1].end
        moved = replace(self, start=start, end=stop, sentence=sentence, tokens=content)
        return moved if self.quotes else replace(moved, cue=None, act="assert")


def trim(tokens: Sequence[Token], first: int, end: int) -> Span:
    """Return a token range without punctuation at its edges and without the quotation marks around it."""
    while (
        first < end
        and not tokens[first].word
        and tokens[first].text not in "$€£(["
        and not _opens_inside(tokens, first, end)
    ):
        first += 1
    while end > first and (tokens[end - 1].text in ",.;:—–-…--" or _stray_mark(tokens, first, end)):
        end -= 1
    wrapped = end - first > 1 and tokens[first].text in QUOTE_MARKS and tokens[end - 1].text in QUOTE_MARKS
    if wrapped and all(token.quotation == tokens[first].quotation for token in tokens[first:end]):
        return trim(tokens, first + 1, end - 1)
    return first, end


def _opens_inside(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a mark opens a quotation that closes before the range goes on outside it."""
    token = tokens[first]
    if token.text not in QUOTE_MARKS or token.quotation < 0:
        return False
    outside = next((i for i in range(first, end) if tokens[i].quotation != token.quotation), None)
    return outside is not None and any(t.word for t in tokens[outside:end])


def _stray_mark(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether the last token is a closing mark whose opening mark is not in the range."""
    token = tokens[end - 1]
    if token.text in {"'", "’"} and token.quotation == -1:
        return False
    if token.text not in QUOTE_MARKS | {"'", "’"}:
        return False
    if token.text in {"'", "’"} and any(t.text in {"'", "‘"} for t in tokens[first : end - 1]):
        return False
    same = [t for t in tokens[first : end - 1] if t.quotation == token.quotation]
    return not same or same[0].text not in QUOTE_MARKS | {"'"} or token.quotation == -1


def long_enough(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a range has three words, or two of twelve characters together."""
    counted = [t for t in tokens[first:end] if t.word and not t.among("possessive_ending")]
    return len(counted) >= 3 or (len(counted) == 2 and counted[1].end - counted[0].start >= 12)
