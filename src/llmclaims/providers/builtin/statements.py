"""Statements of a paragraph: who said what, one sentence each, and who goes on speaking in quotations without a cue."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from llmclaims.providers.builtin.attribution import Attribution, long_enough, trim
from llmclaims.providers.builtin.cues import Cue, shift
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.paragraph import Reading
from llmclaims.providers.builtin.reported_content import contents, lead
from llmclaims.providers.builtin.speaker_nouns import can_speak
from llmclaims.providers.builtin.tokens import Token, word_count
from llmclaims.providers.builtin.unmarked_speech import behind_colons, labelled
from llmclaims.schema.annotations import Span


def attributions(reading: Reading) -> list[Attribution]:
    """Return every attributed content of a paragraph, in the order of the text."""
    transcript = labelled(reading)
    if transcript:
        return transcript
    found: list[Attribution] = []
    for number, (tokens, cues) in enumerate(zip(reading.sentences, reading.cues, strict=True)):
        for position, cue in enumerate(cues):
            if _restates(tokens, cue, found, number):
                continue
            for first, end in contents(tokens, cues, position):
                made = _attribute(tokens, cue, first, end, number)
                if made:
                    before = lead(tokens, cues, position, first)
                    begun = before and (tokens[before[0]].start, tokens[before[1] - 1].end)
                    found.append(replace(made, lead=begun))
    found += _split_tags(reading, found)
    found += behind_colons(reading, found)
    found += _go_on(reading, found)
    return _without_repeats(sorted(found, key=lambda one: (one.start, -one.end)))


def _split_tags(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Return quotations whose 'X shouted' became a sentence of its own: '“… here!” Scott shouted.'."""
    made = []
    told = {one.sentence for one in found}
    cues_used = {one.cue[0] for one in found if one.cue}
    for number in range(1, len(reading.sentences)):
        before, cues = reading.sentences[number - 1], reading.cues[number]
        opens = cues and not cues[0].start and "q" in cues[0].entry.frames
        if not opens or not before or before[-1].text not in QUOTE_MARKS:
            continue
        if number - 1 in told or reading.sentences[number][cues[0].first].start in cues_used:
            continue
        first = next(i for i, token in enumerate(before) if token.quotation == before[-1].quotation)
        both = (*before, *reading.sentences[number])
        one = _attribute(both, shift(cues[0], len(before)), first, len(before), number - 1)
        if one:
            made.append(one)
    return made


def _restates(tokens: Sequence[Token], cue: Cue, found: Sequence[Attribution], number: int) -> bool:
    """Tell whether a cue only words the content that it stands in: 'what he described as X', '(said) he thinks X'."""
    described = "p" in cue.entry.frames and cue.start > 0 and tokens[cue.start - 1].among("what")
    own = cue.speaker is not None and tokens[cue.speaker.first].among("third_person")
    if not described and not (own and cue.entry.lemma in words("cues.mental")):
        return False
    return any(one.sentence == number and one.start <= tokens[cue.first].start < one.end for one in found)


def _attribute(tokens: Sequence[Token], cue: Cue, first: int, end: int, number: int) -> Attribution | None:
    # 'described as': the preposition that the verb takes belongs to the cue
    taken = first - 1 == cue.last + 1 and tokens[first - 1].lower in cue.entry.frames
    last = cue.last + taken
    first, end = trim(tokens, first, end)
    if not long_enough(tokens, first, end) or _slight(tokens, cue, first, end):
        return None
    speaker = cue.speaker
    if speaker and not can_speak(tokens, speaker, cue):
        return None
    if speaker and not cue.shared and first <= speaker.first < end:
        return None
    if speaker and speaker.first == speaker.last and tokens[speaker.first].among("hearer"):
        return None
    return Attribution(
        start=tokens[first].start,
        end=tokens[end - 1].end,
        cue=(tokens[cue.first].start, tokens[last].end),
        speaker=(tokens[speaker.first].start, tokens[speaker.last].end) if speaker else None,
        act="demand" if _told_to(tokens, cue, first) else cue.entry.act,
        lemma=cue.entry.lemma,
        sentence=number,
        tokens=tuple(tokens[first:end]),
        cue_quotations=tuple({tokens[cue.first].quotation} - {-1}),
        clausal=bool(cue.entry.frames & {"c", "b", "t", "q"}),
        quotes="q" in cue.entry.frames,
        noun=table("cues")["noun_verbs"].get(cue.entry.lemma, "") if cue.voice == "noun" else "",
        about=(tokens[cue.about.first].start, tokens[cue.about.last].end) if cue.about else None,
    )


def _told_to(tokens: Sequence[Token], cue: Cue, first: int) -> bool:
    """Tell whether somebody is told to do something, and not that it is so."""
    ordered = tokens[first].among("infinitive", "not")
    return ordered and any(t.among("cues.addressing") for t in tokens[cue.first : cue.last + 1])


def _slight(tokens: Sequence[Token], cue: Cue, first: int, end: int) -> bool:
    """Tell whether a noun phrase is too short to say anything by itself: 'reaffirmed the position'."""
    content, inner = tokens[first:end], tokens[cue.first].quotation
    if "c" in cue.entry.frames or any(token.quotation != inner for token in content):
        return False
    return word_count(content) < 3


def _without_repeats(found: Sequence[Attribution]) -> list[Attribution]:
    """Return one attribution for each content of one speaker: the first stays."""
    kept: list[Attribution] = []
    for one in found:
        if not any(_same(one, other) for other in kept[-6:]):
            kept.append(one)
    return kept


def _same(one: Attribution, other: Attribution) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    return shared > 0 and shared / union >= 0.8 and one.speaker == other.speaker


def _go_on(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Return sentences in quotation marks that go on with the speaker of the same quotation, or of the one before."""
    covered: dict[int, list[Attribution]] = defaultdict(list)
    for one in found:
        covered[one.sentence].append(one)
    owners = _owners(found)
    made: list[Attribution] = []
    last: Attribution | None = None
    for number, tokens in enumerate(reading.sentences):
        told = (one for one in covered[number] if one.speaker and not one.cue_quotations)
        spoken = sorted(told, key=lambda one: one.start)
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
    """Return, for each quotation, the attribution whose content it is, or is a part of."""
    owners: dict[int, Attribution] = {}
    for one in found:
        for number in {token.quotation for token in one.tokens if token.quotation >= 0}:
            if number not in one.cue_quotations:
                owners.setdefault(number, one)
    return owners


def _next(found: Sequence[Attribution], sentence: int) -> Attribution | None:
    """Return the first quotation with a speaker behind a sentence: it opens with what was said before the cue."""
    for one in found:
        if one.sentence > sentence and one.speaker and not one.cue_quotations:
            return one if one.tokens[0].quotation >= 0 else None
    return None


def _whole(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a quotation is all that its sentence says."""
    return not any(token.word for token in (*tokens[:first], *tokens[end:]))


def _quoted_ranges(tokens: Sequence[Token]) -> list[Span]:
    ranges: list[Span] = []
    for index, token in enumerate(tokens):
        if token.quotation < 0:
            continue
        if ranges and ranges[-1][1] == index and tokens[index - 1].quotation == token.quotation:
            ranges[-1] = (ranges[-1][0], index + 1)
        else:
            ranges.append((index, index + 1))
    return ranges
