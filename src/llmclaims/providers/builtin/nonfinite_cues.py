"""Reporting verbs as participles and infinitives: ', adding that …', 'was quoted as saying', 'took the stage to say that …'."""

from collections.abc import Sequence

from llmclaims.providers.builtin.cues import Cue, Entry
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase
from llmclaims.providers.builtin.subjects import main_subject, phrase_ending, skip_back, subject_before
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite
from llmclaims.providers.builtin.unsaid import left_open, withheld


def participle(
    tokens: Sequence[Token], first: int, last: int, entry: Entry, cues: Sequence[Cue]
) -> Cue | None:
    """Find a participle cue: ', saying that …', 'without saying', 'a report warning that …'."""
    if not tokens[first].among("cues.participle_cues") or not first:
        return None
    before = _skip_adverbs_back(tokens, first - 1)
    if before < 0 or withheld(tokens, first):
        return None
    quoted = _quoted_as(tokens, before, first, last, entry)
    if quoted:
        return quoted
    start, shared = first, True
    if _hangs_on(tokens, before, last):
        speaker = next((c.speaker for c in reversed(cues) if c.speaker and c.voice != "noun"), None)
        speaker = speaker or main_subject(tokens, first)
        start = before if tokens[before].text == "," else first
    elif tokens[before].among("saying_links") and before:
        speaker, shared = phrase_ending(tokens, before - 1), False
    elif tokens[before].tagged("base") and skip_back(tokens, before - 1) < before - 1:
        speaker = subject_before(tokens, before)
    elif before == first - 1 and (speaker := subject_before(tokens, first)):
        start, shared = speaker.outer, False
    else:
        return None
    return Cue(first, last, entry, "participle", speaker, start, last + 1, shared=shared) if speaker else None


def _quoted_as(tokens: Sequence[Token], before: int, first: int, last: int, entry: Entry) -> Cue | None:
    """Find 'X was quoted as saying' and 'the paper quoted X as saying', with X as the speaker."""
    if not tokens[before].among("saying_links"):
        return None
    verb = next(
        (i for i in range(before - 1, max(0, before - 12), -1) if tokens[i].among("cues.quoted")), None
    )
    if verb is None:
        return None
    subject = subject_before(tokens, verb)
    start = subject.outer if subject else verb
    passive = any(t.among("be") for t in tokens[skip_back(tokens, verb - 1) + 1 : verb])
    speaker = subject if passive else phrase_ending(tokens, before - 1)
    if speaker is None or (not passive and speaker.first <= verb):
        return None
    return Cue(first, last, entry, "active", speaker, start, last + 1)


def _hangs_on(tokens: Sequence[Token], before: int, last: int) -> bool:
    """Tell whether what stands before a participle gives it the subject of the clause before."""
    mark = tokens[before]
    if mark.text in {",", "—", "–", "-", "--"} | QUOTE_MARKS or mark.among("participle_links"):
        return True
    following = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    return mark.among("gerund_links") and following in words("complementizer")


def _skip_adverbs_back(tokens: Sequence[Token], index: int) -> int:
    """Return the last token up to an index that is no adverb."""
    while index >= 0 and is_adverb(tokens[index]):
        index -= 1
    return index


def infinitive(tokens: Sequence[Token], first: int, last: int, entry: Entry) -> Cue | None:
    """Find an infinitive cue, with 'that' or a quotation right behind it: 'took to the stage to say that …'."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is None or not following.among("complementizer") or not entry.frames & {"c", "b", "t"}:
        return None
    if left_open(tokens, first - 1):
        return None
    speaker = _told_to(tokens, first - 2) or main_subject(tokens, first)
    if speaker and tokens[speaker.first].among("expletives"):
        return None  # 'it took a day for the doctors to say that'
    return Cue(first, last, entry, "infinitive", speaker, first, last + 1, shared=True) if speaker else None


def _told_to(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Find who is made to speak: 'forced Lund, who …, to admit that'."""
    if index < 1 or not (tokens[index].word or tokens[index].text == ",") or is_finite(tokens, index):
        return None
    phrase = subject_before(tokens, index + 1)
    return (
        phrase
        if phrase and tokens[phrase.first - 1].verb is not None and tokens[phrase.first].capital
        else None
    )
