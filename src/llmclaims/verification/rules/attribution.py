"""Who says it: attribution dropped, questions taken for assertions, speakers swapped (V12, V13, V15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import Tag, is_cue
from llmclaims.language.attribution.misplaced import misplaced, passed_on, resumed
from llmclaims.language.attribution.preposed import leading
from llmclaims.language.attribution.proximity import unreached
from llmclaims.language.attribution.questions import asked
from llmclaims.language.attribution.speaker_match import fit
from llmclaims.language.attribution.subjects import is_subject
from llmclaims.language.attribution.tags import find_tags, region, tag_of
from llmclaims.language.quotations import speech
from llmclaims.language.tokens import tokens_of
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.verification.rules.case import Case


def unattributed(case: Case) -> bool:
    """Tell whether a draft gives its content to nobody but the author."""
    if not case.has(Role.SPEAKER):
        return False
    kind = case.get(Role.SPEAKER_TYPE)
    if kind is not None:
        return bool(kind == "author")
    return case.get(Role.SPEAKER) is None and case.get(Role.CUE) is None


@rule(
    "V12",
    {"ATTRIBUTION_DROPPED": FLAG},
    strict=["ATTRIBUTION_DROPPED"],
    soft=["ATTRIBUTION_DROPPED"],
    example="“Pakistan is no true ally” as the author's own words, where the text goes on “, the report says”",
    worded=True,
)
def attribution_dropped(case: Case) -> Iterator[Finding]:
    """A statement given to the author has no reporting cue before or behind it and is no quotation."""
    found = case.passage if unattributed(case) else None
    if found is None:
        return
    tags = (tag for tag in find_tags(found) if not _first_person(found, tag) and not _judges(found, tag))
    tag = next(tags, None)
    if tag is not None:
        message = f"The text attributes this (“{found.raw(*tag.cue)}”), the claim gives it to the author."
        yield Finding(code="ATTRIBUTION_DROPPED", message=message)
    elif _is_quoted(case):
        message = "The words stand in quotation marks, so they are somebody's, not the author's."
        yield Finding(code="ATTRIBUTION_DROPPED", message=message)
    else:
        cue = _left_out(case, found)
        if cue is not None:
            message = f"The quote says whose words these are (“{cue}”), the claim leaves it out."
            yield Finding(code="ATTRIBUTION_DROPPED", message=message)


def _left_out(case: Case, found: Passage) -> str | None:
    """Return the reporting cue inside the quote that a claim of the author's has nothing of."""
    claim = case.get(Role.PROPOSITION)
    if not claim:
        return None
    told, words, texts = tokens_of(str(claim)), found.words, found.analysis.texts
    if (words.cues | words.cue_nouns).intersection(told) or words.according.within(told):
        return None
    for index in range(found.first, found.last):
        length = words.according.at(texts, index)
        if length:
            return found.raw(index, index + length)
        if (
            texts[index] in words.speech_cues
            and texts[index + 1 : index + 2] == ("that",)
            and is_cue(found, index, 0)
        ):
            return found.raw(index, index + 1)
    return None


def _first_person(found: Passage, tag: Tag) -> bool:
    """Tell whether a tag's speaker is the author: "I" and "we" outside quotation marks."""
    return tag.slot is not None and found.analysis.texts[tag.slot[1] - 1] in {"i", "we"}


def _judges(found: Passage, tag: Tag) -> bool:
    """Tell whether a cue judges what a quote only describes: "Hauliers blame | the three states that refuse to join"."""
    texts, words = found.texts, found.words
    adjoins = tag.cue[1] == found.first and texts[found.first] in words.determiners - {"that"}
    described = next(
        (i for i in range(found.first + 1, found.last) if texts[i] in words.relatives), found.last
    )
    plain = words.auxiliaries.isdisjoint(texts[found.first : described])
    return adjoins and texts[tag.cue[0]] in words.judging_cues and described < found.last and plain


def _is_quoted(case: Case) -> bool:
    offset = case.paragraph.start
    return any(
        start <= case.start - offset and case.end - offset <= end + 1
        for start, end in speech(case.paragraph.text)
    )


@rule(
    "V13",
    {"QUESTION_AS_ASSERTION": REJECT},
    soft=["QUESTION_AS_ASSERTION"],
    example="“the bridge is safe” as a statement, where the text says “was asked whether the bridge is safe”",
    worded=True,
)
def question_as_assertion(case: Case) -> Iterator[Finding]:
    """What is only asked is not recorded as said."""
    act = case.get(Role.ACT)
    found = case.passage if act is not None and act != "ask" else None
    if found is None:
        return
    cue = asked(found)
    if cue is not None:
        message = f"This is a question (“{cue}”), yet the act is {act!r}."
        yield Finding(code="QUESTION_AS_ASSERTION", message=message)


