"""Whether a time, a place or an amount belongs to another event of its sentence than the one it is given for.

It does where it stands in another clause, and the event's own clause has an expression of the same kind; or where
it stands right behind another verb whose clause cannot be about the same moment: "said on Monday that", "fled in May
after".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from llmclaims.language.clauses import per_sentence, placed
from llmclaims.language.lemmas import lemma
from llmclaims.language.lexicon import word_set
from llmclaims.language.segments import Segments, segments
from llmclaims.language.values.digits import may_hold
from llmclaims.language.values.number_frames import frames
from llmclaims.language.values.time_points import atoms
from llmclaims.language.values.time_tokens import may_date
from llmclaims.language.values.time_tokens import tokens as time_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

Kind = Literal["time", "place", "amount"]
_PLACE_REACH = 5
_CUE_REACH = 4
_OFFENCE = 5
"""Words of what somebody was judged for, "for the theft of bells", that keep a time behind them from the verdict."""


def others(found: Passage, trigger: Span, mention: Span, kind: Kind, language: str) -> str:
    """Return what shows that a mention belongs to another event than the trigger's, "" where nothing does.

    ``trigger`` and ``mention`` are half-open token spans of the passage; of words that stand there more than once
    each is looked at. The words returned are the trigger's own expression of that kind, or the verb right before
    the mention.
    """
    words, length = found.texts[slice(*mention)], mention[1] - mention[0]
    starts = range(found.left, found.right - length + 1)
    again = [(at, at + length) for at in starts if found.texts[at : at + length] == words] or [mention]
    shows = [_other(found, trigger, one, kind, language) for one in again]
    return shows[0] if all(shows) else ""


def _other(found: Passage, trigger: Span, mention: Span, kind: Kind, language: str) -> str:
    if not (
        found.left <= trigger[0] and trigger[1] <= found.right and found.left <= mention[0] < found.right
    ):
        return ""
    if mention[0] < trigger[1] and trigger[0] < mention[1]:
        return ""
    if kind == "amount" and (part := _part_before(found, mention)):
        return part
    fronted = kind == "time" and mention[0] <= found.left + 1
    for rival in _expressions(found, kind, language) if _may_rival(found, mention, kind, language) else ():
        if rival[0] < mention[1] and mention[0] < rival[1]:
            continue
        if fronted and _grain(found, mention) > _grain(found, rival):
            continue  # "In 2020 it closed, and in June it was sold"
        cut = segments(found, language)
        if _is_apart(found, cut, trigger, mention, rival, kind) and _is_own(cut, trigger, rival):
            return found.raw(*rival)
    if kind != "time":
        return ""
    return _hangs_elsewhere(found, trigger, mention, language) or _dates_offence(
        found, trigger, mention, language
    )


def _may_rival(found: Passage, mention: Span, kind: Kind, language: str) -> bool:
    """Tell whether the sentence may have another time or amount beside a mention: a quick look at the words around it."""
    tokens = found.tokens
    first, last = tokens[found.left].start, tokens[found.right - 1].end
    rest = f"{found.text[first : tokens[mention[0]].start]} {found.text[tokens[mention[1] - 1].end : last]}"
    if kind == "time":
        return may_date(rest, language)
    return kind != "amount" or may_hold(rest, language)


def moved(found: Passage, claim: str, kind: Kind, language: str) -> tuple[str, str] | None:
    """Return the one time or place of a claim that its sentence gives for another verb than the claim's, and what shows it."""
    if kind == "time" and not may_date(claim, language):
        return None
    length = len(claim)
    told = placed(claim, language, found.words, (0, length), (0, length))
    mine = _expressions(told, kind, language) if told.tokens else ()
    if len(mine) != 1:
        return None
    words = _bare(told.texts[slice(*mine[0])], found)
    theirs = [
        span
        for span in _expressions(found, kind, language)
        if _bare(found.texts[slice(*span)], found) == words
    ]
    cut = segments(told, language)
    idle = _lemmas(language, "idle_verbs")
    home = cut.clauses[cut.at(mine[0][0])].verbs
    verbs = {lemma(told.texts[at], language) for at in home} - idle
    places = [at for at in range(found.left, found.right) if lemma(found.texts[at], language) in verbs]
    if len(theirs) != 1 or len(places) != 1:
        return None
    own = segments(found, language)
    if {lemma(found.texts[at], language) for at in own.clauses[own.at(theirs[0][0])].verbs} <= idle:
        return None  # "last year it was": the verb before is meant
    shows = others(found, (places[0], places[0] + 1), theirs[0], kind, language)
    return (told.raw(*mine[0]), shows) if shows else None


