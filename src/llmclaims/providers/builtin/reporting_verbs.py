"""Reporting expressions in a sentence: the verb, how it is built, and who speaks."""

from collections.abc import Sequence

from llmclaims.providers.builtin.cues import (
    Cue,
    Entry,
    according,
    apposition_end,
    owned_noun,
    reporting_verbs,
)
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase, head, is_auxiliary, subject_after
from llmclaims.providers.builtin.subjects import main_subject, phrase_ending, skip_back, subject_before
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Return every reporting expression of a sentence, from left to right; whether it has a content is seen later."""
    cues: list[Cue] = []
    for index in range(len(tokens)):
        if cues and index <= cues[-1].last:
            continue
        cue = according(tokens, index) or _verb(tokens, index, cues) or owned_noun(tokens, index)
        if cue:
            cues.append(cue)
    return cues


def _verb(tokens: Sequence[Token], index: int, cues: Sequence[Cue]) -> Cue | None:
    if tokens[index].capital and index:
        return None
    built = (
        _built(tokens, index, end - 1, tag, entry, cues)
        for end, (tag, entry) in phrases_at(tokens, index, reporting_verbs())
    )
    return next(filter(None, built), None)


def _built(
    tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry, cues: Sequence[Cue]
) -> Cue | None:
    left = skip_back(tokens, first - 1)
    helpers = tokens[left + 1 : first]
    if _no_verb(tokens, first, last) or _unsaid(tokens[first], helpers, entry):
        return None
    be = any(t.among("be", "possessive_ending") for t in helpers)
    if tag in {"past", "part"} and be and not _perfect(helpers, entry):
        return _passive(tokens, last, left, entry)
    if tag == "ing" and not be:
        return _participle(tokens, first, last, entry, cues)
    if tag == "base" and left >= 0 and tokens[left].among("infinitive") and left == first - 1:
        return _infinitive(tokens, first, last, entry)
    if tag == "s" and (not is_finite(tokens, first) or any(is_auxiliary(t) for t in helpers)):
        return None
    return _inverted(tokens, first, last, tag, entry) or _active(tokens, first, last, tag, entry, cues, left)


def _no_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a form is no reporting verb here: a noun behind 'the' or 'Khan's', or 'called off'."""
    before = tokens[first - 1] if first else None
    if before and before.among("noun_markers"):
        return True
    if before and before.among("possessive_ending") and not is_finite(tokens, first - 1):
        return True
    return first == last and last + 1 < len(tokens) and tokens[last + 1].among("cues.phrasal")


def _unsaid(verb: Token, helpers: Sequence[Token], entry: Entry) -> bool:
    """Tell whether nothing was said: 'did not say', 'could argue'; or somebody quoted only thinks."""
    if any(t.among("negators", "unreal") for t in helpers):
        return True
    thought = entry.lemma in words("cues.mental") or not entry.frames & {"c", "b", "t", "q"}
    return verb.quotation >= 0 and thought


def _perfect(helpers: Sequence[Token], entry: Entry) -> bool:
    """Tell whether an auxiliary beside a participle makes no passive of it: 'has said', 'is agreed'."""
    lowers = {t.lower for t in helpers}
    return entry.lemma in words("stative") or (bool(lowers & words("have")) and not lowers & words("been"))


def _active(
    tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry, cues: Sequence[Cue], left: int
) -> Cue | None:
    if (left >= 0 and tokens[left].among("shared_subject")) or (
        left >= 1 and tokens[left].text == "," and tokens[left - 1].among("and_but")
    ):
        speaker = _shared(tokens, left, cues) if tag != "base" else None
        return Cue(first, last, entry, "active", speaker, first, last + 1, shared=True) if speaker else None
    speaker = subject_before(tokens, first)
    if speaker is None or not _agrees(tokens, speaker, tag, helped=left < first - 1):
        return None
    if (speaker.outer and tokens[speaker.outer - 1].among("conditional")) or _own_words(
        tokens, speaker, first
    ):
        return None
    who = tokens[left].among("relative_words")
    start = left if who else speaker.outer
    return Cue(first, last, entry, "relative" if who else "active", speaker, start, last + 1)


