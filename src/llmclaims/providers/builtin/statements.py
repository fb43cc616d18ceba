"""Statements of a paragraph: who said what, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.providers.builtin.contents import contents
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.phrases import QUOTE_MARKS
from llmclaims.providers.builtin.reporting import Cue, shift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.reading import Reading
    from llmclaims.providers.builtin.tokens import Token


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as spans of the document: content, cue and speaker (None where the paragraph has none)."""

    start: int
    end: int
    cue: tuple[int, int] | None
    speaker: tuple[int, int] | None
    act: str
    lemma: str
    sentence: int
    tokens: tuple[Token, ...]


def attributions(reading: Reading) -> list[Attribution]:
    """Every attributed content of a paragraph, in the order of the text."""
    labelled = _labelled(reading)
    if labelled:
        return labelled
    found: list[Attribution] = []
    for number, (tokens, cues) in enumerate(zip(reading.sentences, reading.cues, strict=True)):
        for position, cue in enumerate(cues):
            if _restates(tokens, cue, found, number):
                continue
            for first, end in contents(tokens, cues, position):
                made = _attribute(tokens, cue, first, end, number)
                if made:
                    found.append(made)
    found += _split_tags(reading, found)
    found += _running(reading, found)
    return _without_repeats(sorted(found, key=lambda one: (one.start, -one.end)))