def _bare(texts: Sequence[str], found: Passage) -> tuple[str, ...]:
    """Return the words of an expression without its prepositions and articles."""
    return tuple(text for text in texts if text not in found.words.prepositions | found.words.determiners)


def _grain(found: Passage, span: Span) -> int:
    """Tell how coarse a time is: a day or less, a month, or a year and more."""
    texts, words = found.texts[slice(*span)], found.words
    if not words.weekdays.isdisjoint(texts) or any(text.isdigit() and len(text) <= 2 for text in texts):
        return 0
    if not words.months.keys().isdisjoint(texts):
        return 1
    return 2 if any(text.isdigit() or text.startswith("year") for text in texts) else 0


def actor_beside(found: Passage, trigger: Span, mention: Span, language: str) -> str:
    """Return the name right before an active verb whose actor is said to be another name, of the clause around it."""
    tokens, texts, words = found.tokens, found.texts, found.words
    inside = found.left < trigger[0] and trigger[1] <= found.right and found.left <= mention[0] < trigger[0]
    if not inside:
        return ""
    end = trigger[0]
    while end > found.left and (texts[end - 1] in {"had", "has", "have"} or texts[end - 1].endswith("ly")):
        end -= 1
    if mention[1] > end - 2 or not tokens[end - 1].capital:
        return ""  # no name between
    cut = segments(found, language)
    if trigger[0] not in cut.verbs or cut.at(mention[0]) == cut.at(trigger[0]):
        return ""
    start = end
    while start > found.left and tokens[start - 1].capital and cut.at(start - 1) == cut.at(trigger[0]):
        start -= 1
    named = {texts[at] for at in range(*mention) if tokens[at].capital and texts[at] not in words.determiners}
    opens = start > found.left and texts[start - 1] == cut.clauses[cut.at(trigger[0])].opener
    apart = named and start < end and named.isdisjoint(texts[start:end]) and opens
    return found.raw(start, end) if apart and mention[1] <= start - 1 else ""


def _part_before(found: Passage, mention: Span) -> str:
    """Return the number of a part where a mention is the whole: "17 of the 43 hostages" with 43 as the amount."""
    texts, start = found.texts, mention[0]
    if start - 3 < found.left or texts[start - 2 : start] not in {
        ("of", "the"),
        ("out", "of"),
        ("of", "its"),
    }:
        return ""
    return found.raw(start - 3, start) if texts[start - 3][0].isdigit() else ""


def _is_own(cut: Segments, trigger: Span, rival: Span) -> bool:
    return cut.at(rival[0]) == cut.at(trigger[0])


def _is_apart(found: Passage, cut: Segments, trigger: Span, mention: Span, rival: Span, kind: Kind) -> bool:
    """Tell whether a mention is in another clause than the trigger, or before a verb whose object the trigger is."""
    if _home(found, cut, mention) != cut.at(trigger[0]):
        return True
    if kind == "amount" or mention[0] > trigger[0] or rival[0] < trigger[1]:
        return False
    if mention[0] <= found.left + 1:
        return False  # "In Tarn, ..." may go with all that follows
    verbs = cut.verbs
    return trigger[0] not in verbs and any(mention[1] <= verb < trigger[0] for verb in verbs)


def _home(found: Passage, cut: Segments, mention: Span) -> int:
    """Return the clause that a mention goes with: one that opens a clause, "after the war", goes with that above."""
    at = cut.at(mention[0])
    clause = cut.clauses[at]
    opens = found.texts[mention[0]] == clause.opener and cut.at(mention[0] - 1) != at
    return clause.above if opens and clause.above is not None else at