@rule(
    "V15",
    {"SPEAKER_TAG_MISMATCH": FLAG, "SPEAKER_FAR_FROM_CUE": FLAG},
    strict=["SPEAKER_TAG_MISMATCH"],
    soft=["SPEAKER_TAG_MISMATCH", "SPEAKER_FAR_FROM_CUE"],
    example="“…,” said Khan, with the speaker Trump",
    worded=True,
)
def speaker_in_slot(case: Case) -> Iterator[Finding]:
    """The speaker is the one that the reporting cue names."""
    speaker = case.get(Role.SPEAKER)
    found = case.passage if speaker else None
    if found is None or unattributed(case):
        return
    cue, place = case.tokens(Role.CUE), case.tokens(Role.SPEAKER)
    findings = list(_in_slot(case, found, str(speaker)))
    reason = _elsewhere(found, cue, place) if cue and place and not findings else None
    if cue and reason:
        message = f"“{shown(speaker)}” {reason}: the cue “{found.raw(*cue)}” is not theirs."
        findings.append(Finding(code="SPEAKER_FAR_FROM_CUE", message=message))
    yield from findings


def _elsewhere(found: Passage, cue: tuple[int, int], place: tuple[int, int]) -> str | None:
    """Say why a speaker is not the cue's, though no tag's form says so: it stands in another place, or passes it on."""
    reason = misplaced(found, cue, place) or resumed(found, cue)
    nearest = None if reason else leading(found, found.first, direct=False)
    return reason if nearest is None else passed_on(found, cue, place, nearest)


def _in_slot(case: Case, found: Passage, speaker: str) -> Iterator[Finding]:
    """Yield what the slot of the cue's own tag says against a speaker."""
    cue, place = case.tokens(Role.CUE), case.tokens(Role.SPEAKER)
    tags = _own(found, find_tags(found), cue)
    verdicts = [(fit(found, tag, speaker, place), tag) for tag in tags]
    if any(verdict == "fits" for verdict, _ in verdicts):
        return
    of = cue or (tags[0].cue if tags else None)
    told = any(tag.passive for tag in tags)
    if of and place and not told and is_subject(found, of, place):
        return
    verdict, tag = verdicts[0] if verdicts else ("unknown", None)
    if verdict == "unknown" or tag is None:
        outside = cue and not found.first <= cue[0] < found.last
        own = cue if outside else tag.cue if tag and not cue else None
        reason = _unreached(case, found, own, speaker) if own else None
        if own and reason is not None:
            message = f"“{shown(speaker)}” {reason}: the cue “{found.raw(*own)}” may be somebody else's."
            yield Finding(code="SPEAKER_FAR_FROM_CUE", message=message)
        return
    said, slot = found.raw(*tag.cue), found.raw(*(tag.slot or tag.cue))
    if verdict == "other":
        message = f"The cue “{said}” belongs to “{slot}”, not to “{shown(speaker)}”."
        yield Finding(code="SPEAKER_TAG_MISMATCH", message=message)
    elif verdict == "told":
        message = f"“{slot}” was told or asked this (“{said}”); the text does not say that it was said by “{shown(speaker)}”."
        yield Finding(code="SPEAKER_TAG_MISMATCH", message=message)
    elif verdict == "far":
        message = f"The cue “{said}” stands beside “{slot}”, not beside “{shown(speaker)}”."
        yield Finding(code="SPEAKER_FAR_FROM_CUE", message=message)


def _unreached(case: Case, found: Passage, cue: tuple[int, int], speaker: str) -> str | None:
    """Say why a speaker is out of the reach of a cue, which no tag's form explains."""
    offset = case.paragraph.start
    start, end = case.sentence(found.analysis.tokens[cue[0]].start + offset)
    sentence = found.analysis.span(start - offset, end - offset)
    first, last, _ = region(found)
    within = first <= cue[0] < last  # a report within the report
    return unreached(found, cue, sentence, (found.first, found.last) if within else (first, last), speaker)


def _own(found: Passage, tags: list[Tag], cue: tuple[int, int] | None) -> list[Tag]:
    """Return the tags that a draft can mean: those of its own cue, else those that no nearer cue of its own hides."""
    if cue is None:
        return tags
    start, end = cue
    same = [tag for tag in tags if start < tag.cue[1] and tag.cue[0] < end]
    if same:
        return same
    named = tag_of(found, (start, end))
    if named is not None:
        return [named]
    quoted = region(found)
    if quoted[0] <= start < quoted[1]:
        return []  # a report within the report
    return [tag for tag in tags if not min(tag.cue[0], found.first) <= start < max(tag.cue[0], found.last)]
