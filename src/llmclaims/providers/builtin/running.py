"""Quotations without a cue of their own: who goes on speaking, sentence after sentence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.ranges import long_enough, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.paragraph import Reading, Span
    from llmclaims.providers.builtin.tokens import Token


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as spans of the document: content, cue and speaker (None where the paragraph has none).

    ``cue_quotations`` holds the quotation that the cue itself stands in, if any; ``clausal`` says that the cue
    can report a whole clause, not only what somebody is for, against or called, ``quotes`` that it can stand with a quotation.
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

    def at(self, sentence: int, tokens: Sequence[Token], first: int, end: int) -> Attribution:
        """The same speaker and cue with another content: ``tokens[first:end]`` of a sentence."""
        content = tuple(tokens[first:end])
        if not self.quotes:
            return replace(
                self,
                start=content[0].start,
                end=content[-1].end,
                sentence=sentence,
                tokens=content,
                cue=None,
                act="assert",
            )
        return replace(self, start=content[0].start, end=content[-1].end, sentence=sentence, tokens=content)


def go_on(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Sentences in quotation marks that go on with the speaker of the same quotation, or of the one before."""
    covered: dict[int, list[Attribution]] = defaultdict(list)
    for one in found:
        covered[one.sentence].append(one)
    owners = _owners(found)
    made: list[Attribution] = []
    last: Attribution | None = None
    for number, tokens in enumerate(reading.sentences):
        spoken = sorted((one for one in covered[number] if one.speaker), key=lambda one: one.start)
        for first, end in _quoted_ranges(tokens):
            if any(
                one.start < tokens[end - 1].end and tokens[first].start < one.end for one in covered[number]
            ):
                continue
            owner = owners.get(tokens[first].quotation)
            if owner is None and _whole(tokens, first, end):
                earlier = [one for one in spoken if one.start < tokens[first].start]
                owner = earlier[-1] if earlier else last or _next(found, number)
            a, b = trim(tokens, first, end)
            if owner and long_enough(tokens, a, b):
                last = owner.at(number, tokens, a, b)
                made.append(last)
        last = spoken[-1] if spoken else last
    return made


def _owners(found: Sequence[Attribution]) -> dict[int, Attribution]:
    """For each quotation the attribution whose content it is, or is a part of."""
    owners: dict[int, Attribution] = {}
    for one in found:
        for number in {token.quotation for token in one.tokens if token.quotation >= 0}:
            if number not in one.cue_quotations:
                owners.setdefault(number, one)
    return owners


def _next(found: Sequence[Attribution], sentence: int) -> Attribution | None:
    """The first quotation with a speaker behind a sentence: it opens with what was said before the cue."""
    for one in found:
        if one.sentence > sentence and one.speaker:
            return one if one.tokens[0].quotation >= 0 else None
    return None


def _whole(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a quotation is all that its sentence says."""
    return not any(token.word for token in (*tokens[:first], *tokens[end:]))


def _quoted_ranges(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        if token.quotation < 0:
            continue
        if ranges and ranges[-1][1] == index and tokens[index - 1].quotation == token.quotation:
            ranges[-1] = (ranges[-1][0], index + 1)
        else:
            ranges.append((index, index + 1))
    return ranges
