"""Where the verbatim fields stand: trigger, signal, speaker, participants, places, times (V09, V14, V21)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.grounding.result import Grounding
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Value
    from llmclaims.verification.rules.case import Case

_ARGUMENTS = (Role.PARTICIPANT, Role.LOCATION, Role.TIME, Role.QUANTITY)


def place_of(case: Case, placed: Grounding) -> str:
    """Return where a mention that is not in its paragraph stands, as the end of a sentence."""
    if placed.spans:
        start = placed.spans[0][0]
    elif placed.nearest is not None and placed.code in {"WRONG_PARAGRAPH", "NOT_IN_WITHIN"}:
        start = placed.nearest.start
    else:
        return "it stands nowhere in the document"
    home = next((one.index for one in case.document.paragraphs if one.start <= start < one.end), None)
    return f"it stands in paragraph {home}" if home is not None else "it stands elsewhere in the document"


@rule(
    "V09",
    {"TRIGGER_NOT_IN_QUOTE": REJECT, "MENTION_NOT_IN_QUOTE": REJECT, "TRIGGER_IS_CUE": FLAG},
    example="The trigger “attacked” beside a quote that does not have the word; a trigger that is only “not”",
)
def trigger_in_quote(case: Case) -> Iterator[Finding]:
    """The trigger, and every other field that must, stands in the quote and says what happened."""
    for value, placed in case.verbatim:
        if value.verbatim != "quote" or value.role is Role.SIGNAL:
            continue
        code = "TRIGGER_NOT_IN_QUOTE" if value.role is Role.TRIGGER else "MENTION_NOT_IN_QUOTE"
        if not placed.found:
            message = f"{value.path} “{shown(value.value)}” does not stand in the quote."
            yield Finding(code=code, message=message, nearest=placed.nearest)
        elif value.role is Role.TRIGGER and _says_nothing(case, str(value.value)):
            message = f"“{shown(value.value)}” is no event: it only denies or joins."
            yield Finding(code=code, message=message)
        elif value.role is Role.TRIGGER and _only_reports(str(value.value), case.document.language):
            message = f"“{shown(value.value)}” only reports: what is said is a statement, not an event."
            yield Finding(code="TRIGGER_IS_CUE", message=message)


def _says_nothing(case: Case, trigger: str) -> bool:
    """Tell whether a trigger has no word of its own: only negators, auxiliaries, prepositions and the like."""
    vocabulary = words(case.document.language)
    parts = tokens_of(trigger)
    if vocabulary is None:
        return False
    empty = _empty(vocabulary)
    if all(part in vocabulary.auxiliaries or part in empty or part.endswith("n't") for part in parts):
        if parts[0] in vocabulary.doing:
            return not _is_done(case, parts)
        return len(parts) > 1 or parts[0] not in vocabulary.auxiliaries - vocabulary.modals
    return all(not part[-1].isalnum() or part in empty for part in parts)


def _is_done(case: Case, parts: tuple[str, ...]) -> bool:
    """Tell whether "did" is a full verb: in "did that", if no verb follows, but not in "What did it do"."""
    found, place = case.passage, case.tokens(Role.TRIGGER)
    if found is None or place is None:
        return len(parts) == 1
    texts, vocabulary = found.texts, found.words
    if len(parts) == 1:
        return vocabulary.question_words.isdisjoint(texts[max(place[0] - 2, found.left) : place[0]])
    follows = texts[place[1]] if place[1] < len(texts) else "."
    adverbs = (
        vocabulary.prepositions | vocabulary.subordinators | vocabulary.coordinators | vocabulary.date_words
    )
    ends = not follows[-1].isalnum() or follows in adverbs or follows.endswith("ly")
    return len(parts) == len(("did", "that")) and parts[1] in vocabulary.standing_for and ends


@cache
def _empty(vocabulary: Words) -> frozenset[str]:
    """Return the words that say nothing by themselves."""
    return (
        vocabulary.verbal_negators | vocabulary.nominal_negators | vocabulary.determiners | vocabulary.modals
        | vocabulary.coordinators | vocabulary.pronouns | vocabulary.empty_words
    )  # fmt: skip


def _only_reports(trigger: str, language: str) -> bool:
    vocabulary = words(language)
    return vocabulary is not None and set(tokens_of(trigger)) <= vocabulary.saying


@rule(
    "V14",
    {"SPEAKER_NOT_IN_PARAGRAPH": REJECT, "SPEAKER_MISSING": REJECT, "SPEAKER_ELSEWHERE": FLAG},
    example="The speaker “Trump” for a quote from a paragraph that does not name him",
)
def speaker_in_paragraph(case: Case) -> Iterator[Finding]:
    """The speaker stands in the quote's paragraph; only the author and the unnamed have none.

    In speech that goes on from an earlier paragraph, with no cue, it may be a name from there.
    """
    if not case.has(Role.SPEAKER):
        return
    speakers = case.all(Role.SPEAKER)
    kind = case.get(Role.SPEAKER_TYPE)
    if not speakers and kind is not None and kind not in {"author", "unnamed"}:
        names = [one.value for one in case.all(Role.SPEAKER_NAME) if one.path not in case.emptied]
        if names and not case.all(Role.CUE):
            message = f"No word of the paragraph is given for the speaker, {shown(names[0])}, who is named elsewhere."
            yield Finding(code="SPEAKER_ELSEWHERE", message=message)
        else:
            message = f"The speaker is a {kind}, yet no word of the paragraph is given for it."
            yield Finding(code="SPEAKER_MISSING", message=message)
    for value in speakers:
        placed = case.mentions.get(value.path)
        if placed is not None and not placed.found:
            message = f"The speaker “{shown(value.value)}” does not stand in the quote's paragraph; {place_of(case, placed)}."
            yield Finding(code="SPEAKER_NOT_IN_PARAGRAPH", message=message, nearest=placed.nearest)


@rule(
    "V21",
    {"MENTION_NOT_IN_PARAGRAPH": REJECT, "MENTION_NOT_IN_SENTENCE": FLAG},
    example="A participant who is named two paragraphs further down",
)
def arguments_at_hand(case: Case) -> Iterator[Finding]:
    """Participants, places, times and quantities stand in the event's sentence, every mention in its paragraph."""
    for value, placed in case.verbatim:
        if value.verbatim != "paragraph" or value.role is Role.SPEAKER:
            continue
        if not placed.found:
            message = f"{value.path} “{shown(value.value)}” does not stand in the quote's paragraph; {place_of(case, placed)}."
            yield Finding(code="MENTION_NOT_IN_PARAGRAPH", message=message, nearest=placed.nearest)
        elif value.role in _ARGUMENTS and not _in_sentence(case, value, placed):
            message = f"{value.path} “{shown(value.value)}” stands in another sentence than the quote."
            yield Finding(code="MENTION_NOT_IN_SENTENCE", message=message)


def _in_sentence(case: Case, value: Value, placed: Grounding) -> bool:
    """Tell whether any place of a mention lies in a sentence of the quote."""
    if value.role is Role.TIME and case.has(Role.SPEAKER):
        return True  # when something was said may stand in the sentence before
    first, last = case.around
    places = [placed.spans, *placed.others]
    return any(first <= start and end <= last for spans in places for start, end in spans)
