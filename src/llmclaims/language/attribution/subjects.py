"""Whether a mention is certainly a cue's subject, though other words stand between the two.

Each check names a place in the sentence that is the subject's, and says nothing where the grammar is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.misplaced import sentence_start
from llmclaims.language.noun_phrases import noun_phrase, verb_start
from llmclaims.language.verbs import is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_MODIFIERS = 40
"""Words between a subject's head and its verb: "A memo sent to the staff on Friday by the board suggests"."""


def is_subject(found: Passage, cue: Span, place: Span) -> bool:
    """Tell whether a mention is the subject of a cue: both half-open token spans of the paragraph."""
    if found.first <= place[0] < found.last:
        return False  # it stands only in what is said
    if place[0] >= cue[1]:
        return _behind(found, cue, place)
    verb = verb_start(found, cue[0], place[1])
    far = not place[1] <= verb <= place[1] + _MODIFIERS or sentence_start(found, cue[0]) > place[0]
    before, words = found.texts[verb - 1], found.words
    noun = before in words.determiners | words.prepositions or before.endswith(("'s", "s'"))
    if far or noun or words.according.at(found.texts, cue[0]):
        return False
    return any(check(found, verb, place) for check in _CHECKS)


def _behind(found: Passage, cue: Span, place: Span) -> bool:
    """Tell whether a mention behind a cue says it: "Hill farms, said X, lose", "was said by X to", "quoting X"."""
    texts, words = found.texts, found.words
    between = texts[cue[1] : place[0]]
    plain = words.determiners | words.titles
    copula = not words.copulas.isdisjoint(texts[max(cue[0] - 2, 0) : cue[0]])
    if between[:1] == ("by",) and copula and plain.issuperset(between[1:]):
        return True
    slot, apposed = noun_phrase(found, cue[1])
    if slot is not None and apposed is not None and place[1] == apposed[1]:
        slot = slot[0], apposed[1]
    if slot is None or place[1] > slot[1]:
        return False
    if texts[cue[1] - 1] in words.quoting:
        ends = texts[place[1]] if place[1] < len(texts) else ","
        return ends in {",", "(", "as"} and words.prepositions.isdisjoint(between)
    inserted = cue[0] > found.left and texts[cue[0] - 1] == "," and not texts[cue[0]].endswith("ing")
    closed = slot[1] < len(texts) and texts[slot[1]] == "," and place[1] == slot[1]
    return inserted and closed and plain.issuperset(between)


def _modified(found: Passage, verb: int, place: Span) -> bool:
    """Tell whether only a participle phrase parts a subject from its verb: "The ruling, dated May 6, says"."""
    texts, words = found.texts, found.words
    first = place[1]
    if first == verb:
        return False
    aside = texts[first] == "," and texts[verb - 1] == ","
    first, last = first + aside, verb - aside
    following = texts[first + 1] if first + 1 < last else ""
    described = texts[first] in words.prepositions and not (words.relatives.isdisjoint(texts[slice(*place)]))
    phrase = not following or following in words.prepositions | words.months.keys() | {"out", "up"}
    told = (_participle(found, first) and (phrase or aside)) or described
    if not _opens(found, place) or not told:
        return False
    finite = words.auxiliaries | words.subject_pronouns | words.subordinators
    own = all(
        texts[index - 1] in {"and", ","} or texts[index] == texts[first]
        for index in range(first, last)
        if is_past(found, index) and texts[index - 1] not in words.determiners | words.prepositions
    )
    plain = not any(texts[i] in finite and not found.tokens[i].capital for i in range(first, last))  # "May"
    return own and plain and (aside or "," not in texts[first:last])


def _participle(found: Passage, index: int) -> bool:
    return is_past(found, index) or found.texts[index] in found.words.participles | found.words.past_verbs