def _hangs_elsewhere(found: Passage, trigger: Span, mention: Span, language: str) -> str:
    """Return the verb right before a time that the trigger's clause does not share with it."""
    texts, words = found.texts, found.words
    verb = mention[0] - 1
    while verb > found.left and texts[verb] in words.prepositions | {"late", "early", "last"}:
        verb -= 1
    for at in range(verb, max(verb - _CUE_REACH, found.left - 1), -1):
        if trigger[0] <= at < trigger[1] or not texts[at][-1].isalnum():
            return ""
        says = texts[at] in words.saying - {"according"} and not found.tokens[at].capital
        if says and (at == verb or texts[at] in words.addressing_cues):
            comma = texts[mention[1] : mention[1] + 1] == (",",) and trigger[0] > mention[0]
            return "" if comma or texts[mention[1] - 1].endswith("'s") else found.raw(at, at + 1)
    cut = segments(found, language)
    mine, theirs = cut.at(trigger[0]), cut.at(mention[0])
    if mine == theirs:
        return ""
    ordering, opened = word_set(language, "details", "ordering"), cut.clauses[theirs].opener
    if opened in ordering | {"who", "whom", "whose"} and not cut.within(trigger[0], theirs):
        return found.raw(verb, verb + 1) if verb in cut.clauses[theirs].verbs else ""
    before = [at for at in cut.clauses[theirs].verbs if at < mention[0]]
    if (
        before
        and cut.clauses[mine].opener in ordering
        and cut.clauses[mine].above == theirs
        and mention < trigger
    ):
        return found.raw(before[-1], before[-1] + 1)
    return ""


def _dates_offence(found: Passage, trigger: Span, mention: Span, language: str) -> str:
    """Return what somebody was judged for, where a time that is no weekday ends it: "jailed for the theft of a bell in 2017"."""
    texts, words = found.texts, found.words
    judged = {lemma(text, language) for text in texts[slice(*trigger)]} & _lemmas(language, "judged")
    between = texts[trigger[1] : mention[0]]
    if not judged or any(not text[-1].isalnum() for text in between) or "and" in between:
        return ""
    if not words.weekdays.isdisjoint(texts[slice(*mention)]):
        return ""
    start = next((at for at, text in enumerate(between[:3]) if text in {"for", "of", "over"}), None)
    if start is None or between[start + 1 : start + 2] != ("the",) or len(between) < start + _OFFENCE:
        return ""
    return found.raw(trigger[1] + start, mention[0])


@cache
def _lemmas(language: str, key: str) -> frozenset[str]:
    return frozenset(lemma(word, language) for word in word_set(language, "details", key))


def _expressions(found: Passage, kind: Kind, language: str) -> tuple[Span, ...]:
    """Return the times, places or amounts of the sentence as token spans."""
    if kind == "amount":
        places = (one.place for one in frames(found.text, language))
        return tuple(place for place in places if found.left <= place[0] < found.right)
    return _times(found, language) if kind == "time" else _places(found, language)


@per_sentence
def _times(found: Passage, language: str) -> tuple[Span, ...]:
    """Return the dates of the sentence, no mere times of day."""
    first, last = found.tokens[found.left].start, found.tokens[found.right - 1].end
    if not may_date(found.text[first:last], language):
        return ()
    read = time_tokens(found.text[first:last], language)
    return tuple(
        found.analysis.span(first + read[atom.start].start, first + read[atom.end - 1].end)
        for atom in atoms(read)
        if any(point.filled - {"time"} for point in atom.points)
    )


@per_sentence
def _places(found: Passage, language: str) -> tuple[Span, ...]:
    """Return each "in" and "near" with the name behind it, not "in May"."""
    locating = word_set(language, "details", "locating")
    if locating.isdisjoint(found.texts[found.left : found.right]):
        return ()
    return tuple(_located(found, locating))


def _located(found: Passage, locating: frozenset[str]) -> Iterator[Span]:
    tokens, words = found.tokens, found.words
    for start in range(found.left, found.right - 1):
        if tokens[start].text not in locating or (tokens[start].capital and start > found.left):
            continue
        for end in range(start + 1, min(start + _PLACE_REACH, found.right)):
            text = tokens[end].text
            if not tokens[end].word or text in words.prepositions - {"of"} or text[0].isdigit():
                break
            if tokens[end].capital:
                if text not in words.months and text not in words.weekdays:
                    yield start, end + 1
                break
