"""Reporting expressions in a sentence: the verb, how it is built, and who speaks."""

from collections.abc import Sequence
from dataclasses import replace

from llmclaims.providers.builtin.cues import (
    Cue,
    Entry,
    according,
    apposition_end,
    as_source,
    owned_noun,
    reporting_verbs,
    said_as,
)
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.nonfinite_cues import infinitive, participle
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase, head, is_auxiliary, subject_after
from llmclaims.providers.builtin.speaker_nouns import is_document
from llmclaims.providers.builtin.subjects import (
    apposed_before,
    apposed_name,
    main_subject,
    phrase_ending,
    skip_back,
    subject_before,
)
from llmclaims.providers.builtin.tokens import Token, is_finite, phrases_at
from llmclaims.providers.builtin.unsaid import denied, no_speaker, silent


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
    if _no_verb(tokens, first, last) or denied(tokens[first], helpers, entry):
        return None
    be = any(t.among("be", "possessive_ending") for t in helpers) and not _short_have(helpers, entry)
    if tag in {"past", "part"} and be and not _perfect(helpers, entry):
        if left < 0 or not tokens[left].word or tokens[left + 1].among("gerund_be"):
            return None  # 'Be warned: …' and 'without being told' have no subject
        return _passive(tokens, last, left, entry)
    if tag in {"past", "part"} and left >= 0 and tokens[left].among("cues.linking"):
        return None  # 'who remain opposed'
    if tag == "ing" and not be:
        return participle(tokens, first, last, entry, cues)
    if tag == "base" and left >= 0 and tokens[left].among("infinitive") and left == first - 1:
        return infinitive(tokens, first, last, entry)
    if tag == "s" and (not _third_person(tokens, first, last) or any(is_auxiliary(t) for t in helpers)):
        return None
    return _inverted(tokens, first, last, tag, entry) or _active(tokens, first, last, tag, entry, cues, left)


def _third_person(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a form in -s is a verb, also behind a plural that only belongs to its subject: 'an analysis of reports shows that'."""
    if is_finite(tokens, first):
        return True
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if first > 1 and tokens[first - 1].text in {",", ")"}:  # 'Holm, a nurse, says it is late'
        if following is None or following.text in QUOTE_MARKS or following.capital:
            return True
        return following.among(
            "complementizer", "subject_pronouns", "determiners", "possessives", "existential"
        )
    ended = following is None or following.among("complementizer") or not following.word
    linked = any(t.among("prepositions") for t in tokens[max(0, first - 6) : first - 1])
    return (
        ended and linked and tokens[first].tagged("s") and first > 1 and tokens[first - 1].lower.endswith("s")
    )


def _no_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a form is no reporting verb here: a noun behind 'the' or 'Khan's', or 'called off'."""
    before = tokens[first - 1] if first else None
    if before and before.among("noun_markers"):
        return True
    if before and before.among("possessive_ending") and not is_finite(tokens, first - 1):
        return True
    return first == last and last + 1 < len(tokens) and tokens[last + 1].among("cues.phrasal")


def _short_have(helpers: Sequence[Token], entry: Entry) -> bool:
    """Tell whether ''s' stands for 'has': 'he's called for'."""
    return len(helpers) == 1 and helpers[0].among("possessive_ending") and " " in entry.lemma


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
    if no_speaker(tokens, speaker) or _own_words(tokens, speaker, first):
        return None
    if ("i" in entry.frames and _keeps_silent(tokens, last + 1)) or _quotes_another(tokens, first, last):
        return None
    who = tokens[left].among("relative_words")
    start = left if who else speaker.outer
    if as_source(tokens, speaker.outer - 1, last):
        return said_as(tokens, Cue(first, last, entry, "active", speaker, start, last + 1))
    if entry.lemma in words("cues.evidence") and is_document(head(tokens, speaker)):
        entry = replace(entry, frames=entry.frames | {"n"})  # 'a study found 31 cases'
    about = _relative_object(tokens, speaker.outer - 1)
    return Cue(first, last, entry, "relative" if who else "active", speaker, start, last + 1, about=about)


def _relative_object(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return what 'which' in front of a speaker goes back to: 'remarks, which he described as …'."""
    if index < 1 or not tokens[index].among("relative_objects"):
        return None
    before = index - 2 if tokens[index - 1].text == "," else index - 1
    return phrase_ending(tokens, before) if before >= 0 else None


def _quotes_another(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a verb only brings in whom it quotes: 'the paper quoted Lund as saying'."""
    if not tokens[first].among("cues.quoted", "cues.quoting"):
        return False
    near = range(last + 1, min(len(tokens) - 1, last + 12))
    return any(tokens[i].among("saying_links") and tokens[i + 1].tagged("ing") for i in near)


def _keeps_silent(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an infinitive behind a verb is only one of not speaking: 'declined to comment'."""
    return index < len(tokens) and tokens[index].among("infinitive") and silent(tokens, index)


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
    if "o" in entry.frames and "a" not in entry.frames and tokens[first].among("cues.addressing"):
        return None  # 'Lund, 48, told Reuters': whom it names is the hearer
    if apposed_before(tokens, first):
        return None
    speaker = subject_after(tokens, last + 1)
    if (
        speaker is None
        or tokens[last + 1].among("complementizer")
        or (tokens[first - 1].text == "," and _goes_on(tokens, speaker.last + 1))
    ):
        return None
    speaker = apposed_name(tokens, speaker) or speaker
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


def _passive(tokens: Sequence[Token], last: int, left: int, entry: Entry) -> Cue | None:
    """Make a passive cue: 'was asked whether', 'has been called a fraud by doctors', 'was accused of'."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if entry.lemma in words("cues.mental") and following and following.among("infinitive"):
        return None  # 'was intended to help' is nobody's word
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
    about = subject_before(tokens, left + 1)
    return Cue(left + 1, last, entry, "passive", speaker, left + 1, end, about=about)