def _own_words(tokens: Sequence[Token], speaker: Phrase, verb: int) -> bool:
    """Tell whether somebody quoted speaks of himself or his hearer: 'I say', 'you asked'."""
    lower = tokens[speaker.first].lower
    return (
        tokens[verb].quotation >= 0
        and speaker.first == speaker.last
        and lower in words("first_person", "hearer")
    )


def _agrees(tokens: Sequence[Token], speaker: Phrase, tag: str, *, helped: bool) -> bool:
    last = head(tokens, speaker)
    alone = speaker.first == speaker.last
    if alone and last.among("no_speakers"):
        return False
    if last.text[0].isdigit() and alone:
        return False
    if helped or tag in {"past", "part", "ing"}:
        return True
    plural = (
        last.among("speakers.group", "plain_subjects")
        or tokens[speaker.first].among("several")
        or (last.lower.endswith("s") and not last.lower.endswith("ss"))
        or any(t.among("and") for t in tokens[speaker.first : speaker.last])
    )
    if tag == "base":
        return plural
    return not plural or last.capital or last.among("speakers.document", "speakers.organisation")


def _shared(tokens: Sequence[Token], before: int, cues: Sequence[Cue]) -> Phrase | None:
    """Return the speaker of a verb that only a conjunction joins to an earlier one."""
    for cue in reversed(cues):
        if cue.voice in {"active", "relative"} and cue.speaker:
            return cue.speaker
    return main_subject(tokens, before)


def _inverted(tokens: Sequence[Token], first: int, last: int, tag: str, entry: Entry) -> Cue | None:
    """Find an inverted cue, a verb right behind a comma or a closing mark: '…,” said Khan', '…, said Khan'."""
    if not first or "q" not in entry.frames or tokens[first - 1].text not in QUOTE_MARKS | {",", "?", "!"}:
        return None
    if tokens[first - 1].text in QUOTE_MARKS and first < 2:
        return None
    if tag == "base" and entry.lemma != "say":
        return None
    speaker = subject_after(tokens, last + 1)
    if (
        speaker is None
        or tokens[last + 1].among("complementizer")
        or (tokens[first - 1].text == "," and _goes_on(tokens, speaker.last + 1))
    ):
        return None
    end = apposition_end(tokens, speaker.last + 1)
    return Cue(first, last, entry, "active", speaker, first, end, inverted=True)


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the words behind a phrase make it the subject of a clause."""
    while (
        index < len(tokens)
        and tokens[index].word
        and not tokens[index].among("relativizers", "subordinators")
    ):
        if is_finite(tokens, index):
            return True
        index += 1
    return False


def _participle(
    tokens: Sequence[Token], first: int, last: int, entry: Entry, cues: Sequence[Cue]
) -> Cue | None:
    """Find a participle cue: ', saying that …', 'without saying', 'a report warning that …'."""
    if not tokens[first].among("cues.participle_cues") or not first:
        return None
    before = _skip_adverbs_back(tokens, first - 1)
    if before < 0:
        return None
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


def _infinitive(tokens: Sequence[Token], first: int, last: int, entry: Entry) -> Cue | None:
    """Find an infinitive cue, with 'that' or a quotation right behind it: 'took to the stage to say that …'."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is None or not following.among("complementizer") or not entry.frames & {"c", "b", "t"}:
        return None
    speaker = _told_to(tokens, first - 2) or main_subject(tokens, first)
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


def _passive(tokens: Sequence[Token], last: int, left: int, entry: Entry) -> Cue | None:
    """Make a passive cue: 'was asked whether', 'has been called a fraud by doctors', 'was accused of'."""
    speaker = None
    end = last + 1
    for index in range(last + 1, min(len(tokens), last + 14)):
        if tokens[index].text in {",", ";", ":"} or tokens[index].among("content_openers"):
            break
        if tokens[index].among("agent"):
            speaker = subject_after(tokens, index + 1)
            break
    if speaker and speaker.first == last + 2:
        end = speaker.last + 1
    return Cue(left + 1, last, entry, "passive", speaker, left + 1, end)