def _opens(found: Passage, place: Span) -> bool:
    """Tell whether a mention begins its clause, but for its articles and titles."""
    texts, words = found.texts, found.words
    at = place[0]
    while at > found.left and texts[at - 1] in words.determiners | words.titles - {"that"}:
        at -= 1
    return at == sentence_start(found, place[0]) or not texts[at - 1][-1].isalnum() or texts[at - 1] == "that"


def _second_verb(found: Passage, verb: int, place: Span) -> bool:
    """Tell whether a cue goes on with the main subject: "X came by and defended Hadwin, saying", "X hoped that, but noted"."""
    texts, words = found.texts, found.words
    joined = texts[verb - 1] in words.coordinators | {"then"} or texts[verb - 1 : verb + 1] in {
        (",", "yet"),
        (",", "then"),
    }
    participle = texts[verb].endswith("ing") and texts[verb - 1] in {",", "and"}
    first = sentence_start(found, place[0])
    before = texts[first : place[0]]
    fronted = before[-1:] == (",",) and before[0] in words.prepositions | words.subordinators
    main = fronted or (words.auxiliaries | words.relatives | words.subject_pronouns | {","}).isdisjoint(
        before
    )
    main &= not any(is_past(found, index) for index in range(first, place[0])) or fronted
    dated = (
        words.date_words
        | words.periods
        | words.determiners
        | words.prepositions
        | {"morning", "evening", "night"}
    )
    opens = not before or fronted or dated.issuperset(before) or _opens(found, place)
    if not (joined or participle) or not main or not opens:
        return False
    rivals = (
        index
        for index in range(place[1] + 1, verb)
        if texts[index - 1] in words.coordinators | {",", ";"}
        and (texts[index] in words.subject_pronouns or found.tokens[index].capital)
    )
    return texts[place[1]] not in words.prepositions | {"and"} and not any(
        _finite(found, index + 1) or _finite(found, index + 2) for index in rivals
    )


def _finite(found: Passage, index: int) -> bool:
    texts, words = found.texts, found.words
    return index < len(texts) and (texts[index] in words.auxiliaries or is_past(found, index))


def _perceived(found: Passage, verb: int, place: Span) -> bool:
    """Tell whether a mention does what another hears or recalls: "Ms. Tarrow recalls | her uncle | telling her"."""
    texts, words = found.texts, found.words
    at = place[0]
    while at > found.left and texts[at - 1] in words.determiners | words.titles:
        at -= 1
    return verb == place[1] and texts[verb].endswith("ing") and texts[at - 1] in words.perceiving


def _described(found: Passage, verb: int, place: Span) -> bool:
    """Tell whether a description that no comma closes parts a name from its verb: "Runa Lisk, a spokeswoman for the port said"."""
    texts, words = found.texts, found.words
    start = place[1] + 1
    if texts[place[1]] != "," or not found.tokens[place[1] - 1].capital or not _opens(found, place):
        return False
    heads = words.titles | words.person_heads | words.indefinite_articles
    told = texts[start] in heads or (
        texts[start] in words.determiners and not heads.isdisjoint(texts[start:verb])
    )
    told = told or (texts[start + 1] in {"of", "for", "at", "with"} and not found.tokens[start].capital)
    between = texts[start:verb]
    plain = (words.auxiliaries | words.subject_pronouns | words.relatives | {","}).isdisjoint(between)
    return told and plain and not any(is_past(found, index) for index in range(start, verb))


def _antecedent(found: Passage, verb: int, place: Span) -> bool:
    """Tell whether a mention stands just before the "who" that says it: "are holding a baker who admitted"."""
    texts, words = found.texts, found.words
    at = place[0]
    while at > found.left and texts[at - 1] in words.determiners:
        at -= 1
    who = place[1] + (texts[place[1]] == ",")
    direct = (
        who + 1 == verb
        and texts[verb] in words.cues
        and texts[who] in words.relatives - {"that", "whom", "whose"}
    )
    return direct and texts[at - 1] not in words.prepositions | {"and"}


_CHECKS = (_modified, _second_verb, _perceived, _described, _antecedent)