def _split_tags(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Quotations whose 'X shouted' became a sentence of its own: '“… here!” Scott shouted.'."""
    made = []
    for number in range(1, len(reading.sentences)):
        before, cues = reading.sentences[number - 1], reading.cues[number]
        if (
            not cues
            or cues[0].start
            or "q" not in cues[0].entry.frames
            or not before
            or before[-1].text not in QUOTE_MARKS
        ):
            continue
        if any(
            one.sentence == number - 1
            or (one.cue
            and one.cue[0] == reading.sentences[number][cues[0].first].start)
            for one in found
        ):
            continue
        first = next(i for i, token in enumerate(before) if token.quotation == before[-1].quotation)
        cue_tokens = (*before, *reading.sentences[number])
        shifted = shift(cues[0], len(before))
        one = _attribute(cue_tokens, shifted, first, len(before), number - 1)
        if one:
            made.append(one)
    return made


def _labelled(reading: Reading) -> list[Attribution]:
    """The sentences of a transcript's paragraph, which opens with its speaker's name in capitals and a colon."""
    if not reading.sentences:
        return []
    tokens = reading.sentences[0]
    first = next((i for i, token in enumerate(tokens) if token.word), 0)
    colon = next((i for i in range(first, min(first + 5, len(tokens))) if tokens[i].text == ":"), None)
    if (
        colon is None
        or colon == first
        or not all(t.text.isupper() and len(t.text) > 1 for t in tokens[first:colon])
    ):
        return []
    speaker = (tokens[first].start, tokens[colon - 1].end)
    made = []
    for number, sentence in enumerate(reading.sentences):
        a, b = trim(sentence, colon + 1 if number == 0 else 0, len(sentence))
        if long_enough(sentence, a, b):
            made.append(
                Attribution(
                    sentence[a].start,
                    sentence[b - 1].end,
                    None,
                    speaker,
                    "assert",
                    "",
                    number,
                    tuple(sentence[a:b]),
                )
            )
    return made


def carried(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Whole sentences in quotation marks of a paragraph in which nobody is named as speaking.

    Who speaks stands in an earlier paragraph; the attributions have neither speaker nor cue.
    """
    if found or not reading.quotations:
        return []
    made = []
    for number, tokens in enumerate(reading.sentences):
        words_ = [token for token in tokens if token.word]
        if not words_ or any(token.quotation < 0 for token in words_):
            return []
        a, b = trim(tokens, 0, len(tokens))
        if long_enough(tokens, a, b):
            made.append(
                Attribution(
                    tokens[a].start, tokens[b - 1].end, None, None, "assert", "", number, tuple(tokens[a:b])
                )
            )
    return made


def _restates(tokens: Sequence[Token], cue: Cue, found: Sequence[Attribution], number: int) -> bool:
    """Whether a cue only words the content that it stands in: 'what he described as X', '(said) he thinks X'."""
    described = "p" in cue.entry.frames and cue.start > 0 and tokens[cue.start - 1].lower in words("what")
    own = cue.speaker is not None and tokens[cue.speaker.first].lower in words("third_person")
    if not described and not (own and cue.entry.lemma in words("cues.mental")):
        return False
    return any(one.sentence == number and one.start <= tokens[cue.first].start < one.end for one in found)


def _attribute(tokens: Sequence[Token], cue: Cue, first: int, end: int, number: int) -> Attribution | None:
    first, end = trim(tokens, first, end)
    if not long_enough(tokens, first, end) or _slight(tokens, cue, first, end):
        return None
    speaker = cue.speaker
    if speaker and not cue.shared and first <= speaker.first < end:
        return None
    return Attribution(
        start=tokens[first].start,
        end=tokens[end - 1].end,
        cue=(tokens[cue.first].start, tokens[cue.last].end),
        speaker=(tokens[speaker.first].start, tokens[speaker.last].end) if speaker else None,
        act=cue.entry.act,
        lemma=cue.entry.lemma,
        sentence=number,
        tokens=tuple(tokens[first:end]),
    )


def _slight(tokens: Sequence[Token], cue: Cue, first: int, end: int) -> bool:
    """Whether a noun phrase is too short to say anything by itself: 'reaffirmed the position'."""
    if cue.entry.frames & {"c"} or any(
        token.quotation != tokens[cue.first].quotation for token in tokens[first:end]
    ):
        return False
    return (
        sum(token.word and token.lower not in words("possessive_ending") for token in tokens[first:end]) < 3
    )


def trim(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """A token range without punctuation at its edges and without the quotation marks around it."""
    while (
        first < end
        and not tokens[first].word
        and tokens[first].text not in "$€£(["
        and not _opens_inside(tokens, first, end)
    ):
        first += 1
    while end > first and (tokens[end - 1].text in ",.;:—–-…--" or _stray_mark(tokens, first, end)):
        end -= 1
    if end - first > 1 and tokens[first].text in QUOTE_MARKS and tokens[end - 1].text in QUOTE_MARKS:
        if all(token.quotation == tokens[first].quotation for token in tokens[first:end]):
            return trim(tokens, first + 1, end - 1)
    return first, end


def _opens_inside(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a mark opens a quotation that closes before the range goes on outside it."""
    token = tokens[first]
    if token.text not in QUOTE_MARKS or token.quotation < 0:
        return False
    outside = next((i for i in range(first, end) if tokens[i].quotation != token.quotation), None)
    return outside is not None and any(t.word for t in tokens[outside:end])


def _stray_mark(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether the last token is a closing mark whose opening mark is not in the range."""
    token = tokens[end - 1]
    if token.text in {"'", "’"} and token.quotation == -1:
        return False
    if token.text not in QUOTE_MARKS | {"'", "’"}:
        return False
    same = [t for t in tokens[first : end - 1] if t.quotation == token.quotation]
    return not same or same[0].text not in QUOTE_MARKS | {"'"} or token.quotation == -1


def long_enough(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range has three words, or two of twelve characters together."""
    count = sum(token.word and token.lower not in words("possessive_ending") for token in tokens[first:end])
    return count >= 3 or (count == 2 and tokens[end - 1].end - tokens[first].start >= 12)


def _running(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Sentences in quotation marks that have no cue of their own and go on with the speaker before them."""
    made: list[Attribution] = []
    owners = _owners(reading, found)
    for number, tokens in enumerate(reading.sentences):
        for first, end in _quoted_ranges(tokens):
            if any(
                one.start < tokens[end - 1].end and tokens[first].start < one.end
                for one in found
                if one.sentence == number
            ):
                continue
            owner = owners.get(tokens[first].quotation) or _neighbour(
                found, made, tokens[first].start, tokens, first, end
            )
            a, b = trim(tokens, first, end)
            if owner and long_enough(tokens, a, b):
                made.append(
                    replace(
                        owner,
                        start=tokens[a].start,
                        end=tokens[b - 1].end,
                        sentence=number,
                        tokens=tuple(tokens[a:b]),
                    )
                )
    return made


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


def _owners(reading: Reading, found: Sequence[Attribution]) -> dict[int, Attribution]:
    """For each quotation the attribution that covers a part of it."""
    owners: dict[int, Attribution] = {}
    for quotation in reading.quotations:
        for one in found:
            if quotation.first <= one.start < quotation.last or one.start < quotation.first < one.end:
                inside = one.cue is not None and quotation.start < one.cue[0] < quotation.end
                if not inside:
                    owners.setdefault(quotation.index, one)
    return owners


def _neighbour(
    found: Sequence[Attribution],
    made: Sequence[Attribution],
    start: int,
    tokens: Sequence[Token],
    first: int,
    end: int,
) -> Attribution | None:
    """The attribution that a quotation of a whole sentence goes on with: the last one before it, or the next."""
    whole = all(not token.word for token in tokens[:first]) and all(not token.word for token in tokens[end:])
    if not whole:
        return None
    before = [one for one in (*found, *made) if one.start < start and one.speaker]
    if before:
        return max(before, key=lambda one: one.start)
    after = [one for one in found if one.start > start and one.speaker and one.tokens[0].quotation >= 0]
    return min(after, key=lambda one: one.start) if after else None


def _without_repeats(found: Sequence[Attribution]) -> list[Attribution]:
    """One attribution for each content of one speaker: the first stays."""
    kept: list[Attribution] = []
    for one in found:
        if not any(_same(one, other) for other in kept[-6:]):
            kept.append(one)
    return kept


def _same(one: Attribution, other: Attribution) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    return shared > 0 and shared / union >= 0.8 and one.speaker == other.speaker
